// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_GENERATED_LOGS_HPP
#define SENDMOCK_LOGS_GENERATED_LOGS_HPP

#include <sendmock/logs/failure_catalogue.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>

namespace sendmock {

namespace detail {

/// Equal stretches of time, one for each different time of a generated sequence, and after so many
/// of them shorter ones. Times are counted from the first in microseconds.
class time_slots {
public:
    explicit constexpr time_slots(const std::optional<std::chrono::microseconds>& interval) noexcept
        : long_(interval ? static_cast<std::uint64_t>(interval->count()) : usual_),
          short_(interval ? long_ : shorter_) {}

    /// @param slot  up to generated_logs::largest_count
    [[nodiscard]] constexpr std::uint64_t begin_of(std::uint64_t slot) const noexcept {
        return slot < long_slots_ ? slot * long_
                                  : long_slots_ * long_ + (slot - long_slots_) * short_;
    }

    [[nodiscard]] constexpr std::uint64_t length_of(std::uint64_t slot) const noexcept {
        return slot < long_slots_ ? long_ : short_;
    }

    /// The slot in which a time lies.
    [[nodiscard]] constexpr std::uint64_t slot_at(std::uint64_t time) const noexcept {
        const std::uint64_t end_of_long = long_slots_ * long_;
        return time < end_of_long ? time / long_ : long_slots_ + (time - end_of_long) / short_;
    }

private:
    static constexpr std::uint64_t long_slots_ = 100'000'000;
    static constexpr std::uint64_t usual_ = 600'000'000; // ten minutes
    static constexpr std::uint64_t shorter_ = 100'000;

    std::uint64_t long_;
    std::uint64_t short_;
};

} // namespace detail

/// Random logs that are the same wherever they are made (synthetic).
///
/// Log `i`, from 0 for the oldest, is a function of the seed, `i` and the members below `seed`, not
/// of `count`. Shares are from 0 to 1.
struct generated_logs {
    static constexpr std::uint64_t largest_count = 1'000'000'000'000;
    static constexpr std::size_t largest_body = std::size_t{16} * 1024 * 1024;

    std::uint64_t count = 100; ///< at most `largest_count`
    std::uint64_t seed = 0;

    /// The oldest log's, at least 1; each later one has the next. From 2^31 - 1 on, the ids of
    /// integrations and users need more than 32 bits, too.
    std::int64_t first_id = 1;
    double ties = 0.1; ///< share of logs at the time of the one before; 1: all at one time
    instant from = std::chrono::sys_days{std::chrono::year{2023} / 3 / 25}; ///< the oldest's, about
    /// Mean distance of different times. If absent, ten minutes for the first hundred million of
    /// them, so that 250 logs lie about a change to summer time, and a tenth of a second for all
    /// later ones, so that `largest_count` of them end before the year 10000.
    std::optional<std::chrono::microseconds> interval{};

    std::uint32_t shops = 8; ///< 1 to 1000, each with an integration of its own
    /// How often each `failure_kind` occurs, in relation to the others.
    std::array<std::uint32_t, failure_kinds> failure_weights{25, 8, 12, 12, 3, 8, 20, 12, 12, 3};
    double without_owner = 0.1; ///< no integration_id and no user_id; at most 0.99, or 1
    double absent = 0.05;       ///< of each other optional member
    double null = 0.05;         ///< of each that is there and may be null
    double protected_logs = 0.05;
    double text_payloads = 0.1; ///< a text where most are objects
    /// Other scripts, emoji, characters that JSON escapes, entities; a `base_url` with a slash at
    /// its end, a `full_url` with escapes, an exception of several lines.
    double unusual_texts = 0.1;
    double other_zones = 0.2;     ///< times in other zones than Amsterdam's
    double whole_seconds = 0.2;   ///< of times, where `interval` leaves room for them
    std::size_t body_bytes = 300; ///< of a page in a response, about; at most `largest_body`

    /// @throws std::invalid_argument naming the member that is out of range
    void check() const;
};

inline void generated_logs::check() const {
    const auto demand = [](bool holds, const std::string& message) {
        if (!holds) {
            throw std::invalid_argument(message);
        }
    };
    demand(count <= largest_count, "count: expected at most " + std::to_string(largest_count));
    demand(first_id >= 1, "first_id: expected at least 1");
    demand(static_cast<std::int64_t>(count) <= std::numeric_limits<std::int64_t>::max() - first_id,
           "first_id: expected room for all ids up to 2^63 - 1");
    demand(from >= detail::first_instant && from <= detail::last_instant,
           "from: expected a time from year 1 to 9999");
    demand(!interval || (interval->count() >= 1 && *interval <= std::chrono::hours{24 * 366}),
           "interval: expected 1 microsecond to 366 days");
    const auto room = static_cast<std::uint64_t>((detail::last_instant - from).count());
    demand(interval ? room / static_cast<std::uint64_t>(interval->count()) >= count
                    : detail::time_slots(interval).begin_of(count) <= room,
           "interval: expected all logs to lie before the year 10000");
    demand(shops >= 1 && shops <= 1000, "shops: expected 1 to 1000");
    demand(std::accumulate(failure_weights.begin(), failure_weights.end(), std::uint64_t{0}) >= 1 &&
               *std::max_element(failure_weights.begin(), failure_weights.end()) <= 1'000'000,
           "failure_weights: expected weights up to 1000000, one of them at least 1");
    const std::array shares{std::pair{"ties", ties},
                            std::pair{"without_owner", without_owner},
                            std::pair{"absent", absent},
                            std::pair{"null", null},
                            std::pair{"protected_logs", protected_logs},
                            std::pair{"text_payloads", text_payloads},
                            std::pair{"unusual_texts", unusual_texts},
                            std::pair{"other_zones", other_zones},
                            std::pair{"whole_seconds", whole_seconds}};
    for (const auto& [name, share] : shares) {
        demand(share >= 0 && share <= 1, std::string(name) + ": expected 0 to 1");
    }
    // An integration's page is found by looking through the logs.
    demand(without_owner <= 0.99 || without_owner == 1,
           "without_owner: expected at most 0.99, or 1");
    demand(body_bytes <= largest_body,
           "body_bytes: expected at most " + std::to_string(largest_body));
}

} // namespace sendmock

#endif
