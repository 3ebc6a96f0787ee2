// SPDX-License-Identifier: MIT
#include <sendmock/error.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/tls_switch.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/server/mock_account.hpp>

#include "support/has_message.hpp"
#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace unit::server::mock_account {

using sendmock::account_settings;
using sendmock::mock_account;
using sendmock::ordering;
using sendmock::tests::has_message;
using sendmock::tests::numbered_log;
using sendmock::tests::numbered_logs;

std::vector<std::int64_t> ids_of(const mock_account& account) {
    std::vector<std::int64_t> ids;
    for (const auto& record : account.logs().snapshot(ordering::id_descending)) {
        ids.push_back(record.id());
    }
    return ids;
}

} // namespace unit::server::mock_account

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(mock_account)

BOOST_AUTO_TEST_CASE(has_what_it_is_made_with) {
    const mock_account account({.key = "k",
                                .secret = "s",
                                .logs = numbered_logs(1, 3),
                                .settings = {.page_size = 7},
                                .integrations = {5, 6}});
    BOOST_TEST(account.key() == "k");
    BOOST_TEST(account.secret() == "s");
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{3, 2, 1}));
    BOOST_TEST(account.settings().page_size == 7U);
    BOOST_TEST(account.logs().has_integration(5));
    BOOST_TEST(account.logs().has_integration(6));
    BOOST_TEST(account.unused_rules().empty());
    BOOST_TEST(account.journal().size() == 0U);
}

BOOST_AUTO_TEST_CASE(has_the_documented_example_by_default) {
    const mock_account account({});
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{124, 123}));
}

BOOST_AUTO_TEST_CASE(refuses_what_cannot_be_served) {
    BOOST_CHECK_THROW(mock_account({.key = "a:b"}), std::invalid_argument);
    BOOST_CHECK_THROW(mock_account({.settings = {.page_size = 0}}), std::invalid_argument);
    BOOST_CHECK_THROW(mock_account({.settings = {.page_size = 1'001}}), std::invalid_argument);
    BOOST_CHECK_THROW(mock_account({.logs = {numbered_log(1), numbered_log(1)}}), sendmock::error);
}

BOOST_AUTO_TEST_CASE(replaces_all_logs_or_none) {
    mock_account account({.logs = numbered_logs(1, 3), .integrations = {5}});
    account.logs().replace(numbered_logs(8, 9));
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{9, 8}));
    BOOST_TEST(account.logs().has_integration(5));
    BOOST_CHECK_THROW(account.logs().replace({numbered_log(1), numbered_log(1)}), sendmock::error);
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{9, 8}));
    BOOST_TEST(account.logs().has_integration(5));
}

BOOST_AUTO_TEST_CASE(forgets_the_links_of_logs_that_are_replaced) {
    mock_account account({});
    const auto first = account.walks().enter_page("GET", "/logs", std::nullopt);
    account.walks().note_links(first, "next", std::nullopt, {});
    BOOST_TEST(account.walks().enter_page("GET", "/logs?next", "next").page.value_or(0) == 2U);
    account.logs().replace(numbered_logs(1, 3));
    BOOST_TEST(!account.walks().enter_page("GET", "/logs?next", "next").page.has_value());
}

BOOST_AUTO_TEST_CASE(a_reset_makes_it_as_it_was) {
    mock_account account(
        {.logs = numbered_logs(1, 3), .settings = {.page_size = 7}, .integrations = {5}});
    account.logs().insert(numbered_logs(4, 4));
    account.logs().erase(1);
    const std::vector<std::int64_t> added{99};
    account.logs().add_integrations(added);
    account.set_settings({.page_size = 8, .ordering = ordering::id_descending});
    account.inject(sendmock::on_page(1), sendmock::http_error(500));
    account.journal().add({.target = "/"});
    account.walks().delivered("GET", "/", account.walks().enter_page("GET", "/", std::nullopt));
    account.reset();
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{3, 2, 1}));
    BOOST_TEST(account.logs().has_integration(5));
    BOOST_TEST(!account.logs().has_integration(99));
    BOOST_TEST((account.settings() == account_settings{.page_size = 7}));
    BOOST_TEST(account.unused_rules().empty());
    BOOST_TEST(!account.rules().decide({.page = 1}).has_value());
    BOOST_TEST(account.journal().size() == 0U);
    BOOST_TEST(account.journal().add({}).number == 1U);
    BOOST_TEST(account.walks().enter_page("GET", "/", std::nullopt).walk.value_or(0) == 1U);
}

BOOST_AUTO_TEST_CASE(a_reset_brings_the_logs_back_that_were_set_last) {
    mock_account account({.logs = numbered_logs(1, 3)});
    account.set_logs(numbered_logs(4, 5));
    account.logs().erase(4);
    BOOST_CHECK_THROW(account.set_logs({numbered_log(1), numbered_log(1)}), sendmock::error);
    BOOST_CHECK_THROW(account.set_logs(sendmock::generated_logs{.first_id = 0}),
                      std::invalid_argument);
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{5}));
    account.reset();
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{5, 4}));
}

BOOST_AUTO_TEST_CASE(a_reset_makes_generated_logs_whole_again) {
    mock_account account({.logs = sendmock::generated_logs{.count = 3}});
    BOOST_TEST(account.logs().erase(2));
    account.logs().insert(numbered_logs(9, 9));
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{9, 3, 1}));
    account.reset();
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{3, 2, 1}));
}

BOOST_AUTO_TEST_CASE(a_reset_fills_the_rate_limit_again) {
    constexpr sendmock::instant now{};
    mock_account account({.settings = {.rate_limit = sendmock::rate_limit{.requests = 2}}});
    BOOST_TEST(account.served().within_rate_limit("GET", now));
    BOOST_TEST(account.served().within_rate_limit("GET", now));
    BOOST_TEST(!account.served().within_rate_limit("GET", now));
    account.reset();
    BOOST_TEST(account.served().within_rate_limit("GET", now));
    BOOST_TEST(account.served().within_rate_limit("GET", now));
    BOOST_TEST(!account.served().within_rate_limit("GET", now));
}

BOOST_AUTO_TEST_CASE(a_reset_brings_the_first_records_back) {
    mock_account account({.logs = numbered_logs(1, 1)});
    const std::string first = account.logs().snapshot().front().json();
    account.logs().replace(sendmock::tests::padded_logs(1, 100));
    account.reset();
    BOOST_TEST(account.logs().snapshot().front().json() == first);
}

// ---- Rules

BOOST_AUTO_TEST_CASE(rules_are_named_by_their_names_or_places_until_they_act) {
    mock_account account({});
    account.inject(sendmock::on_page(1), sendmock::http_error(500));
    account.inject(sendmock::on_page(2), sendmock::http_error(501), "second");
    account.inject(sendmock::on_page(1), sendmock::http_error(502));
    BOOST_TEST((account.unused_rules() == std::vector<std::string>{"#1", "second", "#3"}));
    const auto planned = account.rules().decide({.method = "GET", .page = 1});
    BOOST_TEST_REQUIRE(planned.has_value());
    BOOST_TEST(planned->rule == "#1");
    BOOST_TEST((account.unused_rules() == std::vector<std::string>{"second", "#3"}));
    BOOST_TEST(account.scenario().rules.size() == 3U);
    account.clear_scenario();
    BOOST_TEST(account.unused_rules().empty());
    BOOST_TEST(account.scenario().rules.empty());
}

BOOST_AUTO_TEST_CASE(a_scenario_takes_the_place_of_all_rules_or_of_none) {
    mock_account account({.logs = numbered_logs(1, 3), .settings = {.page_size = 7}});
    account.inject(sendmock::on_page(1), sendmock::http_error(500), "old");
    sendmock::scenario wanted{.name = "s"};
    wanted.rules.push_back({.when = {}, .then = sendmock::http_error(501), .name = "new"});
    wanted.server.emplace();
    wanted.server->data = {.logs = numbered_logs(8, 9), .settings = {.page_size = 5}};

    sendmock::scenario refused = wanted;
    refused.server->data.settings.page_size = 0;
    BOOST_CHECK_THROW(account.set_scenario(refused), std::invalid_argument);
    refused = wanted;
    refused.server->accounts.push_back({.key = "a", .secret = "s"});
    BOOST_CHECK_THROW(account.set_scenario(refused), std::invalid_argument);
    refused = wanted;
    refused.server->data.logs = std::vector{numbered_log(1), numbered_log(1)};
    BOOST_CHECK_THROW(account.set_scenario(refused), sendmock::error);
    refused = wanted;
    refused.rules.push_back({.when = {}, .then = {}});
    BOOST_CHECK_THROW(account.set_scenario(refused), std::invalid_argument);
    BOOST_TEST((account.unused_rules() == std::vector<std::string>{"old"}));
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{3, 2, 1}));
    BOOST_TEST(account.settings().page_size == 7U);

    account.set_scenario(wanted);
    BOOST_TEST((account.unused_rules() == std::vector<std::string>{"new"}));
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{9, 8}));
    BOOST_TEST(account.settings().page_size == 5U);
    account.reset();
    BOOST_TEST(account.unused_rules().empty());
    BOOST_TEST((ids_of(account) == std::vector<std::int64_t>{3, 2, 1}));
    BOOST_TEST(account.settings().page_size == 7U);
}

BOOST_AUTO_TEST_CASE(a_reset_brings_the_rules_back_that_it_was_made_with) {
    sendmock::scenario first;
    first.rules.push_back({.when = {}, .then = sendmock::http_error(500), .name = "r"});
    mock_account account({.scenario = first});
    BOOST_TEST(account.rules().decide({}).has_value());
    BOOST_TEST(!account.rules().decide({}).has_value());
    account.clear_scenario();
    account.reset();
    BOOST_TEST((account.unused_rules() == std::vector<std::string>{"r"}));
    BOOST_TEST(account.rules().decide({}).has_value());
}

BOOST_AUTO_TEST_CASE(only_the_default_account_acts_before_there_is_a_request) {
    mock_account other({});
    mock_account first({}, {.is_default = true});
    const sendmock::scenario at_accept{
        .rules = {{.when = {}, .then = sendmock::reset_on_accept()}}};
    BOOST_CHECK_THROW(other.inject({}, sendmock::fail_handshake()), std::invalid_argument);
    BOOST_CHECK_THROW(other.set_scenario(at_accept), std::invalid_argument);
    BOOST_CHECK_THROW(mock_account({.scenario = at_accept}), std::invalid_argument);
    BOOST_TEST(other.unused_rules().empty());
    first.inject({}, sendmock::fail_handshake());
    first.set_scenario(at_accept);
    BOOST_TEST((first.unused_rules() == std::vector<std::string>{"#1"}));
    BOOST_CHECK_THROW(other.set_first_scenario(at_accept), std::invalid_argument);
    BOOST_TEST(!first.objection_to(at_accept.rules.front()).has_value());
    BOOST_TEST((other.objection_to(at_accept.rules.front()) ==
                "RESET_ON_ACCEPT: connections belong to no account; expected it in the default "
                "account's rules"));
}

BOOST_AUTO_TEST_CASE(only_an_account_of_a_server_with_tls_switches_the_profile) {
    const sendmock::fault switching = sendmock::switch_tls_profile(sendmock::tls_profile::expired);
    const auto profile =
        std::make_shared<sendmock::detail::standard_profile>(sendmock::tls_profile::good);
    const auto objection = [&](bool is_default, bool secure) {
        const mock_account account({},
                                   {.is_default = is_default, .tls = secure ? profile : nullptr});
        return account.objection_to({.when = {}, .then = switching}).value_or("none");
    };
    const std::string no_tls =
        "tls: a rule cannot change the profile of a server that does not speak TLS";
    BOOST_TEST(objection(true, true) == "none");
    BOOST_TEST(objection(true, false) == no_tls);
    BOOST_TEST(objection(false, true) == "none");
    BOOST_TEST(objection(false, false) == no_tls);
    mock_account plain({}, {.is_default = true});
    BOOST_CHECK_EXCEPTION(plain.inject({}, switching), std::invalid_argument, has_message(no_tls));
    BOOST_CHECK_EXCEPTION(plain.set_scenario({.rules = {{.when = {}, .then = switching}}}),
                          std::invalid_argument,
                          has_message(no_tls));
    BOOST_TEST(plain.unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(a_scenario_of_the_default_account_sets_the_servers_tls_profile) {
    using sendmock::tls_profile;
    const auto profile = std::make_shared<sendmock::detail::standard_profile>(tls_profile::good);
    sendmock::scenario wanted;
    wanted.server.emplace();
    wanted.server->tls = tls_profile::expired;
    mock_account first({}, {.is_default = true, .tls = profile});
    first.set_scenario(wanted);
    BOOST_TEST((profile->current().profile == tls_profile::expired));
    wanted.server->tls.reset();
    first.set_scenario(wanted);
    BOOST_TEST((profile->current().profile == tls_profile::expired)); // what it does not say stays
    wanted.server->tls = tls_profile::good;
    wanted.server->data.settings.page_size = 7;
    mock_account other({}, {.tls = profile});
    BOOST_CHECK_EXCEPTION(other.set_scenario(wanted),
                          std::invalid_argument,
                          has_message("/server/tls: belongs to the server; expected it in the "
                                      "default account's scenario"));
    BOOST_TEST((profile->current().profile == tls_profile::expired));
    mock_account plain({}, {.is_default = true});
    BOOST_CHECK_EXCEPTION(
        plain.set_scenario(wanted),
        std::invalid_argument,
        has_message("/server/tls: this server does not speak TLS, which only a start can change"));
    BOOST_TEST(plain.settings().page_size == 100U);
}

BOOST_AUTO_TEST_CASE(takes_no_single_rule_for_another_accounts_requests) {
    mock_account account({.key = "mine"});
    BOOST_CHECK_EXCEPTION(
        account.inject(sendmock::on_page(1).account("other"), sendmock::http_error(500)),
        std::invalid_argument,
        has_message(
            "account: expected mine, the only one whose requests its rules see, found other"));
    BOOST_TEST(account.unused_rules().empty());
    account.inject(sendmock::on_page(1).account("mine"), sendmock::http_error(500));
    BOOST_TEST(account.rules().decide({.account = "mine", .page = 1}).has_value());
    // A scenario may be that of several accounts.
    const sendmock::scenario shared{.rules = {{.when = sendmock::on_page(1).account("other"),
                                               .then = sendmock::http_error(500)}}};
    account.set_scenario(shared);
    BOOST_TEST(account.scenario().rules.size() == 1U);
}

BOOST_AUTO_TEST_CASE(every_way_in_refuses_rules_that_cannot_be) {
    const sendmock::scenario wrong{.rules = {{.when = {}, .then = {}, .name = "r"}}};
    const std::string cause = "a fault has to do something";
    mock_account account({});
    BOOST_CHECK_EXCEPTION(
        mock_account({.scenario = wrong}), std::invalid_argument, has_message("rule r: " + cause));
    BOOST_CHECK_EXCEPTION(
        account.set_scenario(wrong), std::invalid_argument, has_message("rule r: " + cause));
    BOOST_CHECK_EXCEPTION(
        account.set_first_scenario(wrong), std::invalid_argument, has_message("rule r: " + cause));
    BOOST_CHECK_EXCEPTION(account.inject({}, {}), std::invalid_argument, has_message(cause));
    BOOST_TEST(account.unused_rules().empty());
    account.reset();
    BOOST_TEST(account.unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(other_rules_make_the_links_of_before_lead_nowhere) {
    mock_account account({});
    const auto links = [&] {
        const auto first = account.walks().enter_page("GET", "/logs", std::nullopt);
        account.walks().note_links(first, "next", std::nullopt, {});
        return account.walks().enter_page("GET", "/logs?next", "next").page.has_value();
    };
    BOOST_TEST(links());
    account.set_scenario({});
    BOOST_TEST(!account.walks().enter_page("GET", "/logs?next", "next").page.has_value());
    BOOST_TEST(links());
    account.clear_scenario();
    BOOST_TEST(!account.walks().enter_page("GET", "/logs?next", "next").page.has_value());
    BOOST_TEST(links());
    account.inject({}, sendmock::http_error(500)); // what is added leaves the walks alone
    BOOST_TEST(account.walks().enter_page("GET", "/logs?next", "next").page.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
