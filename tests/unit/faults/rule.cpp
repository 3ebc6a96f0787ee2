// SPDX-License-Identifier: MIT
#include <sendmock/faults/rule.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

using sendmock::from_page;
using sendmock::on_page;

namespace {

constexpr auto last = std::numeric_limits<std::uint32_t>::max();

auto has_message(std::string expected) {
    return [expected](const std::invalid_argument& failure) { return failure.what() == expected; };
}

} // namespace

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(rule)

BOOST_AUTO_TEST_CASE(matches_one_page) {
    BOOST_TEST(on_page(2).matches(2));
    BOOST_TEST(!on_page(2).matches(1));
    BOOST_TEST(!on_page(2).matches(3));
    BOOST_TEST(on_page(1).matches(1));
    BOOST_TEST(on_page(last).matches(last));
}

BOOST_AUTO_TEST_CASE(matches_a_page_and_all_that_follow) {
    BOOST_TEST(!from_page(3).matches(2));
    BOOST_TEST(from_page(3).matches(3));
    BOOST_TEST(from_page(3).matches(4));
    BOOST_TEST(from_page(3).matches(last));
}

BOOST_AUTO_TEST_CASE(matches_no_request_without_a_page) {
    BOOST_TEST(!on_page(1).matches(std::nullopt));
    BOOST_TEST(!from_page(1).matches(std::nullopt));
}

BOOST_AUTO_TEST_CASE(refuses_page_0) {
    BOOST_CHECK_EXCEPTION(
        (void)on_page(0), std::invalid_argument, has_message("page: expected at least 1, found 0"));
    BOOST_CHECK_EXCEPTION((void)from_page(0),
                          std::invalid_argument,
                          has_message("page: expected at least 1, found 0"));
}

BOOST_AUTO_TEST_CASE(acts_once_unless_told_otherwise) {
    BOOST_TEST((on_page(2).limit() == 1U));
    BOOST_TEST((from_page(2).limit() == 1U));
    BOOST_TEST((on_page(2).times(3).limit() == 3U));
    BOOST_TEST((on_page(2).times(last).limit() == last));
    BOOST_TEST(!on_page(2).always().limit().has_value());
}

BOOST_AUTO_TEST_CASE(lets_the_last_word_count) {
    BOOST_TEST((on_page(2).times(3).times(2).limit() == 2U));
    BOOST_TEST((on_page(2).always().times(2).limit() == 2U));
    BOOST_TEST(!on_page(2).times(2).always().limit().has_value());
}

BOOST_AUTO_TEST_CASE(refuses_to_act_0_times) {
    BOOST_CHECK_EXCEPTION((void)on_page(2).times(0),
                          std::invalid_argument,
                          has_message("times: expected at least 1, found 0"));
}

BOOST_AUTO_TEST_CASE(changes_a_copy) {
    const auto once = on_page(2);
    const auto thrice = once.times(3);
    BOOST_TEST((once.limit() == 1U));
    BOOST_TEST((thrice.limit() == 3U));
    BOOST_TEST(thrice.matches(2));
    BOOST_TEST(!thrice.always().matches(3));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
