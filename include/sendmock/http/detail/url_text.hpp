// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_DETAIL_URL_TEXT_HPP
#define SENDMOCK_HTTP_DETAIL_URL_TEXT_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/target.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Parts of URLs as urllib3 1.26 and requests 2.28 bring them into their normal form.
namespace sendmock::http::detail {

inline void append_encoded(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
}

/// Whether an encoded byte begins a text.
[[nodiscard]] constexpr bool starts_with_encoded(std::string_view text) noexcept {
    return text.size() >= 3 && text[0] == '%' && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0;
}

/// Percent-encodes a part of a URL that may be encoded already: if each of its `%` begins an
/// encoded byte, it is taken for encoded; else all of them are encoded. Unreserved bytes are never.
/// @param extra  what may stand as it is besides unreserved bytes and sub-delims
[[nodiscard]] inline std::string encode(std::string_view text, std::string_view extra) {
    bool encoded = true;
    for (std::size_t at = text.find('%'); at != std::string_view::npos;
         at = text.find('%', at + 1)) {
        encoded = encoded && starts_with_encoded(text.substr(at));
    }
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%' && encoded) {
            const auto byte =
                static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
            if (is_unreserved(byte)) {
                result += byte;
            } else {
                append_encoded(result, byte);
            }
            at += 2;
        } else if (c == '%') {
            result += "%25";
            if (starts_with_encoded(text.substr(at))) { // the digits are written large all the same
                for (const char digit : text.substr(at + 1, 2)) {
                    result += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
                }
                at += 2;
            }
        } else if (is_unreserved(c) || is_sub_delim(c) || extra.find(c) != extra.npos) {
            result += c;
        } else {
            append_encoded(result, c);
        }
    }
    return result;
}

/// Percent-encodes the bytes of a whole URL that may not stand in it.
[[nodiscard]] inline std::string quote(std::string_view text) {
    constexpr std::string_view safe = "!#$&'()*+,/:;=?@[]~";
    bool encoded = true;
    for (std::size_t at = text.find('%'); at != std::string_view::npos;
         at = text.find('%', at + 1)) {
        encoded = encoded && (starts_with_encoded(text.substr(at)) || text.size() - at < 3 ||
                              !is_alphanumeric(text[at + 1]) || !is_alphanumeric(text[at + 2]));
    }
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%' && encoded && starts_with_encoded(text.substr(at))) {
            const auto byte =
                static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
            if (is_unreserved(byte)) {
                result += byte;
                at += 2;
                continue;
            }
        }
        if (is_unreserved(c) || safe.find(c) != safe.npos || (c == '%' && encoded)) {
            result += c;
        } else {
            append_encoded(result, c);
        }
    }
    return result;
}

/// Removes `.` and `..` from a path (RFC 3986 section 5.2.4).
[[nodiscard]] inline std::string remove_dot_segments(std::string_view path) {
    std::vector<std::string_view> segments;
    for (std::string_view rest = path;;) {
        const std::size_t slash = std::min(rest.find('/'), rest.size());
        const std::string_view segment = rest.substr(0, slash);
        if (segment == "..") {
            if (!segments.empty()) {
                segments.pop_back();
            }
        } else if (segment != ".") {
            segments.push_back(segment);
        }
        if (slash == rest.size()) {
            break;
        }
        rest.remove_prefix(slash + 1);
    }
    if (path.starts_with('/') && (segments.empty() || !segments.front().empty())) {
        segments.insert(segments.begin(), "");
    }
    if (path.ends_with("/.") || path.ends_with("/..")) {
        segments.emplace_back("");
    }
    std::string result;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        result += i == 0 ? "" : "/";
        result += segments[i];
    }
    return result;
}

/// The parts of an authority without user information, as written; an IPv6 address without its
/// brackets, its zone after a bare `%`.
struct authority_parts {
    std::string host{};
    std::string_view port{};
};

[[nodiscard]] inline std::optional<authority_parts> split_authority(std::string_view text) {
    authority_parts parts;
    if (text.starts_with('[')) {
        const std::size_t bracket = text.find(']');
        if (bracket == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view inside = text.substr(1, bracket - 1);
        const std::size_t mark = std::min(inside.find('%'), inside.size());
        std::string_view zone = inside.substr(mark);
        if (!is_ipv6_address(inside.substr(0, mark)) || zone == "%") {
            return std::nullopt;
        }
        if (zone.starts_with("%25") && zone.size() > 3) { // RFC 6874
            zone.remove_prefix(2);
            parts.host = std::string(inside.substr(0, mark)) + '%' + std::string(zone.substr(1));
        } else {
            parts.host = inside;
        }
        text.remove_prefix(bracket + 1);
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const std::string_view name = text.substr(0, colon);
        for (std::size_t at = 0; at < name.size(); ++at) {
            const char c = name[at];
            if (c == '[' || c == ']' || (c == '%' && !starts_with_encoded(name.substr(at)))) {
                return std::nullopt;
            }
        }
        parts.host = quote(name);
        const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
        if (!std::all_of(name.begin(), name.end(), is_ascii)) {
            parts.host = name; // left to the caller
        }
        text.remove_prefix(colon);
    }
    constexpr std::size_t most_digits = 5;
    if (text.empty()) {
        return parts;
    }
    parts.port = text.substr(1);
    if (text.front() != ':' || parts.port.size() > most_digits ||
        !std::all_of(parts.port.begin(), parts.port.end(), is_digit)) {
        return std::nullopt;
    }
    return parts;
}

} // namespace sendmock::http::detail

#endif
