// SPDX-License-Identifier: MIT
#include <sendmock/verdict/text_comparison.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace unit::verdict::text_comparison {

using nlohmann::json;
using sendmock::is_surely_same_log;

json with_a(json value) {
    return json::object({{"a", std::move(value)}});
}

} // namespace unit::verdict::text_comparison

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(text_comparison)

using namespace ::unit::verdict::text_comparison;

BOOST_AUTO_TEST_CASE(a_log_may_have_more_members_than_are_returned) {
    BOOST_TEST(is_surely_same_log(R"({"b":[{"a":2}],"a":1,"c":"x,}"})", with_a(1)));
    BOOST_TEST(!is_surely_same_log(R"({"b":1})", with_a(1)));
    BOOST_TEST(is_surely_same_log(R"({"b":1})", json::object()));
    BOOST_TEST(!is_surely_same_log(R"({"b":1})", json::array()));
}

BOOST_AUTO_TEST_CASE(an_escaped_name_is_not_taken_word_for_word) {
    BOOST_TEST(!is_surely_same_log(R"({"a\\b":1})", json{{R"(a\\b)", 1}}));
    BOOST_TEST(!is_surely_same_log(R"({"\u0061":2,"a":1})", with_a(1)));
}

BOOST_AUTO_TEST_CASE(a_text_that_looks_like_the_end_of_a_string_is_no_such_end) {
    BOOST_TEST(!is_surely_same_log(R"({"a":"1","b":"2"})", with_a(R"(1","b":"2)")));
    BOOST_TEST(!is_surely_same_log(R"({"a":"1\"","b":2})", with_a(R"(1\)")));
    BOOST_TEST(is_surely_same_log(R"({"a":"1\"","b":2})", with_a(R"(1")")));
}

BOOST_AUTO_TEST_CASE(white_space_says_nothing) {
    const json read{{"a", {1, "x", {{"b", nullptr}}, json::object(), json::array()}}, {"c", false}};
    BOOST_TEST(is_surely_same_log(
        " { \"a\" : [ 1 ,\t\"x\" , { \"b\" : null } ,\r\n{ } , [ ] ] , \"c\" : false } ", read));
}

BOOST_AUTO_TEST_CASE(what_is_within_a_log_is_compared_as_a_whole) {
    BOOST_TEST(is_surely_same_log(R"({"a":{"b":1,"c":2}})", with_a({{"c", 2}, {"b", 1}})));
    BOOST_TEST(!is_surely_same_log(R"({"a":{"b":1,"c":2}})", with_a({{"b", 1}})));
    BOOST_TEST(!is_surely_same_log(R"({"a":{"b":1}})", with_a({{"b", 1}, {"c", 2}})));
    BOOST_TEST(is_surely_same_log(R"({"a":[1,2]})", with_a(json::array({1, 2}))));
    BOOST_TEST(!is_surely_same_log(R"({"a":[1,2]})", with_a(json::array({1}))));
    BOOST_TEST(!is_surely_same_log(R"({"a":[1]})", with_a(json::array({1, 2}))));
}

BOOST_AUTO_TEST_CASE(a_name_that_comes_twice_is_not_sure) {
    BOOST_TEST(!is_surely_same_log(R"({"a":1,"a":1})", json{{"a", 1}, {"b", 2}}));
    BOOST_TEST(!is_surely_same_log(R"({"a":1,"a":2})", with_a(1)));
    BOOST_TEST(!is_surely_same_log(R"({"a":{"b":1,"b":1}})", with_a({{"b", 1}, {"c", 2}})));
}

BOOST_AUTO_TEST_CASE(a_number_is_the_same_however_it_is_written) {
    BOOST_TEST(is_surely_same_log(R"({"a":1.50e+2})", with_a(150.0)));
    BOOST_TEST(!is_surely_same_log(R"({"a":1e999})", with_a(1.0)));
    BOOST_TEST(is_surely_same_log(R"({"a":-7,"b":1})", with_a(-7)));
    BOOST_TEST(!is_surely_same_log(R"({"a":71})", with_a(7)));
}

BOOST_AUTO_TEST_CASE(a_whole_number_is_not_surely_a_double) {
    BOOST_TEST(!is_surely_same_log(R"({"a":9007199254740993})", with_a(9007199254740992.0)));
    BOOST_TEST(!is_surely_same_log(R"({"a":18446744073709551615})", with_a(-1)));
}

BOOST_AUTO_TEST_CASE(values_of_other_types_are_not_the_same) {
    for (const json& returned :
         {json(nullptr), json(true), json(0), json(""), json::array(), json::object(), json(0.0)}) {
        for (const char* served : {R"({"a":"null"})",
                                   R"({"a":"true"})",
                                   R"({"a":"0"})",
                                   R"({"a":1})",
                                   R"({"a":false})",
                                   R"({"a":[null]})",
                                   R"({"a":{"":0}})"}) {
            BOOST_TEST(!is_surely_same_log(served, with_a(returned)), served << ' ' << returned);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
