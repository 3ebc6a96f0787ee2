// SPDX-License-Identifier: MIT
// One server for several accounts: each has its own key, logs, faults and journal, so that tests
// that run at the same time do not see each other.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(accounts)

BOOST_AUTO_TEST_CASE(what_happens_to_one_account_does_not_touch_the_other) {
    sendmock::mock_server server;
    const auto broken = server.add_account({.key = "broken", .secret = "b"});
    const auto quiet = server.add_account({.key = "quiet", .secret = "q", .logs = {}});
    broken->inject(sendmock::on_page(1).always(), sendmock::http_error(500));

    BOOST_CHECK_THROW((my_client{server.logs_url(), "broken", "b"}.fetch_logs()),
                      std::runtime_error);
    BOOST_TEST((my_client{server.logs_url(), "quiet", "q"}.fetch_logs().empty()));

    BOOST_TEST(broken->journal().requests().size() == 1);
    BOOST_TEST(quiet->journal().requests().size() == 1);
    BOOST_TEST(server.journal().requests().empty());
}

BOOST_AUTO_TEST_CASE(a_wrong_secret_opens_no_account) {
    sendmock::mock_server server;
    const auto account = server.add_account({.key = "mine", .secret = "right"});

    BOOST_CHECK_THROW((my_client{server.logs_url(), "mine", "wrong"}.fetch_logs()),
                      std::runtime_error);

    BOOST_TEST(account->journal().requests().at(0).status == 401);
    BOOST_TEST(account->journal().requests().at(0).reason == "wrong_secret");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
