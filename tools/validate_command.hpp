// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_VALIDATE_COMMAND_HPP
#define SENDMOCK_TOOLS_VALIDATE_COMMAND_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/reader_options.hpp>

#include "command_options.hpp"
#include "load_display.hpp"
#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace sendmock::command {

/// `sendmock validate`: says what is wrong with files, a line for each fault.
class validate_command {
public:
    explicit validate_command(CLI::App& app)
        : app_(app.add_subcommand("validate", "Check files of logs (not yet of scenarios)")) {
        app_->add_option("FILE", files_, "A log, an array of logs, or a page with \"results\"")
            ->required()
            ->check(not_empty);
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return 0 if all files are without fault, 1 if not
    /// @throws usage_error for a file that cannot be read, after the others were checked
    [[nodiscard]] int run() const {
        bool sound = true;
        std::string unreadable;
        for (const std::string& file : files_) {
            try {
                sound = validate(file) && sound;
            } catch (const error& failure) {
                unreadable += (unreadable.empty() ? "" : "\n") + std::string(failure.what());
            }
        }
        if (std::fflush(stdout) != 0) {
            throw cannot_write("to standard output", errno);
        }
        if (!unreadable.empty()) {
            throw usage_error(unreadable);
        }
        return sound ? 0 : 1;
    }

private:
    [[nodiscard]] static bool validate(const std::string& file) {
        std::size_t count = 0;
        log_reader reader({.shape = document_shape::any});
        {
            load_display display(file);
            read_logs(
                reader, file, [&](log_draft&&) { ++count; }, display.callback());
        }
        for (const input_fault& warning : reader.warnings()) {
            print(to_string(warning, file) + " (a warning)");
        }
        for (const input_fault& fault : reader.faults()) {
            print(to_string(fault, file));
        }
        if (reader.warnings().size() >= log_reader::most_faults ||
            reader.faults().size() >= log_reader::most_faults) {
            print(file + ": there may be more; these are the first " +
                  std::to_string(log_reader::most_faults));
        }
        if (reader.faults().empty()) {
            print(file + ": " + std::to_string(count) + (count == 1 ? " log" : " logs"));
        }
        return reader.faults().empty();
    }

    static void print(const std::string& line) {
        if (std::puts(line.c_str()) < 0) {
            throw cannot_write("to standard output", errno);
        }
    }

    CLI::App* app_;
    std::vector<std::string> files_;
};

} // namespace sendmock::command

#endif
