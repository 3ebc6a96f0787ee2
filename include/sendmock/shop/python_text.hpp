// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_PYTHON_TEXT_HPP
#define SENDMOCK_SHOP_PYTHON_TEXT_HPP

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

/// How Python writes values (reproduced with 3.11).
namespace sendmock::python {

namespace detail {

inline void append_hex_escape(std::string& out, unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
}

/// Whether U+0080 to U+00A0 or U+00AD begins a text in UTF-8: they are C2 and their own last byte.
[[nodiscard]] constexpr bool is_unprintable(std::string_view utf8) noexcept {
    if (utf8.size() < 2 || utf8[0] != '\xC2') {
        return false;
    }
    const auto last = static_cast<unsigned char>(utf8[1]);
    return last <= 0xA0 || last == 0xAD;
}

[[nodiscard]] inline std::string quoted(std::string_view text, bool bytes) {
    const bool doubly =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = doubly ? '"' : '\'';
    std::string out(1, quote);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7F || (bytes && byte >= 0x80)) {
            append_hex_escape(out, byte);
        } else if (!bytes && is_unprintable(text.substr(at))) {
            append_hex_escape(out, static_cast<unsigned char>(text[++at]));
        } else {
            out += c;
        }
    }
    return out += quote;
}

} // namespace detail

/// `repr()` of a text in UTF-8; of the characters that are not printable, only those up to U+00FF
/// are escaped.
[[nodiscard]] inline std::string repr(std::string_view utf8) {
    return detail::quoted(utf8, false);
}

/// `repr()` of bytes.
[[nodiscard]] inline std::string repr_bytes(std::string_view bytes) {
    return 'b' + detail::quoted(bytes, true);
}

/// A number of seconds as who wrote it would: `10`, `0.25`.
[[nodiscard]] inline std::string seconds(std::chrono::milliseconds time) {
    std::string text = std::to_string(time.count() / 1000);
    if (const auto rest = time.count() % 1000; rest != 0) {
        text += '.' + std::to_string(1000 + rest).substr(1);
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text;
}

} // namespace sendmock::python

#endif
