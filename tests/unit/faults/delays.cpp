// SPDX-License-Identifier: MIT
#include <sendmock/faults/delays.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>

namespace unit::faults::delays {

using namespace std::chrono_literals;

} // namespace unit::faults::delays

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(delays)

BOOST_AUTO_TEST_CASE(each_word_makes_its_delay) {
    BOOST_TEST((sendmock::delayed_by(5ms).delay == sendmock::delay{.fixed = 5ms}));
    BOOST_TEST((sendmock::delayed_between(5ms, 9ms).delay ==
                sendmock::delay{.drawn = sendmock::uniform_delay{5ms, 9ms}}));
    BOOST_TEST((sendmock::delayed_lognormally(5ms, 0.5).delay ==
                sendmock::delay{.drawn = sendmock::lognormal_delay{5ms, 0.5, {}}}));
    BOOST_TEST((sendmock::delayed_lognormally(5ms, 0.5, 1s).delay ==
                sendmock::delay{.drawn = sendmock::lognormal_delay{5ms, 0.5, 1000ms}}));
    BOOST_TEST((sendmock::dribbled(3, 5ms).delay ==
                sendmock::delay{.dribbled = sendmock::dribble{3, 5ms}}));
}

BOOST_AUTO_TEST_CASE(changes_nothing_else_of_the_answer) {
    for (const auto& made : {sendmock::delayed_by(5ms), sendmock::dribbled(3, 5ms)}) {
        BOOST_TEST(to_string(made) == "delay");
        BOOST_TEST(!made.alters_answer());
    }
}

BOOST_AUTO_TEST_CASE(refuses_at_once_what_can_never_be) {
    BOOST_CHECK_THROW(static_cast<void>(sendmock::delayed_by(-1ms)), std::invalid_argument);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::delayed_between(6ms, 5ms)),
                      std::invalid_argument);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::delayed_lognormally(5ms, 11)),
                      std::invalid_argument);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::dribbled(0, 5ms)), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
