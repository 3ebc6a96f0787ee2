// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_CLIENT_CONNECTION_HPP
#define SENDMOCK_SHOP_DETAIL_CLIENT_CONNECTION_HPP

#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
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
    /// @param socket  a connected one that does not block
    explicit client_connection(net::file_descriptor socket) noexcept : socket_(std::move(socket)) {}

    client_connection(const client_connection&) = delete;
    client_connection& operator=(const client_connection&) = delete;
    virtual ~client_connection() = default;

    /// Sends all bytes.
    /// @param timeout  for all of them
    [[nodiscard]] virtual std::optional<wire_failure> send(std::string_view bytes,
                                                           std::chrono::milliseconds timeout) {
        const net::deadline until = std::chrono::steady_clock::now() + timeout;
        while (!bytes.empty()) {
            const ssize_t sent = net::send_some(socket(), bytes);
            if (sent >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if (!net::would_block()) {
                return system_failure(errno);
            } else if (!net::wait_until_ready(socket(), POLLOUT, until)) {
                return wire_failure{.what = wire_failure::kind::timeout};
            }
        }
        return std::nullopt;
    }

    /// Waits for bytes and receives them.
    /// @return how many came, 0 at the end
    [[nodiscard]] virtual std::variant<std::size_t, wire_failure>
    receive(char* buffer, std::size_t size, std::chrono::milliseconds timeout) {
        const net::deadline until = std::chrono::steady_clock::now() + timeout;
        for (;;) {
            const ssize_t received = net::receive_some(socket(), buffer, size);
            if (received >= 0) {
                return static_cast<std::size_t>(received);
            }
            if (!net::would_block()) {
                return system_failure(errno);
            }
            if (!net::wait_until_ready(socket(), POLLIN, until)) {
                return wire_failure{.what = wire_failure::kind::timeout};
            }
        }
    }

protected:
    [[nodiscard]] int socket() const noexcept { return socket_.get(); }

private:
    net::file_descriptor socket_;
};

} // namespace sendmock::detail::shop

#endif
