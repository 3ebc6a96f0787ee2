// SPDX-License-Identifier: MIT
#include <sendmock/service/position.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace unit::service::position {

using sendmock::ordering;
using sendmock::parse_position;
using sendmock::position_of;
using namespace std::chrono;

std::optional<std::int64_t> id(std::string_view text) {
    return parse_position(text, ordering::id_descending);
}

/// @return microseconds since 1970
std::optional<std::int64_t> time(std::string_view text) {
    return parse_position(text, ordering::created_at_descending);
}

std::int64_t microseconds_of(sys_time<microseconds> at) {
    return at.time_since_epoch().count();
}

} // namespace unit::service::position

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(position)

BOOST_AUTO_TEST_CASE(takes_64_bit_integers_for_ids) {
    for (const auto& seven : {"7", "07", "+7", " 7 "}) {
        BOOST_TEST_CONTEXT(seven) {
            BOOST_TEST((id(seven) == 7));
        }
    }
    BOOST_TEST((id("-3") == -3));
    BOOST_TEST((id("0") == 0));
    BOOST_TEST((id("9223372036854775807") == std::numeric_limits<std::int64_t>::max()));
    BOOST_TEST((id("-9223372036854775808") == std::numeric_limits<std::int64_t>::min()));
}

BOOST_AUTO_TEST_CASE(refuses_other_texts_for_ids) {
    for (const auto& text :
         {"", "5.5", "5.0", "x", "9223372036854775808", "-9223372036854775809", "2023-03-01"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!id(text).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_dates_alone_for_times) {
    const auto midnight = microseconds_of(sys_days{year{2023} / 3 / 1});
    for (const auto& text :
         {"2023-03-01", "2023-3-1", "2023-03-01\n", "2023-03-01T00:00", "2023-03-01 0:0:0Z"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST((time(text) == midnight));
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_times_with_and_without_a_zone) {
    const auto at =
        microseconds_of(sys_days{year{2023} / 3 / 1} + hours{1} + minutes{2} + seconds{3});
    for (const auto& text : {"2023-03-01 01:02:03+00:00",
                             "2023-03-01T01:02:03",
                             "2023-3-1T1:2:3Z",
                             "2023-03-01T01:02:03-00:00",
                             "2023-03-01T01:02:03Z\n",
                             "2023-03-01T02:02:03+01",
                             "2023-03-01T02:02:03+0100",
                             "2023-02-28T19:32:03-05:30",
                             "2023-03-01T23:41:03+22:39",
                             "2023-03-02T00:41:03+22:99"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST((time(text) == at));
        }
    }
    for (const auto& text : {"2023-03-01T01:02:03.5Z",
                             "2023-03-01T01:02:03,500Z",
                             "2023-03-01T01:02:03.500000999999Z"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST((time(text) == at + 500'000));
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_leap_days_and_the_ends_of_the_calendar) {
    BOOST_TEST((time("2024-02-29") == microseconds_of(sys_days{year{2024} / 2 / 29})));
    BOOST_TEST((time("2000-02-29") == microseconds_of(sys_days{year{2000} / 2 / 29})));
    const auto first = microseconds_of(sys_days{year{1} / 1 / 1});
    BOOST_TEST((time("0001-01-01") == first));
    BOOST_TEST((time("0001-01-01T12:00+12:00") == first));
    BOOST_TEST((time("9999-12-31T23:59:59.999999Z") ==
                microseconds_of(sys_days{year{9999} / 12 / 31} + days{1} - microseconds{1})));
}

BOOST_AUTO_TEST_CASE(refuses_other_texts_for_times) {
    for (const auto& text : {"",
                             "garbage",
                             "7",
                             "20230301",
                             "2023-03",
                             "123-03-01",
                             "10000-01-01",
                             "2023-003-01",
                             " 2023-03-01",
                             "2023-03-01 ",
                             "2023-03-01\n\n",
                             "2023-03-01Z",
                             "2023-03-01+00:00",
                             "2023-03-01T01",
                             "2023-03-01T01Z",
                             "2023-03-01t01:02Z",
                             "2023-03-01  01:02",
                             "2023-03-01_01:02",
                             "2023-03-01T01:02z",
                             "2023-03-01T01:02 Z",
                             "2023-03-01T01:02.5Z",
                             "2023-03-01T01:02:03.Z",
                             "2023-03-01T01:02:03.1234567890123Z",
                             "2023-03-01T01:02:03+1",
                             "2023-03-01T01:02:03+1:00",
                             "2023-03-01T01:02:03 01:00",
                             "2023-03-01T01:02:03+01:00:00",
                             "2023-03-01T01:02+24:00",
                             "2023-03-01T01:02+23:60",
                             "2023-03-01T24:00Z",
                             "2023-03-01T23:60Z",
                             "2023-03-01T23:59:60Z",
                             "2023-02-29",
                             "2100-02-29",
                             "2023-13-01",
                             "2023-00-01",
                             "2023-01-00",
                             "0000-01-01",
                             "0001-01-01T00:00+00:01",
                             "9999-12-31T23:59-00:01"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!time(text).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(writes_a_row_s_id_in_digits) {
    const auto position = [](std::int64_t number) {
        return position_of({.id = number}, ordering::id_descending);
    };
    BOOST_TEST(position(8) == "8");
    BOOST_TEST(position(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
}

BOOST_AUTO_TEST_CASE(writes_a_row_s_time_in_utc_with_microseconds_if_there_are_any) {
    const auto position = [](sys_time<microseconds> at) {
        return position_of({.id = 8, .created_at = at}, ordering::created_at_descending);
    };
    const auto at = sys_days{year{2023} / 3 / 1} + hours{1} + minutes{2};
    BOOST_TEST(position(at) == "2023-03-01 01:02:00+00:00");
    BOOST_TEST(position(at + microseconds{123'456}) == "2023-03-01 01:02:00.123456+00:00");
    BOOST_TEST(position(at + microseconds{500'000}) == "2023-03-01 01:02:00.500000+00:00");
    BOOST_TEST(position(at + microseconds{1}) == "2023-03-01 01:02:00.000001+00:00");
    BOOST_TEST(position(sys_days{year{1} / 1 / 1}) == "0001-01-01 00:00:00+00:00");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
