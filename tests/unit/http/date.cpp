// SPDX-License-Identifier: MIT
#include <sendmock/http/date.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <string>

namespace unit::http::date {

using namespace sendmock::http;
using namespace std::chrono;

/// The same by the C library, in its "C" locale.
std::string as_the_c_library_writes(sys_seconds time) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t size =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), size};
}

} // namespace unit::http::date

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(date)

BOOST_AUTO_TEST_CASE(writes_the_example_of_the_rfc) {
    const sys_seconds time = sys_days{year{1994} / 11 / 6} + hours{8} + minutes{49} + seconds{37};
    BOOST_TEST(to_http_date(time) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

BOOST_AUTO_TEST_CASE(writes_all_numbers_with_leading_zeros) {
    BOOST_TEST(to_http_date(sys_seconds{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    BOOST_TEST(to_http_date(sys_days{year{1} / 1 / 1}) == "Mon, 01 Jan 0001 00:00:00 GMT");
    BOOST_TEST(to_http_date(sys_days{year{2024} / 2 / 29} + hours{1} + minutes{2} + seconds{3}) ==
               "Thu, 29 Feb 2024 01:02:03 GMT");
}

BOOST_AUTO_TEST_CASE(writes_times_before_1970) {
    BOOST_TEST(to_http_date(sys_seconds{seconds{-1}}) == "Wed, 31 Dec 1969 23:59:59 GMT");
}

BOOST_AUTO_TEST_CASE(writes_the_last_second_of_the_last_year) {
    BOOST_TEST(to_http_date(sys_days{year{9999} / 12 / 31} + days{1} - seconds{1}) ==
               "Fri, 31 Dec 9999 23:59:59 GMT");
}

// Over more than a century, with every weekday, month, hour, minute and second among them.
BOOST_AUTO_TEST_CASE(agrees_with_the_c_library) {
    const auto step = days{9} + hours{5} + minutes{7} + seconds{11};
    sys_seconds time = sys_days{year{1950} / 1 / 1};
    for (int count = 0; count < 5000; ++count, time += step) {
        BOOST_REQUIRE_EQUAL(to_http_date(time), as_the_c_library_writes(time));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
