// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_TROUBLE_HPP
#define SENDMOCK_TESTING_TROUBLE_HPP

#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/invariant.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sendmock::testing {

/// One way in which a walk may be made hard.
struct trouble {
    std::string_view name{};
    std::uint32_t weight = 1; ///< how often it is drawn, in relation to the others
    /// What is told where rows are lost, or a walk fails that must not.
    invariant at_loss = invariant::complete;
    bool may_fail = true; ///< an error is right, too
    /// What is told where the client does not end by itself.
    invariant at_endless = invariant::terminates;
    /// The time that no request may come within after Retry-After, where that is what is judged.
    std::optional<std::chrono::milliseconds> retry_after{};
    /// How long a client may wait besides, because it is asked to.
    std::chrono::milliseconds longest_wait{0};
    /// The rules that bring it about.
    std::vector<rule> (*rules)(const walk_case&) = nullptr;
    data_style style = data_style::ordinary;
    std::uint32_t fewest_pages = 1; ///< that the logs have to fill
    std::uint32_t first_page = 1;   ///< at which it can act
    bool last_page = false;         ///< it acts on the last page alone
    bool stalls = false;
    bool once = false; ///< in a run, on any page; others come on two
    bool leads_elsewhere = false;
    bool many_pages = false;
    std::optional<tls_profile> tls{};
    std::optional<invariant> no_request{};
    std::string_view ability{}; ///< the `--expect` that asks for it
};

} // namespace sendmock::testing

#endif
