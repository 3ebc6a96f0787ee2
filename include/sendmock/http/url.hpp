// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_URL_HPP
#define SENDMOCK_HTTP_URL_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/detail/url_text.hpp>
#include <sendmock/http/message_framing.hpp>
#include <sendmock/http/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::http {

/// Why a text is no URL that can be called.
enum class url_fault {
    malformed,   ///< cannot be taken apart
    no_scheme,   ///< begins without a scheme and a colon
    no_host,     ///< no host where it has to be
    bad_label,   ///< a host that begins with `*` or `.`
    not_ascii,   ///< a host that its ASCII form (`xn--…`, RFC 5891) has to be given of
    other_scheme ///< neither http nor https
};

/// An absolute URL with its parts in normal form (RFC 3986 section 6.2.2): small letters in scheme
/// and host, no dot segments, percent-encoded where it has to be and nowhere else.
struct url {
    /// `http` or `https`.
    std::string scheme{};
    /// `USER` or `USER:PASSWORD`, percent-encoded; empty without.
    std::string userinfo{};
    /// An IPv6 address stands without its brackets.
    std::string host{};
    /// None for the scheme's own; never 0.
    std::optional<std::uint16_t> port{};
    /// Begins with `/`.
    std::string path{};
    /// What follows `?`, empty without.
    std::string query{};
    /// What follows `#`, empty without.
    std::string fragment{};

    bool operator==(const url&) const = default;

    [[nodiscard]] bool secure() const noexcept { return scheme == "https"; }

    /// The port to connect to.
    [[nodiscard]] std::uint16_t effective_port() const noexcept {
        constexpr std::uint16_t http = 80;
        constexpr std::uint16_t https = 443;
        return port.value_or(secure() ? https : http);
    }

    /// Host and port as in a Host field: no port that is the scheme's own.
    [[nodiscard]] std::string authority() const {
        const bool ipv6 = host.find(':') != std::string::npos;
        std::string text = ipv6 ? "[" + host + "]" : host;
        if (const std::size_t zone = text.find('%'); ipv6 && zone != std::string::npos) {
            text.insert(zone + 1, "25"); // RFC 6874
        }
        if (port && *port != url{.scheme = scheme}.effective_port()) {
            text += ':' + std::to_string(*port);
        }
        return text;
    }

    /// Path and query, the target of a request in origin-form (RFC 9112 section 3.2.1).
    [[nodiscard]] std::string target() const { return query.empty() ? path : path + '?' + query; }

    /// Scheme, host and port, as written.
    [[nodiscard]] std::string origin() const {
        std::string text = scheme + "://" + url{.scheme = scheme, .host = host}.authority();
        return port ? text + ':' + std::to_string(*port) : text;
    }
};

/// The URL as a whole.
[[nodiscard]] inline std::string to_string(const url& value) {
    std::string text = value.origin() + value.target();
    if (!value.userinfo.empty()) {
        text.insert(value.scheme.size() + 3, value.userinfo + '@');
    }
    return value.fragment.empty() ? text : text + '#' + value.fragment;
}

namespace detail {

/// Reads what follows the scheme's colon.
[[nodiscard]] inline std::variant<url, url_fault> parse_after_scheme(std::string_view rest,
                                                                     std::string scheme) {
    url result{.scheme = std::move(scheme)};
    if (!rest.starts_with("//")) {
        return url_fault::no_host;
    }
    rest.remove_prefix(2);
    std::string_view authority = rest.substr(0, rest.find_first_of("\\/?#"));
    rest.remove_prefix(authority.size());
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        result.userinfo = encode(authority.substr(0, at), ":");
        authority.remove_prefix(at + 1);
    }
    const auto parts = split_authority(authority);
    if (!parts) {
        return url_fault::malformed;
    }
    if (parts->host.empty()) {
        return url_fault::no_host;
    }
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (!std::all_of(parts->host.begin(), parts->host.end(), is_ascii)) {
        return url_fault::not_ascii;
    }
    if (parts->host.front() == '*' || parts->host.front() == '.') {
        return url_fault::bad_label;
    }
    for (const char c : parts->host) {
        result.host += to_lower(c);
    }
    const auto port = parse_length(parts->port).value_or(0);
    if (port > std::numeric_limits<std::uint16_t>::max()) {
        return url_fault::malformed;
    }
    if (port != 0) {
        result.port = static_cast<std::uint16_t>(port);
    }
    const std::string_view path = rest.substr(0, rest.find_first_of("?#"));
    rest.remove_prefix(path.size());
    result.path = encode(remove_dot_segments(path), ":@/");
    if (!result.path.starts_with('/')) {
        result.path.insert(0, 1, '/');
    }
    if (rest.starts_with('?')) {
        const std::string_view query = rest.substr(1, std::min(rest.find('#'), rest.size()) - 1);
        rest.remove_prefix(query.size() + 1);
        result.query = encode(query, ":@/?");
    }
    if (rest.starts_with('#')) {
        result.fragment = encode(rest.substr(1), ":@/?");
    }
    return result;
}

} // namespace detail

/// Reads a URL as Python's requests 2.28 with urllib3 1.26 does, and finds the same fault in it
/// (reproduced): white space before it is passed over, port 0 is no port.
///
/// Narrower: hosts beyond ASCII, which those encode, are refused as `not_ascii`.
[[nodiscard]] inline std::variant<url, url_fault> parse_url(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
    const std::size_t colon = text.find(':');
    const bool looks_like_http = equal_ignoring_case(text.substr(0, 4), "http");
    if (colon != std::string_view::npos && !looks_like_http) {
        return url_fault::other_scheme;
    }
    const std::string_view name = text.substr(0, std::min(colon, text.size()));
    const auto stands_in_scheme = [](char c) { return is_alphanumeric(c) || c == '+' || c == '-'; };
    if (colon == std::string_view::npos ||
        !std::all_of(name.begin(), name.end(), stands_in_scheme)) {
        return url_fault::no_scheme;
    }
    std::string scheme;
    for (const char c : name) {
        scheme += to_lower(c);
    }
    if (scheme != "http" && scheme != "https") {
        return url_fault::other_scheme;
    }
    return detail::parse_after_scheme(text.substr(colon + 1), std::move(scheme));
}

/// The text that a URL reference in a response means, before it is parsed (RFC 3986 section 5.2).
///
/// As Python's requests 2.28 has it (reproduced): `http:path` is `/path` for an http URL.
/// @param base  of the response
[[nodiscard]] inline std::string resolve_reference(const url& base, std::string_view reference) {
    const std::string with_scheme =
        reference.starts_with("//") ? base.scheme + ':' + std::string(reference) : "";
    if (!with_scheme.empty()) {
        reference = with_scheme;
    }
    std::string rooted;
    const std::size_t colon = reference.find_first_of(":/?#");
    if (colon != std::string_view::npos && reference[colon] == ':') {
        std::string_view rest = reference.substr(colon + 1);
        const bool same_scheme = equal_ignoring_case(reference.substr(0, colon), base.scheme);
        const bool has_authority = rest.starts_with("//") && rest.size() > 2 &&
                                   std::string_view{"/?#"}.find(rest[2]) == std::string_view::npos;
        if (!same_scheme || has_authority) {
            return detail::quote(reference);
        }
        rest.remove_prefix(rest.starts_with("//") ? 2 : 0);
        if (!rest.empty() && rest.front() != '/' && rest.front() != '?' && rest.front() != '#') {
            rooted = '/';
        }
        reference = rooted.append(rest);
    }
    std::string text = base.origin();
    if (!base.userinfo.empty()) {
        text.insert(base.scheme.size() + 3, base.userinfo + '@');
    }
    const std::size_t path_end = std::min(reference.find_first_of("?#"), reference.size());
    const std::string_view path = reference.substr(0, path_end);
    const std::string_view rest = reference.substr(path_end);
    if (path.empty()) {
        text += base.path;
        if (!rest.starts_with('?') && !base.query.empty()) {
            text += '?' + base.query;
        }
    } else if (path.starts_with('/')) {
        text += detail::remove_dot_segments(path);
    } else {
        const std::string merged = base.path.substr(0, base.path.rfind('/') + 1);
        text += detail::remove_dot_segments(merged + std::string(path));
    }
    return detail::quote(text.append(rest));
}

} // namespace sendmock::http

#endif
