// SPDX-License-Identifier: MIT
#include <sendmock/http/message_head.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace unit::http::message_head {

using namespace std::string_view_literals;
using namespace sendmock::http;

int status_of(std::string_view line) {
    const auto result = parse_field_line(line);
    const auto* const failure = std::get_if<parse_failure>(&result);
    return failure == nullptr ? 0 : failure->status;
}

constexpr detail::line_budget budget{1000, 431, "too much"};

} // namespace unit::http::message_head

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(message_head)

BOOST_AUTO_TEST_CASE(reads_name_and_value_as_they_are) {
    for (const auto& [line, name, value] :
         {std::tuple{"Host:a"sv, "Host"sv, "a"sv},
          std::tuple{"hOST: \t a b\t "sv, "hOST"sv, "a b"sv},
          std::tuple{"x:"sv, "x"sv, ""sv},
          std::tuple{"x:  "sv, "x"sv, ""sv},
          std::tuple{"x: a:b\tc%0d"sv, "x"sv, "a:b\tc%0d"sv},
          std::tuple{"!#$%&'*+-.^_`|~9: \xff\x80"sv, "!#$%&'*+-.^_`|~9"sv, "\xff\x80"sv}}) {
        BOOST_TEST_CONTEXT(line) {
            BOOST_REQUIRE(status_of(line) == 0);
            const auto field = std::get<header_field>(parse_field_line(line));
            BOOST_TEST(field.name == name);
            BOOST_TEST(field.value == value);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_malformed_field_line) {
    for (const auto line : {""sv,
                            "Host"sv,
                            ":a"sv,
                            "Host : a"sv,
                            "Host\t: a"sv,
                            " Host: a"sv,
                            "\tfolded"sv,
                            "a b: c"sv,
                            "a(b): c"sv,
                            "\xc3\xa9: a"sv,
                            "a\0: b"sv,
                            "a: b\0"sv,
                            "a: b\rc"sv,
                            "a: b\nc"sv,
                            "a: \x01 b"sv,
                            "a: b\x7f"sv}) {
        BOOST_TEST_CONTEXT("the line " << line) {
            BOOST_TEST(status_of(line) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_field_lines_up_to_the_empty_one) {
    detail::line_reader lines{budget};
    header_fields fields;
    std::string_view bytes = "A: 1\r\nb";
    BOOST_TEST((detail::read_field_lines(lines, bytes, 2, fields) == parse_result<bool>{false}));
    bytes = ": 2\r\n\r\nC: 3\r\n";
    BOOST_TEST((detail::read_field_lines(lines, bytes, 2, fields) == parse_result<bool>{true}));
    BOOST_TEST((fields == header_fields{{"A", "1"}, {"b", "2"}}));
    BOOST_TEST(bytes == "C: 3\r\n");
}

BOOST_AUTO_TEST_CASE(refuses_one_field_too_many) {
    detail::line_reader lines{budget};
    header_fields fields;
    std::string_view bytes = "A: 1\r\nb: 2\r\nc: 3\r\n";
    const auto progress = detail::read_field_lines(lines, bytes, 2, fields);
    BOOST_REQUIRE(std::holds_alternative<parse_failure>(progress));
    BOOST_TEST(std::get<parse_failure>(progress).status == 431);
}

BOOST_AUTO_TEST_CASE(names_the_cause_without_the_value) {
    const auto failure = std::get<parse_failure>(parse_field_line("Authorization: s3cret\x01"));
    BOOST_TEST(failure.cause == "a field value holds a control character");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
