// SPDX-License-Identifier: MIT
#include <sendmock/faults/condition.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace unit::faults::condition {

using sendmock::condition_terms;
using sendmock::from_page;
using sendmock::number_range;
using sendmock::on_any_request;
using sendmock::on_connection;
using sendmock::on_connections;
using sendmock::on_page;
using sendmock::on_pages;
using sendmock::on_request;
using sendmock::on_requests;
using sendmock::tests::has_message;

constexpr auto last = std::numeric_limits<std::uint64_t>::max();

} // namespace unit::faults::condition

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(condition)

BOOST_AUTO_TEST_CASE(a_range_contains_its_ends_and_what_lies_between) {
    constexpr number_range some{3, 5};
    BOOST_TEST(!some.contains(2));
    BOOST_TEST(some.contains(3));
    BOOST_TEST(some.contains(4));
    BOOST_TEST(some.contains(5));
    BOOST_TEST(!some.contains(6));
    BOOST_TEST(number_range{}.contains(1));
    BOOST_TEST(number_range{}.contains(last));
    BOOST_TEST(!number_range{}.contains(0));
}

BOOST_AUTO_TEST_CASE(a_range_without_a_number_in_it_is_refused) {
    BOOST_CHECK_NO_THROW(number_range({1, 1}).check("page"));
    BOOST_CHECK_NO_THROW(number_range({last, last}).check("page"));
    BOOST_CHECK_EXCEPTION(
        number_range({0, 2}).check("page"),
        std::invalid_argument,
        has_message("page: expected numbers from 1, the first not above the last, found 0 to 2"));
    BOOST_CHECK_EXCEPTION(
        number_range({3, 2}).check("attempt"),
        std::invalid_argument,
        has_message(
            "attempt: expected numbers from 1, the first not above the last, found 3 to 2"));
}

BOOST_AUTO_TEST_CASE(holds_for_every_request_and_once_unless_told_otherwise) {
    BOOST_TEST((on_any_request().terms() == condition_terms{}));
    BOOST_TEST((on_any_request().terms().times == 1U));
    BOOST_TEST((on_page(2).terms().times == 1U));
}

BOOST_AUTO_TEST_CASE(names_pages_requests_and_connections) {
    BOOST_TEST((on_page(2).terms() == condition_terms{.page = number_range{2, 2}}));
    BOOST_TEST((on_pages(2, 4).terms() == condition_terms{.page = number_range{2, 4}}));
    BOOST_TEST((from_page(3).terms() == condition_terms{.page = number_range{3, last}}));
    BOOST_TEST((on_request(2).terms() == condition_terms{.request = number_range{2, 2}}));
    BOOST_TEST((on_requests(2, 4).terms() == condition_terms{.request = number_range{2, 4}}));
    BOOST_TEST((on_connection(2).terms() == condition_terms{.connection = number_range{2, 2}}));
    BOOST_TEST((on_connections(2, 4).terms() == condition_terms{.connection = number_range{2, 4}}));
}

BOOST_AUTO_TEST_CASE(gathers_terms_word_by_word) {
    const auto made = on_page(2)
                          .attempts(1, 3)
                          .method("GET")
                          .path("/logs")
                          .account("key")
                          .probability(0.25)
                          .times(7);
    BOOST_TEST((made.terms() == condition_terms{.method = "GET",
                                                .path = "/logs",
                                                .page = number_range{2, 2},
                                                .attempt = number_range{1, 3},
                                                .account = "key",
                                                .probability = 0.25,
                                                .times = 7}));
    BOOST_TEST((made == sendmock::condition(made.terms())));
    BOOST_TEST((made != made.always()));
    BOOST_TEST((on_any_request().attempt(2).terms().attempt == number_range{2, 2}));
}

BOOST_AUTO_TEST_CASE(lets_the_last_word_count) {
    BOOST_TEST((on_page(2).times(3).times(2).terms().times == 2U));
    BOOST_TEST((on_page(2).always().times(2).terms().times == 2U));
    BOOST_TEST(!on_page(2).times(2).always().terms().times.has_value());
    BOOST_TEST((on_page(2).attempt(1).attempts(2, 5).terms().attempt == number_range{2, 5}));
}

BOOST_AUTO_TEST_CASE(changes_a_copy) {
    const auto once = on_page(2);
    const auto thrice = once.times(3);
    BOOST_TEST((once.terms().times == 1U));
    BOOST_TEST((thrice.terms().times == 3U));
    BOOST_TEST((thrice.terms().page == number_range{2, 2}));
}

BOOST_AUTO_TEST_CASE(refuses_numbers_that_are_never_reached) {
    const auto message = [](const std::string& what, const std::string& found) {
        return has_message(
            what + ": expected numbers from 1, the first not above the last, found " + found);
    };
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(on_page(0)), std::invalid_argument, message("page", "0 to 0"));
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(on_pages(3, 2)), std::invalid_argument, message("page", "3 to 2"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(from_page(0)),
                          std::invalid_argument,
                          message("page", "0 to " + std::to_string(last)));
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(on_request(0)), std::invalid_argument, message("request", "0 to 0"));
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(on_requests(2, 1)), std::invalid_argument, message("request", "2 to 1"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(on_connection(0)),
                          std::invalid_argument,
                          message("connection", "0 to 0"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(on_connections(2, 1)),
                          std::invalid_argument,
                          message("connection", "2 to 1"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(on_page(1).attempt(0)),
                          std::invalid_argument,
                          message("attempt", "0 to 0"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(on_page(1).attempts(2, 1)),
                          std::invalid_argument,
                          message("attempt", "2 to 1"));
}

BOOST_AUTO_TEST_CASE(refuses_to_act_0_times) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(on_page(2).times(0)),
                          std::invalid_argument,
                          has_message("times: expected at least 1, found 0"));
}

BOOST_AUTO_TEST_CASE(takes_probabilities_from_0_to_1_alone) {
    for (const double good : {0., 0.5, 1.}) {
        BOOST_TEST((on_any_request().probability(good).terms().probability == good));
    }
    for (const double bad : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(on_any_request().probability(bad)),
            std::invalid_argument,
            has_message("probability: expected 0 to 1, found " + std::to_string(bad)));
    }
}

BOOST_AUTO_TEST_CASE(refuses_the_same_terms_all_at_once) {
    BOOST_CHECK_THROW(sendmock::condition(condition_terms{.page = number_range{0, 1}}),
                      std::invalid_argument);
    BOOST_CHECK_THROW(sendmock::condition(condition_terms{.times = 0}), std::invalid_argument);
    BOOST_CHECK_THROW(sendmock::condition(condition_terms{.probability = 2}),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(refuses_methods_and_paths_that_no_request_has) {
    for (const std::string method : {"", "GET ", "G:T", "G\xC3\xA9T"}) {
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(sendmock::on_any_request().method(method)),
            std::invalid_argument,
            has_message("method: expected a token (RFC 9110, section 5.6.2), found \"" + method +
                        '"'));
    }
    for (const std::string path : {"logs", " /", "**"}) {
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(sendmock::on_any_request().path(path)),
            std::invalid_argument,
            has_message("path: expected / at its beginning, found \"" + path + '"'));
    }
    for (const std::string path : {"", "*", "/", "//", "/a b?\xFF"}) {
        BOOST_CHECK_NO_THROW(static_cast<void>(sendmock::on_any_request().path(path)));
    }
    BOOST_CHECK_NO_THROW(static_cast<void>(sendmock::on_any_request().method("x-`|~")));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
