// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_JSON_TEXT_HPP
#define SENDMOCK_LOGS_JSON_TEXT_HPP

#include <array>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock {

namespace detail {

/// Bytes that may have to be escaped; 0xE2 begins U+2028 and U+2029.
inline constexpr std::array<bool, 256> stops_json_run = [] {
    std::array<bool, 256> stops{};
    for (std::size_t byte = 0; byte < 0x20; ++byte) {
        stops[byte] = true;
    }
    stops['"'] = stops['\\'] = stops[0xE2] = true;
    return stops;
}();

inline void append_json_escape(std::string& out, unsigned char byte) {
    constexpr std::string_view hex_digits = "0123456789abcdef";
    switch (byte) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\b':
        out += "\\b";
        break;
    case '\f':
        out += "\\f";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        out += "\\u00";
        out += hex_digits[byte >> 4];
        out += hex_digits[byte & 15];
    }
}

} // namespace detail

/// Appends a JSON string in quotes, escaped as Django REST framework's renderer does it: raw UTF-8
/// but for U+2028 and U+2029, short escapes where there are any, else lower-case \u00xx (recorded).
/// Bytes that are no UTF-8 are copied as they are.
inline void append_json_string(std::string& out, std::string_view utf8) {
    out += '"';
    std::size_t run = 0;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const auto byte = static_cast<unsigned char>(utf8[at]);
        if (!detail::stops_json_run[byte]) {
            continue;
        }
        if (byte == 0xE2) {
            const auto separator = utf8.substr(at, 3);
            if (separator != "\u2028" && separator != "\u2029") {
                continue;
            }
            out.append(utf8, run, at - run);
            out += separator == "\u2028" ? "\\u2028" : "\\u2029";
            at += 2;
        } else {
            out.append(utf8, run, at - run);
            detail::append_json_escape(out, byte);
        }
        run = at + 1;
    }
    out.append(utf8, run);
    out += '"';
}

/// Appends an integer in decimal digits.
template <typename Integer>
void append_json_integer(std::string& out, Integer value) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

} // namespace sendmock

#endif
