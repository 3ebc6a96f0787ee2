// SPDX-License-Identifier: MIT
#include <sendmock/testing/report_lines.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>

namespace unit::testing::report_lines {

using sendmock::testing::detail::part_that_fits;
using sendmock::testing::detail::wrapped;

std::size_t longest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t longest = 0;
    for (std::string line; std::getline(lines, line);) {
        longest = std::max(longest, line.size());
    }
    return longest;
}

} // namespace unit::testing::report_lines

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(report_lines)

BOOST_AUTO_TEST_CASE(breaks_at_blanks_where_words_are_short) {
    BOOST_TEST(wrapped("a: ", "b c", 3) == "a: b c\n");
    const std::string text = wrapped("text: ", std::string(70, 'x') + " yyyyy", 6);
    BOOST_TEST(text == "text: " + std::string(70, 'x') + "\n      yyyyy\n");
}

BOOST_AUTO_TEST_CASE(breaks_a_word_that_is_longer_than_a_line) {
    const std::string word(200, 'x');
    const std::string text = wrapped("found: ", "{ " + word + " }", 7);
    BOOST_TEST(longest_line(text) == 80U);
    BOOST_TEST(text == "found: {\n       " + word.substr(0, 73) + "\n       " + word.substr(0, 73) +
                           "\n       " + word.substr(0, 54) + " }\n");
    BOOST_TEST(wrapped("", std::string(80, 'x'), 0) == std::string(80, 'x') + '\n');
    BOOST_TEST(wrapped("", std::string(160, 'x'), 0) ==
               std::string(80, 'x') + '\n' + std::string(80, 'x') + '\n');
}

BOOST_AUTO_TEST_CASE(breaks_no_character_of_utf8) {
    const std::string euro = "\xE2\x82\xAC";
    BOOST_TEST(part_that_fits(euro + euro, 5) == 3U);
    BOOST_TEST(part_that_fits(euro + euro, 6) == 6U);
    BOOST_TEST(part_that_fits(euro + euro, 1) == 3U); // one at least
    BOOST_TEST(part_that_fits("", 1) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
