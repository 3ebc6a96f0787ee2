// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_BOOST_TEST_HPP
#define SENDMOCK_TESTING_BOOST_TEST_HPP

#include <sendmock/testing/check_client.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/evidence_text.hpp>
#include <sendmock/testing/report_text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

/// The checks as Boost.Test sees them.
namespace sendmock::boost_test {

/// Makes a check of each invariant of a report. What was not judged is told as a message; too
/// little evidence is a failure.
inline void check_invariants(const testing::check_report& report) {
    BOOST_TEST_MESSAGE("sendmock: " << report.cases << " walks, seed " << report.seed);
    BOOST_CHECK_MESSAGE(
        !report.rowless_walk,
        "the client returned no row of a healthy walk\n"
            << (report.rowless_walk
                    ? to_text(*report.rowless_walk) + "what to do: " + report.rowless_walk->advice
                    : ""));
    for (const testing::invariant_report& one : report.invariants) {
        const std::string name(to_string(one.which));
        if (one.state == judgement_state::not_judged) {
            BOOST_TEST_MESSAGE(name << " is not judged"
                                    << (one.reason.empty() ? "" : ": " + one.reason));
            continue;
        }
        if (one.state == judgement_state::inconclusive) {
            BOOST_ERROR(name << ": inconclusive: " << testing::evidence_text(one) << "; "
                             << testing::advice_on_evidence(report));
            continue;
        }
        BOOST_CHECK_MESSAGE(one.state == judgement_state::holds,
                            name << ": " << describe(one.which).meaning << '\n'
                                 << (one.counterexample ? to_text(*one.counterexample) : "")
                                 << "  what to do: " << testing::advice_on_failure(one) << '\n'
                                 << "  seed: " << report.seed);
    }
}

/// Has a client walk many generated walks, with a check for each invariant; see
/// `testing::check_client`.
template <class Client>
void check_client(Client&& client, const testing::check_options& options = {}) {
    check_invariants(testing::check_client(std::forward<Client>(client), options));
}

} // namespace sendmock::boost_test

#endif
