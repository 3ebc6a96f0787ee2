// SPDX-License-Identifier: MIT
#include <sendmock/logs/documented_example.hpp>
#include <sendmock/service/logs_service.hpp>

#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::service::logs_service {

using sendmock::ordering;
using sendmock::tests::small_log;
using namespace std::string_literals;

namespace http = sendmock::http;

const std::string logs = "/api/v2/integrations/logs";
const std::string integration = "/api/v2/integrations/123/logs";
const std::string allow_logs = "GET, HEAD, OPTIONS";
const std::string allow_integration = "GET, POST, HEAD, OPTIONS";

const sendmock::instant now = std::chrono::sys_days{std::chrono::year{2023} / 3 / 1};

/// The documented example as it is served: compact, all else as it stands.
const std::string example_page =
    R"({"next":null,"previous":null,"results":[)"
    R"({"id":123,"base_url":"https://example.com",)"
    R"("full_url":"https://example.com/order-note.json","method":"POST","response_code":495,)"
    R"("response":{"headers":{"Cache-Control":"max-age=3600",)"
    R"("Content-Type":"text/html; charset=utf-8","Connection":"keep-alive"},)"
    R"("body":"<!doctype html>\n<html>\n <head>\n <title>SSL Certificate Error</title>\n )"
    R"(</head>\n </html>\n"},)"
    R"("request":{"headers":{"Cache-Control":"max-age=3600",)"
    R"("Content-Type":"text/html; charset=utf-8","Connection":"keep-alive"},)"
    R"("payload":{"order_note":{"note":"Success"}}},"created_at":"2023-03-01T02:02:00+01:00",)"
    R"("exception_type":"requests.exceptions.SSLError","exception":"An SSL error occurred",)"
    R"("protected":false},)"
    R"({"id":124,"integration_id":123,"user_id":123,"base_url":"https://example.com",)"
    R"("full_url":"https://example.com/order-note.json","method":"POST","response_code":404,)"
    R"("response":{},"request":{"headers":{"Cache-Control":"max-age=3600",)"
    R"("Content-Type":"text/html; charset=utf-8","Connection":"keep-alive"},"payload":{}},)"
    R"("created_at":"2023-03-01T02:02:00+01:00","exception":"PageNotFound",)"
    R"("protected":false}]})";

/// A request with the account's credentials.
http::request authorized(std::string method, std::string target) {
    return {.method = std::move(method),
            .target = std::move(target),
            .fields = {{"Host", "mock.test:8080"},
                       {"Authorization", http::make_basic("key", "secret")}}};
}

/// A service with one account that has the documented example.
struct example_service {
    example_service() { owner.logs().insert(sendmock::documented_example()); }

    [[nodiscard]] sendmock::answer respond(const http::request& request) {
        return service.respond(request, owner);
    }

    [[nodiscard]] sendmock::answer respond(const std::string& method, const std::string& target) {
        return respond(authorized(method, target));
    }

    [[nodiscard]] sendmock::answer get(const std::string& target) { return respond("GET", target); }

    [[nodiscard]] sendmock::answer post(const std::string& target, std::string content) {
        http::request request = authorized("POST", target);
        request.fields.add("Content-Type", "application/json");
        request.content = std::move(content);
        return respond(request);
    }

    /// The page's `next` and `previous`, each in quotes or null.
    [[nodiscard]] std::pair<std::string, std::string> links(const http::request& request) {
        const std::string content = respond(request).response.content;
        const std::string_view before = R"({"next":)";
        const std::string_view between = R"(,"previous":)";
        const std::size_t middle = content.find(between);
        const std::size_t after = content.find(R"(,"results":)");
        BOOST_TEST_REQUIRE(middle != std::string::npos);
        return {content.substr(before.size(), middle - before.size()),
                content.substr(middle + between.size(), after - middle - between.size())};
    }

    sendmock::logs_service service{{.now = [] { return now; }}};
    sendmock::account owner{"key", "secret"};
};

/// The body of an error.
std::string error_text(int status, const std::string& path, const std::string& message_in_json) {
    return R"({"error":{"code":)" + std::to_string(status) + R"(,"request":")" +
           path.substr(1, path.find('?') - 1) + R"(","message":")" + message_in_json + R"("}})";
}

/// Status and reason.
std::string outcome(const sendmock::answer& answer) {
    return std::to_string(answer.response.status) + ' ' + std::string(answer.reason);
}

http::header_fields json_fields(const std::string& allow) {
    return {{"Content-Type", "application/json"}, {"Allow", allow}, {"Vary", "Origin"}};
}

} // namespace unit::service::logs_service

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_FIXTURE_TEST_SUITE(logs_service, logs_service::example_service)

BOOST_AUTO_TEST_CASE(serves_the_documented_example_byte_for_byte) {
    for (const std::string& path : {logs, logs + "/"}) {
        const auto answer = get(path);
        BOOST_TEST(answer.response.status == 200);
        BOOST_TEST(answer.response.content == example_page);
        BOOST_TEST((answer.response.fields == json_fields(allow_logs)));
        BOOST_TEST(answer.reason == "");
        BOOST_TEST(!answer.next_cursor.has_value());
        BOOST_TEST(!answer.previous_cursor.has_value());
    }
}

BOOST_AUTO_TEST_CASE(serves_an_integration_s_logs_alone) {
    const std::size_t second = example_page.find(R"({"id":124)");
    const std::string only_second =
        R"({"next":null,"previous":null,"results":[)" + example_page.substr(second);
    for (const std::string& path :
         {integration, integration + "/", "/api/v2/integrations/0123/logs"s}) {
        const auto answer = get(path);
        BOOST_TEST(answer.response.content == only_second);
        BOOST_TEST((answer.response.fields == json_fields(allow_integration)));
    }
}

BOOST_AUTO_TEST_CASE(serves_an_empty_page_where_there_are_no_logs) {
    const std::string empty = R"({"next":null,"previous":null,"results":[]})";
    owner.logs().add_integrations(std::array<std::int64_t, 1>{5});
    BOOST_TEST(get("/api/v2/integrations/5/logs").response.content == empty);
    owner.logs().replace(std::vector<sendmock::log_record>{});
    BOOST_TEST(get(logs).response.content == empty);
    BOOST_TEST(get(logs).response.status == 200);
}

BOOST_AUTO_TEST_CASE(leaves_owner_ids_out_where_the_switch_is_off) {
    owner.set_settings({.owner_ids = false});
    std::string expected = example_page;
    const std::string members = R"("integration_id":123,"user_id":123,)";
    expected.erase(expected.find(members), members.size());
    BOOST_TEST(get(logs).response.content == expected);
    BOOST_TEST(post(integration, R"({"user_id":7,"base_url":"x"})").response.content ==
               R"({"id":125,"base_url":"x","created_at":"2023-03-01T01:00:00.000000+01:00"})");
    BOOST_TEST(get(integration).response.status == 200);
}

BOOST_AUTO_TEST_CASE(answers_head_as_get) {
    for (const std::string& target : {logs, integration, logs + "?cursor=a", "/x"s}) {
        BOOST_TEST_CONTEXT(target) {
            const auto head = respond("HEAD", target);
            const auto got = get(target);
            BOOST_TEST(head.response.status == got.response.status);
            BOOST_TEST((head.response.fields == got.response.fields));
            BOOST_TEST(head.response.content == got.response.content);
        }
    }
}

BOOST_AUTO_TEST_CASE(describes_itself_to_options) {
    const auto all = respond("OPTIONS", logs);
    BOOST_TEST(all.response.status == 200);
    BOOST_TEST((all.response.fields == json_fields(allow_logs)));
    BOOST_TEST(all.response.content == R"({"name":"Exception Logs","description":"",)"
                                       R"("renders":["application/json"],)"
                                       R"("parses":["application/json"]})");
    const auto one = respond("OPTIONS", integration);
    BOOST_TEST((one.response.fields == json_fields(allow_integration)));
    BOOST_TEST(one.response.content.starts_with(R"({"name":"Integration Exception Logs",)"));
    BOOST_TEST(outcome(respond("OPTIONS", "*")) == "404 unknown_path");
}

BOOST_AUTO_TEST_CASE(refuses_missing_and_wrong_credentials) {
    struct refused_credentials {
        std::optional<std::string> field;
        std::string message;
        std::string reason;
    };

    const std::string wrong = "Invalid username/password.";
    const std::string missing = "Authentication credentials were not provided.";
    const std::string malformed = "Invalid basic header. ";
    const std::vector<refused_credentials> cases{
        {http::make_basic("key", "wrong"), wrong, "wrong_secret"},
        {http::make_basic("other", "secret"), wrong, "unknown_key"},
        {"Basic !!!", wrong, "unknown_key"},
        {std::nullopt, missing, "no_credentials"},
        {"Bearer abc", missing, "not_basic"},
        {"Basic", malformed + "No credentials provided.", "no_credentials"},
        {"Basic a b",
         malformed + "Credentials string should not contain spaces.",
         "credentials_with_spaces"},
        {"Basic a2V5OnNlY3JldA",
         malformed + "Credentials not correctly base64 encoded.",
         "bad_base64"}};
    for (const auto& [field, message, reason] : cases) {
        http::request request = authorized("GET", logs + "/?cursor=a");
        request.fields.erase("Authorization");
        if (field) {
            request.fields.add("Authorization", *field);
        }
        const auto answer = respond(request);
        BOOST_TEST_CONTEXT(field.value_or("none")) {
            BOOST_TEST(answer.response.status == 401);
            BOOST_TEST(answer.response.content == error_text(401, logs + "/", message));
            BOOST_TEST(
                (answer.response.fields == http::header_fields{{"WWW-Authenticate", "Bearer"},
                                                               {"Content-Type", "application/json"},
                                                               {"Allow", allow_logs},
                                                               {"Vary", "Origin"}}));
            BOOST_TEST(answer.reason == reason);
        }
    }
}

BOOST_AUTO_TEST_CASE(words_each_refusal_as_the_service_does) {
    struct refused_request {
        std::string method;
        std::string target;
        http::header_fields fields;
        std::string content;
        int status;
        std::string message; // as in JSON
        std::string reason;
    };

    const http::header_fields json{{"Content-Type", "application/json"}};
    const std::string forbidden = "You do not have permission to perform this action.";
    const std::vector<refused_request> cases{
        {"GET", logs, {}, "x", 403, forbidden, "get_with_body"},
        {"HEAD", integration, {}, "{}", 403, forbidden, "get_with_body"},
        {"GET", logs + "?cursor=a", {}, "", 404, "Invalid cursor", "bad_cursor"},
        {"GET", integration + "?cursor=a&x=1", {}, "", 404, "Invalid cursor", "bad_cursor"},
        {"GET", logs + "?cursor=cD03", {}, "", 404, "Invalid cursor", "bad_cursor"},
        {"GET", logs + "?cursor=cD0%253D", {}, "", 404, "Invalid cursor", "double_encoded_cursor"},
        {"GET",
         "/api/v2/integrations/7/logs",
         {},
         "",
         404,
         "No Integration matches the given query.",
         "unknown_integration"},
        {"POST",
         "/api/v2/integrations/99999999999999999999/logs/",
         json,
         "{}",
         404,
         "No Integration matches the given query.",
         "unknown_integration"},
        {"GET", "/api/v2/parcels?cursor=x", {}, "", 404, "Not found.", "unknown_path"},
        {"GET", logs + "?format=api", {}, "", 404, "Not found.", "unknown_format"},
        {"POST", integration, json, "{}", 400, "base_url: This field is required.", "invalid_log"},
        {"POST",
         integration,
         json,
         R"({"base_url":null})",
         400,
         "base_url: This field may not be null.",
         "invalid_log"},
        {"POST",
         integration,
         {{"Content-Type", "text/plain"}},
         "{}",
         415,
         R"(Unsupported media type \"text/plain\" in request.)",
         "unsupported_media_type"},
        {"DELETE", logs, {}, "", 405, R"(Method \"DELETE\" not allowed.)", "method_not_allowed"},
        {"POST", logs, json, "{}", 405, R"(Method \"POST\" not allowed.)", "method_not_allowed"},
        {"PUT",
         integration,
         json,
         "{}",
         405,
         R"(Method \"PUT\" not allowed.)",
         "method_not_allowed"},
        {"get", logs, {}, "", 405, R"(Method \"get\" not allowed.)", "method_not_allowed"},
        {"GET",
         integration,
         {{"Accept", "text/html"}},
         "",
         406,
         "Could not satisfy the request Accept header.",
         "not_acceptable"}};
    for (const auto& each : cases) {
        http::request request = authorized(each.method, each.target);
        for (const auto& [name, value] : each.fields) {
            request.fields.add(name, value);
        }
        request.content = each.content;
        const auto answer = respond(request);
        const std::string path = each.target.substr(0, each.target.find('?'));
        BOOST_TEST_CONTEXT(each.method << ' ' << each.target) {
            BOOST_TEST(answer.response.status == each.status);
            BOOST_TEST(answer.response.content == error_text(each.status, path, each.message));
            BOOST_TEST(answer.reason == each.reason);
            http::header_fields expected{{"Content-Type", "application/json"}};
            if (each.reason != "unknown_path") {
                expected.add("Allow", path == logs ? allow_logs : allow_integration);
            }
            expected.add("Vary", "Origin");
            BOOST_TEST((answer.response.fields == expected));
        }
    }
    BOOST_TEST(owner.logs().size() == 2U);
}

BOOST_AUTO_TEST_CASE(answers_too_many_requests_with_an_empty_body) {
    owner.set_settings({.rate_limit = sendmock::rate_limit{.requests = 1}});
    BOOST_TEST(outcome(get(logs)) == "200 ");
    const auto answer = get(logs);
    BOOST_TEST(outcome(answer) == "429 rate_limited");
    BOOST_TEST(answer.response.content == "");
    BOOST_TEST(
        (answer.response.fields == http::header_fields{{"Allow", allow_logs}, {"Vary", "Origin"}}));
}

BOOST_AUTO_TEST_CASE(checks_path_then_media_type_then_credentials_then_rate_then_method) {
    owner.set_settings({.rate_limit = sendmock::rate_limit{.requests = 1}});
    BOOST_TEST(outcome(get(logs)) == "200 ");
    http::request request = authorized("DELETE", "/api/v2/unknown?format=xml");
    request.fields.set("Authorization", "Basic");
    request.fields.add("Accept", "text/html");
    request.content = "x";
    BOOST_TEST(outcome(respond(request)) == "404 unknown_path");
    request.target = "/api/v2/integrations/7/logs?cursor=a&format=xml";
    BOOST_TEST(outcome(respond(request)) == "404 unknown_format");
    request.target = "/api/v2/integrations/7/logs?cursor=a";
    BOOST_TEST(outcome(respond(request)) == "406 not_acceptable");
    request.fields.erase("Accept");
    BOOST_TEST(outcome(respond(request)) == "401 no_credentials");
    request.fields.set("Authorization", http::make_basic("key", "secret"));
    BOOST_TEST(outcome(respond(request)) == "429 rate_limited");
    owner.set_settings({});
    BOOST_TEST(outcome(respond(request)) == "405 method_not_allowed");
}

BOOST_AUTO_TEST_CASE(checks_content_then_integration_then_cursor) {
    http::request request = authorized("GET", "/api/v2/integrations/7/logs?cursor=a");
    request.content = "x";
    request.fields.erase("Authorization");
    BOOST_TEST(outcome(respond(request)) == "401 no_credentials");
    request.fields.set("Authorization", http::make_basic("key", "secret"));
    BOOST_TEST(outcome(respond(request)) == "403 get_with_body");
    request.content.clear();
    BOOST_TEST(outcome(respond(request)) == "404 unknown_integration");
    request.target = integration + "?cursor=a";
    BOOST_TEST(outcome(respond(request)) == "404 bad_cursor");
    request.target = integration;
    BOOST_TEST(outcome(respond(request)) == "200 ");
    BOOST_TEST(outcome(post("/api/v2/integrations/7/logs", "no JSON")) ==
               "404 unknown_integration");
}

BOOST_AUTO_TEST_CASE(spends_nothing_of_the_rate_on_those_who_are_not_let_in) {
    owner.set_settings({.rate_limit = sendmock::rate_limit{.requests = 1}});
    http::request stranger = authorized("GET", logs);
    stranger.fields.set("Authorization", http::make_basic("key", "wrong"));
    BOOST_TEST(outcome(respond(stranger)) == "401 wrong_secret");
    BOOST_TEST(outcome(get("/x")) == "404 unknown_path");
    BOOST_TEST(outcome(get(logs)) == "200 ");
}

BOOST_AUTO_TEST_CASE(refuses_positions_that_the_ordering_s_field_refuses) {
    const std::string id = "?cursor=" + http::base64_encode("p=7");
    const std::string date = "?cursor=" + http::base64_encode("p=2023-03-01");
    BOOST_TEST(outcome(get(logs + id)) == "404 bad_cursor");
    BOOST_TEST(outcome(get(logs + date)) == "200 ");
    owner.set_settings({.ordering = ordering::id_descending});
    BOOST_TEST(outcome(get(logs + id)) == "200 ");
    BOOST_TEST(outcome(get(logs + date)) == "404 bad_cursor");
}

BOOST_AUTO_TEST_CASE(tells_a_cursor_encoded_twice_from_a_damaged_one) {
    const auto reason = [&](const std::string& cursor) {
        return outcome(get(logs + "?cursor=" + cursor));
    };
    BOOST_TEST(reason("cD0yMDIzLTAzLTAx") == "200 ");             // p=2023-03-01
    BOOST_TEST(reason("bz0xJnA9MjAyMy0wMy0wMQ%3D%3D") == "200 "); // o=1&p=2023-03-01
    BOOST_TEST(reason("bz0xJnA9MjAyMy0wMy0wMQ%253D%253D") == "404 double_encoded_cursor");
    BOOST_TEST(reason("bz0xJnA9MjAyMy0wMy0wMQ") == "404 bad_cursor"); // without padding
    BOOST_TEST(reason("bz0xJnA9MjAyMy0wMy0wMQ%3D") == "404 bad_cursor");
    BOOST_TEST(reason("a%2541") == "404 bad_cursor"); // no better if it is decoded again
    BOOST_TEST(reason("bz1%34") == "404 bad_cursor"); // o=x
}

BOOST_AUTO_TEST_CASE(links_to_the_neighbours_of_a_page) {
    owner.set_settings({.page_size = 1, .ordering = ordering::id_descending});
    owner.logs().insert({small_log{.id = 125}.record()});
    const std::string url = "http://mock.test:8080" + logs + "?cursor=";
    const auto first = get(logs);
    BOOST_TEST((first.next_cursor == "cD0xMjU="));
    BOOST_TEST(!first.previous_cursor.has_value());
    BOOST_TEST((links(authorized("GET", logs)) == std::pair{'"' + url + "cD0xMjU%3D\"", "null"s}));
    const std::string second = logs + "?cursor=cD0xMjU%3D";
    const auto middle = get(second);
    BOOST_TEST((middle.next_cursor == "cD0xMjQ="));
    BOOST_TEST((middle.previous_cursor == "cj0xJnA9MTI0"));
    BOOST_TEST((links(authorized("GET", second)) ==
                std::pair{'"' + url + "cD0xMjQ%3D\"", '"' + url + "cj0xJnA9MTI0\""}));
}

BOOST_AUTO_TEST_CASE(says_cursor_without_a_value_where_the_framework_does) {
    owner.set_settings({.page_size = 2});
    const std::string past_the_first = logs + "?cursor=" + http::base64_encode("o=5&r=1");
    const auto answer = get(past_the_first);
    BOOST_TEST((answer.next_cursor == ""));
    BOOST_TEST((links(authorized("GET", past_the_first)) ==
                std::pair{"\"http://mock.test:8080" + logs + "?cursor=\"", "null"s}));
}

BOOST_AUTO_TEST_CASE(keeps_the_path_and_all_other_parameters_in_links) {
    owner.set_settings({.page_size = 1});
    const auto [next, previous] = links(
        authorized("GET", logs + "/?x=%20y&b&x=z&A=%c3%a9&c=1;d=~*&%FF=%zz&&=v&cursor=&cursor="));
    BOOST_TEST(next ==
               "\"http://mock.test:8080" + logs +
                   "/?=v&A=%C3%A9&b=&c=1%3Bd%3D~%2A&cursor=bz0x&x=+y&x=z&%EF%BF%BD=%25zz\"");
    BOOST_TEST(previous == "null");
    owner.logs().insert({small_log{.id = 1, .integration_id = 123}.record()});
    BOOST_TEST(
        links(authorized("GET", "/api/v2/integrations/0123/%6Cogs?a"))
            .first.starts_with("\"http://mock.test:8080/api/v2/integrations/0123/logs?a=&cursor="));
}

BOOST_AUTO_TEST_CASE(links_to_the_host_that_the_client_used) {
    owner.set_settings({.page_size = 1});
    const auto base = [&](http::request request) {
        const std::string next = links(request).first;
        BOOST_TEST(next.ends_with(logs + "?cursor=bz0x\""));
        return next.substr(1, next.size() - logs.size() - "?cursor=bz0x\"\""s.size());
    };
    http::request request = authorized("GET", logs);
    BOOST_TEST(base(request) == "http://mock.test:8080");
    request.fields.set("Host", "[::1]:443");
    BOOST_TEST(base(request) == "http://[::1]:443");
    request.secure = true;
    BOOST_TEST(base(request) == "https://[::1]:443");
    // The target's authority goes before the field (RFC 9112 section 3.2.2).
    request.target = "http://other.test:81" + logs;
    request.secure = false;
    BOOST_TEST(base(request) == "http://other.test:81");
}

BOOST_AUTO_TEST_CASE(links_to_its_own_address_where_no_host_is_named) {
    service = sendmock::logs_service({.local_authority = "127.0.0.1:43123"});
    owner.set_settings({.page_size = 1});
    http::request request = authorized("GET", logs);
    request.minor_version = 0;
    request.fields.erase("Host");
    BOOST_TEST(links(request).first == "\"http://127.0.0.1:43123" + logs + "?cursor=bz0x\"");
    request.fields.add("Host", "");
    BOOST_TEST(links(request).first == "\"http://127.0.0.1:43123" + logs + "?cursor=bz0x\"");
}

BOOST_AUTO_TEST_CASE(links_to_the_public_base_url_where_one_is_set) {
    service = sendmock::logs_service(
        {.public_base_url = http::parse_base_url("https://panel.example/mock/")});
    owner.set_settings({.page_size = 1});
    http::request request = authorized("GET", logs + "/?a=1");
    const std::string expected = "\"https://panel.example/mock" + logs + "/?a=1&cursor=bz0x\"";
    BOOST_TEST(links(request).first == expected);
    request.target = "http://other.test" + request.target;
    BOOST_TEST(links(request).first == expected);
}

BOOST_AUTO_TEST_CASE(creates_an_integration_s_log) {
    const auto answer = post(integration, R"({"base_url":"https://a.example","protected":true})");
    const std::string created = R"({"id":125,"integration_id":123,"base_url":"https://a.example",)"
                                R"("created_at":"2023-03-01T01:00:00.000000+01:00"})";
    BOOST_TEST(outcome(answer) == "201 ");
    BOOST_TEST(answer.response.content == created);
    BOOST_TEST((answer.response.fields == json_fields(allow_integration)));
    BOOST_TEST(get(integration).response.content.find(created) != std::string::npos);
    BOOST_TEST(get(logs).response.content.find(created) != std::string::npos);
    BOOST_TEST(outcome(post(integration + "/", R"({"base_url":"x"})")) == "201 ");
    BOOST_TEST(owner.logs().size() == 4U);
}

BOOST_AUTO_TEST_CASE(lets_everyone_in_where_no_credentials_are_required) {
    service = sendmock::logs_service({.require_credentials = false});
    for (const auto& field : {"", "Basic", "Bearer abc", "Basic !!!"}) {
        http::request request = authorized("GET", logs);
        request.fields.set("Authorization", field);
        BOOST_TEST(respond(request).response.content == example_page);
    }
    BOOST_TEST(outcome(respond({.method = "GET", .target = logs})) == "200 ");
    BOOST_TEST(outcome(respond({.method = "DELETE", .target = logs})) == "405 method_not_allowed");
}

BOOST_AUTO_TEST_CASE(admits_by_the_account_of_the_claimed_key) {
    const auto seen = sendmock::inspect(authorized("GET", logs));
    BOOST_TEST(!service.admit(seen, &owner).has_value());
    BOOST_TEST(service.admit(seen, nullptr)->reason == "unknown_key");
    BOOST_TEST(service.admit(sendmock::inspect(authorized("GET", "/")), &owner)->reason ==
               "unknown_path");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
