// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_SOCKET_FAULTS_HPP
#define SENDMOCK_SERVER_DETAIL_SOCKET_FAULTS_HPP

#include <sendmock/net/readiness.hpp>

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/sockios.h>
#endif

#include <array>

/// What faults do with sockets.
namespace sendmock::detail {

/// Has the connection end by RST, not FIN, when its descriptor is closed. What was not sent by then
/// is lost.
inline void reset_on_close(int fd) noexcept {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/// How many bytes the system has not sent yet, for want of room at the peer; 0 if it cannot tell.
[[nodiscard]] inline int unsent_bytes(int fd) noexcept {
    int count = 0;
#ifdef __linux__
    return ::ioctl(fd, SIOCOUTQNSD, &count) == 0 ? count : 0;
#else
    socklen_t size = sizeof count;
    return ::getsockopt(fd, SOL_SOCKET, SO_NWRITE, &count, &size) == 0 ? count : 0;
#endif
}

/// Why a wait ended.
enum class wait_end { time, stopped, peer_gone };

/// Waits for a time, unless the server stops or the connection breaks.
/// @param stop  a descriptor that becomes readable when the server stops
/// @param watch_peer  whether it also ends when the peer sends nothing more: it may still read
[[nodiscard]] inline wait_end
wait_unless_stopped(int fd, int stop, net::deadline until, bool watch_peer = false) noexcept {
#ifdef POLLRDHUP
    const short peer_events = watch_peer ? POLLRDHUP : short{0};
#else
    const short peer_events = 0;
    static_cast<void>(watch_peer);
#endif
    std::array<pollfd, 2> watched{{{.fd = stop, .events = POLLIN, .revents = 0},
                                   {.fd = fd, .events = peer_events, .revents = 0}}};
    if (net::poll_until(watched, until) <= 0) {
        return wait_end::time;
    }
    // A server that stops wakes, then ends reading: its own end may have been seen alone.
    const bool stopped = watched[0].revents != 0 || ::poll(watched.data(), 1, /*timeout=*/0) == 1;
    return stopped ? wait_end::stopped : wait_end::peer_gone;
}

} // namespace sendmock::detail

#endif
