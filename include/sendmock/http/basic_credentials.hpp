// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_BASIC_CREDENTIALS_HPP
#define SENDMOCK_HTTP_BASIC_CREDENTIALS_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sendmock::http {

/// What a client of the Basic scheme presents (RFC 7617), in UTF-8.
struct basic_credentials {
    std::string user_id{};
    std::string password{};

    bool operator==(const basic_credentials&) const = default;
};

/// Why an Authorization field holds no Basic credentials.
enum class basic_failure {
    /// No field, or nothing but white space in it.
    absent,
    /// Another scheme.
    not_basic,
    /// The scheme alone.
    no_credentials,
    /// More than one word after the scheme.
    contains_spaces,
    /// A word that ends inside a group of four.
    bad_base64
};

namespace detail {

// Takes white space and the word after it off the front; the word is empty at the end.
[[nodiscard]] constexpr std::string_view take_word(std::string_view& text) noexcept {
    const auto begin = std::find_if_not(text.begin(), text.end(), is_white_space);
    const auto end = std::find_if(begin, text.end(), is_white_space);
    const std::string_view word(begin, end);
    text = std::string_view(end, text.end());
    return word;
}

} // namespace detail

/// Reads an Authorization field value (null: no such field) as Django REST framework does:
/// the scheme in any letters' case, forgiving base64, UTF-8 first and else ISO 8859-1, split at
/// the first colon; without a colon the password is empty.
[[nodiscard]] inline std::variant<basic_credentials, basic_failure>
parse_basic(const std::string* authorization_field_value) {
    std::string_view rest = authorization_field_value != nullptr
                                ? std::string_view{*authorization_field_value}
                                : std::string_view{};
    const std::string_view scheme = detail::take_word(rest);
    if (scheme.empty()) {
        return basic_failure::absent;
    }
    if (!equal_ignoring_case(scheme, "Basic")) {
        return basic_failure::not_basic;
    }
    const std::string_view token = detail::take_word(rest);
    if (token.empty()) {
        return basic_failure::no_credentials;
    }
    if (!detail::take_word(rest).empty()) {
        return basic_failure::contains_spaces;
    }
    std::optional<std::string> text = base64_decode(token);
    if (!text) {
        return basic_failure::bad_base64;
    }
    if (!is_utf8(*text)) {
        text = latin1_to_utf8(*text);
    }
    const std::size_t colon = std::min(text->find(':'), text->size());
    return basic_credentials{text->substr(0, colon),
                             text->substr(std::min(colon + 1, text->size()))};
}

/// Writes an Authorization field value; a colon in the user-id would move into the password
/// (RFC 7617 section 2).
[[nodiscard]] inline std::string make_basic(std::string_view user_id, std::string_view password) {
    std::string text(user_id);
    text += ':';
    text += password;
    return "Basic " + base64_encode(text);
}

/// Compares a secret with what was presented; the time taken tells the length of the second text
/// alone.
[[nodiscard]] inline bool equal_in_constant_time(std::string_view secret,
                                                 std::string_view presented) noexcept {
    constexpr std::string_view stand_in("\0", 1);
    const std::string_view compared = secret.empty() ? stand_in : secret;
    // Volatile, so that no compiler may leave the loop at the first difference.
    volatile int difference = secret.size() != presented.size();
    std::size_t at = 0;
    for (const char c : presented) {
        difference = difference | (c ^ compared[at]);
        ++at;
        at = at == compared.size() ? 0 : at;
    }
    return difference == 0;
}

} // namespace sendmock::http

#endif
