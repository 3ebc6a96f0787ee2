// SPDX-License-Identifier: MIT
#include <sendmock/service/inspection.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace unit::service::inspection {

using sendmock::inspect;
using sendmock::resource;

namespace http = sendmock::http;

const std::string logs = "/api/v2/integrations/logs";

sendmock::inspection of(std::string target, http::header_fields fields = {}) {
    return inspect({.method = "GET", .target = std::move(target), .fields = std::move(fields)});
}

/// `STATUS MESSAGE (REASON)`, or nothing.
std::string refused(const std::string& target, http::header_fields fields = {}) {
    const auto refusal = of(target, std::move(fields)).refused;
    return refusal ? std::to_string(refusal->status) + ' ' + refusal->message + " (" +
                         std::string(refusal->reason) + ')'
                   : "";
}

const std::string unknown_path = "404 Not found. (unknown_path)";
const std::string unknown_format = "404 Not found. (unknown_format)";
const std::string too_many = "400 Bad Request (too_many_parameters)";
const std::string not_acceptable =
    "406 Could not satisfy the request Accept header. (not_acceptable)";

} // namespace unit::service::inspection

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(inspection)

BOOST_AUTO_TEST_CASE(decodes_the_path_and_looks_it_up) {
    const auto seen = of("/api/v2/integrations/12/%6Cogs/?x=/y");
    BOOST_TEST(seen.path == "/api/v2/integrations/12/logs/");
    BOOST_TEST((seen.route.resource == resource::integration_logs));
    BOOST_TEST((seen.route.integration_id == 12));
    BOOST_TEST(!seen.refused.has_value());
}

BOOST_AUTO_TEST_CASE(finds_the_path_of_an_absolute_target) {
    const auto seen = of("http://mock.test:80" + logs + "?a=1");
    BOOST_TEST(seen.path == logs);
    BOOST_TEST((seen.route.resource == resource::logs));
    BOOST_TEST((seen.parameters == std::vector<http::form_pair>{{"a", "1"}}));
}

BOOST_AUTO_TEST_CASE(refuses_unknown_paths_whatever_else_is_wrong) {
    BOOST_TEST(refused("/") == unknown_path);
    BOOST_TEST(refused("/?format=xml") == unknown_path);
    BOOST_TEST(refused("/x", {{"Accept", "text/html"}}) == unknown_path);
    BOOST_TEST(refused("*") == unknown_path);
    BOOST_TEST(of("/x%2Fy?z").path == "/x/y");
}

BOOST_AUTO_TEST_CASE(has_no_path_for_a_target_of_no_valid_form) {
    for (const auto& target : {"", "mock.test:443", "http://u@mock.test/", "/a b"}) {
        BOOST_TEST_CONTEXT(target) {
            BOOST_TEST(refused(target) == unknown_path);
            BOOST_TEST(of(target).path == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_the_credentials) {
    const auto absent = of(logs).credentials;
    BOOST_TEST((absent == sendmock::claimed_credentials{http::basic_failure::absent}));
    const auto given = of(logs, {{"authorization", http::make_basic("key", "s:1")}}).credentials;
    BOOST_TEST((given == sendmock::claimed_credentials{http::basic_credentials{"key", "s:1"}}));
    const auto also = of("/x", {{"Authorization", http::make_basic("key", "s")}}).credentials;
    BOOST_TEST((also == sendmock::claimed_credentials{http::basic_credentials{"key", "s"}}));
}

BOOST_AUTO_TEST_CASE(keeps_all_parameters_in_their_order) {
    const auto seen = of(logs + "?b=1&a=%20+&cursor=bz0z&b&&c=d=e");
    BOOST_TEST((seen.parameters ==
                std::vector<http::form_pair>{
                    {"b", "1"}, {"a", "  "}, {"cursor", "bz0z"}, {"b", ""}, {"c", "d=e"}}));
}

BOOST_AUTO_TEST_CASE(takes_no_cursor_for_the_first_page) {
    for (const auto& query : {"", "?", "?a=1", "?Cursor=bz0z", "?cursor%20=bz0z"}) {
        BOOST_TEST_CONTEXT(query) {
            const auto seen = of(logs + query);
            BOOST_TEST(!seen.cursor_text.has_value());
            BOOST_TEST((seen.cursor == sendmock::cursor{}));
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_an_empty_or_foreign_cursor_for_the_first_page) {
    for (const std::string text : {"", "!!", "=", "YQ=="}) {
        BOOST_TEST_CONTEXT(text) {
            const auto seen = of(logs + "?cursor=" + text);
            BOOST_TEST((seen.cursor_text == text));
            BOOST_TEST((seen.cursor == sendmock::cursor{}));
        }
    }
    BOOST_TEST((of(logs + "?cursor").cursor_text == ""));
}

BOOST_AUTO_TEST_CASE(decodes_the_cursor_parameter_once) {
    const sendmock::cursor third{.offset = 3, .position = "8"};
    for (const auto& text : {"bz0zJnA9OA==", "bz0zJnA9OA%3D%3D", "bz0zJnA9OA%3d="}) {
        BOOST_TEST_CONTEXT(text) {
            const auto seen = of(logs + "?cursor=" + text);
            BOOST_TEST((seen.cursor_text == "bz0zJnA9OA=="));
            BOOST_TEST((seen.cursor == third));
        }
    }
    const auto twice = of(logs + "?cursor=bz0zJnA9OA%253D%253D");
    BOOST_TEST((twice.cursor_text == "bz0zJnA9OA%3D%3D"));
    BOOST_TEST(!twice.cursor.has_value());
}

BOOST_AUTO_TEST_CASE(counts_the_last_of_several_cursors) {
    BOOST_TEST(
        (of(logs + "?cursor=bz0z&x=1&%63ursor=bz00").cursor == sendmock::cursor{.offset = 4}));
    BOOST_TEST((of(logs + "?cursor=bz0z&cursor").cursor == sendmock::cursor{}));
    BOOST_TEST(!of(logs + "?cursor=bz0z&cursor=a").cursor.has_value());
    BOOST_TEST((of(logs + "?cursor=a&cursor=bz0z").cursor == sendmock::cursor{.offset = 3}));
}

BOOST_AUTO_TEST_CASE(takes_a_raw_plus_for_a_blank) {
    BOOST_TEST((of(logs + "?cursor=bz+0z").cursor == sendmock::cursor{.offset = 3}));
    BOOST_TEST((of(logs + "?cursor=bz+0z").cursor_text == "bz 0z"));
}

BOOST_AUTO_TEST_CASE(does_not_refuse_a_damaged_cursor_yet) {
    const auto seen = of(logs + "?cursor=a");
    BOOST_TEST(!seen.cursor.has_value());
    BOOST_TEST(!seen.refused.has_value());
}

BOOST_AUTO_TEST_CASE(refuses_more_than_a_thousand_parameters) {
    std::string query = "?a=1";
    for (int count = 2; count <= 1000; ++count) {
        query += "&a=1";
    }
    BOOST_TEST(refused(logs + query) == "");
    BOOST_TEST(of(logs + query).parameters.size() == 1000U);
    BOOST_TEST(refused(logs + query + "&") == too_many);
    BOOST_TEST(refused(logs + query + "&a=1", {{"Accept", "text/html"}}) == too_many);
    BOOST_TEST(refused("/" + query + "&a=1") == unknown_path);
}

BOOST_AUTO_TEST_CASE(refuses_a_format_other_than_json) {
    BOOST_TEST(refused(logs + "?format=json") == "");
    BOOST_TEST(refused(logs + "?format=") == "");
    BOOST_TEST(refused(logs + "?format=xml") == unknown_format);
    BOOST_TEST(refused(logs + "?format=JSON") == unknown_format);
    BOOST_TEST(refused(logs + "?format=json&format=xml") == unknown_format);
    BOOST_TEST(refused(logs + "?format=xml&format=json") == "");
    BOOST_TEST(refused(logs + "?format=xml", {{"Accept", "text/html"}}) == unknown_format);
}

BOOST_AUTO_TEST_CASE(refuses_an_accept_field_without_json) {
    BOOST_TEST(refused(logs, {{"Accept", "application/json"}}) == "");
    BOOST_TEST(refused(logs, {{"Accept", "*/*"}}) == "");
    BOOST_TEST(refused(logs, {{"Accept", "text/html, application/*;q=0.1"}}) == "");
    BOOST_TEST(refused(logs, {{"Accept", "text/html"}}) == not_acceptable);
    BOOST_TEST(refused(logs, {{"accept", ""}}) == not_acceptable);
    BOOST_TEST(refused(logs + "?format=json", {{"Accept", "text/html"}}) == not_acceptable);
}

// A list-valued field may stand in several lines (RFC 9110 section 5.3).
BOOST_AUTO_TEST_CASE(reads_all_lines_of_the_accept_field) {
    const http::header_field html{"Accept", "text/html"};
    BOOST_TEST(refused(logs, {html, {"Accept", "application/json"}}) == "");
    BOOST_TEST(refused(logs, {{"Accept", "application/json"}, html}) == "");
    BOOST_TEST(refused(logs, {html, html}) == not_acceptable);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
