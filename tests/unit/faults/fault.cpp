// SPDX-License-Identifier: MIT
#include <sendmock/faults/fault.hpp>
#include <sendmock/logs/log_store.hpp>

#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

using sendmock::http_error;

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(fault)

BOOST_AUTO_TEST_CASE(replaces_the_answer_by_the_service_s_error) {
    const sendmock::fault made = http_error(404);
    BOOST_TEST(made.name == "http_error(404)");
    BOOST_TEST(made.replacement->status == 404);
    BOOST_TEST(made.replacement->message == "Not found.");
    BOOST_TEST(made.replacement->reason == "injected_fault");
}

BOOST_AUTO_TEST_CASE(words_an_error_as_the_service_or_else_the_registry_does) {
    const auto message = [](int status) { return http_error(status).replacement->message; };
    BOOST_TEST(message(401) == "Invalid username/password.");
    BOOST_TEST(message(403) == "You do not have permission to perform this action.");
    BOOST_TEST(message(500) == "Internal Server Error");
    BOOST_TEST(message(503) == "Service Unavailable");
    BOOST_TEST(message(495) == "SSL Certificate Error");
    BOOST_TEST(message(599) == "");
}

BOOST_AUTO_TEST_CASE(takes_all_statuses_of_errors_and_no_others) {
    for (int status = 400; status <= 599; ++status) {
        BOOST_TEST(http_error(status).replacement->status == status);
    }
    for (const int status : {-404, 0, 100, 200, 304, 399, 600, 1404}) {
        BOOST_CHECK_EXCEPTION(
            (void)http_error(status), std::invalid_argument, [&](const auto& failure) {
                return failure.what() == "http_error: expected a status from 400 to 599, found " +
                                             std::to_string(status);
            });
    }
}

BOOST_AUTO_TEST_CASE(a_change_is_named_by_its_size_and_replaces_no_answer) {
    using sendmock::tests::numbered_logs;
    BOOST_TEST(sendmock::insert_logs(numbered_logs(1, 2)).name == "insert_logs(2)");
    BOOST_TEST(sendmock::erase_logs({1, 2, 3}).name == "erase_logs(3)");
    BOOST_TEST(sendmock::replace_logs({}).name == "replace_logs");
    BOOST_TEST(!sendmock::replace_logs({}).replacement.has_value());
}

BOOST_AUTO_TEST_CASE(a_change_that_can_never_be_is_refused_at_once) {
    using sendmock::tests::numbered_log;
    BOOST_CHECK_THROW(static_cast<void>(sendmock::insert_logs({numbered_log(1), numbered_log(1)})),
                      sendmock::duplicate_id);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::replace_logs({numbered_log(1), numbered_log(1)})),
                      sendmock::duplicate_id);
    BOOST_CHECK_THROW(
        static_cast<void>(sendmock::replace_logs(sendmock::generated_logs{.first_id = 0})),
        std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_change_replaces_first_then_erases_then_inserts) {
    using sendmock::tests::numbered_log;
    using sendmock::tests::numbered_logs;
    sendmock::log_store logs(numbered_logs(1, 3));
    const sendmock::log_change change{
        .replaced = numbered_logs(2, 5), .erased = {2, 99}, .inserted = {numbered_log(2)}};
    logs.apply(change);
    BOOST_TEST(logs.size() == 4U);
    BOOST_CHECK_THROW(logs.apply({.erased = {3}, .inserted = numbered_logs(5, 6)}),
                      sendmock::duplicate_id);
    BOOST_TEST(logs.size() == 4U);
    logs.apply({.erased = {5}, .inserted = numbered_logs(5, 6)}); // in place of the former
    BOOST_TEST(logs.size() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
