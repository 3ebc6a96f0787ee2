// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_ROW_TEXT_HPP
#define SENDMOCK_VERDICT_ROW_TEXT_HPP

#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/log_fields.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

namespace detail {

/// What is unusual of a member of a log, by which clients may lose the log; the likeliest first.
enum class oddity { unknown, null, absent, long_number, long_text, other_script, blank_text };

struct odd_member {
    std::string path{}; ///< as `response.body`
    oddity what = oddity::null;
    std::string text{}; ///< for people

    [[nodiscard]] bool is_like(const odd_member& other) const {
        return path == other.path && what == other.what;
    }
};

inline void add_odd_value(const std::string& path,
                          const nlohmann::ordered_json& value,
                          bool known,
                          std::vector<odd_member>& list) {
    constexpr std::size_t most_shown = 60;
    constexpr std::size_t long_text = 1000;                 // bytes
    constexpr std::int64_t doubles = 9'007'199'254'740'992; // 2^53, to which they are exact
    const auto add = [&](oddity what) {
        const std::string json =
            value.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
        list.push_back({path, what, '"' + path + "\":" + http::excerpt(json, most_shown)});
    };
    if (!known) {
        add(oddity::unknown);
    } else if (value.is_null()) {
        add(oddity::null);
    } else if (value.is_number_integer() &&
               (value.get<std::int64_t>() > doubles || value.get<std::int64_t>() < -doubles)) {
        add(oddity::long_number);
    } else if (const auto* text = value.get_ptr<const std::string*>()) {
        const bool ascii = std::all_of(text->begin(), text->end(), [](char c) {
            return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
        });
        if (text->size() >= long_text) {
            list.push_back({path,
                            oddity::long_text,
                            '"' + path + "\" of " + std::to_string(text->size()) + " bytes"});
        } else if (text->empty()) {
            add(oddity::blank_text);
        } else if (!ascii) {
            add(oddity::other_script);
        }
    }
}

/// Adds what is unusual of an object's members, in their order, then the members that it lacks.
inline void add_odd_members(const nlohmann::ordered_json& object,
                            std::span<const log_field> fields,
                            const std::string& prefix,
                            std::vector<odd_member>& list) {
    for (const auto& [name, value] : object.items()) {
        const log_field* field = find_field(fields, name);
        add_odd_value(prefix + name, value, field != nullptr, list);
        if (field != nullptr && value.is_object() && !field->members.empty()) {
            add_odd_members(value, field->members, prefix + name + '.', list);
        }
    }
    for (const log_field& field : fields) {
        if (!field.owner_id && !object.contains(field.name)) {
            const std::string path = prefix + std::string(field.name);
            list.push_back({path, oddity::absent, "no \"" + path + '"'});
        }
    }
}

[[nodiscard]] inline std::vector<odd_member> odd_members(std::string_view log) {
    const auto object = nlohmann::ordered_json::parse(log, nullptr, /*allow_exceptions=*/false);
    std::vector<odd_member> list;
    if (object.is_object()) {
        add_odd_members(object, log_fields, "", list);
    }
    std::stable_sort(list.begin(), list.end(), [](const odd_member& one, const odd_member& other) {
        return one.what < other.what;
    });
    return list;
}

} // namespace detail

/// A log that a client lost, for people: its id and what is unusual of it, as
/// `7, which has "user_id":null and no "exception"`, or else when it was made. Three members at
/// most are named.
/// @param id  of the log, for people
/// @param log  its text, as it was served
/// @param kept  texts of logs that the client did not lose: what these have is not unusual
[[nodiscard]] inline std::string
lost_row_text(const std::string& id, std::string_view log, std::span<const std::string_view> kept) {
    constexpr std::size_t most_named = 3;
    constexpr std::size_t most_compared = 50;
    std::vector<detail::odd_member> odd = detail::odd_members(log);
    for (const std::string_view other : kept.first(std::min(kept.size(), most_compared))) {
        const auto usual = detail::odd_members(other);
        std::erase_if(odd, [&](const detail::odd_member& one) {
            return std::any_of(usual.begin(), usual.end(), [&](const detail::odd_member& same) {
                return one.is_like(same);
            });
        });
    }
    if (odd.empty()) {
        const auto object = nlohmann::json::parse(log, nullptr, /*allow_exceptions=*/false);
        const bool dated = object.is_object() && object.contains("created_at");
        return id + (dated ? ", which has \"created_at\":" + object["created_at"].dump() : "");
    }
    const std::size_t named = std::min(odd.size(), most_named);
    std::string text = id + ", which has ";
    for (std::size_t at = 0; at < named; ++at) {
        text += at == 0 ? "" : at + 1 == named && named == odd.size() ? " and " : ", ";
        text += odd[at].text;
    }
    const std::size_t more = odd.size() - named;
    return text + (more == 0 ? "" : " and " + std::to_string(more) + " more that are unusual");
}

} // namespace sendmock

#endif
