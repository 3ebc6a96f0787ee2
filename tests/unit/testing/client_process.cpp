// SPDX-License-Identifier: MIT
#include <sendmock/testing/client_process.hpp>
#include <sendmock/testing/descendant_guard.hpp>
#include <sendmock/testing/detail/child.hpp>
#include <sendmock/testing/detail/pipe.hpp>
#include <sendmock/testing/detail/process_table.hpp>

#include "support/eventually.hpp"
#include "support/process_state.hpp"
#include "support/shell_client.hpp"
#include "support/signal_action.hpp"
#include "support/stopwatch.hpp"
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace unit::testing::client_process {

using clock = std::chrono::steady_clock;
using process = sendmock::testing::client_process;
using sendmock::testing::client_command;
using sendmock::testing::descendant_guard;
using sendmock::testing::process_ending;
using sendmock::testing::detail::children_of;
using sendmock::testing::detail::process_identity;
using sendmock::tests::eventually;
using sendmock::tests::in_time;
using sendmock::tests::open_descriptors;
using sendmock::tests::process_exists;
using sendmock::tests::shell;
using sendmock::tests::signal_action;
using sendmock::tests::time_of;
using sendmock::tests::wait_for_lines;
using sendmock::tests::written_number;
using std::chrono::milliseconds;

/// What a client wrote, and how it ended.
struct run_result {
    std::string output;
    std::string errors;
    process_ending ending;
};

run_result run(const client_command& command) {
    process client(command);
    if (!client.wait(in_time())) {
        throw std::runtime_error("it does not end: " + client.errors());
    }
    return {client.output(), client.errors(), client.ending().value()};
}

std::string failure_to_start(const std::string& program) {
    try {
        const process client({.arguments = {program}});
    } catch (const sendmock::testing::start_failure& failure) {
        return failure.what();
    }
    return "";
}

/// Puts a descriptor back at its end.
class kept_descriptor {
public:
    explicit kept_descriptor(int number)
        : number_(number), kept_(::fcntl(number, F_DUPFD_CLOEXEC, 3)) {}

    ~kept_descriptor() { ::dup2(kept_.get(), number_); }

    kept_descriptor(const kept_descriptor&) = delete;
    kept_descriptor& operator=(const kept_descriptor&) = delete;

private:
    int number_;
    sendmock::testing::detail::file_descriptor kept_;
};

/// Whether a child has ended, which nobody has reaped.
bool has_ended(pid_t number) {
    const sendmock::testing::detail::child child(number);
    return child.state() == sendmock::testing::detail::child_state::ended;
}

/// Whether all children of this process have ended that are not older ones.
bool all_have_ended_but(const std::vector<process_identity>& older) {
    const auto children = children_of(::getpid());
    return std::all_of(children.begin(), children.end(), [&older](const auto& child) {
        return std::find(older.begin(), older.end(), child) != older.end() ||
               has_ended(child.number);
    });
}

/// How long this thread has had the processor.
clock::duration processor_time() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return std::chrono::seconds{usage.ru_utime.tv_sec + usage.ru_stime.tv_sec} +
           std::chrono::microseconds{usage.ru_utime.tv_usec + usage.ru_stime.tv_usec};
}

} // namespace unit::testing::client_process

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(client_process)

BOOST_AUTO_TEST_CASE(tells_the_exit_code) {
    for (const int code : {0, 1, 42, 255}) {
        const process_ending ending = run(shell("exit " + std::to_string(code))).ending;
        BOOST_TEST(ending.exit_code == code);
        BOOST_TEST(ending.signal == 0);
        BOOST_TEST(!ending.too_much_output);
    }
}

BOOST_AUTO_TEST_CASE(tells_the_signal_that_it_died_of) {
    for (const int number : {SIGTERM, SIGKILL, SIGSEGV, SIGPIPE, SIGINT}) {
        const process_ending ending = run(shell("kill -" + std::to_string(number) + " $$")).ending;
        BOOST_TEST(ending.signal == number);
        BOOST_TEST(ending.exit_code == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_program_is_looked_up_in_the_path_and_gets_its_arguments) {
    BOOST_TEST(run({.arguments = {"printf", "%s|%s|%s", "a b", "", "$HOME"}}).output ==
               "a b||$HOME");
}

BOOST_AUTO_TEST_CASE(says_which_program_cannot_be_started_and_why) {
    BOOST_TEST(failure_to_start("no-such-program") ==
               "cannot start no-such-program: No such file or directory");
    BOOST_TEST(failure_to_start("/no/such/program") ==
               "cannot start /no/such/program: No such file or directory");
    BOOST_TEST(failure_to_start("/etc/passwd") == "cannot start /etc/passwd: Permission denied");
    BOOST_TEST(failure_to_start("/") == "cannot start /: Permission denied");
}

BOOST_AUTO_TEST_CASE(refuses_what_no_program_can_be_given) {
    using namespace std::string_literals;
    BOOST_CHECK_THROW(process({}), std::invalid_argument);
    BOOST_CHECK_THROW(process({.arguments = {"true", "a\0b"s}}), std::invalid_argument);
    for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
             {"", ""}, {"A=B", ""}, {"A\0B"s, ""}, {"A", "\0"s}}) {
        const client_command command{.arguments = {"true"}, .environment = {{name, value}}};
        BOOST_CHECK_THROW(process{command}, std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(takes_megabytes_on_both_streams_at_once) {
    std::string numbers;
    for (int number = 1; number <= 500'000; ++number) {
        numbers += std::to_string(number) + '\n';
    }
    const run_result result = run(shell("seq 1 500000 >&2 & seq 1 500000; wait"));
    BOOST_TEST((result.output == numbers)); // no megabytes in the report
    BOOST_TEST((result.errors == numbers.substr(numbers.size() - 65'536)));
    client_command command = shell("printf 0123456789 >&2");
    command.most_error_bytes = 4;
    process client(command);
    BOOST_TEST_REQUIRE(client.wait(in_time()));
    BOOST_TEST(client.errors() == "6789");
    BOOST_TEST(client.dropped_error_bytes() == 6U);
    BOOST_TEST(result.ending.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(takes_a_stream_that_comes_after_megabytes_of_the_other_one) {
    BOOST_TEST(run(shell("seq 1 100000 >&2; echo end")).output == "end\n");
    BOOST_TEST(run(shell("seq 1 100000; echo end >&2")).errors == "end\n");
}

BOOST_AUTO_TEST_CASE(what_is_in_the_pipe_at_the_end_is_read) {
    process client(shell("echo $$; kill -STOP $$; seq 1 100000"));
    const pid_t number = written_number(client);
    {
        // More than one read takes, all of it there before the end is seen.
        const std::string written_end = "/proc/" + std::to_string(number) + "/fd/1";
        const sendmock::testing::detail::file_descriptor pipe(
            ::open(written_end.c_str(), O_WRONLY | O_CLOEXEC));
        BOOST_TEST(::fcntl(pipe.get(), F_SETPIPE_SZ, 1 << 20) >= 1 << 20);
    }
    BOOST_TEST(eventually([number] {
        ::kill(number, SIGCONT);
        return has_ended(number);
    }));
    BOOST_TEST(client.wait(in_time()));
    BOOST_TEST(client.output().size() == std::to_string(number).size() + 1 + 588'895);
}

BOOST_AUTO_TEST_CASE(kills_what_writes_more_than_it_may) {
    client_command command = shell("printf 12345678; exec sleep 1000");
    command.most_output_bytes = 7;
    const run_result result = run(command);
    BOOST_TEST(result.output == "1234567");
    BOOST_TEST(result.ending.too_much_output);
    BOOST_TEST(result.ending.signal == SIGKILL);
}

BOOST_AUTO_TEST_CASE(says_that_too_much_was_written_though_it_has_ended_by_itself) {
    for (const auto& [most, too_much] : {std::pair{8U, false}, std::pair{7U, true}}) {
        client_command command = shell("printf 12345678");
        command.most_output_bytes = most;
        process client(command);
        BOOST_TEST(client.wait(in_time()));
        BOOST_TEST(client.output().size() == most);
        BOOST_TEST(client.ending().value().too_much_output == too_much);
    }
}

BOOST_AUTO_TEST_CASE(an_endless_stream_ends_at_the_limit) {
    client_command command{.arguments = {"yes"}};
    command.most_output_bytes = 3'000'001;
    const run_result result = run(command);
    BOOST_TEST(result.output.size() == 3'000'001U);
    BOOST_TEST(result.ending.too_much_output);
}

BOOST_AUTO_TEST_CASE(kills_what_never_ends_and_all_of_its_group) {
    const descendant_guard guard;
    process client(shell("sleep 1000 & echo $!; wait"));
    const pid_t grandchild = written_number(client);
    BOOST_TEST(!client.ending().has_value());
    BOOST_TEST(process_exists(grandchild));
    client.kill();
    BOOST_TEST(client.ending().value().signal == SIGKILL);
    BOOST_TEST(!process_exists(grandchild));
    BOOST_TEST(client.wait(clock::now()));
    client.kill(); // nobody, for it has ended
}

BOOST_AUTO_TEST_CASE(kills_it_with_the_object) {
    const descendant_guard guard;
    std::optional<process> client(shell("sleep 1000 & echo $!; echo $$; wait"));
    wait_for_lines(*client, 2);
    const std::string numbers = client->output();
    client.reset();
    BOOST_TEST(!process_exists(std::stoi(numbers)));
    BOOST_TEST(!process_exists(std::stoi(numbers.substr(numbers.find('\n')))));
}

BOOST_AUTO_TEST_CASE(kills_what_has_stopped) {
    process client(shell("kill -STOP $$"));
    BOOST_TEST(!client.wait(clock::now() + milliseconds{20}));
    client.kill();
    BOOST_TEST(client.ending().value().signal == SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_client_that_ended_before_it_is_killed_keeps_its_own_ending) {
    const auto older = children_of(::getpid());
    process client(shell("exit 3"));
    BOOST_TEST(eventually([&] { return all_have_ended_but(older); }));
    BOOST_TEST(!client.ending().has_value());
    client.kill();
    BOOST_TEST(client.ending().value().exit_code == 3);
    BOOST_TEST(client.ending().value().signal == 0);
}

BOOST_AUTO_TEST_CASE(clients_that_have_ended_may_be_waited_for_in_any_order) {
    const auto older = children_of(::getpid());
    process first(shell("exit 3"));
    process second(shell("exit 4"));
    BOOST_TEST(eventually([&] { return all_have_ended_but(older); }));
    BOOST_TEST(second.wait(in_time()));
    BOOST_TEST(second.ending().value().exit_code == 4);
    BOOST_TEST(first.wait(in_time()));
    BOOST_TEST(first.ending().value().exit_code == 3);
}

BOOST_AUTO_TEST_CASE(what_it_leaves_behind_in_its_group_is_killed_and_holds_up_nothing) {
    const descendant_guard guard;
    const run_result result = run(shell("sleep 1000 & echo $!"));
    BOOST_TEST(result.ending.exit_code == 0);
    BOOST_TEST(!process_exists(std::stoi(result.output)));
}

BOOST_AUTO_TEST_CASE(what_has_left_the_group_holds_up_nothing_though_it_writes_for_ever) {
    const descendant_guard guard;
    // The client ends only when it has left the group.
    const run_result result = run(
        shell("fifo=$(mktemp -u) && mkfifo $fifo && { setsid sh -c \"echo > $fifo; exec yes\" & } "
              "&& read line < $fifo; rm $fifo"));
    BOOST_TEST(result.ending.exit_code == 0);
    BOOST_TEST(!result.ending.too_much_output);
}

BOOST_AUTO_TEST_CASE(a_client_may_close_its_streams_and_run_on_and_costs_nothing) {
    process client(shell("exec >&- 2>&-; exec sleep 1000"));
    const auto before = processor_time();
    BOOST_TEST(!client.wait(clock::now() + milliseconds{400}));
    BOOST_TEST((processor_time() - before < milliseconds{30}));
    client.kill();
    BOOST_TEST(client.ending().value().signal == SIGKILL);
}

BOOST_AUTO_TEST_CASE(variables_are_added_to_our_own) {
    ::setenv("SENDMOCK_TEST_KEPT", "kept", 1);
    ::setenv("SENDMOCK_TEST_REPLACED", "old", 1);
    client_command command{.arguments = {"env"}};
    command.environment = {{"SENDMOCK_TEST_REPLACED", "new=1"}, {"SENDMOCK_TEST", ""}};
    const std::string output = '\n' + run(command).output;
    ::unsetenv("SENDMOCK_TEST_KEPT");
    ::unsetenv("SENDMOCK_TEST_REPLACED");
    BOOST_TEST(output.find("\nSENDMOCK_TEST_KEPT=kept\n") != std::string::npos);
    BOOST_TEST(output.find("\nSENDMOCK_TEST_REPLACED=new=1\n") != std::string::npos);
    BOOST_TEST(output.find("\nSENDMOCK_TEST=\n") != std::string::npos);
    BOOST_TEST(output.find("old") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(standard_input_is_at_its_end_whatever_ours_is) {
    const auto pipe = sendmock::testing::detail::make_pipe(); // it does not end
    std::string output;
    {
        const kept_descriptor input(STDIN_FILENO);
        ::dup2(pipe.read.get(), STDIN_FILENO);
        output = run(shell("cat; readlink /proc/self/fd/0")).output;
    }
    BOOST_TEST(output == "/dev/null\n");
}

BOOST_AUTO_TEST_CASE(signals_do_to_it_what_they_do_by_default) {
    const signal_action ignored(SIGPIPE, SIG_IGN);
    sigset_t blocked{};
    sigset_t former{};
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &former);
    // No shell, for it may change them itself.
    const auto status = [](const std::string& name) {
        return run({.arguments = {"sed", "-n", "s/^" + name + ":.//p", "/proc/self/status"}})
            .output;
    };
    const std::string blocks = status("SigBlk");
    const std::string ignores = status("SigIgn");
    const process_ending ending = run(shell("kill -PIPE $$")).ending;
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
    BOOST_TEST(std::stoull(blocks, nullptr, 16) == 0U);
    constexpr auto c_librarys = 3ULL << 31U; // 32 and 33, which nobody else can set
    BOOST_TEST((std::stoull(ignores, nullptr, 16) & ~c_librarys) == 0U);
    BOOST_TEST(ending.signal == SIGPIPE);
}

BOOST_AUTO_TEST_CASE(has_a_process_group_of_its_own) {
    const std::string output = run(shell("read -r a b c d e f < /proc/$$/stat; echo $a $e")).output;
    const std::string number = output.substr(0, output.find(' '));
    BOOST_TEST(output == number + ' ' + number + '\n');
    BOOST_TEST(number != std::to_string(::getpgrp()));
}

BOOST_AUTO_TEST_CASE(inherits_no_descriptor_but_the_standard_ones) {
    const int inheritable = ::fcntl(STDIN_FILENO, F_DUPFD, 70);
    const int other = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 80);
    // What lists the directory has it open.
    const std::string output = run({.arguments = {"ls", "/proc/self/fd"}}).output;
    ::close(inheritable);
    ::close(other);
    BOOST_TEST(output == "0\n1\n2\n3\n");
}

BOOST_AUTO_TEST_CASE(starts_though_we_have_no_standard_streams) {
    run_result result;
    {
        const kept_descriptor input(STDIN_FILENO);
        const kept_descriptor output(STDOUT_FILENO);
        ::close(STDIN_FILENO);
        ::close(STDOUT_FILENO);
        result = run(shell("cat; echo out; echo err >&2"));
    }
    BOOST_TEST(result.output == "out\n");
    BOOST_TEST(result.errors == "err\n");
}

BOOST_AUTO_TEST_CASE(leaves_no_descriptor_open) {
    const auto before = open_descriptors();
    for (int round = 0; round < 20; ++round) {
        static_cast<void>(run(shell("echo x")));
        static_cast<void>(failure_to_start("no-such-program"));
        const process killed({.arguments = {"sleep", "1000"}});
    }
    BOOST_TEST((open_descriptors() == before));
}

BOOST_AUTO_TEST_CASE(a_wait_ends_at_its_deadline) {
    for (const char* const script : {"exec sleep 1000", "exec yes >&2"}) {
        process client(shell(script));
        const auto begin = clock::now();
        BOOST_TEST(!client.wait(begin + milliseconds{30}));
        BOOST_TEST((clock::now() - begin >= milliseconds{30}));
        BOOST_TEST((clock::now() - begin < std::chrono::seconds{10}));
        BOOST_TEST(!client.ending().has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_deadline_may_be_past_or_for_ever) {
    process client(shell("echo $$; exec sleep 1000"));
    BOOST_TEST(!client.wait(clock::time_point::min()));
    BOOST_TEST(eventually([&] {
        // What there is is read all the same.
        return !client.wait(clock::time_point::min()) && !client.output().empty();
    }));
    ::kill(std::stoi(client.output()), SIGTERM);
    BOOST_TEST(client.wait(clock::time_point::max()));
    BOOST_TEST(client.ending().value().signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(a_wait_ends_when_it_is_woken) {
    for (const char* const script : {"exec sleep 1000", "exec yes >&2"}) {
        process client(shell(script));
        const auto pipe = sendmock::testing::detail::make_pipe();
        std::thread waker([&] { static_cast<void>(::write(pipe.write.get(), "x", 1) == 1); });
        const auto begin = clock::now();
        BOOST_TEST(!client.wait(in_time(), pipe.read.get()));
        BOOST_TEST(!client.wait(in_time(), pipe.read.get())); // for the byte is there still
        BOOST_TEST((clock::now() - begin < std::chrono::seconds{10}));
        waker.join();
    }
}

BOOST_AUTO_TEST_CASE(an_end_is_seen_though_the_wait_is_woken) {
    const auto pipe = sendmock::testing::detail::make_pipe();
    BOOST_TEST(::write(pipe.write.get(), "x", 1) == 1);
    process client(shell("echo x"));
    BOOST_TEST(eventually([&] { return client.wait(in_time(), pipe.read.get()); }));
    BOOST_TEST(client.output() == "x\n");
}

BOOST_AUTO_TEST_CASE(a_short_client_costs_hardly_more_than_its_own_time) {
    constexpr milliseconds within{10};
    // Its streams tell nothing of its end.
    const client_command command = shell("exec >&- 2>&-; /bin/true; exit 0");
    const auto best = sendmock::tests::shortest(within, [&command] {
        auto shortest = clock::duration::max();
        for (int round = 0; round < 20; ++round) {
            const auto once = time_of([&command] { static_cast<void>(run(command)); });
            shortest = std::min(shortest, once);
        }
        return shortest;
    });
    BOOST_TEST((best < sendmock::tests::bound(within)));
}

BOOST_AUTO_TEST_CASE(many_threads_run_clients_without_taking_each_others_endings) {
    constexpr int rounds = 100;
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&right, thread] {
            for (int round = 0; round < rounds; ++round) {
                const int code = (thread * rounds + round) % 256;
                const std::string text = std::to_string(thread) + '.' + std::to_string(round);
                const run_result result =
                    run(shell("echo " + text + "; exit " + std::to_string(code)));
                if (result.output == text + '\n' && result.ending.exit_code == code) {
                    ++right;
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(right == 4 * rounds);
}

BOOST_AUTO_TEST_CASE(says_that_an_ending_cannot_be_known_where_others_reap_it) {
    const signal_action ignored(SIGCHLD, SIG_IGN);
    process client({.arguments = {"true"}});
    BOOST_CHECK_EXCEPTION(client.wait(in_time()), sendmock::error, [](const auto& failure) {
        return std::string(failure.what()) ==
               "how true ended cannot be known: this process ignores SIGCHLD, or has waited for "
               "any child";
    });
    BOOST_TEST(!client.ending().has_value());
    BOOST_TEST(client.wait(clock::now()));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
