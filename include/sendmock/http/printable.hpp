// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_PRINTABLE_HPP
#define SENDMOCK_HTTP_PRINTABLE_HPP

#include <sendmock/http/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock::http {

namespace detail {

/// The number of a character.
/// @param text  one well-formed character of UTF-8
[[nodiscard]] constexpr char32_t code_point_of(std::string_view text) noexcept {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (text.size() == 1) {
        return lead;
    }
    char32_t number = lead & (0x7FU >> text.size());
    for (const char c : text.substr(1)) {
        number = (number << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    }
    return number;
}

/// Whether a terminal may obey a character, or XML 1.0 forbids it: controls (C0, DEL, C1), controls
/// of the direction of writing (Unicode 15, table 23-3), line and paragraph separators, and the
/// noncharacters U+FFFE and U+FFFF; or nobody sees it: the zero width space and U+FEFF. Joiners
/// (U+200C and U+200D) stay, for scripts and emoji need them.
[[nodiscard]] constexpr bool is_unsafe(char32_t character) noexcept {
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x061C ||
           character == 0x200B || character == 0x200E || character == 0x200F ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF ||
           character == 0xFFFE || character == 0xFFFF;
}

inline void append_hex(std::string& out, char32_t number, int digits) {
    constexpr std::string_view all = "0123456789ABCDEF";
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
        out += all[(number >> static_cast<unsigned>(shift)) & 15U];
    }
}

} // namespace detail

/// A text in one line that a terminal only prints: controls of ASCII and bytes that are not UTF-8
/// become `\x1B`; controls of C1, controls of the direction of writing, separators of lines and
/// paragraphs, spaces of no width, and noncharacters become `\u{202E}`. What is left is allowed in
/// XML 1.0. Synthetic.
/// @param text  a backslash stays as it is
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto [size, valid] = detail::first_utf8_part(text);
        const std::string_view part = text.substr(0, size);
        text.remove_prefix(size);
        const char32_t character = valid ? detail::code_point_of(part) : 0;
        if (valid && !detail::is_unsafe(character)) {
            result += part;
        } else if (valid && character > 0x7F) {
            result += "\\u{";
            detail::append_hex(result, character, 4);
            result += '}';
        } else {
            for (const char byte : part) {
                result += "\\x";
                detail::append_hex(result, static_cast<unsigned char>(byte), 2);
            }
        }
    }
    return result;
}

/// As `printable`, for a text of several lines: line breaks stay, and a tab becomes four blanks. A
/// carriage return before a line break is dropped.
[[nodiscard]] inline std::string printable_lines(std::string_view text) {
    constexpr std::string_view tab = "    ";
    std::string result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\n\t"), text.size());
        std::string_view part = text.substr(0, end);
        const bool ends_line = end < text.size() && text[end] == '\n';
        if (ends_line && part.ends_with('\r')) {
            part.remove_suffix(1);
        }
        result += printable(part);
        if (end < text.size()) {
            result += ends_line ? std::string_view("\n") : tab;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

} // namespace sendmock::http

#endif
