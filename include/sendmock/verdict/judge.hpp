// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_JUDGE_HPP
#define SENDMOCK_VERDICT_JUDGE_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/verdict/answer_text.hpp>
#include <sendmock/verdict/request_invariants.hpp>
#include <sendmock/verdict/row_invariants.hpp>
#include <sendmock/verdict/secret_forms.hpp>
#include <sendmock/verdict/served_walk.hpp>
#include <sendmock/verdict/verdict.hpp>
#include <sendmock/verdict/walk_evidence.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock {

namespace detail {

/// Whether a rule acted on any request: a client may lose rows before it comes to what fails.
[[nodiscard]] inline bool was_hindered(const walk_evidence& evidence) {
    return std::any_of(evidence.requests.begin(),
                       evidence.requests.end(),
                       [](const exchange& entry) { return !entry.rule.empty(); });
}

/// Judges `no_crash`, and what is at stake where a client does not end.
inline void judge_ending(const walk_evidence& evidence, verdict& found) {
    const bool stalls = evidence.expected.stalls;
    const invariant of_end = evidence.expected.at_endless;
    if (!stalls || was_hindered(evidence)) {
        found.note(of_end);
    }
    found.note(invariant::no_crash);
    if (evidence.ending == walk_ending::cut_off) {
        found.fail(of_end,
                   stalls ? "a request that is not answered to be given up in time"
                          : "an end of the walk",
                   evidence.ending_text);
    } else if (evidence.ending == walk_ending::crash) {
        found.fail(invariant::no_crash, "an end of the client's own accord", evidence.ending_text);
    }
}

/// Judges `secret_not_leaked`.
inline void judge_output(const walk_evidence& evidence, verdict& found) {
    found.note(invariant::secret_not_leaked);
    const secret_forms secret(evidence.credentials);
    const std::string_view output = evidence.output;
    const std::size_t at = secret.find_in(output);
    if (at != std::string_view::npos) {
        const std::size_t line = output.rfind('\n', at) + 1;
        found.fail(invariant::secret_not_leaked,
                   "no secret in the output",
                   "the output has it behind " + quoted_text(output.substr(line, at - line)));
        return;
    }
    const auto row = std::find_if(evidence.rows.begin(),
                                  evidence.rows.end(),
                                  [&](const nlohmann::json& one) { return secret.is_in(one); });
    if (row != evidence.rows.end()) {
        found.fail(invariant::secret_not_leaked,
                   "no secret in the output",
                   "row " + std::to_string(row - evidence.rows.begin() + 1) + " has it");
    }
}

/// Whether an invariant is about a failure that a rule brings about.
[[nodiscard]] constexpr bool is_of_a_failure(invariant which) noexcept {
    return which >= invariant::reports_401 && which <= invariant::reports_stall;
}

/// What was served where a client ended too early, and what came of it.
[[nodiscard]] inline std::string early_end_text(const walk_evidence& evidence,
                                                const served_walk& served,
                                                const row_comparison& rows) {
    const exchange* last = last_answer(evidence.requests, served);
    const std::size_t count = rows.returned_count();
    return (last == nullptr ? "nothing was requested" : answer_text(*last)) +
           (served.endless() ? ", a page that came before" : "") + "; the client returned " +
           std::to_string(count) + (count == 1 ? " row" : " rows") +
           (evidence.ending_text.empty() ? " and ended well" : "; " + evidence.ending_text);
}

/// A client's error where none is right, and what was served to bring it about.
/// @param lost  which rows it lost, if any
[[nodiscard]] inline std::string
error_text(const walk_evidence& evidence, const served_walk& served, const std::string& lost) {
    const exchange* last = last_answer(evidence.requests, served);
    const bool shows_answer = last != nullptr && (last->status != 200 || lost.empty());
    const std::string cause = shows_answer ? answer_text(*last) : lost;
    return evidence.ending_text + (cause.empty() ? "" : "; " + cause);
}

/// Judges what is at stake where rows are lost, or where a client fails that must not.
inline void judge_loss(const walk_evidence& evidence,
                       const served_walk& served,
                       const row_comparison& rows,
                       verdict& found) {
    const walk_expectation& expected = evidence.expected;
    const invariant at_loss = is_of_a_failure(expected.at_loss) && !was_hindered(evidence)
                                  ? invariant::complete
                                  : expected.at_loss;
    found.note(at_loss);
    const std::size_t missing = rows.missing();
    const std::string lost =
        missing == 0 ? ""
                     : std::to_string(missing) + " of " + std::to_string(rows.served_count()) +
                           " served rows are missing, the first is " + rows.first_missing_text();
    if (evidence.ending == walk_ending::completed) {
        if (!served.complete()) {
            found.fail(at_loss,
                       expected.may_fail ? "an error, or a walk to the last page"
                                         : "a walk to the last page",
                       early_end_text(evidence, served, rows));
        } else if (missing != 0) {
            found.fail(at_loss, "every row that was served", lost);
        }
    } else if (evidence.ending == walk_ending::error && !expected.may_fail) {
        found.fail(at_loss, "a walk that ends well", error_text(evidence, served, lost));
    }
    if (expected.wants_partial_rows && evidence.ending == walk_ending::error) {
        found.note(invariant::rows_before_failure_kept);
        if (missing != 0) {
            found.fail(invariant::rows_before_failure_kept,
                       "the rows of the pages before the failure",
                       lost);
        }
    }
}

/// Judges `retry_after_kept` by the time between a refusal and the next request for its target.
inline void judge_retry_after(const walk_evidence& evidence, verdict& found) {
    const auto& asked = evidence.expected.retry_after;
    if (!asked) {
        return;
    }
    found.note(invariant::retry_after_kept);
    for (std::size_t at = 0; at < evidence.requests.size(); ++at) {
        const exchange& refused = evidence.requests[at];
        if (refused.status != 429 && refused.status != 503) {
            continue;
        }
        for (std::size_t next = at + 1; next < evidence.requests.size(); ++next) {
            const exchange& again = evidence.requests[next];
            if (again.target == refused.target) {
                const auto gap =
                    std::chrono::floor<std::chrono::milliseconds>(again.time - refused.time);
                if (gap < *asked) {
                    found.fail(invariant::retry_after_kept,
                               "no request within " + std::to_string(asked->count()) + " ms",
                               "the client asked again after " + std::to_string(gap.count()) +
                                   " ms",
                               again.number);
                }
                break;
            }
        }
    }
}

} // namespace detail

/// Judges one walk by what the client did, whatever it asked for.
[[nodiscard]] inline verdict judge_outcome(const walk_evidence& evidence) {
    verdict found;
    detail::judge_ending(evidence, found);
    detail::judge_output(evidence, found);
    return found;
}

/// Judges one walk by all that is known of it.
[[nodiscard]] inline verdict judge(const walk_evidence& evidence) {
    verdict found = judge_outcome(evidence);
    const walk_expectation& expected = evidence.expected;
    if (expected.leads_elsewhere || evidence.secure) {
        note_other_origins(evidence.secure, found);
    }
    judge_other_origins(evidence.elsewhere, evidence.requests, evidence.secure, found);
    if (expected.no_request) {
        const invariant which = *expected.no_request;
        found.note(which);
        if (!evidence.requests.empty()) {
            found.fail(which,
                       "no request to a server that is not to be trusted",
                       "the client asked for " +
                           detail::quoted_text(evidence.requests.front().target),
                       evidence.requests.front().number);
        }
        found.note(invariant::reports_tls_failure);
        if (evidence.requests.empty() && evidence.ending == walk_ending::completed) {
            found.fail(invariant::reports_tls_failure,
                       "an error",
                       "the client refused the certificate, and ended well without any page");
        }
        return found;
    }
    judge_cursors(evidence.requests, cursor_in(evidence.first_target), found);
    judge_parameters(evidence.requests, evidence.first_target, found);
    judge_end_of_walk(evidence.requests,
                      expected.backward,
                      expected.may_fail && evidence.ending == walk_ending::error,
                      found);
    judge_authentication(evidence.requests, found);
    judge_attempts(evidence.requests, evidence.most_attempts, found);
    detail::judge_retry_after(evidence, found);
    if (evidence.ending == walk_ending::crash || evidence.ending == walk_ending::cut_off) {
        return found; // what rows there are is no matter then
    }
    const served_walk served(evidence.requests, evidence.first_target, expected.backward);
    const row_comparison rows(evidence, served);
    rows.judge_values(found);
    if (!served.endless()) {
        rows.judge_order(found);
    }
    if (found[expected.at_wrong_id].state != judgement_state::fails ||
        evidence.ending == walk_ending::error) {
        detail::judge_loss(evidence, served, rows, found); // else rows miss whose ids are wrong
    }
    return found;
}

} // namespace sendmock

#endif
