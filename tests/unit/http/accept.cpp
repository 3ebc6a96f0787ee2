// SPDX-License-Identifier: MIT
#include <sendmock/http/accept.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::http::accept {

using namespace sendmock::http;
using namespace std::string_literals;

} // namespace unit::http::accept

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(accept)

BOOST_AUTO_TEST_CASE(accepts_the_type_and_the_ranges_over_it) {
    for (const char* const value :
         {"application/json",
          "application/*",
          "*/*",
          "*/json",
          "APPLICATION/Json",
          "text/html, application/json",
          "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          ",application/json",
          " application/json ",
          "application/json ; charset=utf-8",
          "application/json;",
          ",,,*/*,,,"}) {
        BOOST_TEST(accepts(value, "application/json"), value);
    }
}

BOOST_AUTO_TEST_CASE(ignores_parameters_and_weights) {
    for (const char* const value : {"application/json;q=0",
                                    "*/*;q=0",
                                    "application/json;q=nonsense",
                                    "application/json; indent=8",
                                    "application/json;version=\"2;x\"",
                                    "application/json;=;;=;"}) {
        BOOST_TEST(accepts(value, "application/json"), value);
    }
}

BOOST_AUTO_TEST_CASE(refuses_everything_else) {
    for (const char* const value : {"",
                                    " ",
                                    ",",
                                    ";",
                                    ";application/json",
                                    "*",
                                    "/",
                                    "json",
                                    "application",
                                    "application/",
                                    "/json",
                                    "*/",
                                    "/*",
                                    "text/html",
                                    "text/*",
                                    "application/xml",
                                    "application/jso",
                                    "application/jsonp",
                                    "application/json/",
                                    "application/vnd.api+json",
                                    "application /json",
                                    "application/ json",
                                    "application;json",
                                    "application/*json",
                                    "**/*",
                                    "\"application/json\"",
                                    "application\\/json"}) {
        BOOST_TEST(!accepts(value, "application/json"), value);
    }
}

BOOST_AUTO_TEST_CASE(splits_at_commas_even_between_quotes) {
    BOOST_TEST(accepts("text/plain;a=\",application/json,\"", "application/json"));
    BOOST_TEST(!accepts("text/plain;a=\";application/json;\"", "application/json"));
}

// The framework strips the whole element as ISO 8859-1 text, the type in it as bytes.
BOOST_AUTO_TEST_CASE(strips_the_white_space_that_the_framework_strips) {
    for (const auto& blank : {"\t"s, "\n"s, "\v"s, "\f"s, "\r"s, " "s}) {
        BOOST_TEST(accepts(blank + "*/*" + blank, "application/json"));
        BOOST_TEST(accepts(blank + "*/*" + blank + ";q=1", "application/json"));
    }
    for (const auto& blank : {"\x1C"s, "\x1F"s, "\x85"s, "\xA0"s}) {
        BOOST_TEST(accepts(blank + "*/*" + blank, "application/json"));
        BOOST_TEST(!accepts(blank + "*/*" + blank + ";q=1", "application/json"));
    }
    for (const auto& other : {"\0"s, "\x1B"s, "\x7F"s, "\x84"s, "\xA1"s, "\xC2"s}) {
        BOOST_TEST(!accepts("*/*" + other, "application/json"));
    }
}

BOOST_AUTO_TEST_CASE(judges_the_media_type_that_is_asked_for) {
    BOOST_TEST(accepts("text/html", "text/html"));
    BOOST_TEST(accepts("text/html", "Text/HTML"));
    BOOST_TEST(!accepts("application/json", "text/html"));
    BOOST_TEST(!accepts("application/*", "text/html"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
