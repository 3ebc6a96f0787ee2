// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_SERVE_COMMAND_HPP
#define SENDMOCK_TOOLS_SERVE_COMMAND_HPP

#include <sendmock/sendmock.hpp>

#include "exchange_log.hpp"
#include <CLI/CLI.hpp>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace sendmock::command {

/// Bad input: the message names the option or the file, and the cause.
class usage_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// `sendmock serve`: serves until SIGINT or SIGTERM, or the admin call `shutdown`.
class serve_command {
public:
    explicit serve_command(CLI::App& app) {
        CLI::App* serve = app.add_subcommand("serve", "Serve logs until SIGINT or SIGTERM");
        serve->add_option("--host", host_, "Name or address to listen on")
            ->check(not_empty)
            ->capture_default_str();
        serve->add_option("--port", port_, "Port; 0 for a free one")
            ->check(number(0, 65'535))
            ->capture_default_str();
        serve
            ->add_option("--logs",
                         logs_file_,
                         "JSON file: an array of logs, or a page with \"results\" "
                         "[the documented example]")
            ->check(not_empty);
        serve->add_option("--page-size", page_size_, "Logs on a page")
            ->check(number(1, account_settings::largest_page_size))
            ->capture_default_str();
        serve->add_option("--ordering", ordering_, "-created_at or -id")->capture_default_str();
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
        serve->add_option("--rate-limit", rate_limit_, "N/s or N/min; 429 beyond it")
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

    /// @return the exit status
    /// @throws usage_error or sendmock::error
    [[nodiscard]] int run() const {
        // Blocked before any thread is made, so that only sigwait() sees them.
        sigset_t endings{};
        ::sigemptyset(&endings);
        ::sigaddset(&endings, SIGINT);
        ::sigaddset(&endings, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &endings, nullptr);
        ::signal(SIGPIPE, SIG_IGN); // a log that nobody reads is no reason to end
        raise_descriptor_limit();

        exchange_log log(log_format_);
        server_options options = make_options();
        if (log_format_ != "none") {
            options.on_exchange = [&log](const exchange& entry) { log.write(entry); };
        }
        options.on_shutdown = [] { ::kill(::getpid(), SIGTERM); };
        try {
            const mock_server server(std::move(options));
            std::printf("listening on %s\n", server.url().c_str());
            if (admin_port_) {
                std::printf("admin on %s\n", server.admin_url().c_str());
            }
            std::fflush(stdout);
            int signal = 0;
            ::sigwait(&endings, &signal);
        } catch (const std::invalid_argument& failure) {
            throw usage_error(name_option(failure.what()));
        }
        return 0;
    }

private:
    /// A variable of the shell that is not set must not mean the default.
    [[nodiscard]] static std::string not_empty(const std::string& value) {
        return value.empty() ? "expected a text that is not empty" : "";
    }

    /// Names the option in place of the library's own member that it sets.
    [[nodiscard]] static std::string name_option(std::string message) {
        const std::size_t end = std::min(message.find(':'), message.size());
        std::replace(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(end), '_', '-');
        const bool accounts = message.starts_with("accounts:");
        return "--" + (accounts ? "auth" + message.substr(end) : message);
    }

    /// Takes decimal digits alone: the parser's own conversion also takes "", " 5" and 0x50.
    [[nodiscard]] static CLI::Validator number(std::size_t least, std::size_t most) {
        const auto check = [=](const std::string& text) {
            std::size_t value = 0;
            const char* const end = text.data() + text.size();
            const auto [last, failure] = std::from_chars(text.data(), end, value);
            const bool good = failure == std::errc{} && last == end && value >= least &&
                              value <= most && (text.size() == 1 || text.front() != '0');
            return good ? std::string()
                        : "expected " + std::to_string(least) + " to " + std::to_string(most) +
                              ", found \"" + text + '"';
        };
        return {check, "", "number"};
    }

    /// So that the limit of connections is the server's own, not the shell's.
    static void raise_descriptor_limit() noexcept {
        rlimit limit{};
        if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
            limit.rlim_cur = limit.rlim_max;
            ::setrlimit(RLIMIT_NOFILE, &limit);
        }
    }

    [[nodiscard]] server_options make_options() const {
        server_options options{.page_size = page_size_,
                               .require_credentials = !no_auth_,
                               .host = host_,
                               .port = port_,
                               .public_base_url = public_base_url_,
                               .strict = strict_,
                               .admin = !no_admin_,
                               .admin_port = admin_port_,
                               .admin_token = admin_token_};
        if (!logs_file_.empty()) {
            options.logs = load();
        }
        const auto order = parse_ordering(ordering_);
        if (!order) {
            throw usage_error("--ordering: expected -created_at or -id, found " + ordering_);
        }
        options.ordering = *order;
        if (!rate_limit_.empty()) {
            options.rate_limit = parse_rate_limit(rate_limit_);
            if (!options.rate_limit) {
                throw usage_error("--rate-limit: expected N/s or N/min, found " + rate_limit_);
            }
        }
        add_accounts(options);
        return options;
    }

    [[nodiscard]] std::vector<log_record> load() const {
        try {
            return load_logs(logs_file_);
        } catch (const error& failure) {
            throw usage_error(std::string("--logs: ") + failure.what());
        }
    }

    void add_accounts(server_options& options) const {
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
                options.accounts.push_back({.key = text.substr(0, colon),
                                            .secret = text.substr(colon + 1),
                                            .logs = options.logs,
                                            .settings = {.page_size = options.page_size,
                                                         .ordering = options.ordering,
                                                         .rate_limit = options.rate_limit}});
            }
        }
    }

    std::string host_ = "127.0.0.1";
    std::uint16_t port_ = 8080;
    std::string logs_file_;
    std::size_t page_size_ = 100;
    std::string ordering_ = "-created_at";
    std::vector<std::string> credentials_;
    bool no_auth_ = false;
    std::string public_base_url_;
    std::string rate_limit_;
    std::optional<std::uint16_t> admin_port_;
    std::string admin_token_;
    bool no_admin_ = false;
    bool strict_ = false;
    std::string log_format_ = "text";
};

} // namespace sendmock::command

#endif
