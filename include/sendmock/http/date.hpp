// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_DATE_HPP
#define SENDMOCK_HTTP_DATE_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock::http {

/// A point in time as the Date field carries it: `Sun, 06 Nov 1994 08:49:37 GMT`
/// (IMF-fixdate, RFC 9110 section 5.6.7). Years 0 to 9999.
[[nodiscard]] inline std::string to_http_date(std::chrono::sys_seconds time) {
    constexpr std::array<std::string_view, 7> weekdays{
        "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    const auto append = [](std::string& out, auto value, std::size_t width) {
        const std::string digits = std::to_string(value);
        out.append(width - std::min(width, digits.size()), '0').append(digits);
    };
    std::string text(weekdays[std::chrono::weekday(day).c_encoding()]);
    text += ", ";
    append(text, static_cast<unsigned>(date.day()), 2);
    text += ' ';
    text += months[static_cast<unsigned>(date.month()) - 1];
    text += ' ';
    append(text, static_cast<int>(date.year()), 4);
    text += ' ';
    append(text, clock.hours().count(), 2);
    text += ':';
    append(text, clock.minutes().count(), 2);
    text += ':';
    append(text, clock.seconds().count(), 2);
    return text += " GMT";
}

} // namespace sendmock::http

#endif
