// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_VALIDATE_COMMAND_HPP
#define SENDMOCK_TOOLS_VALIDATE_COMMAND_HPP

#include <sendmock/error.hpp>
#include <sendmock/faults/scenario_reader.hpp>
#include <sendmock/http/printable.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/file_text.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/reader_options.hpp>

#include "command_options.hpp"
#include "load_display.hpp"
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

namespace sendmock::command {

/// `sendmock validate`: says what is wrong with files, a line for each fault.
class validate_command {
public:
    explicit validate_command(CLI::App& app)
        : app_(app.add_subcommand("validate", "Check files of logs and of scenarios")) {
        app_->add_option(
                "FILE",
                files_,
                "A log, an array of logs, a page with \"results\", or a scenario with \"rules\"")
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
    /// Looks for the members that only a scenario has, up to the first that only logs have.
    class kind_finder : public nlohmann::json_sax<nlohmann::json> {
    public:
        bool is_scenario = false;

        bool null() override { return depth_ > 0; }

        bool boolean(bool) override { return depth_ > 0; }

        bool number_integer(number_integer_t) override { return depth_ > 0; }

        bool number_unsigned(number_unsigned_t) override { return depth_ > 0; }

        bool number_float(number_float_t, const string_t&) override { return depth_ > 0; }

        bool string(string_t&) override { return depth_ > 0; }

        bool binary(binary_t&) override { return false; }

        bool start_object(std::size_t) override {
            ++depth_;
            return true;
        }

        bool key(string_t& name) override {
            if (depth_ != 1) {
                return true;
            }
            is_scenario = name == "rules" || name == "server";
            return !is_scenario && name != "results" && name != "id" && name != "base_url";
        }

        bool end_object() override { return --depth_ > 0; }

        bool start_array(std::size_t) override { return depth_++ > 0; }

        bool end_array() override { return --depth_ > 0; }

        bool
        parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
            return false;
        }

    private:
        std::size_t depth_ = 0;
    };

    [[nodiscard]] static bool is_scenario(const std::string& file) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(file, ignored)) {
            return false; // what comes from a pipe can be read only once
        }
        std::ifstream in(file, std::ios::binary);
        kind_finder finder;
        nlohmann::json::sax_parse(in, &finder);
        return finder.is_scenario;
    }

    [[nodiscard]] static bool validate(const std::string& file) {
        return is_scenario(file) ? validate_scenario(file) : validate_logs(file);
    }

    [[nodiscard]] static bool validate_scenario(const std::string& file) {
        scenario_reader reader;
        const auto read = reader.read(read_file(file));
        for (const document_fault& fault : reader.faults()) {
            print(file + ": " + fault.what());
        }
        if (read) {
            const std::size_t count = read->rules.size();
            print(file + ": a scenario of " + std::to_string(count) +
                  (count == 1 ? " rule" : " rules"));
        }
        return read.has_value();
    }

    [[nodiscard]] static bool validate_logs(const std::string& file) {
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
        if (std::puts(http::printable(line).c_str()) < 0) {
            throw cannot_write("to standard output", errno);
        }
    }

    CLI::App* app_;
    std::vector<std::string> files_;
};

} // namespace sendmock::command

#endif
