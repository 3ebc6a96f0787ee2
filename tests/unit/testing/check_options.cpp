// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/troubles.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>

namespace unit::testing::check_options {

using namespace std::chrono_literals;

using sendmock::invariant;

using options = sendmock::testing::check_options;

/// Why options are refused; empty if they are not.
std::string refusal(const options& wanted) {
    try {
        wanted.check();
        return {};
    } catch (const std::invalid_argument& failure) {
        return failure.what();
    }
}

} // namespace unit::testing::check_options

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(check_options)

BOOST_AUTO_TEST_CASE(the_defaults_are_in_range) {
    BOOST_TEST(refusal({}) == "");
}

BOOST_AUTO_TEST_CASE(what_is_out_of_range_is_refused_with_its_name) {
    BOOST_TEST(refusal({.cases = 0}) == "cases: expected 1 to 1000000");
    BOOST_TEST(refusal({.cases = 1'000'001}) == "cases: expected 1 to 1000000");
    BOOST_TEST(refusal({.min_informed = 0}) == "min_informed: expected 1 to 1000");
    BOOST_TEST(refusal({.min_informed = 1001}) == "min_informed: expected 1 to 1000");
    BOOST_TEST(refusal({.timeout = 49ms}) == "timeout: expected 50 ms to an hour");
    BOOST_TEST(refusal({.timeout = 1h + 1ms}) == "timeout: expected 50 ms to an hour");
    BOOST_TEST(refusal({.timeout = -1s}) == "timeout: expected 50 ms to an hour");
    BOOST_TEST(refusal({.most_attempts = 0}) == "most_attempts: expected at least 1");
    BOOST_TEST(refusal({.jobs = 0}) == "jobs: expected 1 to 256");
    BOOST_TEST(refusal({.jobs = 257}) == "jobs: expected 1 to 256");
}

BOOST_AUTO_TEST_CASE(the_ends_of_each_range_are_taken) {
    BOOST_TEST(refusal({.cases = 1, .timeout = 50ms, .most_attempts = 1, .jobs = 1}) == "");
    BOOST_TEST(refusal({.cases = 1'000'000, .timeout = 1h, .jobs = 256, .most_shrinks = 0}) == "");
}

BOOST_AUTO_TEST_CASE(an_ability_that_there_is_not_is_refused_with_those_that_there_are) {
    BOOST_TEST(
        refusal({.expect = {"retry", "flying"}}) ==
        "expect: there is no ability 'flying'; there are retry, retry-after, partial, int64, "
        "backward, memory and strict-framing");
    BOOST_TEST(refusal({.expect = {""}}).starts_with("expect: there is no ability ''"));
    std::set<std::string> all(sendmock::testing::abilities.begin(),
                              sendmock::testing::abilities.end());
    BOOST_TEST(refusal({.expect = all}) == "");
}

BOOST_AUTO_TEST_CASE(something_must_be_left_to_report) {
    using sendmock::invariant;
    BOOST_TEST(refusal({.only = {invariant::complete}, .skip = {invariant::complete}}) ==
               "only, skip: no invariant is left to report");
    BOOST_TEST(refusal({.only = {invariant::retries_succeed}}) ==
               "only: retries_succeed needs the ability retry, which is not expected");
    BOOST_TEST(refusal({.only = {invariant::retries_succeed}, .expect = {"retry"}}) == "");
    BOOST_TEST(refusal({.skip = {invariant::complete}}) == "");
}

BOOST_AUTO_TEST_CASE(every_ability_is_asked_for_by_an_invariant_or_a_walk) {
    const auto& walks = sendmock::testing::troubles();
    for (const auto ability : sendmock::testing::abilities) {
        const auto asks = [&](const auto& one) { return one.ability == ability; };
        BOOST_TEST((std::any_of(sendmock::invariants.begin(), sendmock::invariants.end(), asks) ||
                    std::any_of(walks.begin(), walks.end(), asks)),
                   ability);
    }
}

BOOST_AUTO_TEST_CASE(all_is_told_that_needs_no_ability) {
    const options plain;
    for (const auto& one : sendmock::invariants) {
        BOOST_TEST(plain.tells_of(one.which) == one.ability.empty(), one.name);
    }
    const options able{.expect = {"retry", "int64"}};
    BOOST_TEST(able.tells_of(invariant::retries_succeed));
    BOOST_TEST(able.tells_of(invariant::int64_ids_exact));
    BOOST_TEST(!able.tells_of(invariant::retry_after_kept));
    BOOST_TEST(able.tells_of(invariant::complete));
}

BOOST_AUTO_TEST_CASE(only_and_skip_choose_among_them) {
    const options chosen{
        .only = {invariant::complete, invariant::in_order, invariant::retries_succeed},
        .skip = {invariant::in_order}};
    BOOST_TEST(chosen.tells_of(invariant::complete));
    BOOST_TEST(!chosen.tells_of(invariant::in_order));
    BOOST_TEST(!chosen.tells_of(invariant::ids_exact));
    BOOST_TEST(!chosen.tells_of(invariant::retries_succeed)); // which nobody expects
    const options skipping{.skip = {invariant::in_order}};
    BOOST_TEST(skipping.tells_of(invariant::complete));
    BOOST_TEST(!skipping.tells_of(invariant::in_order));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
