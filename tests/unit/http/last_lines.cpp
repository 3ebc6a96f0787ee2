// SPDX-License-Identifier: MIT
#include <sendmock/http/last_lines.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(last_lines)

BOOST_AUTO_TEST_CASE(are_those_before_the_end_of_a_text) {
    using sendmock::http::last_lines;
    BOOST_TEST(last_lines("", 2) == "");
    BOOST_TEST(last_lines("\n\r\n", 2) == "");
    BOOST_TEST(last_lines("one", 2) == "one");
    BOOST_TEST(last_lines("one\ntwo\n", 1) == "two");
    BOOST_TEST(last_lines("one\ntwo\nthree\n", 2) == "two\nthree");
    BOOST_TEST(last_lines("one\ntwo", 2) == "one\ntwo");
    BOOST_TEST(last_lines("\none", 1) == "one");
    BOOST_TEST(last_lines("\none", 2) == "\none");
    BOOST_TEST(last_lines("one\n\ntwo", 2) == "\ntwo");
    BOOST_TEST(last_lines("one\ntwo\nthree", std::string::npos) == "one\ntwo\nthree");
}

BOOST_AUTO_TEST_CASE(as_last_words_they_are_ten_and_printable) {
    using sendmock::http::last_words;
    BOOST_TEST(last_words("") == "");
    BOOST_TEST(last_words("\n\n") == "");
    BOOST_TEST(last_words("one\r\n\x1B[2J") == "\none\n\\x1B[2J");
    std::string output;
    for (int line = 1; line <= 12; ++line) {
        output += std::to_string(line) + '\n';
    }
    BOOST_TEST(last_words(output) == "\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12");
}

BOOST_AUTO_TEST_CASE(as_last_words_long_ones_are_cut_in_the_middle) {
    const std::string words =
        sendmock::http::last_words("begin" + std::string(1'000, 'x') + "the cause");
    BOOST_TEST(words.size() <= 501U);
    BOOST_TEST(words.starts_with("\nbeginx"));
    BOOST_TEST(words.ends_with("xthe cause"));
    BOOST_TEST(words.find("x...x") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
