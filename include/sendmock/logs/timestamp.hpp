// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_TIMESTAMP_HPP
#define SENDMOCK_LOGS_TIMESTAMP_HPP

#include <sendmock/logs/detail/timestamp_grammar.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock {

/// A point in time in UTC, as exact as the service keeps it.
using instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Reads a record's created_at as Django's parse_datetime does (recorded): a date and a time,
/// microseconds cut to six digits, UTC where no zone is written; none for anything else.
[[nodiscard]] inline std::optional<instant> parse_timestamp(std::string_view text) noexcept {
    const auto parsed = detail::parse_date_and_time(text);
    if (!parsed || !parsed->has_time) {
        return std::nullopt;
    }
    return parsed->at;
}

/// Reads the position of a cursor under `-created_at`: as parse_timestamp(), and a date alone.
[[nodiscard]] inline std::optional<instant> parse_position_time(std::string_view text) noexcept {
    const auto parsed = detail::parse_date_and_time(text);
    if (!parsed) {
        return std::nullopt;
    }
    return parsed->at;
}

/// Tells whether the text is a timestamp that names its zone.
[[nodiscard]] inline bool has_offset(std::string_view text) noexcept {
    const auto parsed = detail::parse_date_and_time(text);
    return parsed && parsed->has_zone;
}

namespace detail {

/// Writes that many digits.
/// @return behind them
constexpr char* put_digits(char* out, unsigned value, std::size_t width) noexcept {
    for (std::size_t at = width; at > 0; value /= 10) {
        out[--at] = static_cast<char>('0' + value % 10);
    }
    return out + width;
}

/// Appends `YYYY-MM-DD`, the separator, `HH:MM:SS` and, if asked or not zero, `.ffffff`.
inline void
append_date_and_time(std::string& out, instant at, char separator, bool always_fraction) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    std::array<char, 26> text{};
    char* end = put_digits(text.data(), static_cast<unsigned>(int{date.year()}), 4);
    *end++ = '-';
    end = put_digits(end, unsigned{date.month()}, 2);
    *end++ = '-';
    end = put_digits(end, unsigned{date.day()}, 2);
    *end++ = separator;
    end = put_digits(end, static_cast<unsigned>(time.hours().count()), 2);
    *end++ = ':';
    end = put_digits(end, static_cast<unsigned>(time.minutes().count()), 2);
    *end++ = ':';
    end = put_digits(end, static_cast<unsigned>(time.seconds().count()), 2);
    if (always_fraction || time.subseconds().count() != 0) {
        *end++ = '.';
        end = put_digits(end, static_cast<unsigned>(time.subseconds().count()), 6);
    }
    out.append(text.data(), end);
}

/// Appends `+HH:MM` or `-HH:MM`.
inline void append_offset(std::string& out, std::chrono::minutes offset) {
    const auto minutes = static_cast<unsigned>(std::abs(offset.count()));
    std::array<char, 6> text{};
    text[0] = offset.count() < 0 ? '-' : '+';
    put_digits(&text[1], minutes / 60, 2);
    text[3] = ':';
    put_digits(&text[4], minutes % 60, 2);
    out.append(text.data(), text.size());
}

/// The offset of central European time by the rule in force since 1996, which is applied to every
/// year: summer time from the last Sunday of March to that of October, 01:00 UTC.
[[nodiscard]] inline std::chrono::hours central_european_offset(instant at) {
    using namespace std::chrono;
    const auto year = year_month_day{floor<days>(at)}.year();
    const instant begin = sys_days{year / March / Sunday[last]} + hours{1};
    const instant end = sys_days{year / October / Sunday[last]} + hours{1};
    return hours{begin <= at && at < end ? 2 : 1};
}

} // namespace detail

/// Writes a position as Python's str() does: `2023-03-01 01:02:00+00:00`, with six digits of
/// microseconds only where they are not zero (recorded). The year must lie within 1 to 9999.
[[nodiscard]] inline std::string to_position(instant at) {
    std::string out;
    out.reserve(32);
    detail::append_date_and_time(out, at, ' ', false);
    return out += "+00:00";
}

/// Writes a time as a sibling endpoint does: `2022-07-05T09:02:24.199241+02:00`, six digits always,
/// Europe/Amsterdam (recorded); UTC in the last hour of year 9999, which has no local time there.
[[nodiscard]] inline std::string to_service_time(instant at) {
    auto offset = detail::central_european_offset(at);
    if (at + offset > detail::last_instant) {
        offset = std::chrono::hours{0};
    }
    std::string out;
    out.reserve(32);
    detail::append_date_and_time(out, at + offset, 'T', true);
    detail::append_offset(out, offset);
    return out;
}

} // namespace sendmock

#endif
