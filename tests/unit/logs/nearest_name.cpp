// SPDX-License-Identifier: MIT
#include <sendmock/logs/nearest_name.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace unit::logs::nearest_name {

using sendmock::edit_distance;

} // namespace unit::logs::nearest_name

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(nearest_name)

BOOST_AUTO_TEST_CASE(counts_letters_inserted_removed_exchanged_and_swapped) {
    BOOST_TEST(edit_distance("fault", "fault") == 0U);
    BOOST_TEST(edit_distance("faults", "fault") == 1U);
    BOOST_TEST(edit_distance("faut", "fault") == 1U);
    BOOST_TEST(edit_distance("fauld", "fault") == 1U);
    BOOST_TEST(edit_distance("fualt", "fault") == 1U);
    BOOST_TEST(edit_distance("ufalt", "fault") == 2U);
    BOOST_TEST(edit_distance("kitten", "sitting") == 3U);
    BOOST_TEST(edit_distance("ca", "abc") == 3U); // each stretch is changed once
    BOOST_TEST(edit_distance("", "abc") == 3U);
    BOOST_TEST(edit_distance("abc", "") == 3U);
    BOOST_TEST(edit_distance("", "") == 0U);
}

BOOST_AUTO_TEST_CASE(is_the_same_both_ways) {
    for (const auto& [one, other] : {std::array{"abcdef", "badcfe"},
                                     std::array{"page_size", "pagesize"},
                                     std::array{"", "x"},
                                     std::array{"aab", "aba"}}) {
        BOOST_TEST(edit_distance(one, other) == edit_distance(other, one));
    }
}

BOOST_AUTO_TEST_CASE(takes_letters_of_either_case_and_either_dash_for_the_same) {
    BOOST_TEST(edit_distance("EMPTY", "empty") == 0U);
    BOOST_TEST(edit_distance("page-size", "PAGE_SIZE") == 0U);
    BOOST_TEST(edit_distance("LUFAT", "ulfat") == 1U);
    BOOST_TEST(edit_distance("a b", "a_b") == 1U);
}

BOOST_AUTO_TEST_CASE(finds_the_name_that_was_probably_meant) {
    constexpr std::array<std::string_view, 4> known{"page", "path", "request", "page_size"};
    BOOST_TEST(sendmock::nearest_name("pgae", known) == "page");
    BOOST_TEST(sendmock::nearest_name("PATHS", known) == "path");
    BOOST_TEST(sendmock::nearest_name("requests", known) == "request");
    BOOST_TEST(sendmock::nearest_name("pagesize", known) == "page_size");
    BOOST_TEST(sendmock::nearest_name("page", known) == "page");
}

BOOST_AUTO_TEST_CASE(finds_the_first_of_those_that_are_equally_near) {
    constexpr std::array<std::string_view, 3> known{"ab", "ac", "ad"};
    BOOST_TEST(sendmock::nearest_name("ax", known) == "ab");
    BOOST_TEST(sendmock::nearest_name("", known) == "ab");
}

BOOST_AUTO_TEST_CASE(finds_nothing_where_nothing_is_known) {
    BOOST_TEST(sendmock::nearest_name("page", {}) == "");
}

BOOST_AUTO_TEST_CASE(looks_at_the_beginning_of_a_long_name_alone) {
    constexpr std::array<std::string_view, 2> known{"page", "path"};
    const std::string huge(10'000'000, 'x');
    BOOST_TEST(sendmock::nearest_name("path" + huge, known) == "path");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
