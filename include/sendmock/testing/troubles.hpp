// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_TROUBLES_HPP
#define SENDMOCK_TESTING_TROUBLES_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/testing/detail/ability_walks.hpp>
#include <sendmock/testing/detail/failing_walks.hpp>
#include <sendmock/testing/detail/hard_walks.hpp>
#include <sendmock/testing/detail/healthy_walks.hpp>
#include <sendmock/testing/trouble.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/walk_evidence.hpp>

#include <string>
#include <vector>

namespace sendmock::testing {

/// All of them; the first is a walk without any.
inline const std::vector<trouble>& troubles() {
    static const std::vector<trouble> all = [] {
        std::vector<trouble> list = detail::healthy_walks();
        for (const auto& more :
             {detail::hard_walks(), detail::failing_walks(), detail::ability_walks()}) {
            list.insert(list.end(), more.begin(), more.end());
        }
        return list;
    }();
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
                              .by_rules = what.rules != detail::no_rules,
                              .no_request = what.no_request,
                              .at_endless = what.at_endless,
                              .stalls = what.stalls,
                              .leads_elsewhere = what.leads_elsewhere,
                              .wants_partial_rows = what.ability == "partial",
                              .retry_after = what.retry_after,
                              .backward = one.backward};
    if (one.style == data_style::ids_beyond_2_53) {
        expected.at_wrong_id = invariant::int64_ids_exact;
        expected.at_loss = invariant::int64_ids_exact;
    }
    return expected;
}

/// A walk in words.
[[nodiscard]] inline std::string description_of(const walk_case& one) {
    return std::to_string(one.rows) + " logs on pages of " + std::to_string(one.page_size) +
           (one.of_integration ? ", of one integration" : "") +
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
