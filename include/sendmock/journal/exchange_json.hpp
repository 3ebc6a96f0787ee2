// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_EXCHANGE_JSON_HPP
#define SENDMOCK_JOURNAL_EXCHANGE_JSON_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <utility>

namespace sendmock {

namespace detail {

template <class Value>
[[nodiscard]] nlohmann::ordered_json optional_json(const std::optional<Value>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

[[nodiscard]] inline nlohmann::ordered_json text_or_null(const std::string& text) {
    return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

} // namespace detail

/// An exchange as `GET requests` shows it; what it holds of secrets is shown, so that it should be
/// a `redacted` one.
[[nodiscard]] inline nlohmann::ordered_json to_json(const exchange& shown) {
    nlohmann::ordered_json fields = nlohmann::ordered_json::array();
    for (const auto& [name, value] : shown.fields) {
        fields.push_back({{"name", name}, {"value", value}});
    }
    return {{"number", shown.number},
            {"time", to_service_time(shown.time)},
            {"account", shown.account},
            {"authenticated", shown.authenticated},
            {"connection",
             shown.connection == 0 ? nlohmann::ordered_json(nullptr)
                                   : nlohmann::ordered_json(shown.connection)},
            {"method", shown.method},
            {"target", shown.target},
            {"headers", std::move(fields)},
            {"content_bytes", shown.content_bytes},
            {"cursor", detail::optional_json(shown.cursor)},
            {"status", shown.status},
            {"location", detail::text_or_null(shown.location)},
            {"reason", detail::text_or_null(shown.reason)},
            {"cause", detail::text_or_null(shown.cause)},
            {"walk", detail::optional_json(shown.walk)},
            {"page", detail::optional_json(shown.page)},
            {"attempt", shown.attempt},
            {"fault", detail::text_or_null(shown.fault)},
            {"rule", detail::text_or_null(shown.rule)},
            {"outcome", to_string(shown.outcome)},
            {"sent_bytes", shown.sent_bytes}};
}

} // namespace sendmock

#endif
