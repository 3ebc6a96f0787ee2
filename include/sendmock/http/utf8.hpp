// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_UTF8_HPP
#define SENDMOCK_HTTP_UTF8_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock::http {

namespace detail {

struct utf8_part {
    std::size_t size;
    bool valid;
};

// The character that a text, which is not empty, begins with, or its maximal invalid part
// (Unicode 15, table 3-7 and section 3.9; the WHATWG decoder cuts at the same places).
[[nodiscard]] constexpr utf8_part first_utf8_part(std::string_view text) noexcept {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) {
        return {1, true};
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return {1, false};
    }
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    // The second byte's range excludes overlong forms, surrogates and what is above U+10FFFF.
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < size; ++i) {
        if (i == text.size()) {
            return {i, false};
        }
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < low || byte > high) {
            return {i, false};
        }
        low = 0x80;
        high = 0xBF;
    }
    return {size, true};
}

} // namespace detail

/// Tells whether a text is well-formed UTF-8.
[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const detail::utf8_part part = detail::first_utf8_part(text);
        if (!part.valid) {
            return false;
        }
        text.remove_prefix(part.size);
    }
    return true;
}

/// Replaces each maximal invalid part by U+FFFD (WHATWG Encoding, UTF-8 decode).
[[nodiscard]] inline std::string repair_utf8(std::string_view text) {
    std::string repaired;
    repaired.reserve(text.size());
    while (!text.empty()) {
        const detail::utf8_part part = detail::first_utf8_part(text);
        repaired += part.valid ? text.substr(0, part.size) : std::string_view{"\xEF\xBF\xBD"};
        text.remove_prefix(part.size);
    }
    return repaired;
}

/// The beginning of a text. UTF-8 is not cut inside of a character; what is none is cut anywhere.
/// @param most  bytes
[[nodiscard]] inline std::string_view cut_utf8(std::string_view text, std::size_t most) noexcept {
    if (text.size() <= most) {
        return text;
    }
    constexpr std::size_t longest_character = 4;
    for (std::size_t back = 0; back < longest_character && back <= most; ++back) {
        if ((static_cast<unsigned char>(text[most - back]) & 0xC0U) != 0x80U) {
            return text.substr(0, most - back);
        }
    }
    return text.substr(0, most);
}

/// A text for people: as `cut_utf8`, with three dots behind what was cut.
[[nodiscard]] inline std::string excerpt(std::string_view text, std::size_t most) {
    std::string made(cut_utf8(text, most));
    made += made.size() < text.size() ? "..." : "";
    return made;
}

/// A text for people: its beginning and its end, with three dots between them where it is long.
/// UTF-8 is not cut inside of a character.
/// @param most  bytes, the dots included
[[nodiscard]] inline std::string cut_in_the_middle(std::string_view text, std::size_t most) {
    constexpr std::string_view dots = "...";
    if (text.size() <= most) {
        return std::string(text);
    }
    const std::size_t half = (most - std::min(most, dots.size())) / 2;
    std::size_t end = text.size() - half;
    constexpr std::size_t longest_character = 4;
    for (std::size_t step = 0; step < longest_character && end < text.size() &&
                               (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U;
         ++step) {
        ++end;
    }
    return std::string(cut_utf8(text, half)) + std::string(dots) + std::string(text.substr(end));
}

/// Converts ISO 8859-1, in which each byte is the character of that number, to UTF-8.
[[nodiscard]] inline std::string latin1_to_utf8(std::string_view text) {
    std::string converted;
    converted.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            converted += c;
        } else {
            converted += static_cast<char>(0xC0 | (byte >> 6));
            converted += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return converted;
}

} // namespace sendmock::http

#endif
