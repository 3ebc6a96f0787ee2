// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_AUTHENTICATION_HPP
#define SENDMOCK_SERVICE_AUTHENTICATION_HPP

#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>

#include <optional>
#include <variant>

namespace sendmock {

/// What a request says about who sends it.
using claimed_credentials = std::variant<http::basic_credentials, http::basic_failure>;

/// Checks credentials against the account of their key.
///
/// The text for a wrong key or secret is recorded, the others are inferred from Django REST
/// framework. The secret is compared in constant time.
/// @param owner  the account with the claimed key, null if there is none
/// @return why the request is refused, or nothing if it is let in
[[nodiscard]] inline std::optional<refusal> authenticate(const claimed_credentials& claimed,
                                                         const account* owner) {
    if (const auto* given = std::get_if<http::basic_credentials>(&claimed)) {
        if (owner != nullptr && http::equal_in_constant_time(owner->secret(), given->password)) {
            return std::nullopt;
        }
        return refusal{.status = 401,
                       .message = "Invalid username/password.",
                       .reason = owner != nullptr ? reason::wrong_secret : reason::unknown_key};
    }
    switch (std::get<http::basic_failure>(claimed)) {
    case http::basic_failure::no_credentials:
        return refusal{.status = 401,
                       .message = "Invalid basic header. No credentials provided.",
                       .reason = reason::no_credentials};
    case http::basic_failure::contains_spaces:
        return refusal{.status = 401,
                       .message =
                           "Invalid basic header. Credentials string should not contain spaces.",
                       .reason = reason::credentials_with_spaces};
    case http::basic_failure::bad_base64:
        return refusal{.status = 401,
                       .message = "Invalid basic header. Credentials not correctly base64 encoded.",
                       .reason = reason::bad_base64};
    case http::basic_failure::not_basic:
        return refusal{.status = 401,
                       .message = "Authentication credentials were not provided.",
                       .reason = reason::not_basic};
    case http::basic_failure::absent:
        break;
    }
    return refusal{.status = 401,
                   .message = "Authentication credentials were not provided.",
                   .reason = reason::no_credentials};
}

} // namespace sendmock

#endif
