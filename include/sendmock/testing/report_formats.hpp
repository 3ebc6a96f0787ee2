// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_REPORT_FORMATS_HPP
#define SENDMOCK_TESTING_REPORT_FORMATS_HPP

#include <sendmock/faults/scenario_writer.hpp>
#include <sendmock/http/printable.hpp>
#include <sendmock/journal/exchange_json.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/evidence_text.hpp>
#include <sendmock/testing/report_text.hpp>
#include <sendmock/testing/walk_text.hpp>
#include <sendmock/verdict/verdict_json.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::testing {

namespace detail {

/// A text in XML 1.0, in a document in UTF-8: what XML cannot have, and what a terminal might obey,
/// is written as `http::printable_lines` does.
[[nodiscard]] inline std::string xml_text(std::string_view text) {
    std::string escaped;
    for (const char c : http::printable_lines(text)) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

/// A document as a text in ASCII, so that a terminal only prints it; bytes that are not UTF-8
/// become U+FFFD.
[[nodiscard]] inline std::string report_json(const nlohmann::ordered_json& document) {
    return document.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + '\n';
}

[[nodiscard]] inline nlohmann::ordered_json to_json(const counterexample& shown) {
    nlohmann::ordered_json requests = nlohmann::ordered_json::array();
    for (const exchange& entry : shown.requests) {
        requests.push_back(sendmock::to_json(entry));
    }
    nlohmann::ordered_json elsewhere = nlohmann::ordered_json::array();
    for (const exchange& entry : shown.elsewhere) {
        elsewhere.push_back(sendmock::to_json(entry));
    }
    return {{"walk", shown.case_number},
            {"smaller_walks", shown.smaller_walks},
            {"logs", shown.walk.rows},
            {"page_size", shown.walk.page_size},
            {"trouble", trouble_of(shown.walk).name},
            {"replay", walk_text(shown.walk)},
            {"output", shown.output},
            {"requests", std::move(requests)},
            {"elsewhere", std::move(elsewhere)},
            {"scenario", nlohmann::ordered_json::parse(to_json_text(scenario_of(shown)))}};
}

/// Why an invariant is not judged or inconclusive, as far as it is known, and what to do about it.
[[nodiscard]] inline std::string reason_of(const check_report& report,
                                           const invariant_report& one) {
    return one.state == judgement_state::inconclusive
               ? evidence_text(one) + "; " + advice_on_evidence(report)
               : one.reason;
}

[[nodiscard]] inline std::string junit_properties(const check_report& report) {
    const auto property = [](const std::string& name, const std::string& value) {
        return "      <property name=\"" + name + "\" value=\"" + value + "\"/>\n";
    };
    return "    <properties>\n" + property("seed", std::to_string(report.seed)) +
           property("cases", std::to_string(report.cases)) +
           property("interrupted", report.interrupted ? "true" : "false") + "    </properties>\n";
}

} // namespace detail

/// A report as JSON.
[[nodiscard]] inline std::string to_json_text(const check_report& report) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const invariant_report& one : report.invariants) {
        const judgement said =
            one.counterexample ? one.counterexample->found : judgement{.state = one.state};
        nlohmann::ordered_json shown = sendmock::to_json(one.which, said);
        shown["judged"] = one.judged;
        shown["needed"] = one.needed;
        shown["failed"] = one.failed;
        if (const std::string reason = detail::reason_of(report, one); !reason.empty()) {
            shown["reason"] = reason;
        }
        if (one.counterexample) {
            shown["advice"] = advice_on_failure(one);
            shown["counterexample"] = detail::to_json(*one.counterexample);
            shown["other_counterexamples"] = nlohmann::ordered_json::array();
            for (const counterexample& other : one.other_counterexamples) {
                shown["other_counterexamples"].push_back(detail::to_json(other));
            }
            shown["failed_by_trouble"] = nlohmann::ordered_json::object();
            for (const failing_kind& kind : one.kinds) {
                shown["failed_by_trouble"][std::string(troubles().at(kind.trouble).name)] =
                    kind.failed;
            }
            shown["also"] = nlohmann::ordered_json::array();
            for (const invariant other : one.also) {
                shown["also"].push_back(to_string(other));
            }
        }
        list.push_back(std::move(shown));
    }
    nlohmann::ordered_json document{{"holds", report.holds()},
                                    {"inconclusive", report.is_inconclusive()},
                                    {"seed", report.seed},
                                    {"cases", report.cases},
                                    {"milliseconds", report.time.count()},
                                    {"interrupted", report.interrupted},
                                    {"stopped", report.stopped},
                                    {"invariants", std::move(list)}};
    if (report.rowless_walk) {
        document["rowless_walk"] = detail::to_json(*report.rowless_walk);
        document["rowless_walk"]["expected"] = report.rowless_walk->found.expected;
        document["rowless_walk"]["happened"] = report.rowless_walk->found.happened;
        document["rowless_walk"]["advice"] = report.rowless_walk->advice;
    }
    return detail::report_json(document);
}

/// A report as JUnit's XML, with a test case for each invariant; the seed, the number of walks and
/// whether the check was interrupted are properties.
[[nodiscard]] inline std::string to_junit(const check_report& report) {
    std::string cases;
    std::size_t failures = 0;
    std::size_t skipped = 0;
    std::size_t errors = 0;
    if (report.rowless_walk) {
        ++failures;
        cases +=
            "    <testcase classname=\"sendmock.check\" name=\"first_walk\">\n"
            "      <failure message=\"The client returned no row of a healthy walk.\">" +
            detail::xml_text(to_text(*report.rowless_walk) +
                             detail::wrapped("what to do: " + report.rowless_walk->advice, 4, 2)) +
            "</failure>\n    </testcase>\n";
    }
    for (const invariant_report& one : report.invariants) {
        cases += "    <testcase classname=\"sendmock.check\" name=\"" +
                 std::string(to_string(one.which)) + "\"";
        if (one.state == judgement_state::holds) {
            cases += "/>\n";
            continue;
        }
        cases += ">\n";
        if (one.state == judgement_state::inconclusive) {
            ++errors;
            cases += "      <error message=\"" +
                     detail::xml_text("inconclusive: " + detail::reason_of(report, one)) + "\"/>\n";
        } else if (one.state == judgement_state::not_judged) {
            ++skipped;
            cases +=
                "      <skipped message=\"" +
                detail::xml_text(one.reason.empty() ? "not judged" : "not judged: " + one.reason) +
                "\"/>\n";
        } else {
            ++failures;
            cases +=
                "      <failure message=\"" + detail::xml_text(describe(one.which).meaning) +
                "\">" +
                detail::xml_text((one.counterexample ? to_text(*one.counterexample) : "") +
                                 detail::wrapped("what to do: " + advice_on_failure(one), 4, 2) +
                                 "  seed: " + std::to_string(report.seed) + '\n') +
                "</failure>\n";
        }
        cases += "    </testcase>\n";
    }
    const std::string milliseconds = std::to_string(report.time.count() % 1000);
    const std::string seconds = std::to_string(report.time.count() / 1000) + '.' +
                                std::string(3 - milliseconds.size(), '0') + milliseconds;
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite "
           "name=\"sendmock check\" tests=\"" +
           std::to_string(report.invariants.size() + (report.rowless_walk ? 1 : 0)) +
           "\" failures=\"" + std::to_string(failures) + "\" skipped=\"" + std::to_string(skipped) +
           "\" errors=\"" + std::to_string(errors) + "\" time=\"" + seconds + "\">\n" +
           detail::junit_properties(report) + cases + "  </testsuite>\n</testsuites>\n";
}

} // namespace sendmock::testing

#endif
