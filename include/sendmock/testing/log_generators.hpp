// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_LOG_GENERATORS_HPP
#define SENDMOCK_TESTING_LOG_GENERATORS_HPP

#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_fields.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/member_text.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/testing/detail/choices.hpp>

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// Shows a counterexample: the log as indented JSON, which can be read and pasted into a fixture.
inline void showValue(const log_record& record, std::ostream& out) {
    out << nlohmann::ordered_json::parse(record.json()).dump(2);
}

} // namespace sendmock

/// RapidCheck generators for property tests of programs that read logs.
namespace sendmock::testing {

/// What data sets are made of.
struct data_set_options {
    std::size_t most_logs = 100; ///< of the largest; RapidCheck begins with small ones
    /// Share of logs at the time of the one before, 0 to 1 in hundredths; drawn for each data set
    /// if absent.
    std::optional<double> ties{};
    bool optional_members = true; ///< whether logs have more than they must
};

namespace detail {

/// How a log looks, where it is not plain.
struct log_style {
    std::uint64_t seed = 0;      // of the generated log that the members are taken from
    std::vector<bool> members{}; // of log_fields, whether the log has that one
    bool tied = false;           // at the time of the one before; else a minute later
    std::uint32_t microseconds = 0;
    std::int64_t zone = 0; // minutes from UTC
};

/// A log with those members of a generated one that it is to have, word for word.
[[nodiscard]] inline log_record
make_log(std::int64_t id, instant created_at, const log_style& style) {
    const generated_sequence source({.count = 1, .seed = style.seed, .unusual_texts = 0.3});
    std::string generated;
    source.append_json(generated, 0);
    std::string text;
    for (std::size_t i = 0; i < log_fields.size(); ++i) {
        const log_field& field = log_fields[i];
        std::string value(member_text(generated, field.name));
        if (field.name == "id") {
            value = std::to_string(id);
        } else if (field.name == "created_at") {
            const std::chrono::minutes zone{style.zone};
            value = '"';
            sendmock::detail::append_date_and_time(value, created_at + zone, 'T', false);
            if (style.zone == 0) {
                value += 'Z';
            } else {
                sendmock::detail::append_offset(value, zone);
            }
            value += '"';
        } else if (field.presence == presence::optional &&
                   (i >= style.members.size() || !style.members[i])) {
            value.clear();
        } else if (field.name == "base_url" && style.members.empty()) {
            value = R"("https://shop.example")";
        }
        if (!value.empty()) {
            text += (text.empty() ? "{\"" : ",\"") + std::string(field.name) + "\":" + value;
        }
    }
    return parse_log(text + '}');
}

/// @param percent_tied  of logs
[[nodiscard]] inline rc::Gen<log_style> log_styles(bool optional_members,
                                                   std::size_t percent_tied) {
    using members = std::vector<bool>;
    const auto some_members =
        rc::gen::container<members>(optional_members ? log_fields.size() : 0, rarely(80));
    return rc::gen::build<log_style>(
        rc::gen::set(&log_style::members,
                     rc::gen::shrink(some_members,
                                     [](const members& drawn) {
                                         return drawn.empty() ? rc::Seq<members>()
                                                              : rc::seq::just(members{});
                                     })),
        rc::gen::set(&log_style::tied, rarely(percent_tied)),
        rc::gen::set(&log_style::microseconds, one_of<std::uint32_t>({0, 0, 1, 500'000, 999'999})),
        rc::gen::set(&log_style::zone, one_of<std::int64_t>({0, 60, 120, -570, 345})),
        rc::gen::set(&log_style::seed, rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>())));
}

[[nodiscard]] inline std::vector<log_record> make_data_set(std::int64_t first_id,
                                                           const std::vector<log_style>& styles) {
    std::vector<log_record> logs;
    const instant start = std::chrono::sys_days(std::chrono::year(2023) / 3 / 1);
    for (const log_style& style : styles) {
        const bool tied = style.tied && !logs.empty();
        const instant at = tied ? logs.back().created_at()
                                : start + std::chrono::minutes(logs.size()) +
                                      std::chrono::microseconds(style.microseconds);
        logs.push_back(make_log(first_id + static_cast<std::int64_t>(logs.size()), at, style));
    }
    return logs;
}

} // namespace detail

/// Ids of first logs: mostly 1, sometimes beyond 32 bits, sometimes about 2^53. Shrinks to 1.
[[nodiscard]] inline rc::Gen<std::int64_t> first_ids() {
    constexpr std::int64_t large = (std::int64_t{1} << 53) - 3;
    return detail::one_of<std::int64_t>({1, 1, 1, 4'000'000'000, large});
}

/// A log as the service may show it. Shrinks to one with `id`, `base_url` and `created_at` alone.
[[nodiscard]] inline rc::Gen<log_record> log_records() {
    return rc::gen::apply(
        [](std::int64_t id, const detail::log_style& style) {
            return detail::make_data_set(id, {style}).front();
        },
        first_ids(),
        detail::log_styles(true, 0));
}

/// Logs, oldest first, with ids that follow their times. Shrinks to few and plain ones, a minute
/// apart.
/// @throws std::invalid_argument if `ties` is no share
[[nodiscard]] inline rc::Gen<std::vector<log_record>>
data_sets(const data_set_options& options = {}) {
    if (options.ties && !(*options.ties >= 0 && *options.ties <= 1)) {
        throw std::invalid_argument("ties: expected 0 to 1");
    }
    using styles = std::vector<detail::log_style>;
    const std::vector<std::size_t> shares =
        options.ties ? std::vector{static_cast<std::size_t>(std::lround(*options.ties * 100))}
                     : std::vector<std::size_t>{0, 20, 50, 90, 99};
    // How many are tied is not shrunk, that would make other logs: each log is.
    auto drawn = rc::gen::mapcat(rc::gen::elementOf(shares), [options](std::size_t percent_tied) {
        const auto some = rc::gen::scale(
            static_cast<double>(options.most_logs) / rc::kNominalSize,
            rc::gen::container<styles>(rc::gen::resize(
                rc::kNominalSize, detail::log_styles(options.optional_members, percent_tied))));
        return rc::gen::map(some, [percent_tied](styles all) {
            for (detail::log_style& style : all) {
                style.tied = style.tied || percent_tied >= 100;
            }
            return all;
        });
    });
    return rc::gen::apply(detail::make_data_set, first_ids(), std::move(drawn));
}

/// How many logs are on a page: mostly 1 to 10, sometimes up to `most`. Shrinks to 1.
/// @param most  1 to 1000
[[nodiscard]] inline rc::Gen<std::size_t> page_sizes(std::size_t most = 1000) {
    const auto between = [](std::size_t last) {
        return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(1, last + 1));
    };
    return rc::gen::weightedOneOf<std::size_t>(
        {{9, between(std::min<std::size_t>(most, 10))}, {1, between(most)}});
}

} // namespace sendmock::testing

#endif
