// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_RUN_REPORT_HPP
#define SENDMOCK_TOOLS_RUN_REPORT_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/scenario_writer.hpp>
#include <sendmock/http/printable.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/exchange_json.hpp>
#include <sendmock/testing/report_formats.hpp>
#include <sendmock/testing/report_lines.hpp>
#include <sendmock/verdict/invariant.hpp>
#include <sendmock/verdict/verdict.hpp>
#include <sendmock/verdict/verdict_json.hpp>
#include <sendmock/verdict/verdict_keeper.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::command {

/// The invariants that requests alone can show to be broken.
inline constexpr std::array judged_by_requests{invariant::cursor_verbatim,
                                               invariant::no_self_made_cursor,
                                               invariant::no_request_after_end,
                                               invariant::credentials_stay_home,
                                               invariant::no_downgrade,
                                               invariant::bounded_attempts};

/// What `sendmock run` saw of a command.
struct run_report {
    std::map<std::string, kept_verdict> accounts{}; ///< by their keys
    std::vector<invariant> reported{};              ///< of `judged_by_requests`
    std::uint64_t least_requests = 1;
    std::uint64_t seed = 0;
    int command_status = 0;

    [[nodiscard]] std::uint64_t requests() const {
        std::uint64_t sum = 0;
        for (const auto& [key, kept] : accounts) {
            sum += kept.requests;
        }
        return sum;
    }

    [[nodiscard]] bool has_enough_requests() const { return requests() >= least_requests; }

    /// Whether there were enough requests, and no reported invariant fails.
    [[nodiscard]] bool holds() const {
        return has_enough_requests() &&
               std::all_of(accounts.begin(), accounts.end(), [this](const auto& account) {
                   return std::none_of(reported.begin(), reported.end(), [&](invariant one) {
                       return account.second.found[one].state == judgement_state::fails;
                   });
               });
    }
};

namespace detail {

using http::printable;
using testing::detail::counted;

/// Breaks a text into lines, which are indented as far as the first begins.
[[nodiscard]] inline std::string wrapped(std::string_view first, std::string_view text) {
    return testing::detail::wrapped(first, text, first.size());
}

/// Why an invariant is not judged where no request had to do with it.
[[nodiscard]] constexpr std::string_view reason_without_evidence(invariant which) noexcept {
    using enum invariant;
    switch (which) {
    case cursor_verbatim:
    case no_self_made_cursor:
        return "no request had a cursor";
    case no_request_after_end:
        return "no client received a last page";
    case credentials_stay_home:
        return "no request reached another origin";
    case no_downgrade:
        return "no client of an https URL reached another origin";
    default:
        return "there was no request";
    }
}

/// An account's judgement of an invariant, with a reason where it is not judged.
[[nodiscard]] inline judgement judgement_of(const kept_verdict& kept, invariant which) {
    judgement said = kept.found[which];
    if (said.state == judgement_state::not_judged && said.reason.empty()) {
        said.reason = reason_without_evidence(which);
    }
    return said;
}

/// An invariant's state over all accounts: it fails if it fails for one of them, and is judged if
/// it is judged for one of them.
[[nodiscard]] inline judgement_state state_of(const run_report& report, invariant which) {
    const auto has = [&](judgement_state state) {
        return std::any_of(
            report.accounts.begin(), report.accounts.end(), [&](const auto& account) {
                return account.second.found[which].state == state;
            });
    };
    return has(judgement_state::fails)   ? judgement_state::fails
           : has(judgement_state::holds) ? judgement_state::holds
                                         : judgement_state::not_judged;
}

/// The number of requests, and how many invariants fail, hold and are not judged.
[[nodiscard]] inline std::string summary_of(const run_report& report) {
    const auto count = [&](judgement_state state) {
        return std::count_if(report.reported.begin(), report.reported.end(), [&](invariant one) {
            return state_of(report, one) == state;
        });
    };
    const auto fail = count(judgement_state::fails);
    const auto hold = count(judgement_state::holds);
    const auto open = count(judgement_state::not_judged);
    return wrapped(
        "sendmock: ",
        counted(report.requests(), "request") + "; " +
            (fail == 0 ? "no invariant fails"
                       : counted(static_cast<std::uint64_t>(fail), "invariant") +
                             (fail == 1 ? " fails" : " fail")) +
            (hold == 0 ? "" : ", " + std::to_string(hold) + (hold == 1 ? " holds" : " hold")) +
            (open == 0
                 ? ""
                 : ", " + std::to_string(open) + (open == 1 ? " is" : " are") + " not judged"));
}

[[nodiscard]] inline std::string too_few_requests(const run_report& report) {
    const std::string wanted = "expected at least " + counted(report.least_requests, "request");
    return report.requests() == 0
               ? wanted + ", but the command sent none; does it use SENDMOCK_URL?"
               : wanted + ", but the command sent " + std::to_string(report.requests());
}

/// The requests that show a failure, the last of them marked.
[[nodiscard]] inline std::string lines_of(const std::vector<exchange>& requests) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t at = requests.size() - std::min(requests.size(), most); at < requests.size();
         ++at) {
        text += testing::detail::line_of(requests[at], at + 1 == requests.size() ? "  > " : "    ");
    }
    return text;
}

[[nodiscard]] inline std::string failure_text(const kept_verdict& kept, invariant failing) {
    const judgement& said = kept.found[failing];
    std::string text = wrapped("  expected: ", printable(said.expected)) +
                       wrapped("  happened: ", printable(said.happened));
    const auto evidence = kept.evidence.find(failing);
    if (evidence != kept.evidence.end() && !evidence->second.empty()) {
        text += "  shown by these requests:\n" + lines_of(evidence->second);
    }
    return text;
}

[[nodiscard]] inline nlohmann::ordered_json evidence_json(const kept_verdict& kept,
                                                          invariant failing) {
    nlohmann::ordered_json requests = nlohmann::ordered_json::array();
    const auto evidence = kept.evidence.find(failing);
    if (evidence != kept.evidence.end()) {
        for (const exchange& entry : evidence->second) {
            requests.push_back(sendmock::to_json(entry));
        }
    }
    return requests;
}

} // namespace detail

/// A report for people: how many invariants hold, what fails, with the requests that show it, then
/// what is not judged, and why.
[[nodiscard]] inline std::string to_text(const run_report& report) {
    std::string text = detail::summary_of(report);
    if (!report.has_enough_requests()) {
        text += detail::wrapped("FAILS ", detail::too_few_requests(report));
    }
    const auto not_judged = [](const std::string& name, std::string_view reason) {
        return detail::wrapped("not judged: ", name + ": " + detail::printable(reason));
    };
    std::string open;
    for (const invariant one : report.reported) {
        bool is_explained = detail::state_of(report, one) != judgement_state::not_judged;
        for (const auto& [key, kept] : report.accounts) {
            const judgement& said = kept.found[one];
            const std::string name =
                std::string(to_string(one)) +
                (report.accounts.size() > 1 ? " (account " + detail::printable(key) + ')' : "");
            if (said.state == judgement_state::fails) {
                text +=
                    detail::wrapped("FAILS ", name + ": " + std::string(describe(one).meaning)) +
                    detail::failure_text(kept, one);
            } else if (!said.reason.empty()) {
                open += not_judged(name, said.reason);
                is_explained = true;
            }
        }
        if (!is_explained) {
            open += not_judged(std::string(to_string(one)), detail::reason_without_evidence(one));
        }
    }
    return text + open;
}

/// A report as JSON.
[[nodiscard]] inline std::string to_json_text(const run_report& report) {
    nlohmann::ordered_json accounts = nlohmann::ordered_json::array();
    for (const auto& [key, kept] : report.accounts) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const invariant one : report.reported) {
            nlohmann::ordered_json judged = sendmock::to_json(one, detail::judgement_of(kept, one));
            if (kept.found[one].state == judgement_state::fails) {
                judged["requests"] = detail::evidence_json(kept, one);
            }
            list.push_back(std::move(judged));
        }
        accounts.push_back(
            {{"key", key}, {"requests", kept.requests}, {"invariants", std::move(list)}});
    }
    return testing::detail::report_json({{"holds", report.holds()},
                                         {"seed", report.seed},
                                         {"command_status", report.command_status},
                                         {"requests", report.requests()},
                                         {"min_requests", report.least_requests},
                                         {"accounts", std::move(accounts)}});
}

/// A report as JUnit's XML, with a test case for each account's invariants and one for the number
/// of requests.
[[nodiscard]] inline std::string to_junit(const run_report& report) {
    using testing::detail::xml_text;
    std::string cases;
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t skipped = 0;
    const auto add = [&](const std::string& name, const judgement& said, const std::string& cause) {
        ++tests;
        cases += "    <testcase classname=\"sendmock.run\" name=\"" + xml_text(name) + "\">\n";
        if (said.state == judgement_state::fails) {
            ++failures;
            cases += "      <failure message=\"" + xml_text(said.happened) + "\">" +
                     xml_text(cause) + "</failure>\n";
        } else if (said.state == judgement_state::not_judged) {
            ++skipped;
            cases +=
                "      <skipped message=\"" + xml_text("not judged: " + said.reason) + "\"/>\n";
        }
        cases += "    </testcase>\n";
    };
    judgement enough{.state = judgement_state::holds};
    if (!report.has_enough_requests()) {
        enough = {.state = judgement_state::fails, .happened = detail::too_few_requests(report)};
    }
    add("min_requests", enough, enough.happened);
    for (const auto& [key, kept] : report.accounts) {
        for (const invariant one : report.reported) {
            add(std::string(to_string(one)) + (report.accounts.size() > 1 ? " of " + key : ""),
                detail::judgement_of(kept, one),
                std::string(describe(one).meaning) + '\n' + detail::failure_text(kept, one));
        }
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite "
           "name=\"sendmock run\" tests=\"" +
           std::to_string(tests) + "\" failures=\"" + std::to_string(failures) + "\" skipped=\"" +
           std::to_string(skipped) + "\" errors=\"0\">\n" + cases +
           "  </testsuite>\n</testsuites>\n";
}

/// What shows that an invariant fails, as a file: the requests, and the rules that were in force.
[[nodiscard]] inline std::string evidence_text(const std::string& key,
                                               const kept_verdict& kept,
                                               invariant failing,
                                               const scenario& served) {
    nlohmann::ordered_json document = sendmock::to_json(failing, kept.found[failing]);
    document["account"] = key;
    document["requests"] = detail::evidence_json(kept, failing);
    document["scenario"] = nlohmann::ordered_json::parse(to_json_text(served));
    return testing::detail::report_json(document);
}

} // namespace sendmock::command

#endif
