// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_TLS_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_TLS_HPP

#include "figures.hpp"
#include "load.hpp"
#include "servers.hpp"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace sendmock::benchmark {

namespace detail {

/// A connection with a full handshake, from its begin to its end.
inline void shake_hands(SSL_CTX* context, int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::unique_ptr<SSL, decltype(&::SSL_free)> wire(::SSL_new(context), &::SSL_free);
    ::SSL_set_fd(wire.get(), socket);
    const bool done =
        ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        ::SSL_connect(wire.get()) == 1;
    ::SSL_shutdown(wire.get());
    ::close(socket);
    if (!done) {
        throw std::runtime_error("a handshake failed");
    }
}

/// Full handshakes a second, two at a time.
[[nodiscard]] inline double handshake_rate(int port, int seconds) {
    const std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> context(
        ::SSL_CTX_new(::TLS_client_method()), &::SSL_CTX_free);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    std::atomic<bool> over{false};
    std::atomic<int> count{0};
    std::vector<std::thread> clients;
    const auto begin = std::chrono::steady_clock::now();
    for (int client = 0; client < 2; ++client) {
        clients.emplace_back([&] {
            while (!over) {
                shake_hands(context.get(), port);
                ++count;
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    over = true;
    for (std::thread& client : clients) {
        client.join();
    }
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    return count / passed.count();
}

} // namespace detail

/// Handshakes and pages a second over TLS, beside a plain cpp-httplib server with the same kind of
/// key and chain.
inline void measure_tls(int seconds, int rounds) {
    if (!detail::is_installed("wrk")) {
        return;
    }
    detail::contestant mock = detail::start_self("sendmock", "tls");
    detail::contestant plain = detail::start_self("plain httplib::SSLServer", "plain-tls");
    std::vector<double> mock_handshakes;
    std::vector<double> plain_handshakes;
    for (int round = 0; round < rounds; ++round) {
        for (auto* server : {&mock, &plain}) {
            server->rates_at_8.push_back(detail::wrk_rate(server->port, 8, seconds, "https"));
            (server == &mock ? mock_handshakes : plain_handshakes)
                .push_back(detail::handshake_rate(server->port, seconds));
        }
    }
    std::printf("over TLS, medians of %d rounds of %d s\n", rounds, seconds);
    std::printf("  pages a second at 8 connections   %8.0f, %.2f of a plain httplib::SSLServer's\n",
                median(mock.rates_at_8),
                detail::ratio(mock.rates_at_8, plain.rates_at_8));
    std::printf("  full handshakes a second          %8.0f, %.2f of a plain httplib::SSLServer's\n",
                median(mock_handshakes),
                detail::ratio(mock_handshakes, plain_handshakes));
}

} // namespace sendmock::benchmark

#endif
