// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_CLIENT_SOCKET_HPP
#define SENDMOCK_SHOP_DETAIL_CLIENT_SOCKET_HPP

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

/// A client's connection: a name of its own, for `server/detail/` has sockets too.
namespace sendmock::detail::shop {

using deadline = std::chrono::steady_clock::time_point;

/// A connected socket that does not block.
class client_socket {
public:
    client_socket() = default;

    explicit client_socket(int descriptor) noexcept : descriptor_(descriptor) {}

    client_socket(client_socket&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)) {}

    client_socket& operator=(client_socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }

    client_socket(const client_socket&) = delete;
    client_socket& operator=(const client_socket&) = delete;

    ~client_socket() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }

    [[nodiscard]] int get() const noexcept { return descriptor_; }

    /// Waits until it is ready for `events` or has failed.
    /// @return false at the deadline
    [[nodiscard]] bool wait(short events, deadline until) const noexcept {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                until - std::chrono::steady_clock::now());
            constexpr std::int64_t longest = std::numeric_limits<int>::max();
            pollfd watched{.fd = descriptor_, .events = events, .revents = 0};
            const int ready = ::poll(
                &watched, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, longest)));
            if (ready > 0 || (ready < 0 && errno != EINTR)) {
                return ready > 0;
            }
            if (ready == 0 && std::chrono::steady_clock::now() >= until) {
                return false;
            }
        }
    }

    /// Sends what there is room for; never raises a signal.
    /// @return as send(2), with errno
    [[nodiscard]] ssize_t send(const char* bytes, std::size_t size) const noexcept {
#ifdef MSG_NOSIGNAL
        constexpr int flags = MSG_NOSIGNAL;
#else
        constexpr int flags = 0; // SO_NOSIGPIPE is set
#endif
        ssize_t sent = 0;
        do {
            sent = ::send(descriptor_, bytes, size, flags);
        } while (sent < 0 && errno == EINTR);
        return sent;
    }

    /// Receives what is there.
    /// @return as recv(2), with errno
    [[nodiscard]] ssize_t receive(char* buffer, std::size_t size) const noexcept {
        ssize_t received = 0;
        do {
            received = ::recv(descriptor_, buffer, size, 0);
        } while (received < 0 && errno == EINTR);
        return received;
    }

private:
    int descriptor_ = -1;
};

[[nodiscard]] inline bool would_block() noexcept {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

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
#ifdef __linux__
    const client_socket socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
#else
    const client_socket socket(::socket(AF_INET6, SOCK_STREAM, 0));
#endif
    sockaddr_in6 loopback{};
    loopback.sin6_family = AF_INET6;
    loopback.sin6_addr = IN6ADDR_LOOPBACK_INIT;
    return socket.get() >= 0 &&
           ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&loopback), sizeof loopback) == 0;
}

/// Makes a socket that children of the process do not inherit.
/// @return without a descriptor, and errno, if there can be none
[[nodiscard]] inline client_socket open_socket(const addrinfo& address) noexcept {
#ifdef __linux__
    client_socket opened(::socket(address.ai_family,
                                  address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                                  address.ai_protocol));
#else
    client_socket opened(::socket(address.ai_family, address.ai_socktype, address.ai_protocol));
    if (opened.get() >= 0) {
        ::fcntl(opened.get(), F_SETFD, FD_CLOEXEC);
        ::fcntl(opened.get(), F_SETFL, O_NONBLOCK);
        const int on = 1;
        ::setsockopt(opened.get(), SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    }
#endif
    if (opened.get() >= 0) {
        const int on = 1;
        ::setsockopt(opened.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return opened;
}

/// Connects to one address.
/// @return 0, an errno, or nothing at the deadline
[[nodiscard]] inline std::optional<int>
connect_to(const client_socket& socket, const addrinfo& address, deadline until) noexcept {
    if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) {
        return 0;
    }
    if (errno != EINPROGRESS && errno != EINTR) {
        return errno;
    }
    if (!socket.wait(POLLOUT, until)) {
        return std::nullopt;
    }
    int failure = 0;
    socklen_t size = sizeof failure;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failure, &size);
    return failure;
}

/// Connects to the first of a host's addresses that answers. How long its name is looked up is up
/// to the system's resolver.
/// @param timeout  for each address
[[nodiscard]] inline std::variant<client_socket, connect_failure>
connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout) {
    addrinfo hints{};
    hints.ai_family = has_ipv6() ? AF_UNSPEC : AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int unknown = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (unknown == EAI_SYSTEM) {
        return connect_failure{.code = errno, .message = std::generic_category().message(errno)};
    }
    if (unknown != 0) {
        return connect_failure{.code = unknown, .message = ::gai_strerror(unknown)};
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
    connect_failure failure;
    for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
        client_socket socket = open_socket(*one);
        const auto result =
            socket.get() < 0 ? std::optional(errno)
                             : connect_to(socket, *one, std::chrono::steady_clock::now() + timeout);
        if (result == 0) {
            return socket;
        }
        failure = {.timed_out = !result, .code = result.value_or(0)};
    }
    failure.message = std::generic_category().message(failure.code);
    return failure;
}

} // namespace sendmock::detail::shop

#endif
