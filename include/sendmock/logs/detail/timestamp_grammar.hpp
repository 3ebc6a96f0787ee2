// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_TIMESTAMP_GRAMMAR_HPP
#define SENDMOCK_LOGS_DETAIL_TIMESTAMP_GRAMMAR_HPP

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sendmock::detail {

using microsecond_time = std::chrono::sys_time<std::chrono::microseconds>;

/// Year 1 to 9999, the range of Python's datetime.
inline constexpr microsecond_time first_instant =
    std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
inline constexpr microsecond_time last_instant =
    microsecond_time{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} +
                     std::chrono::days{1}} -
    std::chrono::microseconds{1};

/// A timestamp as written: what it means in UTC and which parts it has.
struct parsed_timestamp {
    microsecond_time at{};
    bool has_time = false;
    bool has_zone = false;
};

/// Reads characters from the front of a text.
class timestamp_scanner {
public:
    constexpr explicit timestamp_scanner(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] constexpr bool at_end() const noexcept { return rest_.empty(); }

    constexpr bool take_one_of(std::string_view characters) noexcept {
        if (!next_is_one_of(characters)) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    [[nodiscard]] constexpr bool next_is_one_of(std::string_view characters) const noexcept {
        return !rest_.empty() && characters.find(rest_.front()) != std::string_view::npos;
    }

    /// Takes as many digits as there are, up to `most`; none unless there are `least`.
    constexpr std::optional<std::string_view> take_digits(std::size_t least,
                                                          std::size_t most) noexcept {
        std::size_t count = 0;
        while (count < rest_.size() && count < most && rest_[count] >= '0' && rest_[count] <= '9') {
            ++count;
        }
        if (count < least) {
            return std::nullopt;
        }
        const auto digits = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return digits;
    }

    /// As take_digits(), into a number; false where there are too few.
    constexpr bool take_number(int& value, std::size_t least, std::size_t most) noexcept {
        const auto digits = take_digits(least, most);
        if (!digits) {
            return false;
        }
        value = 0;
        for (const char digit : *digits) {
            value = value * 10 + (digit - '0');
        }
        return true;
    }

private:
    std::string_view rest_;
};

/// `.` or `,` with 1 to 12 digits, if there is one; the digits after the sixth are cut.
constexpr bool take_fraction(timestamp_scanner& in, std::chrono::microseconds& fraction) noexcept {
    if (!in.take_one_of(".,")) {
        return true;
    }
    const auto digits = in.take_digits(1, 12);
    if (!digits) {
        return false;
    }
    int value = 0;
    for (std::size_t at = 0; at < 6; ++at) {
        value = value * 10 + (at < digits->size() ? (*digits)[at] - '0' : 0);
    }
    fraction = std::chrono::microseconds{value};
    return true;
}

/// `Z`, `+hh`, `+hhmm` or `+hh:mm`, if there is one. Minutes up to 99 count, as in Django.
constexpr bool
take_zone(timestamp_scanner& in, std::chrono::minutes& offset, bool& written) noexcept {
    written = true;
    if (in.take_one_of("Z")) {
        return true;
    }
    const bool negative = in.next_is_one_of("-");
    if (!in.take_one_of("+-")) {
        written = false;
        return true;
    }
    int hours = 0;
    int minutes = 0;
    if (!in.take_number(hours, 2, 2)) {
        return false;
    }
    if (!in.at_end()) {
        in.take_one_of(":");
        if (!in.take_number(minutes, 2, 2)) {
            return false;
        }
    }
    offset = std::chrono::minutes{hours * 60 + minutes};
    if (offset >= std::chrono::hours{24}) {
        return false;
    }
    if (negative) {
        offset = -offset;
    }
    return true;
}

/// Reads `YYYY-M-D`, alone or with a time, as Django's parse_datetime and parse_date do.
[[nodiscard]] constexpr std::optional<parsed_timestamp>
parse_date_and_time(std::string_view text) noexcept {
    using namespace std::chrono;
    // Python's `$` also matches before one final newline.
    if (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    timestamp_scanner in{text};
    parsed_timestamp parsed;
    int y = 0;
    int mo = 0;
    int d = 0;
    int h = 0;
    int mi = 0;
    int s = 0;
    microseconds fraction{0};
    minutes offset{0};
    if (!in.take_number(y, 4, 4) || !in.take_one_of("-") || !in.take_number(mo, 1, 2) ||
        !in.take_one_of("-") || !in.take_number(d, 1, 2)) {
        return std::nullopt;
    }
    if (!in.at_end()) {
        parsed.has_time = true;
        if (!in.take_one_of("T ") || !in.take_number(h, 1, 2) || !in.take_one_of(":") ||
            !in.take_number(mi, 1, 2)) {
            return std::nullopt;
        }
        if (in.take_one_of(":") && (!in.take_number(s, 1, 2) || !take_fraction(in, fraction))) {
            return std::nullopt;
        }
        if (!take_zone(in, offset, parsed.has_zone) || !in.at_end()) {
            return std::nullopt;
        }
    }
    const year_month_day date{
        year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (y < 1 || !date.ok() || h > 23 || mi > 59 || s > 59) {
        return std::nullopt;
    }
    parsed.at = sys_days{date} + hours{h} + minutes{mi} + seconds{s} + fraction - offset;
    if (parsed.at < first_instant || parsed.at > last_instant) {
        return std::nullopt;
    }
    return parsed;
}

} // namespace sendmock::detail

#endif
