// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_CLIENT_CONNECTION_HPP
#define SENDMOCK_SHOP_DETAIL_CLIENT_CONNECTION_HPP

#include <sendmock/shop/detail/client_socket.hpp>
#include <sendmock/shop/detail/tls_failure.hpp>

#include <poll.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::detail::shop {

/// Moves bytes to and from a shop. Each wait has a deadline.
class client_connection {
public:
    explicit client_connection(client_socket socket) noexcept : socket_(std::move(socket)) {}

    client_connection(const client_connection&) = delete;
    client_connection& operator=(const client_connection&) = delete;
    virtual ~client_connection() = default;

    /// Sends all bytes.
    /// @param timeout  for all of them
    [[nodiscard]] virtual std::optional<wire_failure> send(std::string_view bytes,
                                                           std::chrono::milliseconds timeout) {
        const deadline until = std::chrono::steady_clock::now() + timeout;
        while (!bytes.empty()) {
            const ssize_t sent = socket_.send(bytes.data(), bytes.size());
            if (sent >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if (!would_block()) {
                return system_failure(errno);
            } else if (!socket_.wait(POLLOUT, until)) {
                return wire_failure{.what = wire_failure::kind::timeout};
            }
        }
        return std::nullopt;
    }

    /// Waits for bytes and receives them.
    /// @return how many came, 0 at the end
    [[nodiscard]] virtual std::variant<std::size_t, wire_failure>
    receive(char* buffer, std::size_t size, std::chrono::milliseconds timeout) {
        const deadline until = std::chrono::steady_clock::now() + timeout;
        for (;;) {
            const ssize_t received = socket_.receive(buffer, size);
            if (received >= 0) {
                return static_cast<std::size_t>(received);
            }
            if (!would_block()) {
                return system_failure(errno);
            }
            if (!socket_.wait(POLLIN, until)) {
                return wire_failure{.what = wire_failure::kind::timeout};
            }
        }
    }

protected:
    [[nodiscard]] const client_socket& socket() const noexcept { return socket_; }

private:
    client_socket socket_;
};

} // namespace sendmock::detail::shop

#endif
