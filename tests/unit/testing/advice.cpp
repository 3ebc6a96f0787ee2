// SPDX-License-Identifier: MIT
#include <sendmock/testing/advice.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string_view>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(advice)

BOOST_AUTO_TEST_CASE(there_is_advice_for_each_invariant) {
    std::set<std::string_view> all;
    for (const auto& one : sendmock::invariants) {
        const std::string_view advice = sendmock::testing::advice_for(one.which);
        BOOST_TEST(advice.ends_with('.'), one.name);
        all.insert(advice);
    }
    BOOST_TEST(all.size() + 2 >= sendmock::invariants.size()); // three statuses share theirs
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
