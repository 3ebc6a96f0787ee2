// SPDX-License-Identifier: MIT
// Judging clients that are programs.

#include "support/command.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace command::check {

using nlohmann::json;
using sendmock::tests::arguments;
using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::run;

const std::string clients = SENDMOCK_TESTS_DIR "/clients/";

/// @param options  of `check`
outcome check(arguments options, const arguments& client) {
    arguments all{"check", "--seed", "1", "--timeout", "3"};
    all.insert(all.end(), options.begin(), options.end());
    all.emplace_back("--");
    all.insert(all.end(), client.begin(), client.end());
    return run(std::move(all));
}

arguments honest() {
    return {"/usr/bin/python3", clients + "honest.py"};
}

arguments broken(const std::string& bug) {
    return {"/usr/bin/python3", clients + "broken.py", bug};
}

/// Judges a broken client by one invariant.
json judged(const std::string& bug, const std::string& invariant) {
    const outcome ended =
        check({"--cases", "30", "--report", "json", "--only", invariant}, broken(bug));
    BOOST_TEST(ended.status == 1, bug);
    return json::parse(ended.output).at("invariants").at(0);
}

} // namespace command::check

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(check)

BOOST_AUTO_TEST_CASE(an_honest_client_keeps_all_invariants) {
    const outcome ended = check({"--cases", "45"}, honest());
    BOOST_TEST(ended.status == 0, ended.output);
    BOOST_TEST(has(ended.output, "cursor_verbatim             holds in "));
    BOOST_TEST(has(ended.output, ", seed 1\n"));
    BOOST_TEST(!has(ended.output, "FAILS"));
}

BOOST_AUTO_TEST_CASE(broken_clients_fail_by_the_invariant_that_is_meant_for_them) {
    for (const auto& [bug, invariant] : std::vector<std::pair<std::string, std::string>>{
             {"first_page_only", "complete"},
             {"encodes_cursor_twice", "cursor_verbatim"},
             {"drops_parameters", "parameters_kept"},
             {"no_credentials_on_page_2", "every_request_authenticated"},
             {"follows_other_origin_with_credentials", "credentials_stay_home"},
             {"no_tls_verification", "certificate_verified"},
             {"reads_401_as_empty", "reports_401"},
             {"accepts_short_body", "reports_truncation"},
             {"dies_by_signal", "no_crash"}}) {
        const json said = judged(bug, invariant);
        BOOST_TEST(said.at("name") == invariant);
        BOOST_TEST(said.at("state") == "fails", bug);
        BOOST_TEST(said.at("counterexample").at("logs") <= 4);
        BOOST_TEST(!said.at("expected").get<std::string>().empty());
        BOOST_TEST(!said.at("happened").get<std::string>().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_hangs_is_given_up) {
    const json said = judged("no_timeout", "times_out");
    BOOST_TEST(said.at("state") == "fails");
}

BOOST_AUTO_TEST_CASE(a_client_that_cannot_be_started_is_bad_usage) {
    const outcome ended = check({}, {"/nowhere/client"});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(has(ended.errors, "/nowhere/client"));
    BOOST_TEST(ended.output == "");
}

BOOST_AUTO_TEST_CASE(a_client_that_prints_no_json_is_told_so) {
    const outcome ended = check({"--cases", "20", "--only", "complete"}, {"/bin/echo", "hello"});
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(has(ended.output, "line 1 of its output is no JSON: hello"));
}

BOOST_AUTO_TEST_CASE(bad_usage_is_told_with_the_option) {
    for (const auto& [given, told] : std::vector<std::pair<arguments, std::string>>{
             {{"check"}, "expected a client"},
             {{"check", "--only", "complte", "--", "true"}, "the nearest is complete"},
             {{"check", "--expect", "magic", "--", "true"}, "--expect"},
             {{"check", "--cases", "0", "--", "true"}, "--cases"},
             {{"check", "--report", "yaml", "--", "true"}, "--report"},
             {{"run"}, "expected a command"},
             {{"run", "--", "/nowhere/client"}, "/nowhere/client"}}) {
        const outcome ended = run(given);
        BOOST_TEST(ended.status == 2);
        BOOST_TEST(has(ended.errors, told), ended.errors);
    }
}

BOOST_AUTO_TEST_CASE(the_invariants_can_be_listed) {
    const outcome ended = run({"check", "--list"});
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(has(ended.output, "times_exact                 Times are returned as the"));
    BOOST_TEST(has(ended.output, "(--expect int64)"));
}

BOOST_AUTO_TEST_CASE(counterexamples_are_saved_as_scenarios_that_are_valid) {
    const auto directory = std::filesystem::temp_directory_path() / "sendmock-check-saved";
    std::filesystem::remove_all(directory);
    const outcome ended = check(
        {"--cases", "20", "--only", "complete", "--save", directory.string(), "--report", "junit"},
        broken("first_page_only"));
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(has(ended.output, "<testcase classname=\"sendmock.check\" name=\"complete\">"));
    BOOST_TEST(has(ended.output, "failures=\"1\""));
    const std::string file = (directory / "complete.json").string();
    BOOST_TEST(has(ended.errors, "serve --scenario " + file));
    BOOST_TEST(run({"validate", file}).status == 0);
    std::filesystem::remove_all(directory);
}

BOOST_AUTO_TEST_CASE(the_same_seed_walks_the_same_walks) {
    const auto once = [] {
        json report = json::parse(
            check({"--cases", "40", "--report", "json", "--jobs", "3", "--only", "reports_404"},
                  broken("reads_404_as_end"))
                .output);
        json walk = report.at("invariants").at(0).at("counterexample");
        return walk.at("scenario").dump() + walk.at("walk").dump();
    };
    BOOST_TEST(once() == once());
}

BOOST_AUTO_TEST_CASE(run_serves_and_judges_what_it_saw) {
    const outcome good = run({"run",
                              "--generate",
                              "25",
                              "--page-size",
                              "10",
                              "--",
                              "/usr/bin/python3",
                              clients + "honest.py"});
    BOOST_TEST(good.status == 0, good.errors);
    BOOST_TEST(has(good.errors, "3 requests, nothing is wrong with them"));
    const std::string script = "curl -s -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" "
                               "\"$SENDMOCK_URL?cursor=cD04\"";
    const outcome bad = run({"run", "--", "/bin/sh", "-c", script});
    BOOST_TEST(bad.status == 1);
    BOOST_TEST(has(bad.errors, "FAILS no_self_made_cursor"));
    BOOST_TEST(run({"run", "--", "/bin/sh", "-c", "exit 7"}).status == 7);
    BOOST_TEST(run({"run", "--", "/bin/sh", "-c", "kill -9 $$"}).status == 137);
}

BOOST_AUTO_TEST_CASE(run_tells_the_command_where_to_ask) {
    const outcome ended =
        run({"run",
             "--tls",
             "--",
             "/bin/sh",
             "-c",
             "curl -s --cacert \"$SENDMOCK_CA_FILE\" -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" "
             "\"$SENDMOCK_URL\" && curl -s --cacert \"$SENDMOCK_CA_FILE\" "
             "\"$SENDMOCK_ADMIN_URL/verdict\""});
    BOOST_TEST(ended.status == 0, ended.errors);
    BOOST_TEST(has(ended.output, "\"results\":["));
    BOOST_TEST(has(ended.output, "\"holds\":true"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
