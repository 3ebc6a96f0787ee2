// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_CHECK_COMMAND_HPP
#define SENDMOCK_TOOLS_CHECK_COMMAND_HPP

#include <sendmock/http/printable.hpp>
#include <sendmock/sendmock.hpp>
#include <sendmock/testing/check_client.hpp>
#include <sendmock/testing/command_client.hpp>
#include <sendmock/testing/descendant_guard.hpp>
#include <sendmock/testing/interrupt.hpp>
#include <sendmock/testing/no_request_made.hpp>
#include <sendmock/testing/report_formats.hpp>
#include <sendmock/testing/report_text.hpp>
#include <sendmock/testing/start_failure.hpp>
#include <sendmock/testing/walk_text.hpp>

#include "check_display.hpp"
#include "command_options.hpp"
#include "exit_status.hpp"
#include "invariant_options.hpp"
#include <CLI/CLI.hpp>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace sendmock::command {

/// `sendmock check`: has a client walk many generated walks, and judges it.
class check_command {
public:
    /// @param command  what follows `--`
    check_command(CLI::App& app, std::vector<std::string> command)
        : app_(app.add_subcommand(
              "check", "Judge a client: sendmock check [options] -- COMMAND [ARGUMENT...]")),
          command_(std::move(command)) {
        app_->add_option("--cases", cases_, "Number of walks")
            ->check(number(1, 1'000'000))
            ->capture_default_str();
        app_->add_option("--seed", seed_, "Seed for everything random [random, printed]")
            ->check(number(0));
        app_->add_option("--only", only_, "Report only this invariant; repeatable")
            ->type_name("NAME")
            ->take_all()
            ->expected(1);
        app_->add_option("--skip", skip_, "Do not report this invariant; repeatable")
            ->type_name("NAME")
            ->take_all()
            ->expected(1);
        app_->add_option("--expect",
                         expect_,
                         "Also require this ability; repeatable. Abilities: " +
                             testing::ability_names())
            ->type_name("ABILITY")
            ->take_all()
            ->expected(1);
        app_->add_option("--timeout",
                         timeout_,
                         "Longest time that the client may wait for an answer, in seconds")
            ->type_name("SECONDS")
            ->check(CLI::Range(0.05, 3600.0, "0.05 to 3600"))
            ->capture_default_str();
        app_->add_option("--max-attempts", most_attempts_, "Most requests for one target in a walk")
            ->check(number(1, 1'000'000))
            ->capture_default_str();
        app_->add_option("--jobs", jobs_, "Walks at the same time [3 per core, at most 16]")
            ->check(number(1, 256));
        app_->add_option("--min-informed",
                         min_informed_,
                         "Walks that must show an invariant before it holds")
            ->check(number(1, 1000))
            ->capture_default_str();
        app_->add_option("--walk", walks_, "Make only this walk, copied from a report; repeatable")
            ->type_name("WALK")
            ->take_all()
            ->expected(1);
        app_->add_flag("--fail-fast", fail_fast_, "Stop after the first failure");
        app_->add_flag("--list", list_, "Print the invariants with their meanings, and exit");
        app_->add_option("--report", report_, "Format of the report: text, json or junit")
            ->check(one_of({"text", "json", "junit"}))
            ->capture_default_str();
        app_->add_flag("--all", style_.all, "Also report each invariant on a line of its own");
        app_->add_flag(
            "--show-output",
            style_.whole_output,
            "Show everything that the client wrote besides rows, not only the last 10 lines");
        app_->add_option(
                "--save",
                save_,
                "Write each counterexample to this directory: NAME.json for sendmock serve, and "
                "NAME.txt with what the client wrote besides rows")
            ->type_name("DIRECTORY")
            ->check(not_empty);
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the exit status: 0 where all invariants hold, 1 where one fails, 4 where there is
    /// too little evidence
    /// @throws usage_error or sendmock::error
    [[nodiscard]] int run() const {
        if (list_) {
            return list();
        }
        if (command_.empty()) {
            throw usage_error("check: expected a client, as in sendmock check -- ./client");
        }
        testing::check_options options = make_options();
        make_save_directory(save_);
        const testing::interrupt_signal interrupt;
        const testing::descendant_guard descendants; // ends what clients leave behind
        const auto interrupted = [&interrupt] { return interrupt.number() != 0; };
        options.interrupted = interrupted;
        const bool shows_progress = ::isatty(STDERR_FILENO) == 1;
        check_display display(shows_progress);
        options.on_progress = [&display](const testing::check_progress& now) { display.show(now); };
        testing::command_client client(
            command_, options.timeout, interrupted, interrupt.descriptor());
        if (!save_.empty()) {
            client.keep_errors(most_saved_bytes);
        }
        const testing::check_report report = walk(client, options);
        display.clear();
        print_output(report_ == "json"    ? to_json_text(report)
                     : report_ == "junit" ? to_junit(report)
                                          : to_text(report, style()));
        save(report);
        if (interrupt.number() != 0) {
            return ended_by_signal(interrupt.number());
        }
        return report.fails() ? 1 : report.is_inconclusive() ? inconclusive : 0;
    }

private:
    [[nodiscard]] testing::report_style style() const {
        testing::report_style style = style_;
        const char* no_color = std::getenv("NO_COLOR");
        style.color = ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
        for (const std::string& word : command_) {
            style.command += (style.command.empty() ? "" : " ") + quoted_for_shell(word);
        }
        return style;
    }

    [[nodiscard]] static std::string quoted_for_shell(const std::string& word) {
        constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "0123456789@%+=:,./_-";
        if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
            return word;
        }
        if (http::printable(word) != word) {
            return quoted_byte_by_byte(word);
        }
        std::string quoted = "'";
        for (const char c : word) {
            quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
        }
        return quoted + '\'';
    }

    /// In the form `$'a\033'` of bash, which no terminal is steered by.
    [[nodiscard]] static std::string quoted_byte_by_byte(const std::string& word) {
        std::string quoted = "$'";
        for (const char c : word) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '\'' || c == '\\') {
                quoted += std::string("\\") + c;
            } else if (byte < 0x20 || byte >= 0x7F) {
                for (const unsigned shift : {6U, 3U, 0U}) {
                    quoted += shift == 6U ? "\\" : "";
                    quoted += static_cast<char>('0' + (byte >> shift & 7U));
                }
            } else {
                quoted += c;
            }
        }
        return quoted + '\'';
    }

    /// As many walks at a time as keep the cores busy, for clients wait most of the time.
    [[nodiscard]] std::size_t jobs() const {
        constexpr std::size_t most = 16;
        const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
        return jobs_.value_or(std::min(most, 3 * cores));
    }

    [[nodiscard]] std::vector<testing::walk_case> walks() const {
        std::vector<testing::walk_case> list;
        for (const std::string& text : walks_) {
            if (const auto name = testing::repeated_member(text)) {
                throw usage_error("--walk: \"" + std::string(*name) + "\" is there twice in \"" +
                                  text + '"');
            }
            const auto one = testing::walk_from_text(text);
            if (!one) {
                throw usage_error("--walk: malformed walk \"" + text +
                                  "\"; copy it from a report of this version");
            }
            list.push_back(*one);
        }
        return list;
    }

    [[nodiscard]] static testing::check_report walk(testing::tested_client& client,
                                                    const testing::check_options& options) {
        try {
            return testing::check(client, options);
        } catch (const testing::start_failure& failure) {
            throw usage_error(failure.what());
        } catch (const testing::no_request_made& failure) {
            throw usage_error(failure.what());
        }
    }

    [[nodiscard]] static int list() {
        std::string text;
        for (const invariant_description& one : invariants) {
            text += testing::name_column(one.which) + std::string(one.meaning);
            text += one.ability.empty() ? "\n" : " (--expect " + std::string(one.ability) + ")\n";
        }
        print_output(text);
        return 0;
    }

    [[nodiscard]] testing::check_options make_options() const {
        using std::chrono::milliseconds;
        testing::check_options options{
            .cases = cases_,
            .seed = seed_,
            .only = named_invariants("--only", only_),
            .skip = named_invariants("--skip", skip_),
            .expect = {expect_.begin(), expect_.end()},
            .timeout = milliseconds{static_cast<milliseconds::rep>(timeout_ * 1000)},
            .most_attempts = most_attempts_,
            .jobs = jobs(),
            .min_informed = min_informed_,
            .fail_fast = fail_fast_,
            .walks = walks()};
        try {
            options.check();
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        }
        return options;
    }

    void save(const testing::check_report& report) const {
        if (save_.empty()) {
            return;
        }
        if (report.rowless_walk) {
            save("first_walk", *report.rowless_walk);
        }
        for (const testing::invariant_report& one : report.invariants) {
            if (one.counterexample) {
                save(std::string(to_string(one.which)), *one.counterexample);
            }
        }
    }

    /// Writes a walk, and all that the client wrote on it besides rows, with secrets masked and
    /// otherwise byte by byte.
    void save(const std::string& name, const testing::counterexample& shown) const {
        const std::string file = (std::filesystem::path(save_) / (name + ".json")).string();
        write_file(file, to_json_text(scenario_of(shown)) + '\n');
        note(name + ": sendmock serve --scenario " + file);
        const std::string words = (std::filesystem::path(save_) / (name + ".txt")).string();
        if (!shown.output.empty()) {
            write_file(words, shown.output);
            note(name + ": what the client wrote is in " + words);
        }
    }

    static constexpr std::size_t most_saved_bytes = std::size_t{1} << 20U; // of standard error

    CLI::App* app_;
    std::size_t cases_ = 200;
    std::optional<std::uint64_t> seed_;
    std::vector<std::string> only_;
    std::vector<std::string> skip_;
    std::vector<std::string> expect_;
    double timeout_ = 5;
    std::uint32_t most_attempts_ = 10;
    std::optional<std::size_t> jobs_;
    std::size_t min_informed_ = 3;
    std::vector<std::string> walks_;
    testing::report_style style_;
    bool fail_fast_ = false;
    bool list_ = false;
    std::string report_ = "text";
    std::string save_;
    const std::vector<std::string> command_;
};

} // namespace sendmock::command

#endif
