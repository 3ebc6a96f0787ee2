// SPDX-License-Identifier: MIT
#include <sendmock/testing/evidence_text.hpp>
#include <sendmock/testing/report_formats.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace unit::testing::evidence_text {

using sendmock::invariant;
using sendmock::judgement_state;
using sendmock::testing::advice_on_evidence;
using sendmock::testing::check_report;

check_report inconclusive(invariant which = invariant::in_order) {
    return {
        .cases = 12,
        .invariants = {
            {.which = which, .state = judgement_state::inconclusive, .judged = 1, .needed = 3}}};
}

} // namespace unit::testing::evidence_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(evidence_text)

BOOST_AUTO_TEST_CASE(it_says_how_many_walks_there_were_of_those_needed) {
    using sendmock::testing::evidence_text;
    BOOST_TEST(evidence_text({.judged = 1, .needed = 3}) == "needs 3 walks that show it, had 1");
    BOOST_TEST(evidence_text({.needed = 1}) == "needs 1 walk that shows it, had 0");
}

BOOST_AUTO_TEST_CASE(advice_depends_on_how_the_check_ended) {
    check_report report = inconclusive();
    BOOST_TEST(advice_on_evidence(report) ==
               "raise --cases, or leave an invariant out with --skip NAME");
    BOOST_TEST(advice_on_evidence(inconclusive(invariant::retries_succeed))
                   .ends_with(" or without its --expect ABILITY"));
    report.invariants.push_back({.state = judgement_state::fails});
    BOOST_TEST(advice_on_evidence(report).starts_with(
        "fix what fails; if that does not suffice, raise --cases, "));
    report.stopped = "a reason";
    BOOST_TEST(advice_on_evidence(report) == "mend how the client ends, then check again");
    report.interrupted = true;
    BOOST_TEST(advice_on_evidence(report) == "let the check run to its end");
}

BOOST_AUTO_TEST_CASE(every_form_of_the_report_has_evidence_and_advice) {
    const std::string reason = "needs 3 walks that show it, had 1; raise --cases, or "
                               "leave an invariant out with --skip NAME";
    const std::string text = to_text(inconclusive());
    BOOST_TEST(text.starts_with("1 inconclusive\n"
                                "inconclusive (informative/needed walks): "
                                "in_order 1/3\n"
                                "  what to do: raise --cases, "),
               text);
    const auto json = nlohmann::json::parse(to_json_text(inconclusive())).at("invariants").at(0);
    BOOST_TEST(json.at("reason") == reason);
    BOOST_TEST(json.at("needed") == 3);
    const std::string junit = to_junit(inconclusive());
    BOOST_TEST(junit.find("<error message=\"inconclusive: " + reason + "\"/>") != std::string::npos,
               junit);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
