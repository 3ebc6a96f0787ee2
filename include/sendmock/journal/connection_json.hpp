// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_CONNECTION_JSON_HPP
#define SENDMOCK_JOURNAL_CONNECTION_JSON_HPP

#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/exchange_json.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <nlohmann/json.hpp>

#include <utility>

namespace sendmock {

/// A connection as `GET connections` shows it. What came from the client may hold bytes that are
/// not UTF-8: dump it with an error handler.
[[nodiscard]] inline nlohmann::ordered_json to_json(const connection_entry& entry) {
    nlohmann::ordered_json requests = nlohmann::ordered_json::array();
    for (const auto& [account, number] : entry.requests) {
        requests.push_back({{"account", account}, {"number", number}});
    }
    return {{"number", entry.number},
            {"since_reset",
             entry.since_reset == 0 ? nlohmann::ordered_json(nullptr)
                                    : nlohmann::ordered_json(entry.since_reset)},
            {"time", to_service_time(entry.time)},
            {"tls", entry.tls},
            {"sni", detail::text_or_null(entry.sni)},
            {"profile", detail::text_or_null(entry.profile)},
            {"version", detail::text_or_null(entry.version)},
            {"handshake", to_string(entry.handshake)},
            {"alert", detail::text_or_null(entry.alert)},
            {"cause", detail::text_or_null(entry.cause)},
            {"fault", detail::text_or_null(entry.fault)},
            {"requests", std::move(requests)}};
}

/// The counts as `GET connections` shows them.
[[nodiscard]] inline nlohmann::ordered_json to_json(const handshake_counts& counts) {
    return {{"begun", counts.begun},
            {"completed", counts.completed},
            {"failed", counts.failed},
            {"alerts", counts.alerts}};
}

} // namespace sendmock

#endif
