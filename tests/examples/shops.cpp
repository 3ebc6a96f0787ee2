// SPDX-License-Identifier: MIT
// A shop that is broken, the call of it, and the log that is read of it.
#include <sendmock/sendmock.hpp>

#include "examples/my_client.hpp"
#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(shops)

BOOST_AUTO_TEST_CASE(the_log_of_an_expired_certificate_is_read_page_by_page) {
    const sendmock::mock_shop shop{{.tls = sendmock::tls_profile::expired}};
    sendmock::mock_server server{{.logs = {}, .page_size = 1}};
    for (int call = 0; call < 3; ++call) {
        server.add(sendmock::call_shop({.url = shop.url() + "/orders.json",
                                        .method = "POST",
                                        .payload = R"({"order":1})",
                                        .ca_pem = shop.ca_pem()})
                       .record);
    }
    my_client client{server.logs_url(), server.key(), server.secret()};
    const auto logs = client.fetch_logs();
    BOOST_TEST(logs.size() == 3);
    for (const auto& log : logs) {
        BOOST_TEST(log.at("response_code") == 495);
        BOOST_TEST(log.at("exception_type") == "requests.exceptions.SSLError");
        BOOST_TEST(log.at("exception").get<std::string>().find("certificate has expired") !=
                   std::string::npos);
    }
    BOOST_TEST(shop.journal().requests().empty());
}

BOOST_AUTO_TEST_CASE(a_shop_that_recovers_leaves_a_log_of_both) {
    sendmock::mock_shop shop;
    shop.inject(sendmock::on_request(1), sendmock::http_error(404));
    const auto broken = sendmock::call_shop({.url = shop.url() + "/gone"});
    BOOST_TEST(broken.exception_type == "requests.exceptions.HTTPError");
    BOOST_TEST(broken.response_code.value() == 404);
    const auto well = sendmock::call_shop({.url = shop.url() + "/gone"});
    BOOST_TEST(well.succeeded());
    BOOST_TEST(shop.journal().requests().size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
