// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_SERVE_COMMAND_HPP
#define SENDMOCK_TOOLS_SERVE_COMMAND_HPP

#include <sendmock/sendmock.hpp>

#include "command_options.hpp"
#include "exchange_log.hpp"
#include "file_watch.hpp"
#include "load_display.hpp"
#include "scenario_source.hpp"
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
#include <random>
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
        : app_(app.add_subcommand("serve", "Serve logs until SIGINT or SIGTERM")) {
        CLI::App* serve = app_;
        serve->add_option("--host", host_, "Name or address to listen on")
            ->check(not_empty)
            ->capture_default_str();
        serve->add_option("--port", port_, "Port; 0 for a free one")
            ->check(number(0, 65'535))
            ->capture_default_str();
        CLI::Option* logs =
            serve
                ->add_option("--logs",
                             logs_file_,
                             "JSON file: an array of logs, or a page with \"results\" "
                             "[the documented example]")
                ->check(not_empty);
        serve->add_option("--generate", generated_, "How many generated logs to serve instead")
            ->check(number(0, generated_logs::largest_count))
            ->excludes(logs);
        serve->add_option("--seed", seed_, "Of all that is random [random, printed]")
            ->check(number(0));
        serve
            ->add_option("--scenario",
                         scenarios_,
                         "What goes wrong: a JSON file, or a name that `sendmock scenarios` lists; "
                         "repeatable")
            ->type_name("FILE or NAME")
            ->take_all()
            ->expected(1)
            ->check(not_empty);
        serve->add_flag("--watch", watch_, "Reload the files of logs and scenarios that change");
        serve->add_option("--page-size", page_size_, "Logs on a page [100]")
            ->check(number(1, account_settings::largest_page_size));
        serve->add_option("--ordering", ordering_, "-created_at or -id [-created_at]");
        CLI::Option* auth =
            serve
                ->add_option("--auth",
                             credentials_,
                             "KEY:SECRET of an account; repeatable, the first is the default "
                             "[key:secret]")
                ->type_name("KEY:SECRET")
                ->take_all()
                ->expected(1);
        serve->add_flag("--no-auth", no_auth_, "Let everyone in")->excludes(auth);
        serve
            ->add_option("--public-base-url",
                         public_base_url_,
                         "What links carry instead of the request's own scheme and host")
            ->check(not_empty);
        tls_option_ = serve
                          ->add_option("--tls",
                                       tls_,
                                       "https; PROFILE for names that are no profile's, see the "
                                       "README [good]")
                          ->type_name("PROFILE")
                          ->expected(0, 1);
        serve
            ->add_option("--ca-file",
                         ca_file_,
                         "Write the CA certificate there (PEM), the revocation lists beside it")
            ->check(not_empty);
        serve->add_option("--rate-limit", rate_limit_, "N/s, N/min or documented; 429 beyond it")
            ->check(not_empty);
        CLI::Option* admin_port = serve->add_option(
            "--admin-port", admin_port_, "Port for the admin calls alone; 0 for a free one");
        admin_port->check(number(0, 65'535));
        CLI::Option* admin_token =
            serve->add_option("--admin-token", admin_token_, "Token that admin calls must bear")
                ->check(not_empty);
        serve->add_flag("--no-admin", no_admin_, "No admin calls")
            ->excludes(admin_port)
            ->excludes(admin_token);
        serve->add_flag("--strict", strict_, "No header field beyond the service's own");
        serve->add_option("--log", log_format_, "Requests on standard error: text, json or none")
            ->check(CLI::IsMember({"text", "json", "none"}))
            ->capture_default_str();
    }

    [[nodiscard]] bool chosen() const { return app_->parsed(); }

    /// @return the exit status
    /// @throws usage_error or sendmock::error
    [[nodiscard]] int run() const {
        // As long as a file is read, signals end the process as they end any other.
        const file_state read_from = state_of(logs_file_);
        std::vector<std::string> scenario_files;
        std::copy_if(
            scenarios_.begin(), scenarios_.end(), std::back_inserter(scenario_files), means_file);
        std::vector<file_state> scenarios_read_from;
        std::transform(scenario_files.begin(),
                       scenario_files.end(),
                       std::back_inserter(scenarios_read_from),
                       state_of);
        if (watch_ && logs_file_.empty() && scenario_files.empty()) {
            throw usage_error("--watch: expected --logs or --scenario with a file");
        }
        server_options options = make_options();
        // Blocked before any thread is made, so that only sigwait() sees them.
        sigset_t endings{};
        ::sigemptyset(&endings);
        ::sigaddset(&endings, SIGINT);
        ::sigaddset(&endings, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &endings, nullptr);
        ::signal(SIGPIPE, SIG_IGN); // a log that nobody reads is no reason to end
        raise_descriptor_limit();

        exchange_log log(log_format_);
        if (log_format_ != "none") {
            options.on_exchange = [&log](const exchange& entry) { log.write(entry); };
        }
        options.on_shutdown = [] { ::kill(::getpid(), SIGTERM); };
        try {
            mock_server server(std::move(options));
            std::atomic<bool> ending{false};
            std::list<file_watch> watches;
            if (watch_ && !logs_file_.empty()) {
                watches.emplace_back(logs_file_, read_from, [&, of_file = server.accounts()] {
                    reload(of_file, ending);
                });
            }
            for (std::size_t at = 0; watch_ && at < scenario_files.size(); ++at) {
                watches.emplace_back(
                    scenario_files[at], scenarios_read_from[at], [&] { reload_scenarios(server); });
            }
            if (generated_ && !seed_) {
                std::fprintf(stderr,
                             "generated logs: --seed %llu\n",
                             static_cast<unsigned long long>(server.seed()));
            }
            std::printf("listening on %s\n", server.url().c_str());
            if (admin_port_) {
                std::printf("admin on %s\n", server.admin_url().c_str());
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

    [[nodiscard]] server_options make_options() const {
        server_options options{.scenario = find_scenarios(scenarios_),
                               .require_credentials = !no_auth_,
                               .host = host_,
                               .port = port_,
                               .public_base_url = public_base_url_,
                               .strict = strict_,
                               .admin = !no_admin_,
                               .admin_port = admin_port_,
                               .admin_token = admin_token_,
                               .seed = seed_ ? *seed_ : std::random_device{}()};
        if (generated_) {
            options.logs = generated_logs{.count = *generated_, .seed = *options.seed};
        } else if (!logs_file_.empty()) {
            options.logs = load();
        }
        options.page_size = page_size_.value_or(options.page_size);
        if (ordering_) {
            const auto order = parse_ordering(*ordering_);
            if (!order) {
                throw usage_error("--ordering: expected -created_at or -id, found " + *ordering_);
            }
            options.ordering = *order;
        }
        if (!rate_limit_.empty()) {
            options.rate_limit = parse_rate_limit(rate_limit_);
            if (!options.rate_limit) {
                throw usage_error("--rate-limit: expected N/s, N/min or documented, found " +
                                  rate_limit_);
            }
        }
        if (tls_option_->count() > 0) {
            options.tls = profile_of(tls_);
        }
        options.ca_file = ca_file_;
        put_options_first(options.scenario.server);
        add_accounts(options);
        return options;
    }

    /// @throws usage_error with the nearest name
    [[nodiscard]] static tls_profile profile_of(const std::string& name) {
        const auto profile = parse_tls_profile(name.empty() ? "good" : name);
        if (!profile) {
            throw usage_error("--tls: there is no profile \"" + name + "\"; the nearest is " +
                              std::string(nearest_name(name, tls_profile_names)));
        }
        return *profile;
    }

    /// What the command line says is served in place of what a scenario says.
    void put_options_first(std::optional<scenario_server>& server) const {
        if (!server) {
            return;
        }
        if (!credentials_.empty() || no_auth_) {
            server->accounts.clear();
        }
        if (tls_option_->count() > 0) {
            server->tls.reset();
        }
        std::vector<scenario_data*> all{&server->data};
        for (scenario_account& account : server->accounts) {
            all.push_back(&account.data);
        }
        for (scenario_data* data : all) {
            if (generated_ || !logs_file_.empty()) {
                data->logs.reset();
            }
            if (page_size_) {
                data->settings.page_size.reset();
            }
            if (ordering_) {
                data->settings.ordering.reset();
            }
            if (!rate_limit_.empty()) {
                data->settings.rate_limit.reset();
            }
        }
    }

    [[nodiscard]] std::vector<log_record> load() const {
        load_display display(logs_file_);
        try {
            return load_logs(logs_file_, display.callback());
        } catch (const error& failure) {
            throw usage_error(std::string("--logs: ") + failure.what());
        }
    }

    /// Serves what the file holds now, or goes on with what it held.
    /// @param of_file  the accounts that have their logs from the file
    /// @param ending  whether it no longer matters
    void reload(const std::vector<std::shared_ptr<mock_account>>& of_file,
                const std::atomic<bool>& ending) const noexcept {
        try {
            const log_data logs = load_logs(logs_file_, [&](std::uint64_t, std::uint64_t) {
                if (ending) {
                    throw error("the server is ending");
                }
            });
            for (const auto& account : of_file) {
                account->set_logs(logs);
            }
            std::fprintf(stderr, "--watch: %s is loaded\n", logs_file_.c_str());
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "--watch: the former logs stay: %s\n", failure.what());
        }
    }

    /// Follows what the files hold now, or goes on with what they held.
    void reload_scenarios(const mock_server& server) const noexcept {
        try {
            const std::lock_guard lock(reloading_); // who reads last sets last
            scenario wanted = find_scenarios(scenarios_);
            wanted.server.reset(); // what is served stays
            const scenario further = wanted.for_further_accounts();
            for (const auto& account : server.accounts()) {
                const scenario& own = account->key() == server.key() ? wanted : further;
                account->set_scenario(own);
                account->set_first_scenario(own);
            }
            std::fprintf(stderr, "--watch: the rules are loaded; what is served stays\n");
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "--watch: the former rules stay: %s\n", failure.what());
        }
    }

    void add_accounts(server_options& options) const {
        account_options further{.logs = options.logs,
                                .settings = {.page_size = options.page_size,
                                             .ordering = options.ordering,
                                             .rate_limit = options.rate_limit},
                                .scenario = options.scenario.for_further_accounts()};
        if (options.scenario.server) {
            const scenario_data& data = options.scenario.server->data;
            further.logs = data.logs.value_or(further.logs);
            data.settings.apply(further.settings);
        }
        bool first = true;
        for (const std::string& text : credentials_) {
            const std::size_t colon = text.find(':');
            if (colon == 0 || colon == std::string::npos) {
                // The text is not shown: it may be a secret without its key.
                throw usage_error("--auth: expected KEY:SECRET");
            }
            if (std::exchange(first, false)) {
                options.key = text.substr(0, colon);
                options.secret = text.substr(colon + 1);
            } else {
                further.key = text.substr(0, colon);
                further.secret = text.substr(colon + 1);
                options.accounts.push_back(further);
            }
        }
    }

    CLI::App* app_;
    std::string host_ = "127.0.0.1";
    std::uint16_t port_ = 8080;
    std::string logs_file_;
    std::optional<std::uint64_t> generated_;
    std::optional<std::uint64_t> seed_;
    bool watch_ = false;
    std::vector<std::string> scenarios_;
    mutable std::mutex reloading_; // keeps reloads of several files apart
    std::optional<std::size_t> page_size_;
    std::optional<std::string> ordering_;
    std::vector<std::string> credentials_;
    bool no_auth_ = false;
    std::string public_base_url_;
    std::string rate_limit_;
    CLI::Option* tls_option_ = nullptr;
    std::string tls_;
    std::string ca_file_;
    std::optional<std::uint16_t> admin_port_;
    std::string admin_token_;
    bool no_admin_ = false;
    bool strict_ = false;
    std::string log_format_ = "text";
};

} // namespace sendmock::command

#endif
