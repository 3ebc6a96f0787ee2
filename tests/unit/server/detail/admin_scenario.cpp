// SPDX-License-Identifier: MIT
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/server/admin.hpp>
#include <sendmock/server/detail/admin_scenario.hpp>

#include "support/admin_fixture.hpp"
#include "support/numbered_logs.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace unit::server::detail::admin_scenario {

using nlohmann::json;
using sendmock::http::response;
using sendmock::tests::admin_fixture;
using sendmock::tests::numbered_log_text;
using sendmock::tests::numbered_logs;

} // namespace unit::server::detail::admin_scenario

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(admin_scenario, admin_scenario::admin_fixture)

// ---- Scenarios

BOOST_AUTO_TEST_CASE(a_scenario_is_put_shown_and_removed) {
    BOOST_TEST(get("/scenario") ==
               json::parse(R"({"name":"","description":"","seed":0,"rules":[],"unused":[]})"));
    const std::string text = R"({"name":"n","description":"d","seed":7,"rules":[)"
                             R"({"name":"slow","when":{"page":2,"method":"GET"},"times":3,)"
                             R"("then":{"delay":{"fixedDelayMilliseconds":5}}},)"
                             R"({"when":{"page":{"from":3}},"times":null,)"
                             R"("then":{"respond":{"status":503,"headers":{"A":"b"},"body":"x"}}},)"
                             R"({"then":{"fault":"STALL_DURING_RESPONSE_BODY","bytes":9}}]})";
    const response answer = call("PUT", "/scenario", text);
    BOOST_TEST(answer.status == 200);
    json wanted = json::parse(text);
    for (json& rule : wanted.at("rules")) {
        rule["fired"] = 0;
    }
    wanted["unused"] = {"slow", "#2", "#3"};
    BOOST_TEST(json::parse(answer.content) == wanted);
    BOOST_TEST(get("/scenario") == wanted);
    BOOST_TEST(call("HEAD", "/scenario").status == 200);
    BOOST_TEST(accounts.default_account().scenario().rules.size() == 3U);

    BOOST_TEST(call("DELETE", "/scenario").status == 204);
    BOOST_TEST(get("/scenario").at("rules").empty());
    BOOST_TEST(get("/scenario").at("name") == "");
    BOOST_TEST(accounts.default_account().unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(what_is_shown_of_a_scenario_can_be_put_again) {
    auto& account = accounts.default_account();
    account.inject(sendmock::on_pages(2, 4).attempts(1, 3).always().probability(0.5),
                   sendmock::http_error(503).with(sendmock::delayed_by(std::chrono::seconds{1})),
                   "näm\"e");
    account.inject(sendmock::on_connection(5), sendmock::reset_on_accept());
    account.inject(sendmock::on_page(1), sendmock::insert_logs(numbered_logs(8, 9)));
    account.inject(sendmock::on_any_request(), sendmock::cursor_cycle(3));
    static_cast<void>(account.rules().decide({.method = "GET", .page = 1}));
    const std::string shown = call("GET", "/scenario").content;
    BOOST_TEST(json::parse(shown).at("unused").dump() == R"(["näm\"e","#2","#4"])");
    BOOST_TEST(json::parse(shown).at("rules").at(2).at("fired") == 1);
    BOOST_TEST(call("PUT", "/scenario", shown).status == 200);
    json again = get("/scenario");
    BOOST_TEST(again.at("unused").size() == 4U); // they begin anew
    BOOST_TEST(again.at("rules").at(2).at("fired") == 0);
    again.at("rules").at(2).at("fired") = 1;
    BOOST_TEST(again.at("rules") == json::parse(shown).at("rules"));
}

BOOST_AUTO_TEST_CASE(counts_how_often_each_rule_acted) {
    call("PUT",
         "/scenario",
         R"({"rules":[{"times":2,"then":{"respond":{"status":500}}},)"
         R"({"name":"all","times":null,"then":{"respond":{"status":501}}},)"
         R"({"when":{"page":9},"then":{"respond":{"status":502}}}]})");
    for (int request = 0; request < 5; ++request) {
        static_cast<void>(accounts.default_account().rules().decide({.method = "GET", .page = 1}));
    }
    const json shown = get("/scenario");
    BOOST_TEST(shown.at("rules").at(0).at("fired") == 2);
    BOOST_TEST(shown.at("rules").at(1).at("fired") == 3);
    BOOST_TEST(shown.at("rules").at(2).at("fired") == 0);
    BOOST_TEST(shown.at("unused").dump() == R"(["#3"])");
}

BOOST_AUTO_TEST_CASE(a_scenario_brings_logs_and_settings_along) {
    const response answer = call("PUT",
                                 "/scenario",
                                 R"({"server":{"page_size":5,"cursor_lifetime":60,"logs":[)" +
                                     numbered_log_text(8) + R"(]},"rules":[]})");
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(ids() == "8 ");
    BOOST_TEST(get("/settings").at("page_size") == 5);
    BOOST_TEST(get("/settings").at("cursor_lifetime") == 60);
    BOOST_TEST(get("/settings").at("owner_ids") == true); // which it does not say
    call("PUT", "/scenario", R"({"server":{"generate":{"count":3,"seed":1}},"rules":[]})");
    BOOST_TEST(accounts.default_account().logs().size() == 3U);
    BOOST_TEST(get("/settings").at("page_size") == 5);
    call("POST", "/reset");
    BOOST_TEST(ids() == "3 2 1 ");
    BOOST_TEST(get("/settings").at("page_size") == 2);
}

BOOST_AUTO_TEST_CASE(refuses_scenarios_that_cannot_be_and_changes_nothing) {
    call("PUT", "/scenario", R"({"name":"first","rules":[{"then":{"fault":"EMPTY_RESPONSE"}}]})");
    const std::string before = call("GET", "/scenario").content;
    const std::vector<std::pair<std::string, std::string>> refused{
        {"", "none"},
        {"[]", "none"},
        {"{", "none"},
        {"{}", "/rules"},
        {R"({"rules":7})", "/rules"},
        {R"({"rules":[],"x":1})", "/x"},
        {R"({"name":7,"rules":[]})", "/name"},
        {R"({"seed":-1,"rules":[]})", "/seed"},
        {R"({"rules":[{"then":{"fault":"NO_SUCH"}}]})", "/rules/0/then/fault"},
        {R"({"rules":[{"then":{"pager":"EMPTY"}},{"then":{}}]})", "/rules/1/then"},
        {R"({"rules":[{"times":0,"then":{"pager":"EMPTY"}}]})", "/rules/0/times"},
        {R"({"rules":[{"when":{"page":0},"then":{"pager":"EMPTY"}}]})", "/rules/0/when/page"},
        {R"({"rules":[{"when":{"page":2},"then":{"fault":"RESET_ON_ACCEPT"}}]})", "/rules/0"},
        {R"({"rules":[{"then":{"respond":{"status":100}}}]})", "/rules/0/then/respond/status"},
        {R"({"server":{"page_size":0},"rules":[]})", "/server/page_size"},
        {R"({"server":{"logs":[7]},"rules":[]})", "/server/logs/0"},
        {R"({"server":{"page_size":9,"tls":"expired"},"rules":[]})", "/server/tls"},
        {R"({"server":{"accounts":[{"key":"a","secret":"s"}]},"rules":[]})", "/server/accounts"}};
    for (const auto& [content, pointer] : refused) {
        BOOST_TEST(pointer_of(call("PUT", "/scenario", content)) == pointer, content);
        BOOST_TEST(call("GET", "/scenario").content == before);
    }
    BOOST_TEST(call("PUT", "/scenario", std::string(3'000'000, '[')).status == 400);
    const std::string twice = numbered_log_text(5) + ',' + numbered_log_text(5);
    BOOST_TEST(
        pointer_of(call("PUT", "/scenario", R"({"server":{"logs":[)" + twice + "]},\"rules\":[]}"))
            .starts_with("/server/logs"));
    BOOST_TEST(call("GET", "/scenario").content == before);
    BOOST_TEST(ids() == "3 2 1 ");
    BOOST_TEST(get("/settings").at("page_size") == 2);
}

BOOST_AUTO_TEST_CASE(names_every_fault_of_a_scenario) {
    const response refusal =
        call("PUT",
             "/scenario",
             R"({"name":7,"rules":[{"then":{"fault":"EMPTY_RESPONS"}},{"then":{"pager":1}}]})");
    BOOST_TEST(refusal.status == 400);
    const json faults = json::parse(refusal.content).at("faults");
    BOOST_TEST_REQUIRE(faults.size() == 3U);
    BOOST_TEST(faults.at(0).at("pointer") == "/name");
    BOOST_TEST(faults.at(1).at("pointer") == "/rules/0/then/fault");
    BOOST_TEST(faults.at(1).at("cause").get<std::string>().find("EMPTY_RESPONSE") !=
               std::string::npos);
    BOOST_TEST(faults.at(2).at("pointer") == "/rules/1/then/pager");
}

BOOST_AUTO_TEST_CASE(accounts_have_scenarios_of_their_own) {
    const std::string rules = R"({"rules":[{"name":"r","then":{"pager":"EMPTY"}}]})";
    BOOST_TEST(call("PUT", "/accounts/other/scenario", rules).status == 200);
    BOOST_TEST(get("/accounts/other/scenario").at("unused").dump() == R"(["r"])");
    BOOST_TEST(get("/scenario").at("rules").empty());
    BOOST_TEST(get("/accounts/key/scenario") == get("/scenario"));
    BOOST_TEST(accounts.find("other")->unused_rules().size() == 1U);
    BOOST_TEST(call("DELETE", "/accounts/other/scenario").status == 204);
    BOOST_TEST(get("/accounts/other/scenario").at("rules").empty());
    BOOST_TEST(call("GET", "/accounts/nobody/scenario").status == 404);
}

BOOST_AUTO_TEST_CASE(refuses_faults_at_accept_for_another_account_than_the_default_one) {
    for (const std::string kind : {"RESET_ON_ACCEPT", "FAIL_HANDSHAKE"}) {
        const std::string rules =
            R"({"rules":[{"then":{"pager":"EMPTY"}},{"then":{"fault":")" + kind + "\"}}]}";
        const response refusal = call("PUT", "/accounts/other/scenario", rules);
        BOOST_TEST(pointer_of(refusal) == "/rules/1");
        BOOST_TEST(json::parse(refusal.content).at("error") ==
                   "/rules/1: " + kind +
                       ": connections belong to no account; expected it in the "
                       "default account's rules");
        BOOST_TEST(get("/accounts/other/scenario").at("rules").empty());
        BOOST_TEST(call("PUT", "/scenario", rules).status == 200);
        BOOST_TEST(call("PUT", "/accounts/key/scenario", rules).status == 200);
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_switch_of_the_profile_where_there_is_no_tls) {
    const response refusal = call(
        "PUT", "/scenario", R"({"rules":[{"then":{"pager":"EMPTY"}},{"then":{"tls":"expired"}}]})");
    BOOST_TEST(pointer_of(refusal) == "/rules/1");
    BOOST_TEST(get("/scenario").at("rules").empty());
}

BOOST_AUTO_TEST_CASE(a_reset_brings_the_first_scenario_back) {
    sendmock::scenario first{.name = "first", .seed = 5};
    first.rules.push_back({.when = {}, .then = sendmock::http_error(500), .name = "r"});
    sendmock::account_registry made({.scenario = first}, {});
    sendmock::canary nowhere{made, {}, sendmock::system_time};
    options.on_reset = [&made] { made.reset(); };
    const sendmock::admin steered(made, nowhere, connections, options);
    const auto ask = [&](const std::string& method, const std::string& path, std::string content) {
        return steered
            .respond({.method = method,
                      .target = "/__admin" + path,
                      .fields = {{"Host", "x"}},
                      .content = std::move(content)})
            .response;
    };
    const std::string before = ask("GET", "/scenario", "").content;
    BOOST_TEST(json::parse(before).at("unused").dump() == R"(["r"])");
    static_cast<void>(made.default_account().rules().decide({.method = "GET"}));
    BOOST_TEST(ask("GET", "/scenario", "").content != before);
    BOOST_TEST(ask("PUT", "/scenario", R"({"rules":[]})").status == 200);
    BOOST_TEST(ask("POST", "/reset", "").status == 200);
    BOOST_TEST(ask("GET", "/scenario", "").content == before);
    ask("DELETE", "/scenario", "");
    BOOST_TEST(json::parse(ask("GET", "/scenario", "").content).at("rules").empty());
    ask("POST", "/reset", "");
    BOOST_TEST(ask("GET", "/scenario", "").content == before);
}

// ---- The other origin

BOOST_AUTO_TEST_CASE(shows_what_reached_the_other_origin_without_secrets) {
    BOOST_TEST(get("/canary") == json::parse(R"({"credentials_arrived":false,"requests":[]})"));
    const auto visit = [&](const sendmock::http::header_fields& fields, const std::string& target) {
        const std::string origin = elsewhere.other_origin("127.0.0.1");
        sendmock::tests::raw_client client(
            static_cast<std::uint16_t>(std::stoul(origin.substr(origin.rfind(':') + 1))));
        client.send(sendmock::tests::request_text("GET", target, fields));
        BOOST_TEST(client.read_answer().status == 401);
    };
    visit({}, "/plain");
    BOOST_TEST(get("/canary").at("credentials_arrived") == false);
    visit({{"Authorization", sendmock::http::make_basic("key", "secret")}, {"Cookie", "secret"}},
          "/a?b=secret");
    visit({{"Authorization", sendmock::http::make_basic("other", "wrong")}}, "/other");
    const std::string content = call("GET", "/canary").content;
    BOOST_TEST(content.find("secret") == std::string::npos);
    BOOST_TEST(content.find(sendmock::http::base64_encode("key:secret")) == std::string::npos);
    const json shown = json::parse(content);
    BOOST_TEST(shown.at("credentials_arrived") == true);
    const json& requests = shown.at("requests");
    BOOST_TEST_REQUIRE(requests.size() == 3U);
    BOOST_TEST(requests.at(0).at("reason") == "other_origin");
    BOOST_TEST(requests.at(1).at("reason") == "credentials_arrived");
    BOOST_TEST(requests.at(1).at("authenticated") == true);
    BOOST_TEST(requests.at(1).at("target") == "/a?b=***");
    BOOST_TEST(requests.at(1).at("headers").at(1).at("value") == "Basic ***");
    BOOST_TEST(requests.at(1).at("time") == "2024-01-02T13:00:00.000000+01:00");

    // An account's own, for that account.
    const json of_other = get("/accounts/other/canary");
    BOOST_TEST_REQUIRE(of_other.at("requests").size() == 1U);
    BOOST_TEST(of_other.at("requests").at(0).at("target") == "/other");
    BOOST_TEST(of_other.at("credentials_arrived") == true);
    BOOST_TEST(get("/accounts/key/canary").at("requests").size() == 2U);

    BOOST_TEST(call("DELETE", "/canary").status == 204);
    BOOST_TEST(get("/canary") == json::parse(R"({"credentials_arrived":false,"requests":[]})"));
    visit({{"Cookie", "a"}}, "/");
    BOOST_TEST(get("/canary").at("requests").at(0).at("number") == 4);
    call("POST", "/reset");
    BOOST_TEST(get("/canary").at("requests").empty());
    BOOST_TEST(get("/canary").at("credentials_arrived") == false);
    BOOST_TEST(get("/requests").at("total") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
