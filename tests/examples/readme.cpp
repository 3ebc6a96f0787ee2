// SPDX-License-Identifier: MIT
// The code in README.md.
#include <sendmock/sendmock.hpp>
#include <sendmock/testing/boost_test.hpp>

#include "clients/honest_client.hpp"
#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

namespace examples::readme {

using namespace std::chrono_literals;

// A file `logs.json` with 25 logs, as long as it lives.
class logs_file {
public:
    logs_file() {
        std::ofstream file("logs.json");
        for (int id = 1; id <= 25; ++id) {
            file << (id == 1 ? '[' : ',') << R"({"id": )" << id
                 << R"(, "base_url": "https://shop.example")"
                 << R"(, "created_at": "2023-03-01T08:00:00Z"})";
        }
        file << ']';
    }

    logs_file(const logs_file&) = delete;
    logs_file& operator=(const logs_file&) = delete;

    ~logs_file() { std::remove("logs.json"); }
};

} // namespace examples::readme

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(readme)

BOOST_AUTO_TEST_CASE(my_client_reads_the_documented_example) {
    sendmock::mock_server server; // serving: loopback, a free port, the documented example
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().size() == 2);
}

BOOST_FIXTURE_TEST_CASE(my_client_reads_all_logs_of_a_file_although_a_page_fails, logs_file) {
    sendmock::mock_server server{{.logs = sendmock::load_logs("logs.json"), .page_size = 10}};
    server.inject(sendmock::on_page(2).times(2), sendmock::http_error(503));
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().size() == 25);
    BOOST_TEST(server.journal().requests().size() == 5); // three pages and two retries
}

BOOST_AUTO_TEST_CASE(my_client_reads_logs_that_change_meanwhile) {
    sendmock::mock_server server{{.logs = sendmock::generated_logs{.count = 250, .seed = 42}}};
    server.inject(sendmock::on_page(2), sendmock::erase_logs({1, 2, 3}));
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().size() == 247);
}

BOOST_AUTO_TEST_CASE(my_client_sends_credentials_to_one_origin_alone) {
    sendmock::mock_server server{{.logs = sendmock::generated_logs{.count = 250, .seed = 42}}};
    server.inject(sendmock::on_page(2), sendmock::connection_reset_after(1000));
    server.inject(sendmock::on_page(3), sendmock::next_other_origin());
    server.inject(sendmock::on_any_request().probability(0.05).always(),
                  sendmock::delayed_between(10ms, 200ms));
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_CHECK_THROW(client.fetch_logs(), std::runtime_error);
    BOOST_TEST(!server.canary().credentials_arrived());
}

BOOST_AUTO_TEST_CASE(my_client_meets_a_ready_scenario) {
    const std::string fixtures = SENDMOCK_FIXTURE_DIR;
    sendmock::mock_server server{
        {.scenario = sendmock::load_scenario(fixtures + "/scenarios/unavailable-twice.json")}};
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().size() == 250);
    BOOST_TEST(server.unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(my_client_reads_the_log_that_a_broken_shop_leaves) {
    const sendmock::mock_shop shop{{.tls = sendmock::tls_profile::expired}};
    sendmock::mock_server server{{.logs = {}}};
    server.add(
        sendmock::call_shop({.url = shop.url() + "/orders.json", .ca_pem = shop.ca_pem()}).record);
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_TEST(client.fetch_logs().at(0).at("response_code") == 495);
}

BOOST_AUTO_TEST_CASE(my_client_connects_and_refuses_the_certificate) {
    sendmock::mock_server server{{.tls = sendmock::tls_profile::expired}};
    my_client client{server.logs_url(), server.key(), server.secret()};
    BOOST_CHECK_THROW(client.fetch_logs(), std::runtime_error);
    BOOST_TEST(server.handshakes().begun == 1);      // it connected,
    BOOST_TEST(server.journal().requests().empty()); // and asked for nothing
}

BOOST_AUTO_TEST_CASE(an_honest_client_keeps_all_invariants) {
    sendmock::boost_test::check_client([](const sendmock::endpoint& at, const auto& emit) {
        honest_client(at, std::chrono::seconds{4}).for_each_log(emit);
    });
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
