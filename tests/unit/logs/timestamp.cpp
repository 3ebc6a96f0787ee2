// SPDX-License-Identifier: MIT
#include <sendmock/logs/timestamp.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace unit::logs::timestamp {

using namespace std::chrono;
using sendmock::instant;

/// A text with the time that it stands for, as a position writes it.
struct reading {
    std::string_view text;
    std::string_view utc;
};

constexpr std::array dates_alone{
    reading{"2023-03-01", "2023-03-01 00:00:00+00:00"},
    reading{"2023-3-1", "2023-03-01 00:00:00+00:00"},
    reading{"2023-03-01\n", "2023-03-01 00:00:00+00:00"},
    reading{"2024-02-29", "2024-02-29 00:00:00+00:00"},
    reading{"2000-02-29", "2000-02-29 00:00:00+00:00"},
    reading{"0001-01-01", "0001-01-01 00:00:00+00:00"},
};

constexpr std::array without_zone{
    reading{"2023-03-01T00:00", "2023-03-01 00:00:00+00:00"},
    reading{"2023-03-01T01:02:03", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-01 1:2", "2023-03-01 01:02:00+00:00"},
};

constexpr std::array with_zone{
    reading{"2023-03-01 0:0:0Z", "2023-03-01 00:00:00+00:00"},
    reading{"2023-03-01 01:02:03+00:00", "2023-03-01 01:02:03+00:00"},
    reading{"2023-3-1T1:2:3Z", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-01T01:02:03-00:00", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-01T01:02:03Z\n", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-01T02:02:03+01", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-01T02:02:03+0100", "2023-03-01 01:02:03+00:00"},
    reading{"2023-02-28T19:32:03-05:30", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-01T23:41:03+22:39", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-02T00:41:03+22:99", "2023-03-01 01:02:03+00:00"},
    reading{"2023-03-01T01:02:03.5Z", "2023-03-01 01:02:03.500000+00:00"},
    reading{"2023-03-01T01:02:03,500Z", "2023-03-01 01:02:03.500000+00:00"},
    reading{"2023-03-01T01:02:03.500000999999Z", "2023-03-01 01:02:03.500000+00:00"},
    reading{"0001-01-01T12:00+12:00", "0001-01-01 00:00:00+00:00"},
    reading{"9999-12-31T23:59:59.999999Z", "9999-12-31 23:59:59.999999+00:00"},
};

constexpr std::array<std::string_view, 43> refused{
    "",
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
    "9999-12-31T23:59-00:01",
    "2023-03-01T",
    "2023-03-01T01:02:03+01:0",
    "2023-03-01T01:02:03Z ",
};

std::ostream& operator<<(std::ostream& out, const reading& value) {
    return out << value.text;
}

instant at(sys_days day, microseconds time = microseconds{0}) {
    return day + time;
}

} // namespace unit::logs::timestamp

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(timestamp)

BOOST_DATA_TEST_CASE(takes_a_date_alone_as_a_position_only, dates_alone) {
    const auto position = sendmock::parse_position_time(sample.text);
    BOOST_REQUIRE(position.has_value());
    BOOST_TEST(sendmock::to_position(*position) == sample.utc);
    BOOST_TEST(!sendmock::parse_timestamp(sample.text).has_value());
    BOOST_TEST(!sendmock::has_offset(sample.text));
}

BOOST_DATA_TEST_CASE(takes_a_time_without_zone_as_utc, without_zone) {
    const auto parsed = sendmock::parse_timestamp(sample.text);
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(sendmock::to_position(*parsed) == sample.utc);
    BOOST_TEST((sendmock::parse_position_time(sample.text) == parsed));
    BOOST_TEST(!sendmock::has_offset(sample.text));
}

BOOST_DATA_TEST_CASE(takes_a_time_with_its_zone, with_zone) {
    const auto parsed = sendmock::parse_timestamp(sample.text);
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(sendmock::to_position(*parsed) == sample.utc);
    BOOST_TEST((sendmock::parse_position_time(sample.text) == parsed));
    BOOST_TEST(sendmock::has_offset(sample.text));
}

BOOST_DATA_TEST_CASE(refuses_what_django_refuses, refused) {
    BOOST_TEST(!sendmock::parse_timestamp(sample).has_value());
    BOOST_TEST(!sendmock::parse_position_time(sample).has_value());
    BOOST_TEST(!sendmock::has_offset(sample));
}

BOOST_AUTO_TEST_CASE(refuses_bytes_that_are_no_ascii) {
    BOOST_TEST(!sendmock::parse_timestamp("2023-03-01T01:02:0\xC3\xA9").has_value());
    BOOST_TEST(!sendmock::parse_timestamp(std::string_view{"2023-03-01T01:02\0", 17}).has_value());
}

BOOST_AUTO_TEST_CASE(writes_microseconds_of_a_position_only_where_there_are_any) {
    const auto day = sys_days{2023y / 3 / 1};
    BOOST_TEST(sendmock::to_position(at(day, 62min)) == "2023-03-01 01:02:00+00:00");
    BOOST_TEST(sendmock::to_position(at(day, 1us)) == "2023-03-01 00:00:00.000001+00:00");
    BOOST_TEST(sendmock::to_position(at(day, 120ms)) == "2023-03-01 00:00:00.120000+00:00");
}

BOOST_AUTO_TEST_CASE(writes_times_before_1970) {
    BOOST_TEST(sendmock::to_position(at(sys_days{1970y / 1 / 1}, -1us)) ==
               "1969-12-31 23:59:59.999999+00:00");
    BOOST_TEST(sendmock::to_position(at(sys_days{12y / 2 / 3})) == "0012-02-03 00:00:00+00:00");
}

BOOST_AUTO_TEST_CASE(writes_the_service_time_that_was_recorded) {
    const auto recorded = "2022-07-05T09:02:24.199241+02:00";
    BOOST_TEST(sendmock::to_service_time(*sendmock::parse_timestamp(recorded)) == recorded);
}

BOOST_AUTO_TEST_CASE(always_writes_the_microseconds_of_a_service_time) {
    BOOST_TEST(sendmock::to_service_time(at(sys_days{2023y / 1 / 1})) ==
               "2023-01-01T01:00:00.000000+01:00");
}

BOOST_AUTO_TEST_CASE(changes_to_summer_time_on_the_last_sunday_of_march_at_one_utc) {
    const auto day = sys_days{2023y / 3 / 26};
    BOOST_TEST(sendmock::to_service_time(at(day, 1h - 1us)) == "2023-03-26T01:59:59.999999+01:00");
    BOOST_TEST(sendmock::to_service_time(at(day, 1h)) == "2023-03-26T03:00:00.000000+02:00");
}

BOOST_AUTO_TEST_CASE(changes_to_winter_time_on_the_last_sunday_of_october_at_one_utc) {
    const auto day = sys_days{2024y / 10 / 27};
    BOOST_TEST(sendmock::to_service_time(at(day, 1h - 1us)) == "2024-10-27T02:59:59.999999+02:00");
    BOOST_TEST(sendmock::to_service_time(at(day, 1h)) == "2024-10-27T02:00:00.000000+01:00");
}

BOOST_AUTO_TEST_CASE(writes_utc_where_the_local_year_would_have_five_digits) {
    BOOST_TEST(sendmock::to_service_time(at(sys_days{9999y / 12 / 31}, 23h)) ==
               "9999-12-31T23:00:00.000000+00:00");
    BOOST_TEST(sendmock::to_service_time(at(sys_days{9999y / 12 / 31}, 23h - 1us)) ==
               "9999-12-31T23:59:59.999999+01:00");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
