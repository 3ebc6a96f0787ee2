// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_SERVER_OPTIONS_HPP
#define SENDMOCK_SERVER_SERVER_OPTIONS_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/logs/documented_example.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/rate_limit.hpp>
#include <sendmock/service/time_source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sendmock {

/// One key and secret, and what they open.
struct account_options {
    std::string key = "key"; ///< without a colon
    std::string secret = "secret";
    log_data logs = documented_example();
    account_settings settings{};
    /// Integrations that exist besides those that the logs name.
    std::vector<std::int64_t> integrations{};
    /// The rules at the start; what else it has is for a server.
    sendmock::scenario scenario{};
    request_journal::bounds journal{}; ///< how much its journal keeps
};

/// How a mock_server is made. All members have defaults: `{.logs = …, .page_size = 10}`.
struct server_options {
    /// The default account's logs: records, or `generated_logs`.
    log_data logs = documented_example();
    std::size_t page_size = 100; ///< of the default account, 1 to 1000
    sendmock::ordering ordering = sendmock::ordering::created_at_descending; ///< likewise
    std::string key = "key";                                                 ///< likewise
    std::string secret = "secret";                                           ///< likewise
    std::optional<sendmock::rate_limit> rate_limit{};                        ///< likewise
    std::vector<std::int64_t> integrations{};                                ///< likewise
    bool owner_ids = true;                                 ///< likewise; see account_settings
    std::optional<std::chrono::seconds> cursor_lifetime{}; ///< likewise
    request_journal::bounds journal{};                     ///< likewise; how much it keeps
    /// The default account's rules. The logs and settings that it has are served in place of those
    /// here, its accounts besides those below; the first of them is the default one.
    sendmock::scenario scenario{};
    /// Further accounts, each with its own logs, rules and journal.
    std::vector<account_options> accounts{};
    bool require_credentials = true; ///< false lets everyone in, to the default account

    std::string host = "127.0.0.1"; ///< name or address to listen on
    std::uint16_t port = 0;         ///< 0: a free one
    /// https, with certificates that are made in memory, by this profile for clients that ask for
    /// no `NAME.localhost`. Absent: plain HTTP.
    std::optional<tls_profile> tls{};
    /// Where the CA certificate is written to at the start, and the revocation lists beside it, as
    /// FILE.crl; empty for nowhere.
    std::filesystem::path ca_file{};
    /// What links carry instead of the request's own scheme and host, `https://host/prefix`.
    std::string public_base_url{};
    bool strict = false; ///< no field beyond the service's own, such as X-Sendmock-Reason

    bool admin = true;                         ///< whether there is `/__admin`
    std::optional<std::uint16_t> admin_port{}; ///< a port of its own (0: a free one)
    std::string admin_token{};                 ///< for `Authorization: Bearer`; empty for none
    // These are called on the server's threads, several at once, and must not end the server
    // themselves; what they throw is ignored.
    std::function<void()> on_shutdown{};                ///< what the admin call `shutdown` does
    std::function<void(const exchange&)> on_exchange{}; ///< sees each exchange, redacted, when done
    /// Sees each connection whose TLS handshake failed, redacted, when it did.
    std::function<void(const connection_entry&)> on_failed_handshake{};
    /// Whether findings are kept when journals are cleared and accounts removed, for
    /// `mock_server::kept_verdicts`.
    bool keep_findings = false;
    bool journal_contents = false; ///< whether journals keep the answers' contents

    http::message_limits limits{};
    std::size_t most_connections = 1024;          ///< at a time; 503 beyond
    std::chrono::milliseconds io_timeout{10'000}; ///< for a whole message to come (408), for writes
    std::chrono::milliseconds idle_timeout{60'000}; ///< between messages
    time_source now = system_time;                  ///< for all that is dated or timed
    std::optional<std::uint64_t> seed{};            ///< of all that is random; drawn if absent
    /// Answers everything in place of the service, but for what faults concern; called on the
    /// server's threads, several at once. What it throws becomes a 500.
    std::function<http::response(const http::request&)> application{};
};

} // namespace sendmock

#endif
