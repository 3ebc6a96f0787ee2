// SPDX-License-Identifier: MIT
#include <sendmock/http/ascii.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace unit::http::ascii {

using namespace std::string_view_literals;
using namespace sendmock::http;

// All bytes for which a predicate holds, in the order of their numbers.
template <typename Predicate>
std::string bytes_with(Predicate holds) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        if (holds(static_cast<char>(byte))) {
            bytes += static_cast<char>(byte);
        }
    }
    return bytes;
}

constexpr auto digits = "0123456789"sv;
constexpr auto capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"sv;
constexpr auto small_letters = "abcdefghijklmnopqrstuvwxyz"sv;

std::string sorted(std::string text) {
    std::sort(text.begin(), text.end(), [](char left, char right) {
        return static_cast<unsigned char>(left) < static_cast<unsigned char>(right);
    });
    return text;
}

std::string alphanumeric_and(std::string_view others) {
    return sorted(std::string(digits).append(capitals).append(small_letters).append(others));
}

} // namespace unit::http::ascii

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(ascii)

BOOST_AUTO_TEST_CASE(makes_capital_letters_small_and_changes_nothing_else) {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const auto letter = capitals.find(c);
        BOOST_TEST_CONTEXT("byte " << byte) {
            BOOST_TEST(to_lower(c) ==
                       (letter == std::string_view::npos ? c : small_letters[letter]));
        }
    }
}

BOOST_AUTO_TEST_CASE(sorts_bytes_into_classes) {
    BOOST_TEST(bytes_with(is_digit) == digits);
    BOOST_TEST(bytes_with(is_alphanumeric) == alphanumeric_and(""));
    BOOST_TEST(bytes_with(is_token_char) == alphanumeric_and("!#$%&'*+-.^_`|~"));
    BOOST_TEST(bytes_with(is_unreserved) == alphanumeric_and("-._~"));
    BOOST_TEST(bytes_with(is_white_space) == "\t\n\v\f\r "sv);
}

BOOST_AUTO_TEST_CASE(reads_hexadecimal_digits_in_either_case) {
    BOOST_TEST(bytes_with([](char c) { return hex_value(c) >= 0; }) == "0123456789ABCDEFabcdef"sv);
    for (const auto sixteen : {"0123456789ABCDEF"sv, "0123456789abcdef"sv}) {
        for (int value = 0; value < 16; ++value) {
            BOOST_TEST(hex_value(sixteen[static_cast<std::size_t>(value)]) == value);
        }
    }
    BOOST_TEST(hex_value('g') == -1);
}

BOOST_AUTO_TEST_CASE(compares_without_the_case_of_letters) {
    BOOST_TEST(equal_ignoring_case("", ""));
    BOOST_TEST(equal_ignoring_case("Content-Length", "cONTENT-lENGTH"));
    BOOST_TEST(!equal_ignoring_case("Content-Length", "Content-Lengt"));
    BOOST_TEST(!equal_ignoring_case("Content-Lengt", "Content-Length"));
    BOOST_TEST(!equal_ignoring_case("Host", "Hast"));
}

BOOST_AUTO_TEST_CASE(keeps_bytes_apart_that_differ_by_the_letter_bit_alone) {
    BOOST_TEST(!equal_ignoring_case("@", "`"));
    BOOST_TEST(!equal_ignoring_case("[", "{"));
    BOOST_TEST(!equal_ignoring_case("\xC3\x84", "\xC3\xA4"));
}

BOOST_AUTO_TEST_CASE(trims_blanks_and_tabs_at_both_ends_alone) {
    BOOST_TEST(trim(" \t a \t b\t ") == "a \t b");
    BOOST_TEST(trim("a") == "a");
    BOOST_TEST(trim(" \t ") == "");
    BOOST_TEST(trim("") == "");
    BOOST_TEST(trim("\ra\n") == "\ra\n");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
