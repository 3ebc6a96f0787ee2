// SPDX-License-Identifier: MIT
#include <sendmock/verdict/request_invariants.hpp>

#include "support/noted_walk.hpp"
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace unit::verdict::request_invariants {

using sendmock::delivery;
using sendmock::exchange;
using sendmock::invariant;
using sendmock::judgement;
using sendmock::judgement_state;
using sendmock::tests::noted_walk;
using sendmock::tests::three_pages;

/// What an invariant says: `holds`, or `NUMBER: EXPECTED; HAPPENED` where it fails.
std::string said(const sendmock::verdict& found, invariant which) {
    const judgement& one = found[which];
    if (one.state != judgement_state::fails) {
        return std::string(to_string(one.state));
    }
    return std::to_string(one.request.value_or(0)) + ": " + one.expected + "; " + one.happened;
}

sendmock::verdict of_cursors(const noted_walk& noted,
                             const std::optional<std::string>& first_cursor = {}) {
    sendmock::verdict found;
    judge_cursors(noted.requests(), first_cursor, found);
    return found;
}

/// What is said where a link had one cursor, and the client sent another in a URL.
sendmock::verdict of_cursor(const std::string& issued, const std::string& sent) {
    noted_walk noted;
    noted.page({}, issued);
    noted.ask("/logs?cursor=" + sent, 404);
    return of_cursors(noted);
}

bool is_verbatim(const std::string& issued, const std::string& sent) {
    return of_cursor(issued, sent).holds();
}

/// What is said of requests for these targets in a walk from the first target given.
std::string of_parameters(const std::string& first, const std::vector<std::string>& targets) {
    noted_walk noted;
    for (const std::string& target : targets) {
        noted.ask(target, 200);
    }
    sendmock::verdict found;
    judge_parameters(noted.requests(), first, found);
    return said(found, invariant::parameters_kept);
}

std::string of_end(const noted_walk& noted, bool backward = false) {
    sendmock::verdict found;
    judge_end_of_walk(noted.requests(), backward, found);
    return said(found, invariant::no_request_after_end);
}

std::string of_attempts(const noted_walk& noted, std::uint32_t most) {
    sendmock::verdict found;
    judge_attempts(noted.requests(), most, found);
    return said(found, invariant::bounded_attempts);
}

sendmock::verdict of_elsewhere(const std::vector<exchange>& elsewhere,
                               bool secure,
                               const std::vector<exchange>& requests = {}) {
    sendmock::verdict found;
    judge_other_origins(elsewhere, requests, secure, found);
    return found;
}

constexpr auto verbatim = invariant::cursor_verbatim;
constexpr auto self_made = invariant::no_self_made_cursor;

} // namespace unit::verdict::request_invariants

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(request_invariants)

BOOST_AUTO_TEST_CASE(cursors_of_links_are_verbatim) {
    const auto found = of_cursors(three_pages());
    BOOST_TEST(said(found, verbatim) == "holds");
    BOOST_TEST(said(found, self_made) == "holds");
}

BOOST_AUTO_TEST_CASE(without_any_cursor_nothing_is_said_of_them) {
    noted_walk noted;
    noted.page({}, "b");
    BOOST_TEST(said(of_cursors(noted), verbatim) == "not_judged");
    BOOST_TEST(said(of_cursors(noted), self_made) == "not_judged");
}

BOOST_AUTO_TEST_CASE(a_cursor_may_be_encoded_in_any_way_that_means_the_same) {
    const std::string issued = "bz0x+/cA==";
    for (const auto& legal : {"bz0x%2B%2FcA%3D%3D",
                              "bz0x%2b%2fcA%3d%3d",
                              "bz0x%2B/cA==",
                              "bz0x%2B%2FcA==",
                              "%62z0x%2B/cA=%3D",
                              "bz0x%2B/cA==&a=b",
                              "other&cursor=bz0x%2B/cA=="}) {
        BOOST_TEST(is_verbatim(issued, legal), legal);
    }
}

BOOST_AUTO_TEST_CASE(damage_to_a_cursors_encoding_is_told) {
    const std::string issued = "bz0x+/cA==";
    for (const auto& damaged : {"bz0x%252B%252FcA%253D%253D",
                                "bz0x+/cA==",
                                "bz0x%20/cA==",
                                "bz0x%2B/cA",
                                "bz0x%2B/cA=",
                                "bz0x-_cA==",
                                "bz0xcA"}) {
        const auto found = of_cursor(issued, damaged);
        BOOST_TEST_CONTEXT(damaged) {
            BOOST_TEST((found[verbatim].state == judgement_state::fails));
            BOOST_TEST(found[verbatim].expected == R"(the cursor "bz0x+/cA==")");
            BOOST_TEST((found[verbatim].request == 2U));
            BOOST_TEST(said(found, self_made) == "not_judged");
            BOOST_TEST(found[self_made].reason ==
                       "request 2 had a cursor that no link had: see cursor_verbatim");
        }
    }
    BOOST_TEST(of_cursor(issued, "bz0x+%2FcA%3D%3D")[verbatim].happened ==
               R"(the request had "bz0x /cA==")");
    BOOST_TEST(of_cursor("cD04", "cD04%0A")[verbatim].happened == "the request had \"cD04\n\"");
}

BOOST_AUTO_TEST_CASE(a_cursor_that_no_link_had_is_self_made_where_it_can_be_read) {
    BOOST_TEST(said(of_cursor("cD04", "cD03"), self_made) ==
               R"(2: a cursor that a link had; the request had "cD03")");
    BOOST_TEST(said(of_cursor("cD04", "cD03"), verbatim) == "holds");
    // p=8 where p=7 was meant, o=3, r=1
    for (const auto& made : {"cD03", "bz0z", "cj0x"}) {
        BOOST_TEST((of_cursor("cD04", made)[self_made].state == judgement_state::fails), made);
    }
    BOOST_TEST(said(of_cursor("cD04", "YQ"), verbatim) ==
               R"(2: a cursor that a link had; the request had "YQ")");
    BOOST_TEST(said(of_cursor("cD04", "YQ"), self_made) == "not_judged");
    noted_walk later; // nor do later requests show that it holds
    later.page({}, "cD04");
    later.ask("/logs?cursor=YQ", 404);
    later.page("cD04", {});
    BOOST_TEST(said(of_cursors(later), self_made) == "not_judged");
}

BOOST_AUTO_TEST_CASE(the_cause_of_a_refusal_is_told) {
    noted_walk noted;
    noted.page({}, "cD04");
    noted.ask("/logs?cursor=cD04%0A", 404).cause = "there is a line break at its end";
    BOOST_TEST(said(of_cursors(noted), verbatim)
                   .ends_with("; it was answered with 404: there is a line break at its end"));
    exchange& stray = noted.ask("/logs", 401);
    stray.authenticated = false;
    stray.cause = "expected Basic";
    sendmock::verdict found;
    judge_authentication(noted.requests(), found);
    BOOST_TEST(said(found, invariant::every_request_authenticated)
                   .ends_with("had no Authorization; it was answered with 401: expected Basic"));
}

BOOST_AUTO_TEST_CASE(a_cursor_that_was_cut_short_is_told_with_the_whole_one) {
    const std::string issued = "cD0yMDIzLTAzLTI1KzAw";
    for (const std::size_t length : {issued.size() - 1, issued.size() / 2}) {
        BOOST_TEST(of_cursor(issued, issued.substr(0, length))[verbatim].expected ==
                   "the cursor \"" + issued + '"');
    }
    // Less may be the beginning of another one.
    BOOST_TEST((of_cursor(issued, issued.substr(0, 8))[self_made].state == judgement_state::fails));
}

BOOST_AUTO_TEST_CASE(the_whole_link_as_cursor_is_told) {
    const auto found = of_cursor("cD04", "http%3A%2F%2Fx%2Flogs%3Fcursor%3DcD04");
    BOOST_TEST(!found.holds());
    BOOST_TEST(said(found, verbatim) ==
               R"(2: the cursor "cD04"; the request had "http://x/logs?cursor=cD04")");
}

BOOST_AUTO_TEST_CASE(an_empty_cursor_is_page_1_and_none_of_its_own) {
    BOOST_TEST(of_cursor("cD04", "").holds());
}

BOOST_AUTO_TEST_CASE(cursors_of_earlier_links_and_of_links_back_may_be_sent_again) {
    noted_walk noted = three_pages();
    noted.page("b", "c", {}, "r-b");
    noted.page("r-c", "c");
    noted.page({}, "b");
    BOOST_TEST(of_cursors(noted).holds());
}

BOOST_AUTO_TEST_CASE(a_link_must_come_before_its_cursor) {
    noted_walk noted;
    noted.ask("/logs?cursor=cD04", 200);
    noted.page({}, "cD04");
    BOOST_TEST(said(of_cursors(noted), self_made) ==
               R"(1: a cursor that a link had; the request had "cD04")");
}

BOOST_AUTO_TEST_CASE(the_cursor_of_the_first_url_is_no_self_made_one) {
    noted_walk noted;
    noted.page("cj0x", {}, {}, "cD04");
    noted.page("cD04", {});
    BOOST_TEST(of_cursors(noted, "cj0x").holds());
    BOOST_TEST(!of_cursors(noted).holds());
}

BOOST_AUTO_TEST_CASE(a_link_in_an_answer_that_broke_off_was_issued_too) {
    noted_walk noted;
    noted.page({}, "b").outcome = delivery::failed;
    noted.page("b", {});
    BOOST_TEST(of_cursors(noted).holds());
}

BOOST_AUTO_TEST_CASE(a_cursor_that_the_server_knows_the_page_of_was_issued) {
    noted_walk noted;
    noted.ask("/logs?cursor=cD04", 200).page = 7; // by an answer that is no longer in the journal
    BOOST_TEST(of_cursors(noted).holds());
}

BOOST_AUTO_TEST_CASE(nothing_is_said_against_cursors_where_older_requests_are_lost) {
    std::vector<exchange> requests = three_pages().requests();
    requests.erase(requests.begin());
    sendmock::verdict found;
    judge_cursors(requests, std::nullopt, found);
    BOOST_TEST(found.holds());
    requests.front().number = 1;
    judge_cursors(requests, std::nullopt, found);
    BOOST_TEST(!found.holds());
}

BOOST_AUTO_TEST_CASE(long_cursors_are_cut_for_people) {
    const auto found = of_cursor(std::string(3000, 'a'), std::string(3000, 'a') + '=');
    BOOST_TEST(found[verbatim].expected == "the cursor \"" + std::string(200, 'a') + "...\"");
}

BOOST_AUTO_TEST_CASE(parameters_are_kept_in_any_order_and_encoding) {
    const std::string first = "/logs?shop=1&shop=2&name=a%2Bb%26c&empty=";
    BOOST_TEST(of_parameters(first,
                             {first,
                              "/logs?cursor=b&empty=&name=a%2Bb%26c&shop=1&shop=2",
                              "/logs?empty&name=%61%2bb%26c&shop=2&shop=1&cursor=c",
                              "/logs?cursor=d&cursor=e&shop=1&name=a%2Bb%26c&empty=&shop=2"}) ==
               "holds");
    BOOST_TEST(of_parameters("/logs?cursor=cj0x&shop=1", {"/logs?shop=1", "/logs?shop=1"}) ==
               "holds");
}

BOOST_AUTO_TEST_CASE(parameters_are_judged_where_a_further_page_could_lose_them) {
    BOOST_TEST(of_parameters("/logs", {"/logs", "/logs?cursor=b", "/logs?"}) == "not_judged");
    BOOST_TEST(of_parameters("/logs?shop=1", {"/logs?shop=1"}) == "not_judged");
    BOOST_TEST(of_parameters("/logs?shop=1", {}) == "not_judged");
    BOOST_TEST(of_parameters("/logs", {"/logs", "/logs?shop=1"}).starts_with("2: "));
}

BOOST_AUTO_TEST_CASE(parameters_that_were_lost_added_or_changed_are_told) {
    const std::string first = "/logs?shop=1&shop=2&name=a%2Bb%26c&empty=";
    BOOST_TEST(of_parameters(first, {first, "/logs?cursor=b"}) ==
               "2: the path and the parameters of \"" + first +
                   "\"; empty= was lost; name=a+b&c was lost; shop=1 was lost; shop=2 was lost; "
                   "the request was for \"/logs?cursor=b\"");
    const auto told = [&](const std::string& target) {
        const std::string text = of_parameters(first, {target});
        const std::size_t begin = text.find("; ") + 2;
        return text.substr(begin, text.find("; the request") - begin);
    };
    BOOST_TEST(told("/logs?shop=1&name=a%2Bb%26c&empty=") == "shop=2 was lost");
    BOOST_TEST(told("/logs?shop=1&shop=2&name=a+b%26c&empty=") == "name=a+b&c became name=a b&c");
    BOOST_TEST(told("/logs?shop=1&shop=2&name=a%2Bb%26c&empty=&page=2") == "page=2 was added");
    BOOST_TEST(told("/logs?shop=1&shop=2&shop=2&name=a%2Bb%26c&empty=") == "shop=2 was added");
    BOOST_TEST(
        of_parameters(first, {"/log?shop=1&shop=2&name=a%2Bb%26c&empty="})
            .ends_with("\"; the request was for \"/log?shop=1&shop=2&name=a%2Bb%26c&empty=\""));
    for (const auto& other : {"/logs",
                              "/logs?shop=1&name=a%2Bb%26c&empty=",
                              "/logs?shop=1&shop=2&name=a%2Bb%26c",
                              "/logs?shop=1&shop=2&name=a+b%26c&empty=",
                              "/logs?shop=1&shop=2&name=a%2Bb&c&empty=",
                              "/logs?shop=1&shop=2&name=a%252Bb%2526c&empty=",
                              "/logs?shop=1&shop=2&shop=2&name=a%2Bb%26c&empty=",
                              "/logs?shop=1&shop=2&name=a%2Bb%26c&empty=&page=2",
                              "/logs/?shop=1&shop=2&name=a%2Bb%26c&empty=",
                              "/LOGS?shop=1&shop=2&name=a%2Bb%26c&empty=",
                              "/base/logs?shop=1&shop=2&name=a%2Bb%26c&empty="}) {
        BOOST_TEST(of_parameters(first, {other}).starts_with("1: "), other);
    }
}

BOOST_AUTO_TEST_CASE(a_target_may_be_a_whole_url) {
    const auto of_two = [](const std::string& first, const std::string& target) {
        return of_parameters(first, {target, target});
    };
    BOOST_TEST(of_two("/logs?shop=1", "http://127.0.0.1:8080/logs?shop=1") == "holds");
    BOOST_TEST(of_two("/logs?to=http://a/b", "/logs?to=http://a/b") == "holds");
    for (const auto& other : {"http://127.0.0.1:8080/logs?shop=2",
                              "http://127.0.0.1:8080/log?shop=1",
                              "http://127.0.0.1:8080",
                              "logs?shop=1"}) {
        BOOST_TEST(of_parameters("/logs?shop=1", {other}).starts_with("1: "), other);
    }
}

BOOST_AUTO_TEST_CASE(what_comes_behind_a_redirection_is_no_matter) {
    noted_walk noted;
    noted.ask("/logs?shop=1", 200);
    noted.ask("/logs?shop=1", 301);
    noted.ask("/moved", 200);
    sendmock::verdict found;
    judge_parameters(noted.requests(), "/logs?shop=1", found);
    BOOST_TEST(said(found, invariant::parameters_kept) == "holds");

    noted_walk wrong;
    wrong.ask("/elsewhere", 302);
    judge_parameters(wrong.requests(), "/logs", found);
    BOOST_TEST(said(found, invariant::parameters_kept).starts_with("1: "));
}

BOOST_AUTO_TEST_CASE(nothing_is_to_be_asked_for_behind_the_last_page) {
    noted_walk noted = three_pages();
    BOOST_TEST(of_end(noted) == "holds");
    noted.page("d", {});
    BOOST_TEST(of_end(noted) == "4: no request after the last page; the client asked for "
                                "\"/logs?cursor=d\"");
    noted_walk following_null = three_pages();
    following_null.ask("/null", 404);
    BOOST_TEST(of_end(following_null).starts_with("4: "));
    noted_walk beginning_again = three_pages();
    beginning_again.ask("/logs?cursor=", 200);
    BOOST_TEST(of_end(beginning_again).starts_with("4: "));
    noted_walk asking_for_the_head = three_pages();
    asking_for_the_head.ask("/logs", 200).method = "HEAD";
    BOOST_TEST(of_end(asking_for_the_head).starts_with("4: "));
}

BOOST_AUTO_TEST_CASE(a_last_page_that_did_not_arrive_may_be_asked_for_again) {
    for (const delivery outcome : {delivery::failed, delivery::pending}) {
        noted_walk noted;
        noted.page({}, "b");
        noted.page("b", {}).outcome = outcome;
        BOOST_TEST(of_end(noted) == "not_judged");
        noted.ask("/logs?cursor=b", 503);
        noted.page({}, "b"); // from the beginning
        noted.page("b", {});
        BOOST_TEST(of_end(noted) == "holds");
    }
}

BOOST_AUTO_TEST_CASE(what_was_asked_for_before_may_be_asked_for_again) {
    noted_walk noted = three_pages();
    noted.page("c", {}); // the last page
    BOOST_TEST(of_end(noted) == "holds");
    noted.page({}, "b"); // a second reading
    noted.page("b", "c");
    noted.page("c", {});
    BOOST_TEST(of_end(noted) == "holds");
    noted.page("b", "c");
    noted.page("d", {});
    BOOST_TEST(of_end(noted) == "holds"); // which had gone on
    noted_walk probing;
    probing.page({}, {});
    probing.page({}, {});
    BOOST_TEST(of_end(probing) == "holds");
}

BOOST_AUTO_TEST_CASE(a_walk_that_has_not_ended_has_no_end_to_judge) {
    noted_walk noted;
    noted.page({}, "b");
    noted.page("b", "c");
    noted.page({}, "b");
    BOOST_TEST(of_end(noted) == "not_judged");
}

BOOST_AUTO_TEST_CASE(a_walk_backward_ends_at_the_first_page) {
    noted_walk noted;
    noted.page("cj0x", {}, {}, "r-b");
    noted.page("r-b", "b");
    BOOST_TEST(of_end(noted, true) == "holds");
    noted.page("b", {}, {}, "r-b");
    BOOST_TEST(of_end(noted, true).starts_with("3: "));
    BOOST_TEST(of_end(noted, false).starts_with("2: "));
}

BOOST_AUTO_TEST_CASE(every_request_is_to_bear_the_credentials) {
    noted_walk noted = three_pages();
    sendmock::verdict found;
    judge_authentication(noted.requests(), found);
    BOOST_TEST(said(found, invariant::every_request_authenticated) == "holds");
    noted.ask("/logs", 401).authenticated = false;
    judge_authentication(noted.requests(), found);
    BOOST_TEST(said(found, invariant::every_request_authenticated) ==
               "4: the account's key and secret; the request had no Authorization");

    sendmock::verdict other;
    noted_walk wrong;
    exchange& entry = wrong.ask("/logs", 401);
    entry.authenticated = false;
    entry.fields.add("authorization", "Basic eA==");
    judge_authentication(wrong.requests(), other);
    BOOST_TEST(said(other, invariant::every_request_authenticated) ==
               "1: the account's key and secret; the request had other credentials");

    sendmock::verdict nothing;
    judge_authentication({}, nothing);
    BOOST_TEST(said(nothing, invariant::every_request_authenticated) == "not_judged");
}

BOOST_AUTO_TEST_CASE(requests_that_were_not_read_whole_are_not_judged_by_their_credentials) {
    noted_walk noted;
    for (const int status : {400, 408, 431}) {
        noted.ask("/logs", status).authenticated = false;
    }
    sendmock::verdict found;
    judge_authentication(noted.requests(), found);
    BOOST_TEST(said(found, invariant::every_request_authenticated) == "not_judged");
}

BOOST_AUTO_TEST_CASE(a_target_may_be_asked_for_so_often_and_no_more) {
    noted_walk noted;
    BOOST_TEST(of_attempts(noted, 1) == "not_judged");
    for (int times = 0; times < 3; ++times) {
        noted.ask("/logs", 503);
        noted.ask("/logs?cursor=b", 503);
    }
    BOOST_TEST(of_attempts(noted, 3) == "holds");
    noted.ask("/logs?cursor=b", 503);
    BOOST_TEST(of_attempts(noted, 3) == "7: at most 3 requests for one target; \"/logs?cursor=b\" "
                                        "was requested once more");
    BOOST_TEST(of_attempts(noted, 4) == "holds");
    BOOST_TEST(of_attempts(noted, 1).starts_with("3: "));
}

BOOST_AUTO_TEST_CASE(a_walk_that_begins_again_has_its_attempts_again) {
    noted_walk noted;
    for (const std::uint32_t walk : {1U, 2U, 3U}) {
        for (int times = 0; times < 2; ++times) {
            noted.ask("/logs?cursor=b", 503).walk = walk;
        }
    }
    BOOST_TEST(of_attempts(noted, 2) == "holds");
    noted.ask("/logs?cursor=b", 503).walk = 2;
    BOOST_TEST(of_attempts(noted, 2).starts_with("7: "));
}

BOOST_AUTO_TEST_CASE(credentials_at_another_origin_are_told) {
    const exchange bare{
        .number = 3, .fields = {{"Host", "localhost:99"}}, .status = 401, .reason = "other_origin"};
    exchange leaking = bare;
    leaking.reason = "credentials_arrived";
    leaking.number = 4;
    BOOST_TEST(of_elsewhere({}, false).holds());
    BOOST_TEST(of_elsewhere({bare}, false).holds());
    const auto found = of_elsewhere({bare, leaking}, false);
    BOOST_TEST(said(found, invariant::credentials_stay_home) ==
               "4: no credentials at another origin; they were sent to http://localhost:99");
    BOOST_TEST(said(found, invariant::no_downgrade) == "not_judged");
    leaking.target = "/logs?cursor=b";
    noted_walk noted = three_pages();
    exchange& led = noted.ask("/logs?cursor=b", 302);
    led.page = 2;
    led.location = "http://localhost:99/logs?cursor=b";
    BOOST_TEST(
        said(of_elsewhere({leaking}, false, noted.requests()), invariant::credentials_stay_home)
            .ends_with("they were sent to http://localhost:99/logs?cursor=b; page 2 was "
                       "answered with 302 and Location "
                       "\"http://localhost:99/logs?cursor=b\""));
    leaking.fields = {};
    leaking.target.clear();
    BOOST_TEST(said(of_elsewhere({leaking}, false), invariant::credentials_stay_home) ==
               "4: no credentials at another origin; they were sent to another origin");
}

BOOST_AUTO_TEST_CASE(plain_http_after_https_is_told) {
    const exchange plain{.number = 1, .fields = {{"Host", "localhost:99"}}};
    const exchange secure{.number = 2, .secure = true, .fields = {{"Host", "localhost:99"}}};
    BOOST_TEST(said(of_elsewhere({secure, plain}, true), invariant::no_downgrade) ==
               "1: no request over plain HTTP; a request was sent to http://localhost:99");
    BOOST_TEST(of_elsewhere({secure}, true).holds());
    BOOST_TEST(of_elsewhere({plain}, false).holds());
    BOOST_TEST(said(of_elsewhere({plain}, true), invariant::credentials_stay_home) == "not_judged");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
