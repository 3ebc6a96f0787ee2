// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_DETAIL_RESPONSE_LINES_HPP
#define SENDMOCK_HTTP_DETAIL_RESPONSE_LINES_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_framing.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>

/// The lines of a response as Python's http.client and urllib3 understand them.
namespace sendmock::http::detail {

/// A line without the CR LF, LF or nothing that it ends in.
[[nodiscard]] constexpr std::string_view without_line_end(std::string_view line) noexcept {
    if (line.ends_with('\n')) {
        line.remove_suffix(1);
    }
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

/// White space of ISO 8859-1 texts, as Python splits and strips them.
[[nodiscard]] constexpr bool is_latin1_space(char c) noexcept {
    return is_white_space(c) || (c >= '\x1c' && c <= '\x1f') || c == '\x85' || c == '\xa0';
}

[[nodiscard]] constexpr std::string_view strip_latin1(std::string_view text) noexcept {
    while (!text.empty() && is_latin1_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_latin1_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// The three parts of a status line; the views point into the line.
struct status_line {
    std::string_view version{};
    /// 100 to 999, nothing if it is no such number.
    std::optional<int> status{};
    std::string_view reason{};
};

[[nodiscard]] inline status_line split_status_line(std::string_view line) noexcept {
    const auto take_word = [&line] {
        line = strip_latin1(line);
        const auto end = std::find_if(line.begin(), line.end(), is_latin1_space);
        const auto size = static_cast<std::size_t>(end - line.begin());
        const std::string_view word = line.substr(0, size);
        line.remove_prefix(size);
        return word;
    };
    status_line parts{.version = take_word()};
    const auto number = parse_length(take_word());
    if (number && *number >= 100 && *number <= 999) {
        parts.status = static_cast<int>(*number);
    }
    parts.reason = strip_latin1(line);
    return parts;
}

/// All lengths of a message as a list, if two of them differ; nothing too where one is no number.
[[nodiscard]] inline std::optional<std::string> conflicting_lengths(const header_fields& fields) {
    std::set<std::size_t> lengths;
    for (const std::string_view element : list_elements(fields, "Content-Length")) {
        const auto length = parse_length(element);
        if (!length) {
            return std::nullopt;
        }
        lengths.insert(*length);
    }
    if (lengths.size() < 2) {
        return std::nullopt;
    }
    std::string all;
    for (const header_field& field : fields) {
        if (equal_ignoring_case(field.name, "Content-Length")) {
            all += (all.empty() ? "" : ", ") + field.value;
        }
    }
    return all;
}

/// The number that stands before a chunk's data, as Python's `int(digits, 16)` reads it: with white
/// space around it, a plus, `0x` and single underscores between digits. A number that does not fit
/// becomes the largest one that does.
[[nodiscard]] inline std::optional<std::size_t> read_chunk_size(std::string_view text) noexcept {
    while (!text.empty() && is_white_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_white_space(text.back())) {
        text.remove_suffix(1);
    }
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    bool digit_comes = true; // no underscore, no end
    if (text.size() > 2 && text[0] == '0' && to_lower(text[1]) == 'x') {
        text.remove_prefix(2);
        digit_comes = text.front() != '_'; // one may follow the prefix
    }
    constexpr auto largest = std::numeric_limits<std::size_t>::max();
    std::size_t size = 0;
    for (const char c : text) {
        if (c == '_' && !digit_comes) {
            digit_comes = true;
            continue;
        }
        const int value = hex_value(c);
        if (value < 0) {
            return std::nullopt;
        }
        const auto units = static_cast<std::size_t>(value);
        size = size > (largest - units) / 16 ? largest : size * 16 + units;
        digit_comes = false;
    }
    return digit_comes ? std::nullopt : std::optional(size);
}

} // namespace sendmock::http::detail

#endif
