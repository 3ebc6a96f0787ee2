// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_WALK_TEXT_HPP
#define SENDMOCK_TESTING_WALK_TEXT_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace sendmock::testing {

namespace detail {

/// The name of a trouble in one word: letters and digits in lower case, hyphens for all else.
[[nodiscard]] inline std::string slug_of(const trouble& one) {
    std::string slug;
    for (const char c : one.name) {
        if (http::is_alphanumeric(c)) {
            slug += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!slug.empty() && !slug.ends_with('-')) {
            slug += '-';
        }
    }
    if (slug.ends_with('-')) {
        slug.pop_back();
    }
    return slug;
}

} // namespace detail

/// A walk in one word, as `check --walk` reads it:
/// `404:rows=3,page_size=1,page=2,amount=0,seed=7,style=0,by_id,parameters=15,of_integration,backward`.
[[nodiscard]] inline std::string walk_text(const walk_case& one) {
    std::string text = detail::slug_of(trouble_of(one));
    const auto add = [&](std::string_view name, std::uint64_t value) {
        text += ',' + std::string(name) + '=' + std::to_string(value);
    };
    text += ":rows=" + std::to_string(one.rows);
    add("page_size", one.page_size);
    add("page", one.page);
    if (one.amount != 0) {
        add("amount", one.amount);
    }
    if (one.seed != 0) {
        add("seed", one.seed);
    }
    if (one.style != data_style::ordinary) {
        add("style", static_cast<std::uint64_t>(one.style));
    }
    text += one.ordering == ordering::id_descending ? ",by_id" : "";
    if (one.parameters != 0) {
        add("parameters", one.parameters);
    }
    text += one.of_integration ? ",of_integration" : "";
    text += one.backward ? ",backward" : "";
    return text;
}

/// The first member that a walk's text has more than once; nothing where it has none.
[[nodiscard]] inline std::optional<std::string_view> repeated_member(std::string_view text) {
    std::vector<std::string_view> names;
    for (std::size_t at = std::min(text.find(':'), text.size()) + 1; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::string_view item = text.substr(at, end - at);
        const std::string_view name = item.substr(0, item.find('='));
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            return name;
        }
        names.push_back(name);
        at = end + 1;
    }
    return std::nullopt;
}

/// Reads what `walk_text` writes.
/// @return nothing where it is malformed, has a member more than once, or names no trouble of this
/// version
[[nodiscard]] inline std::optional<walk_case> walk_from_text(std::string_view text) {
    constexpr std::uint64_t most_rows = 1'000'000;
    const std::size_t colon = text.find(':');
    walk_case one;
    while (one.trouble < troubles().size() &&
           detail::slug_of(troubles()[one.trouble]) != text.substr(0, colon)) {
        ++one.trouble;
    }
    if (colon == std::string_view::npos || one.trouble == troubles().size() ||
        repeated_member(text)) {
        return std::nullopt;
    }
    for (std::size_t at = colon + 1; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::string_view item = text.substr(at, end - at);
        at = end + 1;
        if (item == "by_id") {
            one.ordering = ordering::id_descending;
            continue;
        }
        if (item == "of_integration" || item == "backward") {
            (item == "backward" ? one.backward : one.of_integration) = true;
            continue;
        }
        const std::size_t equals = item.find('=');
        if (equals == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view name = item.substr(0, equals);
        const std::string_view digits = item.substr(equals + 1);
        std::uint64_t value = 0;
        const auto [stop, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (failure != std::errc() || stop != digits.data() + digits.size() ||
            (name != "seed" && value > most_rows)) {
            return std::nullopt;
        }
        const auto number = static_cast<std::uint32_t>(value);
        if (name == "seed") {
            one.seed = value;
        } else if (name == "rows") {
            one.rows = number;
        } else if (name == "page_size" && value >= 1 && value <= 1000) {
            one.page_size = number;
        } else if (name == "page" && value >= 1) {
            one.page = number;
        } else if (name == "parameters" && value <= all_parameters) {
            one.parameters = number;
        } else if (name == "amount") {
            one.amount = number;
        } else if (name == "style" &&
                   value <= static_cast<std::uint64_t>(data_style::hundreds_of_pages)) {
            one.style = static_cast<data_style>(value);
        } else {
            return std::nullopt;
        }
    }
    return one;
}

} // namespace sendmock::testing

#endif
