// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_DATA_SET_HPP
#define SENDMOCK_TESTS_ORACLE_DATA_SET_HPP

#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/member_text.hpp>

#include "oracle/random_bits.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sendmock::tests {

struct row {
    std::int64_t id = 1;
    std::string created_at{};
};

/// What both sides serve.
struct data_set {
    std::vector<row> rows{};
    std::string ordering = "-created_at";
    std::size_t page_size = 3;
    /// The times that rows are made of, in microseconds since 1970.
    std::vector<std::int64_t> times{};
    /// Where the mock has its rows from, but for those that came and went since.
    std::optional<generated_logs> generated{};

    [[nodiscard]] bool has(std::int64_t id) const {
        return std::any_of(
            rows.begin(), rows.end(), [id](const row& each) { return each.id == id; });
    }
};

/// A random spelling of a UTC offset; changes its size only where it is 0.
[[nodiscard]] inline std::string zone_text(random_bits& bits, int minutes) {
    if (minutes == 0) {
        constexpr std::array zeros{"Z", "Z", "+00:00", "-00:00", "+00", "-0000"};
        return bits.pick(zeros);
    }
    int hours = std::abs(minutes) / 60;
    int rest = std::abs(minutes) % 60;
    if (hours > 0 && rest < 40 && bits.chance(10)) {
        // Up to 99 minutes are taken.
        --hours;
        rest += 60;
    }
    std::array<char, 16> text{};
    const char* form = rest == 0 && bits.chance(30) ? "%c%02d"
                       : bits.chance(70)            ? "%c%02d:%02d"
                                                    : "%c%02d%02d";
    std::snprintf(text.data(), text.size(), form, minutes < 0 ? '-' : '+', hours, rest);
    return text.data();
}

/// A random spelling of a time, of all that the framework takes.
/// @param zoned  whether it has to name a UTC offset
[[nodiscard]] inline std::string time_text(random_bits& bits, std::int64_t time, bool zoned) {
    using namespace std::chrono;
    constexpr std::array usual{0, 0, 0, 60, 120, -330, 765};
    int zone = bits.chance(80) ? bits.pick(usual) : static_cast<int>(bits.between(-1439, 1439));
    const bool zoneless = !zoned && bits.chance(20);
    const sys_time<microseconds> instant{microseconds(time)};
    const auto in_range = [](sys_time<microseconds> local) {
        return local >= sys_days(year(1) / 1 / 1) && local < sys_days(year(9999) / 12 / 31);
    };
    if (zoneless || !in_range(instant + minutes(zone))) {
        zone = 0;
    }
    const auto local = instant + minutes(zone);
    const sys_days midnight = floor<days>(local);
    const year_month_day date(midnight);
    const hh_mm_ss clock(local - midnight);
    const auto number = [&](auto value) {
        const std::string text = std::to_string(value);
        return text.size() == 1 && bits.chance(90) ? "0" + text : text;
    };
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-", static_cast<int>(date.year()));
    std::string text = buffer.data() + number(static_cast<unsigned>(date.month())) + "-" +
                       number(static_cast<unsigned>(date.day()));
    text += bits.chance(50) ? 'T' : ' ';
    text += number(clock.hours().count()) + ":" + number(clock.minutes().count());
    const auto micros = clock.subseconds().count();
    if (clock.seconds().count() != 0 || micros != 0 || bits.chance(70)) {
        text += ":" + number(clock.seconds().count());
        if (micros != 0 || bits.chance(10)) {
            std::snprintf(buffer.data(), buffer.size(), "%06d", static_cast<int>(micros));
            std::string fraction = buffer.data();
            while (fraction.size() > 1 && fraction.back() == '0' && bits.chance(50)) {
                fraction.pop_back();
            }
            while (fraction.size() >= 6 && fraction.size() < 12 && bits.chance(10)) {
                fraction += static_cast<char>('0' + bits.below(10)); // cut off by all
            }
            text += (bits.chance(90) ? "." : ",") + fraction;
        }
    }
    if (!zoneless) {
        text += zone_text(bits, zone);
    }
    return bits.chance(2) ? text + "\n" : text;
}

[[nodiscard]] inline std::vector<std::int64_t> random_times(random_bits& bits, std::size_t count) {
    constexpr std::int64_t second = 1'000'000;
    constexpr std::int64_t day = 86'400 * second;
    constexpr std::array<std::int64_t, 6> steps{1, 500'000, second, second, 3600 * second, day};
    constexpr std::int64_t year_2 = -719'162 * day + 366 * day;
    constexpr std::int64_t year_9998 = 2'932'000 * day;
    const std::int64_t step = bits.pick(steps);
    std::int64_t base = bits.chance(90)
                            ? 1'677'632'400 * second + bits.between(0, 500) * second
                            : bits.between(year_2 / second, year_9998 / second) * second;
    base += bits.chance(20) ? bits.between(0, second - 1) : 0;
    std::vector<std::int64_t> times;
    for (std::size_t i = 0; i < count; ++i) {
        times.push_back(base + static_cast<std::int64_t>(i) * step);
        if (bits.chance(10)) {
            times.back() += bits.between(0, step - 1);
        }
    }
    bits.shuffle(times);
    return times;
}

/// An id that no row has.
[[nodiscard]] inline std::int64_t unused_id(random_bits& bits, const data_set& data) {
    constexpr std::array<std::int64_t, 4> limits{
        90, 1000, 1'000'000'000'000, std::numeric_limits<std::int64_t>::max()};
    for (;;) {
        const std::int64_t limit = bits.pick(limits);
        const std::int64_t id =
            bits.chance(5) ? limit - bits.between(0, 80) : bits.between(1, limit);
        if (!data.has(id)) {
            return id;
        }
    }
}

[[nodiscard]] inline row random_row(random_bits& bits, const data_set& data) {
    return {.id = unused_id(bits, data),
            .created_at = time_text(bits, bits.pick(data.times), true)};
}

/// 0 to 70 rows, their times anything from all distinct to all tied.
[[nodiscard]] inline data_set random_data_set(random_bits& bits) {
    data_set data;
    data.ordering = bits.chance(70) ? "-created_at" : "-id";
    data.page_size = 1 + bits.below(10);
    const std::size_t count = bits.chance(10) ? bits.below(4) : bits.below(71);
    const std::array<std::size_t, 7> distinct{1, 2, 3, 1 + count / 3, count, count, count};
    data.times = random_times(bits, std::max<std::size_t>(bits.pick(distinct), 1));
    const bool all_distinct = data.times.size() >= count;
    const bool small_ids = bits.chance(50);
    std::vector<std::int64_t> ids;
    for (std::size_t i = 1; i <= count; ++i) {
        ids.push_back(static_cast<std::int64_t>(i));
    }
    bits.shuffle(ids);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t time = all_distinct ? data.times[i] : bits.pick(data.times);
        data.rows.push_back({.id = small_ids ? ids[i] : unused_id(bits, data),
                             .created_at = time_text(bits, time, true)});
    }
    return data;
}

/// Rows that the mock generates and the framework keeps.
[[nodiscard]] inline data_set random_generated_set(random_bits& bits) {
    constexpr std::array ties{0.0, 0.1, 0.5, 0.9, 1.0};
    constexpr std::array<std::int64_t, 5> intervals{1, 3, 1'000'000, 600'000'000, 90'000'000'000};
    constexpr std::array<std::int64_t, 4> first_ids{
        1, 1, 9'007'199'254'740'990, 9'223'372'036'854'775'000};
    data_set data;
    data.ordering = bits.chance(70) ? "-created_at" : "-id";
    data.page_size = 1 + bits.below(10);
    data.generated = generated_logs{.count = bits.below(71),
                                    .seed = bits.below(1'000'000),
                                    .first_id = bits.pick(first_ids),
                                    .ties = bits.pick(ties),
                                    .interval = std::chrono::microseconds(bits.pick(intervals)),
                                    .other_zones = 0.5,
                                    .whole_seconds = 0.5};
    const generated_sequence logs(*data.generated);
    for (std::uint64_t i = 0; i < logs.size(); ++i) {
        const log_record record = logs.record(i);
        std::string time(member_text(record.json(), "created_at"));
        data.rows.push_back({.id = record.id(), .created_at = time.substr(1, time.size() - 2)});
        data.times.push_back(record.created_at().time_since_epoch().count());
    }
    if (data.times.empty()) {
        data.times.push_back(0);
    }
    return data;
}

} // namespace sendmock::tests

#endif
