// SPDX-License-Identifier: MIT
// Judging clients that are programs.

#include "support/child_process.hpp"
#include "support/command.hpp"
#include "support/eventually.hpp"
#include "support/shell_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace command::check {

using nlohmann::json;
using sendmock::tests::arguments;
using sendmock::tests::child_process;
using sendmock::tests::error_stream;
using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::process_exists;
using sendmock::tests::run;
using sendmock::tests::with_program;

const std::string clients = SENDMOCK_TESTS_DIR "/clients/";

/// @param options  of `check`
arguments checking(const arguments& options, const arguments& client) {
    arguments all{"check", "--seed", "1"};
    all.insert(all.end(), options.begin(), options.end());
    all.emplace_back("--");
    all.insert(all.end(), client.begin(), client.end());
    return all;
}

outcome
check(arguments options, const arguments& client, const std::string& timeout_seconds = "3") {
    options.insert(options.end(), {"--timeout", timeout_seconds});
    return run(checking(options, client));
}

arguments honest() {
    return {"/usr/bin/python3", clients + "honest.py"};
}

arguments broken(const std::string& bug) {
    return {"/usr/bin/python3", clients + "broken.py", bug};
}

/// Judges a broken client by one invariant.
json judged(const std::string& bug,
            const std::string& invariant,
            const std::string& timeout_seconds = "3") {
    const outcome ended = check(
        {"--cases", "30", "--report", "json", "--only", invariant}, broken(bug), timeout_seconds);
    BOOST_TEST(ended.status == 1, bug);
    return json::parse(ended.output).at("invariants").at(0);
}

/// A new directory that is removed with its owner.
class scratch_directory {
public:
    scratch_directory() {
        if (::mkdtemp(path_.data()) == nullptr) {
            throw std::runtime_error("mkdtemp: " + path_);
        }
    }

    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;

    ~scratch_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_ = (std::filesystem::temp_directory_path() / "sendmock-check-XXXXXX").string();
};

/// A check of clients that do not end, nor the processes that they start: one of these in a session
/// of its own. Each client writes the numbers of all of them to a file. Only being interrupted ends
/// the check in time.
class endless_check {
public:
    /// @param before  what each client does before, in shell; `$0` is the directory of the files
    explicit endless_check(arguments options = {}, const std::string& before = {})
        : check_(with_program(checking(patient(std::move(options)), client(before)))) {}

    endless_check(const endless_check&) = delete;
    endless_check& operator=(const endless_check&) = delete;

    ~endless_check() {
        check_.send_signal(SIGKILL);
        for (const pid_t number : processes_) {
            ::kill(number, SIGKILL);
        }
    }

    /// Waits until so many clients run, then sends a signal.
    outcome end_by(int signal, std::size_t running = 1) {
        BOOST_TEST_REQUIRE(sendmock::tests::eventually([&] {
            processes_ = written_numbers();
            return processes_.size() == 3 * running;
        }));
        for (const pid_t number : processes_) {
            BOOST_TEST(process_exists(number));
        }
        check_.send_signal(signal);
        const int status = check_.wait();
        return {.status = status, .output = check_.read_rest(), .errors = check_.errors()};
    }

    /// Those of the processes that are still there.
    [[nodiscard]] std::vector<pid_t> left_over() {
        std::vector<pid_t> left;
        std::copy_if(
            processes_.begin(), processes_.end(), std::back_inserter(left), process_exists);
        processes_ = left; // other numbers may be given to others by now
        return left;
    }

private:
    static arguments patient(arguments options) {
        options.insert(options.end(), {"--timeout", "600"});
        return options;
    }

    [[nodiscard]] arguments client(const std::string& before) const {
        return {"/bin/sh",
                "-c",
                before + "trap '' INT TERM HUP; sleep 1000 & child=$!; setsid sleep 1000 & "
                         "echo $child $! $$ > \"$0/$$.new\"; mv \"$0/$$.new\" \"$0/$$.running\"; "
                         "while :; do sleep 1000; done",
                directory_.path()};
    }

    [[nodiscard]] std::vector<pid_t> written_numbers() const {
        std::vector<pid_t> numbers;
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
            if (entry.path().extension() == ".running") {
                std::ifstream in(entry.path());
                for (pid_t number = 0; in >> number;) {
                    numbers.push_back(number);
                }
            }
        }
        return numbers;
    }

    const scratch_directory directory_;
    child_process check_;
    std::vector<pid_t> processes_;
};

} // namespace command::check

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(check)

BOOST_AUTO_TEST_CASE(an_honest_client_keeps_all_invariants) {
    const outcome ended = check({"--all"}, honest());
    BOOST_TEST(ended.status == 0, ended.output);
    BOOST_TEST(has(ended.output, "cursor_verbatim             holds in "));
    BOOST_TEST(has(ended.output, " hold\nEach invariant that holds was shown by at least "),
               ended.output);
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
             {"keeps_what_came_of_a_page", "reports_truncation"},
             {"dies_by_signal", "no_crash"}}) {
        const json said = judged(bug, invariant);
        BOOST_TEST(said.at("name") == invariant);
        BOOST_TEST(said.at("state") == "fails", bug);
        BOOST_TEST(said.at("counterexample").at("logs") <= 4);
        BOOST_TEST(!said.at("expected").get<std::string>().empty());
        BOOST_TEST(!said.at("happened").get<std::string>().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_finding_shows_what_was_served) {
    const auto happened = [](const std::string& bug, const std::string& invariant) {
        return judged(bug, invariant).at("happened").get<std::string>();
    };
    const std::string early = happened("first_page_only", "complete");
    BOOST_TEST(early.starts_with("page 1 was answered with 200 and {\"next\":\"http://"), early);
    BOOST_TEST(early.ends_with("; the client returned 1 row; it exited with 0"), early);
    const std::string refused = happened("reads_401_as_empty", "reports_401");
    BOOST_TEST(has(refused, " was answered with 401 (fault: http_error"), refused);
    const std::string away =
        happened("follows_other_origin_with_credentials", "credentials_stay_home");
    BOOST_TEST(away.starts_with("they were sent to http://"), away);
    BOOST_TEST(has(away, "/api/v2/integrations/logs?cursor="), away);
    BOOST_TEST(has(away, " was answered with "), away);
    const std::string damaged = happened("encodes_cursor_twice", "cursor_verbatim");
    BOOST_TEST(has(damaged, "; it was answered with 404: "), damaged);
}

BOOST_AUTO_TEST_CASE(a_check_may_end_at_the_first_failure) {
    const auto walks = [](const arguments& options) {
        arguments all{"--cases", "30", "--jobs", "1", "--only", "complete", "--report", "json"};
        all.insert(all.end(), options.begin(), options.end());
        const outcome ended = check(all, broken("first_page_only"));
        BOOST_TEST(ended.status == 1);
        return json::parse(ended.output).at("cases").get<int>();
    };
    BOOST_TEST(walks({"--fail-fast"}) < 15);
    BOOST_TEST(walks({}) == 30);
}

BOOST_AUTO_TEST_CASE(a_client_that_hangs_is_given_up) {
    const json said = judged("no_timeout", "times_out", "0.5");
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
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(has(ended.errors, "never requested the URL"));

    const std::string page = "curl -s -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" \"$SENDMOCK_URL\"";
    const outcome text = check({"--only", "ids_exact"}, {"/bin/sh", "-c", page + "; echo hello"});
    BOOST_TEST(text.status == 1);
    BOOST_TEST(has(text.output, "FAILS the first walk, on which nothing goes wrong\n"));

    const outcome banner = check(
        {"--only", "ids_exact"},
        {"/bin/sh", "-c", "echo 'client 1.2'; exec /usr/bin/python3 " + clients + "honest.py"});
    BOOST_TEST(banner.status == 1);
    BOOST_TEST(has(banner.output,
                   "  happened: the client requested pages, but line 1 of standard output is not\n"
                   "            JSON: \"client 1.2\"\n"),
               banner.output);
    BOOST_TEST(has(banner.output, "  the client wrote:\n    client 1.2\n"), banner.output);
    BOOST_TEST(has(banner.output,
                   "    JSON object that has its `id`. Print everything else to standard error.\n"
                   "\nThe check ended after this walk.\n"),
               banner.output);

    const outcome trailer =
        check({"--cases", "12", "--only", "complete"},
              {"/bin/sh", "-c", "/usr/bin/python3 " + clients + "honest.py && echo Done."});
    BOOST_TEST(trailer.status == 1);
    BOOST_TEST(has(trailer.output, "of standard output is not JSON: \"Done.\""), trailer.output);
    BOOST_TEST(has(trailer.output, "what to do: Print each row of `results`"), trailer.output);

    const outcome array =
        check({"--only", "ids_exact"},
              {"/bin/sh", "-c", "curl -s -o /dev/null \"$SENDMOCK_URL\"; echo '[]'"});
    BOOST_TEST(array.status == 1);
    BOOST_TEST(has(array.output, "but not an object: \"[]\""), array.output);
}

BOOST_AUTO_TEST_CASE(a_client_that_prints_pages_is_told_what_to_print) {
    const outcome ended =
        check({"--only", "ids_exact"},
              {"/bin/sh", "-c", "curl -s -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" \"$SENDMOCK_URL\""});
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(has(ended.output,
                   "the client requested pages, but line 1 of standard output is a page,\n"
                   "            not a row\n"),
               ended.output);
}

BOOST_AUTO_TEST_CASE(a_client_that_prints_without_end_is_told_so) {
    const outcome ended =
        check({"--cases", "12", "--only", "terminates"},
              {"/bin/sh", "-c", "curl -s -o /dev/null \"$SENDMOCK_URL\"; exec yes '{\"id\":1}'"});
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(has(ended.output, "happened: it was stopped after it had printed 4 MiB"),
               ended.output);
    BOOST_TEST(has(ended.output, "what to do: Print each row once and nothing else"), ended.output);
}

BOOST_AUTO_TEST_CASE(a_client_that_prints_far_too_many_rows_is_told_so) {
    const outcome ended =
        check({"--walk", "none:rows=1,page_size=1,page=1", "--only", "terminates"},
              {"/bin/sh",
               "-c",
               "curl -s -o /dev/null \"$SENDMOCK_URL\"; yes '{\"id\":1}' | head -n 20000"});
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(has(ended.output, "happened: it printed more than 10020 rows\n"), ended.output);
    BOOST_TEST(has(ended.output, "what to do: Return each row once"), ended.output);
}

BOOST_AUTO_TEST_CASE(a_client_that_never_asks_is_bad_usage_with_its_own_words) {
    for (const char* only : {"certificate_verified", "ids_exact", "no_crash", "times_out"}) {
        const outcome ended =
            check({"--only", only}, {"/bin/sh", "-c", "echo not found: jq >&2; exit 127"});
        BOOST_TEST(ended.status == 2, only);
        BOOST_TEST(has(ended.errors,
                       "the client never requested the URL that it was given (SENDMOCK_URL): it "
                       "exited with 127\nnot found: jq\n"),
                   ended.errors);
        BOOST_TEST(ended.output == "");
    }
}

BOOST_AUTO_TEST_CASE(no_control_character_of_a_client_reaches_the_terminal) {
    const std::string hostile = "\\033[31m\\302\\233\\342\\200\\256\\177\\377"; // for printf
    const std::string page =
        "curl -s -A \"$(printf '" + hostile +
        "')\" -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" -o /dev/null \"$SENDMOCK_URL\"; ";
    const std::string row =
        "printf '{\"id\":\"" + hostile.substr(8, hostile.size() - 12) + "\",\"a\":1}\\n'; ";
    const std::string words = "printf '" + hostile + "' >&2; ";
    const arguments only{"--cases", "5", "--only", "ids_exact"};
    for (const std::string& script : {page + words + "exit 3",
                                      page + "printf '" + hostile + "\\n'",
                                      page + row + words,
                                      words + "exit 127"}) {
        for (const arguments& form : {arguments{},
                                      arguments{"--show-output"},
                                      arguments{"--report", "json"},
                                      arguments{"--report", "junit"}}) {
            arguments options = only;
            options.insert(options.end(), form.begin(), form.end());
            const outcome ended = check(options, {"/bin/sh", "-c", script});
            BOOST_TEST(ended.status != 0);
            // The command to reproduce it has the client as the user wrote it.
            for (const std::string& text : {ended.output, ended.errors}) {
                BOOST_TEST(std::all_of(text.begin(),
                                       text.end(),
                                       [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }),
                           text);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(too_little_evidence_has_a_status_of_its_own) {
    const outcome ended = check({"--cases", "5"}, honest());
    BOOST_TEST(ended.status == 4, ended.output);
    BOOST_TEST(has(ended.output, " inconclusive\n"), ended.output);
}

BOOST_AUTO_TEST_CASE(a_walk_that_a_report_names_can_be_walked_again) {
    const json said = judged("first_page_only", "complete");
    const std::string walk = said.at("counterexample").at("replay");
    const outcome again = check({"--walk", walk}, broken("first_page_only"));
    BOOST_TEST(again.status == 1);
    BOOST_TEST(has(again.output, "sendmock check --walk " + walk + " -- "), again.output);
    BOOST_TEST(check({"--walk", walk}, honest()).status == 0);
    const outcome bad = check({"--walk", "none:rows=x"}, honest());
    BOOST_TEST(bad.status == 2);
    BOOST_TEST(has(bad.errors, "--walk: malformed walk \"none:rows=x\""));
    const outcome twice = check({"--walk", "none:rows=1,rows=2"}, honest());
    BOOST_TEST(twice.status == 2);
    BOOST_TEST(has(twice.errors, R"(--walk: "rows" is there twice in)"));
}

BOOST_AUTO_TEST_CASE(bad_usage_is_told_with_the_option) {
    for (const auto& [given, told] : std::vector<std::pair<arguments, std::string>>{
             {{"check"}, "expected a client"},
             {{"check", "--only", "complte", "--", "true"}, "the nearest is complete"},
             {{"check", "--expect", "magic", "--", "true"}, "--expect"},
             {{"check", "--cases", "0", "--", "true"}, "--cases"},
             {{"check", "--report", "yaml", "--", "true"},
              "sendmock: --report: expected text, json or junit, found \"yaml\"; see --help\n"},
             {{"check", "--report", "\x1B[31m\xE2\x80\x8B", "--", "true"},
              R"(found "\x1B[31m\u{200B}")"},
             {{"serve", "--port", "\x1B[31m"}, R"(found "\x1B[31m")"},
             {{"serve", "--\x1B[31m"}, R"(there is no option --\x1B[31m)"},
             {{"\x1B[31m"}, R"(there is no command "\x1B[31m"; the commands are serve, )"},
             {{"chekc"},
              "there is no command \"chekc\"; did you mean check? sendmock --help lists"},
             {{}, "expected a command; the commands are serve, generate, validate, "},
             {{"run"}, "expected a command"},
             {{"run", "--", "/nowhere/client"}, "/nowhere/client"}}) {
        const outcome ended = run(given);
        BOOST_TEST(ended.status == 2);
        BOOST_TEST(has(ended.errors, told), ended.errors);
        BOOST_TEST(ended.errors.find('\x1B') == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(the_invariants_can_be_listed) {
    const outcome ended = run({"check", "--list"});
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(has(ended.output, "times_exact                 Times are returned as the"));
    BOOST_TEST(has(ended.output, "(--expect int64)"));
}

BOOST_AUTO_TEST_CASE(counterexamples_are_saved_as_scenarios_that_are_valid) {
    const scratch_directory directory;
    const outcome ended = check(
        {"--cases", "20", "--only", "complete", "--save", directory.path(), "--report", "junit"},
        broken("first_page_only"));
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(has(ended.output, "<testcase classname=\"sendmock.check\" name=\"complete\">"));
    BOOST_TEST(has(ended.output, "failures=\"1\""));
    const std::string file = directory.path() + "/complete.json";
    BOOST_TEST(has(ended.errors, "serve --scenario " + file));
    BOOST_TEST(run({"validate", file}).status == 0);
}

BOOST_AUTO_TEST_CASE(what_a_client_wrote_is_saved_whole) {
    const scratch_directory directory;
    const std::string page =
        "curl -s -o /dev/null -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" \"$SENDMOCK_URL\"; ";
    const std::string wordy = "echo begin >&2; seq 1 30000 >&2; echo \"$SENDMOCK_SECRET\" >&2; ";
    const auto saved = [&](const std::string& name, const std::string& script) {
        const outcome ended =
            check({"--save", directory.path(), "--walk", "none:rows=2,page_size=1"},
                  {"/bin/sh", "-c", script});
        const std::string file = directory.path() + '/' + name + ".txt";
        BOOST_TEST(has(ended.errors, name + ": what the client wrote is in " + file + '\n'),
                   ended.errors);
        std::ifstream in(file, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::string without_rows = saved("first_walk", page + wordy);
    BOOST_TEST(without_rows.starts_with("begin\n1\n2\n"));
    BOOST_TEST(without_rows.ends_with("\n30000\n***\n"));
    const std::string with_rows = saved("complete", page + wordy + "echo '{\"id\":1}'; exit 1");
    BOOST_TEST(with_rows.starts_with("begin\n1\n2\n"));
    BOOST_TEST(with_rows.ends_with("\n30000\n***\n"));
}

BOOST_AUTO_TEST_CASE(progress_is_shown_on_a_terminal_and_taken_away_at_the_end) {
    const arguments brief{"--cases", "3", "--jobs", "1", "--only", "reports_404"};
    child_process child(with_program(checking(brief, honest())), error_stream::terminal);
    BOOST_TEST(child.wait() == 0);
    const std::string shown = child.shown();
    BOOST_TEST(
        shown.starts_with("\r1 of 3 walks, 0 invariants fail\r2 of 3 walks, 0 invariants fail"),
        shown);
    BOOST_TEST(shown.ends_with(" \r"));
    BOOST_TEST(has(child.read_rest(), "3 walks in "));

    const outcome in_file = check(brief, honest());
    BOOST_TEST(in_file.status == 0);
    BOOST_TEST(has(in_file.errors, "3 of 3 walks, 0 invariants fail\n"));
    BOOST_TEST(!has(in_file.errors, "\r"));
}

BOOST_AUTO_TEST_CASE(interrupted_it_ends_at_once_with_all_that_clients_have_started) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const std::string first_walk =
            "if mkdir \"$0/walked\" 2>/dev/null; then exec /usr/bin/python3 " + clients +
            "honest.py; fi; ";
        endless_check checked({"--jobs", "2"}, first_walk);
        const outcome ended = checked.end_by(signal, 2);
        BOOST_TEST(ended.status == 128 + signal);
        BOOST_TEST(ended.output.starts_with("0 walks in "), ended.output);
        BOOST_TEST(has(ended.output, ", seed 1, interrupted\n"), ended.output);
        BOOST_TEST(!has(ended.output, "FAILS"));
        BOOST_TEST(!has(ended.output, "holds"));
        BOOST_TEST(ended.errors == "");
        BOOST_TEST(checked.left_over().empty());
    }
}

BOOST_AUTO_TEST_CASE(interrupted_it_tells_of_the_walks_that_had_ended) {
    const std::string first_walks =
        "for n in 1 2; do if [ ! -e \"$0/walked$n\" ]; then touch \"$0/walked$n\"; "
        "exec /usr/bin/python3 " +
        clients + "honest.py; fi; done; ";
    endless_check as_json({"--jobs", "1", "--cases", "2", "--only", "complete", "--report", "json"},
                          first_walks);
    const outcome ended = as_json.end_by(SIGINT);
    BOOST_TEST(ended.status == 128 + SIGINT);
    const json report = json::parse(ended.output);
    BOOST_TEST(report.at("interrupted") == true);
    BOOST_TEST(report.at("cases") == 1);
    BOOST_TEST(report.at("holds") == false); // there is too little evidence
    BOOST_TEST(report.at("inconclusive") == true);
    for (const json& one : report.at("invariants")) {
        BOOST_TEST(one.at("judged") <= 1);
        BOOST_TEST(one.at("failed") == 0);
    }

    endless_check as_junit(
        {"--jobs", "1", "--cases", "2", "--only", "complete", "--report", "junit"}, first_walks);
    const std::string xml = as_junit.end_by(SIGTERM).output;
    BOOST_TEST(has(xml, "failures=\"0\""));
    BOOST_TEST(has(xml, "<property name=\"interrupted\" value=\"true\"/>"));
    BOOST_TEST(has(xml, "<property name=\"cases\" value=\"1\"/>"));
    BOOST_TEST(has(xml, "name=\"complete\""));
}

BOOST_AUTO_TEST_CASE(interrupted_in_its_last_walk_it_says_so) {
    endless_check checked({"--cases", "1", "--only", "no_crash"});
    const outcome ended = checked.end_by(SIGINT);
    BOOST_TEST(ended.status == 128 + SIGINT);
    BOOST_TEST(has(ended.output, ", seed 1, interrupted\n"), ended.output);
}

BOOST_AUTO_TEST_CASE(interrupted_while_it_looks_for_smaller_walks_it_tells_what_failed) {
    const std::string walk = "/usr/bin/python3 " + clients + "honest.py";
    const std::string second_fails = "if [ ! -e \"$0/walked\" ]; then touch \"$0/walked\"; exec " +
                                     walk +
                                     "; fi; if [ ! -e \"$0/failed\" ]; then touch \"$0/failed\"; " +
                                     walk + "; echo no reason >&2; kill -9 $$; fi; ";
    endless_check checked({"--cases", "1", "--only", "no_crash"}, second_fails);
    const outcome ended = checked.end_by(SIGINT);
    BOOST_TEST(ended.status == 128 + SIGINT);
    BOOST_TEST(has(ended.output, "FAILS no_crash\n"));
    BOOST_TEST(has(ended.output, "  in 1 of 1 walk\n"));
    BOOST_TEST(has(ended.output, "signal 9 ended it (Killed): no reason\n"));
    BOOST_TEST(has(ended.output, "shrunk 0 times)"), ended.output);
    BOOST_TEST(has(ended.output, ", interrupted\n"));
    BOOST_TEST(checked.left_over().empty());
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

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
