// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_DELAY_HPP
#define SENDMOCK_FAULTS_DELAY_HPP

#include <sendmock/logs/random_bits.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

namespace sendmock {

/// A delay between two bounds, all equally likely.
struct uniform_delay {
    std::chrono::milliseconds lower{0};
    std::chrono::milliseconds upper{0}; ///< at least `lower`

    [[nodiscard]] bool operator==(const uniform_delay&) const = default;
};

/// A delay as networks have it: half of all are below the median, few are very long.
struct lognormal_delay {
    std::chrono::milliseconds median{0};
    double sigma = 0.4;                                 ///< of the logarithm, 0 to 10
    std::optional<std::chrono::milliseconds> maximum{}; ///< what is longer is cut to it

    [[nodiscard]] bool operator==(const lognormal_delay&) const = default;
};

/// The content in so many pieces over so long a time.
struct dribble {
    static constexpr std::uint32_t most_chunks = 1'000'000;

    std::uint32_t chunks = 1; ///< 1 to `most_chunks`
    std::chrono::milliseconds total{0};

    [[nodiscard]] bool operator==(const dribble&) const = default;
};

/// How long an answer takes. All of it is waited for; each is at most an hour.
struct delay {
    static constexpr std::chrono::milliseconds longest = std::chrono::hours{1};

    std::optional<std::chrono::milliseconds> fixed{}; ///< before the first byte
    /// Before the first byte, besides `fixed`; drawn from the seed.
    std::optional<std::variant<uniform_delay, lognormal_delay>> drawn{};
    std::optional<sendmock::dribble> dribbled{}; ///< of the content

    [[nodiscard]] bool operator==(const delay&) const = default;

    /// @throws std::invalid_argument naming what is out of range
    void check() const {
        using std::chrono::milliseconds;
        const auto demand = [](bool holds, const char* what) {
            if (!holds) {
                throw std::invalid_argument(std::string("delay: expected ") + what);
            }
        };
        const auto is_time = [](milliseconds time) {
            return time >= milliseconds{0} && time <= longest;
        };
        demand(fixed || drawn || dribbled, "at least one kind of delay");
        demand(!fixed || is_time(*fixed), "0 to 3600000 milliseconds");
        if (drawn) {
            if (const auto* uniform = std::get_if<uniform_delay>(&*drawn)) {
                demand(is_time(uniform->lower) && is_time(uniform->upper),
                       "bounds of 0 to 3600000 milliseconds");
                demand(uniform->lower <= uniform->upper,
                       "a lower bound that is not above the upper");
            } else {
                const auto& lognormal = std::get<lognormal_delay>(*drawn);
                demand(is_time(lognormal.median) &&
                           (!lognormal.maximum || is_time(*lognormal.maximum)),
                       "a median and maximum of 0 to 3600000 milliseconds");
                demand(lognormal.sigma >= 0 && lognormal.sigma <= 10, "a sigma of 0 to 10");
            }
        }
        if (dribbled) {
            demand(is_time(dribbled->total), "0 to 3600000 milliseconds to dribble over");
            demand(dribbled->chunks >= 1 && dribbled->chunks <= dribble::most_chunks,
                   "1 to 1000000 chunks");
        }
    }

    /// Time before the first byte.
    [[nodiscard]] std::chrono::microseconds before_first_byte(random_bits draws) const {
        std::chrono::microseconds time = fixed.value_or(std::chrono::milliseconds{0});
        if (!drawn) {
            return time;
        }
        if (const auto* uniform = std::get_if<uniform_delay>(&*drawn)) {
            const auto range = std::chrono::microseconds(uniform->upper - uniform->lower).count();
            return time + uniform->lower +
                   std::chrono::microseconds(draws.below64(static_cast<std::uint64_t>(range) + 1));
        }
        const auto& lognormal = std::get<lognormal_delay>(*drawn);
        const std::chrono::milliseconds most = lognormal.maximum.value_or(longest);
        const double median = std::chrono::duration<double, std::milli>(lognormal.median).count();
        const double drawn_time = median * std::exp(lognormal.sigma * standard_normal(draws));
        const double capped = std::min(drawn_time, static_cast<double>(most.count()));
        return time + std::chrono::microseconds(static_cast<std::int64_t>(capped * 1000));
    }

private:
    /// By the method of Box and Muller, so that it is the same with each standard library.
    [[nodiscard]] static double standard_normal(random_bits& draws) {
        const auto unit = [&draws] { // above 0, up to 1
            return (static_cast<double>(draws.next32()) + 1) / 4294967296.0;
        };
        const double radius = std::sqrt(-2 * std::log(unit()));
        return radius * std::cos(2 * std::numbers::pi * unit());
    }
};

} // namespace sendmock

#endif
