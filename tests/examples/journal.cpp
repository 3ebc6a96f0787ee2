// SPDX-License-Identifier: MIT
// The journal is the evidence: what the client really sent, whatever it says itself.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(journal)

BOOST_AUTO_TEST_CASE(my_client_sends_its_credentials_and_the_cursor_that_it_was_given) {
    sendmock::mock_server server{
        {.page_size = 1, .ordering = sendmock::ordering::id_descending}}; // logs 124 and 123
    my_client{server.logs_url(), server.key(), server.secret()}.fetch_logs();

    const auto requests = server.journal().requests();

    BOOST_TEST_REQUIRE(requests.size() == 2);
    BOOST_TEST(requests[0].target == "/api/v2/integrations/logs");
    BOOST_TEST(!requests[0].cursor.has_value());
    BOOST_TEST(requests[1].cursor.value() == "p=124"); // decoded: what is behind log 124
    for (const auto& request : requests) {
        BOOST_TEST(request.method == "GET");
        BOOST_TEST(request.authenticated);
        BOOST_TEST(request.status == 200);
    }
}

BOOST_AUTO_TEST_CASE(a_failure_stands_there_with_its_page_and_attempt) {
    sendmock::mock_server server{{.page_size = 1}};
    server.inject(sendmock::on_page(2), sendmock::http_error(503));
    my_client{server.logs_url(), server.key(), server.secret()}.fetch_logs();

    const auto requests = server.journal().requests();

    BOOST_TEST_REQUIRE(requests.size() == 3);
    BOOST_TEST(requests[1].page.value() == 2U);
    BOOST_TEST(requests[1].attempt == 1U);
    BOOST_TEST(requests[1].status == 503);
    BOOST_TEST(requests[1].fault == "http_error(503)");
    BOOST_TEST(requests[2].page.value() == 2U);
    BOOST_TEST(requests[2].attempt == 2U);
    BOOST_TEST(requests[2].status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
