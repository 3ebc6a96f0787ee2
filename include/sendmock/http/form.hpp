// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_FORM_HPP
#define SENDMOCK_HTTP_FORM_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::http {

/// One name and value of a query or form, decoded to UTF-8.
struct form_pair {
    std::string name{};
    std::string value{};

    bool operator==(const form_pair&) const = default;
};

/// Turns each `%XX` into its byte, any other `%` staying itself (RFC 3986 section 2.1);
/// `+` stays too, and the bytes need not be UTF-8.
[[nodiscard]] inline std::string percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && text.size() - i > 2) {
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high >= 0 && low >= 0) {
                decoded += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        decoded += text[i];
    }
    return decoded;
}

/// Decodes one name or value of a form: `+` is a blank, `%XX` a byte, any other `%` itself;
/// then each invalid part of the UTF-8 becomes U+FFFD.
[[nodiscard]] inline std::string form_decode(std::string_view text) {
    std::string blanks_restored(text);
    std::replace(blanks_restored.begin(), blanks_restored.end(), '+', ' ');
    return repair_utf8(percent_decode(blanks_restored));
}

/// Splits a query at `&` alone and each piece at its first `=`, and decodes both halves.
/// Empty pieces are dropped; without `=` the value is empty.
[[nodiscard]] inline std::vector<form_pair> parse_form(std::string_view text) {
    std::vector<form_pair> pairs;
    while (!text.empty()) {
        const std::string_view piece = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(piece.size() + 1, text.size()));
        if (piece.empty()) {
            continue;
        }
        const std::size_t equals = std::min(piece.find('='), piece.size());
        pairs.push_back({form_decode(piece.substr(0, equals)),
                         form_decode(piece.substr(std::min(equals + 1, piece.size())))});
    }
    return pairs;
}

/// Appends a text in form encoding: letters, digits and `_.-~` as they are, a blank as `+`,
/// every other byte as `%XX` in capitals.
inline void append_form_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 0x0F];
        }
    }
}

/// Returns a text in form encoding, as `append_form_encoded` writes it.
[[nodiscard]] inline std::string form_encode(std::string_view text) {
    std::string encoded;
    append_form_encoded(encoded, text);
    return encoded;
}

} // namespace sendmock::http

#endif
