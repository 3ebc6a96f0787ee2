// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_TARGET_HPP
#define SENDMOCK_HTTP_TARGET_HPP

#include <sendmock/http/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::http {

namespace detail {

[[nodiscard]] constexpr bool is_sub_delim(char c) noexcept {
    return std::string_view{"!$&'()*+,;="}.find(c) != std::string_view::npos;
}

// Unreserved, sub-delims, percent-encoded bytes and the extra characters given.
[[nodiscard]] constexpr bool is_uri_text(std::string_view text, std::string_view extra) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%') {
            if (text.size() - i < 3 || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) {
                return false;
            }
            i += 2;
        } else if (!is_unreserved(c) && !is_sub_delim(c) &&
                   extra.find(c) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

[[nodiscard]] constexpr bool is_number_up_to(std::string_view digits, int largest) noexcept {
    int value = 0;
    for (const char c : digits) {
        if (!is_digit(c)) {
            return false;
        }
        value = value * 10 + (c - '0');
        if (value > largest) {
            return false;
        }
    }
    return true;
}

[[nodiscard]] constexpr bool is_ipv4_address(std::string_view text) noexcept {
    for (int octets = 1;; ++octets) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        const std::string_view octet = text.substr(0, dot);
        if (octet.empty() || !is_number_up_to(octet, 255) ||
            (octet.size() > 1 && octet.front() == '0')) {
            return false;
        }
        if (dot == text.size()) {
            return octets == 4;
        }
        text.remove_prefix(dot + 1);
    }
}

[[nodiscard]] constexpr bool is_ipv6_address(std::string_view text) noexcept {
    bool shortened = text.starts_with("::");
    if (shortened) {
        text.remove_prefix(2);
        if (text.empty()) {
            return true;
        }
    }
    // "::" stands for at least one group.
    const auto is_whole = [&shortened](int groups) {
        return shortened ? groups <= 7 : groups == 8;
    };
    for (int groups = 0;;) {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const std::string_view group = text.substr(0, colon);
        if (colon == text.size() && is_ipv4_address(group)) {
            return is_whole(groups + 2);
        }
        if (group.empty() || group.size() > 4 ||
            !std::all_of(group.begin(), group.end(), [](char c) { return hex_value(c) >= 0; })) {
            return false;
        }
        ++groups;
        if (colon == text.size()) {
            return is_whole(groups);
        }
        text.remove_prefix(colon + 1);
        if (text.starts_with(':')) {
            if (shortened) {
                return false;
            }
            shortened = true;
            text.remove_prefix(1);
            if (text.empty()) {
                return is_whole(groups);
            }
        }
    }
}

// Takes "http://" or "https://" off the front and returns the scheme in small letters.
[[nodiscard]] constexpr std::string_view take_scheme(std::string_view& text) noexcept {
    for (const std::string_view scheme : {"http", "https"}) {
        const std::size_t size = scheme.size();
        if (equal_ignoring_case(text.substr(0, size), scheme) &&
            text.substr(size).starts_with("://")) {
            text.remove_prefix(size + 3);
            return scheme;
        }
    }
    return {};
}

} // namespace detail

/// Tells whether a text is a Host field value with a host in it (RFC 9110 section 7.2,
/// RFC 3986 section 3.2.2): a name, an IPv4 address or `[IPv6]`, then optionally `:` and a port.
/// Narrower than the RFC: the empty text, future IP versions and ports above 65535 are refused.
[[nodiscard]] constexpr bool is_host(std::string_view text) noexcept {
    std::size_t host_end = 0;
    if (text.starts_with('[')) {
        const std::size_t bracket = text.find(']');
        if (bracket == std::string_view::npos ||
            !detail::is_ipv6_address(text.substr(1, bracket - 1))) {
            return false;
        }
        host_end = bracket + 1;
    } else {
        host_end = std::min(text.find(':'), text.size());
        if (host_end == 0 || !detail::is_uri_text(text.substr(0, host_end), "")) {
            return false;
        }
    }
    const std::string_view rest = text.substr(host_end);
    return rest.empty() || (rest.front() == ':' && detail::is_number_up_to(rest.substr(1), 65535));
}

/// A request target in its parts, as written: nothing is decoded.
struct target_parts {
    /// Host and port of an absolute-form target, empty for the other forms.
    std::string_view authority{};
    /// Begins with `/`, or is `*` for asterisk-form.
    std::string_view path{};
    /// What follows the first `?`, empty if there is none.
    std::string_view query{};
};

/// Splits a target in origin-form, absolute-form (http or https) or asterisk-form
/// (RFC 9112 section 3.2); the parts live as long as the target's text.
/// Bytes from 0x80 on and characters that RFC 3986 wants percent-encoded are let through, as
/// servers do; nullopt for control characters, blanks, `#`, user information and all other forms.
[[nodiscard]] constexpr std::optional<target_parts> split_target(std::string_view target) noexcept {
    for (const char c : target) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7F || c == '#') {
            return std::nullopt;
        }
    }
    if (target == "*") {
        return target_parts{.path = target};
    }
    target_parts parts;
    if (!target.starts_with('/')) {
        if (detail::take_scheme(target).empty()) {
            return std::nullopt;
        }
        parts.authority = target.substr(0, target.find_first_of("/?"));
        if (!is_host(parts.authority)) {
            return std::nullopt;
        }
        target.remove_prefix(parts.authority.size());
    }
    const std::size_t mark = std::min(target.find('?'), target.size());
    parts.path = mark == 0 ? std::string_view{"/"} : target.substr(0, mark);
    parts.query = target.substr(std::min(mark + 1, target.size()));
    return parts;
}

/// What absolute links begin with.
struct base_url {
    /// `http` or `https`.
    std::string scheme{};
    /// Host and port, as written.
    std::string authority{};
    /// Empty, or begins with `/`; never ends with one.
    std::string path{};

    bool operator==(const base_url&) const = default;
};

/// Reads an http or https URL without user information, query and fragment
/// (RFC 3986 section 3), or returns nullopt.
[[nodiscard]] inline std::optional<base_url> parse_base_url(std::string_view text) {
    const std::string_view scheme = detail::take_scheme(text);
    const std::string_view authority = text.substr(0, text.find('/'));
    std::string_view path = text.substr(authority.size());
    if (scheme.empty() || !is_host(authority) || !detail::is_uri_text(path, ":@/")) {
        return std::nullopt;
    }
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    return base_url{std::string(scheme), std::string(authority), std::string(path)};
}

} // namespace sendmock::http

#endif
