// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_ASCII_HPP
#define SENDMOCK_HTTP_ASCII_HPP

#include <cstddef>
#include <string_view>

namespace sendmock::http {

/// Returns the small letter for `A` to `Z`, and every other byte unchanged.
[[nodiscard]] constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Tells whether a byte is `0` to `9`.
[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Tells whether a byte is an ASCII letter or a digit.
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept {
    const char lower = to_lower(c);
    return is_digit(c) || (lower >= 'a' && lower <= 'z');
}

/// Tells whether a byte may stand in a token (RFC 9110 section 5.6.2).
[[nodiscard]] constexpr bool is_token_char(char c) noexcept {
    return is_alphanumeric(c) ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

/// Tells whether a byte never needs percent-encoding (RFC 3986 section 2.3).
[[nodiscard]] constexpr bool is_unreserved(char c) noexcept {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Tells whether a byte is ASCII white space: a blank, or bytes 9 to 13.
[[nodiscard]] constexpr bool is_white_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Returns the value of a hexadecimal digit in either case, or -1 for every other byte.
[[nodiscard]] constexpr int hex_value(char c) noexcept {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Compares two texts, `A` to `Z` being equal to `a` to `z`.
[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view left,
                                                 std::string_view right) noexcept {
    if (left.size() != right.size()) {
        return false;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (to_lower(left[i]) != to_lower(right[i])) {
            return false;
        }
    }
    return true;
}

/// Removes blanks and tabs from both ends (OWS, RFC 9110 section 5.6.3).
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

} // namespace sendmock::http

#endif
