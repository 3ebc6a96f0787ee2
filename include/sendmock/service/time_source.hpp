// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_TIME_SOURCE_HPP
#define SENDMOCK_SERVICE_TIME_SOURCE_HPP

#include <sendmock/logs/timestamp.hpp>

#include <chrono>
#include <functional>

namespace sendmock {

/// Tells the time to everything that is dated or timed: journal, new records, rate limits.
///
/// Called from several threads at once.
using time_source = std::function<instant()>;

/// The system's clock.
[[nodiscard]] inline instant system_time() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
}

} // namespace sendmock

#endif
