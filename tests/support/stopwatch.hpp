// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_STOPWATCH_HPP
#define SENDMOCK_TESTS_SUPPORT_STOPWATCH_HPP

#include "sanitizers.hpp"

#include <algorithm>
#include <chrono>

namespace sendmock::tests {

/// A bound for a duration, wider where a sanitizer slows everything down.
[[nodiscard]] constexpr std::chrono::milliseconds bound(std::chrono::milliseconds plain) {
    return sanitized ? plain * 20 : plain;
}

/// The shortest of some runs, for other programs may take the processor away from any of them.
/// It stops at the first run within the bound.
/// @param timed  returns how long a run took
template <class Timed>
[[nodiscard]] std::chrono::milliseconds shortest(std::chrono::milliseconds within, Timed timed) {
    constexpr int most_runs = 10;
    std::chrono::milliseconds best = std::chrono::milliseconds::max();
    for (int run = 0; run < most_runs && best >= within; ++run) {
        best = std::min(best, std::chrono::duration_cast<std::chrono::milliseconds>(timed()));
    }
    return best;
}

/// How long something takes.
template <class Function>
[[nodiscard]] std::chrono::steady_clock::duration time_of(Function function) {
    const auto begin = std::chrono::steady_clock::now();
    function();
    return std::chrono::steady_clock::now() - begin;
}

} // namespace sendmock::tests

#endif
