// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_TIME_SOURCE_HPP
#define SENDMOCK_SERVICE_TIME_SOURCE_HPP

#include <sendmock/logs/timestamp.hpp>

#include <atomic>
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

/// A clock that stands still until it is moved, for tests of what depends on time. Safe to use from
/// several threads; it must live as long as what asks it: `{.now = clock.source()}`.
class manual_clock {
public:
    explicit manual_clock(instant start = system_time()) : now_(start) {}

    [[nodiscard]] instant now() const noexcept { return now_; }

    /// @param by  may be negative: clocks are set back, too
    void advance(std::chrono::microseconds by) noexcept {
        instant before = now_;
        while (!now_.compare_exchange_weak(before, before + by)) {
        }
    }

    void set(instant now) noexcept { now_ = now; }

    [[nodiscard]] time_source source() const {
        return [this] { return now(); };
    }

private:
    std::atomic<instant> now_;
};

} // namespace sendmock

#endif
