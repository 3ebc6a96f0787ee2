// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_HEALTHY_WALKS_HPP
#define SENDMOCK_TESTING_DETAIL_HEALTHY_WALKS_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/testing/detail/trouble_rules.hpp>
#include <sendmock/testing/trouble.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/invariant.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

namespace sendmock::testing::detail {

/// What every client must get over; the first is a walk without any trouble.
[[nodiscard]] inline std::vector<trouble> healthy_walks() {
    using enum invariant;
    return {
        {.name = "none", .weight = 30, .may_fail = false, .rules = no_rules},
        {.name = "many ties",
         .weight = 6,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::many_ties},
        {.name = "times of other zones",
         .weight = 5,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::other_zones},
        {.name = "unusual texts",
         .weight = 5,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::unusual_texts},
        {.name = "logs of all kinds",
         .weight = 3,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::of_all_kinds},
        {.name = "missing and null fields",
         .weight = 4,
         .at_loss = optional_fields_tolerated,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::sparse},
        {.name = "ids beyond 2^31",
         .weight = 3,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::ids_at_2_31},
        {.name = "ids up to 2^53",
         .weight = 3,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::ids_at_2_53},
        {.name = "many pages",
         .weight = 0,
         .at_loss = survives_many_pages,
         .may_fail = false,
         .rules = no_rules,
         .many_pages = true},
        // What must be got over.
        {.name = "an empty page",
         .weight = 6,
         .may_fail = false,
         .rules = [](const walk_case& one) { return once(one.page, empty_page()); }},
        {.name = "a short page",
         .weight = 6,
         .may_fail = false,
         .rules =
             [](const walk_case& one) {
                 return std::vector<rule>{
                     {.when = from_page(one.page).times(3),
                      .then = short_page(1 + one.amount % std::max(1U, one.page_size))}};
             }},
        {.name = "an empty last page",
         .weight = 5,
         .may_fail = false,
         .rules = [](const walk_case& one) { return once(one.page, erase_logs(last_ids(one))); },
         .fewest_pages = 2,
         .last_page = true},
        {.name = "opaque cursors",
         .weight = 8,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(opaque_cursors()); },
         .fewest_pages = 2},
        {.name = "unknown fields",
         .weight = 4,
         .at_loss = unknown_fields_tolerated,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(unknown_fields()); }},
        {.name = "an unknown exception_type",
         .weight = 4,
         .at_loss = unknown_fields_tolerated,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(unknown_exception_type()); }},
        {.name = "all optional fields null",
         .weight = 3,
         .at_loss = optional_fields_tolerated,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(null_optionals()); }},
        {.name = "no optional fields",
         .weight = 3,
         .at_loss = optional_fields_tolerated,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(no_optionals()); }},
        {.name = "logs inserted while paging",
         .weight = 5,
         .may_fail = false,
         .rules = [](const walk_case& one) { return once(one.page, insert_logs(newer_logs(one))); },
         .fewest_pages = 2,
         .first_page = 2},
        {.name = "a slow answer",
         .weight = 2,
         .may_fail = false,
         .rules =
             [](const walk_case& one) {
                 return once(one.page, delayed_by(std::chrono::milliseconds{1 + one.amount % 20}));
             }},
        {.name = "an answer in drops",
         .weight = 2,
         .may_fail = false,
         .rules =
             [](const walk_case& one) {
                 return once(one.page, dribbled(5, std::chrono::milliseconds{10}));
             }},
        // So many that most characters of several bytes are torn.
        {.name = "unusual texts in drops",
         .weight = 3,
         .may_fail = false,
         .rules =
             [](const walk_case&) {
                 return everywhere(dribbled(2000, std::chrono::milliseconds{100}));
             },
         .style = data_style::unusual_texts},
        {.name = "torn characters",
         .weight = 4,
         .may_fail = false,
         .rules = [](const walk_case& one) { return always(one.page, torn_characters()); },
         .style = data_style::unusual_texts},
        {.name = "two empty pages in a row",
         .weight = 4,
         .may_fail = false,
         .rules =
             [](const walk_case& one) {
                 return std::vector<rule>{
                     {.when = from_page(one.page).times(2), .then = empty_page()}};
             }},
        {.name = "long opaque cursors",
         .weight = 4,
         .may_fail = false,
         .rules =
             [](const walk_case& one) {
                 return everywhere(opaque_cursors(one.amount % 2 == 0 ? 300 : 1000));
             },
         .fewest_pages = 2},
        {.name = "pages of 100 logs",
         .weight = 3,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::large_pages},
        {.name = "pages of 2 MB",
         .weight = 1,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::huge_pages,
         .once = true},
        {.name = "300 pages",
         .weight = 0,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::hundreds_of_pages,
         .once = true}, // comes early
        // Framing that is right and unusual.
        {.name = "a chunked answer",
         .weight = 4,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(chunked_response()); }},
        {.name = "an answer that ends with the connection",
         .weight = 3,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(close_delimited()); }},
        {.name = "header names in lower case",
         .weight = 3,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(lower_case_fields()); }},
        {.name = "header names in mixed case",
         .weight = 2,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(unusual_case_fields()); }},
        {.name = "compressed answers",
         .weight = 4,
         .may_fail = false,
         .rules = [](const walk_case&) { return everywhere(gzip_content()); }},
    };
}

} // namespace sendmock::testing::detail

#endif
