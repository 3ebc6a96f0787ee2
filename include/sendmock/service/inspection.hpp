// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_INSPECTION_HPP
#define SENDMOCK_SERVICE_INSPECTION_HPP

#include <sendmock/http/accept.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/target.hpp>
#include <sendmock/service/authentication.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/route.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sendmock {

/// What a request asks for, as far as it can be known without an account's data.
struct inspection {
    std::string path{}; ///< percent-decoded
    sendmock::route route{};
    std::vector<http::form_pair> parameters{};
    claimed_credentials credentials = http::basic_failure::absent;
    /// The `cursor` parameter, form-decoded; the last one where it is repeated.
    std::optional<std::string> cursor_text{};
    /// What the parameter means; the first page without one, nothing if it is damaged.
    std::optional<sendmock::cursor> cursor{sendmock::cursor{}};
    /// What the service says before it looks at credentials: an unknown path, too many
    /// parameters, no acceptable media type; in this order.
    std::optional<refusal> refused{};
};

namespace detail {

/// The framework's limit; it answers 400 beyond it.
inline constexpr std::ptrdiff_t most_parameters = 1000;

[[nodiscard]] inline std::optional<refusal> negotiate(const http::request& request,
                                                      const inspection& seen) {
    // The framework's own `format` parameter comes before the Accept field.
    const auto format = std::find_if(seen.parameters.rbegin(),
                                     seen.parameters.rend(),
                                     [](const auto& pair) { return pair.name == "format"; });
    if (format != seen.parameters.rend() && !format->value.empty() && format->value != "json") {
        return refusal{.status = 404, .message = "Not found.", .reason = reason::unknown_format};
    }
    bool asked = false;
    bool accepted = false;
    for (const auto& [name, value] : request.fields) {
        // Several lines are one list (RFC 9110, section 5.3).
        if (http::equal_ignoring_case(name, "Accept")) {
            asked = true;
            accepted = accepted || http::accepts(value, "application/json");
        }
    }
    if (asked && !accepted) {
        return refusal{.status = 406,
                       .message = "Could not satisfy the request Accept header.",
                       .reason = reason::not_acceptable};
    }
    return std::nullopt;
}

} // namespace detail

/// Reads all that the service needs to know of a request.
[[nodiscard]] inline inspection inspect(const http::request& request) {
    inspection seen;
    const auto authorization = http::combined_value(request.fields, "Authorization");
    seen.credentials = http::parse_basic(authorization ? &*authorization : nullptr);
    const auto parts = http::split_target(request.target);
    if (parts) {
        seen.path = http::percent_decode(parts->path);
        seen.route = find_route(seen.path);
    }
    if (seen.route.resource == resource::none) {
        seen.refused =
            refusal{.status = 404, .message = "Not found.", .reason = reason::unknown_path};
        return seen;
    }
    if (std::count(parts->query.begin(), parts->query.end(), '&') >= detail::most_parameters) {
        seen.refused =
            refusal{.status = 400, .message = "Bad Request", .reason = reason::too_many_parameters};
        return seen;
    }
    seen.parameters = http::parse_form(parts->query);
    for (const http::form_pair& parameter : seen.parameters) {
        if (parameter.name == "cursor") {
            seen.cursor_text = parameter.value;
        }
    }
    if (seen.cursor_text) {
        seen.cursor = decode_cursor(*seen.cursor_text);
    }
    seen.refused = detail::negotiate(request, seen);
    return seen;
}

} // namespace sendmock

#endif
