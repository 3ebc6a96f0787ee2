// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_CONNECT_HPP
#define SENDMOCK_SHOP_DETAIL_CONNECT_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sendmock::detail::shop {

/// Why there is no connection.
struct connect_failure {
    /// No address of the host's answered in time.
    bool timed_out = false;
    /// Of the last address that was tried, or of getaddrinfo(3), which is below 0.
    int code = 0;
    std::string message{};
};

/// Whether this machine has IPv6, without which IPv6 addresses are not even asked for.
[[nodiscard]] inline bool has_ipv6() noexcept {
    addrinfo ipv6{};
    ipv6.ai_family = AF_INET6;
    ipv6.ai_socktype = SOCK_STREAM;
    const net::file_descriptor socket = net::open_socket(ipv6);
    sockaddr_in6 loopback{};
    loopback.sin6_family = AF_INET6;
    loopback.sin6_addr = IN6ADDR_LOOPBACK_INIT;
    return socket &&
           ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&loopback), sizeof loopback) == 0;
}

/// Connects to one address.
/// @return 0, an errno, or nothing at the deadline
[[nodiscard]] inline std::optional<int>
connect_to(int socket, const addrinfo& address, net::deadline until) noexcept {
    if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) {
        return 0;
    }
    if (errno != EINPROGRESS && errno != EINTR) {
        return errno;
    }
    if (!net::wait_until_ready(socket, POLLOUT, until)) {
        return std::nullopt;
    }
    int failure = 0;
    socklen_t size = sizeof failure;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &size);
    return failure;
}

/// Connects to the first of some addresses that answers; the socket does not block.
/// @param timeout  for each address
[[nodiscard]] inline std::variant<net::file_descriptor, connect_failure>
connect_to_any(const addrinfo* addresses, std::chrono::milliseconds timeout) {
    connect_failure failure;
    for (const addrinfo* one = addresses; one != nullptr; one = one->ai_next) {
        net::file_descriptor socket = net::open_socket(*one);
        const auto result =
            socket ? connect_to(socket.get(), *one, std::chrono::steady_clock::now() + timeout)
                   : std::optional(errno);
        if (result == 0) {
            net::set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
            return socket;
        }
        failure = {.timed_out = !result, .code = result.value_or(0)};
    }
    failure.message = net::errno_text(failure.code);
    return failure;
}

/// Whether a name is `localhost` or below it, which is this machine whatever a resolver knows
/// (RFC 6761 section 6.3). In any letters' case, and perhaps with the root's dot.
[[nodiscard]] inline bool is_localhost(std::string_view name) noexcept {
    constexpr std::string_view root = "localhost";
    if (name.ends_with('.')) {
        name.remove_suffix(1);
    }
    if (name.size() < root.size() ||
        !http::equal_ignoring_case(name.substr(name.size() - root.size()), root)) {
        return false;
    }
    name.remove_suffix(root.size());
    const bool has_empty_label = name.starts_with('.') || name.find("..") != std::string_view::npos;
    return name.empty() || (name.ends_with('.') && !has_empty_label);
}

/// Connects to the first of a host's addresses that answers; the socket does not block. The
/// addresses of `localhost` and of the names below it are known, ::1 before 127.0.0.1; how long
/// other names are looked up is up to the system's resolver.
/// @param timeout  for each address
[[nodiscard]] inline std::variant<net::file_descriptor, connect_failure>
connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout) {
    if (is_localhost(host)) {
        if (has_ipv6()) {
            auto connected = connect("::1", port, timeout);
            if (std::holds_alternative<net::file_descriptor>(connected)) {
                return connected;
            }
        }
        return connect("127.0.0.1", port, timeout);
    }
    addrinfo hints{};
    hints.ai_family = has_ipv6() ? AF_UNSPEC : AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int unknown = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (unknown == EAI_SYSTEM) {
        return connect_failure{.code = errno, .message = net::errno_text(errno)};
    }
    if (unknown != 0) {
        return connect_failure{.code = unknown, .message = ::gai_strerror(unknown)};
    }
    const net::address_list addresses(found);
    return connect_to_any(addresses.get(), timeout);
}

} // namespace sendmock::detail::shop

#endif
