// SPDX-License-Identifier: MIT
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/generated_sequence.hpp>

#include "support/command.hpp"
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace command::generate {

using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::run;
using sendmock::tests::scratch_file;

} // namespace command::generate

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(generate)

BOOST_AUTO_TEST_CASE(writes_the_logs_that_the_library_generates_newest_first) {
    const outcome ended = run({"generate", "--count", "20", "--seed", "7"});
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.errors.empty());
    BOOST_TEST(ended.output.starts_with("{\"results\":[\n{\"id\":20,"));
    const auto logs = sendmock::parse_logs(ended.output);
    const sendmock::generated_sequence expected({.count = 20, .seed = 7});
    BOOST_REQUIRE_EQUAL(logs.size(), 20U);
    for (std::size_t i = 0; i < logs.size(); ++i) {
        BOOST_TEST(logs[i].json() == expected.record(19 - i).json());
    }
}

BOOST_AUTO_TEST_CASE(writes_a_part_of_the_sequence) {
    const std::string all = run({"generate", "--count", "9", "--seed", "7"}).output;
    const outcome part = run({"generate", "--count", "2", "--seed", "7", "--from", "4"});
    const auto logs = sendmock::parse_logs(part.output);
    BOOST_REQUIRE_EQUAL(logs.size(), 2U);
    BOOST_TEST(logs[0].id() == 6);
    BOOST_TEST(has(all, logs[0].json() + ",\n" + logs[1].json()));
}

BOOST_AUTO_TEST_CASE(writes_no_logs_if_asked_for_none) {
    BOOST_TEST(
        sendmock::parse_logs(run({"generate", "--count", "0", "--seed", "7"}).output).empty());
}

BOOST_AUTO_TEST_CASE(writes_a_file_as_it_writes_to_standard_output) {
    const scratch_file file("as it was");
    const outcome ended = run({"generate", "--count", "20", "--seed", "7", "--out", file.path()});
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.output.empty());
    BOOST_TEST(file.read() == run({"generate", "--count", "20", "--seed", "7"}).output);
    BOOST_TEST(!std::filesystem::exists(file.path() + ".unfinished"));
}

BOOST_AUTO_TEST_CASE(names_what_cannot_be_written) {
    const outcome ended =
        run({"generate", "--count", "2", "--seed", "7", "--out", "/nowhere/logs.json"});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.errors ==
               "sendmock: cannot write /nowhere/logs.json.unfinished: No such file or directory\n");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_replaced_stays_as_it_is) {
    const scratch_file file("as it was");
    std::filesystem::create_directory(file.path() + ".unfinished");
    const outcome ended = run({"generate", "--count", "2", "--seed", "7", "--out", file.path()});
    std::filesystem::remove(file.path() + ".unfinished");
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(file.read() == "as it was");
}

BOOST_AUTO_TEST_CASE(writes_through_a_link_and_puts_nothing_in_its_place) {
    const scratch_file target("as it was");
    const std::string link = target.path() + ".link";
    std::filesystem::create_symlink(target.path(), link);
    BOOST_TEST(run({"generate", "--count", "2", "--seed", "7", "--out", link}).status == 0);
    BOOST_TEST(std::filesystem::is_symlink(link));
    std::filesystem::remove(link);
    BOOST_TEST(target.read() == run({"generate", "--count", "2", "--seed", "7"}).output);
    const outcome full = run({"generate", "--count", "2", "--seed", "7", "--out", "/dev/full"});
    BOOST_TEST(full.status == 2);
    BOOST_TEST(full.errors == "sendmock: cannot write /dev/full: No space left on device\n");
    BOOST_TEST(std::filesystem::is_character_file("/dev/full"));
    const std::string folder = std::filesystem::temp_directory_path().string();
    BOOST_TEST(run({"generate", "--count", "2", "--seed", "7", "--out", folder}).errors ==
               "sendmock: cannot write " + folder + ": Is a directory\n");
}

BOOST_AUTO_TEST_CASE(keeps_the_permissions_of_a_file_that_it_replaces) {
    const scratch_file file("as it was");
    const auto only_owner =
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::filesystem::permissions(file.path(), only_owner);
    BOOST_TEST(run({"generate", "--count", "2", "--seed", "7", "--out", file.path()}).status == 0);
    BOOST_TEST((std::filesystem::status(file.path()).permissions() == only_owner));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_number_of_logs) {
    for (const char* count : {"-1", "x", "", "1.5", "1000000000001"}) {
        const outcome ended = run({"generate", "--count", count, "--seed", "7"});
        BOOST_TEST(ended.status == 2, count);
        BOOST_TEST(has(ended.errors, "--count"), ended.errors);
    }
    BOOST_TEST(run({"generate", "--count", "1"}).status == 2);
    const outcome beyond =
        run({"generate", "--count", "2", "--seed", "7", "--from", "1000000000000"});
    BOOST_TEST(beyond.status == 2);
    BOOST_TEST(has(beyond.errors, "--from: expected at most 999999999998"), beyond.errors);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
