// SPDX-License-Identifier: MIT
#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/verdict/judge.hpp>

#include "support/noted_walk.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace unit::verdict::judge {

using sendmock::delivery;
using sendmock::invariant;
using sendmock::judgement;
using sendmock::judgement_state;
using sendmock::walk_ending;
using sendmock::walk_evidence;
using sendmock::tests::faultless_walk;
using sendmock::tests::noted_rows;
using sendmock::tests::noted_walk;
using sendmock::tests::returned_rows;

/// The invariants that fail.
std::string failing(const walk_evidence& evidence) {
    const auto found = sendmock::judge(evidence);
    std::string names;
    for (const auto& one : sendmock::invariants) {
        if (found[one.which].state == judgement_state::fails) {
            names += (names.empty() ? "" : " ") + std::string(one.name);
        }
    }
    return names;
}

/// What an invariant says: `holds`, or `EXPECTED; HAPPENED` where it fails.
std::string said(const walk_evidence& evidence, invariant which) {
    const judgement one = sendmock::judge(evidence)[which];
    return one.state == judgement_state::fails ? one.expected + "; " + one.happened
                                               : std::string(to_string(one.state));
}

/// A walk that ends at its second page, where a failure was told to the client.
walk_evidence refused_walk(int status, walk_ending ending, const std::vector<int>& ids) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.ask("/logs?cursor=b", status);
    walk_evidence evidence = faultless_walk();
    evidence.requests = noted.requests();
    evidence.rows = returned_rows(ids);
    evidence.ending = ending;
    evidence.ending_text = "status " + std::to_string(status);
    evidence.expected = {.may_fail = true, .at_loss = invariant::reports_server_error};
    return evidence;
}

/// A walk whose second page comes at the second request, so long after the first one.
walk_evidence retried_walk(std::chrono::microseconds gap, int status = 429) {
    walk_evidence evidence = faultless_walk();
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.ask("/logs?cursor=b", status).time = sendmock::instant{std::chrono::seconds{100}};
    noted.page("b", {}, noted_rows({4})).time = sendmock::instant{std::chrono::seconds{100} + gap};
    evidence.requests = noted.requests();
    evidence.rows = returned_rows({6, 5, 4});
    evidence.expected = {.may_fail = true,
                         .at_loss = invariant::retry_after_kept,
                         .retry_after = std::chrono::seconds{1}};
    return evidence;
}

} // namespace unit::verdict::judge

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(judge)

BOOST_AUTO_TEST_CASE(a_faultless_walk_keeps_all_that_it_shows) {
    const auto found = sendmock::judge(faultless_walk());
    BOOST_TEST(found.holds());
    for (const auto which : {invariant::complete,
                             invariant::in_order,
                             invariant::exactly_once,
                             invariant::terminates,
                             invariant::cursor_verbatim,
                             invariant::no_self_made_cursor,
                             invariant::no_request_after_end,
                             invariant::every_request_authenticated,
                             invariant::ids_exact,
                             invariant::times_exact,
                             invariant::text_exact,
                             invariant::secret_not_leaked,
                             invariant::no_crash}) {
        BOOST_TEST((found[which].state == judgement_state::holds), to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(what_a_walk_does_not_show_is_not_judged) {
    const auto found = sendmock::judge(faultless_walk());
    for (const auto which : {invariant::credentials_stay_home,
                             invariant::no_downgrade,
                             invariant::certificate_verified,
                             invariant::host_name_verified,
                             invariant::reports_401,
                             invariant::reports_404,
                             invariant::reports_server_error,
                             invariant::reports_truncation,
                             invariant::reports_wrong_shape,
                             invariant::reports_not_json,
                             invariant::reports_stall,
                             invariant::optional_fields_tolerated,
                             invariant::unknown_fields_tolerated,
                             invariant::times_out,
                             invariant::survives_many_pages,
                             invariant::retries_succeed,
                             invariant::retry_after_kept,
                             invariant::rows_before_failure_kept,
                             invariant::int64_ids_exact,
                             invariant::backward_walk,
                             invariant::memory_flat}) {
        BOOST_TEST((found[which].state == judgement_state::not_judged), to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(nothing_at_all_is_no_walk_that_ended_well) {
    walk_evidence nothing{.first_target = "/logs"};
    BOOST_TEST(failing(nothing) == "complete");
    nothing.ending = walk_ending::error;
    BOOST_TEST(failing(nothing) == "complete");
    nothing.ending = walk_ending::crash;
    BOOST_TEST(failing(nothing) == "no_crash");
    nothing.ending = walk_ending::cut_off;
    BOOST_TEST(failing(nothing) == "terminates");
}

BOOST_AUTO_TEST_CASE(rows_that_are_lost_are_counted_and_the_first_is_named) {
    walk_evidence losing = faultless_walk();
    losing.rows = returned_rows({6, 5, 4, 1});
    BOOST_TEST(said(losing, invariant::complete) ==
               "every row that was served; 2 of 6 served rows are missing, the first is 3, which "
               "has \"created_at\":\"2023-03-01T01:02:03Z\"");
    BOOST_TEST(failing(losing) == "complete");
    losing.rows.clear();
    BOOST_TEST(said(losing, invariant::complete)
                   .starts_with("every row that was served; 6 of 6 served rows are missing, the "
                                "first is 6, which has "));
    losing.expected.at_loss = invariant::optional_fields_tolerated;
    BOOST_TEST(failing(losing) == "optional_fields_tolerated");
}

BOOST_AUTO_TEST_CASE(a_walk_that_stops_early_is_not_complete) {
    walk_evidence early = faultless_walk();
    early.requests.pop_back();
    early.rows = returned_rows({6, 5, 4, 3});
    BOOST_TEST(said(early, invariant::complete) ==
               "a walk to the last page; request 2 was answered with 200 and "
               "{\"next\":null,\"previous\":null,\"results\":[" +
                   sendmock::tests::noted_row(4) + ',' + sendmock::tests::noted_row(3) +
                   "]}; the client returned 4 rows and ended well");
    early.ending_text = "it exited with 0";
    BOOST_TEST(said(early, invariant::complete)
                   .ends_with("; the client returned 4 rows; it exited with 0"));
    early.expected.may_fail = true;
    BOOST_TEST(said(early, invariant::complete).starts_with("an error, or a walk to the last"));
    early.ending = walk_ending::error;
    BOOST_TEST(failing(early) == "");
}

BOOST_AUTO_TEST_CASE(an_error_is_told_where_there_is_no_reason_for_one) {
    walk_evidence failing_walk = faultless_walk();
    failing_walk.ending = walk_ending::error;
    failing_walk.ending_text = "null is no string";
    BOOST_TEST(said(failing_walk, invariant::complete) ==
               "a walk that ends well; null is no string; request 3 was answered with 200 and "
               "{\"next\":null,\"previous\":null,\"results\":[" +
                   sendmock::tests::noted_row(2) + ',' + sendmock::tests::noted_row(1) + "]}");
    walk_evidence losing = failing_walk;
    losing.rows = returned_rows({6, 5, 4, 3, 2});
    BOOST_TEST(said(losing, invariant::complete)
                   .starts_with("a walk that ends well; null is no string; 1 of 6 served rows are "
                                "missing, the first is 1, which has "));
    walk_evidence refused = failing_walk;
    refused.requests.back().status = 404;
    refused.requests.back().links.reset();
    refused.requests.back().cause = "the = at its end is missing";
    BOOST_TEST(said(refused, invariant::complete)
                   .ends_with("; request 3 was refused with 404: the = at its end is missing"));
    failing_walk.expected.at_loss = invariant::unknown_fields_tolerated;
    BOOST_TEST(failing(failing_walk) == "unknown_fields_tolerated");
    failing_walk.expected.may_fail = true;
    BOOST_TEST(failing(failing_walk) == "");
    BOOST_TEST(said(failing_walk, invariant::unknown_fields_tolerated) == "holds");
}

BOOST_AUTO_TEST_CASE(a_failure_is_to_be_reported_not_taken_for_the_end) {
    for (const int status : {400, 401, 404, 429, 500, 503}) {
        BOOST_TEST(failing(refused_walk(status, walk_ending::error, {6, 5})) == "");
        BOOST_TEST(failing(refused_walk(status, walk_ending::error, {})) == "");
        BOOST_TEST(failing(refused_walk(status, walk_ending::completed, {6, 5})) ==
                   "reports_server_error");
        BOOST_TEST(failing(refused_walk(status, walk_ending::completed, {})) ==
                   "reports_server_error");
    }
}

BOOST_AUTO_TEST_CASE(rows_lost_before_anything_failed_are_not_complete) {
    walk_evidence early = faultless_walk(); // whose third page was to fail, and is not asked for
    early.requests.pop_back();
    early.rows = returned_rows({6, 5, 4, 3});
    for (const invariant failure : {invariant::reports_401, invariant::reports_stall}) {
        early.expected = {.may_fail = true, .at_loss = failure};
        BOOST_TEST(failing(early) == "complete");
        BOOST_TEST(said(early, failure) == "not_judged");
    }
    early.expected = {.may_fail = true, .at_loss = invariant::survives_many_pages}; // no rule's
    BOOST_TEST(failing(early) == "survives_many_pages");
}

BOOST_AUTO_TEST_CASE(a_failure_may_be_got_over) {
    walk_evidence retried = refused_walk(503, walk_ending::completed, {6, 5, 4});
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.ask("/logs?cursor=b", 503);
    noted.ask("/logs?cursor=b", 502).outcome = delivery::failed;
    noted.page("b", {}, noted_rows({4}));
    retried.requests = noted.requests();
    BOOST_TEST(failing(retried) == "");
    noted_walk anew;
    anew.page({}, "b", noted_rows({6, 5}));
    anew.ask("/logs?cursor=b", 503);
    anew.page({}, "b", noted_rows({6, 5}));
    anew.page("b", {}, noted_rows({4}));
    retried.requests = anew.requests();
    BOOST_TEST(failing(retried) == "");
    retried.rows = returned_rows({6, 5, 6, 5, 4}); // and kept what it had
    BOOST_TEST(failing(retried) == "exactly_once");
}

BOOST_AUTO_TEST_CASE(a_page_that_is_skipped_is_lost) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.ask("/logs?cursor=b", 502);
    noted.page("c", {}, noted_rows({2, 1})).page = 3; // by a cursor of an earlier walk
    walk_evidence skipping = refused_walk(502, walk_ending::completed, {6, 5, 2, 1});
    skipping.requests = noted.requests();
    BOOST_TEST(failing(skipping).find("reports_server_error") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(prefetched_pages_are_pages) {
    // Each page is asked for while the rows of the one before are not returned yet; the last one
    // is asked for once more than is needed, because its first answer was too slow.
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.page("b", "c", noted_rows({4, 3}));
    noted.page("b", "c", noted_rows({4, 3}));
    noted.page("c", {}, noted_rows({2, 1})).outcome = delivery::failed;
    noted.page("c", {}, noted_rows({2, 1}));
    walk_evidence prefetching = faultless_walk();
    prefetching.requests = noted.requests();
    BOOST_TEST(failing(prefetching) == "");
}

BOOST_AUTO_TEST_CASE(rows_before_a_failure_are_wanted_only_where_they_are_asked_for) {
    walk_evidence all = refused_walk(503, walk_ending::error, {6, 5});
    walk_evidence none = refused_walk(503, walk_ending::error, {});
    BOOST_TEST(said(none, invariant::rows_before_failure_kept) == "not_judged");
    all.expected.wants_partial_rows = true;
    none.expected.wants_partial_rows = true;
    BOOST_TEST(said(all, invariant::rows_before_failure_kept) == "holds");
    BOOST_TEST(said(none, invariant::rows_before_failure_kept) ==
               "the rows of the pages before the failure; 2 of 2 served rows are missing, the "
               "first is 6, which has no \"base_url\", no \"full_url\", no \"method\" and 5 more "
               "that are unusual");
    BOOST_TEST(failing(none) == "rows_before_failure_kept");
}

BOOST_AUTO_TEST_CASE(links_that_go_round_are_to_end_in_an_error) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.page("b", "b", noted_rows({4, 3}));
    noted.page("b", "b", noted_rows({4, 3}));
    walk_evidence round = faultless_walk();
    round.requests = noted.requests();
    round.expected.may_fail = true;
    round.ending = walk_ending::error;
    for (const std::vector<int>& ids :
         {std::vector{6, 5, 4, 3}, std::vector{6, 5, 4, 3, 4, 3}, std::vector<int>{}}) {
        round.rows = returned_rows(ids);
        round.ending = walk_ending::error;
        BOOST_TEST(failing(round) == "");
        round.ending = walk_ending::completed;
        BOOST_TEST(failing(round) == "complete");
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_id_is_not_told_as_a_lost_row_as_well) {
    walk_evidence wrong = faultless_walk();
    wrong.rows[2]["id"] = 40;
    BOOST_TEST(failing(wrong) == "ids_exact");
    wrong.ending = walk_ending::error;
    BOOST_TEST(failing(wrong) == "complete ids_exact");
}

BOOST_AUTO_TEST_CASE(a_client_that_dies_or_is_cut_off_is_not_judged_by_its_rows) {
    for (const auto ending : {walk_ending::crash, walk_ending::cut_off}) {
        walk_evidence ended = faultless_walk();
        ended.rows = returned_rows({1, 1, 99});
        ended.ending = ending;
        ended.ending_text = "it was cut off or died";
        const bool died = ending == walk_ending::crash;
        BOOST_TEST(failing(ended) == (died ? "no_crash" : "terminates"));
        BOOST_TEST(said(ended, died ? invariant::no_crash : invariant::terminates) ==
                   (died ? "the client to end by itself; it was cut off or died"
                         : "the walk to end; it was cut off or died"));
        BOOST_TEST(said(ended, invariant::complete) == "not_judged");
        // But by its requests.
        ended.requests.back().authenticated = false;
        BOOST_TEST(failing(ended).find("every_request_authenticated") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_stall_that_is_not_given_up_is_told_as_such) {
    walk_evidence stalled = refused_walk(0, walk_ending::cut_off, {});
    stalled.expected.stalls = true;
    stalled.expected.at_endless = invariant::times_out;
    stalled.expected.at_loss = invariant::reports_stall;
    BOOST_TEST(said(stalled, invariant::times_out).starts_with("the client to give up in time"));
    BOOST_TEST(failing(stalled) == "times_out");
    BOOST_TEST(said(stalled, invariant::terminates) == "not_judged");
    stalled.ending = walk_ending::error;
    BOOST_TEST(failing(stalled) == "");
    BOOST_TEST(said(stalled, invariant::times_out) == "holds");
    BOOST_TEST(said(stalled, invariant::reports_stall) == "holds");
    stalled.ending = walk_ending::completed;
    BOOST_TEST(failing(stalled) == "reports_stall");
}

BOOST_AUTO_TEST_CASE(a_stalled_last_page_is_an_error_or_is_asked_for_again) {
    walk_evidence stalled = faultless_walk();
    stalled.expected = {.may_fail = true, .at_loss = invariant::reports_stall, .stalls = true};
    stalled.requests[2].outcome = delivery::failed;
    stalled.requests[2].rule = "#1";
    stalled.rows = returned_rows({6, 5, 4, 3});
    BOOST_TEST(failing(stalled) == "reports_stall");
    stalled.ending = walk_ending::error;
    BOOST_TEST(failing(stalled) == "");
    noted_walk again = sendmock::tests::three_pages();
    again.page("c", {}, noted_rows({2, 1})).outcome = delivery::failed;
    again.page("c", {}, noted_rows({2, 1})).outcome = delivery::failed;
    stalled.requests = again.requests();
    stalled.requests[2].outcome = delivery::failed;
    BOOST_TEST(failing(stalled) == "");
}

BOOST_AUTO_TEST_CASE(the_secret_is_found_in_the_output_in_any_form) {
    const auto leaking = [](const std::string& leak) {
        walk_evidence evidence = faultless_walk();
        evidence.output = "starting\nGET /logs with " + leak + " failed\nbye\n";
        return said(evidence, invariant::secret_not_leaked);
    };
    const std::string told =
        R"(no secret in the output; the output has it after "GET /logs with ")";
    BOOST_TEST(leaking("tops3cret/+") == told);
    BOOST_TEST(leaking(sendmock::http::form_encode("tops3cret/+")) == told);
    BOOST_TEST(leaking(sendmock::http::base64_encode("key:tops3cret/+")) == told);
    BOOST_TEST(leaking(sendmock::http::base64_encode("tops3cret/+")) == told);
    for (const auto& harmless : {"", "key", "tops3cret", "***", "KEY:TOPS3CRET/+"}) {
        BOOST_TEST(leaking(harmless) == "holds", harmless);
    }
    walk_evidence first_line = faultless_walk();
    first_line.output = "tops3cret/+";
    BOOST_TEST(said(first_line, invariant::secret_not_leaked).ends_with(R"(after "")"));
}

BOOST_AUTO_TEST_CASE(the_last_page_may_be_asked_for_again) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({6, 5}));
    noted.page("b", {}, noted_rows({4}));
    noted.page("b", {}, noted_rows({4}));
    walk_evidence evidence = faultless_walk();
    evidence.requests = noted.requests();
    evidence.rows = returned_rows({6, 5, 4});
    BOOST_TEST(failing(evidence) == "");
}

BOOST_AUTO_TEST_CASE(the_secret_is_found_in_rows_however_deep) {
    const auto judged = [](nlohmann::json row) {
        walk_evidence evidence = faultless_walk();
        evidence.rows = {{{"id", 6}}, std::move(row)};
        return said(evidence, invariant::secret_not_leaked);
    };
    const std::string told = "no secret in the output; row 2 has it";
    BOOST_TEST(judged({{"id", 5}, {"source", "http://key:tops3cret/+@host"}}) == told);
    BOOST_TEST(judged({{"id", 5}, {"a", {1, {{"tops3cret/+", nullptr}}}}}) == told);
    BOOST_TEST(judged({{"id", 5}, {"source", "key"}}) == "holds");
}

BOOST_AUTO_TEST_CASE(an_account_without_a_secret_has_none_to_leak) {
    walk_evidence evidence = faultless_walk();
    evidence.credentials = {.key = "key", .secret = ""};
    evidence.output = "anything, even " + sendmock::http::base64_encode("key:");
    BOOST_TEST(failing(evidence) == "");
}

BOOST_AUTO_TEST_CASE(no_request_is_to_reach_a_server_that_is_not_to_be_trusted) {
    for (const auto which : {invariant::certificate_verified, invariant::host_name_verified}) {
        walk_evidence untrusted = faultless_walk();
        untrusted.secure = true;
        untrusted.handshakes = 1;
        untrusted.expected = {.may_fail = true, .no_request = which};
        BOOST_TEST(failing(untrusted) == to_string(which));
        const auto found = sendmock::judge(untrusted);
        BOOST_TEST(found[which].expected == "no request to a server that is not to be trusted");
        BOOST_TEST(found[which].happened == R"(the client asked for "/logs")");
        BOOST_TEST((found[which].request == 1U));
        BOOST_TEST((found[invariant::complete].state == judgement_state::not_judged));
        untrusted.requests.clear();
        untrusted.rows.clear();
        BOOST_TEST(failing(untrusted) == "reports_tls_failure");
        BOOST_TEST(said(untrusted, invariant::reports_tls_failure) ==
                   "an error; the client refused the certificate, and ended well without any page");
        untrusted.ending = walk_ending::error;
        BOOST_TEST(failing(untrusted) == "");
        BOOST_TEST(said(untrusted, which) == "holds");
        BOOST_TEST(said(untrusted, invariant::reports_tls_failure) == "holds");
        BOOST_TEST(said(untrusted, invariant::no_downgrade) == "holds");
        untrusted.elsewhere = {{.number = 1, .reason = "plain_http"}};
        BOOST_TEST(failing(untrusted) == "no_downgrade");
        untrusted.elsewhere.front().reason = "credentials_arrived";
        BOOST_TEST(failing(untrusted) == "credentials_stay_home no_downgrade");
        untrusted.elsewhere.clear();
        untrusted.ending = walk_ending::crash;
        BOOST_TEST(failing(untrusted) == "no_crash");
        untrusted.output = "tops3cret/+";
        BOOST_TEST(failing(untrusted) == "secret_not_leaked no_crash");
    }
}

BOOST_AUTO_TEST_CASE(a_certificate_that_turns_bad_is_judged_by_the_connections_that_had_it) {
    for (const auto which : {invariant::certificate_verified, invariant::host_name_verified}) {
        walk_evidence turned = faultless_walk();
        turned.secure = true;
        turned.handshakes = 2;
        turned.expected = {.may_fail = true,
                           .at_loss = invariant::reports_tls_failure,
                           .by_rules = true,
                           .no_request = which};
        turned.requests.front().connection = 1;
        turned.requests.front().rule = "#1";
        turned.requests.back().connection = 2;
        BOOST_TEST(said(turned, which) == "not_judged"); // it met no such certificate
        turned.untrusted_connections = {2};
        BOOST_TEST(failing(turned) == to_string(which));
        BOOST_TEST((sendmock::judge(turned)[which].request == turned.requests.back().number));
        turned.requests.pop_back();
        turned.rows.resize(2);
        BOOST_TEST(failing(turned) == "reports_tls_failure"); // though it ended well
        turned.ending = walk_ending::error;
        BOOST_TEST(failing(turned) == "");
        BOOST_TEST(said(turned, which) == "holds");
        BOOST_TEST(said(turned, invariant::reports_tls_failure) == "holds");
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_asked_for_nothing_shows_nothing) {
    for (const invariant at_loss : {invariant::complete,
                                    invariant::reports_401,
                                    invariant::unknown_fields_tolerated,
                                    invariant::survives_many_pages}) {
        walk_evidence idle;
        idle.first_target = "/logs?shop=1";
        idle.ending = walk_ending::error;
        idle.expected = {.may_fail = true,
                         .at_loss = at_loss,
                         .by_rules = true,
                         .leads_elsewhere = true,
                         .retry_after = std::chrono::seconds{1}};
        const auto found = sendmock::judge(idle);
        for (const auto& one : sendmock::invariants) {
            BOOST_TEST((found[one.which].state == judgement_state::not_judged), one.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_walk_without_parameters_or_failure_shows_nothing_of_these) {
    const auto found = sendmock::judge(faultless_walk());
    for (const auto which : {invariant::parameters_kept,
                             invariant::bounded_attempts,
                             invariant::credentials_stay_home,
                             invariant::no_downgrade,
                             invariant::retry_after_kept}) {
        BOOST_TEST((found[which].state == judgement_state::not_judged), to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(what_a_walk_is_for_is_judged_where_it_came_about) {
    walk_evidence evidence = faultless_walk();
    evidence.expected = {.at_loss = invariant::unknown_fields_tolerated, .by_rules = true};
    BOOST_TEST(said(evidence, invariant::unknown_fields_tolerated) == "not_judged");
    BOOST_TEST(said(evidence, invariant::complete) == "holds");
    evidence.requests.front().rule = "#1";
    BOOST_TEST(said(evidence, invariant::unknown_fields_tolerated) == "holds");
    evidence.expected = {.at_loss = invariant::optional_fields_tolerated};
    BOOST_TEST(said(evidence, invariant::optional_fields_tolerated) == "holds");
    noted_walk empty;
    empty.page({}, {}, noted_rows({}));
    evidence.requests = empty.requests();
    evidence.rows.clear();
    BOOST_TEST(said(evidence, invariant::optional_fields_tolerated) == "not_judged");
}

BOOST_AUTO_TEST_CASE(a_client_that_saw_no_certificate_is_not_judged_by_it) {
    const std::string reason = "the client began no TLS handshake";
    for (const auto which : {invariant::certificate_verified, invariant::host_name_verified}) {
        walk_evidence untrusted{.first_target = "/logs",
                                .secure = true,
                                .expected = {.may_fail = true, .no_request = which}};
        for (const auto ending : {walk_ending::completed, walk_ending::error}) {
            untrusted.ending = ending;
            untrusted.handshakes = 0;
            for (const auto left : {which, invariant::reports_tls_failure}) {
                BOOST_TEST(said(untrusted, left) == "not_judged");
                BOOST_TEST(sendmock::judge(untrusted)[left].reason == reason);
            }
            BOOST_TEST(said(untrusted, invariant::no_crash) == "not_judged");
            untrusted.handshakes = 1;
            BOOST_TEST(said(untrusted, which) == "holds");
            BOOST_TEST(said(untrusted, invariant::no_crash) == "holds");
        }
        // It took plain HTTP instead.
        untrusted.handshakes = 0;
        untrusted.elsewhere = {{.number = 1, .reason = "plain_http"}};
        BOOST_TEST(failing(untrusted) == "no_downgrade");
        // A request over a connection of the walk before.
        untrusted.requests = faultless_walk().requests;
        BOOST_TEST(failing(untrusted) == "no_downgrade " + std::string(to_string(which)));
    }
}

BOOST_AUTO_TEST_CASE(neither_is_one_that_met_no_failing_handshake) {
    walk_evidence refused{.first_target = "/logs", .secure = true, .handshakes = 1};
    refused.expected = {.may_fail = true, .at_loss = invariant::reports_tls_failure};
    BOOST_TEST(failing(refused) == "reports_tls_failure");
    refused.ending = walk_ending::error;
    BOOST_TEST(said(refused, invariant::reports_tls_failure) == "holds");
    refused.handshakes = 0;
    BOOST_TEST(said(refused, invariant::reports_tls_failure) == "not_judged");
    BOOST_TEST(sendmock::judge(refused)[invariant::reports_tls_failure].reason ==
               "the client began no TLS handshake");
    refused.ending = walk_ending::completed;
    BOOST_TEST(failing(refused) == "complete");
}

BOOST_AUTO_TEST_CASE(where_a_walk_leads_elsewhere_it_is_judged_what_comes_there) {
    walk_evidence led = faultless_walk();
    led.expected = {.may_fail = true, .leads_elsewhere = true};
    BOOST_TEST(said(led, invariant::credentials_stay_home) == "not_judged");
    led.requests.back().rule = "#1";
    led.requests.back().outcome = sendmock::delivery::failed;
    BOOST_TEST(said(led, invariant::credentials_stay_home) == "not_judged");
    led.requests.back().outcome = sendmock::delivery::complete;
    BOOST_TEST(said(led, invariant::credentials_stay_home) == "holds");
    BOOST_TEST(said(led, invariant::no_downgrade) == "not_judged");
    led.elsewhere = {{.number = 1, .reason = "other_origin"}};
    BOOST_TEST(failing(led) == "");
    led.elsewhere.push_back({.number = 2, .reason = "credentials_arrived"});
    BOOST_TEST(failing(led) == "credentials_stay_home");
    led.secure = true;
    BOOST_TEST(failing(led) == "credentials_stay_home no_downgrade");
    led.elsewhere.clear();
    BOOST_TEST(said(led, invariant::no_downgrade) == "holds");
}

BOOST_AUTO_TEST_CASE(retry_after_is_kept_by_a_request_that_comes_no_sooner) {
    using namespace std::chrono_literals;
    BOOST_TEST(failing(retried_walk(1000ms)) == "");
    BOOST_TEST(failing(retried_walk(60s)) == "");
    BOOST_TEST(said(retried_walk(1000ms), invariant::retry_after_kept) == "holds");
    BOOST_TEST(said(retried_walk(999'900us), invariant::retry_after_kept) ==
               "no request within 1000 ms; the client asked again after 999 ms");
    BOOST_TEST(failing(retried_walk(0ms)) == "retry_after_kept");
    BOOST_TEST(failing(retried_walk(0ms, 503)) == "retry_after_kept");
    BOOST_TEST(failing(retried_walk(0ms, 500)) == "");
    BOOST_TEST((sendmock::judge(retried_walk(0ms))[invariant::retry_after_kept].request == 3U));
    walk_evidence not_asked = retried_walk(0ms);
    not_asked.expected.retry_after.reset();
    BOOST_TEST(failing(not_asked) == "");
}

BOOST_AUTO_TEST_CASE(of_several_retries_each_keeps_its_own_time) {
    using std::chrono::seconds;
    walk_evidence often = retried_walk(seconds{2});
    noted_walk noted;
    const auto refuse = [&](const std::string& target, int second) {
        noted.ask(target, 429).time = sendmock::instant{seconds{second}};
    };
    noted.page({}, "b", noted_rows({6}));
    refuse("/logs?cursor=b", 100);
    refuse("/logs?other", 100); // for which it need not wait
    refuse("/logs?cursor=b", 101);
    noted.page("b", {}, noted_rows({5})).time = sendmock::instant{seconds{101}};
    often.requests = noted.requests();
    often.rows = returned_rows({6, 5});
    const auto found = sendmock::judge(often);
    BOOST_TEST((found[invariant::retry_after_kept].request == 5U));
}

BOOST_AUTO_TEST_CASE(requests_are_bounded_as_the_evidence_says) {
    walk_evidence often = faultless_walk();
    noted_walk noted = sendmock::tests::three_pages();
    often.most_attempts = 1;
    BOOST_TEST(failing(often) == "");
    noted_walk twice;
    twice.ask("/logs", 503);
    twice.page({}, {}, noted_rows({6}));
    often.requests = twice.requests();
    often.rows = returned_rows({6});
    BOOST_TEST(failing(often) == "bounded_attempts");
    often.most_attempts = 2;
    BOOST_TEST(failing(often) == "");
}

BOOST_AUTO_TEST_CASE(a_walk_backward_is_judged_as_one) {
    noted_walk noted;
    noted.page("cj0x", {}, noted_rows({2, 1}), "r-b");
    noted.page("r-b", "b", noted_rows({4, 3}));
    walk_evidence back = faultless_walk();
    back.first_target = "/logs?cursor=cj0x";
    back.requests = noted.requests();
    back.expected = {.at_loss = invariant::backward_walk, .backward = true};
    back.rows = returned_rows({1, 2, 3, 4});
    BOOST_TEST(failing(back) == "");
    BOOST_TEST(said(back, invariant::backward_walk) == "holds");
    back.rows = returned_rows({1, 2});
    BOOST_TEST(failing(back) == "backward_walk");
}

BOOST_AUTO_TEST_CASE(ids_beyond_2_53_are_told_by_their_own_invariant) {
    walk_evidence large = faultless_walk();
    large.expected.at_wrong_id = invariant::int64_ids_exact;
    large.expected.at_loss = invariant::int64_ids_exact;
    BOOST_TEST(failing(large) == "");
    large.rows[0]["id"] = 7;
    BOOST_TEST(failing(large) == "int64_ids_exact");
    BOOST_TEST(said(large, invariant::ids_exact) == "not_judged");
}

BOOST_AUTO_TEST_CASE(what_a_client_makes_of_values_is_no_matter_as_long_as_they_are_the_same) {
    walk_evidence evidence = faultless_walk();
    evidence.rows[0] = {{"id", 6.0}, {"created_at", "2023-03-01T02:02:06.000+01:00"}};
    evidence.rows[1] = {{"id", 5}, {"created_at", 1677632525}, {"user_id", nullptr}};
    evidence.rows[2] = {{"id", 4}, {"exception", "no 4"}, {"extra", "mine"}};
    evidence.rows[3] = {{"id", 3}};
    BOOST_TEST(failing(evidence) == "");
}

BOOST_AUTO_TEST_CASE(garbage_is_judged_without_harm) {
    walk_evidence evidence = faultless_walk();
    evidence.rows = {nlohmann::json(),
                     nlohmann::json("\xff\xfe"),
                     nlohmann::json::array({1, nlohmann::json::object()}),
                     {{"id", std::nan("")}, {"created_at", "\xff"}},
                     {{"id", "\xc3\x28"}},
                     {{"id", 6}, {"created_at", std::nan("")}, {"exception", "\x80"}}};
    evidence.output = std::string("\0\xff\n", 3);
    const auto found = sendmock::judge(evidence);
    BOOST_TEST((found[invariant::ids_exact].state == judgement_state::fails));
    BOOST_TEST((found[invariant::times_exact].state == judgement_state::fails));
    BOOST_TEST((found[invariant::text_exact].state == judgement_state::not_judged ||
                found[invariant::text_exact].state == judgement_state::holds));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
