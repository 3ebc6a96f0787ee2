// SPDX-License-Identifier: MIT
#include <sendmock/http/request_head.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <tuple>
#include <variant>

namespace unit::http::request_head {

using namespace std::string_view_literals;
using namespace sendmock::http;

int status_of(std::string_view line) {
    const auto result = parse_request_line(line);
    const auto* const failure = std::get_if<parse_failure>(&result);
    return failure == nullptr ? 0 : failure->status;
}

int host_status(const header_fields& fields, int minor_version = 1) {
    const auto failure = check_host(fields, minor_version);
    return failure ? failure->status : 0;
}

} // namespace unit::http::request_head

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(request_head)

BOOST_AUTO_TEST_CASE(reads_a_request_line) {
    for (const auto& [line, method, target, minor_version] :
         {std::tuple{"GET / HTTP/1.1"sv, "GET"sv, "/"sv, 1},
          std::tuple{"get /a?b=c&d=%20\"<> HTTP/1.0"sv, "get"sv, "/a?b=c&d=%20\"<>"sv, 0},
          std::tuple{"M-SEARCH //x HTTP/1.9"sv, "M-SEARCH"sv, "//x"sv, 1},
          std::tuple{"POST /\xc3\xa9 HTTP/1.2"sv, "POST"sv, "/\xc3\xa9"sv, 1},
          std::tuple{"GET http://h:1/a HTTP/1.1"sv, "GET"sv, "http://h:1/a"sv, 1},
          std::tuple{"OPTIONS * HTTP/1.1"sv, "OPTIONS"sv, "*"sv, 1},
          std::tuple{"CONNECT h:443 HTTP/1.1"sv, "CONNECT"sv, "h:443"sv, 1},
          std::tuple{"CONNECT [::1]:80 HTTP/1.1"sv, "CONNECT"sv, "[::1]:80"sv, 1}}) {
        BOOST_TEST_CONTEXT(line) {
            BOOST_REQUIRE(status_of(line) == 0);
            const auto read = std::get<request_line>(parse_request_line(line));
            BOOST_TEST(read.method == method);
            BOOST_TEST(read.target == target);
            BOOST_TEST(read.minor_version == minor_version);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_malformed_request_line) {
    for (const auto line : {""sv,
                            "GET"sv,
                            "GET /"sv,
                            "GET /\tHTTP/1.1"sv,
                            "GET  / HTTP/1.1"sv,
                            "GET /  HTTP/1.1"sv,
                            " GET / HTTP/1.1"sv,
                            "GET / HTTP/1.1 "sv,
                            "GET / a HTTP/1.1"sv,
                            "GET / a HTTP/2.0"sv,
                            "GET /\xc2\xa0 HTTP/1.1 "sv,
                            "G(T / HTTP/1.1"sv,
                            "GET: / HTTP/1.1"sv,
                            "G\0T / HTTP/1.1"sv,
                            "\xc3\x89 / HTTP/1.1"sv,
                            "/ GET HTTP/1.1"sv}) {
        BOOST_TEST_CONTEXT("the line " << line) {
            BOOST_TEST(status_of(line) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_malformed_version) {
    for (const auto version : {"HTTP/1"sv,
                               "HTTP/2"sv,
                               "HTTP/1."sv,
                               "HTTP/11"sv,
                               "HTTP/1.10"sv,
                               "HTTP/01.1"sv,
                               "HTTP/1.x"sv,
                               "HTTP/x.1"sv,
                               "HTTP/1,1"sv,
                               "http/1.1"sv,
                               "Http/1.1"sv,
                               "HTTPS/1.1"sv,
                               "HTP/1.1"sv,
                               "XHTTP/1.1"sv,
                               "/1.1"sv,
                               "HTTP/-1.1"sv}) {
        BOOST_TEST_CONTEXT(version) {
            BOOST_TEST(status_of("GET / " + std::string{version}) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(speaks_no_other_major_version) {
    for (const auto line :
         {"GET / HTTP/2.0"sv, "GET / HTTP/0.9"sv, "GET / HTTP/3.1"sv, "PRI * HTTP/2.0"sv}) {
        BOOST_TEST_CONTEXT(line) {
            BOOST_TEST(status_of(line) == 505);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_target_in_a_form_that_its_method_does_not_allow) {
    for (const auto line : {"GET * HTTP/1.1"sv,           "GET a HTTP/1.1"sv,
                            "GET ?a HTTP/1.1"sv,          "GET h:443 HTTP/1.1"sv,
                            "GET /a#b HTTP/1.1"sv,        "GET /a\x7f HTTP/1.1"sv,
                            "GET /\0 HTTP/1.1"sv,         "GET ftp://h/ HTTP/1.1"sv,
                            "GET http:///a HTTP/1.1"sv,   "GET http://u@h/ HTTP/1.1"sv,
                            "GET http:/a HTTP/1.1"sv,     "OPTIONS ** HTTP/1.1"sv,
                            "OPTIONS *?a HTTP/1.1"sv,     "CONNECT / HTTP/1.1"sv,
                            "CONNECT h HTTP/1.1"sv,       "CONNECT h: HTTP/1.1"sv,
                            "CONNECT h:a HTTP/1.1"sv,     "CONNECT :443 HTTP/1.1"sv,
                            "CONNECT h:1:2 HTTP/1.1"sv,   "CONNECT [::1] HTTP/1.1"sv,
                            "CONNECT [::1]80 HTTP/1.1"sv, "CONNECT ::1:80 HTTP/1.1"sv,
                            "CONNECT h:99999 HTTP/1.1"sv, "CONNECT http://h:1/ HTTP/1.1"sv}) {
        BOOST_TEST_CONTEXT("the line " << line) {
            BOOST_TEST(status_of(line) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(demands_one_valid_host_under_http_1_1) {
    BOOST_TEST(host_status({{"hOST", "localhost:80"}}) == 0);
    BOOST_TEST(host_status({}) == 400);
    BOOST_TEST(host_status({{"Host", "a"}, {"host", "a"}}) == 400);
    for (const auto value : {""sv, "a b"sv, "a/b"sv, "u@a"sv, "a:b"sv, "http://a"sv, "[::1"sv}) {
        BOOST_TEST_CONTEXT("the value " << value) {
            BOOST_TEST(host_status({{"Host", std::string{value}}}) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(demands_at_most_one_valid_host_under_http_1_0) {
    BOOST_TEST(host_status({}, 0) == 0);
    BOOST_TEST(host_status({{"Host", "a"}}, 0) == 0);
    BOOST_TEST(host_status({{"Host", "a"}, {"Host", "b"}}, 0) == 400);
    BOOST_TEST(host_status({{"Host", "a b"}}, 0) == 400);
}

BOOST_AUTO_TEST_CASE(understands_only_the_expectation_100_continue) {
    BOOST_TEST((read_expectations({}, 1) == parse_result<bool>{false}));
    BOOST_TEST((read_expectations({{"Expect", ""}}, 1) == parse_result<bool>{false}));
    BOOST_TEST((read_expectations({{"expect", "100-Continue"}}, 1) == parse_result<bool>{true}));
    BOOST_TEST((read_expectations({{"Expect", "100-continue, 100-continue"}}, 1) ==
                parse_result<bool>{true}));
    for (const auto value : {"200-ok"sv, "100-continue;a=b"sv, "100-continue, b"sv, "100"sv}) {
        BOOST_TEST_CONTEXT("the value " << value) {
            const auto result = read_expectations({{"Expect", std::string{value}}}, 1);
            BOOST_REQUIRE(std::holds_alternative<parse_failure>(result));
            BOOST_TEST(std::get<parse_failure>(result).status == 417);
        }
    }
}

BOOST_AUTO_TEST_CASE(expects_nothing_under_http_1_0) {
    BOOST_TEST((read_expectations({{"Expect", "100-continue"}}, 0) == parse_result<bool>{false}));
    BOOST_TEST((read_expectations({{"Expect", "wonders"}}, 0) == parse_result<bool>{false}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
