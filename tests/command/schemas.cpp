// SPDX-License-Identifier: MIT
// The JSON Schemas of fixtures/schema, by a validator that is not ours.

#include "support/command.hpp"
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace command::schemas {

using sendmock::tests::arguments;
using sendmock::tests::child_process;
using sendmock::tests::outcome;
using sendmock::tests::run;
using sendmock::tests::scratch_file;

const std::filesystem::path fixtures(SENDMOCK_FIXTURE_DIR);
const std::filesystem::path here = std::filesystem::path(SENDMOCK_TESTS_DIR) / "schema";

std::vector<std::string> files_in(const std::filesystem::path& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path().string());
    }
    return files;
}

/// @param option  of check.py, empty for none
outcome check(const std::vector<std::string>& files, const std::string& option = {}) {
    arguments command{"/usr/bin/python3", (here / "check.py").string()};
    if (!option.empty()) {
        command.push_back(option);
    }
    command.push_back((fixtures / "schema").string());
    command.insert(command.end(), files.begin(), files.end());
    child_process child(command);
    const int status = child.wait();
    return {.status = status, .output = child.read_rest(), .errors = child.errors()};
}

} // namespace command::schemas

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(schemas)

BOOST_AUTO_TEST_CASE(take_every_fixture_which_says_what_it_is_for) {
    const outcome ended = check(files_in(fixtures / "logs"), "--described");
    BOOST_TEST(ended.status == 0, ended.output << ended.errors);
}

BOOST_AUTO_TEST_CASE(take_ten_thousand_generated_logs) {
    const scratch_file file;
    BOOST_TEST(run({"generate", "--count", "10000", "--seed", "11", "--out", file.path()}).status ==
               0);
    // As a page, which has links.
    file.write(R"({"next":null,"previous":null,)" + file.read().substr(1));
    const outcome ended = check({file.path()});
    BOOST_TEST(ended.status == 0, ended.output << ended.errors);
    BOOST_TEST(ended.output.find("10000 logs in 1 file") != std::string::npos, ended.output);
}

BOOST_AUTO_TEST_CASE(refuse_every_page_that_breaks_a_rule) {
    const auto files = files_in(here / "bad");
    BOOST_TEST(files.size() > 10U);
    for (const std::string& file : files) {
        const outcome ended = check({file});
        BOOST_TEST(ended.status == 1, file << ": " << ended.output << ended.errors);
    }
}

// What a page is beside its logs is not looked at by those who load it.
BOOST_AUTO_TEST_CASE(agree_with_the_command_on_what_is_no_log) {
    for (const std::string& file : files_in(here / "bad")) {
        if (file.find("previous") == std::string::npos) {
            BOOST_TEST(run({"validate", file}).status == 1, file);
        }
    }
}

BOOST_AUTO_TEST_CASE(take_every_ready_scenario) {
    const outcome ended = check(files_in(fixtures / "scenarios"), "--scenarios");
    BOOST_TEST(ended.status == 0, ended.output << ended.errors);
}

BOOST_AUTO_TEST_CASE(refuse_as_the_command_does_every_scenario_that_breaks_a_rule) {
    const auto files = files_in(here / "bad-scenarios");
    BOOST_TEST(files.size() > 10U);
    for (const std::string& file : files) {
        BOOST_TEST(check({file}, "--scenarios").status == 1, file);
        BOOST_TEST(run({"validate", file}).status == 1, file);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
