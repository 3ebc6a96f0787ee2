// SPDX-License-Identifier: MIT
#include "support/command.hpp"
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace command::validate {

using sendmock::tests::outcome;
using sendmock::tests::run;
using sendmock::tests::scratch_file;

/// With FILE in place of the file's name.
outcome validate(const std::string& content) {
    const scratch_file file(content);
    outcome ended = run({"validate", file.path()});
    for (std::size_t at = 0; (at = ended.output.find(file.path())) != std::string::npos;) {
        ended.output.replace(at, file.path().size(), "FILE");
    }
    return ended;
}

constexpr std::string_view one_log =
    R"({"id":1,"base_url":"x","created_at":"2023-03-01T02:02:00+01:00"})";

} // namespace command::validate

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(validate)

BOOST_AUTO_TEST_CASE(counts_the_logs_of_files_without_fault) {
    const std::string one(one_log);
    for (const auto& [content, count] :
         std::vector<std::pair<std::string, std::string>>{{"[]", "0 logs"},
                                                          {one, "1 log"},
                                                          {"[" + one + "]", "1 log"},
                                                          {"{\"results\":[" + one + "]}", "1 log"},
                                                          {"{\"results\":[]}", "0 logs"}}) {
        const outcome ended = validate(content);
        BOOST_TEST(ended.status == 0);
        BOOST_TEST(ended.output == "FILE: " + count + "\n");
        BOOST_TEST(ended.errors.empty());
    }
}

BOOST_AUTO_TEST_CASE(all_fixtures_are_without_fault_or_warning) {
    std::vector<std::string> call{"validate"};
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(SENDMOCK_FIXTURE_DIR) / "logs")) {
        call.push_back(entry.path().string());
    }
    BOOST_TEST(call.size() > 10U);
    const outcome ended = run(call);
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.output.find("warning") == std::string::npos, ended.output);
}

BOOST_AUTO_TEST_CASE(gives_each_fault_a_line_with_its_place) {
    const outcome ended = validate(R"([{"id":1,"base_url":"x","created_at":"2023-03-01T02:02:00"},)"
                                   R"({"id":1,"base_url":7,"method":null,"extra":1,)"
                                   R"("created_at":"2023-03-01T02:02:00Z"}])");
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(ended.output ==
               "FILE: /1/extra: expected a member that a log has, found \"extra\" (a warning)\n"
               "FILE: /0/created_at: expected a date and time with its zone, such as "
               "2023-03-01T02:02:00+01:00, found the string \"2023-03-01T02:02:00\"\n"
               "FILE: /1/base_url: expected a string that is not blank, found the number 7\n"
               "FILE: /1/method: expected a string, found null\n"
               "FILE: /1/id: expected an id of its own, found 1, the id of /0\n");
}

BOOST_AUTO_TEST_CASE(a_warning_alone_is_no_fault) {
    const outcome ended =
        validate(R"({"id":1,"base_url":"x","extra":1,"created_at":"2023-03-01T02:02:00Z"})");
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.output ==
               "FILE: /extra: expected a member that a log has, found \"extra\" (a warning)\n"
               "FILE: 1 log\n");
}

BOOST_AUTO_TEST_CASE(an_object_without_results_is_judged_as_what_it_looks_like) {
    BOOST_TEST(validate(R"({"next":null})").output ==
               "FILE: /results: expected an array of records, found nothing\n");
    BOOST_TEST(validate(R"({"id":1,"base_url":"x"})")
                   .output.starts_with("FILE: /created_at: expected a date"));
}

BOOST_AUTO_TEST_CASE(reads_a_pipe_once) {
    sendmock::tests::child_process child(
        {"/bin/sh",
         "-c",
         "printf '%s' '" + std::string(one_log) + "' | " SENDMOCK_COMMAND " validate /dev/stdin"});
    BOOST_TEST(child.wait() == 0);
    BOOST_TEST(child.read_rest() == "/dev/stdin: 1 log\n");
}

BOOST_AUTO_TEST_CASE(says_that_there_may_be_more_than_a_hundred_faults) {
    std::string text = "[";
    for (int i = 0; i < 200; ++i) {
        text += i == 0 ? "7" : ",7";
    }
    const outcome ended = validate(text + "]");
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(ended.output.ends_with("FILE: there may be more; these are the first 100\n"));
}

BOOST_AUTO_TEST_CASE(checks_all_files_before_it_names_those_that_it_cannot_read) {
    const scratch_file good(one_log);
    const outcome ended = run({"validate", "/nowhere/a.json", good.path(), "/"});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.output == good.path() + ": 1 log\n");
    BOOST_TEST(ended.errors ==
               "sendmock: /nowhere/a.json: there is no such file\n/: is a directory, not a file\n");
    BOOST_TEST(run({"validate"}).status == 2);
}

BOOST_AUTO_TEST_CASE(survives_what_is_no_json) {
    for (const std::string& content : {std::string(2'000'000, '['),
                                       std::string("[\"\xFF\"]"),
                                       std::string("[{\"id\":1"),
                                       std::string("[]\0[]", 5),
                                       std::string("nul")}) {
        const outcome ended = validate(content);
        BOOST_TEST(ended.status == 1);
        BOOST_TEST(ended.output.starts_with("FILE: "));
    }
    BOOST_TEST(validate("").status == 2);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
