// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_PAGING_CASE_HPP
#define SENDMOCK_TESTS_SUPPORT_PAGING_CASE_HPP

#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/testing/detail/choices.hpp>

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// A log that a client is to read, and when it comes and goes.
struct case_log {
    std::int64_t id = 1;
    instant created_at{};
    std::string created_at_text{};
    std::size_t inserted_before = 0; ///< the walk's request, from 2; 0: there from the start
    std::size_t deleted_before = 0;  ///< the walk's request, from 2; 0: never

    /// The log as it is stored and served.
    [[nodiscard]] nlohmann::json json() const {
        return {{"id", id},
                {"base_url", "https://shop.example"},
                {"exception", "failure " + std::to_string(id)},
                {"created_at", created_at_text}};
    }

    [[nodiscard]] log_record record() const { return parse_log(json().dump()); }

    /// Whether it is there all the time.
    [[nodiscard]] bool stays() const { return inserted_before == 0 && deleted_before == 0; }
};

/// What a client walks over.
struct paging_case {
    std::vector<case_log> logs{}; ///< earliest first
    sendmock::ordering ordering = sendmock::ordering::created_at_descending;
    std::vector<std::size_t> page_sizes{
        1}; ///< of the walk's requests in turn, the last of all more

    /// @param request  of the walk, from 1
    [[nodiscard]] std::size_t page_size(std::size_t request) const {
        return page_sizes[std::min(request, page_sizes.size()) - 1];
    }

    [[nodiscard]] std::size_t smallest_page() const {
        return *std::min_element(page_sizes.begin(), page_sizes.end());
    }

    /// How many pages so many logs fill, at least one.
    [[nodiscard]] std::size_t pages_of(std::size_t count) const {
        std::size_t pages = 1;
        for (std::size_t held = page_size(1); held < count; held += page_size(pages)) {
            ++pages;
        }
        return pages;
    }

    /// The logs that are there all the time, in the order in which they are served.
    [[nodiscard]] std::vector<case_log> served_order() const {
        std::vector<case_log> sorted;
        std::copy_if(logs.begin(), logs.end(), std::back_inserter(sorted), [](const case_log& log) {
            return log.stays();
        });
        const bool by_time = ordering == sendmock::ordering::created_at_descending;
        std::sort(sorted.begin(), sorted.end(), [&](const case_log& a, const case_log& b) {
            return by_time && a.created_at != b.created_at ? a.created_at > b.created_at
                   : by_time                               ? a.id < b.id
                                                           : a.id > b.id;
        });
        return sorted;
    }

    /// Whether no two logs, all that ever come included, have the same place in the ordering.
    [[nodiscard]] bool positions_are_distinct() const {
        std::set<instant> times;
        return ordering == sendmock::ordering::id_descending ||
               std::all_of(logs.begin(), logs.end(), [&](const case_log& log) {
                   return times.insert(log.created_at).second;
               });
    }
};

/// Shows a counterexample, a log on a line.
inline void showValue(const paging_case& given, std::ostream& out) {
    out << "ordering " << to_string(given.ordering) << ", logs on a page:";
    for (const std::size_t size : given.page_sizes) {
        out << ' ' << size;
    }
    for (const case_log& log : given.logs) {
        out << "\n    id " << log.id << " at " << log.created_at_text;
        if (log.inserted_before != 0) {
            out << ", inserted before request " << log.inserted_before;
        }
        if (log.deleted_before != 0) {
            out << ", deleted before request " << log.deleted_before;
        }
    }
}

/// What is generated of paging cases.
struct case_options {
    bool ties = true;       ///< whether logs may have the same time
    bool page_sizes = true; ///< whether the page size may change between requests
    bool changes = false;   ///< whether logs may come and go between requests
};

namespace detail {

/// What a log is made of.
struct log_draft_choices {
    bool tied = false; ///< at the same time as the one before; else later
    std::size_t inserted_before = 0;
    std::size_t deleted_before = 0;
    // These count only where the case's style says so.
    bool local_time = false;
    std::uint32_t microseconds = 0;
    std::uint32_t id_weight = 0;
};

/// How all logs of a case look: plain unless said otherwise.
struct case_style {
    bool local_times = false;  ///< some times with the service's offset, not in UTC
    bool microseconds = false; ///< some times not on a full minute
    bool mixed_ids = false;    ///< ids do not follow the times
    std::int64_t first_id = 1;
};

using sendmock::testing::detail::one_of;
using sendmock::testing::detail::rarely;

[[nodiscard]] inline rc::Gen<log_draft_choices> log_drafts(const case_options& options,
                                                           std::size_t percent_tied) {
    using draft = log_draft_choices;
    // Most logs are there all the time.
    const std::vector<std::size_t> requests =
        options.changes ? std::vector<std::size_t>{0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 3, 4, 5}
                        : std::vector<std::size_t>{0};
    return rc::gen::build<draft>(
        rc::gen::set(&draft::tied, rarely(options.ties ? percent_tied : 0)),
        rc::gen::set(&draft::inserted_before, one_of(requests)),
        rc::gen::set(&draft::deleted_before, one_of(requests)),
        rc::gen::set(&draft::local_time, rc::gen::noShrink(rc::gen::arbitrary<bool>())),
        rc::gen::set(&draft::microseconds,
                     rc::gen::elementOf(std::vector<std::uint32_t>{0, 1, 500'000, 999'999})),
        rc::gen::set(&draft::id_weight,
                     rc::gen::elementOf(std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5})));
}

[[nodiscard]] inline rc::Gen<case_style> case_styles() {
    constexpr std::int64_t large_id = (std::int64_t{1} << 53) - 1000;
    return rc::gen::build<case_style>(
        rc::gen::set(&case_style::local_times, rarely(50)),
        rc::gen::set(&case_style::microseconds, rarely(50)),
        rc::gen::set(&case_style::mixed_ids, rarely(50)),
        rc::gen::set(&case_style::first_id,
                     one_of<std::int64_t>({1, 1, 1, 4'000'000'000, large_id})));
}

[[nodiscard]] inline std::string time_text(instant at, bool local_time) {
    if (local_time) {
        return to_service_time(at);
    }
    std::string text = to_position(at);
    text.replace(text.find(' '), 1, "T");
    return text.replace(text.find('+'), std::string::npos, "Z");
}

[[nodiscard]] inline std::vector<case_log> make_logs(const case_style& style,
                                                     const std::vector<log_draft_choices>& drafts) {
    std::vector<case_log> logs;
    const instant start = std::chrono::sys_days(std::chrono::year(2023) / 3 / 1);
    for (const log_draft_choices& draft : drafts) {
        instant at = start + std::chrono::minutes(logs.size() + 1);
        if (style.microseconds) {
            at += std::chrono::microseconds(draft.microseconds);
        }
        if (draft.tied && !logs.empty()) {
            at = logs.back().created_at;
        }
        // Nothing goes before it has come.
        const bool goes = draft.deleted_before > draft.inserted_before;
        logs.push_back({.created_at = at,
                        .created_at_text = time_text(at, style.local_times && draft.local_time),
                        .inserted_before = draft.inserted_before,
                        .deleted_before = goes ? draft.deleted_before : 0});
    }
    std::vector<std::size_t> by_id(logs.size());
    std::iota(by_id.begin(), by_id.end(), std::size_t{0});
    if (style.mixed_ids) {
        std::stable_sort(by_id.begin(), by_id.end(), [&](std::size_t a, std::size_t b) {
            return drafts[a].id_weight < drafts[b].id_weight;
        });
    }
    std::int64_t id = style.first_id;
    for (const std::size_t index : by_id) {
        logs[index].id = id++;
    }
    return logs;
}

/// One page size and up to three more, from 1 to 10.
[[nodiscard]] inline rc::Gen<std::vector<std::size_t>> page_sizes(bool several) {
    using sizes = std::vector<std::size_t>;
    const auto size = rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(1, 11));
    return rc::gen::map(
        rc::gen::pair(size, rc::gen::resize(several ? 3 : 0, rc::gen::container<sizes>(size))),
        [](std::pair<std::size_t, sizes> drawn) {
            drawn.second.insert(drawn.second.begin(), drawn.first);
            return drawn.second;
        });
}

} // namespace detail

/// Cases of 0 to 100 logs, from none tied to nearly all, on pages of 1 to 10. They shrink to few
/// logs a minute apart, with ids from 1, on pages of one size.
[[nodiscard]] inline rc::Gen<paging_case> paging_cases(const case_options& options) {
    using drafts = std::vector<detail::log_draft_choices>;
    // How many are tied is not shrunk, that would make other logs: each log is.
    rc::Gen<drafts> drawn = rc::gen::mapcat(
        rc::gen::elementOf(std::vector<std::size_t>{0, 20, 50, 90, 99}),
        [options](std::size_t percent_tied) {
            return rc::gen::container<drafts>(detail::log_drafts(options, percent_tied));
        });
    // What comes first is shrunk first; that few logs are left for the last saves time.
    return rc::gen::build<paging_case>(
        rc::gen::set(&paging_case::page_sizes, detail::page_sizes(options.page_sizes)),
        rc::gen::set(
            &paging_case::ordering,
            detail::one_of<ordering>({ordering::created_at_descending, ordering::id_descending})),
        rc::gen::set(&paging_case::logs,
                     rc::gen::apply(detail::make_logs, detail::case_styles(), std::move(drawn))));
}

} // namespace sendmock::tests

#endif
