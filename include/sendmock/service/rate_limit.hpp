// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_RATE_LIMIT_HPP
#define SENDMOCK_SERVICE_RATE_LIMIT_HPP

#include <sendmock/logs/timestamp.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace sendmock {

/// So many requests in so long a time.
struct rate_limit {
    /// For methods other than GET, HEAD and OPTIONS.
    struct unsafe_methods {
        std::uint32_t requests = 100; ///< a minute, at least 1
        std::uint32_t burst = 15;     ///< in a second, at least 1

        [[nodiscard]] bool operator==(const unsafe_methods&) const = default;
    };

    std::uint32_t requests = 1000; ///< at least 1
    std::chrono::seconds per{60};  ///< one second or one minute
    /// A limit of their own for methods that change something; absent: all count together.
    std::optional<unsafe_methods> unsafe{};

    [[nodiscard]] bool operator==(const rate_limit&) const = default;
};

/// What the service documents: 1,000 requests a minute that read, 100 that write, of these not more
/// than 15 in a second.
inline constexpr rate_limit documented_rate_limit{
    .requests = 1000, .per = std::chrono::seconds{60}, .unsafe = rate_limit::unsafe_methods{}};

/// Reads `N/s` or `N/min`, N from 1 to 4294967295, or `documented`.
[[nodiscard]] inline std::optional<rate_limit> parse_rate_limit(std::string_view text) {
    if (text == "documented") {
        return documented_rate_limit;
    }
    rate_limit limit;
    const char* const end = text.data() + text.size();
    const auto [unit, failure] = std::from_chars(text.data(), end, limit.requests);
    if (failure != std::errc{} || limit.requests == 0) {
        return std::nullopt;
    }
    const std::string_view rest(unit, static_cast<std::size_t>(end - unit));
    if (rest == "/s") {
        limit.per = std::chrono::seconds{1};
    } else if (rest == "/min") {
        limit.per = std::chrono::seconds{60};
    } else {
        return std::nullopt;
    }
    return limit;
}

/// The text that `parse_rate_limit` reads; a limit of its own for unsafe methods other than the
/// documented one has none, and is left out.
[[nodiscard]] inline std::string to_string(const rate_limit& limit) {
    if (limit == documented_rate_limit) {
        return "documented";
    }
    return std::to_string(limit.requests) + (limit.per == std::chrono::seconds{1} ? "/s" : "/min");
}

/// Counts requests against a rate limit. Safe to use from several threads.
///
/// A token bucket as large as the limit, full at first, refilled evenly. That there is a limit is
/// documented; how the service counts is not known (synthetic).
class token_bucket {
public:
    /// @param limit  `std::nullopt` lets everything through
    explicit token_bucket(std::optional<rate_limit> limit = std::nullopt) { set(limit); }

    /// Sets another limit and fills the bucket.
    void set(std::optional<rate_limit> limit) {
        const std::lock_guard lock(mutex_);
        limit_ = limit;
        level_ = limit ? full(*limit) : 0;
        refilled_.reset();
    }

    /// Takes a token if there is one.
    /// @param now  a clock that is set back neither adds nor takes tokens
    [[nodiscard]] bool take(instant now) {
        const std::lock_guard lock(mutex_);
        if (!limit_) {
            return true;
        }
        const std::int64_t token = std::chrono::microseconds(limit_->per).count();
        if (refilled_ && now > *refilled_) {
            const auto passed = std::min<std::chrono::microseconds>(now - *refilled_, limit_->per);
            level_ = std::min(full(*limit_), level_ + passed.count() * limit_->requests);
        }
        refilled_ = now;
        if (level_ < token) {
            return false;
        }
        level_ -= token;
        return true;
    }

private:
    [[nodiscard]] static std::int64_t full(const rate_limit& limit) {
        return std::chrono::microseconds(limit.per).count() * limit.requests;
    }

    std::mutex mutex_; // guards all below
    std::optional<rate_limit> limit_;
    // A token is as much as the limit has microseconds, so that each microsecond refills a whole
    // number and nothing is lost by rounding.
    std::int64_t level_ = 0;
    std::optional<instant> refilled_;
};

/// The buckets of one account: methods that change something may have their own. Safe to use from
/// several threads.
class request_quota {
public:
    /// Sets another limit and fills the buckets; `std::nullopt` lets everything through.
    void set(const std::optional<rate_limit>& limit) {
        using std::chrono::seconds;
        const auto unsafe = limit ? limit->unsafe : std::nullopt;
        has_unsafe_ = unsafe.has_value();
        all_.set(limit);
        unsafe_.set(unsafe ? std::optional(rate_limit{unsafe->requests, seconds{60}, {}})
                           : std::nullopt);
        burst_.set(unsafe ? std::optional(rate_limit{unsafe->burst, seconds{1}, {}})
                          : std::nullopt);
    }

    /// Counts a request.
    /// @return false if it is one too many
    [[nodiscard]] bool take(std::string_view method, instant now) {
        const bool is_safe = method == "GET" || method == "HEAD" || method == "OPTIONS";
        if (is_safe || !has_unsafe_) {
            return all_.take(now);
        }
        return burst_.take(now) && unsafe_.take(now);
    }

private:
    std::atomic<bool> has_unsafe_{false};
    token_bucket all_;
    token_bucket unsafe_;
    token_bucket burst_;
};

} // namespace sendmock

#endif
