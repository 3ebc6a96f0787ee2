// SPDX-License-Identifier: MIT
#include <sendmock/verdict/verdict_keeper.hpp>

#include "support/noted_walk.hpp"
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace unit::verdict::verdict_keeper {

using sendmock::exchange;
using sendmock::invariant;
using sendmock::judgement_state;
using sendmock::kept_verdict;
using sendmock::tests::noted_walk;

const std::string issued = "cD0yMDIzLTAzLTAxKzAyJTNBMDI=";

/// A page, and then a request with its cursor cut short.
std::vector<exchange> altered_cursor() {
    noted_walk noted;
    noted.page({}, issued);
    noted.ask("/logs?cursor=" + issued.substr(0, 20), 404);
    return noted.requests();
}

std::vector<exchange> faultless() {
    noted_walk noted;
    noted.page({}, issued);
    noted.page(issued, {});
    return noted.requests();
}

struct fixture {
    sendmock::verdict_keeper keeper{false};

    kept_verdict kept(const std::string& account = "key") const {
        return keeper.verdicts().at(account);
    }
};

} // namespace unit::verdict::verdict_keeper

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_FIXTURE_TEST_SUITE(verdict_keeper, verdict_keeper::fixture)

BOOST_AUTO_TEST_CASE(what_was_found_stays_whatever_comes_later) {
    keeper.keep("key", altered_cursor(), 2);
    keeper.keep("key", faultless(), 2);
    BOOST_TEST((kept().found[invariant::cursor_verbatim].state == judgement_state::fails));
    BOOST_TEST((kept().found[invariant::bounded_attempts].state == judgement_state::holds));
    BOOST_TEST(kept().requests == 4U);
}

BOOST_AUTO_TEST_CASE(each_account_has_its_own) {
    keeper.keep("key", altered_cursor(), 0);
    keeper.keep("other", faultless(), 0);
    BOOST_TEST(!kept().found.holds());
    BOOST_TEST(kept("other").found.holds());
}

BOOST_AUTO_TEST_CASE(the_evidence_is_the_requests_up_to_the_one_that_shows_it) {
    auto requests = altered_cursor();
    requests.push_back(requests.back());
    requests.back().number = 3;
    keeper.keep("key", requests, 0);
    const auto evidence = kept().evidence.at(invariant::cursor_verbatim);
    BOOST_REQUIRE(evidence.size() == 2U);
    BOOST_TEST(evidence.back().target == "/logs?cursor=" + issued.substr(0, 20));
    BOOST_TEST(kept().evidence.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_secret_is_masked_in_texts_and_evidence) {
    keeper.mask({.key = "key", .secret = "tops3cret"});
    auto requests = altered_cursor();
    requests.front().links->next = "tops3cret" + issued;
    requests.back().target = "/logs?cursor=tops3cret" + issued.substr(0, 20);
    requests.back().fields.add("Authorization", "Basic a2V5OnRvcHMzY3JldA==");
    keeper.keep("key", requests, 0);
    const kept_verdict all = kept();
    const auto& found = all.found[invariant::cursor_verbatim];
    const exchange& shown = all.evidence.at(invariant::cursor_verbatim).back();
    BOOST_REQUIRE((found.state == judgement_state::fails));
    for (const std::string& text : {found.expected, found.happened, shown.target}) {
        BOOST_TEST((text.find("tops3cret") == std::string::npos), text);
        BOOST_TEST((text.find("***") != std::string::npos), text);
    }
    BOOST_TEST(*shown.fields.find("Authorization") == "Basic ***");
}

BOOST_AUTO_TEST_CASE(what_reached_another_origin_is_judged_by_the_account_that_it_names) {
    const exchange leak{.number = 4,
                        .account = "other",
                        .fields = {{"Host", "localhost:99"}},
                        .status = 401,
                        .reason = "credentials_arrived"};
    keeper.keep_elsewhere(std::vector{leak});
    const kept_verdict other = kept("other");
    BOOST_TEST((other.found[invariant::credentials_stay_home].state == judgement_state::fails));
    BOOST_TEST(other.evidence.at(invariant::credentials_stay_home).size() == 1U);
    BOOST_TEST(keeper.verdicts().contains("key") == false);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
