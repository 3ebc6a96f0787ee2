// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_BASE64_HPP
#define SENDMOCK_HTTP_BASE64_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::http {

namespace detail {

inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline constexpr std::uint8_t not_in_base64_alphabet = 0xFF;

inline constexpr auto base64_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(not_in_base64_alphabet);
    for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
        values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}();

} // namespace detail

/// Encodes bytes in the standard alphabet, padded (RFC 4648 section 4).
[[nodiscard]] inline std::string base64_encode(std::string_view bytes) {
    std::string encoded;
    encoded.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view three = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            bits = bits << 8 | (k < three.size() ? static_cast<unsigned char>(three[k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            encoded +=
                k <= three.size() ? detail::base64_alphabet[bits >> (18 - 6 * k) & 0x3F] : '=';
        }
    }
    return encoded;
}

/// Decodes as forgivingly as Python's `base64.b64decode` does, or returns nullopt where the text
/// ends inside a group of four.
/// Bytes outside the alphabet are dropped; `=` counts only where it completes a group, which ends
/// the decoding; bits left over are ignored.
[[nodiscard]] inline std::optional<std::string> base64_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int characters = 0;
    int padding = 0;
    for (const char c : text) {
        if (c == '=') {
            if (characters >= 2 && characters + ++padding >= 4) {
                return decoded;
            }
            continue;
        }
        const std::uint8_t value = detail::base64_values[static_cast<unsigned char>(c)];
        if (value == detail::not_in_base64_alphabet) {
            continue;
        }
        padding = 0;
        bits = (bits << 6 | value) & 0xFFFF;
        if (characters > 0) {
            // The second, third and fourth character leave 4, 2 and 0 bits over.
            decoded += static_cast<char>(bits >> (6 - 2 * characters) & 0xFF);
        }
        characters = (characters + 1) % 4;
    }
    if (characters != 0) {
        return std::nullopt;
    }
    return decoded;
}

} // namespace sendmock::http

#endif
