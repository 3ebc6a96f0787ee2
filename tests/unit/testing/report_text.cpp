// SPDX-License-Identifier: MIT
#include <sendmock/testing/report_text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

namespace unit::testing::report_text {

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

} // namespace unit::testing::report_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(report_text)

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
               "  the walk: 2 logs on pages of 1; trouble: none (walk 17, shrunk 3 times)\n"
               "  the requests:\n"
               "    1 GET /logs -> 200, page 1\n"
               "    2 GET /logs?cursor=b -> 503, page 2, http_error(503)\n");
    const std::string failed = to_text(shown());
    BOOST_TEST(failed.find("1 GET /logs -> 200, page 1, pending\n") != std::string::npos);
    BOOST_TEST(failed.find("http_error(503), not delivered whole\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_counterexample_says_what_is_special_of_its_walk) {
    counterexample one = delivered();
    one.walk.parameters = 9; // the first and the last one
    one.walk.backward = true;
    BOOST_TEST(
        to_text(one).find("the URL ends with\n            ?shop=1&empty=; from the last page "
                          "by `previous` (walk 17, ") != std::string::npos,
        to_text(one));
}

BOOST_AUTO_TEST_CASE(a_caret_points_at_the_first_difference_of_two_values) {
    counterexample one = delivered();
    one.found.expected = R"(7's status "error")";
    one.found.happened = R"(7's status "errot")";
    BOOST_TEST(to_text(one).starts_with("  expected: 7's status \"error\"\n"
                                        "  happened: 7's status \"errot\"\n"
                                        "                            ^\n"),
               to_text(one));
    one.found.happened = "one row";
    BOOST_TEST(to_text(one).find('^') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_counterexample_shows_the_last_ten_lines_that_the_client_said) {
    counterexample one = delivered();
    for (int line = 1; line <= 12; ++line) {
        one.output += "line " + std::to_string(line) + '\n';
    }
    const std::string brief = to_text(one);
    BOOST_TEST(brief.find("line 2\n") == std::string::npos);
    BOOST_TEST(brief.ends_with("    line 11\n    line 12\n"));
    BOOST_TEST(brief.find("  the client wrote:\n    line 3\n") != std::string::npos);
    BOOST_TEST(to_text(one, {.whole_output = true}).find("wrote:\n    line 1\n") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(long_lines_of_a_client_are_broken) {
    counterexample one = delivered();
    one.output = std::string(100, 'x') + "\n\nend\n";
    BOOST_TEST(to_text(one).ends_with("  the client wrote:\n    " + std::string(76, 'x') +
                                      "\n      " + std::string(24, 'x') + "\n    \n    end\n"),
               to_text(one));
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

BOOST_AUTO_TEST_CASE(a_report_begins_with_what_fails_and_ends_with_what_holds) {
    report made{.seed = 42, .cases = 30, .time = std::chrono::milliseconds{1234}};
    made.invariants = {{.which = invariant::complete,
                        .state = judgement_state::fails,
                        .judged = 20,
                        .failed = 3,
                        .counterexample = delivered(),
                        .kinds = {{.trouble = 0, .failed = 2}, {.trouble = 1, .failed = 1}},
                        .also = {invariant::terminates}},
                       {.which = invariant::every_request_authenticated,
                        .state = judgement_state::holds,
                        .judged = 5},
                       {.which = invariant::in_order,
                        .state = judgement_state::inconclusive,
                        .judged = 1,
                        .needed = 3},
                       {.which = invariant::no_downgrade}};
    BOOST_TEST(
        to_text(made, {.command = "./client -v"}) ==
        "FAILS complete\n"
        "  A walk that ends without an error returns every row that was served; a healthy\n"
        "  walk ends without an error.\n"
        "  in 3 of 20 walks\n"
        "  by trouble: none (2), many ties (1)\n" +
            to_text(delivered()) +
            "  to reproduce: sendmock check --walk "
            "none:rows=2,page_size=1,page=1,seed=5 -- ./client -v\n"
            "  also, as a consequence: terminates\n"
            "  what to do: Follow `next` until it is null. Empty and short pages are not the\n"
            "    end.\n"
            "\n"
            "1 fails; 1 holds; 1 inconclusive; 1 not judged (no_downgrade)\n"
            "inconclusive (informative/needed walks): in_order 1/3\n"
            "  what to do: fix what fails; if that does not suffice, raise --cases, or leave\n"
            "    an invariant out with --skip NAME\n"
            "Each invariant that holds was shown by at least 5 walks. A client that breaks it\n"
            "in half of such walks goes unnoticed with probability 2^-5.\n"
            "30 walks in 1234 ms, seed 42\n");
}

BOOST_AUTO_TEST_CASE(an_interrupted_report_without_walks_says_so) {
    const report made{
        .seed = 42, .cases = 1, .time = std::chrono::milliseconds{43'900}, .interrupted = true};
    BOOST_TEST(to_text(made) == "1 walk in 43 s, seed 42, interrupted\n");
}

BOOST_AUTO_TEST_CASE(what_loses_data_comes_before_what_only_a_hostile_server_triggers) {
    report made;
    for (const auto which :
         {invariant::retry_after_kept, invariant::cursor_verbatim, invariant::reports_404}) {
        made.invariants.push_back({.which = which, .state = judgement_state::fails});
    }
    const std::string text = to_text(made);
    BOOST_TEST(text.find("FAILS reports_404") < text.find("FAILS cursor_verbatim"));
    BOOST_TEST(text.find("FAILS cursor_verbatim") < text.find("FAILS retry_after_kept"));
}

BOOST_AUTO_TEST_CASE(a_line_for_each_invariant_comes_on_request) {
    report made;
    made.invariants = {{.which = invariant::complete, .state = judgement_state::holds, .judged = 1},
                       {.which = invariant::in_order,
                        .state = judgement_state::inconclusive,
                        .judged = 2,
                        .needed = 3},
                       {.which = invariant::no_crash, .reason = "a reason"}};
    BOOST_TEST(
        to_text(made, {.all = true})
            .starts_with(
                "complete                    holds in 1 walk\n"
                "in_order                    inconclusive: needs 3 walks that show it, had 2\n"
                "no_crash                    not judged: a reason\n"));
    BOOST_TEST(to_text(made).find("holds in") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(color_is_used_only_where_it_is_asked_for) {
    report made;
    made.invariants = {{.which = invariant::complete, .state = judgement_state::fails}};
    BOOST_TEST(to_text(made, {.color = true}).starts_with("\x1b[1;31mFAILS\x1b[0m "));
    BOOST_TEST(to_text(made).find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_walk_without_rows_comes_first_and_alone) {
    report made{.rowless_walk = delivered()};
    made.invariants = {{.which = invariant::complete}};
    const std::string text = to_text(made);
    BOOST_TEST(text.starts_with("FAILS the first walk, on which nothing goes wrong\n"));
    BOOST_TEST(text.find("not judged") == std::string::npos);
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
