// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/http/status.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/journal_steps.hpp"
#include "support/numbered_logs.hpp"
#include "support/page_walk.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::server::http_faults {

using nlohmann::json;
using sendmock::canned_response;
using sendmock::exchange;
using sendmock::fault;
using sendmock::from_page;
using sendmock::mock_server;
using sendmock::on_any_request;
using sendmock::on_page;
using sendmock::tests::get_page;
using sendmock::tests::logs_target;
using sendmock::tests::numbered_logs;
using sendmock::tests::pages_from;
using sendmock::tests::raw_client;
using sendmock::tests::received_answer;
using sendmock::tests::rows_of;
using sendmock::tests::service_client;
using sendmock::tests::target_of;
using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string logs(logs_target);

constexpr sendmock::instant noon{std::chrono::sys_days{std::chrono::January / 2 / 2024} +
                                 std::chrono::hours{12}};

/// Seven logs on pages of three, a clock that stands still, and a client.
struct fixture {
    sendmock::manual_clock clock{noon};
    mock_server server{
        {.logs = numbered_logs(1, 7), .page_size = 3, .now = clock.source(), .seed = 42}};
    service_client client{server.port()};

    received_answer answer_by(const fault& injected, std::string_view target = logs) {
        server.inject(on_any_request(), injected);
        return client.get(target);
    }

    [[nodiscard]] exchange last() const { return server.journal().requests().back(); }

    /// How many of so many requests are answered with a status.
    int count(int status, std::string_view method, int requests) {
        int found = 0;
        for (int number = 0; number < requests; ++number) {
            found += client.ask(method, logs).status == status ? 1 : 0;
        }
        return found;
    }
};

std::vector<std::string> values_of(const received_answer& answer, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [field, value] : answer.fields) {
        if (field == name) {
            values.push_back(value);
        }
    }
    return values;
}

} // namespace unit::server::http_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_FIXTURE_TEST_SUITE(http_faults, http_faults::fixture)

// ---- Any answer

BOOST_AUTO_TEST_CASE(any_status_may_take_the_place_of_the_answer) {
    for (int status = 200; status <= 999; ++status) {
        const bool empty = status == 204 || status == 304;
        const received_answer answer =
            answer_by(sendmock::respond({.status = status, .body = empty ? "" : "text"}));
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.reason == sendmock::http::reason_phrase(status));
        BOOST_TEST(answer.content == (empty ? "" : "text"));
        BOOST_TEST(answer.field("X-Sendmock-Reason") == "injected_fault");
    }
    BOOST_TEST(client.get().status == 200); // all on one connection
}

BOOST_AUTO_TEST_CASE(an_error_has_the_services_body_for_its_status) {
    for (const auto& [status, message] :
         std::vector<std::pair<int, std::string>>{{400, "Bad Request"},
                                                  {401, "Invalid username/password."},
                                                  {403,
                                                   "You do not have permission to perform "
                                                   "this action."},
                                                  {404, "Not found."},
                                                  {500, "Internal Server Error"},
                                                  {503, "Service Unavailable"}}) {
        const received_answer answer = answer_by(sendmock::http_error(status), logs + "?a=b");
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.field("Content-Type") == "application/json");
        BOOST_TEST(answer.content == R"({"error":{"code":)" + std::to_string(status) +
                                         R"(,"request":"api/v2/integrations/logs","message":")" +
                                         message + R"("}})");
        BOOST_TEST(answer.field("WWW-Authenticate") == (status == 401 ? "Bearer" : ""));
        BOOST_TEST(last().fault == "http_error(" + std::to_string(status) + ")");
        BOOST_TEST(last().status == status);
    }
}

BOOST_AUTO_TEST_CASE(a_body_is_given_or_empty_or_the_usual_one) {
    const received_answer given =
        answer_by(sendmock::respond({.status = 200, .body = R"({"results":[]})"}));
    BOOST_TEST(given.content == R"({"results":[]})");
    BOOST_TEST(given.field("Content-Type") == "application/json");
    const received_answer none = answer_by(sendmock::respond({.status = 503, .body = ""}));
    BOOST_TEST(none.content == "");
    BOOST_TEST(none.field("Content-Length") == "0");
    BOOST_TEST(none.fields.count("Content-Type") == 0U);
    const received_answer absent = answer_by(sendmock::respond({.status = 201}));
    BOOST_TEST(absent.content == "");
    BOOST_TEST(absent.fields.count("Content-Type") == 0U);
    const received_answer head = [&] {
        server.inject(on_any_request(), sendmock::respond({.status = 200, .body = "text"}));
        return client.ask("HEAD", logs);
    }();
    BOOST_TEST(head.content == "");
    BOOST_TEST(head.field("Content-Length") == "4");
}

BOOST_AUTO_TEST_CASE(fields_are_added_replaced_and_repeated) {
    const received_answer answer =
        answer_by(sendmock::respond({.status = 200,
                                     .fields = {{"content-type", "text/plain"},
                                                {"Set-Cookie", "a=1"},
                                                {"X-Other", ""},
                                                {"Set-Cookie", "b=2"},
                                                {"Vary", "Accept"},
                                                {"X-Sendmock-Like", "tab\there"}},
                                     .body = "text"}));
    BOOST_TEST(values_of(answer, "content-type") == std::vector<std::string>{"text/plain"},
               boost::test_tools::per_element());
    BOOST_TEST(answer.fields.count("Content-Type") == 1U);
    BOOST_TEST(values_of(answer, "Set-Cookie") == (std::vector<std::string>{"a=1", "b=2"}),
               boost::test_tools::per_element());
    BOOST_TEST(values_of(answer, "Vary") == std::vector<std::string>{"Accept"},
               boost::test_tools::per_element());
    BOOST_TEST(answer.fields.count("X-Other") == 1U);
    BOOST_TEST(answer.field("X-Sendmock-Like") == "tab\there");
    BOOST_TEST(answer.field("Date") == "Tue, 02 Jan 2024 12:00:00 GMT");
    BOOST_TEST(answer.field("Allow") == "GET, HEAD, OPTIONS"); // the service's own stays
}

BOOST_AUTO_TEST_CASE(what_no_answer_can_have_is_refused_when_it_is_injected) {
    const auto refused = [&](const canned_response& response) {
        BOOST_CHECK_THROW(server.inject(on_any_request(), {.respond = response}),
                          std::invalid_argument);
    };
    refused({.status = 199});
    refused({.status = 1'000});
    refused({.status = 204, .body = "text"});
    refused({.status = 200, .fields = {{"A b", "c"}}});
    refused({.status = 200, .fields = {{"A", "b\r\nC: d"}}});
    refused({.status = 200, .fields = {{"content-length", "5"}}});
    refused({.status = 200, .fields = {{"A", "{{no.such}}"}}});
    BOOST_TEST(server.scenario().rules.empty());
}

BOOST_AUTO_TEST_CASE(a_fault_acts_on_requests_that_the_service_would_refuse_as_well) {
    server.inject(on_any_request().times(4), sendmock::http_error(502));
    BOOST_TEST(client.get("/elsewhere").status == 502);
    BOOST_TEST(client.ask("DELETE", logs).status == 502);
    BOOST_TEST(client.get(logs + "?cursor=damaged").status == 502);
    BOOST_TEST(service_client(server.port(), "key", "wrong").get().status == 502);
}

BOOST_AUTO_TEST_CASE(unauthorized_from_a_page_on) {
    server.inject(from_page(2).always(), sendmock::http_error(401));
    const auto pages = pages_from(client);
    BOOST_TEST(pages.size() == 2U);
    BOOST_TEST(rows_of(pages) == "7 6 5|");
    for (int round = 0; round < 3; ++round) {
        BOOST_TEST(client.get(pages[1].target).status == 401);
    }
    BOOST_TEST(rows_of({get_page(client)}) == "7 6 5");
    BOOST_TEST(last().authenticated);
}

// ---- Retry-After

BOOST_AUTO_TEST_CASE(too_many_requests_has_an_empty_body_and_any_retry_after) {
    const auto retry_after = [&](const fault& injected) {
        const received_answer answer = answer_by(injected);
        BOOST_TEST(answer.status == 429);
        BOOST_TEST(answer.content == "");
        BOOST_TEST(answer.field("Content-Length") == "0");
        BOOST_TEST(answer.fields.count("Content-Type") == 0U);
        const auto values = values_of(answer, "Retry-After");
        BOOST_TEST(values.size() <= 1U);
        return values.empty() ? "absent" : values.front();
    };
    BOOST_TEST(retry_after(sendmock::too_many_requests()) == "absent");
    BOOST_TEST(retry_after(sendmock::too_many_requests(seconds{0})) == "0");
    BOOST_TEST(retry_after(sendmock::too_many_requests(seconds{7})) == "7");
    BOOST_TEST(retry_after(sendmock::too_many_requests(seconds{-5})) == "-5");
    BOOST_TEST(retry_after(sendmock::too_many_requests(seconds{9'999'999'999})) == "9999999999");
    BOOST_TEST(retry_after(sendmock::too_many_requests("soon")) == "soon");
    BOOST_TEST(retry_after(sendmock::too_many_requests("1.5")) == "1.5");
    BOOST_TEST(retry_after(sendmock::too_many_requests("")) == "");
    BOOST_TEST(retry_after(sendmock::too_many_requests("{{now}}")) ==
               "Tue, 02 Jan 2024 12:00:00 GMT");
}

BOOST_AUTO_TEST_CASE(dates_are_by_the_servers_clock_when_the_answer_is_sent) {
    server.inject(on_any_request().always(),
                  sendmock::too_many_requests("{{now offset='30 seconds'}}"));
    BOOST_TEST(client.get().field("Retry-After") == "Tue, 02 Jan 2024 12:00:30 GMT");
    clock.advance(milliseconds{90'900});
    const received_answer later = client.get();
    BOOST_TEST(later.field("Retry-After") == "Tue, 02 Jan 2024 12:02:00 GMT");
    BOOST_TEST(later.field("Date") == "Tue, 02 Jan 2024 12:01:30 GMT");
    server.clear_scenario();
    const auto date_of = [&](const std::string& offset) {
        return answer_by(sendmock::too_many_requests("{{now offset='" + offset + "'}}"))
            .field("Retry-After");
    };
    clock.set(noon);
    BOOST_TEST(date_of("-5 minutes") == "Tue, 02 Jan 2024 11:55:00 GMT");
    BOOST_TEST(date_of("2 hours") == "Tue, 02 Jan 2024 14:00:00 GMT");
    BOOST_TEST(date_of("60 days") == "Sat, 02 Mar 2024 12:00:00 GMT");
}

// ---- Redirections

BOOST_AUTO_TEST_CASE(a_redirection_leads_to_the_same_page_on_the_same_origin) {
    for (const int status : {301, 302, 303, 307, 308}) {
        server.inject(on_page(2), sendmock::redirect(status));
        const std::string second = target_of(get_page(client, logs + "?b=%26").next.value_or(""));
        const received_answer answer = client.get(second);
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.content == "");
        BOOST_TEST(answer.field("Location") == "http://x" + second);
        BOOST_TEST(server.journal().requests().back().location == "http://x" + second);
        BOOST_TEST(answer.fields.count("Content-Type") == 0U);
        BOOST_TEST(rows_of({get_page(client, target_of(answer.field("Location")))}) == "4 3 2");
    }
    BOOST_CHECK_THROW(static_cast<void>(sendmock::redirect(299)), std::invalid_argument);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::redirect(400)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_redirection_to_another_origin_names_another_host_and_port) {
    for (const int status : {301, 302, 307, 308}) {
        const std::string location =
            answer_by(sendmock::redirect_to_other_origin(status), logs + "?a=b").field("Location");
        BOOST_TEST(location.starts_with("http://localhost:"));
        BOOST_TEST(location.ends_with(logs + "?a=b"));
        BOOST_TEST(location.find(':' + std::to_string(server.port())) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(placeholders_stand_for_what_the_client_asked_for) {
    const fault echo = sendmock::respond(
        {.status = 302, .fields = {{"Location", "a{{request.baseUrl}}b{{request.url}}c"}}});
    server.inject(on_any_request().always(), echo);
    const auto location = [&](const std::string& head) {
        raw_client other(server.port());
        other.send(head + "\r\n");
        return other.read_answer().field("Location");
    };
    BOOST_TEST(location("GET /p?q=%20&r HTTP/1.1\r\nHost: h.example:81\r\n") ==
               "ahttp://h.example:81b/p?q=%20&rc");
    BOOST_TEST(location("GET http://o.example/p HTTP/1.1\r\nHost: h.example\r\n") ==
               "ahttp://o.exampleb/pc");
    BOOST_TEST(location("GET /p HTTP/1.0\r\n") == "a" + server.url() + "b/pc");
}

BOOST_AUTO_TEST_CASE(the_path_in_a_placeholder_is_as_it_was_sent) {
    server.inject(on_any_request().always(), sendmock::redirect());
    BOOST_TEST(client.get("/a%2Fb%3Fc?d").field("Location") == "http://x/a%2Fb%3Fc?d");
    const received_answer answer = client.get("/a%0D%0AInjected:%20yes");
    BOOST_TEST(answer.fields.count("Injected") == 0U);
    BOOST_TEST(answer.field("Location") == "http://x/a%0D%0AInjected:%20yes");
}

BOOST_AUTO_TEST_CASE(placeholders_follow_the_public_url) {
    mock_server behind(
        {.logs = numbered_logs(1, 7), .public_base_url = "https://mock.example/under"});
    behind.inject(on_any_request(), sendmock::redirect());
    service_client other(behind.port());
    BOOST_TEST(other.get(logs + "?a=b").field("Location") ==
               "https://mock.example/under" + logs + "?a=b");
}

// ---- Limits

BOOST_AUTO_TEST_CASE(the_documented_limit_lets_so_many_reading_requests_through_a_minute) {
    server.account("key")->set_settings(
        {.page_size = 3, .rate_limit = sendmock::documented_rate_limit});
    BOOST_TEST(count(200, "GET", 1'001) == 1'000);
    BOOST_TEST(last().reason == "rate_limited");
    BOOST_TEST(last().cause == "more requests than the account may send: documented");
    BOOST_TEST(count(429, "HEAD", 1) == 1);
    BOOST_TEST(count(429, "OPTIONS", 1) == 1);
    BOOST_TEST(count(405, "DELETE", 1) == 1); // which are counted apart
    const received_answer refused = client.get();
    BOOST_TEST(refused.content == "");
    BOOST_TEST(refused.field("X-Sendmock-Reason") == "rate_limited");
    clock.advance(milliseconds{59});
    BOOST_TEST(count(200, "GET", 1) == 0);
    clock.advance(milliseconds{1}); // one more for each 60 ms
    BOOST_TEST(count(200, "GET", 2) == 1);
    clock.advance(std::chrono::hours{1});
    BOOST_TEST(count(200, "GET", 1'010) == 1'000);
}

BOOST_AUTO_TEST_CASE(the_documented_limit_lets_fewer_changing_requests_through) {
    server.account("key")->set_settings(
        {.page_size = 3, .rate_limit = sendmock::documented_rate_limit});
    int through = 0;
    for (int second = 0; second < 10; ++second) {
        const int now = count(405, "DELETE", 20);
        BOOST_TEST(now <= 15);
        BOOST_TEST((second > 5 || now == 15)); // 90 of 100 by then
        through += now;
        clock.advance(seconds{1});
    }
    // 100 at once and those that were filled up in ten seconds.
    BOOST_TEST(through >= 100);
    BOOST_TEST(through <= 117);
    BOOST_TEST(count(200, "GET", 1) == 1);
}

BOOST_AUTO_TEST_CASE(a_burst_that_is_refused_takes_nothing_from_the_minute) {
    server.account("key")->set_settings(
        {.page_size = 3, .rate_limit = sendmock::documented_rate_limit});
    BOOST_TEST(count(405, "DELETE", 500) == 15);
    clock.advance(seconds{1});
    BOOST_TEST(count(405, "DELETE", 500) == 15);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
