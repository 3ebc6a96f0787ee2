// SPDX-License-Identifier: MIT
// Change the logs while the client is between two pages: a cursor is a place among the logs, not
// the number of a page, so that nothing is read twice.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

namespace examples::changing_logs {

constexpr const char* three_logs = R"([
    {"id": 1, "base_url": "https://shop.example", "created_at": "2023-03-01T08:00:00Z"},
    {"id": 2, "base_url": "https://shop.example", "created_at": "2023-03-01T09:00:00Z"},
    {"id": 3, "base_url": "https://shop.example", "created_at": "2023-03-01T10:00:00Z"}
])";

constexpr const char* later_log =
    R"({"id": 4, "base_url": "https://shop.example", "created_at": "2023-03-01T11:00:00Z"})";

} // namespace examples::changing_logs

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(changing_logs)

BOOST_AUTO_TEST_CASE(my_client_reads_nothing_twice_when_a_log_comes_in) {
    sendmock::mock_server server{{.logs = sendmock::parse_logs(three_logs), .page_size = 1}};
    my_client client{server.logs_url(), server.key(), server.secret()};

    std::vector<std::int64_t> ids;
    client.for_each_log([&](const auto& log) {
        if (ids.empty()) {
            server.logs().insert({sendmock::parse_log(later_log)});
        }
        ids.push_back(log.at("id"));
    });

    BOOST_TEST(ids == (std::vector<std::int64_t>{3, 2, 1}), boost::test_tools::per_element());
    BOOST_TEST(client.fetch_logs().size() == 4);
}

BOOST_AUTO_TEST_CASE(my_client_goes_on_when_the_next_log_is_deleted) {
    sendmock::mock_server server{{.logs = sendmock::parse_logs(three_logs), .page_size = 1}};
    my_client client{server.logs_url(), server.key(), server.secret()};

    std::vector<std::int64_t> ids;
    client.for_each_log([&](const auto& log) {
        server.logs().erase(2);
        ids.push_back(log.at("id"));
    });

    BOOST_TEST(ids == (std::vector<std::int64_t>{3, 1}), boost::test_tools::per_element());
}

// The same without a hand in the client: the change comes just before a page is answered.
BOOST_AUTO_TEST_CASE(my_client_meets_changes_that_were_planned) {
    sendmock::mock_server server{{.logs = sendmock::parse_logs(three_logs), .page_size = 1}};
    server.inject(sendmock::on_page(2), sendmock::insert_logs({sendmock::parse_log(later_log)}));
    server.inject(sendmock::on_page(3), sendmock::erase_logs({1}));
    my_client client{server.logs_url(), server.key(), server.secret()};

    std::vector<std::int64_t> ids;
    client.for_each_log([&](const auto& log) { ids.push_back(log.at("id")); });

    BOOST_TEST(ids == (std::vector<std::int64_t>{3, 2}), boost::test_tools::per_element());
    BOOST_TEST(server.journal().requests().at(1).fault == "insert_logs(1)");
    BOOST_TEST(server.unused_rules().empty());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
