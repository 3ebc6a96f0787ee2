// SPDX-License-Identifier: MIT
#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/server/detail/admin_verdict.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/eventually.hpp"
#include "support/numbered_logs.hpp"
#include "support/page_walk.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace unit::server::detail::admin_verdict {

using nlohmann::ordered_json;
using sendmock::delivery;
using sendmock::exchange;
using sendmock::invariant;
using sendmock::judgement_state;
using sendmock::mock_server;
using sendmock::http::header_fields;
using sendmock::http::make_basic;
using sendmock::tests::follow;
using sendmock::tests::logs_target;
using sendmock::tests::numbered_logs;
using sendmock::tests::pages_from;
using sendmock::tests::raw_client;
using sendmock::tests::received_answer;
using sendmock::tests::request_text;
using sendmock::tests::service_client;

const std::string secret = "s3cr/t+?";

/// A cursor that could be one, and that no page had.
const std::string self_made = std::string(logs_target) + "?cursor=cD05";

/// Asks for the first page, and for the second one with a cursor that is cut short.
void send_altered_cursor(service_client& client) {
    const std::string target = sendmock::tests::target_of(pages_from(client).front().next.value());
    BOOST_TEST(client.get(target.substr(0, target.size() - 7)).status == 404);
}

std::uint16_t port_of(const std::string& origin) {
    return static_cast<std::uint16_t>(std::stoul(origin.substr(origin.rfind(':') + 1)));
}

received_answer ask(std::uint16_t port,
                    const std::string& method,
                    const std::string& target,
                    const header_fields& fields = {}) {
    raw_client client(port);
    client.send(request_text(method, target, fields));
    return client.read_answer(method == "HEAD");
}

/// A server of two accounts whose verdicts are asked for as programs in other languages do.
struct fixture {
    mock_server server{{.logs = numbered_logs(1, 7),
                        .page_size = 3,
                        .key = "k",
                        .secret = secret,
                        .accounts = {{.key = "other",
                                      .secret = "hidden",
                                      .logs = numbered_logs(1, 7),
                                      .settings = {.page_size = 3}}}}};

    service_client client{server.port(), "k", secret};

    received_answer call(const std::string& method, const std::string& path) {
        return ask(server.port(), method, "/__admin" + path);
    }

    ordered_json get(const std::string& path = "/verdict") {
        const received_answer answer = call("GET", path);
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(answer.field("Content-Type") == "application/json");
        return ordered_json::parse(answer.content);
    }

    /// The names of the invariants of which a verdict says so.
    std::vector<std::string> those_that(const std::string& state,
                                        const std::string& path = "/verdict") {
        std::vector<std::string> names;
        const ordered_json shown = get(path);
        for (const auto& one : shown.at("invariants")) {
            if (one.at("state") == state) {
                names.push_back(one.at("name"));
            }
        }
        return names;
    }

    bool judges_nothing(const std::string& path = "/verdict") {
        return those_that("not_judged", path).size() == sendmock::invariants.size();
    }

    /// A request to the other origin with an account's credentials.
    void leak(const std::string& key, const std::string& password) {
        const std::string origin = server.canary().other_origin("127.0.0.1");
        BOOST_TEST(ask(port_of(origin), "GET", "/", {{"Authorization", make_basic(key, password)}})
                       .status == 401);
    }

    /// The outcome of an answer is noted only when its client may have it already.
    void wait_for_outcomes() {
        BOOST_TEST(sendmock::tests::eventually([&] {
            const auto requests = server.journal().requests();
            return std::none_of(requests.begin(), requests.end(), [](const exchange& entry) {
                return entry.outcome == delivery::pending;
            });
        }));
    }
};

std::vector<std::string> only(std::string name) {
    return {std::move(name)};
}

} // namespace unit::server::detail::admin_verdict

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(admin_verdict, admin_verdict::fixture)

BOOST_AUTO_TEST_CASE(shows_each_invariant_in_its_order_with_its_meaning) {
    const ordered_json shown = get();
    BOOST_TEST(shown.size() == 2U);
    BOOST_TEST(shown.at("holds") == true);
    const ordered_json& list = shown.at("invariants");
    BOOST_REQUIRE(list.size() == sendmock::invariants.size());
    for (std::size_t at = 0; at < list.size(); ++at) {
        const auto& described = sendmock::invariants[at];
        BOOST_TEST(list[at] == ordered_json({{"name", described.name},
                                             {"meaning", described.meaning},
                                             {"state", "not_judged"}}));
    }
    BOOST_TEST(get("/verdict/") == shown);
    BOOST_TEST(call("HEAD", "/verdict").status == 200);
}

BOOST_AUTO_TEST_CASE(what_fails_is_shown_with_what_was_expected_and_the_request) {
    send_altered_cursor(client);
    const ordered_json shown = get();
    BOOST_TEST(shown.at("holds") == false);
    const auto& list = shown.at("invariants");
    const auto failing = std::find_if(
        list.begin(), list.end(), [](const auto& one) { return one.at("state") == "fails"; });
    BOOST_REQUIRE((failing != list.end()));
    BOOST_TEST(failing->at("name") == "cursor_verbatim");
    BOOST_TEST(failing->at("expected").get<std::string>().starts_with("the cursor \""));
    BOOST_TEST(failing->at("happened").get<std::string>().starts_with("the request had \""));
    BOOST_TEST(failing->at("request") == 4);
    BOOST_TEST(those_that("fails") == only("cursor_verbatim"));
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_shown_with_the_reason) {
    static_cast<void>(client.get(self_made));
    const ordered_json shown = get();
    BOOST_TEST(shown.at("holds") == true);
    const auto& list = shown.at("invariants");
    const auto left_out = std::find_if(
        list.begin(), list.end(), [](const auto& one) { return one.contains("reason"); });
    BOOST_REQUIRE((left_out != list.end()));
    BOOST_TEST(left_out->at("name") == "no_self_made_cursor");
    BOOST_TEST(left_out->at("state") == "not_judged");
    BOOST_TEST(left_out->at("reason") ==
               "request 1 had a cursor that no link had; a test may send one on purpose");
}

BOOST_AUTO_TEST_CASE(a_walk_that_ends_is_judged_by_its_requests) {
    BOOST_TEST(client.walk().size() == 7U);
    wait_for_outcomes();
    BOOST_TEST((those_that("holds") == std::vector<std::string>{"cursor_verbatim",
                                                                "no_self_made_cursor",
                                                                "no_request_after_end",
                                                                "bounded_attempts"}));
    BOOST_TEST(get().at("holds") == true);
}

BOOST_AUTO_TEST_CASE(a_walk_to_the_end_back_and_to_the_end_again_asks_for_nothing_too_much) {
    const auto there = pages_from(client);
    const auto back = pages_from(client,
                                 sendmock::tests::target_of(there.back().previous.value()),
                                 &sendmock::tests::walked_page::previous);
    BOOST_TEST(back.size() == 2U);
    const auto again = pages_from(client, sendmock::tests::target_of(back.back().next.value()));
    BOOST_TEST(rows_of(again) == "4 3 2|1");
    wait_for_outcomes();
    BOOST_TEST(those_that("fails").empty());
    static_cast<void>(client.get(std::string(logs_target) + "?cursor=null"));
    BOOST_TEST(those_that("fails") == only("no_request_after_end"));
}

BOOST_AUTO_TEST_CASE(shows_no_secret_in_whatever_form_a_client_sends_it) {
    using sendmock::http::base64_encode;
    using sendmock::http::form_encode;
    const std::string basic = base64_encode("k:" + secret);
    const std::string plain_base64 = base64_encode(secret);
    const std::string unpadded = basic.substr(0, basic.find('='));
    BOOST_REQUIRE(unpadded != basic);
    std::vector<std::string> targets;
    for (const std::string& text : {secret, basic, plain_base64, unpadded}) {
        targets.push_back(form_encode(text));
        targets.push_back(form_encode(form_encode(text)));
        targets.push_back(form_encode(form_encode(form_encode(text))));
    }
    for (const std::string& cursor : targets) {
        server.reset();
        BOOST_TEST(client.get().status == 200);
        static_cast<void>(client.get(std::string(logs_target) + "?cursor=" + cursor));
        server.inject(sendmock::condition().method("GET").always(), sendmock::http_error(503));
        for (int times = 0; times < 11; ++times) { // once more than is allowed
            static_cast<void>(client.get("/nowhere/" + cursor));
        }
        const std::string origin = server.canary().other_origin("127.0.0.1");
        raw_client elsewhere(port_of(origin));
        elsewhere.send("GET / HTTP/1.1\r\nHost: x" + form_encode(secret) +
                       "\r\nAuthorization: Basic " + basic + "\r\n\r\n");
        BOOST_TEST(elsewhere.read_answer().status == 401);
        BOOST_TEST_CONTEXT(cursor) {
            BOOST_TEST(those_that("fails").size() >= 2U); // a cursor may mean page 1
            std::string shown = call("GET", "/verdict").content;
            for (int times = 0; times < 4; ++times) {
                for (const std::string& text : {secret, basic, plain_base64, unpadded}) {
                    BOOST_TEST((shown.find(text) == std::string::npos), text << " in " << shown);
                }
                shown = sendmock::http::percent_decode(shown);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(has_no_parameters_and_no_other_method) {
    for (const char* path : {"/verdict?since=1",
                             "/verdict?limit=1",
                             "/verdict?x",
                             "/accounts/other/verdict?account=k"}) {
        const received_answer refusal = call("GET", path);
        BOOST_TEST(refusal.status == 400, path);
        BOOST_TEST((refusal.content.find("has no parameter") != std::string::npos), path);
    }
    for (const char* path : {"/verdict", "/accounts/other/verdict"}) {
        for (const char* method : {"PUT", "POST", "PATCH", "DELETE"}) {
            const received_answer refusal = call(method, path);
            BOOST_TEST(refusal.status == 405, method << ' ' << path);
            BOOST_TEST(refusal.field("Allow") == "GET");
        }
    }
    BOOST_TEST(call("GET", "/verdict/complete").status == 404);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_unknown_has_none) {
    BOOST_TEST(call("GET", "/accounts/nobody/verdict").status == 404);
    server.add_account({.key = "no/body", .secret = "s", .logs = {}});
    BOOST_TEST(judges_nothing("/accounts/no%2Fbody/verdict"));
}

BOOST_AUTO_TEST_CASE(an_account_is_not_told_of_what_clients_of_another_one_do) {
    service_client others(server.port(), "other", "hidden");
    send_altered_cursor(others);
    leak("other", "hidden");
    BOOST_TEST(judges_nothing());
    BOOST_TEST(judges_nothing("/accounts/k/verdict"));
    BOOST_TEST((those_that("fails", "/accounts/other/verdict") ==
                std::vector<std::string>{"cursor_verbatim", "credentials_stay_home"}));

    server.reset();
    send_altered_cursor(client);
    leak("k", secret);
    BOOST_TEST(judges_nothing("/accounts/other/verdict"));
    BOOST_TEST((those_that("fails") ==
                std::vector<std::string>{"cursor_verbatim", "credentials_stay_home"}));
    BOOST_TEST(get("/accounts/k/verdict") == get());
}

BOOST_AUTO_TEST_CASE(nothing_is_judged_of_what_was_forgotten) {
    send_altered_cursor(client);
    BOOST_TEST(those_that("fails") == only("cursor_verbatim"));
    BOOST_TEST(call("DELETE", "/requests").status == 204);
    BOOST_TEST(judges_nothing());

    leak("k", secret);
    BOOST_TEST(those_that("fails") == only("credentials_stay_home"));
    BOOST_TEST(call("DELETE", "/requests").status == 204); // not what came elsewhere
    BOOST_TEST(those_that("fails") == only("credentials_stay_home"));
    BOOST_TEST(call("DELETE", "/canary").status == 204);
    BOOST_TEST(judges_nothing());

    static_cast<void>(client.get());
    leak("k", secret);
    BOOST_TEST(call("POST", "/reset").status == 200);
    BOOST_TEST(judges_nothing());
    send_altered_cursor(client);
    BOOST_TEST(those_that("fails") == only("cursor_verbatim"));
}

BOOST_AUTO_TEST_CASE(cursors_of_answers_that_were_forgotten_are_not_held_against_a_client) {
    const auto pages = pages_from(client);
    BOOST_TEST(call("DELETE", "/requests").status == 204);
    static_cast<void>(client.get(pages.back().target));
    static_cast<void>(client.get(self_made)); // who knows
    wait_for_outcomes();
    BOOST_TEST(those_that("fails").empty());
}

BOOST_AUTO_TEST_CASE(a_program_in_cpp_gets_the_same_as_a_value) {
    send_altered_cursor(client);
    for (const std::string key : {"k", "other"}) {
        const auto found = server.judge(*server.account(key));
        BOOST_TEST(to_json(found) == get("/accounts/" + key + "/verdict"));
        BOOST_TEST(found.holds() == (key == "other"));
    }
    BOOST_TEST(to_json(server.judge()) == get());
    BOOST_TEST((server.judge()[invariant::cursor_verbatim].request == 4U));
}

BOOST_AUTO_TEST_CASE(a_downgrade_is_told_of_servers_that_speak_tls) {
    for (const bool secure : {false, true}) {
        const std::optional speaking(sendmock::tls_profile::good);
        mock_server asked{{.tls = secure ? speaking : std::nullopt, .admin_port = 0}};
        BOOST_TEST(ask(port_of(asked.canary().same_host("127.0.0.1")), "GET", "/").status == 401);
        const auto expected = secure ? judgement_state::fails : judgement_state::not_judged;
        BOOST_TEST((asked.judge()[invariant::no_downgrade].state == expected));
        BOOST_TEST(
            (asked.judge()[invariant::credentials_stay_home].state == judgement_state::holds));
        const ordered_json shown =
            ordered_json::parse(ask(port_of(asked.admin_url()), "GET", "/__admin/verdict").content);
        BOOST_TEST(shown == to_json(asked.judge()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
