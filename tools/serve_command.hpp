// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_SERVE_COMMAND_HPP
#define SENDMOCK_TOOLS_SERVE_COMMAND_HPP

#include <sendmock/sendmock.hpp>

#include "command_options.hpp"
#include "exchange_log.hpp"
#include "file_watch.hpp"
#include "hosts_lines.hpp"
#include "scenario_source.hpp"
#include "serve_options.hpp"
#include <CLI/CLI.hpp>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::command {

/// `sendmock serve`: serves until SIGINT or SIGTERM, or the admin call `shutdown`.
class serve_command {
public:
    explicit serve_command(CLI::App& app)
        : app_(app.add_subcommand("serve", "Serve logs until SIGINT or SIGTERM")),
          options_(*app_, 8080, "text") {
        app_->add_flag("--watch", watch_, "Reload the files of logs and scenarios that change");
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the exit status
    /// @throws usage_error or sendmock::error
    [[nodiscard]] int run() const {
        // As long as a file is read, signals end the process as they end any other.
        const file_state read_from = state_of(options_.logs_file());
        std::vector<std::string> scenario_files;
        std::copy_if(options_.scenarios().begin(),
                     options_.scenarios().end(),
                     std::back_inserter(scenario_files),
                     means_file);
        std::vector<file_state> scenarios_read_from;
        std::transform(scenario_files.begin(),
                       scenario_files.end(),
                       std::back_inserter(scenarios_read_from),
                       state_of);
        if (watch_ && options_.logs_file().empty() && scenario_files.empty()) {
            throw usage_error("--watch: expected --logs or --scenario with a file");
        }
        server_options options = options_.make();
        // Blocked before any thread is made, so that only sigwait() sees them.
        sigset_t endings{};
        ::sigemptyset(&endings);
        ::sigaddset(&endings, SIGINT);
        ::sigaddset(&endings, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &endings, nullptr);
        ::signal(SIGPIPE, SIG_IGN); // a log that nobody reads is no reason to end
        raise_descriptor_limit();

        exchange_log log(options_.log_format());
        if (options_.log_format() != "none") {
            options.on_exchange = [&log](const exchange& entry) { log.write(entry); };
            options.on_failed_handshake = [&log](const connection_entry& entry) {
                log.write(entry);
            };
        }
        options.on_shutdown = [] { ::kill(::getpid(), SIGTERM); };
        try {
            mock_server server(std::move(options));
            std::atomic<bool> ending{false};
            std::list<file_watch> watches;
            if (watch_ && !options_.logs_file().empty()) {
                watches.emplace_back(options_.logs_file(),
                                     read_from,
                                     [&, of_file = server.accounts()] { reload(of_file, ending); });
            }
            for (std::size_t at = 0; watch_ && at < scenario_files.size(); ++at) {
                watches.emplace_back(
                    scenario_files[at], scenarios_read_from[at], [&] { reload_scenarios(server); });
            }
            if (options_.draws_seed()) {
                std::fprintf(stderr,
                             "generated logs: --seed %llu\n",
                             static_cast<unsigned long long>(server.seed()));
            }
            std::printf("listening on %s\n", server.url().c_str());
            if (options_.has_admin_port()) {
                std::printf("admin on %s\n", server.admin_url().c_str());
            }
            if (server.tls_profile()) {
                for (const std::string& line : hosts_lines(server.url())) {
                    std::printf("for /etc/hosts: %s\n", line.c_str());
                }
            }
            if (std::fflush(stdout) != 0) {
                throw cannot_write("to standard output", errno);
            }
            int signal = 0;
            ::sigwait(&endings, &signal);
            ending = true;
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        } catch (const error& failure) {
            if (std::string_view(failure.what()).starts_with("ca_file:")) {
                throw usage_error(name_option(failure.what()));
            }
            throw;
        }
        return 0;
    }

private:
    /// So that the limit of connections is the server's own, not the shell's.
    static void raise_descriptor_limit() noexcept {
        rlimit limit{};
        if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
            limit.rlim_cur = limit.rlim_max;
            ::setrlimit(RLIMIT_NOFILE, &limit);
        }
    }

    /// Serves what the file holds now, or goes on with what it held.
    /// @param of_file  the accounts that have their logs from the file
    /// @param ending  whether it no longer matters
    void reload(const std::vector<std::shared_ptr<mock_account>>& of_file,
                const std::atomic<bool>& ending) const noexcept {
        try {
            const log_data logs =
                load_logs(options_.logs_file(), [&](std::uint64_t, std::uint64_t) {
                    if (ending) {
                        throw error("the server is ending");
                    }
                });
            for (const auto& account : of_file) {
                account->set_logs(logs);
            }
            note("--watch: " + options_.logs_file() + " is loaded");
        } catch (const std::exception& failure) {
            note(std::string("--watch: the former logs stay: ") + failure.what());
        }
    }

    /// Follows what the files hold now, or goes on with what they held.
    void reload_scenarios(const mock_server& server) const noexcept {
        try {
            const std::lock_guard lock(reloading_); // who reads last sets last
            scenario wanted = find_scenarios(options_.scenarios());
            wanted.server.reset(); // what is served stays
            const scenario further = wanted.for_further_accounts();
            for (const auto& account : server.accounts()) {
                const scenario& own = account->key() == server.key() ? wanted : further;
                account->set_scenario(own);
                account->set_first_scenario(own);
            }
            note("--watch: the rules are loaded; what is served stays");
        } catch (const std::exception& failure) {
            note(std::string("--watch: the former rules stay: ") + failure.what());
        }
    }

    CLI::App* app_;
    serve_options options_;
    bool watch_ = false;
    mutable std::mutex reloading_; // keeps reloads of several files apart
};

} // namespace sendmock::command

#endif
