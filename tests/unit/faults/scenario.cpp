// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/scenario.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace unit::faults::scenario {

using sendmock::http_error;
using sendmock::on_page;
using sendmock::tests::has_message;

} // namespace unit::faults::scenario

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(scenario)

BOOST_AUTO_TEST_CASE(has_no_rules_and_says_nothing_of_data_at_first) {
    const sendmock::scenario made;
    BOOST_TEST(made.name == "");
    BOOST_TEST(made.description == "");
    BOOST_TEST(!made.seed.has_value());
    BOOST_TEST(!made.server.has_value());
    BOOST_TEST(made.rules.empty());
    BOOST_CHECK_NO_THROW(made.check());
}

BOOST_AUTO_TEST_CASE(says_which_of_its_rules_is_refused) {
    const sendmock::rule good{on_page(1), http_error(503), {}};
    sendmock::scenario made{.rules = {good, {on_page(1), {}, {}}, good}};
    BOOST_CHECK_EXCEPTION(
        made.check(), std::invalid_argument, has_message("rule #2: a fault has to do something"));
    made.rules[1].name = "odd";
    BOOST_CHECK_EXCEPTION(
        made.check(), std::invalid_argument, has_message("rule odd: a fault has to do something"));
    made.rules[1] = good;
    BOOST_CHECK_NO_THROW(made.check());
}

BOOST_AUTO_TEST_CASE(is_seen_as_checked_only_if_no_rule_is_refused) {
    const sendmock::scenario good{.name = "g", .rules = {{on_page(1), http_error(503), {}}}};
    const sendmock::checked_scenario checked(good);
    BOOST_TEST(&*checked == &good);
    BOOST_TEST(checked->name == "g");
    const sendmock::scenario bad{.rules = {{on_page(1), {}, {}}}};
    BOOST_CHECK_EXCEPTION((sendmock::checked_scenario(bad)),
                          std::invalid_argument,
                          has_message("rule #1: a fault has to do something"));
}

BOOST_AUTO_TEST_CASE(leaves_the_settings_as_they_are_unless_it_names_them) {
    sendmock::account_settings settings{.page_size = 7};
    sendmock::scenario_data{}.settings.apply(settings);
    BOOST_TEST((settings == sendmock::account_settings{.page_size = 7}));
    BOOST_TEST(!sendmock::scenario_data{}.logs.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
