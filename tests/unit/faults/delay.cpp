// SPDX-License-Identifier: MIT
#include <sendmock/faults/delay.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace unit::faults::delay {

using sendmock::dribble;
using sendmock::lognormal_delay;
using sendmock::random_bits;
using sendmock::uniform_delay;
using namespace std::chrono;

auto expects(const std::string& expected) {
    return sendmock::tests::has_message("delay: expected " + expected);
}

/// A thousand draws of one delay, shortest first.
std::vector<microseconds> times(const sendmock::delay& drawn, std::uint64_t seed = 1) {
    std::vector<microseconds> all;
    for (std::uint64_t place = 0; place < 1000; ++place) {
        all.push_back(drawn.before_first_byte(random_bits(seed, 2, place)));
    }
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace unit::faults::delay

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(delay)

BOOST_AUTO_TEST_CASE(takes_times_of_up_to_an_hour) {
    BOOST_CHECK_NO_THROW(sendmock::delay{.fixed = milliseconds{0}}.check());
    BOOST_CHECK_NO_THROW(sendmock::delay{.fixed = hours{1}}.check());
    for (const milliseconds bad : {milliseconds{-1}, milliseconds{3'600'001}}) {
        BOOST_CHECK_EXCEPTION(sendmock::delay{.fixed = bad}.check(),
                              std::invalid_argument,
                              expects("0 to 3600000 milliseconds"));
        BOOST_CHECK_EXCEPTION((sendmock::delay{.drawn = uniform_delay{bad, hours{1}}}.check()),
                              std::invalid_argument,
                              expects("bounds of 0 to 3600000 milliseconds"));
        BOOST_CHECK_EXCEPTION((sendmock::delay{.drawn = uniform_delay{{}, bad}}.check()),
                              std::invalid_argument,
                              expects("bounds of 0 to 3600000 milliseconds"));
        BOOST_CHECK_EXCEPTION((sendmock::delay{.drawn = lognormal_delay{.median = bad}}.check()),
                              std::invalid_argument,
                              expects("a median and maximum of 0 to 3600000 milliseconds"));
        BOOST_CHECK_EXCEPTION((sendmock::delay{.drawn = lognormal_delay{.maximum = bad}}.check()),
                              std::invalid_argument,
                              expects("a median and maximum of 0 to 3600000 milliseconds"));
        BOOST_CHECK_EXCEPTION((sendmock::delay{.dribbled = dribble{1, bad}}.check()),
                              std::invalid_argument,
                              expects("0 to 3600000 milliseconds to dribble over"));
    }
}

BOOST_AUTO_TEST_CASE(takes_bounds_in_their_order_alone) {
    BOOST_CHECK_NO_THROW(
        (sendmock::delay{.drawn = uniform_delay{milliseconds{5}, milliseconds{5}}}.check()));
    BOOST_CHECK_EXCEPTION(
        (sendmock::delay{.drawn = uniform_delay{milliseconds{6}, milliseconds{5}}}.check()),
        std::invalid_argument,
        expects("a lower bound that is not above the upper"));
}

BOOST_AUTO_TEST_CASE(takes_sigmas_from_0_to_10_alone) {
    for (const double good : {0., 10.}) {
        BOOST_CHECK_NO_THROW(sendmock::delay{.drawn = lognormal_delay{.sigma = good}}.check());
    }
    for (const double bad : {-0.1, 10.1, std::numeric_limits<double>::quiet_NaN()}) {
        BOOST_CHECK_EXCEPTION((sendmock::delay{.drawn = lognormal_delay{.sigma = bad}}.check()),
                              std::invalid_argument,
                              expects("a sigma of 0 to 10"));
    }
}

BOOST_AUTO_TEST_CASE(takes_1_to_1000000_chunks) {
    for (const std::uint32_t good : {1U, 1'000'000U}) {
        BOOST_CHECK_NO_THROW(sendmock::delay{.dribbled = dribble{.chunks = good}}.check());
    }
    for (const std::uint32_t bad : {0U, 1'000'001U}) {
        BOOST_CHECK_EXCEPTION((sendmock::delay{.dribbled = dribble{.chunks = bad}}.check()),
                              std::invalid_argument,
                              expects("1 to 1000000 chunks"));
    }
}

BOOST_AUTO_TEST_CASE(refuses_to_delay_nothing) {
    BOOST_CHECK_EXCEPTION(
        sendmock::delay{}.check(), std::invalid_argument, expects("at least one kind of delay"));
}

BOOST_AUTO_TEST_CASE(waits_for_as_long_as_it_is_fixed) {
    const random_bits draws(1, 2, 3);
    BOOST_TEST((sendmock::delay{}.before_first_byte(draws) == microseconds{0}));
    BOOST_TEST(
        (sendmock::delay{.fixed = milliseconds{7}}.before_first_byte(draws) == milliseconds{7}));
    BOOST_TEST((sendmock::delay{.dribbled = dribble{2, seconds{5}}}.before_first_byte(draws) ==
                microseconds{0})); // that is within the content
}

BOOST_AUTO_TEST_CASE(draws_evenly_between_two_bounds) {
    const auto all =
        times({.drawn = uniform_delay{.lower = milliseconds{100}, .upper = milliseconds{200}}});
    BOOST_TEST((all.front() >= milliseconds{100}));
    BOOST_TEST((all.front() < milliseconds{102}));
    BOOST_TEST((all[500] > milliseconds{145} && all[500] < milliseconds{155}));
    BOOST_TEST((all.back() > milliseconds{198}));
    BOOST_TEST((all.back() <= milliseconds{200}));
}

BOOST_AUTO_TEST_CASE(adds_what_is_drawn_to_what_is_fixed) {
    const auto exact = uniform_delay{milliseconds{5}, milliseconds{5}};
    const auto median = lognormal_delay{.median = milliseconds{5}, .sigma = 0};
    BOOST_TEST((times({.fixed = milliseconds{7}, .drawn = exact}).back() == milliseconds{12}));
    BOOST_TEST((times({.fixed = milliseconds{7}, .drawn = median}).back() == milliseconds{12}));
}

BOOST_AUTO_TEST_CASE(draws_half_of_all_below_the_median_and_a_sixth_beyond_each_sigma) {
    const auto all = times({.drawn = lognormal_delay{.median = milliseconds{1000}, .sigma = 0.5}});
    const auto share_below = [&](double factor) {
        const microseconds bound{static_cast<std::int64_t>(1e6 * factor)};
        return static_cast<double>(std::lower_bound(all.begin(), all.end(), bound) - all.begin()) /
               1000;
    };
    BOOST_TEST(std::abs(share_below(1) - 0.5) < 0.05);
    BOOST_TEST(std::abs(share_below(std::exp(-0.5)) - 0.159) < 0.04);
    BOOST_TEST(std::abs(share_below(std::exp(0.5)) - 0.841) < 0.04);
    BOOST_TEST(std::abs(share_below(std::exp(1.)) - 0.977) < 0.02);
}

BOOST_AUTO_TEST_CASE(cuts_the_long_tail_to_the_maximum_or_an_hour) {
    const lognormal_delay wild{.median = seconds{10}, .sigma = 10};
    BOOST_TEST((times({.drawn = wild}).back() == hours{1}));
    const lognormal_delay tame{.median = seconds{10}, .sigma = 10, .maximum = milliseconds{11'000}};
    const auto all = times({.drawn = tame});
    BOOST_TEST((all.back() == milliseconds{11'000}));
    BOOST_TEST((all.front() < milliseconds{11'000}));
}

BOOST_AUTO_TEST_CASE(is_the_same_for_the_same_seed_and_place) {
    const sendmock::delay uniform{.drawn = uniform_delay{{}, seconds{1}}};
    const sendmock::delay lognormal{.drawn = lognormal_delay{.median = seconds{1}}};
    for (const auto& drawn : {uniform, lognormal}) {
        BOOST_TEST((times(drawn, 1) == times(drawn, 1)));
        BOOST_TEST((times(drawn, 1) != times(drawn, 2)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
