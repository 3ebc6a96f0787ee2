// SPDX-License-Identifier: MIT
#include <sendmock/http/printable.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(printable)

BOOST_AUTO_TEST_CASE(ordinary_text_stays) {
    using sendmock::http::printable;
    for (const std::string_view text :
         {"", "a b~", "\\x1B", "gr\xC3\xBC\xC3\x9F", "\xE2\x82\xAC", "\xF0\x9F\x93\xA6"}) {
        BOOST_TEST(printable(text) == text);
    }
}

BOOST_AUTO_TEST_CASE(what_a_terminal_obeys_is_written_as_its_number) {
    using sendmock::http::printable;
    for (const auto& [text, shown] : std::vector<std::pair<std::string, std::string>>{
             {std::string(1, '\0'), "\\x00"},
             {"\x1B[31m", "\\x1B[31m"},
             {"a\nb\rc\td", "a\\x0Ab\\x0Dc\\x09d"},
             {"\x1F", "\\x1F"},
             {"\x7F", "\\x7F"},
             {"\xC2\x80", "\\u{0080}"},
             {"\xC2\x9B", "\\u{009B}"},
             {"\xC2\x9F", "\\u{009F}"},
             {"\xD8\x9C", "\\u{061C}"},
             {"\xE2\x80\x8B", "\\u{200B}"},
             {"\xEF\xBB\xBF", "\\u{FEFF}"},
             {"\xE2\x80\x8E\xE2\x80\x8F", "\\u{200E}\\u{200F}"},
             {"\xE2\x80\xA8\xE2\x80\xA9", "\\u{2028}\\u{2029}"},
             {"\xE2\x80\xAA\xE2\x80\xAE", "\\u{202A}\\u{202E}"},
             {"\xE2\x81\xA6\xE2\x81\xA9", "\\u{2066}\\u{2069}"},
             {"\xEF\xBF\xBE\xEF\xBF\xBF", "\\u{FFFE}\\u{FFFF}"}}) {
        BOOST_TEST(printable(text) == shown);
    }
}

BOOST_AUTO_TEST_CASE(the_neighbours_of_what_a_terminal_obeys_stay) {
    using sendmock::http::printable;
    for (const std::string_view text : {" ",
                                        "~",
                                        "\xC2\xA0",
                                        "\xD8\x9B",
                                        "\xD8\x9D",
                                        "\xE2\x80\x8A",
                                        "\xE2\x80\x8C",
                                        "\xE2\x80\x8D",
                                        "\xEF\xBB\xBE",
                                        "\xEF\xBC\x80",
                                        "\xE2\x80\x90",
                                        "\xE2\x80\xA7",
                                        "\xE2\x80\xAF",
                                        "\xE2\x81\xA5",
                                        "\xE2\x81\xAA",
                                        "\xEF\xBF\xBD"}) {
        BOOST_TEST(printable(text) == text);
    }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_written_one_by_one) {
    using sendmock::http::printable;
    BOOST_TEST(printable("a\x9B\xFFz") == "a\\x9B\\xFFz");
    BOOST_TEST(printable("\xE2\x80") == "\\xE2\\x80");
    BOOST_TEST(printable("\xED\xA0\x80") == "\\xED\\xA0\\x80"); // half of a pair
}

BOOST_AUTO_TEST_CASE(lines_keep_their_breaks) {
    using sendmock::http::printable_lines;
    BOOST_TEST(printable_lines("") == "");
    BOOST_TEST(printable_lines("one\ntwo\n") == "one\ntwo\n");
    BOOST_TEST(printable_lines("one\r\ntwo\rthree\r") == "one\ntwo\\x0Dthree\\x0D");
    BOOST_TEST(printable_lines("\tat\tf") == "    at    f");
    BOOST_TEST(printable_lines("\x1B[2J\n\xC2\x9B") == "\\x1B[2J\n\\u{009B}");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
