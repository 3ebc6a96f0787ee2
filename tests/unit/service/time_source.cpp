// SPDX-License-Identifier: MIT
#include <sendmock/service/time_source.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(time_source)

BOOST_AUTO_TEST_CASE(tells_the_system_s_time_in_microseconds) {
    using namespace std::chrono;
    const sendmock::time_source now = sendmock::system_time;
    const auto before = floor<microseconds>(system_clock::now());
    const sendmock::instant told = now();
    const auto after = floor<microseconds>(system_clock::now());
    BOOST_TEST((before <= told));
    BOOST_TEST((told <= after));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
