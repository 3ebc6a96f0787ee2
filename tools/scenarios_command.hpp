// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_SCENARIOS_COMMAND_HPP
#define SENDMOCK_TOOLS_SCENARIOS_COMMAND_HPP

#include <sendmock/faults/scenario_reader.hpp>

#include "command_options.hpp"
#include "ready_scenarios.hpp"
#include "scenario_source.hpp"
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>

namespace sendmock::command {

/// `sendmock scenarios`: the ready ones with what they do, or the text of one.
class scenarios_command {
public:
    explicit scenarios_command(CLI::App& app)
        : app_(app.add_subcommand("scenarios", "List the ready scenarios, or print one")) {
        app_->add_option("NAME", name_, "Print this one as a file, to begin one's own with")
            ->check(not_empty);
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the exit status
    /// @throws usage_error
    [[nodiscard]] int run() const {
        if (!name_.empty()) {
            const auto text = ready_text(name_);
            if (!text) {
                throw no_ready_scenario(name_);
            }
            print(std::string(*text));
            return finish();
        }
        std::size_t width = 0;
        for (const auto& [name, text] : ready_scenarios) {
            width = std::max(width, name.size());
        }
        for (const auto& [name, text] : ready_scenarios) {
            print(std::string(name) + std::string(width + 2 - name.size(), ' ') +
                  parse_scenario(text, name).description + '\n');
        }
        return finish();
    }

private:
    static void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

    [[nodiscard]] static int finish() {
        if (std::fflush(stdout) != 0) {
            throw cannot_write("to standard output", errno);
        }
        return 0;
    }

    CLI::App* app_;
    std::string name_;
};

} // namespace sendmock::command

#endif
