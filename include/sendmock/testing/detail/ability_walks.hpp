// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_ABILITY_WALKS_HPP
#define SENDMOCK_TESTING_DETAIL_ABILITY_WALKS_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/testing/detail/trouble_rules.hpp>
#include <sendmock/testing/trouble.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/invariant.hpp>

#include <array>
#include <chrono>
#include <vector>

namespace sendmock::testing::detail {

/// What asks for abilities that not every client has.
[[nodiscard]] inline std::vector<trouble> ability_walks() {
    using enum invariant;
    return {
        {.name = "503 twice",
         .weight = 6,
         .at_loss = retries_succeed,
         .may_fail = false,
         .rules =
             [](const walk_case& one) {
                 return std::vector<rule>{
                     {.when = on_page(one.page).times(2), .then = http_error(503)}};
             },
         .ability = "retry"},
        {.name = "Retry-After",
         .weight = 3,
         .at_loss = retry_after_kept,
         .retry_after = std::chrono::seconds{1},
         .longest_wait = std::chrono::seconds{1},
         .rules =
             [](const walk_case& one) {
                 return once(one.page, too_many_requests(std::chrono::seconds{1}));
             },
         .ability = "retry-after"},
        {.name = "Retry-After with a date",
         .weight = 3,
         .at_loss = retry_after_kept,
         .retry_after = std::chrono::milliseconds{900}, // dates have whole seconds
         .longest_wait = std::chrono::seconds{2},
         .rules =
             [](const walk_case& one) {
                 return once(one.page, too_many_requests("{{now offset='2 seconds'}}"));
             },
         .ability = "retry-after"},
        {.name = "a Retry-After that is neither",
         .weight = 1,
         .at_loss = reports_server_error,
         .at_endless = retry_after_kept,
         .rules = [](const walk_case& one) { return always(one.page, too_many_requests("soon")); },
         .ability = "retry-after"},
        {.name = "a huge Retry-After",
         .weight = 3,
         .at_loss = reports_server_error,
         .at_endless = retry_after_kept,
         .rules =
             [](const walk_case& one) {
                 constexpr std::array seconds{86'400, 2'000'000'000};
                 return always(one.page,
                               too_many_requests(std::chrono::seconds{choice(one, seconds)}));
             },
         .ability = "retry-after"},
        {.name = "a negative Retry-After",
         .weight = 1,
         .at_loss = reports_server_error,
         .at_endless = retry_after_kept,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, too_many_requests(std::chrono::seconds{-5}));
             },
         .ability = "retry-after"},
        {.name = "every row, and less than announced",
         .weight = 4,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, content_length_mismatch()); },
         .ability = "strict-framing"},
        {.name = "every row, and no last chunk",
         .weight = 4,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, chunked_without_end()); },
         .ability = "strict-framing"},
        {.name = "503 after some pages",
         .weight = 4,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 503); },
         .fewest_pages = 2,
         .first_page = 2,
         .ability = "partial"},
        {.name = "ids beyond 2^53",
         .weight = 4,
         .may_fail = false,
         .rules = no_rules,
         .style = data_style::ids_beyond_2_53,
         .ability = "int64"},
        {.name = "a walk backward",
         .weight = 6,
         .at_loss = backward_walk,
         .may_fail = false,
         .rules = no_rules,
         .ability = "backward"},
    };
}

} // namespace sendmock::testing::detail

#endif
