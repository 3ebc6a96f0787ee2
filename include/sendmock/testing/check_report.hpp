// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_CHECK_REPORT_HPP
#define SENDMOCK_TESTING_CHECK_REPORT_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sendmock::testing {

/// One of the kinds of walk on which an invariant failed.
struct failing_kind {
    std::size_t trouble = 0; ///< its place in `troubles`
    std::size_t failed = 0;  ///< walks
};

/// The smallest walk that was found to break an invariant.
struct counterexample {
    walk_case walk{};
    judgement found{};
    std::vector<exchange> requests{};  ///< of that walk, redacted
    std::vector<exchange> elsewhere{}; ///< what reached another origin, redacted
    /// Of the walk from which it was shrunk, from 1; 0 for a walk beside those that were drawn.
    std::size_t case_number = 0;
    std::size_t smaller_walks = 0; ///< steps from that one
    std::string output{};          ///< what the client wrote on that walk besides rows, redacted
    std::string advice{}; ///< what to do, where the walk shows it better than the invariant
};

/// What is told of one invariant.
struct invariant_report {
    invariant which = invariant::complete;
    judgement_state state = judgement_state::not_judged;
    std::size_t judged = 0;                                            ///< walks that showed it
    std::size_t needed = 0;                                            ///< of such walks, to hold
    std::size_t failed = 0;                                            ///< of those that showed it
    std::optional<sendmock::testing::counterexample> counterexample{}; ///< where it fails
    /// Where it fails for other causes as well, one for each, two at most.
    std::vector<sendmock::testing::counterexample> other_counterexamples{};
    std::vector<failing_kind> kinds{}; ///< of the walks on which it failed, the most frequent first
    /// What failed on the same walks and follows from it; none of these is told of by itself.
    std::vector<invariant> also{};
    std::string reason{}; ///< where it is not judged or inconclusive, if there is more to say
};

/// What a check found of a client. Only the invariants that were asked for are in it.
struct check_report {
    std::uint64_t seed = 0;
    std::size_t cases = 0; ///< that were walked
    std::chrono::milliseconds time{0};
    bool interrupted = false; ///< it ended early
    std::string stopped{};    ///< why it ended early of its own accord
    std::vector<invariant_report> invariants{};
    /// The first, healthy walk, where the client asked for pages but returned no row: nothing else
    /// was looked at then.
    std::optional<counterexample> rowless_walk{};

    /// Whether an invariant fails, or no row was returned on a healthy walk.
    [[nodiscard]] bool fails() const noexcept {
        return rowless_walk.has_value() || has(judgement_state::fails);
    }

    /// Whether there is too little evidence of any invariant.
    [[nodiscard]] bool is_inconclusive() const noexcept {
        return has(judgement_state::inconclusive);
    }

    /// Whether no invariant fails, and there is evidence enough of each.
    [[nodiscard]] bool holds() const noexcept { return !fails() && !is_inconclusive(); }

    [[nodiscard]] explicit operator bool() const noexcept { return holds(); }

    /// @return null where it was not asked for
    [[nodiscard]] const invariant_report* find(invariant which) const noexcept {
        for (const invariant_report& one : invariants) {
            if (one.which == which) {
                return &one;
            }
        }
        return nullptr;
    }

private:
    [[nodiscard]] bool has(judgement_state state) const noexcept {
        return std::any_of(invariants.begin(), invariants.end(), [&](const invariant_report& one) {
            return one.state == state;
        });
    }
};

/// The scenario that replays a counterexample, with the account `key` and `secret`.
[[nodiscard]] inline scenario scenario_of(const counterexample& shown) {
    return scenario_of(shown.walk, "key", "secret");
}

} // namespace sendmock::testing

#endif
