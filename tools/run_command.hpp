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
#include "invariant_options.hpp"
#include "run_report.hpp"
#include "serve_options.hpp"
#include <CLI/CLI.hpp>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
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
          command_(std::move(command)) {
        app_->add_option(
                "--accounts",
                accounts_,
                "Number of accounts, in SENDMOCK_KEY_1 to SENDMOCK_KEY_N, all with the same "
                "logs and scenario")
            ->check(number(1, 10'000))
            ->capture_default_str();
        app_->add_option("--min-requests", least_requests_, "Fail if there are fewer requests")
            ->check(number(0))
            ->capture_default_str();
        app_->add_option("--only", only_, "Report only this invariant; repeatable")
            ->type_name("NAME")
            ->take_all()
            ->expected(1);
        app_->add_option("--skip", skip_, "Do not report this invariant; repeatable")
            ->type_name("NAME")
            ->take_all()
            ->expected(1);
        app_->add_option(
                "--report", report_, "Format of the report on standard error: text, json or junit")
            ->check(one_of({"text", "json", "junit"}))
            ->capture_default_str();
        app_->add_option(
                "--output", output_, "Write the report to this file, and text to standard error")
            ->type_name("FILE")
            ->check(not_empty);
        app_->add_option("--save",
                         save_,
                         "Write the requests that show a failure to this directory, as NAME.json")
            ->type_name("DIRECTORY")
            ->check(not_empty);
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the command's exit status if it is not 0, else 1 if the verdict fails
    /// @throws usage_error or sendmock::error
    [[nodiscard]] int run() const {
        if (command_.empty()) {
            throw usage_error("run: expected a command, as in sendmock run -- make test");
        }
        run_report report{.reported = reported(), .least_requests = least_requests_};
        make_save_directory(save_);
        if (!output_.empty()) {
            write_file(output_, ""); // rather than find out at the end
        }
        serve_options serving = options_;
        serving.fill_accounts(accounts_);
        server_options options = serving.make();
        options.keep_findings = true;
        ::signal(SIGPIPE, SIG_IGN);
        exchange_log log(options_.log_format());
        if (options_.log_format() != "none") {
            options.on_exchange = [&log](const exchange& entry) { log.write(entry); };
            options.on_failed_handshake = [&log](const connection_entry& entry) {
                log.write(entry);
            };
        }
        std::optional<testing::temporary_ca_file> ca_file;
        if (options.ca_file.empty() &&
            (options.tls || (options.scenario.server && options.scenario.server->tls))) {
            options.ca_file = ca_file.emplace().path();
        }
        try {
            std::vector<std::pair<std::string, std::string>> more;
            for (const account_options& account : options.accounts) {
                more.emplace_back(account.key, account.secret);
            }
            mock_server server(std::move(options));
            report.command_status = run_command_against(server, more);
            report.accounts = server.kept_verdicts();
            report.seed = server.seed();
            tell(report);
            save(report, server);
            return report.command_status != 0 ? report.command_status : report.holds() ? 0 : 1;
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        }
    }

private:
    /// @return its exit status, as shells tell it
    /// @param more  keys and secrets of the accounts after the first
    [[nodiscard]] int
    run_command_against(const mock_server& server,
                        const std::vector<std::pair<std::string, std::string>>& more) const {
        const testing::interrupt_signal interrupt;
        const testing::descendant_guard descendants; // ends what the command leaves behind
        constexpr std::chrono::seconds timeout{5};
        testing::client_command command{.arguments = command_,
                                        .environment =
                                            testing::client_environment(server.endpoint(), timeout),
                                        .shares_output = true};
        add_account(command, 1, server.key(), server.secret());
        for (std::size_t at = 0; at < more.size(); ++at) {
            add_account(command, at + 2, more[at].first, more[at].second);
        }
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

    static void add_account(testing::client_command& command,
                            std::size_t number,
                            const std::string& key,
                            const std::string& secret) {
        const std::string suffix = '_' + std::to_string(number);
        command.environment.emplace_back("SENDMOCK_KEY" + suffix, key);
        command.environment.emplace_back("SENDMOCK_SECRET" + suffix, secret);
    }

    /// @throws usage_error for names that do not exist, or that requests alone cannot judge
    [[nodiscard]] std::vector<invariant> reported() const {
        const auto has = [](const auto& list, invariant one) {
            return std::find(list.begin(), list.end(), one) != list.end();
        };
        const std::vector<invariant> only = named_invariants("--only", only_);
        const std::vector<invariant> skip = named_invariants("--skip", skip_);
        for (const invariant one : only) {
            if (!has(judged_by_requests, one)) {
                throw usage_error("--only: requests alone cannot show whether " +
                                  std::string(to_string(one)) + " holds; use sendmock check");
            }
        }
        std::vector<invariant> list;
        for (const invariant one : judged_by_requests) {
            if ((only.empty() || has(only, one)) && !has(skip, one)) {
                list.push_back(one);
            }
        }
        if (list.empty()) {
            throw usage_error("--skip: no invariant is left to report");
        }
        return list;
    }

    /// Standard output is the command's, so that the report goes elsewhere.
    void tell(const run_report& report) const {
        const std::string text = report_ == "json"    ? to_json_text(report)
                                 : report_ == "junit" ? to_junit(report)
                                                      : to_text(report);
        if (!output_.empty()) {
            write_file(output_, text);
        }
        std::fputs((output_.empty() ? text : to_text(report)).c_str(), stderr);
    }

    void save(const run_report& report, const mock_server& server) const {
        if (save_.empty()) {
            return;
        }
        std::map<invariant, int> files;
        for (const auto& [key, kept] : report.accounts) {
            for (const invariant one : report.reported) {
                if (kept.found[one].state != judgement_state::fails) {
                    continue;
                }
                const int number = ++files[one];
                const std::string name = std::string(to_string(one)) +
                                         (number > 1 ? '-' + std::to_string(number) : "") + ".json";
                const std::string file = (std::filesystem::path(save_) / name).string();
                write_file(file, evidence_text(key, kept, one, rules_of(server, key)));
                note(std::string(to_string(one)) + ": see " + file);
            }
        }
    }

    /// The default account's where the command removed the account.
    [[nodiscard]] static scenario rules_of(const mock_server& server, const std::string& key) {
        for (const auto& account : server.accounts()) {
            if (account->key() == key) {
                return account->scenario();
            }
        }
        return server.scenario();
    }

    CLI::App* app_;
    serve_options options_;
    std::size_t accounts_ = 1;
    std::uint64_t least_requests_ = 1;
    std::vector<std::string> only_;
    std::vector<std::string> skip_;
    std::string report_ = "text";
    std::string output_;
    std::string save_;
    const std::vector<std::string> command_;
};

} // namespace sendmock::command

#endif
