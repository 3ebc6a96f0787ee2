// SPDX-License-Identifier: MIT
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/logs/log_store.hpp>

#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace unit::faults::data_changes {

using sendmock::tests::numbered_log;
using sendmock::tests::numbered_logs;

} // namespace unit::faults::data_changes

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(data_changes)

BOOST_AUTO_TEST_CASE(is_named_by_its_size_and_replaces_no_answer) {
    BOOST_TEST(to_string(sendmock::insert_logs(numbered_logs(1, 2))) == "insert_logs(2)");
    BOOST_TEST(to_string(sendmock::erase_logs({1, 2, 3})) == "erase_logs(3)");
    BOOST_TEST(to_string(sendmock::replace_logs({})) == "replace_logs");
    BOOST_TEST(!sendmock::replace_logs({}).alters_answer());
    BOOST_TEST(!sendmock::replace_logs({}).respond.has_value());
}

BOOST_AUTO_TEST_CASE(each_word_makes_its_change) {
    BOOST_TEST(sendmock::insert_logs(numbered_logs(4, 5)).change->inserted.at(1).id() == 5);
    BOOST_TEST(sendmock::erase_logs({7}).change->erased.at(0) == 7);
    BOOST_TEST(
        (sendmock::replace_logs(sendmock::generated_logs{.count = 3}).change->replaced->index() ==
         1U));
    BOOST_TEST((sendmock::replace_logs({numbered_log(1)}).change->replaced->index() == 0U));
}

BOOST_AUTO_TEST_CASE(is_refused_at_once_where_it_can_never_be) {
    BOOST_CHECK_THROW(static_cast<void>(sendmock::insert_logs({numbered_log(1), numbered_log(1)})),
                      sendmock::duplicate_id);
    BOOST_CHECK_THROW(static_cast<void>(sendmock::replace_logs({numbered_log(1), numbered_log(1)})),
                      sendmock::duplicate_id);
    BOOST_CHECK_THROW(
        static_cast<void>(sendmock::replace_logs(sendmock::generated_logs{.first_id = 0})),
        std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(replaces_first_then_erases_then_inserts) {
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
