// SPDX-License-Identifier: MIT
#include "support/oracle_process.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <string_view>

namespace oracle::oracle_process {

using namespace std::chrono_literals;
using child_process = sendmock::tests::oracle_process;

bool names(const std::runtime_error& error, std::string_view part) {
    const bool found = std::string_view(error.what()).find(part) != std::string_view::npos;
    if (!found) {
        BOOST_TEST_MESSAGE("the message is: " << error.what());
    }
    return found;
}

bool is_gone(pid_t pid) {
    return ::kill(pid, 0) != 0 && errno == ESRCH;
}

} // namespace oracle::oracle_process

BOOST_AUTO_TEST_SUITE(oracle)
BOOST_AUTO_TEST_SUITE(oracle_process)

BOOST_AUTO_TEST_CASE(answers_line_by_line_and_is_reaped) {
    pid_t pid = 0;
    {
        child_process cat({"/bin/cat"});
        pid = cat.pid();
        BOOST_TEST(cat.ask("one", 10s) == "one");
        BOOST_TEST(cat.ask("two", 10s) == "two");
        BOOST_TEST(!is_gone(pid));
    }
    BOOST_TEST(is_gone(pid));
}

BOOST_AUTO_TEST_CASE(carries_lines_larger_than_any_buffer) {
    child_process reader({"/bin/cat"});
    const std::string large(1'000'000, 'x');
    BOOST_TEST((reader.ask(large, 60s) == large));
}

BOOST_AUTO_TEST_CASE(a_dead_child_is_named_with_its_standard_error) {
    child_process child({"/bin/sh", "-c", "read -r line; echo went wrong >&2; exit 3"});
    const pid_t pid = child.pid();
    BOOST_CHECK_EXCEPTION(child.ask("question", 10s), std::runtime_error, [](const auto& error) {
        return names(error, "exit code 3") && names(error, "went wrong") && names(error, "/bin/sh");
    });
    BOOST_TEST(is_gone(pid));
}

BOOST_AUTO_TEST_CASE(a_child_that_died_before_it_was_asked_is_named_too) {
    child_process child({"/bin/sh", "-c", "echo no such module >&2; exit 1"});
    BOOST_CHECK_EXCEPTION(
        child.ask(std::string(1'000'000, 'x'), 10s), std::runtime_error, [](const auto& error) {
            return names(error, "exit code 1") && names(error, "no such module");
        });
}

BOOST_AUTO_TEST_CASE(a_late_answer_is_a_failure) {
    child_process child({"/bin/sh", "-c", "echo busy >&2; read -r line; read -r line"});
    BOOST_CHECK_EXCEPTION(child.ask("question", 50ms), std::runtime_error, [](const auto& error) {
        return names(error, "did not answer in time");
    });
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_named) {
    BOOST_CHECK_EXCEPTION(
        child_process({"/no/such/program"}), std::runtime_error, [](const auto& error) {
            return names(error, "/no/such/program") && names(error, "No such file");
        });
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
