// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_DETAIL_CHUNK_LINE_HPP
#define SENDMOCK_HTTP_DETAIL_CHUNK_LINE_HPP

#include <sendmock/http/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

namespace sendmock::http::detail {

inline void skip_blanks(std::string_view& text) noexcept {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

[[nodiscard]] inline bool skip_token(std::string_view& text) noexcept {
    const auto end = std::find_if_not(text.begin(), text.end(), is_token_char);
    const auto length = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(length);
    return length != 0;
}

[[nodiscard]] inline bool skip_quoted_string(std::string_view& text) noexcept {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return true;
        }
        if (text[i] == '\\') {
            ++i;
        }
    }
    return false;
}

/// Tells whether a text is what may follow a chunk's size (chunk-ext, RFC 9112 section 7.1.1).
[[nodiscard]] inline bool is_chunk_extension(std::string_view text) noexcept {
    while (!text.empty()) {
        skip_blanks(text);
        if (text.empty() || text.front() != ';') {
            return false;
        }
        text.remove_prefix(1);
        skip_blanks(text);
        if (!skip_token(text)) {
            return false;
        }
        auto value = text;
        skip_blanks(value);
        if (value.empty() || value.front() != '=') {
            continue;
        }
        value.remove_prefix(1);
        skip_blanks(value);
        const bool quoted = !value.empty() && value.front() == '"';
        if (quoted ? !skip_quoted_string(value) : !skip_token(value)) {
            return false;
        }
        text = value;
    }
    return true;
}

/// Returns the size in the line before a chunk's data, which is given without its line end, or
/// nullopt if the line is malformed (RFC 9112 section 7.1). Extensions are checked and ignored.
/// A size that does not fit becomes the largest one that does.
[[nodiscard]] inline std::optional<std::size_t> parse_chunk_line(std::string_view line) noexcept {
    constexpr auto largest = std::numeric_limits<std::size_t>::max();
    std::size_t digits = 0;
    std::size_t size = 0;
    for (; digits < line.size() && hex_value(line[digits]) >= 0; ++digits) {
        const auto units = static_cast<std::size_t>(hex_value(line[digits]));
        size = size > (largest - units) / 16 ? largest : size * 16 + units;
    }
    if (digits == 0 || !is_chunk_extension(line.substr(digits))) {
        return std::nullopt;
    }
    return size;
}

} // namespace sendmock::http::detail

#endif
