// SPDX-License-Identifier: MIT
#include <sendmock/logs/json_document.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace unit::logs::json_document {

using sendmock::parse_json_object;

void refused(std::string_view text, const std::string& expected) {
    BOOST_TEST_CONTEXT(text) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(parse_json_object(text)),
                              sendmock::document_fault,
                              sendmock::tests::has_message(expected));
    }
}

/// An object with so many levels.
std::string nested(int levels) {
    std::string text = "{\"a\":";
    for (int level = 1; level < levels; ++level) {
        text += '[';
    }
    text += '1';
    return text.append(static_cast<std::size_t>(levels - 1), ']') + '}';
}

} // namespace unit::logs::json_document

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(json_document)

BOOST_AUTO_TEST_CASE(reads_an_object_in_the_order_of_its_members) {
    BOOST_TEST(parse_json_object(R"( {"b":1,"a":[true,null,"é"]} )").dump() ==
               R"({"b":1,"a":[true,null,"é"]})");
    BOOST_TEST(parse_json_object("{}").empty());
}

BOOST_AUTO_TEST_CASE(refuses_all_other_values) {
    refused("[]", "expected an object, found array");
    refused("null", "expected an object, found null");
    refused("\"x\"", "expected an object, found string");
    refused("1", "expected an object, found number");
    refused("true", "expected an object, found boolean");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_json_without_quoting_it) {
    refused("", "expected JSON, found a fault at byte 1");
    refused("{", "expected JSON, found a fault at byte 2");
    refused("{s3cret}", "expected JSON, found a fault at byte 2");
    refused("{\"a\":1,}", "expected JSON, found a fault at byte 8");
    refused("{\"a\":01}", "expected JSON, found a fault at byte 7");
    refused("{} {}", "expected JSON, found a fault at byte 4");
    refused("{\"a\":\"\xFF\"}", "expected JSON, found a fault at byte 7");
    refused("{\"a\":NaN}", "expected JSON, found a fault at byte 6");
    refused("{} // a comment", "expected JSON, found a fault at byte 4");
}

BOOST_AUTO_TEST_CASE(refuses_what_stands_behind_a_nul) {
    refused(std::string_view("{}\0{", 4), "expected JSON, found a NUL at byte 3");
    refused(std::string_view("\0", 1), "expected JSON, found a NUL at byte 1");
}

BOOST_AUTO_TEST_CASE(refuses_numbers_that_it_cannot_hold) {
    refused("{\"a\":1e999}", "expected numbers in the range of 64 bits");
}

BOOST_AUTO_TEST_CASE(refuses_a_member_that_is_there_twice) {
    refused(R"({"a":1,"b":2,"a":3})", "/a: expected each member once");
    refused(R"({"a":1,"\u0061":3})", "/a: expected each member once");
    BOOST_CHECK_NO_THROW(
        static_cast<void>(parse_json_object(R"({"a":{"a":{"a":1}},"b":{"a":1}})")));
    BOOST_CHECK_NO_THROW(static_cast<void>(parse_json_object(R"({"a":[{"b":1},{"b":1}],"A":1})")));
}

BOOST_AUTO_TEST_CASE(says_where_a_member_is_there_twice) {
    refused(R"({"x":{"a":1,"a":3}})", "/x/a: expected each member once");
    refused(R"({"x":[0,{"y":{}},{"a/b":1,"a/b":3}]})", "/x/2/a~1b: expected each member once");
}

BOOST_AUTO_TEST_CASE(reads_500_levels_and_no_more) {
    BOOST_CHECK_NO_THROW(static_cast<void>(parse_json_object(nested(500))));
    refused(nested(501), "expected at most 500 levels of nesting");
    refused(nested(100'000), "expected at most 500 levels of nesting");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
