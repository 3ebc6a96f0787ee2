// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_SOCKET_HPP
#define SENDMOCK_NET_SOCKET_HPP

#include <sendmock/net/errno_text.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/freed_by.hpp>

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

/// Sockets of both sides of a connection; what differs between POSIX systems is in this layer and
/// in `server/detail/`.
namespace sendmock::net {

using address_list = std::unique_ptr<addrinfo, freed_by<&::freeaddrinfo>>;

/// Whether the last call failed only because the descriptor was not ready.
[[nodiscard]] inline bool would_block() noexcept {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

inline void set_option(int fd, int level, int name, int value) noexcept {
    ::setsockopt(fd, level, name, &value, sizeof value);
}

/// Makes a socket that neither blocks, nor is inherited by children of the process, nor raises a
/// signal.
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
        set_option(opened.get(), SOL_SOCKET, SO_NOSIGPIPE, 1);
    }
    return opened;
#endif
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

/// @return 0 for no limit
[[nodiscard]] inline std::chrono::milliseconds receive_timeout(int fd) noexcept {
    timeval wait{};
    socklen_t size = sizeof wait;
    ::getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, &size);
    return std::chrono::milliseconds(std::chrono::seconds(wait.tv_sec)) +
           std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds(wait.tv_usec));
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
send_some(int fd, std::string_view first, std::string_view second = {}) noexcept {
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

} // namespace sendmock::net

#endif
