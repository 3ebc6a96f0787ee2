// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_CHECK_REPORT_HPP
#define SENDMOCK_TESTING_CHECK_REPORT_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sendmock::testing {

/// The smallest walk that was found to break an invariant.
struct counterexample {
    walk_case walk{};
    judgement found{};
    std::vector<exchange> requests{};  ///< of that walk, redacted
    std::vector<exchange> elsewhere{}; ///< what reached another origin, redacted
    /// Of the walk from which it was shrunk, from 1; 0 for a walk beside those that were drawn.
    std::size_t case_number = 0;
    std::size_t smaller_walks = 0; ///< steps from that one
};

/// What is told of one invariant.
struct invariant_report {
    invariant which = invariant::complete;
    judgement_state state = judgement_state::not_judged;
    std::size_t judged = 0;                                            ///< walks
    std::size_t failed = 0;                                            ///< of them
    std::optional<sendmock::testing::counterexample> counterexample{}; ///< where it fails
};

/// What a check found of a client. Only the invariants that were asked for are in it.
struct check_report {
    std::uint64_t seed = 0;
    std::size_t cases = 0; ///< that were walked
    std::chrono::milliseconds time{0};
    bool interrupted = false; ///< it ended early
    std::vector<invariant_report> invariants{};

    /// Whether no invariant fails.
    [[nodiscard]] bool holds() const noexcept {
        for (const invariant_report& one : invariants) {
            if (one.state == judgement_state::fails) {
                return false;
            }
        }
        return true;
    }

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
};

/// The scenario that replays a counterexample, with the account `key` and `secret`.
[[nodiscard]] inline scenario scenario_of(const counterexample& shown) {
    return scenario_of(shown.walk, "key", "secret");
}

namespace detail {

[[nodiscard]] inline std::string line_of(const exchange& entry) {
    std::string line = "    " + std::to_string(entry.number) + ' ' + entry.method + ' ' +
                       entry.target + " -> " + std::to_string(entry.status);
    if (entry.page) {
        line += ", page " + std::to_string(*entry.page);
    }
    if (!entry.fault.empty()) {
        line += ", " + entry.fault;
    }
    if (entry.outcome != delivery::complete) {
        line += ", " + std::string(to_string(entry.outcome));
    }
    return line + '\n';
}

} // namespace detail

/// An invariant's name for a list, in which what is said of each begins at the same place.
[[nodiscard]] inline std::string name_column(invariant which) {
    constexpr std::size_t width = 28; // one more than the longest has
    std::string name(to_string(which));
    name.resize(width, ' ');
    return name;
}

/// A counterexample for people: what was expected, what happened, the walk and its requests.
[[nodiscard]] inline std::string to_text(const counterexample& shown) {
    constexpr std::size_t most_lines = 20;
    std::string text =
        "  expected: " + shown.found.expected + '\n' + "  happened: " + shown.found.happened + '\n';
    text += "  the walk: " + description_of(shown.walk);
    text += shown.walk.parameters ? "; the URL has parameters of its own" : "";
    text += shown.walk.backward ? "; from the last page by `previous`" : "";
    if (shown.case_number != 0) {
        text += " (walk " + std::to_string(shown.case_number) + ", " +
                std::to_string(shown.smaller_walks) + " times made smaller)";
    }
    text += "\n  the requests:\n";
    for (std::size_t at = 0; at < shown.requests.size(); ++at) {
        if (at == most_lines) {
            text += "    and " + std::to_string(shown.requests.size() - at) + " more\n";
            break;
        }
        text += detail::line_of(shown.requests[at]);
    }
    text += shown.requests.empty() ? "    none\n" : "";
    if (!shown.elsewhere.empty()) {
        text += "  at another origin:\n";
        for (const exchange& entry : shown.elsewhere) {
            text += detail::line_of(entry);
        }
    }
    return text;
}

/// A report for people: a line for each invariant, then each counterexample.
[[nodiscard]] inline std::string to_text(const check_report& report) {
    std::string text;
    std::string examples;
    for (const invariant_report& one : report.invariants) {
        text += name_column(one.which);
        switch (one.state) {
        case judgement_state::not_judged:
            text += "not judged\n";
            break;
        case judgement_state::holds:
            text += "holds in " + std::to_string(one.judged) + " walks\n";
            break;
        case judgement_state::fails:
            text += "FAILS in " + std::to_string(one.failed) + " of " + std::to_string(one.judged) +
                    " walks\n";
            examples += '\n' + std::string(to_string(one.which)) + ": " +
                        std::string(describe(one.which).meaning) + '\n';
            examples += one.counterexample ? to_text(*one.counterexample) : "";
            break;
        }
    }
    text += examples;
    text += '\n' + std::to_string(report.cases) + " walks in " +
            std::to_string(report.time.count()) + " ms, seed " + std::to_string(report.seed) +
            (report.interrupted ? ", interrupted" : "") + '\n';
    return text;
}

} // namespace sendmock::testing

#endif
