// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_REPORT_TEXT_HPP
#define SENDMOCK_TESTING_REPORT_TEXT_HPP

#include <sendmock/http/last_lines.hpp>
#include <sendmock/http/printable.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/evidence_text.hpp>
#include <sendmock/testing/report_lines.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::testing {

/// How a report is written for people.
struct report_style {
    bool color = false;        ///< with the escape sequences of a terminal
    bool all = false;          ///< a line for each invariant, not only for those that fail
    bool whole_output = false; ///< all that the client wrote, not only the last ten lines
    std::string command{};     ///< the client, as shown in commands to run again
};

namespace detail {

/// A line that points at the first place where two texts differ; none where that helps nobody.
[[nodiscard]] inline std::string caret(const std::string& expected, const std::string& happened) {
    constexpr std::size_t fewest = 6; // characters alike, else they are no two forms of one text
    constexpr std::size_t label = 12; // columns before the texts
    const auto [at, other] =
        std::mismatch(expected.begin(), expected.end(), happened.begin(), happened.end());
    const auto place = static_cast<std::size_t>(at - expected.begin());
    const bool fits = label + std::max(expected.size(), happened.size()) <= report_width;
    return place < fewest || !fits ? "" : std::string(label + place, ' ') + "^\n";
}

/// How bad it is that an invariant fails, the worst first: rows are lost or damaged or an error is
/// hidden; a secret gets out; the rest.
[[nodiscard]] constexpr int rank_of(invariant which) noexcept {
    using enum invariant;
    switch (which) {
    case complete:
    case in_order:
    case exactly_once:
    case ids_exact:
    case times_exact:
    case text_exact:
    case int64_ids_exact:
    case backward_walk:
    case optional_fields_tolerated:
    case unknown_fields_tolerated:
    case survives_many_pages:
        return 0;
    case credentials_stay_home:
    case no_downgrade:
    case certificate_verified:
    case host_name_verified:
    case secret_not_leaked:
        return 1;
    case terminates:
    case times_out:
    case no_crash:
    case bounded_attempts:
    case no_request_after_end:
    case every_request_authenticated:
    case cursor_verbatim:
    case no_self_made_cursor:
    case parameters_kept:
        return 2;
    default:
        break;
    }
    return to_string(which).starts_with("reports_") ? 0 : 3;
}

[[nodiscard]] inline std::string
in_color(const report_style& style, std::string_view code, std::string_view text) {
    return style.color ? "\x1b[" + std::string(code) + 'm' + std::string(text) + "\x1b[0m"
                       : std::string(text);
}

[[nodiscard]] inline std::string names_of(const std::vector<invariant>& list) {
    std::string names;
    for (const invariant which : list) {
        names += (names.empty() ? "" : ", ") + std::string(to_string(which));
    }
    return names;
}

/// All that a client wrote, as `http::last_words` shows the end of it.
[[nodiscard]] inline std::string all_words(std::string_view output) {
    const std::string words =
        http::printable_lines(http::last_lines(output, std::string_view::npos));
    return words.empty() ? "" : '\n' + words;
}

/// A client's lines, indented by four blanks and broken at 80 columns; what follows a break is
/// indented by two more.
[[nodiscard]] inline std::string indented(std::string_view lines) {
    constexpr std::size_t indent = 4;
    std::string text;
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        std::string_view line = lines.substr(at, end - at);
        at = end + 1;
        std::size_t blanks = indent;
        do {
            const std::size_t part = part_that_fits(line, report_width - blanks);
            text += std::string(blanks, ' ') + std::string(line.substr(0, part)) + '\n';
            line.remove_prefix(part);
            blanks = indent + 2;
        } while (!line.empty());
    }
    return text;
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
[[nodiscard]] inline std::string to_text(const counterexample& shown,
                                         const report_style& style = {}) {
    constexpr std::size_t most_lines = 20;
    const std::string expected = http::printable(shown.found.expected);
    const std::string happened = http::printable(shown.found.happened);
    std::string text = detail::wrapped("expected: " + expected, 12, 2) +
                       detail::wrapped("happened: " + happened, 12, 2);
    text += detail::caret(expected, happened);
    std::string walk = "the walk: " + description_of(shown.walk);
    walk += shown.walk.parameters != 0 ? "; the URL ends with ?" + query_of(shown.walk) : "";
    walk += shown.walk.backward ? "; from the last page by `previous`" : "";
    if (shown.case_number != 0) {
        walk += " (walk " + std::to_string(shown.case_number) + ", shrunk " +
                detail::counted(shown.smaller_walks, "time") + ")";
    }
    text += detail::wrapped(walk, 12, 2) + "  the requests:\n";
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
    const std::string words =
        style.whole_output ? detail::all_words(shown.output) : http::last_words(shown.output);
    if (!words.empty()) {
        text += "  the client wrote:\n" + detail::indented(words.substr(1));
    }
    return text;
}

namespace detail {

[[nodiscard]] inline std::string replay_line(const counterexample& shown,
                                             const report_style& style) {
    return "  to reproduce: sendmock check --walk " + walk_text(shown.walk) + " -- " +
           (style.command.empty() ? "COMMAND" : style.command) + '\n';
}

[[nodiscard]] inline std::string text_of_failure(const invariant_report& one,
                                                 const report_style& style) {
    const std::string name(to_string(one.which));
    std::string text = in_color(style, "1;31", "FAILS") + ' ' + in_color(style, "1", name) + '\n';
    text += wrapped(describe(one.which).meaning, 2, 2);
    text += "  in " + std::to_string(one.failed) + " of " + counted(one.judged, "walk");
    if (one.kinds.size() > 1) {
        std::string kinds;
        for (const failing_kind& kind : one.kinds) {
            kinds += (kinds.empty() ? "" : ", ") + std::string(troubles().at(kind.trouble).name) +
                     " (" + std::to_string(kind.failed) + ')';
        }
        text += '\n' + wrapped("by trouble: " + kinds, 4, 2);
    } else {
        text += '\n';
    }
    if (one.counterexample) {
        text += to_text(*one.counterexample, style);
        text += replay_line(*one.counterexample, style);
    }
    for (const counterexample& other : one.other_counterexamples) {
        text += "  another cause:\n" + to_text(other, style) + replay_line(other, style);
    }
    if (!one.also.empty()) {
        text += wrapped("also, as a consequence: " + names_of(one.also), 4, 2);
    }
    text += wrapped("what to do: " + advice_on_failure(one), 4, 2);
    return text;
}

/// How many invariants are in a state, and which.
[[nodiscard]] inline std::string summary_of(const check_report& report) {
    std::string text;
    for (const judgement_state state : {judgement_state::fails,
                                        judgement_state::holds,
                                        judgement_state::inconclusive,
                                        judgement_state::not_judged}) {
        std::vector<invariant> list;
        for (const invariant_report& one : report.invariants) {
            if (one.state == state) {
                list.push_back(one.which);
            }
        }
        if (list.empty()) {
            continue;
        }
        const bool is_named = state == judgement_state::not_judged;
        const bool plural = list.size() != 1;
        text += text.empty() ? "" : "; ";
        text += std::to_string(list.size()) + ' ';
        text += state == judgement_state::fails          ? (plural ? "fail" : "fails")
                : state == judgement_state::holds        ? (plural ? "hold" : "holds")
                : state == judgement_state::inconclusive ? "inconclusive"
                                                         : "not judged";
        text += is_named ? " (" + names_of(list) + ')' : "";
    }
    return text;
}

[[nodiscard]] inline std::string table_of(const check_report& report) {
    std::string text;
    for (const invariant_report& one : report.invariants) {
        text += name_column(one.which);
        switch (one.state) {
        case judgement_state::not_judged:
            text += "not judged";
            break;
        case judgement_state::inconclusive:
            text += "inconclusive: " + evidence_text(one);
            break;
        case judgement_state::holds:
            text += "holds in " + counted(one.judged, "walk");
            break;
        case judgement_state::fails:
            text += "FAILS in " + std::to_string(one.failed) + " of " + counted(one.judged, "walk");
            break;
        }
        text += (one.reason.empty() ? "" : ": " + one.reason) + '\n';
    }
    return text;
}

/// The inconclusive invariants, with the evidence of each, and what to do about them.
[[nodiscard]] inline std::string inconclusive_text(const check_report& report) {
    std::string list;
    for (const invariant_report& one : report.invariants) {
        if (one.state == judgement_state::inconclusive) {
            list += (list.empty() ? "" : ", ") + std::string(to_string(one.which)) + ' ' +
                    std::to_string(one.judged) + '/' + std::to_string(one.needed);
        }
    }
    return list.empty() ? ""
                        : wrapped("inconclusive (informative/needed walks): " + list, 2, 0) +
                              wrapped("  what to do: " + advice_on_evidence(report), 4, 0);
}

/// How sure it is that what holds does hold.
[[nodiscard]] inline std::string confidence_of(const check_report& report) {
    std::size_t fewest = 0;
    for (const invariant_report& one : report.invariants) {
        if (one.state == judgement_state::holds && !has_long_walks(one.which) &&
            (fewest == 0 || one.judged < fewest)) {
            fewest = one.judged;
        }
    }
    if (fewest == 0) {
        return {};
    }
    return wrapped("Each invariant that holds was shown by at least " + counted(fewest, "walk") +
                       ". A client that breaks it in half of such walks goes unnoticed with "
                       "probability 2^-" +
                       std::to_string(fewest) + '.',
                   0,
                   0);
}

} // namespace detail

/// A report for people: first what fails, the worst first, each with its smallest walk; then how
/// many invariants hold.
[[nodiscard]] inline std::string to_text(const check_report& report,
                                         const report_style& style = {}) {
    std::string text;
    if (report.rowless_walk) {
        text += detail::in_color(style, "1;31", "FAILS") +
                " the first walk, on which nothing goes "
                "wrong\n" +
                to_text(*report.rowless_walk, style) +
                detail::replay_line(*report.rowless_walk, style) +
                detail::wrapped("what to do: " + report.rowless_walk->advice, 4, 2) +
                "\nThe check ended after this walk.\n";
    }
    std::vector<const invariant_report*> failing;
    for (const invariant_report& one : report.invariants) {
        if (one.state == judgement_state::fails) {
            failing.push_back(&one);
        }
    }
    std::stable_sort(failing.begin(), failing.end(), [](const auto* one, const auto* other) {
        return detail::rank_of(one->which) < detail::rank_of(other->which);
    });
    for (const invariant_report* one : failing) {
        text += detail::text_of_failure(*one, style) + '\n';
    }
    if (style.all) {
        text += detail::table_of(report);
    }
    const std::string summary = detail::summary_of(report);
    text += summary.empty() || report.rowless_walk || report.cases == 0
                ? ""
                : detail::wrapped(summary, 2, 0) + detail::inconclusive_text(report);
    text += detail::confidence_of(report);
    text += report.stopped.empty() ? "" : "The check stopped early: " + report.stopped + ".\n";
    constexpr long long second = 1000;
    const auto milliseconds = static_cast<long long>(report.time.count());
    text += detail::counted(report.cases, "walk") + " in " +
            (milliseconds < 10 * second ? std::to_string(milliseconds) + " ms"
                                        : std::to_string(milliseconds / second) + " s") +
            ", seed " + std::to_string(report.seed) + (report.interrupted ? ", interrupted" : "") +
            '\n';
    return text;
}

} // namespace sendmock::testing

#endif
