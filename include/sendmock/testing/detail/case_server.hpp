// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_CASE_SERVER_HPP
#define SENDMOCK_TESTING_DETAIL_CASE_SERVER_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/server/endpoint.hpp>
#include <sendmock/server/mock_server.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/service/route.hpp>
#include <sendmock/testing/temporary_ca_file.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace sendmock::testing::detail {

/// A walk as it is served.
struct served_case {
    endpoint at{};
    std::string first_target{};
    std::shared_ptr<mock_account> account{};
    std::shared_ptr<mock_account> strays{}; ///< to which requests without credentials come

    /// Whether all that reached the server on the walk is still known.
    [[nodiscard]] bool is_known_whole() const {
        return account->journal().is_whole() && strays->journal().is_whole();
    }
};

/// The servers of one worker, which serves one walk at a time: one over plain HTTP, and one for
/// each TLS profile that a walk wanted. Each walk has an account of its own.
class case_server {
public:
    case_server() = default;
    case_server(const case_server&) = delete;
    case_server& operator=(const case_server&) = delete;

    /// Serves a walk, and no other any more.
    [[nodiscard]] served_case
    begin(const walk_case& one, const std::string& key, const std::string& secret) {
        const std::lock_guard lock(mutex_);
        tls_ = trouble_of(one).tls;
        mock_server& server = server_of(tls_);
        server.reset();
        served_case served{.at = server.endpoint(),
                           .account = server.add_account(
                               {.key = key,
                                .secret = secret,
                                .logs = logs_of(one),
                                .settings = settings_of(one),
                                .scenario = {.seed = one.seed, .rules = trouble_of(one).rules(one)},
                                .journal = {.bytes = most_journal_bytes}}),
                           .strays = server.account(server.key())};
        served.at.key = key;
        served.at.secret = secret;
        if (one.of_integration) {
            const std::size_t path = served.at.url.size() - logs_path.size();
            served.at.url.replace(path, std::string::npos, integration_logs_path_of(one));
        }
        std::string query = query_of(one);
        if (one.backward) {
            query += query.empty() ? "cursor=" : "&cursor=";
            http::append_form_encoded(query, encode_cursor({.reverse = true}));
        }
        served.at.url += query.empty() ? "" : '?' + query;
        served.first_target = served.at.url.substr(server.url().size());
        return served;
    }

    /// Ends all connections of the present walk, and takes no more. Safe to call from another
    /// thread while the walk is going on.
    void cut_off() {
        const std::lock_guard lock(mutex_);
        const auto found = servers_.find(tls_);
        if (found != servers_.end()) {
            cut_off_elsewhere_ = found->second->canary().requests();
            cut_off_handshakes_ = found->second->handshakes().begun;
            cut_off_untrusted_ = untrusted(found->second->connections());
            servers_.erase(found);
        }
    }

    /// What reached the server on the present walk, oldest first, once all answers are written.
    [[nodiscard]] std::vector<exchange> requests(const served_case& served) const {
        std::vector<exchange> all = answered(*served.account);
        for (exchange& stray : served.strays->journal().requests()) {
            if (!is_of_an_earlier_walk(stray, served.at.key)) {
                all.push_back(std::move(stray));
            }
        }
        std::stable_sort(all.begin(), all.end(), [](const exchange& one, const exchange& other) {
            return one.time < other.time;
        });
        return all;
    }

    /// What reached other origins.
    [[nodiscard]] std::vector<exchange> elsewhere() {
        const std::lock_guard lock(mutex_);
        const auto found = servers_.find(tls_);
        return found == servers_.end() ? cut_off_elsewhere_ : found->second->canary().requests();
    }

    /// How many TLS handshakes were begun on the present walk.
    [[nodiscard]] std::uint64_t handshakes() {
        const std::lock_guard lock(mutex_);
        const auto found = servers_.find(tls_);
        return found == servers_.end() ? cut_off_handshakes_ : found->second->handshakes().begun;
    }

    /// The connections of the present walk whose certificate was not to be trusted.
    [[nodiscard]] std::set<std::uint64_t> untrusted_connections() {
        const std::lock_guard lock(mutex_);
        const auto found = servers_.find(tls_);
        return found == servers_.end() ? cut_off_untrusted_
                                       : untrusted(found->second->connections());
    }

private:
    [[nodiscard]] static std::set<std::uint64_t>
    untrusted(const std::vector<connection_entry>& connections) {
        std::set<std::uint64_t> numbers;
        for (const connection_entry& one : connections) {
            if (!one.profile.empty() && one.profile != to_string(tls_profile::good)) {
                numbers.insert(one.number);
            }
        }
        return numbers;
    }

    // Thousands of pages, each asked for with some kilobytes of header fields.
    static constexpr std::size_t most_journal_bytes = std::size_t{64} << 20U;

    [[nodiscard]] mock_server& server_of(const std::optional<tls_profile>& tls) {
        std::unique_ptr<mock_server>& server = servers_[tls];
        if (!server) {
            // The secret of the default account is nobody's: who comes to it has lost its own.
            server = std::make_unique<mock_server>(
                server_options{.logs = std::vector<log_record>{},
                               .key = "nobody",
                               .secret = "7d1f8c1b5f0d4f2e9f6a",
                               .tls = tls,
                               .ca_file = tls ? ca_files_[*tls].path() : std::string(),
                               .admin = false,
                               .journal_contents = true});
        }
        return *server;
    }

    /// The path of the integration that has all logs of a walk.
    [[nodiscard]] static std::string integration_logs_path_of(const walk_case& one) {
        generated_logs logs = logs_of(one);
        logs.count = 1;
        const std::optional<std::int64_t> id = generated_sequence(logs).integration_id(0);
        return "/api/v2/integrations/" + std::to_string(id.value()) + "/logs";
    }

    [[nodiscard]] static bool is_of_an_earlier_walk(const exchange& stray, const std::string& key) {
        const auto parsed = http::parse_basic(stray.fields.find("Authorization"));
        const auto* given = std::get_if<http::basic_credentials>(&parsed);
        return given != nullptr && given->user_id != key && given->user_id.starts_with("key-");
    }

    [[nodiscard]] static std::vector<exchange> answered(const mock_account& account) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{5};
        for (;;) {
            std::vector<exchange> all = account.journal().requests();
            const bool pending = std::any_of(all.begin(), all.end(), [](const exchange& entry) {
                return entry.outcome == delivery::pending;
            });
            if (!pending || std::chrono::steady_clock::now() >= until) {
                return all;
            }
            std::this_thread::sleep_for(std::chrono::microseconds{200});
        }
    }

    std::mutex mutex_;                 // guards all below
    std::optional<tls_profile> tls_{}; // of the present walk
    std::map<tls_profile, temporary_ca_file> ca_files_;
    std::vector<exchange> cut_off_elsewhere_; // what the canary of a walk had that was cut off
    std::uint64_t cut_off_handshakes_ = 0;    // how many that walk had begun
    std::set<std::uint64_t> cut_off_untrusted_;
    std::map<std::optional<tls_profile>, std::unique_ptr<mock_server>> servers_;
};

} // namespace sendmock::testing::detail

#endif
