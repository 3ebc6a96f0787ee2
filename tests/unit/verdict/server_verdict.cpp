// SPDX-License-Identifier: MIT
#include <sendmock/verdict/server_verdict.hpp>

#include "support/noted_walk.hpp"
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace unit::verdict::server_verdict {

using sendmock::delivery;
using sendmock::exchange;
using sendmock::invariant;
using sendmock::judge_requests;
using sendmock::judgement;
using sendmock::judgement_state;
using sendmock::server_evidence;
using sendmock::tests::noted_walk;

using link = noted_walk::link;

/// What clients of one account sent, on walks that the server tells apart.
class noted_walks {
public:
    /// Notes a page that is delivered whole.
    exchange&
    page(std::uint32_t walk, const link& cursor, const link& next, const link& previous = {}) {
        return placed(walk, noted_.page(cursor, next, {}, previous));
    }

    /// Notes any other request, to which the whole answer is delivered.
    exchange& ask(std::uint32_t walk, const link& cursor, int status) {
        return placed(walk, noted_.ask(noted_walk::target_of(cursor), status));
    }

    /// Notes a request that the service refuses.
    exchange& refused(std::uint32_t walk, const link& cursor, int status = 404) {
        exchange& noted = ask(walk, cursor, status);
        noted.rule.clear();
        return noted;
    }

    /// Notes a request that a rule has fail, again.
    exchange& retry(std::uint32_t attempt, int status = 503) {
        exchange& noted = ask(1, "b", status);
        noted.attempt = attempt;
        return noted;
    }

    /// Notes the pages with the cursors none, `b` and `c`, the last of which ends the walk.
    void whole(std::uint32_t walk) {
        page(walk, {}, "b");
        page(walk, "b", "c", "r-b");
        page(walk, "c", {}, "r-c");
    }

    [[nodiscard]] const std::vector<exchange>& requests() const { return noted_.requests(); }

private:
    static exchange& placed(std::uint32_t walk, exchange& noted) {
        noted.walk = walk;
        return noted;
    }

    noted_walk noted_;
};

/// What an invariant says: `holds`, `NUMBER: EXPECTED; HAPPENED` where it fails, or `left: REASON`.
std::string said(const server_evidence& evidence, invariant which) {
    const judgement one = judge_requests(evidence)[which];
    if (one.state != judgement_state::fails) {
        return one.reason.empty() ? std::string(to_string(one.state)) : "left: " + one.reason;
    }
    return std::to_string(one.request.value_or(0)) + ": " + one.expected + "; " + one.happened;
}

std::string said(const noted_walks& noted, invariant which) {
    return said({.requests = noted.requests()}, which);
}

std::string of_ends(const noted_walks& noted) {
    return said(noted, invariant::no_request_after_end);
}

std::string of_attempts(const noted_walks& noted, std::uint32_t most) {
    return said({.requests = noted.requests(), .most_attempts = most}, invariant::bounded_attempts);
}

/// The invariants of which a verdict says so.
std::vector<invariant> those_that(judgement_state state, const server_evidence& evidence) {
    const auto found = judge_requests(evidence);
    std::vector<invariant> list;
    for (const auto& one : sendmock::invariants) {
        if (found[one.which].state == state) {
            list.push_back(one.which);
        }
    }
    return list;
}

/// A request that reached another origin.
exchange elsewhere(bool secure, const std::string& reason = "other_origin") {
    return {.number = 3,
            .secure = secure,
            .fields = {{"Host", "localhost:99"}},
            .status = 401,
            .reason = reason};
}

exchange leak(bool secure) {
    return elsewhere(secure, "credentials_arrived");
}

} // namespace unit::verdict::server_verdict

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(server_verdict)

BOOST_AUTO_TEST_CASE(without_requests_nothing_is_judged) {
    BOOST_TEST(those_that(judgement_state::not_judged, {}).size() == sendmock::invariants.size());
}

BOOST_AUTO_TEST_CASE(a_faultless_walk_keeps_what_requests_can_show_and_nothing_else_is_judged) {
    noted_walks noted;
    noted.whole(1);
    const server_evidence evidence{.requests = noted.requests()};
    BOOST_TEST((those_that(judgement_state::holds, evidence) ==
                std::vector{invariant::cursor_verbatim,
                            invariant::no_self_made_cursor,
                            invariant::no_request_after_end,
                            invariant::bounded_attempts}));
    BOOST_TEST(judge_requests(evidence).holds());
}

BOOST_AUTO_TEST_CASE(five_invariants_and_no_other_can_fail) {
    noted_walks noted;
    noted.whole(1);
    noted.ask(1, "null", 404);  // beyond the end
    noted.refused(1, "c=");     // an issued one, altered
    noted.retry(1).attempt = 2; // too often
    noted.retry(3);
    const server_evidence evidence{.requests = noted.requests(),
                                   .elsewhere = {leak(false)},
                                   .secure = true,
                                   .most_attempts = 1};
    BOOST_TEST((those_that(judgement_state::fails, evidence) ==
                std::vector{invariant::cursor_verbatim,
                            invariant::no_request_after_end,
                            invariant::credentials_stay_home,
                            invariant::no_downgrade,
                            invariant::bounded_attempts}));
    BOOST_TEST(!judge_requests(evidence).holds());
}

BOOST_AUTO_TEST_CASE(cursors_are_judged_once_one_is_sent) {
    noted_walks noted;
    noted.page(1, {}, "cD04");
    BOOST_TEST(said(noted, invariant::cursor_verbatim) == "not_judged");
    BOOST_TEST(said(noted, invariant::no_self_made_cursor) == "not_judged");
    noted.page(1, "cD04", "cD0z");
    BOOST_TEST(said(noted, invariant::cursor_verbatim) == "holds");
    BOOST_TEST(said(noted, invariant::no_self_made_cursor) == "holds");
    noted.refused(1, "cD0z=");
    BOOST_TEST(said(noted, invariant::cursor_verbatim) ==
               R"(3: the cursor "cD0z"; the request had "cD0z=")");
    BOOST_TEST(said(noted, invariant::no_self_made_cursor) == "holds");
}

BOOST_AUTO_TEST_CASE(an_issued_cursor_that_was_altered_and_refused_fails) {
    const std::string issued = "cD0yMDIzLTAzLTAxKzAyJTNBMDI=";
    for (const std::string& sent :
         {issued.substr(0, issued.size() - 1),           // no padding
          std::string("cD0yMDIzLTAzLTAxKzAyJTNBMDI%3D"), // encoded twice
          std::string("cD0yMDIzLTAzLTAxKzAyJTNBMDI%253D"),
          issued.substr(0, issued.size() / 2), // cut short
          "http://host/logs?cursor=" + issued,
          std::string("http://host/logs?cursor=cD0yMDIzLTAzLTAxKzAyJTNBMDI%3D")}) {
        noted_walks noted;
        noted.page(1, {}, issued);
        noted.refused(1, sent);
        BOOST_TEST(said(noted, invariant::cursor_verbatim).starts_with("2: "), sent);
        BOOST_TEST(!judge_requests({.requests = noted.requests()}).holds());
    }
}

BOOST_AUTO_TEST_CASE(a_cursor_unlike_any_that_was_issued_may_be_a_test) {
    for (const std::string& sent : {std::string("garbage"),
                                    std::string("abc"),
                                    std::string("cD0y"), // too short for a part of an issued one
                                    std::string("x%3D")}) {
        noted_walks noted;
        noted.page(1, {}, "cD0yMDIzLTAzLTAxKzAyJTNBMDI=");
        noted.page(1, "cD0yMDIzLTAzLTAxKzAyJTNBMDI=", {});
        noted.refused(1, sent);
        BOOST_TEST(said(noted, invariant::no_self_made_cursor) ==
                       "left: request 3 had a cursor that no link had; a test may send one on "
                       "purpose",
                   sent);
        BOOST_TEST(judge_requests({.requests = noted.requests()}).holds(), sent);
    }
}

BOOST_AUTO_TEST_CASE(a_well_formed_cursor_that_was_never_issued_may_be_one_from_the_documentation) {
    noted_walks noted;
    noted.page(1, {}, "cD04");
    noted.page(1, "cD04", {});
    noted.page(1, "cD03", {});
    BOOST_TEST(said(noted, invariant::cursor_verbatim) == "holds");
    BOOST_TEST(said(noted, invariant::no_self_made_cursor).starts_with("left: request 3 "));
    noted.page(1, "cD04", {}); // what comes later does not make it hold
    BOOST_TEST(said(noted, invariant::no_self_made_cursor).starts_with("left: request 3 "));
}

BOOST_AUTO_TEST_CASE(a_beginning_of_a_cursor_that_the_service_takes_may_be_another_one) {
    noted_walks noted; // p=12345678 and p=1234567: a link may be kept from before a reset
    noted.page(1, {}, "cD0xMjM0NTY3OA==");
    noted.page(1, "cD0xMjM0NTY3", {});
    BOOST_TEST(judge_requests({.requests = noted.requests()}).holds());
}

BOOST_AUTO_TEST_CASE(a_cursor_that_only_another_walk_was_given_may_be_sent) {
    noted_walks noted;
    noted.page(1, {}, "cD04");
    noted.page(2, {}, "cD03");
    noted.page(2, "cD04", {});
    BOOST_TEST(said(noted, invariant::cursor_verbatim) == "holds");
    BOOST_TEST(said(noted, invariant::no_self_made_cursor) == "holds");
}

BOOST_AUTO_TEST_CASE(an_end_is_judged_once_a_last_page_was_delivered) {
    noted_walks noted;
    noted.page(1, {}, "b");
    noted.page(1, "b", "c");
    BOOST_TEST(of_ends(noted) == "not_judged");
    noted.page(1, "c", {});
    BOOST_TEST(of_ends(noted) == "holds");
    noted.page(1, "c", {});
    BOOST_TEST(of_ends(noted) ==
               "left: request 4 was for a page of a walk that had ended; another client, or a test "
               "that kept the link, may send it");
}

BOOST_AUTO_TEST_CASE(a_null_link_right_after_the_last_page_is_no_page) {
    for (const char* target : {"/logs?cursor=null",
                               "/logs?cursor=None",
                               "/logs?cursor=undefined",
                               "/api/v2/integrations/null",
                               "/None"}) {
        noted_walk noted;
        noted.page({}, {}).walk = 1;
        noted.ask(target, 404);
        BOOST_TEST(said({.requests = noted.requests()}, invariant::no_request_after_end) ==
                   "2: no request beyond the last page; the client asked for \"" +
                       std::string(target) + '"');
    }
}

BOOST_AUTO_TEST_CASE(a_null_link_at_another_time_may_be_a_test) {
    noted_walks noted;
    noted.refused(1, "null");
    noted.whole(1);
    noted.refused(1, "garbage");
    noted.refused(1, "null");
    BOOST_TEST(of_ends(noted) == "holds");
}

BOOST_AUTO_TEST_CASE(pages_that_are_asked_for_again_after_the_end_are_not_judged) {
    for (const auto& again : {"b", "c"}) {
        noted_walks noted;
        noted.whole(1);
        noted.ask(1, again, 503); // whatever the answer
        BOOST_TEST(of_ends(noted).starts_with("left: request 4 "), again);
    }
}

BOOST_AUTO_TEST_CASE(a_page_may_be_asked_for_again_before_the_end) {
    noted_walks noted;
    noted.page(1, {}, "b");
    noted.page(1, "b", "c");
    noted.page(1, "b", "c");
    noted.page(1, "c", {});
    BOOST_TEST(of_ends(noted) == "holds");
}

BOOST_AUTO_TEST_CASE(the_last_page_may_be_asked_for_until_it_is_delivered) {
    noted_walks noted;
    noted.page(1, {}, "b");
    noted.ask(1, "b", 503);
    noted.page(1, "b", {}).outcome = delivery::failed;
    noted.page(1, "b", {}).outcome = delivery::pending;
    noted.page(1, "b", {}).method = "HEAD";
    noted.ask(1, "b", 429);
    BOOST_TEST(of_ends(noted) == "not_judged");
    noted.page(1, "b", {});
    BOOST_TEST(of_ends(noted) == "holds");
    noted.page(1, "b", {});
    BOOST_TEST(of_ends(noted).starts_with("left: request 8 "));
}

BOOST_AUTO_TEST_CASE(a_page_on_the_way_that_was_not_delivered_may_be_asked_for_behind_the_end) {
    // The client went on with a link that it had from an earlier answer.
    noted_walks noted;
    noted.page(1, {}, "b");
    noted.page(1, "b", "c").outcome = delivery::failed;
    noted.page(1, "c", {});
    noted.page(1, "b", "c");
    BOOST_TEST(of_ends(noted) == "holds");
    noted.page(1, "b", "c");
    BOOST_TEST(of_ends(noted).starts_with("left: request 5 "));
}

BOOST_AUTO_TEST_CASE(previous_may_be_followed_from_the_last_page_to_the_first) {
    noted_walks noted;
    noted.whole(1);
    noted.page(1, "r-c", "c", "r-b");
    noted.page(1, "r-b", "b");
    BOOST_TEST(of_ends(noted) == "holds");
}

BOOST_AUTO_TEST_CASE(next_may_be_followed_again_where_previous_led_back) {
    noted_walks noted;
    noted.whole(1);
    noted.page(1, "r-c", "c", "r-b");
    noted.page(1, "c", {}, "r-c");
    BOOST_TEST(of_ends(noted) == "holds");
    noted.page(1, "c", {}, "r-c");
    BOOST_TEST(of_ends(noted).starts_with("left: request 6 "));
}

BOOST_AUTO_TEST_CASE(another_walk_has_an_end_of_its_own) {
    noted_walks noted;
    noted.whole(1);
    noted.whole(2); // over the same data, hence by the same cursors
    noted.page(3, {}, "b");
    noted.page(3, "b", "c");
    BOOST_TEST(of_ends(noted) == "holds");
    noted.page(2, "c", {});
    BOOST_TEST(of_ends(noted).starts_with("left: request 9 "));
}

BOOST_AUTO_TEST_CASE(walks_that_are_interleaved_are_told_apart) {
    noted_walks noted;
    noted.page(1, {}, "b");
    noted.page(2, {}, "b");
    noted.page(3, {}, "b");
    noted.page(1, "b", "c");
    noted.page(1, "c", {}); // ends while the others are under way
    noted.page(2, "b", "c");
    noted.page(3, "b", {});
    noted.page(2, "b", "c"); // again, before its end
    noted.page(2, "c", {});
    BOOST_TEST(of_ends(noted) == "holds");
    noted_walks of_third = noted;
    of_third.page(3, "b", {});
    BOOST_TEST(of_ends(of_third).starts_with("left: request 10 "));
    noted.page(2, "b", "c");
    noted.page(1, "c", {});
    BOOST_TEST(of_ends(noted).starts_with("left: request 10 ")); // the first one is told
}

BOOST_AUTO_TEST_CASE(a_first_page_without_next_is_an_end_behind_which_nothing_was_led_to) {
    noted_walks noted;
    noted.page(1, {}, {});
    noted.page(2, {}, {});
    noted.page(2, {}, {}); // how the server numbers walks is its own matter
    BOOST_TEST(of_ends(noted) == "holds");
}

BOOST_AUTO_TEST_CASE(requests_that_belong_to_no_walk_have_no_end) {
    noted_walks noted;
    noted.page(1, {}, {}).walk.reset();
    BOOST_TEST(of_ends(noted) == "not_judged");
    noted.whole(1);
    noted.page(1, "c", {}).walk.reset();
    BOOST_TEST(of_ends(noted) == "holds");
}

BOOST_AUTO_TEST_CASE(failures_in_a_row_are_bounded_by_ten_unless_told_otherwise) {
    noted_walks noted;
    for (std::uint32_t attempt = 1; attempt <= 10; ++attempt) {
        noted.retry(attempt);
    }
    BOOST_TEST(said(noted, invariant::bounded_attempts) == "holds");
    BOOST_TEST(of_attempts(noted, 10) == "holds");
    BOOST_TEST(
        of_attempts(noted, 9).starts_with("10: at most 9 failed requests in a row for one target"));
    noted.retry(11);
    BOOST_TEST(said(noted, invariant::bounded_attempts) ==
               "11: at most 10 failed requests in a row for one target; \"/logs?cursor=b\" was "
               "requested once more");
    BOOST_TEST(of_attempts(noted, 11) == "holds");
    BOOST_TEST(of_attempts({}, 1) == "not_judged");
}

BOOST_AUTO_TEST_CASE(a_page_that_tests_ask_for_with_success_is_no_retry) {
    noted_walks noted;
    for (int times = 0; times < 30; ++times) {
        noted.page(1, "b", "c");
    }
    BOOST_TEST(said(noted, invariant::bounded_attempts) == "holds");
    for (std::uint32_t attempt = 1; attempt <= 30; ++attempt) { // several at once
        exchange& pending = noted.page(1, "b", "c");
        pending.attempt = attempt;
        pending.outcome = delivery::pending;
    }
    BOOST_TEST(said(noted, invariant::bounded_attempts) == "holds");
}

BOOST_AUTO_TEST_CASE(answers_that_do_not_arrive_or_that_a_rule_alters_are_failures) {
    noted_walks noted;
    for (std::uint32_t attempt = 1; attempt <= 2; ++attempt) {
        exchange& lost = noted.page(1, "b", "c");
        lost.attempt = attempt;
        lost.outcome = delivery::failed;
    }
    exchange& altered = noted.page(1, "b", "c");
    altered.attempt = 3;
    altered.rule = "#1";
    BOOST_TEST(of_attempts(noted, 2).starts_with("3: "));
    BOOST_TEST(of_attempts(noted, 3) == "holds");
}

BOOST_AUTO_TEST_CASE(a_success_or_another_scenario_begins_anew) {
    noted_walks noted;
    noted.retry(1);
    noted.retry(2);
    noted.retry(1); // so the server counts after a success, and where the tests changed the rules
    noted.retry(2);
    BOOST_TEST(of_attempts(noted, 2) == "holds");
    noted.retry(3);
    BOOST_TEST(of_attempts(noted, 2).starts_with("5: "));
}

BOOST_AUTO_TEST_CASE(what_the_service_itself_refuses_may_be_asked_for_on_purpose) {
    noted_walks noted;
    for (std::uint32_t attempt = 1; attempt <= 11; ++attempt) {
        noted.refused(1, "b").attempt = attempt;
    }
    BOOST_TEST(said(noted, invariant::bounded_attempts) ==
               "left: the service refused \"/logs?cursor=b\" 11 times in a row; tests of refusals "
               "may ask for it on purpose");
    noted_walks limited;
    for (std::uint32_t attempt = 1; attempt <= 11; ++attempt) {
        limited.refused(1, "b", 429).attempt = attempt;
    }
    BOOST_TEST(said(limited, invariant::bounded_attempts).starts_with("11: "));
}

BOOST_AUTO_TEST_CASE(credentials_are_judged_once_something_came_to_another_origin) {
    const auto stay_home = [](std::vector<exchange> came, bool secure) {
        return said({.elsewhere = std::move(came), .secure = secure},
                    invariant::credentials_stay_home);
    };
    for (const bool secure : {false, true}) {
        BOOST_TEST(stay_home({}, secure) == "not_judged");
        BOOST_TEST(stay_home({elsewhere(secure)}, secure) == "holds");
        BOOST_TEST(stay_home({elsewhere(secure), leak(secure)}, secure) ==
                   "3: no credentials at another origin; they were sent to " +
                       std::string(secure ? "https" : "http") + "://localhost:99");
    }
}

BOOST_AUTO_TEST_CASE(a_downgrade_is_one_from_tls_alone) {
    const auto downgrade = [](std::vector<exchange> came, bool secure) {
        return said({.elsewhere = std::move(came), .secure = secure}, invariant::no_downgrade);
    };
    BOOST_TEST(downgrade({}, true) == "not_judged");
    BOOST_TEST(downgrade({elsewhere(true)}, true) == "holds");
    BOOST_TEST(downgrade({elsewhere(true), elsewhere(false)}, true) ==
               "3: no request over plain HTTP; a request was sent to http://localhost:99");
    BOOST_TEST(downgrade({elsewhere(false)}, false) == "not_judged");
    BOOST_TEST(downgrade({leak(false)}, false) == "not_judged");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
