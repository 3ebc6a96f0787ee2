// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_READINESS_HPP
#define SENDMOCK_NET_READINESS_HPP

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>

namespace sendmock::net {

using deadline = std::chrono::steady_clock::time_point;

/// Waits until one of the descriptors is ready or has failed; signals do not end it.
/// @return as poll(2), 0 at the deadline
[[nodiscard]] inline int poll_until(std::span<pollfd> watched, deadline until) noexcept {
    for (;;) {
        const auto now = std::chrono::steady_clock::now();
        const auto left = until > now ? std::chrono::ceil<std::chrono::milliseconds>(until - now)
                                      : std::chrono::milliseconds{0}; // it may be long past
        constexpr std::int64_t longest = std::numeric_limits<int>::max();
        const auto wait = std::clamp<std::int64_t>(left.count(), 0, longest);
        const int ready =
            ::poll(watched.data(), static_cast<nfds_t>(watched.size()), static_cast<int>(wait));
        const bool goes_on = ready < 0 ? errno == EINTR : ready == 0 && left.count() > longest;
        if (!goes_on) {
            return ready;
        }
    }
}

/// Waits until a descriptor is ready for `events` or has failed.
/// @return false at the deadline
[[nodiscard]] inline bool wait_until_ready(int fd, short events, deadline until) noexcept {
    pollfd watched{.fd = fd, .events = events, .revents = 0};
    return poll_until({&watched, 1}, until) > 0;
}

} // namespace sendmock::net

#endif
