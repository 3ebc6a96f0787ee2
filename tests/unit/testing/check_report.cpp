// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_report.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

namespace unit::testing::check_report {

using sendmock::delivery;
using sendmock::invariant;
using sendmock::judgement_state;
using sendmock::testing::counterexample;
using sendmock::testing::invariant_report;

using report = sendmock::testing::check_report;

/// A counterexample with two requests.
counterexample shown() {
    return {
        .walk = {.rows = 2, .page_size = 1, .seed = 5},
        .found = {.state = judgement_state::fails, .expected = "two rows", .happened = "one row"},
        .requests = {{.number = 1, .method = "GET", .target = "/logs", .status = 200, .page = 1},
                     {.number = 2,
                      .method = "GET",
                      .target = "/logs?cursor=b",
                      .status = 503,
                      .page = 2,
                      .fault = "http_error(503)",
                      .outcome = delivery::failed}},
        .case_number = 17,
        .smaller_walks = 3};
}

/// The same with all answers delivered.
counterexample delivered() {
    counterexample one = shown();
    for (sendmock::exchange& entry : one.requests) {
        entry.outcome = delivery::complete;
    }
    return one;
}

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

BOOST_AUTO_TEST_CASE(what_is_said_of_each_invariant_begins_at_the_same_place) {
    using sendmock::testing::name_column;
    const std::size_t width = name_column(invariant::complete).size();
    for (const auto& one : sendmock::invariants) {
        BOOST_TEST(name_column(one.which).starts_with(std::string(one.name) + ' '), one.name);
        BOOST_TEST(name_column(one.which).size() == width, one.name);
    }
}

BOOST_AUTO_TEST_CASE(a_counterexample_says_what_was_expected_and_what_happened_and_how) {
    BOOST_TEST(to_text(delivered()) ==
               "  expected: two rows\n"
               "  happened: one row\n"
               "  the walk: 2 logs on pages of 1; trouble: none (walk 17, 3 times made smaller)\n"
               "  the requests:\n"
               "    1 GET /logs -> 200, page 1\n"
               "    2 GET /logs?cursor=b -> 503, page 2, http_error(503)\n");
    const std::string failed = to_text(shown());
    BOOST_TEST(failed.find("1 GET /logs -> 200, page 1, pending\n") != std::string::npos);
    BOOST_TEST(failed.find("http_error(503), failed\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_counterexample_says_what_is_special_of_its_walk) {
    counterexample one = delivered();
    one.walk.parameters = true;
    one.walk.backward = true;
    BOOST_TEST(to_text(one).find("trouble: none; the URL has parameters of its own; from the last "
                                 "page by `previous` (walk 17") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_counterexample_without_requests_says_so) {
    BOOST_TEST(to_text(counterexample{}).ends_with("  the requests:\n    none\n"));
}

BOOST_AUTO_TEST_CASE(requests_at_another_origin_stand_apart) {
    counterexample one = delivered();
    one.elsewhere = {{.number = 1,
                      .method = "GET",
                      .target = "/logs",
                      .status = 401,
                      .outcome = delivery::complete}};
    BOOST_TEST(to_text(one).ends_with("  at another origin:\n    1 GET /logs -> 401\n"));
}

BOOST_AUTO_TEST_CASE(of_many_requests_the_first_are_shown) {
    const auto lines_of = [](std::size_t requests) {
        counterexample one = delivered();
        one.requests.assign(requests, one.requests.front());
        return to_text(one);
    };
    const auto count = [](const std::string& text) {
        return std::count(text.begin(), text.end(), '\n') - 4;
    };
    BOOST_TEST(count(lines_of(20)) == 20);
    BOOST_TEST(lines_of(20).find("more") == std::string::npos);
    BOOST_TEST(count(lines_of(21)) == 21);
    BOOST_TEST(lines_of(21).ends_with("    and 1 more\n"));
    BOOST_TEST(lines_of(500).ends_with("    and 480 more\n"));
}

BOOST_AUTO_TEST_CASE(a_report_has_a_line_for_each_invariant_and_then_the_counterexamples) {
    report made{.seed = 42, .cases = 30, .time = std::chrono::milliseconds{1234}};
    made.invariants = {{.which = invariant::complete,
                        .state = judgement_state::fails,
                        .judged = 20,
                        .failed = 3,
                        .counterexample = delivered()},
                       {.which = invariant::every_request_authenticated,
                        .state = judgement_state::holds,
                        .judged = 30},
                       {.which = invariant::no_downgrade}};
    BOOST_TEST(to_text(made) ==
               "complete                    FAILS in 3 of 20 walks\n"
               "every_request_authenticated holds in 30 walks\n"
               "no_downgrade                not judged\n"
               "\n"
               "complete: A walk that ends well returned every row that was served, and a healthy "
               "one ends well.\n" +
                   to_text(delivered()) + "\n30 walks in 1234 ms, seed 42\n");
    made.interrupted = true;
    made.invariants.clear();
    BOOST_TEST(to_text(made) == "\n30 walks in 1234 ms, seed 42, interrupted\n");
}

BOOST_AUTO_TEST_CASE(every_name_leaves_room_behind_it) {
    report made;
    for (const auto& one : sendmock::invariants) {
        made.invariants.push_back({.which = one.which});
    }
    const std::string text = to_text(made);
    for (const auto& one : sendmock::invariants) {
        BOOST_TEST(text.find(std::string(one.name) + ' ') != std::string::npos, one.name);
    }
}

BOOST_AUTO_TEST_CASE(a_counterexample_is_replayed_by_a_scenario_with_the_usual_account) {
    const sendmock::scenario made = scenario_of(shown());
    BOOST_REQUIRE(made.server.has_value());
    BOOST_REQUIRE(made.server->accounts.size() == 1U);
    BOOST_TEST(made.server->accounts[0].key == "key");
    BOOST_TEST(made.server->accounts[0].secret == "secret");
    BOOST_TEST((made.seed == 5U));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
