// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_EVENTUALLY_HPP
#define SENDMOCK_TESTS_SUPPORT_EVENTUALLY_HPP

#include <chrono>
#include <thread>

namespace sendmock::tests {

/// Waits for a condition that another thread or process brings about.
/// @return false if it does not hold at the deadline
template <class Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::milliseconds within = std::chrono::seconds{30}) {
    const auto until = std::chrono::steady_clock::now() + within;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

} // namespace sendmock::tests

#endif
