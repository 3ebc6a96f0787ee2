// SPDX-License-Identifier: MIT
// Move the clock, and see what the client does about limits that time lifts.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>

namespace examples::time {

using namespace std::chrono_literals;

} // namespace examples::time

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(time)

BOOST_AUTO_TEST_CASE(my_client_may_come_again_when_a_minute_has_passed) {
    sendmock::manual_clock clock;
    sendmock::mock_server server{
        {.page_size = 1, .rate_limit = sendmock::rate_limit{.requests = 2}, .now = clock.source()}};
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().size() == 2); // two pages
    BOOST_CHECK_THROW(client.fetch_logs(), std::runtime_error);
    clock.advance(60s);
    BOOST_TEST(client.fetch_logs().size() == 2);
}

BOOST_AUTO_TEST_CASE(my_client_reports_a_cursor_that_is_too_old) {
    sendmock::manual_clock clock;
    sendmock::mock_server server{{.page_size = 1, .cursor_lifetime = 60s, .now = clock.source()}};
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_CHECK_THROW(client.for_each_log([&](const auto&) { clock.advance(61s); }),
                      std::runtime_error);
    BOOST_TEST(server.journal().requests().back().reason == "expired_cursor");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
