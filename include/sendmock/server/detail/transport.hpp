// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_TRANSPORT_HPP
#define SENDMOCK_SERVER_DETAIL_TRANSPORT_HPP

#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/socket_faults.hpp>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace sendmock::detail {

/// Tells connections that the server stops.
struct stop_signal {
    const std::atomic<bool>& stopping;
    int descriptor; ///< becomes readable then, and stays so
};

/// How an end of sending looks to the client.
enum class ending_style {
    orderly,  ///< over TLS, close_notify comes first (RFC 8446 section 6.1)
    truncated ///< over TLS, FIN without it, as an attacker or a broken network makes it
};

/// Moves bytes over one connection, as they are. Used by its thread alone.
class transport {
public:
    /// @param socket  one that blocks, must live longer
    explicit transport(int socket) noexcept : socket_(socket) {}

    transport(const transport&) = delete;
    transport& operator=(const transport&) = delete;
    virtual ~transport() = default;

    [[nodiscard]] int socket() const noexcept { return socket_; }

    /// Whether requests come over TLS.
    [[nodiscard]] virtual bool secure() const noexcept { return false; }

    /// Whether the next connection would be another: this one is to end after its answer.
    [[nodiscard]] virtual bool is_outdated() const noexcept { return false; }

    /// Waits until there is something to receive.
    /// @return false at the deadline
    [[nodiscard]] virtual bool wait_readable(net::deadline until) {
        return net::wait_until_ready(socket_, POLLIN, until);
    }

    /// Receives what is there.
    /// @return as recv(2), with errno
    [[nodiscard]] virtual ssize_t receive_some(char* buffer, std::size_t size) {
        return net::receive_some(socket_, buffer, size);
    }

    /// Waits for a message's first bytes, as long as the socket's receive timeout or until the
    /// connection is outdated, and receives them.
    /// @return as recv(2), with errno
    [[nodiscard]] virtual ssize_t receive_next(char* buffer, std::size_t size) {
        return net::receive_next(socket_, buffer, size);
    }

    /// Sends all of two pieces, one after the other.
    /// @param patience  how long to wait for room, each time
    [[nodiscard]] virtual bool
    send(std::string_view first, std::string_view second, std::chrono::milliseconds patience) {
        while (!first.empty() || !second.empty()) {
            const ssize_t sent = net::send_some(socket_, first, second);
            if (sent >= 0) {
                const auto count = static_cast<std::size_t>(sent);
                const std::size_t of_first = std::min(count, first.size());
                first.remove_prefix(of_first);
                second.remove_prefix(count - of_first);
            } else if (!net::would_block() ||
                       !net::wait_until_ready(
                           socket_, POLLOUT, std::chrono::steady_clock::now() + patience)) {
                return false;
            }
        }
        return true;
    }

    /// Sends nothing more, and lets the client read the last bytes: closing over unread ones would
    /// reset the connection.
    void end(ending_style style, const stop_signal& stop) {
        if (resetting_) {
            return;
        }
        if (style == ending_style::orderly) {
            say_goodbye();
        }
        ::shutdown(socket_, SHUT_WR);
        const net::deadline until = std::chrono::steady_clock::now() + std::chrono::seconds{2};
        std::array<char, std::size_t{16} * 1024> buffer; // NOLINT: filled by recv
        while (!stop.stopping && net::wait_until_ready(socket_, POLLIN, until) &&
               net::receive_some(socket_, buffer.data(), buffer.size()) > 0 &&
               std::chrono::steady_clock::now() < until) {
        }
    }

    /// Has the connection end by RST when it is closed.
    void reset() noexcept {
        reset_on_close(socket_);
        resetting_ = true;
    }

protected:
    /// What is said on top of TCP before an orderly end.
    virtual void say_goodbye() {}

private:
    const int socket_;
    bool resetting_ = false; // closing it resets it
};

} // namespace sendmock::detail

#endif
