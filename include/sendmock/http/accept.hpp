// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_ACCEPT_HPP
#define SENDMOCK_HTTP_ACCEPT_HPP

#include <sendmock/http/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sendmock::http {

namespace detail {

// What Python's str.strip() removes from a field value, which WSGI hands over as ISO 8859-1.
[[nodiscard]] constexpr bool is_python_white_space(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return is_white_space(c) || (byte >= 0x1C && byte <= 0x1F) || byte == 0x85 || byte == 0xA0;
}

template <typename Predicate>
[[nodiscard]] constexpr std::string_view strip(std::string_view text, Predicate is_stripped) {
    while (!text.empty() && is_stripped(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_stripped(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

[[nodiscard]] constexpr bool media_range_has(std::string_view range,
                                             std::string_view media_type) noexcept {
    const std::size_t slash = range.find('/');
    const std::size_t type_slash = media_type.find('/');
    if (slash == std::string_view::npos || type_slash == std::string_view::npos) {
        return false;
    }
    const std::string_view type = range.substr(0, slash);
    const std::string_view subtype = range.substr(slash + 1);
    return (type == "*" || equal_ignoring_case(type, media_type.substr(0, type_slash))) &&
           (subtype == "*" || equal_ignoring_case(subtype, media_type.substr(type_slash + 1)));
}

} // namespace detail

/// Tells whether an Accept field value (RFC 9110 section 12.5.1) lets a media type through, as
/// Django REST framework's default negotiation decides for a service with one representation.
/// `media_type` is `type/subtype` without parameters. Parameters of the ranges do not count, `q=0`
/// neither; an empty value accepts nothing, while a request without the field accepts everything.
/// Where the framework fails on bytes from 0x80 on (500), such a range matches nothing, and such
/// a parameter does not count.
[[nodiscard]] constexpr bool accepts(std::string_view accept_field_value,
                                     std::string_view media_type) noexcept {
    for (std::string_view rest = accept_field_value;;) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view element =
            detail::strip(rest.substr(0, comma), detail::is_python_white_space);
        // Stripped once more, of less: the framework reads the element as bytes.
        const std::string_view range =
            detail::strip(element.substr(0, element.find(';')), is_white_space);
        if (detail::media_range_has(range, media_type)) {
            return true;
        }
        if (comma == rest.size()) {
            return false;
        }
        rest.remove_prefix(comma + 1);
    }
}

} // namespace sendmock::http

#endif
