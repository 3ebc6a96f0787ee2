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

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace sendmock::command {

/// `sendmock validate`: says what is wrong with files, a line for each fault.
class validate_command {
public:
    explicit validate_command(CLI::App& app)
        : app_(app.add_subcommand("validate", "Check files of logs")) {
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
        if (!unreadable.empty()) {
            throw usage_error(unreadable);
        }
        return sound ? 0 : 1;
    }

private:
    [[nodiscard]] static bool validate(const std::string& file) {
        std::size_t count = 0;
        log_reader reader = read(file, document_shape::array_or_page, count);
        if (lacks_results(reader)) {
            log_reader as_one = read(file, document_shape::record, count);
            // What names no member of a log is a page that went wrong.
            if (as_one.faults().empty() || as_one.warnings().empty()) {
                reader = as_one;
            }
        }
        for (const input_fault& warning : reader.warnings()) {
            std::printf("%s (a warning)\n", to_string(warning, file).c_str());
        }
        for (const input_fault& fault : reader.faults()) {
            std::printf("%s\n", to_string(fault, file).c_str());
        }
        if (reader.faults().size() >= log_reader::most_faults) {
            std::printf("%s: there may be more; these are the first %zu\n",
                        file.c_str(),
                        reader.faults().size());
        }
        if (reader.faults().empty()) {
            std::printf("%s: %zu %s\n", file.c_str(), count, count == 1 ? "log" : "logs");
        }
        return reader.faults().empty();
    }

    [[nodiscard]] static log_reader
    read(const std::string& file, document_shape shape, std::size_t& count) {
        load_display display(file);
        log_reader reader({.shape = shape});
        count = 0;
        read_logs(
            reader, file, [&](log_draft&&) { ++count; }, display.callback());
        return reader;
    }

    [[nodiscard]] static bool lacks_results(const log_reader& reader) {
        return reader.faults().size() == 1 &&
               reader.faults().front().kind == fault_kind::required &&
               reader.faults().front().pointer == "/results";
    }

    CLI::App* app_;
    std::vector<std::string> files_;
};

} // namespace sendmock::command

#endif
