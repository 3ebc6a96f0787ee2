// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_SOCKET_HPP
#define SENDMOCK_SERVER_DETAIL_SOCKET_HPP

#include <sendmock/error.hpp>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

/// What differs between POSIX systems is in this header and in socket_faults.hpp.
namespace sendmock::detail {

using deadline = std::chrono::steady_clock::time_point;

[[nodiscard]] inline std::string errno_text(int code) {
    return std::generic_category().message(code);
}

/// Owns a file descriptor.
class file_descriptor {
public:
    file_descriptor() = default;

    explicit file_descriptor(int number) noexcept : number_(number) {}

    file_descriptor(file_descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    file_descriptor& operator=(file_descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    file_descriptor(const file_descriptor&) = delete;
    file_descriptor& operator=(const file_descriptor&) = delete;

    ~file_descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }

    [[nodiscard]] int get() const noexcept { return number_; }

    explicit operator bool() const noexcept { return number_ >= 0; }

private:
    int number_ = -1;
};

inline void set_option(int fd, int level, int name, int value) noexcept {
    ::setsockopt(fd, level, name, &value, sizeof value);
}

/// For descriptors that are made without these flags, where the system cannot set them at once.
inline void set_close_on_exec_and_nonblocking(int fd) noexcept {
    ::fcntl(fd, F_SETFD, ::fcntl(fd, F_GETFD) | FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/// Waits until a descriptor is ready for `events` or has failed.
/// @return false at the deadline
[[nodiscard]] inline bool wait_until_ready(int fd, short events, deadline until) noexcept {
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd watched{.fd = fd, .events = events, .revents = 0};
        constexpr std::int64_t longest = std::numeric_limits<int>::max();
        const auto wait = std::clamp<std::int64_t>(left.count(), 0, longest);
        const int ready = ::poll(&watched, 1, static_cast<int>(wait));
        if (ready > 0) {
            return true;
        }
        if (ready == 0 || errno != EINTR) {
            return false;
        }
    }
}

/// Whether the last call failed only because the descriptor was not ready.
[[nodiscard]] inline bool would_block() noexcept {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

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

using address_list = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

/// @param host  a name or an address; an IPv6 address may stand in brackets, as in a URL
/// @throws sendmock::error naming host and cause
[[nodiscard]] inline address_list resolve(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const std::string name = bracketed ? host.substr(1, host.size() - 2) : host;
    const int failure = ::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (failure != 0) {
        throw error("cannot listen on " + host + " port " + std::to_string(port) + ": " +
                    ::gai_strerror(failure));
    }
    return {found, &::freeaddrinfo};
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
    const address_list addresses = resolve(host, 0);
    for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
        if (!is_loopback(*one)) {
            return false;
        }
    }
    return true;
}

/// A socket that listens, and where.
struct listening_socket {
    file_descriptor descriptor{};
    listening_address address{};
};

/// @return nothing with errno set if there can be none
[[nodiscard]] inline file_descriptor open_socket(const addrinfo& address) noexcept {
#ifdef __linux__
    // At once: another thread may start a child between two calls.
    const int type = address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK;
    return file_descriptor(::socket(address.ai_family, type, address.ai_protocol));
#else
    file_descriptor opened(::socket(address.ai_family, address.ai_socktype, address.ai_protocol));
    if (opened) {
        set_close_on_exec_and_nonblocking(opened.get());
    }
    return opened;
#endif
}

/// Makes a socket that listens.
///
/// It can be bound again at once after a restart, but never beside another listener: the address
/// is reusable, the port is not shared.
/// @param port  0 for a free one
/// @throws sendmock::error naming host, port and cause
[[nodiscard]] inline listening_socket listen_on(const std::string& host, std::uint16_t port) {
    constexpr int backlog = 1024;
    const std::string place = host + " port " + std::to_string(port);
    const address_list addresses = resolve(host, port);
    int failure = 0;
    // A name may have addresses that this machine does not have, such as IPv6's.
    for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
        file_descriptor socket = open_socket(*one);
        if (socket) {
            set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
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
    throw error("cannot listen on " + place + ": " + errno_text(failure));
}

/// Takes a waiting connection, if there is one; errno is set if not. Its descriptor blocks.
[[nodiscard]] inline file_descriptor accept_connection(int listening) noexcept {
#ifdef __linux__
    file_descriptor accepted(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
#else
    file_descriptor accepted(::accept(listening, nullptr, nullptr));
    if (accepted) {
        ::fcntl(accepted.get(), F_SETFD, FD_CLOEXEC);
        ::fcntl(accepted.get(), F_SETFL, 0); // it may have the listening descriptor's flags
        set_option(accepted.get(), SOL_SOCKET, SO_NOSIGPIPE, 1);
    }
#endif
    if (accepted) {
        set_option(accepted.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    }
    return accepted;
}

/// How long `receive_next` waits.
inline void set_receive_timeout(int fd, std::chrono::milliseconds longest) noexcept {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(longest);
    timeval wait{};
    wait.tv_sec = static_cast<decltype(wait.tv_sec)>(seconds.count());
    wait.tv_usec =
        static_cast<decltype(wait.tv_usec)>(std::chrono::microseconds(longest - seconds).count());
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
}

/// Waits for bytes and receives them: one call into the system instead of two.
/// @return as recv(2) of a descriptor that blocks; `would_block` after the receive timeout
[[nodiscard]] inline ssize_t
receive_next(int fd, char* buffer, std::size_t size, int flags = 0) noexcept {
    ssize_t received = 0;
    do {
        received = ::recv(fd, buffer, size, flags);
    } while (received < 0 && errno == EINTR);
    return received;
}

/// Receives what is there, without waiting.
/// @return as recv(2)
[[nodiscard]] inline ssize_t receive_some(int fd, char* buffer, std::size_t size) noexcept {
    return receive_next(fd, buffer, size, MSG_DONTWAIT);
}

/// Sends what there is room for of two pieces, one after the other; never raises a signal.
/// @return as sendmsg(2)
[[nodiscard]] inline ssize_t
send_some(int fd, std::string_view first, std::string_view second) noexcept {
#ifdef __linux__
    constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
    constexpr int flags = MSG_DONTWAIT; // SO_NOSIGPIPE is set
#endif
    std::array<iovec, 2> pieces{
        {{.iov_base = const_cast<char*>(first.data()), // only read
          .iov_len = first.size()},
         {.iov_base = const_cast<char*>(second.data()), .iov_len = second.size()}}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(fd, &message, flags);
    } while (sent < 0 && errno == EINTR);
    return sent;
}

/// Two descriptors: what is written to one wakes a poll on the other.
class wake_pipe {
public:
    /// @throws sendmock::error if there are no descriptors left
    wake_pipe() {
        std::array<int, 2> ends{};
#ifdef __linux__
        const int failure = ::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK);
#else
        const int failure = ::pipe(ends.data());
#endif
        if (failure != 0) {
            throw error("cannot make a pipe: " + errno_text(errno));
        }
        read_ = file_descriptor(ends[0]);
        write_ = file_descriptor(ends[1]);
#ifndef __linux__
        set_close_on_exec_and_nonblocking(ends[0]);
        set_close_on_exec_and_nonblocking(ends[1]);
#endif
    }

    void wake() const noexcept {
        const char byte = 0;
        static_cast<void>(::write(write_.get(), &byte, 1) == 1);
    }

    [[nodiscard]] int reading_end() const noexcept {
        return read_.get();
    }

private:
    file_descriptor read_;
    file_descriptor write_;
};

} // namespace sendmock::detail

#endif
