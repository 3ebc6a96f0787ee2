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

/// Whether the client came as far as a request or a TLS handshake, so that something could go
/// wrong.
[[nodiscard]] inline bool made_contact(const walk_evidence& evidence) noexcept {
    return evidence.handshakes > 0 || !evidence.requests.empty() || !evidence.elsewhere.empty();
}

/// Whether an answer reached the client that leads to another origin.
[[nodiscard]] inline bool was_led_elsewhere(const walk_evidence& evidence) {
    return evidence.expected.leads_elsewhere &&
           std::any_of(
               evidence.requests.begin(), evidence.requests.end(), [](const exchange& entry) {
                   return !entry.rule.empty() && entry.outcome == delivery::complete;
               });
}

/// Whether the client can have met what is wrong with a certificate or a handshake. A request may
/// also come over a connection of an earlier walk.
[[nodiscard]] inline bool met_tls(const walk_evidence& evidence) noexcept {
    return evidence.handshakes > 0 || !evidence.requests.empty();
}

/// Reports a request to a server whose certificate must not be trusted.
inline void fail_for_trust(invariant which, const exchange& request, verdict& found) {
    found.fail(which,
               "no request to a server that is not to be trusted",
               "the client asked for " + quoted_text(request.target),
               request.number);
}

/// Leaves an invariant unjudged that needs a TLS handshake.
inline void leave_for_want_of_tls(invariant which, verdict& found) {
    found.leave(which, "the client began no TLS handshake");
}

/// Judges `no_crash`, and what is at stake where a client does not end.
inline void judge_ending(const walk_evidence& evidence, verdict& found) {
    const bool stalls = evidence.expected.stalls && was_hindered(evidence);
    const invariant of_end =
        evidence.expected.stalls && !stalls ? invariant::terminates : evidence.expected.at_endless;
    if (made_contact(evidence)) {
        found.note(of_end);
        found.note(invariant::no_crash);
    }
    if (evidence.ending == walk_ending::cut_off && evidence.expected.stalls &&
        !made_contact(evidence)) {
        return; // it did not come to what stalls
    }
    if (evidence.ending == walk_ending::cut_off) {
        found.fail(of_end,
                   stalls ? "the client to give up in time on a request that is not answered"
                          : "the walk to end",
                   evidence.ending_text);
    } else if (evidence.ending == walk_ending::crash) {
        found.fail(invariant::no_crash, "the client to end by itself", evidence.ending_text);
    }
}

/// Judges `secret_not_leaked`.
inline void judge_output(const walk_evidence& evidence, verdict& found) {
    if (made_contact(evidence)) {
        found.note(invariant::secret_not_leaked);
    }
    const secret_forms secret(evidence.credentials);
    const std::string_view output = evidence.output;
    const std::size_t at = secret.find_in(output);
    if (at != std::string_view::npos) {
        const std::size_t line = output.rfind('\n', at) + 1;
        found.fail(invariant::secret_not_leaked,
                   "no secret in the output",
                   "the output has it after " + quoted_text(output.substr(line, at - line)));
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

/// What is told where rows are lost: what the walk is for, if that came about.
[[nodiscard]] inline invariant stake_of(const walk_evidence& evidence, const row_comparison& rows) {
    const walk_expectation& expected = evidence.expected;
    const bool needs_rule = expected.by_rules || is_of_a_failure(expected.at_loss);
    const bool needs_rows = expected.at_loss == invariant::optional_fields_tolerated ||
                            expected.at_loss == invariant::unknown_fields_tolerated ||
                            expected.at_loss == invariant::int64_ids_exact;
    const bool needs_tls = expected.at_loss == invariant::reports_tls_failure;
    const bool came_about = (!needs_rule || was_hindered(evidence)) &&
                            (!needs_rows || rows.served_count() != 0) &&
                            (!needs_tls || met_tls(evidence));
    return came_about ? expected.at_loss : invariant::complete;
}

/// Judges a walk to a server that is not to be trusted from the first connection on.
inline void judge_untrusted_server(const walk_evidence& evidence, verdict& found) {
    const invariant which = *evidence.expected.no_request;
    if (!met_tls(evidence)) {
        leave_for_want_of_tls(which, found);
        leave_for_want_of_tls(invariant::reports_tls_failure, found);
        return;
    }
    found.note(which);
    if (!evidence.requests.empty()) {
        fail_for_trust(which, evidence.requests.front(), found);
    }
    found.note(invariant::reports_tls_failure);
    if (evidence.requests.empty() && evidence.ending == walk_ending::completed) {
        found.fail(invariant::reports_tls_failure,
                   "an error",
                   "the client refused the certificate, and ended well without any page");
    }
}

/// Judges a walk on which a rule changes the certificate to one that is not to be trusted.
inline void judge_untrusted_connections(const walk_evidence& evidence, verdict& found) {
    const invariant which = *evidence.expected.no_request;
    if (evidence.untrusted_connections.empty()) {
        return; // the client made no connection that had it
    }
    found.note(which);
    const auto request =
        std::find_if(evidence.requests.begin(), evidence.requests.end(), [&](const auto& entry) {
            return evidence.untrusted_connections.contains(entry.connection);
        });
    if (request != evidence.requests.end()) {
        fail_for_trust(which, *request, found);
    }
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
    if (expected.at_loss == invariant::reports_tls_failure && !met_tls(evidence)) {
        leave_for_want_of_tls(invariant::reports_tls_failure, found);
    }
    const invariant at_loss = stake_of(evidence, rows);
    if (made_contact(evidence)) {
        found.note(at_loss);
    }
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
    for (std::size_t at = 0; at < evidence.requests.size(); ++at) {
        const exchange& refused = evidence.requests[at];
        if (refused.status != 429 && refused.status != 503) {
            continue;
        }
        found.note(invariant::retry_after_kept);
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
    if (detail::was_led_elsewhere(evidence)) {
        found.note(invariant::credentials_stay_home);
    }
    if (evidence.secure && detail::made_contact(evidence)) {
        found.note(invariant::no_downgrade);
    }
    judge_other_origins(evidence.elsewhere, evidence.requests, evidence.secure, found);
    if (expected.no_request && !expected.by_rules) {
        detail::judge_untrusted_server(evidence, found);
        return found;
    }
    if (expected.no_request) {
        detail::judge_untrusted_connections(evidence, found);
    }
    judge_cursors(evidence.requests, cursor_in(evidence.first_target), found);
    judge_parameters(evidence.requests, evidence.first_target, found);
    judge_end_of_walk(evidence.requests, expected.backward, found);
    judge_authentication(evidence.requests, found);
    judge_attempts(evidence.requests, evidence.most_attempts, found);
    detail::judge_retry_after(evidence, found);
    if (evidence.ending == walk_ending::crash || evidence.ending == walk_ending::cut_off) {
        return found; // what rows there are is no matter then
    }
    const served_walk served(evidence.requests, evidence.first_target, expected.backward);
    const row_comparison rows(evidence, served);
    if (const auto odd = rows.first_without_id();
        odd && expected.at_loss == invariant::reports_wrong_shape &&
        detail::was_hindered(evidence)) {
        found.fail(invariant::reports_wrong_shape, "an error", "the client returned " + *odd);
        return found;
    }
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
