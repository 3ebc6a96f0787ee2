// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_RUN_COMMAND_HPP
#define SENDMOCK_TOOLS_RUN_COMMAND_HPP

#include <sendmock/sendmock.hpp>
#include <sendmock/testing/client_command.hpp>
#include <sendmock/testing/client_process.hpp>
#include <sendmock/testing/command_client.hpp>
#include <sendmock/testing/descendant_guard.hpp>
#include <sendmock/testing/interrupt.hpp>
#include <sendmock/testing/start_failure.hpp>
#include <sendmock/testing/temporary_ca_file.hpp>

#include "command_options.hpp"
#include "exchange_log.hpp"
#include "exit_status.hpp"
#include "serve_options.hpp"
#include <CLI/CLI.hpp>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::command {

/// `sendmock run`: serves while a command runs, then prints the verdict on what the server saw.
class run_command {
public:
    /// @param command  what follows `--`
    run_command(CLI::App& app, std::vector<std::string> command)
        : app_(app.add_subcommand(
              "run",
              "Serve while a command runs, and judge its requests: sendmock run [options] -- "
              "COMMAND [ARGUMENT...]")),
          options_(*app_, 0, "none"),
          command_(std::move(command)) {}

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the command's exit status if it is not 0, else 1 if the verdict fails
    /// @throws usage_error or sendmock::error
    [[nodiscard]] int run() const {
        if (command_.empty()) {
            throw usage_error("run: expected a command, as in sendmock run -- make test");
        }
        server_options options = options_.make();
        ::signal(SIGPIPE, SIG_IGN);
        exchange_log log(options_.log_format());
        if (options_.log_format() != "none") {
            options.on_exchange = [&log](const exchange& entry) { log.write(entry); };
        }
        std::optional<testing::temporary_ca_file> ca_file;
        if (options.ca_file.empty() &&
            (options.tls || (options.scenario.server && options.scenario.server->tls))) {
            options.ca_file = ca_file.emplace().path();
        }
        try {
            mock_server server(std::move(options));
            const int status = run_command_against(server);
            const bool holds = print_verdicts(server);
            return status != 0 ? status : holds ? 0 : 1;
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        }
    }

private:
    /// @return its exit status, as shells tell it
    [[nodiscard]] int run_command_against(const mock_server& server) const {
        const testing::interrupt_signal interrupt;
        const testing::descendant_guard descendants; // ends what the command leaves behind
        constexpr std::chrono::seconds timeout{5};
        testing::client_command command{.arguments = command_,
                                        .environment =
                                            testing::client_environment(server.endpoint(), timeout),
                                        .shares_output = true};
        if (!server.admin_url().empty()) {
            command.environment.emplace_back("SENDMOCK_ADMIN_URL",
                                             server.admin_url() + std::string(admin::prefix));
        }
        try {
            testing::client_process process(command);
            while (!process.wait(std::chrono::steady_clock::now() + std::chrono::hours{1},
                                 interrupt.descriptor())) {
                if (interrupt.number() != 0) {
                    process.kill();
                    return ended_by_signal(interrupt.number());
                }
            }
            const testing::process_ending ending = process.ending().value();
            return ending.signal != 0 ? ended_by_signal(ending.signal) : ending.exit_code;
        } catch (const testing::start_failure& failure) {
            throw usage_error(failure.what());
        }
    }

    /// @return whether all verdicts hold
    [[nodiscard]] static bool print_verdicts(const mock_server& server) {
        bool holds = true;
        std::string text;
        const auto accounts = server.accounts();
        for (const auto& account : accounts) {
            const verdict said = server.judge(*account);
            holds = holds && said.holds();
            text += "sendmock: " + std::to_string(account->journal().last_number()) + " requests" +
                    (accounts.size() > 1 ? " of " + account->key() : "");
            text += said.holds() ? ", nothing is wrong with them\n" : "\n";
            for (const invariant_description& one : invariants) {
                const judgement& found = said[one.which];
                if (found.state == judgement_state::fails) {
                    text += "FAILS " + std::string(one.name) + ": " + std::string(one.meaning) +
                            "\n  expected: " + found.expected + "\n  happened: " + found.happened;
                    text +=
                        found.request ? ", request " + std::to_string(*found.request) + "\n" : "\n";
                }
            }
        }
        std::fputs(text.c_str(), stderr); // standard output is the command's
        return holds;
    }

    CLI::App* app_;
    serve_options options_;
    const std::vector<std::string> command_;
};

} // namespace sendmock::command

#endif
