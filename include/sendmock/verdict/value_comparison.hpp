// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_VALUE_COMPARISON_HPP
#define SENDMOCK_VERDICT_VALUE_COMPARISON_HPP

#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/log_fields.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/verdict/invariant.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock {

/// A value that was not returned as it was served.
struct value_difference {
    invariant which = invariant::text_exact;
    std::string member{};
    std::string served{};   ///< as JSON, cut where it is long
    std::string returned{}; ///< likewise
};

/// Whether what a client returned in place of a log is a whole page.
[[nodiscard]] inline bool is_whole_page(const nlohmann::json& row) {
    const auto results = row.is_object() ? row.find("results") : row.end();
    return row.is_object() && results != row.end() && results->is_array() && !row.contains("id");
}

namespace detail {

[[nodiscard]] inline std::string ascii_text(const nlohmann::json& value) {
    return value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

/// A JSON value for people.
/// @param from  where the part begins that is worth showing
[[nodiscard]] inline std::string shown(const nlohmann::json& value, std::size_t from = 0) {
    constexpr std::size_t most = 200;
    return (from == 0 ? "" : "...") + http::excerpt(ascii_text(value).substr(from), most);
}

/// Where to begin to show two values, so that their difference is seen.
[[nodiscard]] inline std::size_t begin_of_difference(const nlohmann::json& one,
                                                     const nlohmann::json& other) {
    constexpr std::size_t enough = 100; // to be seen from the beginning
    constexpr std::size_t before = 20;
    const std::string first = ascii_text(one);
    const std::string second = ascii_text(other);
    const auto [at, ignored] =
        std::mismatch(first.begin(), first.end(), second.begin(), second.end());
    const auto place = static_cast<std::size_t>(at - first.begin());
    return place < enough ? 0 : place - before;
}

/// Whether a member is one of a log's ids: `id`, `integration_id`, `user_id`.
[[nodiscard]] inline bool is_id(std::string_view member) noexcept {
    return member == "id" || member.ends_with("_id");
}

[[nodiscard]] inline bool is_time(std::string_view member) noexcept {
    return member.ends_with("_at");
}

/// The whole number that a floating one stands for without doubt.
[[nodiscard]] inline std::optional<std::int64_t> whole_number(const nlohmann::json& value) {
    constexpr double limit = 9'007'199'254'740'992.0; // 2^53, to which doubles are exact
    const double real = value.is_number_float() ? value.get<double>() : 0.5;
    return std::floor(real) == real && std::abs(real) <= limit
               ? std::optional(static_cast<std::int64_t>(real))
               : std::nullopt;
}

/// Whether two numbers are the same, however they are written: 1 is 1.0.
[[nodiscard]] inline bool same_number(const nlohmann::json& one, const nlohmann::json& other) {
    if (one.is_number_float() && other.is_number_float()) {
        return one == other;
    }
    // As texts, for JSON for Modern C++ takes -1 and 2^64 - 1 for the same.
    const auto digits = [](const nlohmann::json& number) {
        const auto whole = whole_number(number);
        return whole ? std::to_string(*whole) : number.dump();
    };
    return digits(one) == digits(other);
}

/// Whether a returned time is the served one, at the precision in which it was returned, which is
/// milliseconds at least; a number is one of seconds, milliseconds or microseconds since 1970.
[[nodiscard]] inline bool same_time(const nlohmann::json& served, const nlohmann::json& returned) {
    if (served == returned) {
        return true;
    }
    const auto wanted =
        served.is_string() ? parse_timestamp(served.get_ref<const std::string&>()) : std::nullopt;
    if (!wanted) {
        return false;
    }
    const auto cut = std::chrono::floor<std::chrono::milliseconds>(*wanted);
    if (returned.is_number()) {
        const double seconds = std::chrono::duration<double>(cut.time_since_epoch()).count();
        const auto number = returned.get<double>();
        constexpr double tolerance = 0.0011; // a rounded millisecond
        return std::abs(number - seconds) < tolerance ||
               std::abs(number / 1e3 - seconds) < tolerance ||
               std::abs(number / 1e6 - seconds) < tolerance;
    }
    if (!returned.is_string()) {
        return false;
    }
    std::string text = returned.get<std::string>();
    if (constexpr std::string_view zone = " UTC"; text.ends_with(zone)) { // as Ruby writes it
        text.replace(text.size() - zone.size(), zone.size(), "Z");
    }
    std::replace(text.begin(), text.end(), 't', 'T'); // either case is right by RFC 3339
    std::replace(text.begin(), text.end(), 'z', 'Z');
    const auto given = parse_timestamp(text);
    using namespace std::chrono_literals;
    const bool rounds_up = *wanted - cut >= 500us;
    return given && (*given == *wanted || *given == cut || (rounds_up && *given == cut + 1ms));
}

[[nodiscard]] inline bool same_value(const nlohmann::json& served, const nlohmann::json& returned);

[[nodiscard]] inline bool same_members(const nlohmann::json& served,
                                       const nlohmann::json& returned) {
    return served.size() == returned.size() &&
           std::all_of(served.items().begin(), served.items().end(), [&](const auto& member) {
               const auto found = returned.find(member.key());
               return found != returned.end() && same_value(member.value(), *found);
           });
}

[[nodiscard]] inline bool same_value(const nlohmann::json& served, const nlohmann::json& returned) {
    if (served.is_number() && returned.is_number()) {
        return same_number(served, returned);
    }
    if (served.is_structured() && returned.is_structured() && served.empty()) {
        return returned.empty(); // PHP writes {} as []
    }
    if (served.is_object() && returned.is_object()) {
        return same_members(served, returned);
    }
    if (served.is_array() && returned.is_array()) {
        return std::equal(
            served.begin(), served.end(), returned.begin(), returned.end(), same_value);
    }
    return served == returned;
}

/// Whether a value is what stands for "nothing" in some language: null, "", 0, false, [] or {}.
[[nodiscard]] inline bool is_zero_value(const nlohmann::json& value) {
    switch (value.type()) {
    case nlohmann::json::value_t::null:
        return true;
    case nlohmann::json::value_t::boolean:
        return !value.get<bool>();
    case nlohmann::json::value_t::string:
        return value.get_ref<const std::string&>().empty();
    case nlohmann::json::value_t::object:
    case nlohmann::json::value_t::array:
        return value.empty();
    default:
        return value.is_number() && value == 0;
    }
}

/// Whether a log may lack a member of this name. Members that no log has are the client's own
/// affair.
[[nodiscard]] inline bool may_be_absent(std::string_view name) {
    return std::any_of(log_fields.begin(), log_fields.end(), [&](const log_field& field) {
        return field.name == name && field.name != "id";
    });
}

} // namespace detail

/// Compares what a client returned of a log with the log that was served, member by member. For one
/// that was served as null, or not at all, only null or a zero value is right. Synthetic: what
/// clients may do to values is the mock's own notion.
/// @return the first difference
[[nodiscard]] inline std::optional<value_difference> compare_log(const nlohmann::json& served,
                                                                 const nlohmann::json& returned) {
    for (const auto& [member, value] : returned.items()) {
        const auto found = served.find(member);
        const bool of_time = detail::is_time(member);
        if (found == served.end() || found->is_null()) {
            if (!detail::is_zero_value(value) &&
                (found != served.end() || detail::may_be_absent(member))) {
                return value_difference{.which = of_time ? invariant::times_exact
                                                         : invariant::text_exact,
                                        .member = member,
                                        .served = found == served.end() ? "absent" : "null",
                                        .returned = detail::shown(value)};
            }
            continue;
        }
        if (of_time ? !detail::same_time(*found, value) : !detail::same_value(*found, value)) {
            const std::size_t from = detail::begin_of_difference(*found, value);
            return value_difference{.which = of_time                 ? invariant::times_exact
                                             : detail::is_id(member) ? invariant::ids_exact
                                                                     : invariant::text_exact,
                                    .member = member,
                                    .served = detail::shown(*found, from),
                                    .returned = detail::shown(value, from)};
        }
    }
    return std::nullopt;
}

} // namespace sendmock

#endif
