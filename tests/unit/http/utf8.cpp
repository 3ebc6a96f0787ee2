// SPDX-License-Identifier: MIT
#include <sendmock/http/utf8.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace unit::http::utf8 {

using namespace sendmock::http;
using namespace std::string_literals;

// U+FFFD, the given number of times.
std::string replacements(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "\xEF\xBF\xBD";
    }
    return text;
}

} // namespace unit::http::utf8

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(takes_the_first_and_last_character_of_each_length) {
    for (const auto& text : {""s,
                             "\0"s,
                             "\x7F"s,
                             "\xC2\x80"s,
                             "\xDF\xBF"s,
                             "\xE0\xA0\x80"s,
                             "\xED\x9F\xBF"s,
                             "\xEE\x80\x80"s,
                             "\xEF\xBF\xBF"s,
                             "\xF0\x90\x80\x80"s,
                             "\xF4\x8F\xBF\xBF"s,
                             "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"s}) {
        BOOST_TEST(is_utf8(text), text);
        BOOST_TEST(repair_utf8(text) == text);
    }
}

BOOST_AUTO_TEST_CASE(replaces_each_byte_that_never_begins_a_character) {
    for (const auto& byte : {"\x80"s, "\xBF"s, "\xC0"s, "\xC1"s, "\xF5"s, "\xFE"s, "\xFF"s}) {
        BOOST_TEST(!is_utf8(byte));
        BOOST_TEST(repair_utf8("a" + byte + byte + "z") == "a" + replacements(2) + "z");
    }
}

BOOST_AUTO_TEST_CASE(replaces_a_character_that_is_cut_off_once) {
    for (const auto& part :
         {"\xC3"s, "\xE2"s, "\xE2\x82"s, "\xF0"s, "\xF0\x9F"s, "\xF0\x9F\x98"s, "\xF4\x8F\xBF"s}) {
        BOOST_TEST(!is_utf8(part));
        BOOST_TEST(repair_utf8(part) == replacements(1));
        BOOST_TEST(repair_utf8(part + "z") == replacements(1) + "z");
        BOOST_TEST(repair_utf8(part + "\xC3\xA9") == replacements(1) + "\xC3\xA9");
        BOOST_TEST(repair_utf8(part + part) == replacements(2));
    }
}

BOOST_AUTO_TEST_CASE(replaces_each_byte_of_overlong_forms_surrogates_and_numbers_too_large) {
    BOOST_TEST(repair_utf8("\xC0\xAF") == replacements(2));
    BOOST_TEST(repair_utf8("\xE0\x9F\xBF") == replacements(3));
    BOOST_TEST(repair_utf8("\xF0\x8F\xBF\xBF") == replacements(4));
    BOOST_TEST(repair_utf8("\xED\xA0\x80") == replacements(3));
    BOOST_TEST(repair_utf8("\xED\xBF\xBF") == replacements(3));
    BOOST_TEST(repair_utf8("\xF4\x90\x80\x80") == replacements(4));
    BOOST_TEST(repair_utf8("\xF5\x80\x80\x80") == replacements(4));
}

BOOST_AUTO_TEST_CASE(repairs_the_example_of_the_unicode_standard) {
    BOOST_TEST(repair_utf8("a\xF1\x80\x80\xE1\x80\xC2"
                           "b\x80"
                           "c\x80\xBF"
                           "d") ==
               "a" + replacements(3) + "b" + replacements(1) + "c" + replacements(2) + "d");
}

BOOST_AUTO_TEST_CASE(keeps_a_replacement_character_that_was_sent) {
    BOOST_TEST(is_utf8(replacements(1)));
    BOOST_TEST(repair_utf8(replacements(1)) == replacements(1));
}

BOOST_AUTO_TEST_CASE(cuts_between_characters_of_any_length) {
    for (const std::string& character : {"z"s, "\xC3\xA9"s, "\xE2\x82\xAC"s, "\xF0\x9F\x98\x80"s}) {
        const std::string text = "ab" + character + character;
        for (std::size_t most = 0; most <= text.size() + 1; ++most) {
            const auto cut = cut_utf8(text, most);
            BOOST_TEST(cut.size() <= most);
            BOOST_TEST(cut.size() + character.size() > std::min(most, text.size()));
            BOOST_TEST(text.starts_with(cut));
            BOOST_TEST(is_utf8(cut));
        }
        BOOST_TEST(cut_utf8(text, text.size()) == text);
    }
}

BOOST_AUTO_TEST_CASE(cuts_what_is_no_utf_8_anywhere) {
    BOOST_TEST(cut_utf8("\x80\x80\x80\x80\x80\x80", 5) == "\x80\x80\x80\x80\x80");
    BOOST_TEST(cut_utf8("\x80\x80\x80", 2) == "\x80\x80");
    BOOST_TEST(cut_utf8("\xE9t\xE9", 2) == "\xE9t");
    BOOST_TEST(cut_utf8("\x80", 0) == "");
}

BOOST_AUTO_TEST_CASE(an_excerpt_has_dots_behind_what_was_cut) {
    BOOST_TEST(excerpt("", 0) == "");
    BOOST_TEST(excerpt("abc", 3) == "abc");
    BOOST_TEST(excerpt("abc", 2) == "ab...");
    BOOST_TEST(excerpt("ab\xC3\xA9", 4) == "ab\xC3\xA9");
    BOOST_TEST(excerpt("ab\xC3\xA9", 3) == "ab...");
    BOOST_TEST(excerpt("\xC3\xA9", 0) == "...");
}

BOOST_AUTO_TEST_CASE(a_text_cut_in_the_middle_keeps_its_beginning_and_its_end) {
    using sendmock::http::cut_in_the_middle;
    BOOST_TEST(cut_in_the_middle("", 0) == "");
    BOOST_TEST(cut_in_the_middle("abcdefg", 7) == "abcdefg");
    BOOST_TEST(cut_in_the_middle("abcdefgh", 7) == "ab...gh");
    BOOST_TEST(cut_in_the_middle("abcdefgh", 6) == "a...h");
    BOOST_TEST(cut_in_the_middle("abcd", 2) == "...");
    BOOST_TEST(cut_in_the_middle("\xC3\xA9"
                                 "bcdef\xC3\xA9",
                                 5) == "...");
    BOOST_TEST(cut_in_the_middle("\xC3\xA9"
                                 "bcdef\xC3\xA9",
                                 7) == "\xC3\xA9...\xC3\xA9");
    BOOST_TEST(cut_in_the_middle("abcdefgh\x80\x80", 7) == "ab...");
}

BOOST_AUTO_TEST_CASE(converts_latin_1_byte_by_byte) {
    BOOST_TEST(latin1_to_utf8("") == "");
    BOOST_TEST(latin1_to_utf8("az\x7F\0"s) == "az\x7F\0"s);
    BOOST_TEST(latin1_to_utf8("\x80\xBF\xC0\xE9\xFF") ==
               "\xC2\x80\xC2\xBF\xC3\x80\xC3\xA9\xC3\xBF");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
