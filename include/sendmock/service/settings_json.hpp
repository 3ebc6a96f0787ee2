// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_SETTINGS_JSON_HPP
#define SENDMOCK_SERVICE_SETTINGS_JSON_HPP

#include <sendmock/logs/document_place.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/rate_limit.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// The settings that a JSON document names; the others stay as they are.
struct settings_change {
    std::optional<std::size_t> page_size{};
    std::optional<sendmock::ordering> ordering{};
    std::optional<std::optional<sendmock::rate_limit>> rate_limit{};
    std::optional<bool> owner_ids{};
    std::optional<std::optional<std::chrono::seconds>> cursor_lifetime{};

    [[nodiscard]] bool operator==(const settings_change&) const = default;

    void apply(account_settings& settings) const {
        settings.page_size = page_size.value_or(settings.page_size);
        settings.ordering = ordering.value_or(settings.ordering);
        settings.rate_limit = rate_limit.value_or(settings.rate_limit);
        settings.owner_ids = owner_ids.value_or(settings.owner_ids);
        settings.cursor_lifetime = cursor_lifetime.value_or(settings.cursor_lifetime);
    }
};

/// Names of the settings.
inline constexpr std::array<std::string_view, 5> setting_names{
    "page_size", "ordering", "rate_limit", "owner_ids", "cursor_lifetime"};

/// Reads those settings that an object has as members; its other members are not looked at.
/// @throws document_fault for a value that a setting cannot have
[[nodiscard]] inline settings_change read_settings(const document_place& place) {
    settings_change read;
    if (const auto page_size = place.find("page_size")) {
        read.page_size = page_size->integer(1, account_settings::largest_page_size);
    }
    if (const auto ordering = place.find("ordering")) {
        constexpr std::array<std::string_view, 2> names{"-created_at", "-id"};
        read.ordering = parse_ordering(names[ordering->one_of("an ordering", names)]);
    }
    if (const auto limit = place.find("rate_limit")) {
        read.rate_limit =
            limit->value().is_string() ? parse_rate_limit(limit->string()) : std::nullopt;
        if (!*read.rate_limit && !limit->value().is_null()) {
            limit->refuse(R"("N/s", "N/min", "documented" or null)");
        }
    }
    if (const auto owner_ids = place.find("owner_ids")) {
        if (!owner_ids->value().is_boolean()) {
            owner_ids->refuse("true or false");
        }
        read.owner_ids = owner_ids->value().get<bool>();
    }
    if (const auto lifetime = place.find("cursor_lifetime")) {
        read.cursor_lifetime.emplace();
        if (!lifetime->value().is_null()) {
            read.cursor_lifetime = std::chrono::seconds(lifetime->integer(
                0, static_cast<std::uint64_t>(account_settings::longest_cursor_lifetime.count())));
        }
    }
    return read;
}

/// Adds what `read_settings` reads.
inline void add_settings(json_object_text& object, const settings_change& written) {
    object.add("page_size", written.page_size);
    if (written.ordering) {
        object.add("ordering", to_string(*written.ordering));
    }
    if (written.rate_limit) {
        const auto& limit = *written.rate_limit;
        object.add_json("rate_limit", limit ? '"' + to_string(*limit) + '"' : "null");
    }
    object.add("owner_ids", written.owner_ids);
    if (written.cursor_lifetime) {
        const auto& lifetime = *written.cursor_lifetime;
        object.add_json("cursor_lifetime", lifetime ? std::to_string(lifetime->count()) : "null");
    }
}

/// The change that leads to these settings, whatever the former ones are.
[[nodiscard]] inline settings_change change_to(const account_settings& settings) {
    return {.page_size = settings.page_size,
            .ordering = settings.ordering,
            .rate_limit = settings.rate_limit,
            .owner_ids = settings.owner_ids,
            .cursor_lifetime = settings.cursor_lifetime};
}

/// All settings as a JSON object.
[[nodiscard]] inline std::string to_json_text(const account_settings& settings) {
    json_object_text object;
    add_settings(object, change_to(settings));
    return std::move(object).take();
}

} // namespace sendmock

#endif
