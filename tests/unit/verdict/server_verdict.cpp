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

/// What an invariant says: `holds`, or `NUMBER: EXPECTED; HAPPENED` where it fails.
std::string said(const server_evidence& evidence, invariant which) {
    const judgement one = judge_requests(evidence)[which];
    if (one.state != judgement_state::fails) {
        return std::string(to_string(one.state));
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

BOOST_AUTO_TEST_CASE(six_invariants_and_no_other_can_fail) {
    noted_walks noted;
    noted.whole(1);
    noted.ask(1, "c", 200);    // behind the end, and too often
    noted.ask(1, "cD04", 404); // never issued, well-formed
    noted.ask(1, "c=", 404).authenticated = false;
    const server_evidence evidence{.requests = noted.requests(),
                                   .elsewhere = {leak(false)},
                                   .secure = true,
                                   .most_attempts = 1};
    BOOST_TEST((those_that(judgement_state::fails, evidence) ==
                std::vector{invariant::cursor_verbatim,
                            invariant::no_self_made_cursor,
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
    noted.ask(1, "cD0z=", 404);
    BOOST_TEST(said(noted, invariant::cursor_verbatim) ==
               R"(3: the cursor "cD0z"; the request had "cD0z=")");
    BOOST_TEST(said(noted, invariant::no_self_made_cursor) == "holds");
    noted.ask(1, "cD03", 200);
    BOOST_TEST(said(noted, invariant::no_self_made_cursor) ==
               R"(4: a cursor that a link had; the request had "cD03")");
}

BOOST_AUTO_TEST_CASE(a_cursor_that_only_another_walk_was_given_may_be_sent) {
    noted_walks noted;
    noted.page(1, {}, "cD04");
    noted.page(2, {}, "cD03");
    noted.page(2, "cD04", {});
    BOOST_TEST(judge_requests({.requests = noted.requests()}).holds());
}

BOOST_AUTO_TEST_CASE(the_first_request_of_a_journal_has_no_cursor_of_its_own) {
    // A single walk may begin at a URL with a cursor; what the account's clients began with is not
    // known, and every cursor that the server issued stands in the journal.
    noted_walks noted;
    noted.ask(1, "cD04", 200);
    BOOST_TEST(said(noted, invariant::no_self_made_cursor).starts_with("1: "));
}

BOOST_AUTO_TEST_CASE(an_end_is_judged_once_a_last_page_was_delivered) {
    noted_walks noted;
    noted.page(1, {}, "b");
    noted.page(1, "b", "c");
    BOOST_TEST(of_ends(noted) == "not_judged");
    noted.page(1, "c", {});
    BOOST_TEST(of_ends(noted) == "holds");
    noted.page(1, "c", {});
    BOOST_TEST(of_ends(noted) == "4: no request behind the last page; the client asked again for "
                                 "\"/logs?cursor=c\"");
}

BOOST_AUTO_TEST_CASE(any_page_that_next_led_to_is_told_when_asked_for_again_behind_the_end) {
    for (const auto& again : {"b", "c"}) {
        noted_walks noted;
        noted.whole(1);
        noted.ask(1, again, 503); // whatever the answer
        BOOST_TEST(of_ends(noted).starts_with("4: "), again);
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
    BOOST_TEST(of_ends(noted).starts_with("8: "));
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
    BOOST_TEST(of_ends(noted).starts_with("5: "));
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
    BOOST_TEST(of_ends(noted).starts_with("6: "));
}

BOOST_AUTO_TEST_CASE(another_walk_has_an_end_of_its_own) {
    noted_walks noted;
    noted.whole(1);
    noted.whole(2); // over the same data, hence by the same cursors
    noted.page(3, {}, "b");
    noted.page(3, "b", "c");
    BOOST_TEST(of_ends(noted) == "holds");
    noted.page(2, "c", {});
    BOOST_TEST(of_ends(noted).starts_with("9: "));
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
    BOOST_TEST(of_ends(of_third).starts_with("10: "));
    noted.page(2, "b", "c");
    noted.page(1, "c", {});
    BOOST_TEST(of_ends(noted).starts_with("10: ")); // the first one is told
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

BOOST_AUTO_TEST_CASE(attempts_are_bounded_by_ten_unless_told_otherwise) {
    noted_walks noted;
    for (int times = 0; times < 10; ++times) {
        noted.ask(1, "b", 503);
        noted.ask(1, "c", 503);
    }
    BOOST_TEST(said(noted, invariant::bounded_attempts) == "holds");
    BOOST_TEST(of_attempts(noted, 10) == "holds");
    BOOST_TEST(of_attempts(noted, 9).starts_with("19: at most 9 requests for one target; "));
    noted.ask(1, "b", 503);
    BOOST_TEST(said(noted, invariant::bounded_attempts) ==
               "21: at most 10 requests for one target; \"/logs?cursor=b\" was asked for once "
               "more");
    BOOST_TEST(of_attempts(noted, 11) == "holds");
    BOOST_TEST(of_attempts({}, 1) == "not_judged");
}

BOOST_AUTO_TEST_CASE(each_walk_has_its_attempts) {
    noted_walks noted;
    for (const std::uint32_t walk : {1U, 2U, 1U, 2U}) {
        noted.ask(walk, {}, 503);
    }
    BOOST_TEST(of_attempts(noted, 2) == "holds");
    noted.ask(2, {}, 503);
    BOOST_TEST(of_attempts(noted, 2).starts_with("5: "));
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
