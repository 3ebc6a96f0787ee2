// SPDX-License-Identifier: MIT
#include <sendmock/http/form.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ios>
#include <sstream>
#include <string>
#include <vector>

namespace unit::http::form {

using namespace sendmock::http;
using namespace std::string_literals;

// The pairs in a form that failures can show.
std::string listed(const std::vector<form_pair>& pairs) {
    std::string list;
    for (const form_pair& pair : pairs) {
        list += '[' + pair.name + "][" + pair.value + ']';
    }
    return list;
}

} // namespace unit::http::form

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(form)

BOOST_AUTO_TEST_CASE(decodes_plus_to_a_blank_and_percent_to_a_byte) {
    BOOST_TEST(form_decode("") == "");
    BOOST_TEST(form_decode("a+b%20c%2Bd%2bE") == "a b c+d+E");
    BOOST_TEST(form_decode("%00") == "\0"s);
    BOOST_TEST(form_decode("%C3%A9\xC3\xA9") == "\xC3\xA9\xC3\xA9");
}

BOOST_AUTO_TEST_CASE(leaves_a_percent_that_no_two_digits_follow) {
    for (const auto& text : {"%"s, "%a"s, "%zz"s, "%4"s, "%4g"s, "%g4"s, "%%"s, "a%"s, "% 41"s}) {
        BOOST_TEST(form_decode(text) == text);
        BOOST_TEST(percent_decode(text) == text);
    }
    BOOST_TEST(form_decode("%%41%4%41") == "%A%4A");
}

BOOST_AUTO_TEST_CASE(decodes_only_once) {
    BOOST_TEST(form_decode("%2541%252B%2B") == "%41%2B+");
}

BOOST_AUTO_TEST_CASE(repairs_what_is_not_utf_8) {
    BOOST_TEST(form_decode("%FF") == "\xEF\xBF\xBD");
    BOOST_TEST(form_decode("\xFF") == "\xEF\xBF\xBD");
    BOOST_TEST(form_decode("%E2%82z%ED%A0%80") ==
               "\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(decodes_paths_without_touching_plus_and_bytes) {
    BOOST_TEST(percent_decode("") == "");
    BOOST_TEST(percent_decode("/a+b/%2F%c3%A9") == "/a+b//\xC3\xA9");
    BOOST_TEST(percent_decode("%FF%00") == "\xFF\0"s);
}

BOOST_AUTO_TEST_CASE(splits_at_ampersands_alone_and_drops_empty_pieces) {
    BOOST_TEST(listed(parse_form("")) == "");
    BOOST_TEST(listed(parse_form("&")) == "");
    BOOST_TEST(listed(parse_form("&&a=1&&b=2&")) == "[a][1][b][2]");
    BOOST_TEST(listed(parse_form("a=1;b=2")) == "[a][1;b=2]");
    BOOST_TEST(listed(parse_form("a=1%26b=2")) == "[a][1&b=2]");
}

BOOST_AUTO_TEST_CASE(splits_a_piece_at_the_first_equals_sign) {
    BOOST_TEST(listed(parse_form("a")) == "[a][]");
    BOOST_TEST(listed(parse_form("a=")) == "[a][]");
    BOOST_TEST(listed(parse_form("=")) == "[][]");
    BOOST_TEST(listed(parse_form("=v")) == "[][v]");
    BOOST_TEST(listed(parse_form("a=b=c")) == "[a][b=c]");
    BOOST_TEST(listed(parse_form("a%3Db=c")) == "[a=b][c]");
    BOOST_TEST(listed(parse_form("a&b=1&a=2")) == "[a][][b][1][a][2]");
}

BOOST_AUTO_TEST_CASE(decodes_names_as_it_does_values) {
    BOOST_TEST(listed(parse_form("%6F=3&O=3&+o=3&%FF=%zz")) ==
               "[o][3][O][3][ o][3][\xEF\xBF\xBD][%zz]");
}

BOOST_AUTO_TEST_CASE(encodes_all_but_the_unreserved_characters) {
    std::string unreserved;
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const std::string encoded = form_encode(std::string(1, c));
        if (encoded.size() == 1 && encoded.front() == c) {
            unreserved += c;
        } else if (c == ' ') {
            BOOST_TEST(encoded == "+");
        } else {
            BOOST_TEST(encoded.size() == 3U);
            BOOST_TEST(encoded == (std::ostringstream{} << '%' << std::uppercase << std::hex
                                                        << byte / 16 << byte % 16)
                                      .str());
        }
    }
    BOOST_TEST(unreserved == "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");
}

BOOST_AUTO_TEST_CASE(encodes_the_text_of_a_cursor) {
    BOOST_TEST(form_encode("2023-03-01 01:01:30+00:00") == "2023-03-01+01%3A01%3A30%2B00%3A00");
    std::string text = "o=1&p=";
    append_form_encoded(text, "2023-03-01 01:01:30+00:00");
    BOOST_TEST(text == "o=1&p=2023-03-01+01%3A01%3A30%2B00%3A00");
}

// The recorded query of a link: sorted by name, each value in its place, encoded anew.
BOOST_AUTO_TEST_CASE(rewrites_a_query_as_the_service_does) {
    std::vector<form_pair> pairs =
        parse_form("x=%20y&b&x=z&A=%c3%a9&c=1;d=~*&%FF=%zz&&=v&cursor=&cursor=");
    BOOST_TEST(listed(pairs) == "[x][ y][b][][x][z][A][\xC3\xA9][c][1;d=~*][\xEF\xBF\xBD][%zz][][v]"
                                "[cursor][][cursor][]");
    std::erase_if(pairs, [](const form_pair& pair) { return pair.name == "cursor"; });
    std::stable_sort(pairs.begin(), pairs.end(), [](const form_pair& left, const form_pair& right) {
        return left.name < right.name;
    });
    std::string query;
    for (const form_pair& pair : pairs) {
        append_form_encoded(query, pair.name);
        query += '=';
        append_form_encoded(query, pair.value);
        query += '&';
    }
    BOOST_TEST(query == "=v&A=%C3%A9&b=&c=1%3Bd%3D~%2A&x=+y&x=z&%EF%BF%BD=%25zz&");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
