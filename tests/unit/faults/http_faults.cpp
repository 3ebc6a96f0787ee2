// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace unit::faults::http_faults {

using sendmock::canned_response;
using sendmock::http_error;
using sendmock::tests::has_message;

namespace http = sendmock::http;

} // namespace unit::faults::http_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(http_faults)

BOOST_AUTO_TEST_CASE(replaces_the_answer_by_the_service_s_error) {
    const sendmock::fault made = http_error(404);
    BOOST_TEST((made.respond == canned_response{.status = 404}));
    BOOST_TEST(to_string(made) == "http_error(404)");
}

BOOST_AUTO_TEST_CASE(takes_all_statuses_of_errors_and_no_others) {
    for (int status = 400; status <= 599; ++status) {
        BOOST_TEST(http_error(status).respond->status == status);
    }
    for (const int status : {-404, 0, 100, 200, 304, 399, 600, 1404}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(http_error(status)),
                              std::invalid_argument,
                              has_message("http_error: expected a status from 400 to 599, found " +
                                          std::to_string(status)));
    }
}

BOOST_AUTO_TEST_CASE(replaces_the_answer_by_any_other) {
    const canned_response wanted{
        .status = 200, .fields = {{"Content-Type", "text/html"}}, .body = "<p>"};
    BOOST_TEST((sendmock::respond(wanted).respond == wanted));
    BOOST_CHECK_THROW(static_cast<void>(sendmock::respond({.status = 100})), std::invalid_argument);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::respond({.fields = {{"Date", "x"}}})),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(puts_fields_of_one_name_together) {
    const auto made = sendmock::respond({.fields = {{"A", "1"}, {"B", "2"}, {"a", "3"}}});
    BOOST_TEST((made.respond->fields == http::header_fields{{"A", "1"}, {"A", "3"}, {"B", "2"}}));
}

BOOST_AUTO_TEST_CASE(refuses_too_many_requests_with_any_retry_after_or_none) {
    using std::chrono::seconds;
    const auto with = [](const std::string& value) {
        return canned_response{.status = 429, .fields = {{"Retry-After", value}}};
    };
    BOOST_TEST((sendmock::too_many_requests().respond == canned_response{.status = 429}));
    BOOST_TEST((sendmock::too_many_requests(seconds{30}).respond == with("30")));
    BOOST_TEST((sendmock::too_many_requests(seconds{-5}).respond == with("-5")));
    BOOST_TEST((sendmock::too_many_requests(seconds{9'999'999'999}).respond == with("9999999999")));
    BOOST_TEST((sendmock::too_many_requests("soon").respond == with("soon")));
    BOOST_TEST((sendmock::too_many_requests("{{now offset='30 seconds'}}").respond ==
                with("{{now offset='30 seconds'}}")));
    BOOST_CHECK_THROW(static_cast<void>(sendmock::too_many_requests("a\nb")),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(redirects_to_the_same_page) {
    const auto to = [](int status, const std::string& location) {
        return canned_response{.status = status, .fields = {{"Location", location}}, .body = ""};
    };
    BOOST_TEST((sendmock::redirect().respond == to(302, "{{request.baseUrl}}{{request.url}}")));
    BOOST_TEST((sendmock::redirect(307).respond == to(307, "{{request.baseUrl}}{{request.url}}")));
    BOOST_TEST((sendmock::redirect_to_other_origin().respond ==
                to(302, "{{canary.baseUrl}}{{request.url}}")));
    BOOST_TEST((sendmock::redirect_to_other_origin(308).respond ==
                to(308, "{{canary.baseUrl}}{{request.url}}")));
    BOOST_TEST((sendmock::redirect_to_http(301).respond ==
                to(301, "{{canary.httpBaseUrl}}{{request.url}}")));
}

BOOST_AUTO_TEST_CASE(redirects_with_statuses_from_300_to_399_alone) {
    for (const int good : {300, 399}) {
        BOOST_TEST(sendmock::redirect(good).respond->status == good);
    }
    for (const int bad : {200, 299, 400}) {
        const auto message = has_message("redirect: expected a status from 300 to 399, found " +
                                         std::to_string(bad));
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(sendmock::redirect(bad)), std::invalid_argument, message);
        BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::redirect_to_other_origin(bad)),
                              std::invalid_argument,
                              message);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
