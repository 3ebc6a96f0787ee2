// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_report.hpp>

#include <boost/test/unit_test.hpp>

namespace unit::testing::check_report {

using sendmock::invariant;
using sendmock::judgement_state;
using report = sendmock::testing::check_report;

} // namespace unit::testing::check_report

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(check_report)

BOOST_AUTO_TEST_CASE(holds_where_nothing_fails) {
    report made;
    BOOST_TEST(made.holds());
    made.invariants.push_back({.which = invariant::complete, .state = judgement_state::holds});
    made.invariants.push_back({.which = invariant::in_order});
    BOOST_TEST(made.holds());
    BOOST_TEST(static_cast<bool>(made));
    made.invariants.push_back({.which = invariant::no_crash, .state = judgement_state::fails});
    BOOST_TEST(!made.holds());
    BOOST_TEST(!static_cast<bool>(made));
}

BOOST_AUTO_TEST_CASE(finds_what_was_asked_for_and_nothing_else) {
    const report made{.invariants = {{.which = invariant::complete, .judged = 1},
                                     {.which = invariant::in_order, .judged = 2}}};
    BOOST_REQUIRE(made.find(invariant::in_order) != nullptr);
    BOOST_TEST(made.find(invariant::in_order)->judged == 2U);
    BOOST_TEST((made.find(invariant::no_crash) == nullptr));
}

BOOST_AUTO_TEST_CASE(too_little_evidence_is_neither_a_failure_nor_a_success) {
    report made;
    made.invariants.push_back(
        {.which = invariant::complete, .state = judgement_state::inconclusive});
    BOOST_TEST(made.is_inconclusive());
    BOOST_TEST(!made.fails());
    BOOST_TEST(!made.holds());
}

BOOST_AUTO_TEST_CASE(a_healthy_walk_without_rows_is_a_failure) {
    const report made{.rowless_walk = sendmock::testing::counterexample{}};
    BOOST_TEST(made.fails());
    BOOST_TEST(!made.holds());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
