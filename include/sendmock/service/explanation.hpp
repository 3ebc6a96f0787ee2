// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_EXPLANATION_HPP
#define SENDMOCK_SERVICE_EXPLANATION_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/logs/nearest_name.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/service/inspection.hpp>
#include <sendmock/service/position.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/route.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace sendmock {

namespace detail {

[[nodiscard]] inline bool is_in(std::string_view part, std::string_view text) {
    return text.find(part) != std::string_view::npos;
}

/// Line ends among it, which `http::trim` leaves.
[[nodiscard]] inline std::string_view without_white_space(std::string_view text) {
    constexpr std::string_view white_space = " \t\r\n\v\f";
    const std::size_t begin = std::min(text.find_first_not_of(white_space), text.size());
    return text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

[[nodiscard]] inline std::string explain_scheme(const http::request& request) {
    const std::string* field = request.fields.find("Authorization");
    const std::string_view value = field != nullptr ? http::trim(*field) : std::string_view();
    const std::string_view scheme = value.substr(0, value.find(' '));
    const std::string wanted = "expected the word Basic, then key:secret in base64";
    if (http::equal_ignoring_case(scheme, "Bearer")) {
        return wanted +
               ", found a Bearer token: the mock knows none of the service's OAuth2 tokens";
    }
    const auto decoded = http::base64_decode(scheme);
    if (scheme.size() == value.size() && decoded && is_in(":", *decoded)) {
        return wanted + ", found the base64 alone: the word Basic is missing";
    }
    return wanted + ", found another scheme";
}

[[nodiscard]] inline std::string explain_credentials(const inspection& seen, const account& owner) {
    const auto* given = std::get_if<http::basic_credentials>(&seen.credentials);
    if (given == nullptr) {
        return {};
    }
    const auto& [key, secret] = *given;
    if (key == owner.secret() && secret == owner.key()) {
        return "key and secret are exchanged";
    }
    if (key != owner.key()) {
        const auto again = http::base64_decode(key);
        if (secret.empty() && again && is_in(":", *again)) {
            return "key:secret was encoded in base64 twice";
        }
        return without_white_space(key) == owner.key()
                   ? "there is white space around the key"
                   : "no account has this key; the nearest one may be in GET /__admin/accounts";
    }
    if (secret.empty()) {
        return "the secret is empty: perhaps a variable that is not set";
    }
    if (without_white_space(secret) == owner.secret()) {
        return "there is white space around the secret, such as a file's line end";
    }
    if (http::form_decode(secret) == owner.secret()) {
        return "the secret was percent-encoded, which Basic credentials are not";
    }
    return "the key is known, its secret is another";
}

[[nodiscard]] inline std::string explain_path(const inspection& seen) {
    const std::string_view path = seen.path;
    if (path.starts_with("/__admin")) {
        return "the admin calls are on a port of their own, or switched off";
    }
    if (path.starts_with("/api/v3") || path.starts_with("/v3")) {
        return "the logs are in version 2 of the service, not in version 3: " +
               std::string(logs_path);
    }
    constexpr std::array<std::string_view, 2> known{logs_path, "/api/v2/integrations/1/logs"};
    const bool is_one = nearest_name(path, known) == known[1];
    return "the nearest path is " +
           std::string(is_one ? "/api/v2/integrations/{id}/logs" : logs_path);
}

/// @param text  the cursor as it was sent, form-decoded
[[nodiscard]] inline std::string explain_cursor(std::string_view text, ordering order) {
    if (text.starts_with("http://") || text.starts_with("https://") || is_in("cursor=", text)) {
        return "a whole link was sent as the cursor: request the link itself";
    }
    if (const auto read = decode_cursor(text)) {
        const ordering other = order == ordering::id_descending ? ordering::created_at_descending
                                                                : ordering::id_descending;
        if (read->position && parse_position(*read->position, other)) {
            return "it belongs to the ordering " + std::string(to_string(other)) +
                   ", these logs are ordered by " + std::string(to_string(order));
        }
        return "its position is neither an id nor a time";
    }
    if (text.starts_with("p=") || text.starts_with("o=") || text.starts_with("r=")) {
        return "it was decoded from base64: send it as the link has it";
    }
    if (decode_cursor(std::string(text) + '=') || decode_cursor(std::string(text) + "==")) {
        return "the = at its end is missing";
    }
    return "it is no cursor, or a damaged one";
}

} // namespace detail

/// Says in plain words why the service refused a request, and what was probably meant (synthetic).
/// It holds no secret.
/// @param why  one of `reason`; what comes from outside the service has no explanation
/// @param owner  the account that the request belongs to
[[nodiscard]] inline std::string explain(std::string_view why,
                                         const http::request& request,
                                         const inspection& seen,
                                         const account& owner) {
    if (why == reason::no_credentials) {
        return "there is no Authorization field with credentials: expected Basic, key and secret";
    }
    if (why == reason::not_basic) {
        return detail::explain_scheme(request);
    }
    if (why == reason::credentials_with_spaces) {
        return "there is a blank after the first word of the credentials";
    }
    if (why == reason::bad_base64) {
        const std::string* field = request.fields.find("Authorization");
        return field != nullptr && detail::is_in(":", *field)
                   ? "key:secret was sent as it is: expected its base64"
                   : "the credentials are no whole base64: perhaps the = at their end is missing";
    }
    if (why == reason::unknown_key || why == reason::wrong_secret) {
        return detail::explain_credentials(seen, owner);
    }
    if (why == reason::unknown_path) {
        return detail::explain_path(seen);
    }
    if (why == reason::unknown_integration) {
        return "no log and no option names this integration";
    }
    if (why == reason::unknown_format) {
        return "the parameter format can only be json";
    }
    if (why == reason::double_encoded_cursor) {
        return "it was percent-encoded twice: a link is requested as it is";
    }
    if (why == reason::expired_cursor) {
        return "a fault let this cursor expire: the walk cannot go on from here";
    }
    if (why == reason::bad_cursor) {
        return detail::explain_cursor(seen.cursor_text.value_or(""), owner.settings().ordering);
    }
    if (why == reason::not_acceptable) {
        return "the Accept field leaves out application/json";
    }
    if (why == reason::method_not_allowed) {
        return "expected " + std::string(seen.route.allowed_methods()) +
               (seen.route.resource == resource::logs && request.method == "POST"
                    ? "; logs are created at /api/v2/integrations/{id}/logs"
                    : "");
    }
    if (why == reason::get_with_body) {
        return "a GET must not have content, and this one has " +
               std::to_string(request.content.size()) + " bytes";
    }
    if (why == reason::too_many_parameters) {
        return "the framework takes 1000 parameters at most";
    }
    if (why == reason::unsupported_media_type) {
        return "expected Content-Type: application/json";
    }
    if (why == reason::rate_limited) {
        const auto limit = owner.settings().rate_limit;
        return limit ? "more requests than the account may send: " + to_string(*limit) : "";
    }
    return {};
}

} // namespace sendmock

#endif
