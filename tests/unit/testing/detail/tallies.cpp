// SPDX-License-Identifier: MIT
#include <sendmock/testing/detail/tallies.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <set>
#include <vector>

namespace unit::testing::detail::tallies {

using sendmock::invariant;
using sendmock::walk_ending;
using sendmock::testing::check_options;
using sendmock::testing::walk_case;
using sendmock::testing::detail::walked_case;

walked_case walked(walk_ending ending) {
    return {.ending = ending, .ending_text = "it ended"};
}

walked_case failing(const std::vector<invariant>& broken) {
    walked_case result;
    for (const invariant which : broken) {
        result.found.fail(which, "rows", "none");
    }
    return result;
}

} // namespace unit::testing::detail::tallies

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(tallies)

using namespace ::unit::testing::detail::tallies;

BOOST_AUTO_TEST_CASE(the_first_walk_of_a_trouble_is_one_that_ended_by_itself) {
    sendmock::testing::detail::tally counts;
    const auto add = [&](std::size_t at, walk_ending ending) {
        counts.add_failure(at, {.trouble = 3}, {}, walked(ending));
        return counts.failing.at(3).first.case_number;
    };
    BOOST_TEST(add(4, walk_ending::cut_off) == 5U);
    BOOST_TEST(add(9, walk_ending::completed) == 10U);
    BOOST_TEST(add(1, walk_ending::cut_off) == 10U);
    BOOST_TEST(add(7, walk_ending::error) == 8U);
    BOOST_TEST(add(8, walk_ending::error) == 8U);
    BOOST_TEST(counts.failed() == 5U);
}

BOOST_AUTO_TEST_CASE(the_trouble_that_most_walks_failed_with_comes_first) {
    sendmock::testing::detail::tally counts;
    for (const std::size_t trouble : {2U, 1U, 1U}) {
        counts.add_failure(0, {.trouble = trouble}, {}, walked(walk_ending::completed));
    }
    const auto firsts = counts.first_walks();
    BOOST_REQUIRE(firsts.size() == 2U);
    BOOST_TEST(firsts[0].walk.trouble == 1U);
    BOOST_TEST(firsts[1].walk.trouble == 2U);
}

BOOST_AUTO_TEST_CASE(what_follows_from_a_failure_counts_for_that_one) {
    const check_options options{};
    sendmock::testing::detail::tallies counts(options);
    counts.add(0, {}, failing({invariant::exactly_once, invariant::in_order}));
    BOOST_TEST(counts[invariant::exactly_once].failed() == 1U);
    BOOST_TEST((counts[invariant::exactly_once].also == std::set<invariant>{invariant::in_order}));
    BOOST_TEST(counts[invariant::in_order].failed() == 0U);
    BOOST_TEST((counts.failing() == std::vector<invariant>{invariant::exactly_once}));
}

BOOST_AUTO_TEST_CASE(what_is_not_reported_is_not_counted) {
    const check_options options{.skip = {invariant::no_crash}};
    sendmock::testing::detail::tallies counts(options);
    counts.add(0, {}, failing({invariant::no_crash}));
    BOOST_TEST(counts.failing().empty());
    BOOST_TEST(counts.broken_by(failing({invariant::no_crash}).found).empty());
}

BOOST_AUTO_TEST_CASE(advice_on_an_ending_is_that_of_findings_about_it_alone) {
    walked_case ended = walked(walk_ending::cut_off);
    ended.advice = "End.";
    const auto advice_on = [&](const char* happened) {
        return sendmock::testing::detail::counterexample_of({}, {.happened = happened}, ended)
            .advice;
    };
    BOOST_TEST(advice_on("2 rows; it ended") == "End.");
    BOOST_TEST(advice_on("2 rows") == "");
    ended.ending_text.clear();
    BOOST_TEST(advice_on("2 rows") == "");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
