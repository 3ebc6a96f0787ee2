// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CHECKED_OPTIONS_HPP
#define SENDMOCK_SERVER_DETAIL_CHECKED_OPTIONS_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/http/target.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/server/detail/listener.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/server_options.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/logs_service.hpp>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace sendmock::detail {

/// The default account's settings.
[[nodiscard]] inline account_settings settings_of(const server_options& options) {
    return {.page_size = options.page_size,
            .ordering = options.ordering,
            .rate_limit = options.rate_limit,
            .owner_ids = options.owner_ids,
            .cursor_lifetime = options.cursor_lifetime};
}

/// Puts other settings in place of the default account's.
inline void put_settings(server_options& options, const account_settings& settings) {
    options.page_size = settings.page_size;
    options.ordering = settings.ordering;
    options.rate_limit = settings.rate_limit;
    options.owner_ids = settings.owner_ids;
    options.cursor_lifetime = settings.cursor_lifetime;
}

/// Takes the default account out of a server's options.
[[nodiscard]] inline account_options take_default_account(server_options& options) {
    return {.key = std::move(options.key),
            .secret = std::move(options.secret),
            .logs = std::move(options.logs),
            .settings = settings_of(options),
            .integrations = std::move(options.integrations),
            .scenario = std::move(options.scenario),
            .journal = options.journal};
}

/// What its listeners need to know.
[[nodiscard]] inline listener_options listening_of(const server_options& options) {
    return {.limits = options.limits,
            .times = {.io = options.io_timeout, .idle = options.idle_timeout},
            .most_connections = options.most_connections};
}

/// What the service needs to know.
/// @param authority  host and port that the server listens on
[[nodiscard]] inline service_options service_options_of(const server_options& options,
                                                        std::string authority) {
    return {.public_base_url = http::parse_base_url(options.public_base_url),
            .local_authority = std::move(authority),
            .require_credentials = options.require_credentials,
            .now = options.now,
            .application = options.application};
}

/// Puts what a scenario serves in place of the options that say the same.
inline void serve_scenario(server_options& options) {
    if (!options.scenario.server) {
        return;
    }
    const scenario_server& wanted = *options.scenario.server;
    account_settings settings = settings_of(options);
    const auto take = [](const scenario_data& data, log_data& logs, account_settings& into) {
        if (data.logs) {
            logs = *data.logs;
        }
        data.settings.apply(into);
    };
    take(wanted.data, options.logs, settings);
    const log_data for_all = options.logs;
    const account_settings settings_for_all = settings;
    bool first = true;
    for (const scenario_account& wanted_account : wanted.accounts) {
        account_options made{.key = wanted_account.key,
                             .secret = wanted_account.secret,
                             .logs = for_all,
                             .settings = settings_for_all,
                             .scenario = options.scenario.for_further_accounts()};
        take(wanted_account.data, made.logs, made.settings);
        if (std::exchange(first, false)) {
            options.key = made.key;
            options.secret = made.secret;
            options.logs = std::move(made.logs);
            settings = made.settings;
        } else {
            options.accounts.push_back(std::move(made));
        }
    }
    options.tls = wanted.tls ? wanted.tls : options.tls;
    put_settings(options, settings);
}

/// A URL that may be malformed, without what may be a password in it.
[[nodiscard]] inline std::string after_userinfo(const std::string& url) {
    const std::size_t at = url.rfind('@');
    return at == std::string::npos ? url : "***" + url.substr(at);
}

/// The options with what their scenario serves, once all is in range that belongs to no account.
/// @throws std::invalid_argument naming an option that is out of range
[[nodiscard]] inline server_options checked_options(server_options options) {
    using std::chrono::milliseconds;
    constexpr milliseconds longest = std::chrono::hours{24};
    const auto demand = [](bool holds, const char* message) {
        if (!holds) {
            throw std::invalid_argument(message);
        }
    };
    demand(options.io_timeout > milliseconds{0} && options.io_timeout <= longest,
           "io_timeout: expected more than 0 and at most 24 hours");
    demand(options.idle_timeout > milliseconds{0} && options.idle_timeout <= longest,
           "idle_timeout: expected more than 0 and at most 24 hours");
    demand(options.most_connections >= 1 && options.most_connections <= 1'000'000,
           "most_connections: expected 1 to 1000000");
    demand(static_cast<bool>(options.now), "now: expected a function");
    serve_scenario(options);
    demand(options.tls || options.ca_file.empty(), "ca_file: there is no CA without tls");
    if (options.admin && options.admin_token.empty() && !is_loopback(options.host)) {
        throw std::invalid_argument("admin_token: required for the host " + options.host +
                                    ", which others can reach");
    }
    if (!options.public_base_url.empty() && !http::parse_base_url(options.public_base_url)) {
        throw std::invalid_argument("public_base_url: expected http:// or https:// with a "
                                    "host and perhaps a path, found " +
                                    after_userinfo(options.public_base_url));
    }
    return options;
}

} // namespace sendmock::detail

#endif
