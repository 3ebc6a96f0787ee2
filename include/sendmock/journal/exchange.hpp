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
#include <vector>

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

/// The cursors in a page's links, form-decoded, as they were served.
struct page_links {
    std::optional<std::string> next{};
    std::optional<std::string> previous{};
};

/// One request with its answer, as the journal keeps it.
///
/// It holds what the client sent, credentials included; `redacted` is for showing it.
struct exchange {
    std::uint64_t number = 0;   ///< among the account's requests, from 1
    instant time{};             ///< when the request was complete
    std::string account{};      ///< key of the account in whose journal it stands
    bool authenticated = false; ///< whether it bore the account's key and secret
    bool secure = false;        ///< whether it came over TLS
    /// `connection_entry::number` of what it came over; 0 for the canary's own port
    std::uint64_t connection = 0;
    std::string method{}; ///< empty if the message could not be read
    std::string target{}; ///< as it was sent
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
    std::size_t sent_bytes = 0;        ///< of the answer, its head included
    std::optional<page_links> links{}; ///< where the answer is a page
    std::string content{};             ///< of the answer; kept only where the server is told to
    std::string location{};            ///< the Location field of the answer; empty without one
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

/// How much of a text stands for a character that begins there, perhaps percent-encoded, once or
/// several times; 0 for none.
/// @param wanted  no percent sign, which may stand for itself as well as for what follows it
[[nodiscard]] inline std::size_t size_of_encoded(std::string_view text, char wanted) {
    const auto means = [wanted](int found) {
        return static_cast<char>(found) == wanted || (wanted == ' ' && found == '+');
    };
    if (text.empty() || means(text[0])) {
        return text.empty() ? 0 : 1;
    }
    int found = text[0];
    for (std::size_t at = 1; found == '%' && at + 1 < text.size(); at += 2) {
        const int high = http::hex_value(text[at]);
        const int low = http::hex_value(text[at + 1]);
        if (high < 0 || low < 0) {
            return 0;
        }
        found = high * 16 + low;
        if (means(found)) {
            return at + 2;
        }
    }
    return 0;
}

/// How much of a text stands for a secret that begins there, perhaps percent-encoded, once or
/// several times.
[[nodiscard]] inline std::optional<std::size_t> size_of_secret(std::string_view text,
                                                               std::string_view secret) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < secret.size(); ++i) {
        if (secret[i] != '%') {
            const std::size_t size = size_of_encoded(text.substr(at), secret[i]);
            if (size == 0) {
                return std::nullopt;
            }
            at += size;
            continue;
        }
        if (!text.substr(at).starts_with('%')) {
            return std::nullopt;
        }
        // `%`, `%25`, `%2525`: the secret itself may go on with 25.
        for (++at;; at += 2) {
            if (const auto rest = size_of_secret(text.substr(at), secret.substr(i + 1))) {
                return at + *rest;
            }
            if (text.substr(at, 2) != "25") {
                return std::nullopt;
            }
        }
    }
    return at;
}

inline void replace_all(std::string& text, std::string_view secret) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (const auto size = size_of_secret(std::string_view(text).substr(at), secret)) {
            text.replace(at, *size, "***");
            at += 2;
        }
    }
}

/// Replaces a text's base64, with its padding or without.
inline void replace_base64(std::string& text, const std::string& secret) {
    const std::string encoded = http::base64_encode(secret);
    replace_all(text, encoded);
    replace_all(text, std::string_view(encoded).substr(0, encoded.find('=')));
}

/// Keeps the scheme of credentials: which one was sent is what people look for.
[[nodiscard]] inline std::string scheme_alone(std::string_view credentials) {
    const std::string_view scheme = credentials.substr(0, credentials.find(' '));
    const bool has_scheme = scheme.size() != credentials.size() &&
                            std::all_of(scheme.begin(), scheme.end(), http::is_token_char);
    return has_scheme ? std::string(scheme) + " ***" : "***";
}

} // namespace detail

/// An account's key, and the secret that nobody is to see.
struct account_secret {
    std::string key{};
    std::string secret{};
};

/// A copy without secrets: what the credentials were is replaced by `***`, and so is userinfo in
/// URLs.
/// @param secrets  of all accounts, which are masked wherever they stand: plain, in base64, alone
/// or behind the key, all of it perhaps percent-encoded, once or several times; one of fewer than
/// four characters would mask ordinary text and is not looked for
[[nodiscard]] inline exchange redacted(exchange shown,
                                       const std::vector<account_secret>& secrets = {}) {
    constexpr std::size_t shortest = 4;
    const auto mask = [&](const std::string& text) {
        std::string masked = detail::without_userinfo(text);
        for (const auto& [key, secret] : secrets) {
            if (secret.size() >= shortest) {
                detail::replace_base64(masked, key + ':' + secret);
                detail::replace_base64(masked, secret);
                detail::replace_all(masked, secret);
            }
        }
        return masked;
    };
    shown.method = mask(shown.method);
    shown.target = mask(shown.target);
    shown.location = mask(shown.location);
    if (shown.cursor) {
        shown.cursor = mask(*shown.cursor);
    }
    http::header_fields fields;
    for (const auto& [name, value] : shown.fields) {
        if (http::equal_ignoring_case(name, "Authorization") ||
            http::equal_ignoring_case(name, "Proxy-Authorization")) {
            fields.add(name, detail::scheme_alone(value));
        } else {
            fields.add(mask(name), http::equal_ignoring_case(name, "Cookie") ? "***" : mask(value));
        }
    }
    shown.fields = fields;
    return shown;
}

} // namespace sendmock

#endif
