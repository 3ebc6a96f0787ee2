// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_SERVER_END_HPP
#define SENDMOCK_TESTS_SUPPORT_SERVER_END_HPP

#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/detail/transport.hpp>
#include <sendmock/server/detail/wake_pipe.hpp>

#include <poll.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace sendmock::tests {

/// The server's end of one connection on loopback, without a server.
class server_end {
public:
    server_end() : listening_(detail::listen_on("127.0.0.1", 0)) {}

    [[nodiscard]] std::uint16_t port() const { return listening_.address.port; }

    /// Takes the connection of a client that has connected.
    /// @return its socket, which blocks, for bytes not longer than 30 seconds
    /// @throws std::runtime_error if there is none
    int accept() {
        constexpr std::chrono::seconds longest{30};
        if (!net::wait_until_ready(
                listening_.descriptor.get(), POLLIN, std::chrono::steady_clock::now() + longest)) {
            throw std::runtime_error("nobody connects");
        }
        accepted_ = detail::accept_connection(listening_.descriptor.get());
        net::set_receive_timeout(accepted_.get(), longest);
        return accepted_.get();
    }

    void close() { accepted_ = net::file_descriptor(); }

    /// As a server that stops tells its connections.
    void stop() {
        stopping_ = true;
        wake_.wake();
    }

    [[nodiscard]] detail::stop_signal stop_signal() const {
        return {.stopping = stopping_, .descriptor = wake_.reading_end()};
    }

private:
    detail::listening_socket listening_;
    net::file_descriptor accepted_;
    std::atomic<bool> stopping_{false};
    detail::wake_pipe wake_;
};

} // namespace sendmock::tests

#endif
