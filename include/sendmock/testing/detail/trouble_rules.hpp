// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_TROUBLE_RULES_HPP
#define SENDMOCK_TESTING_DETAIL_TROUBLE_RULES_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/testing/walk_case.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// No rules: the logs are all that is odd.
[[nodiscard]] inline std::vector<rule> no_rules(const walk_case& /*one*/) {
    return {};
}

[[nodiscard]] inline std::vector<rule> always(std::uint32_t page, fault what) {
    return {{.when = on_page(page).always(), .then = std::move(what)}};
}

[[nodiscard]] inline std::vector<rule> everywhere(fault what) {
    return {{.when = from_page(1).always(), .then = std::move(what)}};
}

[[nodiscard]] inline std::vector<rule> once(std::uint32_t page, fault what) {
    return {{.when = on_page(page), .then = std::move(what)}};
}

[[nodiscard]] inline std::vector<rule> status_at(const walk_case& one, int status) {
    return always(one.page, http_error(status));
}

/// Well answered, but for the content.
[[nodiscard]] inline std::vector<rule> content_at(const walk_case& one, std::string content) {
    return always(one.page, respond({.body = std::move(content)}));
}

template <std::size_t N>
[[nodiscard]] int choice(const walk_case& one, const std::array<int, N>& of) {
    return of[one.amount % N];
}

/// How much of a page's content is sent where it breaks off: never all of it.
[[nodiscard]] inline std::size_t part_of_page(const walk_case& one) {
    constexpr std::uint32_t empty_page = 40; // bytes that an empty one has at least
    constexpr std::uint32_t page = 300;      // and one with a row
    return one.amount % (one.rows == 0 ? empty_page : page);
}

/// The ids of the logs on the last page, newest first as they are served.
[[nodiscard]] inline std::vector<std::int64_t> last_ids(const walk_case& one) {
    std::vector<std::int64_t> ids;
    const std::uint32_t before = (one.pages() - 1) * one.page_size;
    const std::int64_t first = logs_of(one).first_id; // the oldest, which is served last
    for (std::uint32_t at = before; at < one.rows; ++at) {
        ids.push_back(first + (one.rows - 1 - at));
    }
    return ids;
}

/// Logs newer than all that are there.
[[nodiscard]] inline std::vector<log_record> newer_logs(const walk_case& one) {
    generated_logs all = logs_of(one);
    all.count = one.rows + 1 + one.amount % 3;
    const generated_sequence sequence(all);
    std::vector<log_record> made;
    for (std::uint64_t at = one.rows; at < all.count; ++at) {
        std::string text;
        sequence.append_json(text, at);
        made.push_back(parse_log(text));
    }
    return made;
}

} // namespace sendmock::testing::detail

#endif
