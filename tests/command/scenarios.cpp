// SPDX-License-Identifier: MIT
// Scenarios by the command: the ready ones, files, and what is wrong with them.

#include "support/command.hpp"
#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/tls_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace command::scenarios {

using nlohmann::json;
using sendmock::tests::eventually;
using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::raw_client;
using sendmock::tests::request_text;
using sendmock::tests::run;
using sendmock::tests::scratch_file;
using sendmock::tests::service_client;
using sendmock::tests::serving;
using sendmock::tests::tls_client;

std::set<std::string> ready_names() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(SENDMOCK_FIXTURE_DIR) / "scenarios")) {
        names.insert(entry.path().stem().string());
    }
    return names;
}

json admin(std::uint16_t port, std::string_view call) {
    raw_client client(port);
    client.send(request_text("GET", "/__admin/" + std::string(call)));
    return json::parse(client.read_answer().content);
}

/// What a plain client, which tries a page up to three times, makes of a server.
struct walk {
    std::size_t logs = 0;
    std::string end = "complete"; ///< or why it gave up
};

walk walk_through(std::uint16_t port) {
    walk seen;
    std::set<std::string> requested;
    std::string target(sendmock::tests::logs_target);
    while (true) {
        json page;
        for (int attempt = 1;; ++attempt) {
            try {
                const auto answer = service_client(port).get(target);
                if (answer.status == 200) {
                    page = json::parse(answer.content);
                    break;
                }
                seen.end = "status " + std::to_string(answer.status);
            } catch (const std::exception&) {
                seen.end = "no answer";
            }
            if (attempt == 3) {
                return seen;
            }
        }
        seen.end = "complete";
        seen.logs += page.at("results").size();
        if (page.at("next").is_null()) {
            return seen;
        }
        const std::string next = page.at("next");
        if (!requested.insert(next).second) {
            seen.end = "the same link again";
            return seen;
        }
        if (!next.starts_with("http://x/")) { // what the client says that the host is
            seen.end = "a link to elsewhere";
            return seen;
        }
        target = sendmock::tests::target_of(next);
    }
}

} // namespace command::scenarios

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(scenarios)

BOOST_AUTO_TEST_CASE(are_listed_with_what_they_do) {
    const outcome listed = run({"scenarios"});
    BOOST_TEST(listed.status == 0);
    BOOST_TEST(listed.errors == "");
    const auto names = ready_names();
    BOOST_TEST(names.size() >= 12U);
    for (const std::string& name : names) {
        const std::size_t at = ("\n" + listed.output).find('\n' + name + "  ");
        BOOST_TEST(at != std::string::npos, name);
    }
    BOOST_TEST(has(listed.output, "Page 2 answers 503 twice"));
}

BOOST_AUTO_TEST_CASE(each_can_be_printed_and_is_called_like_its_file) {
    for (const std::string& name : ready_names()) {
        const outcome printed = run({"scenarios", name});
        BOOST_TEST(printed.status == 0);
        const json scenario = json::parse(printed.output);
        BOOST_TEST(scenario.at("name") == name);
        BOOST_TEST(scenario.at("description").get<std::string>().size() > 20U);
        const scratch_file file(printed.output);
        BOOST_TEST(run({"validate", file.path()}).status == 0);
    }
    const outcome unknown = run({"scenarios", "stale"});
    BOOST_TEST(unknown.status == 2);
    BOOST_TEST(has(unknown.errors, "the nearest is stalled"), unknown.errors);
}

BOOST_AUTO_TEST_CASE(each_ready_one_does_what_it_says) {
    // Logs and the end of a walk that tries each page three times at most.
    const std::map<std::string, std::pair<std::size_t, std::string>> expected{
        {"delete-while-paging", {250, "complete"}}, // those that go were on page 1
        {"disconnect-mid-body", {250, "complete"}},
        {"empty-page", {250, "complete"}},
        {"endless-loop", {150, "the same link again"}},
        {"expired-cursor", {100, "status 404"}},
        {"flaky", {250, "complete"}},
        {"foreign-next", {50, "a link to elsewhere"}},
        {"foreign-redirect", {50, "status 302"}},
        {"insert-while-paging", {250, "complete"}},
        {"maintenance-page", {250, "complete"}},
        {"not-found-on-page-2", {250, "complete"}},
        {"opaque-cursors", {250, "complete"}},
        {"rate-limited", {250, "complete"}},
        {"reset-mid-body", {250, "complete"}},
        {"revoked-keys", {50, "status 401"}},
        {"short-pages", {250, "complete"}},
        {"ssl-error-status", {250, "complete"}},
        {"ssl-failure-then-recovery", {250, "complete"}},
        {"truncated-json", {250, "complete"}},
        {"unavailable-twice", {250, "complete"}}};
    for (const std::string& name : ready_names()) {
        if (name == "slow" || name == "stalled" || name == "certificate-expires-while-paging") {
            continue; // below
        }
        BOOST_TEST_REQUIRE(expected.contains(name), name << " has no test");
        serving server({"--scenario", name});
        const walk seen = walk_through(server.port());
        BOOST_TEST(seen.logs == expected.at(name).first, name << ": " << seen.logs);
        BOOST_TEST(seen.end == expected.at(name).second, name << ": " << seen.end);
        if (name != "flaky") { // whose rules act by chance
            BOOST_TEST(admin(server.port(), "scenario").at("unused").empty(), name);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_slow_and_the_stalled_one_act_as_well) {
    serving slow({"--scenario", "slow"});
    BOOST_TEST(service_client(slow.port()).get().status == 200);
    BOOST_TEST(admin(slow.port(), "scenario").at("rules").at(0).at("fired") == 1);
    serving stalled({"--scenario", "stalled"});
    service_client client(stalled.port());
    const json page = json::parse(client.get().content);
    client.connection().send(
        client.text("GET", sendmock::tests::target_of(page.at("next").get<std::string>())));
    const auto received = client.connection().read_to_end(std::chrono::milliseconds{300});
    BOOST_TEST(received.ending == sendmock::tests::ending::silence);
    BOOST_TEST(has(received.bytes, "200 OK"));
}

BOOST_AUTO_TEST_CASE(the_one_of_tls_turns_bad_after_page_2) {
    serving server({"--scenario", "certificate-expires-while-paging"});
    BOOST_TEST(has(server.first_line(), "https://"), server.first_line());
    const auto ask = [](tls_client& client, const std::string& target) {
        client.send(request_text(
            "GET", target, {{"Authorization", sendmock::http::make_basic("key", "secret")}}));
        std::string answer = client.read_record();
        const std::size_t length = std::stoul(answer.substr(answer.find("Content-Length: ") + 16));
        const std::size_t size = answer.find("\r\n\r\n") + 4 + length;
        for (std::string more = answer; answer.size() < size && !more.empty(); answer += more) {
            more = client.read_record();
        }
        return answer;
    };
    const auto content_of = [](const std::string& answer) {
        return json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
    };
    const auto profile = [&] {
        tls_client client(server.port());
        BOOST_REQUIRE(client.shake_hands()); // it looks at no certificate
        return content_of(ask(client, "/__admin/settings")).at("tls_profile");
    };
    BOOST_TEST(profile() == "good");
    tls_client client(server.port());
    BOOST_REQUIRE(client.shake_hands());
    const json first = content_of(ask(client, std::string(sendmock::tests::logs_target)));
    const std::string second =
        ask(client, sendmock::tests::target_of(first.at("next").get<std::string>()));
    BOOST_TEST(second.starts_with("HTTP/1.1 200"));
    BOOST_TEST(has(second, "\r\nConnection: close\r\n"));
    BOOST_TEST(profile() == "expired");
}

BOOST_AUTO_TEST_CASE(a_file_can_serve_all_of_a_case) {
    const scratch_file file(R"({"server":{"logs":[
        {"id":7,"base_url":"x","created_at":"2023-03-01T02:02:00+01:00"},
        {"id":8,"base_url":"x","created_at":"2023-03-01T02:02:00+01:00"}],"page_size":1,
        "accounts":[{"key":"a","secret":"b"},{"key":"c","secret":"d","page_size":2}]},
        "rules":[{"when":{"account":"c"},"then":{"respond":{"status":418}}}]})");
    serving server({"--scenario", file.path()});
    service_client first(server.port(), "a", "b");
    BOOST_TEST(first.get().status == 200);
    BOOST_TEST(first.walk().size() == 2U);
    service_client second(server.port(), "c", "d");
    BOOST_TEST(second.get().status == 418);
    BOOST_TEST(json::parse(second.get().content).at("next").is_null()); // both on one page
}

BOOST_AUTO_TEST_CASE(what_the_command_line_says_comes_first) {
    const scratch_file logs(
        R"([{"id":7,"base_url":"x","created_at":"2023-03-01T02:02:00+01:00"}])");
    serving server({"--scenario",
                    "empty-page",
                    "--logs",
                    logs.path(),
                    "--page-size",
                    "3",
                    "--ordering",
                    "-id",
                    "--auth",
                    "k:s"});
    BOOST_TEST((service_client(server.port(), "k", "s").walk() == std::vector<std::int64_t>{7}));
    const json settings = admin(server.port(), "settings");
    BOOST_TEST(settings.at("page_size") == 3);
    BOOST_TEST(settings.at("ordering") == "-id");
}

BOOST_AUTO_TEST_CASE(several_act_together_and_for_each_account) {
    const outcome refused =
        run({"serve", "--scenario", "unavailable-twice", "--scenario", "ssl-error-status"});
    BOOST_TEST(refused.status == 2); // both say what to serve
    BOOST_TEST(has(refused.errors, "ssl-error-status says what to serve"), refused.errors);
    const scratch_file rules(R"({"rules":[{"then":{"respond":{"status":503}}}]})");
    serving both(
        {"--scenario", rules.path(), "--scenario", "empty-page", "--auth", "a:x", "--auth", "b:y"});
    for (const auto& [key, secret] : {std::pair{"a", "x"}, std::pair{"b", "y"}}) {
        service_client client(both.port(), key, secret);
        BOOST_TEST(client.get().status == 503);
        BOOST_TEST(client.walk().size() == 250U);
    }
    BOOST_TEST(admin(both.port(), "accounts/b/scenario").at("unused").empty());
}

BOOST_AUTO_TEST_CASE(bad_ones_are_refused_with_place_and_cause) {
    const outcome unknown = run({"serve", "--scenario", "flakey"});
    BOOST_TEST(unknown.status == 2);
    BOOST_TEST(has(unknown.errors, "the nearest is flaky"), unknown.errors);
    const scratch_file bad(R"({"rules":[{"then":{"pager":"EMTPY"}},{"wen":{}}]})");
    for (const std::string command : {"serve", "validate"}) {
        const outcome refused = command == "serve" ? run({"serve", "--scenario", bad.path()})
                                                   : run({"validate", bad.path()});
        const std::string all = refused.errors + refused.output;
        BOOST_TEST(refused.status == (command == "serve" ? 2 : 1));
        BOOST_TEST(has(all, bad.path() + ": /rules/0/then/pager"), all);
        BOOST_TEST(has(all, "\"EMPTY\", found \"EMTPY\""), all);
        BOOST_TEST(has(all, "/rules/1/wen"), all);
    }
    BOOST_TEST(run({"serve", "--scenario", "/nowhere/x.json"}).status == 2);
    BOOST_TEST(run({"serve", "--scenario", "/"}).status == 2);
    BOOST_TEST(run({"serve", "--scenario", ""}).status == 2);
    BOOST_TEST(run({"serve", "--watch"}).status == 2);
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_is_read_again) {
    const scratch_file file(R"({"rules":[{"times":null,"then":{"respond":{"status":503}}}]})");
    serving server({"--scenario", file.path(), "--watch"});
    service_client client(server.port());
    BOOST_TEST(client.get().status == 503);
    file.write(R"({"rules":[{"times":null,"then":{"respond":{"status":418}}}]})");
    BOOST_TEST(eventually([&] { return client.get().status == 418; }));
    file.write(R"({"rules":7})");
    BOOST_TEST(eventually(
        [&] { return has(server.child().errors(), "--watch: the former rules stay:"); }));
    BOOST_TEST(client.get().status == 418);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
