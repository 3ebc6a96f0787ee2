// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_CURSOR_HPP
#define SENDMOCK_SERVICE_CURSOR_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/service/detail/integer_text.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock {

/// Where a page begins, as the framework's cursor says it; a default one is the first page.
///
/// Documented (base64 of `o=`, `r=`, `p=`); the details are Django REST framework 3.14's.
struct cursor {
    /// Rows to skip after the position; at most `largest_offset` in a decoded cursor.
    std::uint32_t offset = 0;
    /// Whether the page is read in the opposite order and then turned round.
    bool reverse = false;
    /// The position word for word as the client sent it; rows strictly beyond it are served.
    std::optional<std::string> position{};

    /// The framework caps each offset that it decodes here, without an error.
    static constexpr std::uint32_t largest_offset = 1000;

    [[nodiscard]] bool operator==(const cursor&) const = default;
};

/// The text inside a cursor, before base64: `o=1&r=1&p=8`; empty for the first page.
[[nodiscard]] inline std::string to_tokens(const cursor& value) {
    std::string tokens;
    if (value.offset != 0) {
        tokens += "o=" + std::to_string(value.offset);
    }
    if (value.reverse) {
        tokens += tokens.empty() ? "r=1" : "&r=1";
    }
    if (value.position) {
        tokens += tokens.empty() ? "p=" : "&p=";
        http::append_form_encoded(tokens, *value.position);
    }
    return tokens;
}

/// The value of the `cursor` parameter, before it is encoded for a URL.
[[nodiscard]] inline std::string encode_cursor(const cursor& value) {
    return http::base64_encode(to_tokens(value));
}

/// Reads the value of a `cursor` parameter, already form-decoded.
///
/// @return `std::nullopt` where the service answers 404 `Invalid cursor`. Whether the position
/// suits the ordering is decided by `parse_position`.
[[nodiscard]] inline std::optional<cursor> decode_cursor(std::string_view text) {
    const auto is_ascii = [](std::string_view bytes) {
        return std::all_of(bytes.begin(), bytes.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x80;
        });
    };
    if (!is_ascii(text)) {
        return std::nullopt;
    }
    const std::optional<std::string> tokens = http::base64_decode(text);
    if (!tokens || !is_ascii(*tokens)) {
        return std::nullopt;
    }
    std::optional<std::string> offset;
    std::optional<std::string> reverse;
    cursor result;
    for (auto& [name, value] : http::parse_form(*tokens)) {
        // The first of a repeated token counts, unlike the query's own parameters.
        if (name == "o" && !offset) {
            offset = std::move(value);
        } else if (name == "r" && !reverse) {
            reverse = std::move(value);
        } else if (name == "p" && !result.position) {
            result.position = std::move(value);
        }
    }
    if (offset) {
        const auto number = detail::parse_integer_text(*offset);
        if (!number || (number->negative && !number->zero())) {
            return std::nullopt;
        }
        const auto small = detail::to_int64(*number);
        result.offset = small && *small < cursor::largest_offset
                            ? static_cast<std::uint32_t>(*small)
                            : cursor::largest_offset;
    }
    if (reverse) {
        const auto number = detail::parse_integer_text(*reverse);
        if (!number) {
            return std::nullopt;
        }
        result.reverse = !number->zero();
    }
    return result;
}

} // namespace sendmock

#endif
