// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_DETAIL_INTEGER_TEXT_HPP
#define SENDMOCK_SERVICE_DETAIL_INTEGER_TEXT_HPP

#include <sendmock/http/ascii.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::detail {

/// An integer of any size, as its sign and its digits.
struct integer_text {
    bool negative = false;
    std::string digits{}; ///< without leading zeros; empty for zero

    [[nodiscard]] bool zero() const noexcept { return digits.empty(); }
};

/// Reads an integer in the framework's notation: blanks around it, one optional sign, decimal
/// digits with single `_` between them, at most 4,300 of them.
///
/// Recorded from Django REST framework 3.14; blanks and digits outside ASCII are refused here.
[[nodiscard]] inline std::optional<integer_text> parse_integer_text(std::string_view text) {
    constexpr std::size_t most_digits = 4300;
    while (!text.empty() && http::is_white_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && http::is_white_space(text.back())) {
        text.remove_suffix(1);
    }
    integer_text result;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
        result.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    bool after_digit = false;
    std::size_t count = 0;
    for (const char c : text) {
        if (http::is_digit(c)) {
            after_digit = true;
            ++count;
            if (c != '0' || !result.digits.empty()) {
                result.digits.push_back(c);
            }
        } else if (c == '_' && after_digit) {
            after_digit = false;
        } else {
            return std::nullopt;
        }
    }
    if (!after_digit || count > most_digits) {
        return std::nullopt;
    }
    return result;
}

/// The value if it is a 64-bit signed integer.
[[nodiscard]] inline std::optional<std::int64_t> to_int64(const integer_text& text) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::uint64_t limit = text.negative ? most + 1 : most;
    std::uint64_t value = 0;
    for (const char c : text.digits) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (value > (limit - digit) / 10) {
            return std::nullopt;
        }
        value = value * 10 + digit;
    }
    // Negation in unsigned arithmetic: the smallest value has no positive counterpart.
    return static_cast<std::int64_t>(text.negative ? std::uint64_t{0} - value : value);
}

} // namespace sendmock::detail

#endif
