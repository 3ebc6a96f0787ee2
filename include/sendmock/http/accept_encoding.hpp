// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_ACCEPT_ENCODING_HPP
#define SENDMOCK_HTTP_ACCEPT_ENCODING_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/header_fields.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sendmock::http {

namespace detail {

/// Whether a weight is zero: `q=0`, `q=0.0` (RFC 9110 section 12.4.2).
[[nodiscard]] constexpr bool is_zero_weight(std::string_view parameter) noexcept {
    parameter = trim(parameter);
    return parameter.size() >= 3 && to_lower(parameter[0]) == 'q' && parameter[1] == '=' &&
           parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

} // namespace detail

/// Whether Accept-Encoding names gzip, or `*` and not gzip, with a weight above zero (RFC 9110
/// section 12.5.3). A request without the field might be sent anything, but here it gets content
/// as it is.
[[nodiscard]] inline bool accepts_gzip(const header_fields& fields) {
    bool by_star = false;
    bool by_name = false;
    bool named = false;
    for (const auto& [name, value] : fields) {
        if (!equal_ignoring_case(name, "Accept-Encoding")) {
            continue;
        }
        for (std::string_view rest = value; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            const std::string_view element = rest.substr(0, comma);
            rest.remove_prefix(std::min(comma + 1, rest.size()));
            const std::size_t semicolon = std::min(element.find(';'), element.size());
            const std::string_view coding = trim(element.substr(0, semicolon));
            const bool allowed = semicolon == element.size() ||
                                 !detail::is_zero_weight(element.substr(semicolon + 1));
            if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip")) {
                named = true;
                by_name = by_name || allowed;
            } else if (coding == "*") {
                by_star = allowed;
            }
        }
    }
    return named ? by_name : by_star;
}

} // namespace sendmock::http

#endif
