// SPDX-License-Identifier: MIT
// Make a page fail, and see that the client retries where it should and reports where it must.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

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
    BOOST_TEST(server.unused_rules().empty()); // it did come to page 2
}

BOOST_AUTO_TEST_CASE(my_client_reports_what_the_network_breaks) {
    const std::vector<sendmock::fault> broken{sendmock::empty_response(),
                                              sendmock::malformed_chunk(),
                                              sendmock::random_data(),
                                              sendmock::connection_reset(),
                                              sendmock::connection_reset_after(100),
                                              sendmock::disconnect_during_body(),
                                              sendmock::content_length_mismatch(),
                                              sendmock::chunked_without_end()};
    for (const sendmock::fault& fault : broken) {
        sendmock::mock_server server{{.page_size = 1}};
        server.inject(sendmock::on_page(2), fault);
        my_client client{server.logs_url(), server.key(), server.secret()};
        BOOST_CHECK_THROW(client.fetch_logs(), std::exception);
        BOOST_TEST(server.unused_rules().empty());
    }
}

BOOST_AUTO_TEST_CASE(my_client_sends_its_credentials_nowhere_else) {
    sendmock::mock_server server;
    server.inject(sendmock::on_page(1), sendmock::next_other_origin());
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_CHECK_THROW(client.fetch_logs(), std::runtime_error);
    BOOST_TEST(!server.canary().credentials_arrived());
}

BOOST_AUTO_TEST_CASE(my_client_does_not_care_how_long_pages_are) {
    sendmock::mock_server server{
        {.logs = sendmock::generated_logs{.count = 100, .seed = 1}, .page_size = 10}};
    server.inject(sendmock::on_page(2), sendmock::empty_page());
    server.inject(sendmock::from_page(3).always(), sendmock::short_page(3));
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().size() == 100);
}

BOOST_AUTO_TEST_CASE(a_rule_has_a_name_where_there_are_several) {
    sendmock::mock_server server{{.page_size = 1}};
    server.inject(sendmock::on_page(1).attempt(1), sendmock::http_error(503), "busy at first");
    server.inject(sendmock::on_page(9), sendmock::http_error(503), "never met");
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().size() == 2);
    BOOST_TEST(server.journal().requests().front().rule == "busy at first");
    BOOST_TEST(server.unused_rules() == std::vector<std::string>{"never met"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
