// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_LISTENING_SOCKET_HPP
#define SENDMOCK_SERVER_DETAIL_LISTENING_SOCKET_HPP

#include <sendmock/error.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/socket.hpp>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

/// What differs between POSIX systems in this layer is in its headers of sockets.
namespace sendmock::detail {

/// Where a listening socket listens.
struct listening_address {
    std::string host{}; ///< numeric
    std::uint16_t port = 0;
};

[[nodiscard]] inline listening_address address_of(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::getnameinfo(reinterpret_cast<sockaddr*>(&address),
                      size,
                      host.data(),
                      host.size(),
                      port.data(),
                      port.size(),
                      NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return {};
    }
    return {.host = host.data(), .port = static_cast<std::uint16_t>(std::stoul(port.data()))};
}

/// Host and port as a URL has them: IPv6 addresses in brackets.
[[nodiscard]] inline std::string authority_of(const listening_address& address) {
    const bool ipv6 = address.host.find(':') != std::string::npos;
    return (ipv6 ? "[" + address.host + "]" : address.host) + ':' + std::to_string(address.port);
}

/// A host without the brackets in which an IPv6 address may stand, as in a URL.
[[nodiscard]] inline std::string without_brackets(const std::string& host) {
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    return bracketed ? host.substr(1, host.size() - 2) : host;
}

/// @param host  a name or an address; an IPv6 address may stand in brackets, as in a URL
/// @throws sendmock::error naming host and cause
[[nodiscard]] inline net::address_list resolve(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const std::string name = without_brackets(host);
    const int failure = ::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (failure != 0) {
        throw error("cannot listen on " + host + ": " + ::gai_strerror(failure));
    }
    return net::address_list(found);
}

[[nodiscard]] inline bool is_loopback(const addrinfo& address) noexcept {
    if (address.ai_family == AF_INET) {
        const auto* ipv4 = reinterpret_cast<const sockaddr_in*>(address.ai_addr);
        return (ntohl(ipv4->sin_addr.s_addr) >> 24U) == 127;
    }
    const auto* ipv6 = reinterpret_cast<const sockaddr_in6*>(address.ai_addr);
    return IN6_IS_ADDR_LOOPBACK(&ipv6->sin6_addr);
}

/// Whether only this machine can reach a host, by whichever of its addresses.
/// @throws sendmock::error if it has no address
[[nodiscard]] inline bool is_loopback(const std::string& host) {
    const net::address_list addresses = resolve(host, 0);
    for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
        if (!is_loopback(*one)) {
            return false;
        }
    }
    return true;
}

/// A socket that listens, and where.
struct listening_socket {
    net::file_descriptor descriptor{};
    listening_address address{};
};

/// Makes a socket that listens.
///
/// It can be bound again at once after a restart, but never beside another listener: the address
/// is reusable, the port is not shared.
/// @param port  0 for a free one
/// @throws sendmock::error naming host, port and cause
[[nodiscard]] inline listening_socket listen_on(const std::string& host, std::uint16_t port) {
    constexpr int backlog = 1024;
    const std::string place = host + " port " + std::to_string(port);
    const net::address_list addresses = resolve(host, port);
    int failure = 0;
    // A name may have addresses that this machine does not have, such as IPv6's.
    for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
        net::file_descriptor socket = net::open_socket(*one);
        if (socket) {
            net::set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
        }
        if (socket && ::bind(socket.get(), one->ai_addr, one->ai_addrlen) == 0 &&
            ::listen(socket.get(), backlog) == 0) {
            const listening_address address = address_of(socket.get());
            return {.descriptor = std::move(socket), .address = address};
        }
        failure = errno;
        if (failure == EADDRINUSE) {
            break; // never beside another server on the name's next address
        }
    }
    throw error("cannot listen on " + place + ": " + net::errno_text(failure));
}

/// Takes a waiting connection, if there is one; errno is set if not. Its descriptor blocks.
[[nodiscard]] inline net::file_descriptor accept_connection(int listening) noexcept {
#ifdef __linux__
    net::file_descriptor accepted(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
#else
    net::file_descriptor accepted(::accept(listening, nullptr, nullptr));
    if (accepted) {
        ::fcntl(accepted.get(), F_SETFD, FD_CLOEXEC);
        ::fcntl(accepted.get(), F_SETFL, 0); // it may have the listening descriptor's flags
        net::set_option(accepted.get(), SOL_SOCKET, SO_NOSIGPIPE, 1);
    }
#endif
    if (accepted) {
        net::set_option(accepted.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    }
    return accepted;
}

} // namespace sendmock::detail

#endif
