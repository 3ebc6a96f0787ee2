// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_SCRIPTED_DELIVERY_HPP
#define SENDMOCK_SERVER_DETAIL_SCRIPTED_DELIVERY_HPP

#include <sendmock/net/readiness.hpp>
#include <sendmock/server/detail/delivery_plan.hpp>
#include <sendmock/server/detail/engine.hpp>
#include <sendmock/server/detail/socket_faults.hpp>
#include <sendmock/server/detail/transport.hpp>
#include <sendmock/server/detail/wire_script.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace sendmock::detail {

/// Waits on a connection, unless the server stops. A client that sends nothing more may be gone,
/// and is not waited for: if it only reads on, it has its answer early.
/// @return false if the server stops
[[nodiscard]] inline bool
wait_for_time(const transport& wire, const stop_signal& stop, net::deadline time) noexcept {
    return wait_unless_stopped(wire.socket(), stop.descriptor, time, true) != wait_end::stopped;
}

/// Sends a script's content with a pause at each tear.
/// @return false if the server stops, or the client is gone, before all of it was sent
[[nodiscard]] inline bool follow_torn(const wire_script& script,
                                      const transport& wire,
                                      const stop_signal& stop,
                                      const byte_sink& sink) {
    constexpr std::chrono::milliseconds pause{20}; // enough for the client to read what came
    if (!sink(script.head, true)) {
        return false;
    }
    const std::string_view content = script.content;
    std::size_t from = 0;
    for (const std::size_t to : script.tears) {
        if (!sink(content.substr(from, to - from), false) ||
            !wait_for_time(wire, stop, std::chrono::steady_clock::now() + pause)) {
            return false;
        }
        from = to;
    }
    return sink(content.substr(from), false);
}

/// Sends what a script has, in its time.
/// @return false if the server stops, or the client is gone, before all of it was sent
[[nodiscard]] inline bool follow(const wire_script& script,
                                 const delivery_plan& plan,
                                 const transport& wire,
                                 const stop_signal& stop,
                                 const byte_sink& sink) {
    const net::deadline begin = std::chrono::steady_clock::now() + plan.wait;
    if (plan.wait.count() > 0 && !wait_for_time(wire, stop, begin)) {
        return false;
    }
    if (!script.tears.empty()) {
        return follow_torn(script, wire, stop, sink);
    }
    if (!plan.dribbled || script.content.empty()) {
        return sink(script.head, !script.content.empty()) && sink(script.content, false);
    }
    const std::string_view content = script.content;
    const std::size_t pieces = std::min<std::size_t>(plan.dribbled->chunks, content.size());
    const std::chrono::microseconds total = plan.dribbled->total;
    if (!sink(script.head, false)) {
        return false;
    }
    const net::deadline first = std::chrono::steady_clock::now();
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        const std::size_t from = content.size() * piece / pieces;
        const std::size_t to = content.size() * (piece + 1) / pieces;
        if (!wait_for_time(wire, stop, first + total * (piece + 1) / pieces) ||
            !sink(content.substr(from, to - from), false)) {
            return false;
        }
    }
    return true;
}

/// Waits until the system has sent all, which a reset would drop.
inline void
await_sent(const transport& wire, const stop_signal& stop, std::chrono::milliseconds patience) {
    const net::deadline until = std::chrono::steady_clock::now() + patience;
    constexpr std::chrono::milliseconds moment{1};
    while (unsent_bytes(wire.socket()) > 0 && std::chrono::steady_clock::now() < until &&
           wait_for_time(wire, stop, std::chrono::steady_clock::now() + moment)) {
    }
}

} // namespace sendmock::detail

#endif
