// SPDX-License-Identifier: MIT
// Serve the logs that a test is about, on pages so small that they have to be put together.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(own_logs)

BOOST_AUTO_TEST_CASE(my_client_reads_all_pages_latest_log_first) {
    sendmock::mock_server server{{.logs = sendmock::parse_logs(R"([
        {"id": 1, "base_url": "https://shop.example", "created_at": "2023-03-01T08:00:00Z"},
        {"id": 2, "base_url": "https://shop.example", "created_at": "2023-03-01T09:00:00Z"},
        {"id": 3, "base_url": "https://shop.example", "created_at": "2023-03-01T10:00:00Z"}
    ])"),
                                  .page_size = 2}};

    const auto logs = my_client{server.logs_url(), server.key(), server.secret()}.fetch_logs();

    BOOST_TEST_REQUIRE(logs.size() == 3);
    BOOST_TEST(logs.front().at("id") == 3);
    BOOST_TEST(logs.back().at("id") == 1);
}

// Logs that nobody has to write: any number, the same for the same seed.
BOOST_AUTO_TEST_CASE(my_client_reads_generated_logs) {
    sendmock::mock_server server{
        {.logs = sendmock::generated_logs{.count = 250, .seed = 42, .ties = 0.5}}};

    const auto logs = my_client{server.logs_url(), server.key(), server.secret()}.fetch_logs();

    BOOST_TEST(logs.size() == 250);
    BOOST_TEST(server.journal().requests().size() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
