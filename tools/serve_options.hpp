// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_SERVE_OPTIONS_HPP
#define SENDMOCK_TOOLS_SERVE_OPTIONS_HPP

#include <sendmock/sendmock.hpp>

#include "command_options.hpp"
#include "load_display.hpp"
#include "scenario_source.hpp"
#include <CLI/CLI.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::command {

/// The options that say what is served, where, and what goes wrong.
class serve_options {
public:
    /// @param port  where none is given
    /// @param log  the form of the request log where none is given
    serve_options(CLI::App& app, std::uint16_t port, std::string log)
        : port_(port), log_format_(std::move(log)) {
        app.add_option("--host", host_, "Name or address to listen on")
            ->check(not_empty)
            ->capture_default_str();
        app.add_option("--port", port_, "Port to listen on; 0 for a free one")
            ->check(number(0, 65'535))
            ->capture_default_str();
        CLI::Option* logs =
            app.add_option("--logs",
                           logs_file_,
                           "JSON file: an array of logs, or a page with \"results\" "
                           "[the documented example]")
                ->check(not_empty);
        app.add_option("--generate", generated_, "Serve this many generated logs instead")
            ->check(number(0, generated_logs::largest_count))
            ->excludes(logs);
        app.add_option("--seed", seed_, "Seed for everything random [random, printed]")
            ->check(number(0));
        app.add_option("--scenario",
                       scenarios_,
                       "What goes wrong: a JSON file, or a name that `sendmock scenarios` lists; "
                       "repeatable")
            ->type_name("FILE or NAME")
            ->take_all()
            ->expected(1)
            ->check(not_empty);
        app.add_option("--page-size", page_size_, "Logs per page [100]")
            ->check(number(1, account_settings::largest_page_size));
        app.add_option(
            "--ordering", ordering_, "Order of the logs: -created_at or -id [-created_at]");
        CLI::Option* auth =
            app.add_option("--auth",
                           credentials_,
                           "KEY:SECRET of an account; repeatable, the first is the default "
                           "[key:secret]")
                ->type_name("KEY:SECRET")
                ->take_all()
                ->expected(1);
        app.add_flag("--no-auth", no_auth_, "Accept every request, with or without credentials")
            ->excludes(auth);
        app.add_option("--public-base-url",
                       public_base_url_,
                       "Base URL of links [the scheme and host of the request]")
            ->check(not_empty);
        tls_option_ = app.add_option("--tls",
                                     tls_,
                                     "Serve https, with a certificate or a handshake that has this "
                                     "profile; the README lists them [good]")
                          ->type_name("PROFILE")
                          ->expected(0, 1);
        app.add_option(
               "--ca-file",
               ca_file_,
               "Write the CA certificate to this PEM file, and the revocation lists beside it")
            ->check(not_empty);
        app.add_option(
               "--rate-limit", rate_limit_, "Answer 429 above this rate: N/s, N/min or documented")
            ->check(not_empty);
        CLI::Option* admin_port = app.add_option(
            "--admin-port", admin_port_, "Separate port for admin calls; 0 for a free one");
        admin_port->check(number(0, 65'535));
        CLI::Option* admin_token =
            app.add_option("--admin-token", admin_token_, "Token that admin calls must send")
                ->check(not_empty);
        app.add_flag("--no-admin", no_admin_, "Turn admin calls off")
            ->excludes(admin_port)
            ->excludes(admin_token);
        app.add_flag("--strict", strict_, "Send only the header fields that the service sends");
        app.add_option(
               "--log",
               log_format_,
               "Log requests and failed TLS handshakes to standard error: text, json or none")
            ->check(one_of({"text", "json", "none"}))
            ->capture_default_str();
    }

    /// @throws usage_error naming the option
    [[nodiscard]] server_options make() const {
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

    /// Adds accounts with keys of their own until there are this many.
    /// @throws usage_error if everyone is let in, to the default account
    void fill_accounts(std::size_t count) {
        if (no_auth_ && count > 1) {
            throw usage_error("--accounts: with --no-auth all requests reach one account");
        }
        if (count > 1 && credentials_.empty()) {
            credentials_.emplace_back("key:secret");
        }
        while (count > 1 && credentials_.size() < count) {
            const std::string number = std::to_string(credentials_.size() + 1);
            credentials_.push_back("key-" + number + ":secret-" + number);
        }
    }

    /// Empty without one.
    [[nodiscard]] const std::string& logs_file() const noexcept { return logs_file_; }

    [[nodiscard]] const std::vector<std::string>& scenarios() const noexcept { return scenarios_; }

    /// `text`, `json` or `none`.
    [[nodiscard]] const std::string& log_format() const noexcept { return log_format_; }

    [[nodiscard]] bool has_admin_port() const noexcept { return admin_port_.has_value(); }

    /// Whether logs are generated by a seed that nobody gave.
    [[nodiscard]] bool draws_seed() const noexcept { return generated_ && !seed_; }

private:
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

    std::string host_ = "127.0.0.1";
    std::uint16_t port_;
    std::string logs_file_;
    std::optional<std::uint64_t> generated_;
    std::optional<std::uint64_t> seed_;
    std::vector<std::string> scenarios_;
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
    std::string log_format_;
};

} // namespace sendmock::command

#endif
