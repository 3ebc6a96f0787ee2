// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_EVIDENCE_TEXT_HPP
#define SENDMOCK_TESTING_EVIDENCE_TEXT_HPP

#include <sendmock/testing/advice.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/report_lines.hpp>
#include <sendmock/verdict/invariant.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <algorithm>
#include <string>

namespace sendmock::testing {

/// How much evidence there is of an inconclusive invariant: "needs 3 walks that show it, had 1".
[[nodiscard]] inline std::string evidence_text(const invariant_report& one) {
    return "needs " + detail::counted(one.needed, "walk") + " that " +
           (one.needed == 1 ? "shows" : "show") + " it, had " + std::to_string(one.judged);
}

/// What to do about an invariant that fails.
[[nodiscard]] inline std::string advice_on_failure(const invariant_report& one) {
    return one.counterexample && !one.counterexample->advice.empty()
               ? one.counterexample->advice
               : std::string(advice_for(one.which));
}

/// What to do about the inconclusive invariants of a report, in the options of `sendmock check`.
[[nodiscard]] inline std::string advice_on_evidence(const check_report& report) {
    if (report.interrupted) {
        return "let the check run to its end";
    }
    if (!report.stopped.empty()) {
        return "mend how the client ends, then check again";
    }
    const bool is_expected = std::any_of(
        report.invariants.begin(), report.invariants.end(), [](const invariant_report& one) {
            return one.state == judgement_state::inconclusive &&
                   !describe(one.which).ability.empty();
        });
    return std::string(report.fails() ? "fix what fails; if that does not suffice, " : "") +
           "raise --cases, or leave an invariant out with --skip NAME" +
           (is_expected ? " or without its --expect ABILITY" : "");
}

} // namespace sendmock::testing

#endif
