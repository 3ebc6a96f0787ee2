// SPDX-License-Identifier: MIT
#include <sendmock/server/mock_server.hpp>
#include <sendmock/shop/call_shop.hpp>
#include <sendmock/shop/post_log.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace unit::shop::post_log {

using sendmock::log_destination;
using sendmock::post_log;

} // namespace unit::shop::post_log

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(post_log)

BOOST_AUTO_TEST_CASE(creates_a_log_of_an_integration_that_the_url_or_the_caller_names) {
    sendmock::mock_server server;
    const std::string log = sendmock::call_shop({.url = "no scheme"}).json;
    for (const std::string& url :
         {server.logs_url() + "?page_size=1", server.url() + "/api/v2/integrations/123/logs"}) {
        const auto answer =
            post_log({.logs_url = url, .key = server.key(), .secret = server.secret()}, 123, log);
        BOOST_TEST(answer.status == 201);
        const auto created = nlohmann::json::parse(answer.content);
        BOOST_TEST(created.at("integration_id") == 123);
        BOOST_TEST(created.at("exception_type") == "requests.exceptions.MissingSchema");
    }
    BOOST_TEST(server.journal().requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(hands_on_what_the_service_answers) {
    sendmock::mock_server server;
    const auto answer = post_log(
        {.logs_url = server.logs_url(), .key = server.key(), .secret = "wrong"}, 123, "{}");
    BOOST_TEST(answer.status == 401);
}

BOOST_AUTO_TEST_CASE(names_below_localhost_are_this_machine_whatever_the_resolver_knows) {
    sendmock::mock_server server;
    const auto answer =
        post_log({.logs_url = "http://x.localhost:" + std::to_string(server.port()) +
                              "/api/v2/integrations/123/logs",
                  .key = server.key(),
                  .secret = server.secret()},
                 123,
                 sendmock::call_shop({.url = "no scheme"}).json);
    BOOST_TEST(answer.status == 201);
}

BOOST_AUTO_TEST_CASE(refuses_urls_that_are_no_logs) {
    for (const std::string url : {"ftp://a/integrations/1/logs",
                                  "http://a/",
                                  "http://a/integrations/logs/1",
                                  "http://a/integrations//logs",
                                  "http://a/integrations/x/logs",
                                  "http://a/integrations/2/logs"}) {
        BOOST_CHECK_THROW(static_cast<void>(post_log({.logs_url = url}, 1, "{}")),
                          std::invalid_argument);
    }
    BOOST_CHECK_THROW(
        static_cast<void>(post_log({.logs_url = "http://a/integrations/logs"}, std::nullopt, "{}")),
        std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(no_answer_is_an_error_without_a_secret_in_it) {
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(post_log({.logs_url = "http://127.0.0.1:1/integrations/logs",
                                    .key = "key",
                                    .secret = "hidden",
                                    .timeout = std::chrono::seconds{5}},
                                   1,
                                   "{}")),
        sendmock::error,
        [](const sendmock::error& thrown) {
            const std::string text = thrown.what();
            return text.find("Connection refused") != std::string::npos &&
                   text.find("hidden") == std::string::npos;
        });
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
