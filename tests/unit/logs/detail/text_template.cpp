// SPDX-License-Identifier: MIT
#include <sendmock/logs/detail/text_template.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace unit::logs::detail::text_template {

/// The text with each mark replaced by its letter in angle brackets.
std::string filled(std::string_view text) {
    std::string out;
    sendmock::detail::text_template{text}.append_to(out, [&](char mark) {
        out += '<';
        out += mark;
        out += '>';
    });
    return out;
}

} // namespace unit::logs::detail::text_template

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(text_template)

BOOST_AUTO_TEST_CASE(leaves_a_text_without_marks_as_it_is) {
    BOOST_TEST(filled("") == "");
    BOOST_TEST(filled("An SSL error occurred") == "An SSL error occurred");
}

BOOST_AUTO_TEST_CASE(fills_each_mark_in_its_place) {
    BOOST_TEST(filled("{host}") == "<h>");
    BOOST_TEST(filled("a{host}b") == "a<h>b");
    BOOST_TEST(filled("{host}{path}") == "<h><p>");
    BOOST_TEST(filled("x {url}, {host}: {url}") == "x <u>, <h>: <u>");
    BOOST_TEST(filled("{x}") == "<x>");
}

BOOST_AUTO_TEST_CASE(leaves_other_braces_as_they_are) {
    for (const std::string_view text : {"{}",
                                        "{",
                                        "}",
                                        "{host",
                                        "host}",
                                        "{Host}",
                                        "{ host}",
                                        "{host }",
                                        "{ho-st}",
                                        "{a1}",
                                        R"({"a":{},"b":[]})"}) {
        BOOST_TEST(filled(text) == text);
    }
}

BOOST_AUTO_TEST_CASE(finds_marks_within_other_braces) {
    BOOST_TEST(filled(R"({"order_note":{"note":{text}}})") == R"({"order_note":{"note":<t>}})");
    BOOST_TEST(filled("{{text}}") == "{<t>}");
    BOOST_TEST(filled("{ab{text}") == "{ab<t>");
}

BOOST_AUTO_TEST_CASE(appends_to_what_is_there_and_as_often_as_asked) {
    std::string source = "id {order};";
    const sendmock::detail::text_template order{source};
    source.assign(source.size(), '#'); // the template has a copy
    std::string out = ">";
    int number = 7;
    for (int round = 0; round < 2; ++round) {
        order.append_to(out, [&](char) { out += std::to_string(number++); });
    }
    BOOST_TEST(out == ">id 7;id 8;");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
