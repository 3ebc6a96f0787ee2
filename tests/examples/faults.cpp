// SPDX-License-Identifier: MIT
// Make a page fail, and see that the client retries where it should and reports where it must.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(my_client_survives_a_service_that_is_unavailable_for_a_moment) {
    sendmock::mock_server server{{.page_size = 1}};
    server.inject(sendmock::on_page(2).times(2), sendmock::http_error(503));

    my_client client{server.logs_url(), server.key(), server.secret()};

    BOOST_TEST(client.fetch_logs().size() == 2);
    BOOST_TEST(server.journal().requests().size() == 4); // page 1, and page 2 three times
}

BOOST_AUTO_TEST_CASE(my_client_gives_up_in_the_end) {
    sendmock::mock_server server;
    server.inject(sendmock::on_page(1).always(), sendmock::http_error(503));

    my_client client{server.logs_url(), server.key(), server.secret()};

    BOOST_CHECK_THROW(client.fetch_logs(), std::runtime_error);
    BOOST_TEST(server.journal().requests().size() == 3);
}

BOOST_AUTO_TEST_CASE(my_client_does_not_take_404_for_the_end) {
    sendmock::mock_server server{{.page_size = 1}};
    server.inject(sendmock::on_page(2), sendmock::http_error(404));

    my_client client{server.logs_url(), server.key(), server.secret()};

    BOOST_CHECK_THROW(client.fetch_logs(), std::runtime_error);
    BOOST_TEST(server.unused_rules() == 0); // it did come to page 2
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
