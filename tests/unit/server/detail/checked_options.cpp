// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/server/detail/checked_options.hpp>

#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace unit::server::detail::checked_options {

using sendmock::account_settings;
using sendmock::server_options;
using sendmock::tests::numbered_logs;

/// Each member another than by default.
const account_settings settings{.page_size = 7,
                                .ordering = sendmock::ordering::id_descending,
                                .rate_limit = sendmock::rate_limit{.requests = 3},
                                .owner_ids = false,
                                .cursor_lifetime = std::chrono::seconds{60}};

server_options checked(server_options options) {
    return sendmock::detail::checked_options(std::move(options));
}

/// What wrong options are told.
std::string complaint_about(server_options options) {
    try {
        static_cast<void>(checked(std::move(options)));
    } catch (const std::invalid_argument& failure) {
        return failure.what();
    }
    return "";
}

std::size_t count_of(const sendmock::log_data& logs) {
    return std::get<std::vector<sendmock::log_record>>(logs).size();
}

} // namespace unit::server::detail::checked_options

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(checked_options)

BOOST_AUTO_TEST_CASE(settings_are_read_as_they_were_put) {
    server_options options;
    BOOST_TEST((sendmock::detail::settings_of(options) == account_settings{}));
    sendmock::detail::put_settings(options, settings);
    BOOST_TEST((sendmock::detail::settings_of(options) == settings));
}

BOOST_AUTO_TEST_CASE(the_default_account_gets_what_is_its_own) {
    server_options options{
        .logs = numbered_logs(1, 3), .key = "k", .secret = "s", .integrations = {5}};
    options.scenario.name = "n";
    sendmock::detail::put_settings(options, settings);
    const auto taken = sendmock::detail::take_default_account(options);
    BOOST_TEST(taken.key == "k");
    BOOST_TEST(taken.secret == "s");
    BOOST_TEST(count_of(taken.logs) == 3U);
    BOOST_TEST((taken.settings == settings));
    BOOST_TEST((taken.integrations == std::vector<std::int64_t>{5}));
    BOOST_TEST(taken.scenario.name == "n");
}

BOOST_AUTO_TEST_CASE(what_a_scenario_serves_takes_the_place_of_options) {
    server_options options{.logs = numbered_logs(1, 3), .key = "k"};
    options.scenario.server.emplace();
    options.scenario.server->tls = sendmock::tls_profile::good;
    options.scenario.server->data.settings = {.page_size = 7,
                                              .ordering = settings.ordering,
                                              .rate_limit = settings.rate_limit,
                                              .owner_ids = false,
                                              .cursor_lifetime = settings.cursor_lifetime};
    const server_options made = checked(options);
    BOOST_TEST((sendmock::detail::settings_of(made) == settings));
    BOOST_TEST((made.tls == sendmock::tls_profile::good));
    BOOST_TEST(made.key == "k");
    BOOST_TEST(count_of(made.logs) == 3U); // of which it says nothing
    BOOST_TEST(made.accounts.empty());
}

BOOST_AUTO_TEST_CASE(the_first_account_of_a_scenario_is_the_default_one) {
    server_options options{.accounts = {{.key = "mine"}}};
    options.scenario.server.emplace();
    options.scenario.server->data = {.logs = numbered_logs(1, 5), .settings = {.page_size = 2}};
    options.scenario.server->accounts = {
        {.key = "a", .secret = "one", .data = {.logs = {}, .settings = {.owner_ids = false}}},
        {.key = "b",
         .secret = "two",
         .data = {.logs = numbered_logs(8, 9), .settings = {.page_size = 1}}}};
    options.scenario.rules = {{.when = {}, .then = sendmock::http_error(503)},
                              {.when = {}, .then = sendmock::reset_on_accept()}};
    const server_options made = checked(options);
    BOOST_TEST(made.key == "a");
    BOOST_TEST(made.secret == "one");
    BOOST_TEST(count_of(made.logs) == 5U);
    BOOST_TEST((sendmock::detail::settings_of(made) ==
                account_settings{.page_size = 2, .owner_ids = false}));
    BOOST_TEST(made.scenario.rules.size() == 2U);
    BOOST_TEST_REQUIRE(made.accounts.size() == 2U);
    BOOST_TEST(made.accounts[0].key == "mine");
    BOOST_TEST(made.accounts[1].key == "b");
    BOOST_TEST(made.accounts[1].secret == "two");
    BOOST_TEST(count_of(made.accounts[1].logs) == 2U);
    BOOST_TEST((made.accounts[1].settings == account_settings{.page_size = 1}));
    BOOST_TEST(made.accounts[1].scenario.rules.size() == 1U); // connections are no account's
}

BOOST_AUTO_TEST_CASE(refuses_options_out_of_range_and_names_them) {
    using std::chrono::hours;
    using std::chrono::milliseconds;
    BOOST_TEST(complaint_about({}) == "");
    BOOST_TEST(complaint_about({.io_timeout = milliseconds{0}}).starts_with("io_timeout: "));
    BOOST_TEST(complaint_about({.io_timeout = hours{25}}).starts_with("io_timeout: "));
    BOOST_TEST(complaint_about({.idle_timeout = milliseconds{0}}).starts_with("idle_timeout: "));
    BOOST_TEST(complaint_about({.idle_timeout = hours{24}}) == "");
    BOOST_TEST(complaint_about({.most_connections = 0}).starts_with("most_connections: "));
    BOOST_TEST(complaint_about({.now = nullptr}).starts_with("now: "));
    BOOST_TEST(complaint_about({.ca_file = "ca.pem"}).starts_with("ca_file: "));
    BOOST_TEST(complaint_about({.tls = sendmock::tls_profile::good, .ca_file = "ca.pem"}) == "");
    BOOST_TEST(complaint_about({.host = "0.0.0.0"}).starts_with("admin_token: "));
    BOOST_TEST(complaint_about({.host = "0.0.0.0", .admin_token = "t"}) == "");
}

BOOST_AUTO_TEST_CASE(a_wrong_url_is_told_without_its_password) {
    BOOST_TEST(complaint_about({.public_base_url = "ftp://user:hidden@mock.example"}) ==
               "public_base_url: expected http:// or https:// with a host and perhaps a path, "
               "found ***@mock.example");
    BOOST_TEST(complaint_about({.public_base_url = "https://mock.example/under"}) == "");
}

BOOST_AUTO_TEST_CASE(listeners_and_the_service_get_what_concerns_them) {
    using std::chrono::milliseconds;
    const server_options options{.public_base_url = "https://mock.example",
                                 .most_connections = 9,
                                 .io_timeout = milliseconds{7},
                                 .idle_timeout = milliseconds{8}};
    const auto listening = sendmock::detail::listening_of(options);
    BOOST_TEST(listening.most_connections == 9U);
    BOOST_TEST(listening.times.io.count() == 7);
    BOOST_TEST(listening.times.idle.count() == 8);
    const auto service = sendmock::detail::service_options_of(options, "127.0.0.1:80");
    BOOST_TEST(service.local_authority == "127.0.0.1:80");
    BOOST_TEST(service.public_base_url.has_value());
    BOOST_TEST(service.require_credentials);
    BOOST_TEST(!sendmock::detail::service_options_of({.require_credentials = false}, "")
                    .require_credentials);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
