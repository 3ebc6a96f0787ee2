// SPDX-License-Identifier: MIT
#include <sendmock/logs/log_store.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/shop/call_shop.hpp>
#include <sendmock/shop/mock_shop.hpp>

#include "support/broken_shop.hpp"
#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace unit::shop::call_shop {

using namespace std::string_literals;
using nlohmann::ordered_json;
using sendmock::shop_call;
using sendmock::shop_result;
using sendmock::tests::answer_text;
using sendmock::tests::answering;
using sendmock::tests::broken_shop;
using sendmock::tests::shop_side;

const auto noon = sendmock::parse_timestamp("2026-03-01T12:00:00.5Z").value();

shop_call timed(shop_call call) {
    call.now = [] { return noon; };
    return call;
}

ordered_json log_of(const shop_call& call) {
    return ordered_json::parse(sendmock::call_shop(timed(call)).json);
}

std::vector<std::string> names_of(const ordered_json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) {
        names.push_back(name);
    }
    return names;
}

} // namespace unit::shop::call_shop

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(call_shop)

BOOST_AUTO_TEST_CASE(makes_the_log_with_its_members_in_the_services_order) {
    const broken_shop shop(answering(answer_text("404 Not Found", R"({"b":1,"a":2})")));
    const ordered_json log = log_of({.url = shop.url("/orders.json?a=b"),
                                     .method = "post",
                                     .payload = R"({"z": 1, "y": 2.50})",
                                     .integration_id = 7,
                                     .user_id = 8});
    BOOST_TEST(names_of(log) == (std::vector<std::string>{"integration_id",
                                                          "user_id",
                                                          "base_url",
                                                          "full_url",
                                                          "method",
                                                          "response_code",
                                                          "response",
                                                          "request",
                                                          "created_at",
                                                          "exception_type",
                                                          "exception",
                                                          "protected"}),
               boost::test_tools::per_element());
    BOOST_TEST(log.at("integration_id") == 7);
    BOOST_TEST(log.at("user_id") == 8);
    BOOST_TEST(log.at("base_url") == "http://127.0.0.1:" + std::to_string(shop.port()));
    BOOST_TEST(log.at("full_url") == shop.url("/orders.json?a=b"));
    BOOST_TEST(log.at("method") == "POST");
    BOOST_TEST(log.at("response_code") == 404);
    BOOST_TEST(log.at("response").dump() ==
               R"({"headers":{"Content-Type":"application/json","Content-Length":"13"},)"
               R"("body":{"b":1,"a":2}})");
    BOOST_TEST(log.at("request").at("payload").dump() == R"({"z":1,"y":2.5})");
    BOOST_TEST(names_of(log.at("request").at("headers")) ==
                   (std::vector<std::string>{"User-Agent",
                                             "Accept-Encoding",
                                             "Accept",
                                             "Connection",
                                             "Content-Length",
                                             "Content-Type"}),
               boost::test_tools::per_element());
    BOOST_TEST(log.at("created_at") == "2026-03-01T13:00:00.500000+01:00");
    BOOST_TEST(log.at("exception_type") == "requests.exceptions.HTTPError");
    BOOST_TEST(log.at("exception") ==
               "404 Client Error: Not Found for url: " + shop.url("/orders.json?a=b"));
    BOOST_TEST(log.at("protected") == false);
}

BOOST_AUTO_TEST_CASE(a_call_without_fault_makes_a_log_too) {
    const broken_shop shop(answering(answer_text("200 OK", "[1]")));
    const shop_result result = sendmock::call_shop({.url = shop.url()});
    BOOST_TEST(result.succeeded());
    const ordered_json log = ordered_json::parse(result.json);
    BOOST_TEST(!log.contains("exception_type"));
    BOOST_TEST(!log.contains("exception"));
    BOOST_TEST(log.at("response").at("body") == "[1]"); // no object
    BOOST_TEST(log.at("request").at("payload").dump() == "{}");
}

BOOST_AUTO_TEST_CASE(the_log_goes_into_a_store) {
    const broken_shop shop(answering(answer_text("503 Service Unavailable")));
    sendmock::log_store logs;
    shop_result result = sendmock::call_shop(timed({.url = shop.url(), .integration_id = 7}));
    std::vector<sendmock::log_draft> drafts;
    drafts.push_back(std::move(result.record));
    const sendmock::log_record created = logs.create(std::move(drafts)).front();
    BOOST_TEST(created.id() == 1);
    BOOST_TEST(created.integration_id().value() == 7);
    BOOST_TEST((created.created_at() == noon));
    BOOST_TEST(created.json() == R"({"id":1,)" + result.json.substr(1));
}

BOOST_AUTO_TEST_CASE(without_an_answer_there_is_no_status_and_an_empty_response) {
    const broken_shop shop([](shop_side& side) { side.reset(); });
    const ordered_json log = log_of({.url = shop.url()});
    BOOST_TEST(log.at("response_code").is_null());
    BOOST_TEST(log.at("response").dump() == "{}");
    BOOST_TEST(log.at("exception_type") == "requests.exceptions.ConnectionError");
}

BOOST_AUTO_TEST_CASE(a_failure_of_tls_has_status_495) {
    const sendmock::detail::tls_contexts contexts(sendmock::tls_profile::good, "127.0.0.1");
    const broken_shop shop(
        answering(answer_text("200 OK")), sendmock::tls_profile::expired, &contexts);
    const shop_result result =
        sendmock::call_shop({.url = shop.url(), .ca_pem = contexts.certificates().ca_pem()});
    BOOST_TEST(result.response_code.value() == 495);
    BOOST_TEST(result.exception_type == "requests.exceptions.SSLError");
    BOOST_TEST(result.exception.find("certificate has expired") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_name_below_localhost_leads_to_the_profile_of_that_name) {
    const sendmock::mock_shop shop{{.tls = sendmock::tls_profile::good}};
    const std::string port = shop.url().substr(shop.url().rfind(':'));
    const auto status_of = [&](const std::string& host) {
        const shop_result result =
            sendmock::call_shop({.url = "https://" + host + port + "/", .ca_pem = shop.ca_pem()});
        return result.response_code.value_or(0);
    };
    BOOST_TEST(status_of("good.localhost") == 200);
    BOOST_TEST(status_of("expired.localhost") == 495);
}

BOOST_AUTO_TEST_CASE(what_came_before_a_content_broke_off_is_kept) {
    const broken_shop shop(
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"));
    const ordered_json log = log_of({.url = shop.url()});
    BOOST_TEST(log.at("response_code") == 200);
    BOOST_TEST(log.at("response").at("body") == "abc");
    BOOST_TEST(log.at("exception_type") == "requests.exceptions.ChunkedEncodingError");
}

BOOST_AUTO_TEST_CASE(keeps_the_beginning_of_a_long_content_and_no_half_characters) {
    const std::string euros = "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC";
    const broken_shop shop(answering(answer_text("500 x", euros, "text/plain")));
    for (std::size_t most = 0; most <= euros.size(); ++most) {
        const ordered_json log = log_of({.url = shop.url(), .kept_content_bytes = most});
        BOOST_TEST(log.at("response").at("body") == euros.substr(0, most / 3 * 3));
    }
}

BOOST_AUTO_TEST_CASE(a_content_above_the_limit_is_not_judged) {
    const std::string content = "[" + std::string(1'000'000, ' ');
    const broken_shop shop(answering(answer_text("200 OK", content)));
    const shop_result cut =
        sendmock::call_shop({.url = shop.url(), .most_content_bytes = 1'000'000});
    BOOST_TEST(cut.succeeded());
    BOOST_TEST(cut.json.size() < 100'000U);
    BOOST_TEST(
        !sendmock::call_shop({.url = shop.url(), .most_content_bytes = 1'000'001}).succeeded());
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_utf8_become_it) {
    const auto body_of = [](const std::string& content, const std::string& type) {
        const broken_shop shop(answering(answer_text("500 x", content, type)));
        return log_of({.url = shop.url()}).at("response").at("body").get<std::string>();
    };
    BOOST_TEST(body_of("caf\xE9", "text/html") == "caf\xC3\xA9");
    BOOST_TEST(body_of("caf\xE9", "text/html; charset=utf-8") == "caf\xEF\xBF\xBD");
    BOOST_TEST(body_of("caf\xC3\xA9", "text/html") == "caf\xC3\xA9");
    BOOST_TEST(body_of("\xFF\0"s, "application/pdf") == "\xEF\xBF\xBD\0"s);
}

BOOST_AUTO_TEST_CASE(objects_that_no_log_may_hold_are_kept_as_text) {
    for (const std::string content : {R"({"a":1,"a":2})", R"({"a":1e999})", "{} x"}) {
        const broken_shop shop(answering(answer_text("500 x", content)));
        const ordered_json log = log_of({.url = shop.url()});
        BOOST_TEST(log.at("response").at("body") == content);
    }
    const std::string deep = "{\"a\":" + std::string(600, '[') + std::string(600, ']') + "}";
    const broken_shop shop(answering(answer_text("500 x", deep)));
    BOOST_TEST(log_of({.url = shop.url(), .payload = deep}).at("request").at("payload") == deep);
}

BOOST_AUTO_TEST_CASE(several_fields_of_one_name_become_one) {
    const broken_shop shop(answering(
        answer_text("500 x", "", "text/plain", "Set-Cookie: a\r\nset-cookie: b\r\nX: \xE9\r\n")));
    const ordered_json headers = log_of({.url = shop.url()}).at("response").at("headers");
    BOOST_TEST(headers.at("Set-Cookie") == "a, b");
    BOOST_TEST(!headers.contains("set-cookie"));
    BOOST_TEST(headers.at("X") == "\xC3\xA9");
}

BOOST_AUTO_TEST_CASE(sends_the_callers_fields_and_keeps_credentials_out_of_the_log) {
    std::string request;
    const broken_shop shop([&](shop_side& side) {
        request = side.read_request();
        side.send(answer_text("200 OK"));
    });
    const ordered_json log =
        log_of({.url = shop.url(),
                .headers = {{"accept", "text/html"}, {"Authorization", "Bearer hidden"}}});
    BOOST_TEST(request.find("\r\naccept: text/html\r\n") != std::string::npos);
    BOOST_TEST(request.find("Accept: */*") == std::string::npos);
    BOOST_TEST(request.find("\r\nAuthorization: Bearer hidden\r\n") != std::string::npos);
    BOOST_TEST(log.at("request").at("headers").at("Authorization") == "***");
    BOOST_TEST(log.at("protected") == true);
    BOOST_TEST(log.dump().find("hidden") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_password_of_a_url_is_in_the_urls_of_the_log) {
    const broken_shop shop(answering(answer_text("200 OK")));
    const ordered_json log =
        log_of({.url = "http://user:hidden@" + shop.url().substr(7) + "#fragment"});
    BOOST_TEST(log.at("full_url") == shop.url());
    BOOST_TEST(log.dump().find("hidden") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_a_log_too) {
    const ordered_json log = log_of({.url = "shop.example.com/api"});
    BOOST_TEST(log.at("base_url") == "shop.example.com/api");
    BOOST_TEST(log.at("exception_type") == "requests.exceptions.MissingSchema");
}

BOOST_AUTO_TEST_CASE(asks_for_the_ascii_form_of_an_international_host) {
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(sendmock::call_shop({.url = "https://\xC3\xA9.example/"})),
        std::invalid_argument,
        sendmock::tests::has_message(
            "url: expected a host in ASCII; an international name begins with xn-- then"));
    const shop_result given = sendmock::call_shop({.url = "https://xn--9ca.invalid/\xC3\xA9"});
    BOOST_TEST(given.exception_type == "requests.exceptions.ConnectionError"); // no such host
}

BOOST_AUTO_TEST_CASE(refuses_options_that_are_out_of_range) {
    using std::chrono::milliseconds;
    const std::vector<std::pair<std::string, std::function<void(shop_call&)>>> bad{
        {"url", [](shop_call& call) { call.url = " "; }},
        {"url", [](shop_call& call) { call.url = "http://a/\xFF"; }},
        {"method", [](shop_call& call) { call.method = "A B"; }},
        {"method", [](shop_call& call) { call.method = ""; }},
        {"payload", [](shop_call& call) { call.payload = "{"; }},
        {"integration_id", [](shop_call& call) { call.integration_id = 0; }},
        {"user_id", [](shop_call& call) { call.user_id = -1; }},
        {"headers",
         [](shop_call& call) {
             call.headers = {{"A B", "c"}};
         }},
        {"headers",
         [](shop_call& call) {
             call.headers = {{"A", "b\r\nC: d"}};
         }},
        {"connect_timeout", [](shop_call& call) { call.connect_timeout = milliseconds{0}; }},
        {"read_timeout", [](shop_call& call) { call.read_timeout = std::chrono::hours{25}; }},
        {"most_redirects", [](shop_call& call) { call.most_redirects = -1; }},
        {"now", [](shop_call& call) { call.now = nullptr; }},
        {"ca_pem", [](shop_call& call) { call.ca_pem = "no PEM"; }},
        {"crl_pem", [](shop_call& call) { call.crl_pem = "no PEM"; }},
        {"ca_pem", [](shop_call& call) {
             call.ca_pem = "x";
             call.ca_file = "y";
         }}};
    for (const auto& entry : bad) {
        const std::string& name = entry.first;
        shop_call call{.url = "https://127.0.0.1:1/"};
        entry.second(call);
        BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::call_shop(call)),
                              std::invalid_argument,
                              [&](const std::invalid_argument& thrown) {
                                  return std::string(thrown.what()).starts_with(name + ":");
                              });
    }
    BOOST_CHECK_THROW(
        static_cast<void>(sendmock::call_shop({.url = "http://a/", .ca_file = "/nowhere"})),
        sendmock::error);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
