// SPDX-License-Identifier: MIT
#include <sendmock/error.hpp>
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/shop/call_shop.hpp>
#include <sendmock/shop/mock_shop.hpp>

#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace unit::shop::mock_shop {

using sendmock::tls_profile;
using sendmock::tests::ending;
using sendmock::tests::raw_client;
using sendmock::tests::received_answer;

/// The answer to one request on a connection of its own.
received_answer ask(const sendmock::mock_shop& shop,
                    std::string_view request_line = "GET / HTTP/1.1",
                    std::string_view content = "") {
    raw_client client(shop.port());
    client.send(std::string(request_line) + "\r\nHost: x\r\nContent-Length: " +
                std::to_string(content.size()) + "\r\n\r\n" + std::string(content));
    return client.read_answer();
}

std::vector<std::string> targets_of(const sendmock::mock_shop& shop) {
    std::vector<std::string> targets;
    for (const sendmock::exchange& entry : shop.journal().requests()) {
        targets.push_back(entry.method + ' ' + entry.target);
    }
    return targets;
}

} // namespace unit::shop::mock_shop

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(mock_shop)

BOOST_AUTO_TEST_CASE(answers_whatever_it_is_asked_without_credentials) {
    const sendmock::mock_shop shop;
    for (const char* line : {"GET / HTTP/1.1",
                             "POST /orders.json?a=b HTTP/1.1",
                             "DELETE /api/v2/integrations/logs HTTP/1.1",
                             "GET /__admin/requests HTTP/1.1"}) {
        const received_answer answer = ask(shop, line);
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(answer.content == "{}");
        BOOST_TEST(answer.field("Content-Type") == "application/json");
        BOOST_TEST(answer.field("X-Sendmock-Reason") == "");
    }
}

BOOST_AUTO_TEST_CASE(answers_as_it_is_told) {
    const sendmock::mock_shop shop{
        {.answer = {.status = 201, .fields = {{"X-Shop", "mine"}}, .content = "made"}}};
    for (int i = 0; i < 2; ++i) {
        const received_answer answer = ask(shop, "POST /orders HTTP/1.1", "{\"a\":1}");
        BOOST_TEST(answer.status == 201);
        BOOST_TEST(answer.field("X-Shop") == "mine");
        BOOST_TEST(answer.content == "made");
    }
}

BOOST_AUTO_TEST_CASE(keeps_the_requests_that_reached_it) {
    const sendmock::mock_shop shop;
    BOOST_TEST(shop.journal().requests().empty());
    ask(shop, "GET /a HTTP/1.1");
    ask(shop, "PUT /b?c=d HTTP/1.1", "content");
    BOOST_TEST(targets_of(shop) == (std::vector<std::string>{"GET /a", "PUT /b?c=d"}),
               boost::test_tools::per_element());
    BOOST_TEST(shop.journal().requests().back().content_bytes == 7U);
}

BOOST_AUTO_TEST_CASE(is_where_its_url_says) {
    const sendmock::mock_shop shop;
    BOOST_TEST(shop.url() == "http://127.0.0.1:" + std::to_string(shop.port()));
    BOOST_TEST(shop.ca_pem() == "");
    BOOST_TEST(shop.crl_pem() == "");
    const sendmock::mock_shop other;
    BOOST_TEST(other.port() != shop.port());
    BOOST_CHECK_THROW(sendmock::mock_shop({.port = shop.port()}), sendmock::error);
    BOOST_CHECK_THROW(sendmock::mock_shop({.host = "no host"}), sendmock::error);
}

BOOST_AUTO_TEST_CASE(speaks_tls_with_a_profile) {
    const sendmock::mock_shop good{{.tls = tls_profile::good}};
    BOOST_TEST(good.url() == "https://127.0.0.1:" + std::to_string(good.port()));
    const auto result = sendmock::call_shop(
        {.url = good.url(), .ca_pem = good.ca_pem(), .crl_pem = good.crl_pem()});
    BOOST_TEST(result.succeeded(), result.exception);
    BOOST_TEST(good.journal().requests().size() == 1U);
    // Another shop's CA is no help.
    const sendmock::mock_shop other{{.tls = tls_profile::good}};
    BOOST_TEST(!sendmock::call_shop({.url = other.url(), .ca_pem = good.ca_pem()}).succeeded());
    BOOST_TEST(other.journal().requests().empty());
}

BOOST_AUTO_TEST_CASE(keeps_its_connections_and_the_alert_of_a_caller_that_refuses) {
    const sendmock::mock_shop shop{{.tls = tls_profile::expired}};
    BOOST_TEST(shop.connections().empty());
    static_cast<void>(sendmock::call_shop({.url = shop.url(), .ca_pem = shop.ca_pem()}));
    BOOST_TEST(sendmock::tests::eventually([&] {
        const auto connections = shop.connections();
        return connections.size() == 1U && connections[0].alert == "certificate_expired";
    }));
}

BOOST_AUTO_TEST_CASE(its_lists_have_the_revoked_certificate) {
    const sendmock::mock_shop shop{{.tls = tls_profile::revoked}};
    BOOST_TEST(sendmock::call_shop({.url = shop.url(), .ca_pem = shop.ca_pem()}).succeeded());
    BOOST_TEST(!sendmock::call_shop(
                    {.url = shop.url(), .ca_pem = shop.ca_pem(), .crl_pem = shop.crl_pem()})
                    .succeeded());
}

BOOST_AUTO_TEST_CASE(faults_take_the_place_of_its_answer) {
    sendmock::mock_shop shop;
    shop.inject(sendmock::on_request(2), sendmock::http_error(503), "down");
    shop.inject(sendmock::on_any_request().path("/gone"), sendmock::http_error(404));
    BOOST_TEST(shop.unused_rules() == (std::vector<std::string>{"down", "#2"}),
               boost::test_tools::per_element());
    BOOST_TEST(ask(shop).status == 200);
    const received_answer down = ask(shop);
    BOOST_TEST(down.status == 503);
    BOOST_TEST(down.field("X-Sendmock-Reason") == ""); // a shop has no such field
    BOOST_TEST(ask(shop, "GET /gone HTTP/1.1").status == 404);
    BOOST_TEST(ask(shop).status == 200);
    BOOST_TEST(shop.unused_rules().empty());
    BOOST_TEST(shop.journal().requests()[1].rule == "down");
}

BOOST_AUTO_TEST_CASE(faults_on_the_wire_are_its_own_too) {
    sendmock::mock_shop shop;
    shop.inject(sendmock::on_any_request(), sendmock::connection_reset());
    raw_client client(shop.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto all = client.read_to_end();
    BOOST_TEST(all.bytes == "");
    BOOST_TEST(all.ending == ending::rst);
}

BOOST_AUTO_TEST_CASE(has_neither_pages_nor_logs_that_a_fault_could_change) {
    sendmock::mock_shop shop;
    BOOST_CHECK_THROW(shop.inject(sendmock::on_any_request(), sendmock::empty_page()),
                      std::invalid_argument);
    BOOST_CHECK_THROW(shop.inject(sendmock::on_any_request(), sendmock::erase_logs({1})),
                      std::invalid_argument);
    BOOST_TEST(shop.unused_rules().empty()); // none is in force
    BOOST_TEST(ask(shop).status == 200);
}

BOOST_AUTO_TEST_CASE(one_seed_draws_the_same) {
    const auto drawn = [](std::uint64_t seed) {
        sendmock::mock_shop shop{{.seed = seed}};
        shop.inject(sendmock::on_any_request(), sendmock::random_data());
        raw_client client(shop.port());
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        return client.read_to_end().bytes;
    };
    BOOST_TEST(drawn(1).size() == 256U);
    BOOST_TEST((drawn(1) == drawn(1)));
    BOOST_TEST((drawn(1) != drawn(2)));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
