// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_TROUBLE_HPP
#define SENDMOCK_TESTING_TROUBLE_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/walk_evidence.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::testing {

/// One way in which a walk may be made hard.
struct trouble {
    std::string_view name{};
    std::uint32_t weight = 1; ///< how often it is drawn, in relation to the others
    /// What is told where rows are lost, or a walk fails that must not.
    invariant at_loss = invariant::complete;
    bool may_fail = true; ///< an error is right, too
    /// The rules that bring it about.
    std::vector<rule> (*rules)(const walk_case&) = nullptr;
    data_style style = data_style::ordinary;
    std::uint32_t fewest_pages = 1; ///< that the logs have to fill
    std::uint32_t first_page = 1;   ///< at which it can act
    bool last_page = false;         ///< it acts on the last page alone
    bool stalls = false;
    bool leads_elsewhere = false;
    bool many_pages = false;
    std::optional<tls_profile> tls{};
    std::optional<invariant> no_request{};
    std::string_view ability{}; ///< the `--expect` that asks for it
};

namespace detail {

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

} // namespace detail

/// All of them; the first is a walk without any.
inline const std::vector<trouble>& troubles() {
    using detail::always;
    using detail::everywhere;
    using detail::once;
    using enum invariant;
    constexpr auto no_rules = [](const walk_case&) { return std::vector<rule>{}; };
    static const std::vector<trouble> all{
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
         .rules =
             [](const walk_case& one) { return once(one.page, erase_logs(detail::last_ids(one))); },
         .fewest_pages = 2,
         .last_page = true},
        {.name = "`next` is \"\" on the last page",
         .weight = 5,
         .may_fail = false,
         .rules = [](const walk_case& one) { return always(one.page, next_empty_string()); },
         .last_page = true},
        {.name = "no `next` on the last page",
         .weight = 3,
         .may_fail = false,
         .rules = [](const walk_case& one) { return always(one.page, next_absent()); },
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
         .rules =
             [](const walk_case& one) {
                 return once(one.page, insert_logs(detail::newer_logs(one)));
             },
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
        // Where an error is as right as getting over it.
        {.name = "a relative `next`",
         .weight = 4,
         .rules = [](const walk_case& one) { return always(one.page, next_relative()); },
         .fewest_pages = 2},
        {.name = "a redirection on the same origin",
         .weight = 3,
         .rules =
             [](const walk_case& one) {
                 constexpr std::array statuses{301, 302, 307, 308};
                 return once(one.page, redirect(detail::choice(one, statuses)));
             }},
        {.name = "a keep-alive connection that closes",
         .weight = 2,
         .rules = [](const walk_case& one) { return once(one.page, close_keep_alive()); },
         .fewest_pages = 2},
        {.name = "a cursor that repeats",
         .weight = 5,
         .rules = [](const walk_case& one) { return always(one.page, repeat_cursor()); },
         .fewest_pages = 2,
         .first_page = 2},
        {.name = "cursors that go round",
         .weight = 5,
         .rules =
             [](const walk_case& one) {
                 return std::vector<rule>{{.when = from_page(one.page).always(),
                                           .then = cursor_cycle(2 + one.amount % (one.page - 1))}};
             },
         .fewest_pages = 4,
         .first_page = 3},
        {.name = "`next` on another origin",
         .weight = 6,
         .rules = [](const walk_case& one) { return always(one.page, next_other_origin()); },
         .leads_elsewhere = true},
        {.name = "`next` with the host as userinfo",
         .weight = 6,
         .rules = [](const walk_case& one) { return always(one.page, next_userinfo()); },
         .leads_elsewhere = true},
        {.name = "a redirection to another origin",
         .weight = 6,
         .rules =
             [](const walk_case& one) {
                 constexpr std::array statuses{302, 307, 301, 308};
                 return always(one.page, redirect_to_other_origin(detail::choice(one, statuses)));
             },
         .leads_elsewhere = true},
        {.name = "`next` over plain HTTP",
         .weight = 5,
         .rules = [](const walk_case& one) { return always(one.page, next_http_downgrade()); },
         .fewest_pages = 2,
         .leads_elsewhere = true,
         .tls = tls_profile::good},
        // Failures that must be told.
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
         .rules = [](const walk_case& one) { return detail::status_at(one, 403); }},
        {.name = "404",
         .weight = 6,
         .at_loss = reports_404,
         .rules = [](const walk_case& one) { return detail::status_at(one, 404); }},
        {.name = "404 on a later page",
         .weight = 5,
         .at_loss = reports_404,
         .rules = [](const walk_case& one) { return detail::status_at(one, 404); },
         .fewest_pages = 2,
         .first_page = 2},
        {.name = "an expired cursor",
         .weight = 5,
         .at_loss = reports_404,
         .rules = [](const walk_case& one) { return always(one.page, expire_cursor()); },
         .fewest_pages = 2,
         .first_page = 2},
        {.name = "a server error",
         .weight = 8,
         .at_loss = reports_server_error,
         .rules =
             [](const walk_case& one) {
                 constexpr std::array statuses{500, 502, 504, 400, 410};
                 return detail::status_at(one, detail::choice(one, statuses));
             }},
        {.name = "a lasting 503",
         .weight = 3,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return detail::status_at(one, 503); }},
        {.name = "two times 503",
         .weight = 4,
         .at_loss = reports_server_error,
         .rules =
             [](const walk_case& one) {
                 return std::vector<rule>{
                     {.when = on_page(one.page).times(2), .then = http_error(503)}};
             }},
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
                 return always(one.page, disconnect_during_body(detail::part_of_page(one)));
             }},
        {.name = "less content than announced",
         .weight = 5,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, content_length_mismatch()); }},
        {.name = "chunks without an end",
         .weight = 5,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return always(one.page, chunked_without_end()); }},
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
                               one.amount % 2 == 0
                                   ? connection_reset()
                                   : connection_reset_after(detail::part_of_page(one)));
             }},
        {.name = "one reset",
         .weight = 3,
         .at_loss = reports_truncation,
         .rules = [](const walk_case& one) { return once(one.page, connection_reset()); }},
        {.name = "HTML",
         .weight = 5,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return always(one.page, html_page()); }},
        {.name = "JSON that is cut off",
         .weight = 4,
         .at_loss = reports_not_json,
         .rules = [](const walk_case& one) { return always(one.page, not_json()); }},
        {.name = "JSON of another shape",
         .weight = 8,
         .at_loss = reports_wrong_shape,
         .rules = [](const walk_case& one) { return always(one.page, wrong_shape()); }},
        {.name = "`results` is null",
         .weight = 2,
         .at_loss = reports_wrong_shape,
         .rules =
             [](const walk_case& one) {
                 return always(
                     one.page,
                     respond({.body = R"({"next":null,"previous":null,"results":null})"}));
             }},
        {.name = "an answer that does not come",
         .weight = 0,
         .at_loss = reports_stall,
         .rules = [](const walk_case& one) { return always(one.page, stall_before_response()); },
         .stalls = true},
        {.name = "an answer that stops",
         .weight = 0,
         .at_loss = reports_stall,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, stall_during_body(detail::part_of_page(one)));
             },
         .stalls = true},
        // Certificates.
        {.name = "https",
         .weight = 4,
         .may_fail = false,
         .rules = no_rules,
         .tls = tls_profile::good},
        {.name = "a certificate that has expired",
         .weight = 2,
         .rules = no_rules,
         .tls = tls_profile::expired,
         .no_request = certificate_verified},
        {.name = "a self-signed certificate",
         .weight = 2,
         .rules = no_rules,
         .tls = tls_profile::self_signed,
         .no_request = certificate_verified},
        {.name = "a certificate of an unknown CA",
         .weight = 2,
         .rules = no_rules,
         .tls = tls_profile::untrusted_root,
         .no_request = certificate_verified},
        {.name = "a certificate for another host",
         .weight = 4,
         .rules = no_rules,
         .tls = tls_profile::wrong_host,
         .no_request = host_name_verified},
        // Abilities that not every client has.
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
         .rules =
             [](const walk_case& one) {
                 return once(one.page, too_many_requests(std::chrono::seconds{1}));
             },
         .ability = "retry-after"},
        {.name = "a huge Retry-After",
         .weight = 3,
         .at_loss = reports_server_error,
         .rules =
             [](const walk_case& one) {
                 constexpr std::array seconds{86'400, 2'000'000'000};
                 return always(
                     one.page,
                     too_many_requests(std::chrono::seconds{detail::choice(one, seconds)}));
             },
         .ability = "retry-after"},
        {.name = "a negative Retry-After",
         .weight = 1,
         .at_loss = reports_server_error,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, too_many_requests(std::chrono::seconds{-5}));
             },
         .ability = "retry-after"},
        {.name = "503 behind some pages",
         .weight = 4,
         .at_loss = reports_server_error,
         .rules = [](const walk_case& one) { return detail::status_at(one, 503); },
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
    return all;
}

[[nodiscard]] inline const trouble& trouble_of(const walk_case& one) {
    return troubles().at(one.trouble);
}

/// What is right for a client on a walk.
[[nodiscard]] inline walk_expectation expectation_of(const walk_case& one) {
    const trouble& what = trouble_of(one);
    walk_expectation expected{.may_fail = what.may_fail,
                              .at_loss = what.at_loss,
                              .no_request = what.no_request,
                              .stalls = what.stalls,
                              .leads_elsewhere = what.leads_elsewhere,
                              .wants_partial_rows = what.ability == "partial",
                              .backward = one.backward};
    if (what.stalls) {
        expected.at_endless = invariant::times_out;
    }
    if (what.name == "Retry-After") {
        expected.retry_after = std::chrono::seconds{1};
    }
    if (what.name == "a huge Retry-After" || what.name == "a negative Retry-After") {
        expected.at_endless = invariant::retry_after_kept;
    }
    if (one.style == data_style::ids_beyond_2_53) {
        expected.at_wrong_id = invariant::int64_ids_exact;
        expected.at_loss = invariant::int64_ids_exact;
    }
    return expected;
}

/// A walk in words.
[[nodiscard]] inline std::string description_of(const walk_case& one) {
    return std::to_string(one.rows) + " logs on pages of " + std::to_string(one.page_size) +
           "; trouble: " + std::string(trouble_of(one).name);
}

/// A file's worth: all that is served, so that `serve --scenario` replays the walk.
/// @param key, secret  of the account
[[nodiscard]] inline scenario
scenario_of(const walk_case& one, const std::string& key, const std::string& secret) {
    const trouble& what = trouble_of(one);
    return {.name = std::string(what.name),
            .description = description_of(one),
            .seed = one.seed,
            .server = scenario_server{.data = {.logs = logs_of(one),
                                               .settings = {.page_size = one.page_size,
                                                            .ordering = one.ordering}},
                                      .accounts = {{.key = key, .secret = secret}},
                                      .tls = what.tls},
            .rules = what.rules(one)};
}

} // namespace sendmock::testing

#endif
