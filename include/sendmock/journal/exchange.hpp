// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_EXCHANGE_HPP
#define SENDMOCK_JOURNAL_EXCHANGE_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock {

/// What became of an answer.
enum class delivery {
    pending,  ///< not all of it has been written yet
    complete, ///< all of it was handed to the operating system
    failed,   ///< the client was gone, or too slow, before all of it was written
};

[[nodiscard]] constexpr std::string_view to_string(delivery outcome) noexcept {
    switch (outcome) {
    case delivery::pending:
        return "pending";
    case delivery::complete:
        return "complete";
    case delivery::failed:
        break;
    }
    return "failed";
}

/// One request with its answer, as the journal keeps it.
///
/// It holds what the client sent, credentials included; `redacted` is for showing it.
struct exchange {
    std::uint64_t number = 0;   ///< among the account's requests, from 1
    instant time{};             ///< when the request was complete
    std::string account{};      ///< key of the account in whose journal it stands
    bool authenticated = false; ///< whether it bore the account's key and secret
    std::string method{};       ///< empty if the message could not be read
    std::string target{};       ///< as it was sent
    http::header_fields fields{};
    std::size_t content_bytes = 0;       ///< of the request
    std::optional<std::string> cursor{}; ///< decoded, as `p=8`; absent without one or if damaged
    int status = 0;
    std::string reason{};                ///< why it was refused, in one word; empty if it was not
    std::string cause{};                 ///< the same in plain words, with what was probably meant
    std::optional<std::uint32_t> walk{}; ///< from 1
    std::optional<std::uint32_t> page{}; ///< of the walk, from 1; absent for a cursor never issued
    std::uint32_t attempt = 1;           ///< at this method and target since their last delivery
    std::string fault{};                 ///< the fault that acted; empty if none did
    std::string rule{}; ///< whose fault it is: its name, or its place as `#1`; empty if none acted
    delivery outcome = delivery::pending;
    std::size_t sent_bytes = 0; ///< of the answer, its head included
};

namespace detail {

/// Takes userinfo out of an absolute-form target.
[[nodiscard]] inline std::string without_userinfo(std::string_view target) {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) {
        return std::string(target);
    }
    const std::size_t authority = scheme + 3;
    const std::size_t end = target.find_first_of("/?", authority);
    const std::size_t at = target.substr(0, end).rfind('@');
    if (at == std::string_view::npos || at < authority) {
        return std::string(target);
    }
    return std::string(target.substr(0, authority)) + "***" + std::string(target.substr(at));
}

inline void replace_all(std::string& text, std::string_view secret) {
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
        text.replace(at, secret.size(), "***");
        at += 3;
    }
}

/// Keeps the scheme of credentials: which one was sent is what people look for.
[[nodiscard]] inline std::string scheme_alone(std::string_view credentials) {
    const std::string_view scheme = credentials.substr(0, credentials.find(' '));
    const bool has_scheme = scheme.size() != credentials.size() &&
                            std::all_of(scheme.begin(), scheme.end(), http::is_token_char);
    return has_scheme ? std::string(scheme) + " ***" : "***";
}

} // namespace detail

/// A copy without secrets: what the credentials were is replaced by `***`, and so is userinfo in
/// URLs.
/// @param secret  the account's, which is masked wherever it stands, plain or in credentials; one
/// of fewer than four characters would mask ordinary text and is not looked for
[[nodiscard]] inline exchange redacted(exchange shown, std::string_view secret = {}) {
    const std::string credentials = http::base64_encode(shown.account + ':' + std::string(secret));
    const auto mask = [&](const std::string& text) {
        std::string masked = detail::without_userinfo(text);
        if (secret.size() >= 4) {
            detail::replace_all(masked, credentials);
            detail::replace_all(masked, secret);
        }
        return masked;
    };
    shown.method = mask(shown.method);
    shown.target = mask(shown.target);
    shown.cause = mask(shown.cause);
    if (shown.cursor) {
        shown.cursor = mask(*shown.cursor);
    }
    http::header_fields fields;
    for (const auto& [name, value] : shown.fields) {
        if (http::equal_ignoring_case(name, "Authorization") ||
            http::equal_ignoring_case(name, "Proxy-Authorization")) {
            fields.add(name, detail::scheme_alone(value));
        } else {
            fields.add(name, http::equal_ignoring_case(name, "Cookie") ? "***" : mask(value));
        }
    }
    shown.fields = fields;
    return shown;
}

} // namespace sendmock

#endif
