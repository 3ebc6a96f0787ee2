// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_DELAYS_HPP
#define SENDMOCK_FAULTS_DELAYS_HPP

#include <sendmock/faults/delay.hpp>
#include <sendmock/faults/fault.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

/// Slow answers, by one word each. A delay holds up nothing but its own connection.
namespace sendmock {

/// The answer after a time.
/// @throws std::invalid_argument as `delay::check`, as all of these
[[nodiscard]] inline fault delayed_by(std::chrono::milliseconds time) {
    return detail::checked({.delay = delay{.fixed = time}});
}

/// The answer after a time between two bounds, drawn from the seed.
[[nodiscard]] inline fault delayed_between(std::chrono::milliseconds lower,
                                           std::chrono::milliseconds upper) {
    return detail::checked({.delay = delay{.drawn = uniform_delay{lower, upper}}});
}

/// The answer after a time as networks have it, drawn from the seed.
/// @param sigma  of the logarithm, 0 to 10
[[nodiscard]] inline fault
delayed_lognormally(std::chrono::milliseconds median,
                    double sigma,
                    std::optional<std::chrono::milliseconds> maximum = {}) {
    return detail::checked({.delay = delay{.drawn = lognormal_delay{median, sigma, maximum}}});
}

/// The content in pieces.
/// @param chunks  1 to 1000000
[[nodiscard]] inline fault dribbled(std::uint32_t chunks, std::chrono::milliseconds total) {
    return detail::checked({.delay = delay{.dribbled = dribble{chunks, total}}});
}

} // namespace sendmock

#endif
