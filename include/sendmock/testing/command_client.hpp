// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_COMMAND_CLIENT_HPP
#define SENDMOCK_TESTING_COMMAND_CLIENT_HPP

#include <sendmock/http/utf8.hpp>
#include <sendmock/testing/client_command.hpp>
#include <sendmock/testing/client_process.hpp>
#include <sendmock/testing/detail/walk_watch.hpp>
#include <sendmock/testing/tested_client.hpp>
#include <sendmock/verdict/value_comparison.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::testing {

/// The variables by which a client that is a program learns what to walk.
/// @param timeout  the budget of a request
[[nodiscard]] inline std::vector<std::pair<std::string, std::string>>
client_environment(const endpoint& at, std::chrono::milliseconds timeout) {
    std::ostringstream seconds;
    seconds << std::chrono::duration<double>(timeout).count();
    std::vector<std::pair<std::string, std::string>> variables{{"SENDMOCK_URL", at.url},
                                                               {"SENDMOCK_KEY", at.key},
                                                               {"SENDMOCK_SECRET", at.secret},
                                                               {"SENDMOCK_TIMEOUT", seconds.str()}};
    if (!at.ca_file.empty()) {
        variables.emplace_back("SENDMOCK_CA_FILE", at.ca_file);
    }
    return variables;
}

/// A client that is a program: started once for each walk, it prints one JSON object per line for
/// each log, in the order read, and exits with 0 where it has all of them.
class command_client final : public tested_client {
public:
    /// @param arguments  the program, looked up in PATH, and its arguments
    /// @param timeout  what it is told as SENDMOCK_TIMEOUT
    /// @param interrupted  where it returns true, walks end; asked some times a second
    /// @param wake  a descriptor that is ready for reading once `interrupted` is true; -1 for none
    command_client(std::vector<std::string> arguments,
                   std::chrono::milliseconds timeout,
                   std::function<bool()> interrupted = {},
                   int wake = -1)
        : arguments_(std::move(arguments)),
          timeout_(timeout),
          interrupted_(std::move(interrupted)),
          wake_(wake) {}

    /// How much is kept of what a walk writes to standard error, from its end: 64 KiB unless it is
    /// set. Not to be called while the client walks.
    void keep_errors(std::size_t most_bytes) noexcept { most_error_bytes_ = most_bytes; }

    /// @throws start_failure if it cannot be started
    [[nodiscard]] client_walk
    walk(const endpoint& at, detail::walk_watch& watch, bool backward) override {
        client_command command{.arguments = arguments_,
                               .environment = client_environment(at, timeout_),
                               .most_output_bytes = watch.most_output_bytes(),
                               .most_error_bytes = most_error_bytes_};
        // Neither UTC nor a zone of the data, so that times without an offset are never right by
        // luck; the form needs no database of zones (POSIX, Base Definitions, section 8.3).
        command.environment.emplace_back("TZ", "<+0545>-05:45");
        command.environment.emplace_back("SENDMOCK_DIRECTION", backward ? "backward" : "forward");
        client_process process(command);
        std::optional<std::string> overdue;
        std::optional<std::size_t> memory;
        constexpr std::chrono::milliseconds pause{20}; // so that brief walks are looked at, too
        while (!process.wait(std::chrono::steady_clock::now() + pause, wake_)) {
            memory = std::max(memory, process.peak_memory());
            if (interrupted_ && interrupted_()) {
                process.kill();
                return {.interrupted = true};
            }
            overdue = watch.overdue();
            if (overdue) {
                process.kill();
                break;
            }
        }
        client_walk made{.output = errors_of(process), .peak_memory = memory};
        const process_ending ending = process.ending().value_or(process_ending{});
        std::optional<std::string> bad_line;
        if (!ending.too_much_output) { // else there were hundreds of megabytes to read
            bad_line = read_rows(process.output(), watch.most_rows(), made);
        }
        conclude(process, ending, overdue, bad_line, made);
        if (made.ending == walk_ending::completed && made.rows.size() > watch.most_rows()) {
            made.end_after_rows("it printed more than " + std::to_string(watch.most_rows()) +
                                " rows");
        }
        if (!overdue && ending.too_much_output) {
            made.ending_text = "it was stopped after it had printed " +
                               std::to_string(watch.most_output_bytes() >> 20U) +
                               " MiB to standard output";
            made.advice = "Print each row once and nothing else to standard output, and end after "
                          "the last page.";
        } else if (bad_line && made.ending_text == *bad_line) {
            made.advice = advice_on_rows();
        }
        return made;
    }

    [[nodiscard]] std::string advice_on_rows() const override {
        return "Print each row of `results` to standard output, as a line with one JSON object "
               "that has its `id`. Print everything else to standard error.";
    }

    [[nodiscard]] bool walks_backward() const override { return true; }

    [[nodiscard]] bool has_memory_of_its_own() const override { return true; }

private:
    static constexpr std::size_t most_shown = 120; // bytes of a line

    /// Reads the logs, at most one more than there may be. A line that is not a JSON object, or is
    /// a page, ends the reading and belongs to the other output.
    /// @return what is wrong with the first line that is not a log
    [[nodiscard]] static std::optional<std::string>
    read_rows(const std::string& output, std::uint64_t most_rows, client_walk& made) {
        const std::string line_break = made.output.empty() ? "" : "\n";
        std::size_t number = 0;
        for (std::size_t at = 0; at < output.size() && made.rows.size() <= most_rows;) {
            const std::size_t end = std::min(output.find('\n', at), output.size());
            std::string_view line = std::string_view(output).substr(at, end - at);
            at = end + 1;
            ++number;
            if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
                continue;
            }
            nlohmann::json row = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
            if (!row.is_object()) {
                made.output += line_break + output.substr(at - 1 - line.size());
                return "line " + std::to_string(number) + " of standard output is " +
                       (row.is_discarded() ? "not JSON" : "JSON, but not an object") + ": \"" +
                       http::excerpt(line, most_shown) + '"';
            }
            if (is_whole_page(row)) {
                made.output += line_break + output.substr(at - 1 - line.size());
                return "line " + std::to_string(number) +
                       " of standard output is a page, not a row";
            }
            made.rows.push_back(std::move(row));
        }
        return std::nullopt;
    }

    static void conclude(const client_process& process,
                         const process_ending& ending,
                         const std::optional<std::string>& overdue,
                         const std::optional<std::string>& bad_line,
                         client_walk& made) {
        if (!overdue && ending.signal == 0) {
            made.exit_code = ending.exit_code;
        }
        if (overdue) {
            made.ending = walk_ending::cut_off;
            made.ending_text = *overdue;
        } else if (ending.too_much_output) {
            made.ending = walk_ending::cut_off;
        } else if (ending.signal != 0) {
            made.ending = walk_ending::crash;
            made.ending_text = "signal " + std::to_string(ending.signal) + " ended it (" +
                               ::strsignal(ending.signal) + ")" + last_line(process);
        } else if (ending.exit_code != 0) {
            made.ending = walk_ending::error;
            made.ending_text =
                "it exited with " + std::to_string(ending.exit_code) + last_line(process);
        } else if (bad_line) {
            made.ending = walk_ending::error;
            made.ending_text = *bad_line;
        } else {
            made.ending_text = "it exited with 0";
        }
    }

    [[nodiscard]] static std::string errors_of(const client_process& process) {
        const std::size_t dropped = process.dropped_error_bytes();
        return (dropped == 0 ? ""
                             : "(" + std::to_string(dropped) + " bytes before are left out)\n") +
               process.errors();
    }

    [[nodiscard]] static std::string last_line(const client_process& process) {
        std::string_view text = process.errors();
        while (text.ends_with('\n')) {
            text.remove_suffix(1);
        }
        const std::size_t line = text.rfind('\n') + 1; // npos + 1 is 0
        return text.empty() ? "" : ": " + http::cut_in_the_middle(text.substr(line), most_shown);
    }

    const std::vector<std::string> arguments_;
    const std::chrono::milliseconds timeout_;
    const std::function<bool()> interrupted_;
    const int wake_;
    std::size_t most_error_bytes_ = client_command{}.most_error_bytes;
};

} // namespace sendmock::testing

#endif
