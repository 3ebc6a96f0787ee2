// SPDX-License-Identifier: MIT
#include <sendmock/testing/client_process.hpp>
#include <sendmock/testing/descendant_guard.hpp>
#include <sendmock/testing/detail/process_table.hpp>

#include "support/process_state.hpp"
#include "support/shell_client.hpp"
#include <boost/test/unit_test.hpp>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace unit::testing::descendant_guard {

using clock = std::chrono::steady_clock;
using guard = sendmock::testing::descendant_guard;
using process = sendmock::testing::client_process;
using sendmock::tests::in_time;
using sendmock::tests::process_exists;
using sendmock::tests::shell;
using sendmock::tests::wait_for_lines;
using sendmock::tests::written_number;

/// Runs a client until it has written the number of a process that has left its group, and ends it.
/// @param script  what it does first; $0 is a script that writes its number and runs on
pid_t leave_behind(const std::string& script) {
    process client(
        {.arguments = {"/bin/sh", "-c", script + " exec sleep 1000", "echo $$; exec sleep 1000"}});
    const pid_t number = written_number(client);
    client.kill();
    return number;
}

bool is_subreaper() {
    int is = 0;
    ::prctl(PR_GET_CHILD_SUBREAPER, &is, 0, 0, 0);
    return is != 0;
}

/// How many children this process has, ended ones included.
std::size_t count_children() {
    return sendmock::testing::detail::children_of(::getpid()).size();
}

constexpr auto leaves_session = "setsid sh -c \"$0\" &";

} // namespace unit::testing::descendant_guard

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(descendant_guard)

BOOST_AUTO_TEST_CASE(ends_what_has_moved_to_another_session) {
    const std::size_t children = count_children();
    std::optional<guard> guarded(std::in_place);
    const pid_t left = leave_behind(leaves_session);
    BOOST_TEST(process_exists(left));
    guarded.reset();
    BOOST_TEST(!process_exists(left));
    BOOST_TEST(count_children() == children);
}

BOOST_AUTO_TEST_CASE(ends_what_has_left_its_parent_too) {
    const std::size_t children = count_children();
    std::optional<guard> guarded(std::in_place);
    const pid_t left = leave_behind("(setsid sh -c 'sh -c \"$0\" & exit' \"$0\" &);");
    BOOST_TEST(process_exists(left));
    guarded.reset();
    BOOST_TEST(!process_exists(left));
    BOOST_TEST(count_children() == children);
}

BOOST_AUTO_TEST_CASE(ends_the_children_of_what_it_ends) {
    const std::size_t children = count_children();
    std::optional<guard> guarded(std::in_place);
    const pid_t left = leave_behind("setsid sh -c 'sh -c \"$0\"; :' \"$0\" &");
    BOOST_TEST(process_exists(left));
    guarded.reset();
    BOOST_TEST(!process_exists(left));
    BOOST_TEST(count_children() == children);
}

BOOST_AUTO_TEST_CASE(reaps_what_has_ended_by_itself) {
    const std::size_t children = count_children();
    std::optional<guard> guarded(std::in_place);
    const pid_t left = leave_behind(leaves_session);
    ::kill(left, SIGTERM);
    BOOST_TEST(process_exists(left));
    guarded.reset();
    BOOST_TEST(!process_exists(left));
    BOOST_TEST(count_children() == children);
}

BOOST_AUTO_TEST_CASE(a_name_with_spaces_and_brackets_hides_nothing) {
    const std::size_t children = count_children();
    std::optional<guard> guarded(std::in_place);
    const pid_t left =
        leave_behind("folder=$(mktemp -d); cp $(command -v sleep) \"$folder/a) S 1 (\"; "
                     "setsid \"$folder/a) S 1 (\" 1000 & "
                     "until [ \"$name\" = 'a) S 1 (' ]; do read -r name < /proc/$!/comm; done; "
                     "rm -r $folder; echo $!;");
    BOOST_TEST(process_exists(left));
    guarded.reset();
    BOOST_TEST(!process_exists(left));
    BOOST_TEST(count_children() == children);
}

BOOST_AUTO_TEST_CASE(ends_them_on_demand_between_clients) {
    const guard guarded;
    guarded.end_descendants();
    for (int round = 0; round < 3; ++round) {
        const pid_t left = leave_behind(leaves_session);
        BOOST_TEST(process_exists(left));
        guarded.end_descendants();
        BOOST_TEST(!process_exists(left));
    }
}

BOOST_AUTO_TEST_CASE(what_was_started_before_stays) {
    process older(shell("echo $$; exec sleep 1000"));
    wait_for_lines(older);
    {
        const guard guarded;
        const pid_t left = leave_behind(leaves_session);
        guarded.end_descendants();
        BOOST_TEST(!process_exists(left));
    }
    BOOST_TEST(!older.wait(clock::now()));
    ::kill(std::stoi(older.output()), SIGTERM);
    BOOST_TEST(older.wait(in_time()));
    BOOST_TEST(older.ending().value().signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(restores_what_it_has_changed) {
    const auto dispositions = sendmock::tests::signal_dispositions();
    const auto descriptors = sendmock::tests::open_descriptors();
    BOOST_TEST(!is_subreaper());
    {
        const guard outer;
        {
            const guard inner;
            BOOST_TEST(is_subreaper());
        }
        BOOST_TEST(is_subreaper());
    }
    BOOST_TEST(!is_subreaper());
    BOOST_TEST((sendmock::tests::signal_dispositions() == dispositions));
    BOOST_TEST((sendmock::tests::open_descriptors() == descriptors));
}

BOOST_AUTO_TEST_CASE(endings_are_known_though_whoever_started_us_ignores_them) {
    const auto former = ::signal(SIGCHLD, SIG_IGN);
    std::optional<guard> guarded(std::in_place);
    process client(shell("exit 7"));
    BOOST_TEST(client.wait(in_time()));
    guarded.reset();
    BOOST_TEST((::signal(SIGCHLD, former) == SIG_IGN));
    BOOST_TEST(client.ending().value().exit_code == 7);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
