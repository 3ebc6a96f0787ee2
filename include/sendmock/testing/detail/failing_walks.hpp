// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_FAILING_WALKS_HPP
#define SENDMOCK_TESTING_DETAIL_FAILING_WALKS_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
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

/// Failures that must be told.
[[nodiscard]] inline std::vector<trouble> failing_walks() {
    using enum invariant;
    return {
        {.name = "401",
         .weight = 8,
         .at_loss = reports_401,
         .rules =
             [](const walk_case& one) {
                 return std::vector<rule>{
                     {.when = from_page(one.page).always(), .then = http_error(401)}};
             }},
        {.name = "403",
         .weight = 2,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 403); }},
        {.name = "404",
         .weight = 8,
         .at_loss = reports_404,
         .rules = [](const walk_case& one) { return status_at(one, 404); }},
        {.name = "an expired cursor",
         .weight = 5,
         .at_loss = reports_404,
         .rules = [](const walk_case& one) { return always(one.page, expire_cursor()); },
         .fewest_pages = 2,
         .first_page = 2},
        {.name = "500",
         .weight = 3,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 500); }},
        {.name = "502",
         .weight = 2,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 502); }},
        {.name = "504",
         .weight = 2,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 504); }},
        {.name = "400",
         .weight = 2,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 400); }},
        {.name = "410",
         .weight = 2,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 410); }},
        {.name = "a lasting 503",
         .weight = 3,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return status_at(one, 503); }},
        {.name = "two times 503",
         .weight = 4,
         .at_loss = reports_server_error,
         .rules =
             [](const walk_case& one) {
                 return std::vector<rule>{
                     {.when = on_page(one.page).times(2), .then = http_error(503)}};
             }},
        // A client that begins again after an error is to forget what it had.
        {.name = "one 500 after some pages",
         .weight = 5,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return once(one.page, http_error(500)); },
         .fewest_pages = 2,
         .first_page = 2},
        {.name = "one page of HTML after some pages",
         .weight = 4,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return once(one.page, html_page()); },
         .fewest_pages = 2,
         .first_page = 2},
        {.name = "a rate limit",
         .weight = 3,
         .at_loss = reports_server_error,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, too_many_requests(std::chrono::seconds{0}));
             }},
        {.name = "an answer cut off",
         .weight = 9,
         .at_loss = reports_truncation,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, disconnect_during_body(part_of_page(one)));
             }},
        {.name = "one answer cut off",
         .weight = 4,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return once(one.page, disconnect_during_body()); },
         .fewest_pages = 2},
        {.name = "less content than announced",
         .weight = 5,
         .at_loss = reports_truncation,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, content_length_mismatch(part_of_page(one)));
             }},
        {.name = "chunks without an end",
         .weight = 5,
         .at_loss = reports_truncation,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, chunked_without_end(part_of_page(one)));
             }},
        {.name = "a malformed chunk",
         .weight = 3,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, malformed_chunk()); }},
        {.name = "no answer",
         .weight = 3,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, empty_response()); }},
        {.name = "random bytes",
         .weight = 2,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, random_data()); }},
        {.name = "a reset",
         .weight = 4,
         .at_loss = reports_truncation,
         .rules =
             [](const walk_case& one) {
                 return always(one.page,
                               one.amount % 2 == 0 ? connection_reset()
                                                   : connection_reset_after(part_of_page(one)));
             }},
        {.name = "one reset",
         .weight = 3,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return once(one.page, connection_reset()); },
         .fewest_pages = 2},
        {.name = "compressed content cut off",
         .weight = 4,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, gzip_cut_off()); }},
        {.name = "said to be compressed",
         .weight = 3,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return always(one.page, gzip_label_only()); }},
        {.name = "compressed and not said to be",
         .weight = 3,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return always(one.page, gzip_unlabelled()); }},
        {.name = "204",
         .weight = 3,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return always(one.page, no_content()); }},
        {.name = "`next` is an object",
         .weight = 3,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return always(one.page, next_object()); },
         .fewest_pages = 2},
        {.name = "`next` is a number",
         .weight = 3,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return always(one.page, next_number()); },
         .fewest_pages = 2},
        {.name = "`next` is false",
         .weight = 3,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return always(one.page, next_false()); },
         .fewest_pages = 2},
        {.name = "a log that is null",
         .weight = 3,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return always(one.page, null_row()); }},
        {.name = "HTML",
         .weight = 5,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return always(one.page, html_page()); }},
        {.name = "JSON that is cut off",
         .weight = 4,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return always(one.page, not_json()); }},
        {.name = "no content",
         .weight = 3,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return content_at(one, ""); }},
        {.name = "an object without members",
         .weight = 2,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return content_at(one, "{}"); }},
        {.name = "an array without elements",
         .weight = 2,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return content_at(one, "[]"); }},
        {.name = "a text in place of a page",
         .weight = 1,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return content_at(one, R"("ok")"); }},
        {.name = "`results` is null",
         .weight = 3,
         .at_loss = reports_wrong_shape,
         .rules =
             [](const walk_case& one) {
                 return content_at(one, R"({"next":null,"previous":null,"results":null})");
             }},
        {.name = "`results` is an object",
         .weight = 2,
         .at_loss = reports_wrong_shape,
         .rules =
             [](const walk_case& one) {
                 return content_at(one, R"({"next":null,"previous":null,"results":{}})");
             }},
        {.name = "no `results`",
         .weight = 2,
         .at_loss = reports_wrong_shape,
         .rules =
             [](const walk_case& one) {
                 return content_at(one, R"({"next":null,"previous":null})");
             }},
        {.name = "an answer that does not come",
         .weight = 0,
         .at_loss = reports_stall,
         .at_endless = times_out,
         .rules = [](const walk_case& one) { return always(one.page, stall_before_response()); },
         .stalls = true,
         .once = true}, // each stall costs a time-out: three of them are enough
        {.name = "an answer that stops",
         .weight = 0,
         .at_loss = reports_stall,
         .at_endless = times_out,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, stall_during_body(part_of_page(one)));
             },
         .stalls = true},
    };
}

} // namespace sendmock::testing::detail

#endif
