// SPDX-License-Identifier: MIT
// JUnit reports, read by a library that is not ours.

#include "support/command.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>

namespace command::junit {

using nlohmann::json;
using sendmock::tests::arguments;
using sendmock::tests::child_process;
using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::run;
using sendmock::tests::scratch_file;

/// The only suite of a report, by `read_junit.py`.
json suite_in(const std::string& report) {
    const scratch_file file(report);
    child_process reader(
        {"/usr/bin/python3", SENDMOCK_TESTS_DIR "/schema/read_junit.py", file.path()});
    const int status = reader.wait();
    const std::string output = reader.read_rest();
    BOOST_TEST_REQUIRE(status == 0, reader.errors());
    const json suites = json::parse(output);
    BOOST_TEST_REQUIRE(suites.size() == 1U);
    return suites.at(0);
}

/// Judges a client that reads the first page only, and writes what XML cannot have.
std::string report(const std::string& form, arguments options) {
    options.insert(options.begin(), {"check", "--seed", "1", "--report", form});
    options.insert(options.end(),
                   {"--",
                    "/bin/sh",
                    "-c",
                    "printf '\\033[31m\\001\\377 <&\"]]> \\357\\277\\276\\n' >&2; exec "
                    "/usr/bin/python3 " SENDMOCK_TESTS_DIR "/clients/broken.py first_page_only"});
    const outcome ended = run(options);
    BOOST_TEST(ended.status == 1, ended.errors);
    return ended.output;
}

/// How JUnit tells a state.
std::string junit_state(const std::string& state) {
    return state == "not_judged" ? "skipped" : state == "inconclusive" ? "error" : state;
}

} // namespace command::junit

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(junit)

BOOST_AUTO_TEST_CASE(a_report_of_check_has_the_states_of_the_json_report) {
    for (const arguments& options :
         {arguments{"--walk", "none:rows=2,page_size=1,page=1"},
          arguments{
              "--cases", "2", "--jobs", "1", "--only", "complete", "--only", "reports_stall"}}) {
        const json suite = suite_in(report("junit", options));
        const json expected = json::parse(report("json", options)).at("invariants");
        const json& cases = suite.at("cases");
        BOOST_TEST_REQUIRE(cases.size() == expected.size());
        for (std::size_t at = 0; at < cases.size(); ++at) {
            BOOST_TEST(cases[at].at("name") == expected[at].at("name"));
            BOOST_TEST(cases[at].at("state") ==
                           junit_state(expected[at].at("state").get<std::string>()),
                       cases[at].at("name"));
        }
        BOOST_TEST(suite.at("failures") == 1);
        BOOST_TEST(suite.at("skipped").get<int>() + suite.at("errors").get<int>() > 0);
    }
}

BOOST_AUTO_TEST_CASE(a_failure_has_the_finding_and_the_words_of_the_client) {
    const json suite = suite_in(report("junit", {"--walk", "none:rows=2,page_size=1,page=1"}));
    const json& failing = suite.at("cases").at(0);
    BOOST_TEST(failing.at("name") == "complete");
    BOOST_TEST(failing.at("state") == "fails");
    const auto text = failing.at("text").get<std::string>();
    BOOST_TEST(has(text, "happened: page 1 was answered with 200 and"), text);
    BOOST_TEST(has(text, R"(    \x1B[31m\x01\xFF <&"]]> \u{FFFE})"), text);
}

BOOST_AUTO_TEST_CASE(a_report_of_run_is_read_as_well) {
    const outcome none =
        run({"run", "--report", "junit", "--", "true"}); // fails, for it asks for nothing
    BOOST_TEST(none.status == 1);
    const json suite = suite_in(none.errors);
    BOOST_TEST(suite.at("failures") == 1);
    BOOST_TEST(suite.at("cases").at(0).at("name") == "min_requests");
    BOOST_TEST(suite.at("cases").at(0).at("state") == "fails");
    BOOST_TEST(suite.at("skipped").get<int>() + 1 == suite.at("tests").get<int>());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
