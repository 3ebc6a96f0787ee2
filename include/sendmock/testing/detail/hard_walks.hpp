// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_HARD_WALKS_HPP
#define SENDMOCK_TESTING_DETAIL_HARD_WALKS_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/faults/tls_switch.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/testing/detail/trouble_rules.hpp>
#include <sendmock/testing/trouble.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/invariant.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace sendmock::testing::detail {

/// Statuses of redirections to another origin, the usual one first.
inline constexpr std::array redirections_away{302, 307, 301, 308};

/// Another TLS profile after a page that has a next one.
[[nodiscard]] inline std::vector<rule> turning(const walk_case& one, tls_profile profile) {
    return once(std::max(1U, std::min(one.page, one.pages() - 1)), switch_tls_profile(profile));
}

/// Where an error is as right as getting over it, and certificates.
[[nodiscard]] inline std::vector<trouble> hard_walks() {
    using enum invariant;
    return {
        // Where an error is as right as getting over it.
        {.name = "`next` is \"\" on the last page",
         .weight = 5,
         .rules = [](const walk_case& one) { return always(one.page, next_empty_string()); },
         .last_page = true},
        {.name = "no `next` on the last page",
         .weight = 3,
         .rules = [](const walk_case& one) { return always(one.page, next_absent()); },
         .last_page = true},
        {.name = "a relative `next`",
         .weight = 4,
         .rules = [](const walk_case& one) { return always(one.page, next_relative()); },
         .fewest_pages = 2},
        {.name = "a redirection on the same origin",
         .weight = 3,
         .rules =
             [](const walk_case& one) {
                 constexpr std::array statuses{301, 302, 307, 308};
                 return once(one.page, redirect(choice(one, statuses)));
             }},
        {.name = "a keep-alive connection that closes",
         .weight = 2,
         .rules = [](const walk_case& one) { return once(one.page, close_keep_alive()); },
         .fewest_pages = 2},
        // Some HTTP libraries take an interim answer for the final one, or have no trailer fields.
        {.name = "a chunked answer with a trailer",
         .weight = 3,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, chunked_response_with_trailer());
             }},
        {.name = "100 before the answer",
         .weight = 3,
         .rules = [](const walk_case& one) { return always(one.page, continue_first()); }},
        {.name = "103 before the answer",
         .weight = 3,
         .rules = [](const walk_case& one) { return always(one.page, early_hints()); }},
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
                 return always(one.page, redirect_to_other_origin(choice(one, redirections_away)));
             },
         .leads_elsewhere = true},
        {.name = "`next` on another port",
         .weight = 5,
         .rules = [](const walk_case& one) { return always(one.page, next_http_downgrade()); },
         .leads_elsewhere = true},
        {.name = "a redirection to plain HTTP",
         .weight = 3,
         .rules =
             [](const walk_case& one) {
                 return always(one.page, redirect_to_http(choice(one, redirections_away)));
             },
         .leads_elsewhere = true,
         .tls = tls_profile::good},
        {.name = "`next` over plain HTTP",
         .weight = 5,
         .rules = [](const walk_case& one) { return always(one.page, next_http_downgrade()); },
         .fewest_pages = 2,
         .leads_elsewhere = true,
         .tls = tls_profile::good},
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
        {.name = "a certificate that is not valid yet",
         .weight = 2,
         .rules = no_rules,
         .tls = tls_profile::not_yet_valid,
         .no_request = certificate_verified},
        {.name = "a certificate with a weak key",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::weak_key,
         .no_request = certificate_verified},
        {.name = "a certificate signed with SHA-1",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::sha1_signature,
         .no_request = certificate_verified},
        {.name = "a certificate without its intermediate",
         .weight = 2,
         .rules = no_rules,
         .tls = tls_profile::incomplete_chain,
         .no_request = certificate_verified},
        {.name = "a certificate for clients",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::wrong_purpose,
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
        {.name = "a certificate for a longer name",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::longer_host,
         .no_request = host_name_verified},
        {.name = "a certificate for a name with a prefix",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::prefixed_host,
         .no_request = host_name_verified},
        {.name = "a certificate with a wrong wildcard",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::wrong_wildcard,
         .no_request = host_name_verified},
        {.name = "a certificate whose common name alone is right",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::common_name_only,
         .no_request = host_name_verified},
        {.name = "a certificate with the address as a DNS name",
         .weight = 1,
         .rules = no_rules,
         .tls = tls_profile::address_as_name,
         .no_request = host_name_verified},
        {.name = "a certificate that expires while paging",
         .weight = 4,
         .at_loss = reports_tls_failure,
         .rules = [](const walk_case& one) { return turning(one, tls_profile::expired); },
         .fewest_pages = 2,
         .tls = tls_profile::good,
         .no_request = certificate_verified},
        {.name = "another host's certificate while paging",
         .weight = 3,
         .at_loss = reports_tls_failure,
         .rules = [](const walk_case& one) { return turning(one, tls_profile::wrong_host); },
         .fewest_pages = 2,
         .tls = tls_profile::good,
         .no_request = host_name_verified},
        {.name = "a TLS handshake that is refused",
         .weight = 2,
         .at_loss = reports_tls_failure,
         .rules = no_rules,
         .tls = tls_profile::handshake_failure},
        {.name = "plain HTTP in place of TLS",
         .weight = 2,
         .at_loss = reports_tls_failure,
         .rules = no_rules,
         .tls = tls_profile::plain_http},
    };
}

} // namespace sendmock::testing::detail

#endif
