// SPDX-License-Identifier: MIT
#include <sendmock/verdict/value_comparison.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace unit::verdict::value_comparison {

using nlohmann::json;
using sendmock::compare_log;

/// The first difference as `times_exact created_at: SERVED, RETURNED`; empty for none.
std::string difference(const json& served, const json& returned) {
    const auto found = compare_log(served, returned);
    return found ? std::string(to_string(found->which)) + ' ' + found->member + ": " +
                       found->served + ", " + found->returned
                 : "";
}

/// Whether a value may be returned for another one.
bool may_stand_for(const std::string& member, const json& served, const json& returned) {
    return difference(json{{member, served}}, json{{member, returned}}).empty();
}

bool may_stand_for_time(const json& served, const json& returned) {
    return may_stand_for("created_at", served, returned);
}

/// Whether a text of JSON may be returned for another one.
bool may_stand_for_text(const std::string& served, const std::string& returned) {
    return may_stand_for("request", json::parse(served), json::parse(returned));
}

} // namespace unit::verdict::value_comparison

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(value_comparison)

BOOST_AUTO_TEST_CASE(a_log_is_like_itself) {
    const json log = json::parse(R"({"id":7,"created_at":"2023-03-01T01:02:03.5+01:00","ok":true,
        "request":{"url":"https://shop.example/","list":[1,null,"\u00e9"]},"code":null,"n":1.5})");
    BOOST_TEST(difference(log, log) == "");
}

BOOST_AUTO_TEST_CASE(tells_what_was_served_and_what_was_returned) {
    BOOST_TEST(difference({{"id", 1}, {"exception", "a"}}, {{"id", 1}, {"exception", "b"}}) ==
               R"(text_exact exception: "a", "b")");
    BOOST_TEST(difference({{"user_id", 5}}, {{"user_id", "5"}}) == R"(ids_exact user_id: 5, "5")");
    BOOST_TEST(difference({{"created_at", "2023-03-01T01:02:03Z"}}, {{"created_at", nullptr}}) ==
               R"(times_exact created_at: "2023-03-01T01:02:03Z", null)");
    BOOST_TEST(difference({{"code", 404}}, {{"code", 405}}) == "text_exact code: 404, 405");
}

BOOST_AUTO_TEST_CASE(of_long_values_the_part_is_shown_where_they_differ) {
    const std::string same(1000, 'x');
    const auto found = compare_log({{"text", same + "1" + same}}, {{"text", same + "2"}});
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->served == "..." + std::string(20, 'x') + "1" + std::string(179, 'x') + "...");
    BOOST_TEST(found->returned == "..." + std::string(20, 'x') + "2\"");
}

BOOST_AUTO_TEST_CASE(long_values_are_cut_and_odd_bytes_are_shown_as_ascii) {
    const std::string long_text(5000, 'x');
    const auto found = compare_log({{"text", long_text}}, {{"text", "\xff\xc3\xa9"}});
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->served == '"' + long_text.substr(0, 199) + "...");
    BOOST_TEST(found->returned == R"("\ufffd\u00e9")");
}

BOOST_AUTO_TEST_CASE(members_that_only_one_side_has_are_no_difference) {
    BOOST_TEST(difference({{"id", 1}, {"user_id", 2}}, {{"id", 1}}) == "");
    BOOST_TEST(difference({{"id", 1}}, {{"id", 1}, {"user_id", nullptr}, {"seen", true}}) == "");
    BOOST_TEST(difference({{"id", 1}}, json::object()) == "");
    BOOST_TEST(difference(json::object(), {{"id", 1}}) == "");
}

BOOST_AUTO_TEST_CASE(for_what_is_null_or_absent_only_null_and_zero_values_may_be_returned) {
    for (const json& returned :
         {json(), json(""), json(0), json(0.0), json(false), json::array(), json::object()}) {
        BOOST_TEST(difference({{"response_code", nullptr}}, {{"response_code", returned}}) == "",
                   returned);
        BOOST_TEST(difference(json::object(), {{"response_code", returned}}) == "", returned);
    }
    for (const json& returned :
         {json("None"), json("null"), json(1), json(true), json{1}, json{{"a", nullptr}}}) {
        const std::string shown = returned.dump();
        BOOST_TEST(difference({{"response_code", nullptr}}, {{"response_code", returned}}) ==
                   "text_exact response_code: null, " + shown);
        BOOST_TEST(difference(json::object(), {{"response_code", returned}}) ==
                   "text_exact response_code: absent, " + shown);
    }
    BOOST_TEST(difference({{"updated_at", nullptr}}, {{"updated_at", "2026-01-01T00:00:00Z"}}) ==
               R"(times_exact updated_at: null, "2026-01-01T00:00:00Z")");
    BOOST_TEST(difference({{"code", 404}}, {{"code", nullptr}}) == "text_exact code: 404, null");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_has_nothing_to_compare) {
    const json log{{"id", 1}, {"exception", "a"}};
    for (const json& returned : {json(), json(7), json("x"), json::array({1}), json::array()}) {
        BOOST_TEST(difference(log, returned) == "", returned);
    }
}

BOOST_AUTO_TEST_CASE(numbers_are_the_same_however_they_are_written) {
    for (const std::string member : {"id", "code"}) {
        BOOST_TEST(may_stand_for(member, 1, 1.0));
        BOOST_TEST(may_stand_for(member, 1.0, 1));
        BOOST_TEST(may_stand_for(member, 0, -0.0));
        BOOST_TEST(may_stand_for(member, 1000, json::parse("1e3")));
        BOOST_TEST(may_stand_for(member, 7U, 7));
        BOOST_TEST(may_stand_for(member, 9007199254740991, 9007199254740991.0));
        BOOST_TEST(may_stand_for(member, 1.5, 1.5));
        BOOST_TEST(!may_stand_for(member, 1, 2));
        BOOST_TEST(!may_stand_for(member, 1, -1));
        BOOST_TEST(!may_stand_for(member, 1, 1.5));
        BOOST_TEST(!may_stand_for(member, 1, "1"));
        BOOST_TEST(!may_stand_for(member, 1, true));
        BOOST_TEST(!may_stand_for(member, 1.5, 1.25));
    }
}

BOOST_AUTO_TEST_CASE(numbers_that_a_float_has_rounded_are_others) {
    constexpr std::int64_t odd = (std::int64_t{1} << 53) + 1;
    BOOST_TEST(!may_stand_for("id", odd, odd - 1));
    BOOST_TEST(!may_stand_for("id", odd, static_cast<double>(odd)));
    BOOST_TEST(!may_stand_for("id", odd + 1, static_cast<double>(odd + 1))); // who can tell
    BOOST_TEST(may_stand_for("id", odd, odd));
    BOOST_TEST(!may_stand_for("id", std::int64_t{1} << 32U, 0));
    BOOST_TEST(!may_stand_for("id", -1, std::numeric_limits<std::uint64_t>::max()));
    BOOST_TEST(!may_stand_for("id", 1, std::numeric_limits<double>::infinity()));
    BOOST_TEST(!may_stand_for("id", 1, -std::numeric_limits<double>::infinity()));
    BOOST_TEST(!may_stand_for("id", 1, std::nan("")));
    BOOST_TEST(!may_stand_for("code", 1.5, std::nan("")));
    BOOST_TEST(!may_stand_for("id", 1, 1e300));
}

BOOST_AUTO_TEST_CASE(a_whole_number_is_one_without_doubt) {
    BOOST_TEST((sendmock::detail::whole_number(7.0) == 7));
    BOOST_TEST((sendmock::detail::whole_number(-9007199254740992.0) == -9007199254740992));
    for (const json& none : {json(7),
                             json(7.5),
                             json("7"),
                             json(),
                             json(9007199254740994.0),
                             json(std::nan("")),
                             json(std::numeric_limits<double>::infinity())}) {
        BOOST_TEST(!sendmock::detail::whole_number(none).has_value(), none);
    }
}

BOOST_AUTO_TEST_CASE(times_are_instants_in_any_zone_and_spelling) {
    const std::string served = "2023-03-01T01:02:03+01:00";
    for (const auto& same : {"2023-03-01T01:02:03+01:00",
                             "2023-03-01T00:02:03Z",
                             "2023-03-01T00:02:03+00:00",
                             "2023-02-28T14:32:03-09:30",
                             "2023-03-01 00:02:03+00:00",
                             "2023-03-01T00:02:03.000Z",
                             "2023-03-01T00:02:03.000000+00:00",
                             "2023-03-01T00:02:03.0000000Z",
                             "2023-03-01T00:02:03"}) {
        BOOST_TEST(may_stand_for_time(served, same), same);
    }
    for (const auto& other : {"2023-03-01T01:02:03Z",
                              "2023-03-01T01:02:03",
                              "2023-03-01T00:02:04Z",
                              "2023-03-01T00:02Z",
                              "2023-03-01",
                              "2023-03-01T00:02:03.001Z",
                              "yesterday",
                              "",
                              "1677628923"}) {
        BOOST_TEST(!may_stand_for_time(served, other), other);
    }
    BOOST_TEST(!may_stand_for_time(served, nullptr));
    BOOST_TEST(!may_stand_for_time(served, json::array({2023, 3, 1})));
    BOOST_TEST(!may_stand_for_time(served, true));
}

BOOST_AUTO_TEST_CASE(times_may_be_cut_or_rounded_to_milliseconds_but_no_further) {
    const std::string served = "2023-03-01T00:02:03.123678Z";
    for (const auto& same : {"2023-03-01T00:02:03.123678Z",
                             "2023-03-01T00:02:03.123678000Z",
                             "2023-03-01T01:02:03.123678+01:00",
                             "2023-03-01T00:02:03.123Z",
                             "2023-03-01t00:02:03.123z",
                             "2023-03-01T00:02:03.124Z",
                             "2023-03-01T00:02:03.124000Z",
                             "2023-02-28T14:32:03.124-09:30"}) {
        BOOST_TEST(may_stand_for_time(served, same), same);
    }
    for (const auto& other : {"2023-03-01T00:02:03.122Z",
                              "2023-03-01T00:02:03.125Z",
                              "2023-03-01T00:02:03.123677Z",
                              "2023-03-01T00:02:03.12Z",
                              "2023-03-01T00:02:03Z",
                              "2023-03-01T00:02:04Z"}) {
        BOOST_TEST(!may_stand_for_time(served, other), other);
    }
    BOOST_TEST(may_stand_for_time("2023-03-01T00:02:03.9999Z", "2023-03-01T00:02:04.000Z"));
    BOOST_TEST(may_stand_for_time("2023-03-01T00:02:03.1225Z", "2023-03-01T00:02:03.122Z"));
    BOOST_TEST(may_stand_for_time("2023-03-01T00:02:03.1225Z", "2023-03-01T00:02:03.123Z"));
    BOOST_TEST(!may_stand_for_time("2023-03-01T00:02:03.122Z", "2023-03-01T00:02:03.123Z"));
    BOOST_TEST(!may_stand_for_time("2023-03-01T00:02:03.1221Z", "2023-03-01T00:02:03.123Z"));
    BOOST_TEST(may_stand_for_time("1969-12-31T23:59:59.9996Z", "1969-12-31T23:59:59.999Z"));
}

BOOST_AUTO_TEST_CASE(times_may_be_written_as_ruby_does) {
    BOOST_TEST(may_stand_for_time("2023-03-01T01:02:03.5+01:00", "2023-03-01 00:02:03.500 UTC"));
    BOOST_TEST(!may_stand_for_time("2023-03-01T01:02:03.5+01:00", "2023-03-01 01:02:03.500 UTC"));
    BOOST_TEST(!may_stand_for_time("2023-03-01T00:02:03Z", "2023-03-01 00:02:03Z UTC"));
    BOOST_TEST(!may_stand_for_time("2023-03-01T00:02:03Z", "2023-03-01 01:02:03+01:00 UTC"));
}

BOOST_AUTO_TEST_CASE(times_may_be_numbers_of_seconds_milliseconds_or_microseconds) {
    const std::string served = "2023-03-01T00:02:03.123678Z"; // 1677628923
    BOOST_TEST(may_stand_for_time(served, 1677628923.123678));
    BOOST_TEST(may_stand_for_time(served, 1677628923.123));
    BOOST_TEST(may_stand_for_time(served, 1677628923123));
    BOOST_TEST(may_stand_for_time(served, 1677628923124));
    BOOST_TEST(may_stand_for_time(served, 1677628923123.678));
    BOOST_TEST(may_stand_for_time(served, 1677628923123678));
    BOOST_TEST(!may_stand_for_time(served, 1677628923130000));
    BOOST_TEST(!may_stand_for_time(served, 1677628923));
    BOOST_TEST(!may_stand_for_time(served, 1677628923130));
    BOOST_TEST(!may_stand_for_time(served, 1677628924));
    BOOST_TEST(!may_stand_for_time(served, 0));
    BOOST_TEST(!may_stand_for_time(served, std::nan("")));
    BOOST_TEST(may_stand_for_time("2023-03-01T00:02:03Z", 1677628923));
    BOOST_TEST(!may_stand_for_time("2023-03-01T01:02:03+01:00", 1677632523)); // the offset dropped
}

BOOST_AUTO_TEST_CASE(a_time_that_is_none_is_compared_as_it_is) {
    BOOST_TEST(may_stand_for_time("soon", "soon"));
    BOOST_TEST(!may_stand_for_time("soon", "later"));
    BOOST_TEST(!may_stand_for_time(17, 18));
    BOOST_TEST(may_stand_for_time(17, 17));
}

BOOST_AUTO_TEST_CASE(texts_are_compared_character_by_character) {
    BOOST_TEST(may_stand_for_text(R"("\u00e9\ud83d\ude00\u2028\/")", "\"é😀\xe2\x80\xa8/\""));
    BOOST_TEST(!may_stand_for_text("\"é\"", "\"Ã©\"")); // UTF-8 taken for latin-1
    BOOST_TEST(!may_stand_for_text("\"é\"", "\"e\\u0301\""));
    BOOST_TEST(!may_stand_for_text("\"a b\"", "\"a  b\""));
    BOOST_TEST(!may_stand_for_text("\"\"", "null"));
    BOOST_TEST(!may_stand_for_text("true", "1"));
    BOOST_TEST(!may_stand_for_text("true", "false"));
    BOOST_TEST(!may_stand_for_text("\"1\"", "1"));
}

BOOST_AUTO_TEST_CASE(objects_and_arrays_are_compared_all_through) {
    BOOST_TEST(may_stand_for_text(R"({"a":1,"b":[1,{"c":2}]})", R"({"b":[1.0,{"c":2}],"a":1.0})"));
    BOOST_TEST(may_stand_for_text("[]", "[]"));
    BOOST_TEST(!may_stand_for_text("[1,2]", "[2,1]"));
    BOOST_TEST(!may_stand_for_text("[1,2]", "[1]"));
    BOOST_TEST(!may_stand_for_text("[1]", "[1,2]"));
    BOOST_TEST(!may_stand_for_text(R"({"a":1})", R"({"a":2})"));
    BOOST_TEST(!may_stand_for_text(R"({"a":1})", R"({"b":1})"));
    BOOST_TEST(!may_stand_for_text(R"({"a":1})", R"({"a":1,"b":1})"));
    BOOST_TEST(!may_stand_for_text(R"({"a":1,"b":1})", R"({"a":1})"));
    BOOST_TEST(!may_stand_for_text(R"({"a":{"b":[{"c":1}]}})", R"({"a":{"b":[{"c":2}]}})"));
    BOOST_TEST(!may_stand_for_text(R"({"a":9007199254740993})", R"({"a":9007199254740992.0})"));
    BOOST_TEST(!may_stand_for_text("[9007199254740993]", "[9007199254740992.0]"));
    BOOST_TEST(may_stand_for_text("{}", "[]")); // as PHP writes an empty object
    BOOST_TEST(may_stand_for_text(R"({"a":[{}]})", R"({"a":[[]]})"));
    BOOST_TEST(may_stand_for_text("[]", "{}"));
    BOOST_TEST(!may_stand_for_text("{}", "[1]"));
    BOOST_TEST(!may_stand_for_text("[1]", "{}"));
    BOOST_TEST(!may_stand_for_text("{}", "null"));
}

BOOST_AUTO_TEST_CASE(ids_and_times_are_known_by_their_names) {
    for (const auto& id : {"id", "integration_id", "user_id"}) {
        BOOST_TEST(sendmock::detail::is_id(id), id);
    }
    for (const auto& none : {"", "ids", "valid", "created_at", "id_of", "identity"}) {
        BOOST_TEST(!sendmock::detail::is_id(none), none);
    }
    BOOST_TEST(sendmock::detail::is_time("created_at"));
    BOOST_TEST(!sendmock::detail::is_time("created_at_zone"));
    BOOST_TEST(!sendmock::detail::is_time("format"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
