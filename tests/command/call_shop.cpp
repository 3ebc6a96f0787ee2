// SPDX-License-Identifier: MIT
// Calling a shop by the command, and creating the log by the service's own POST.

#include "support/broken_shop.hpp"
#include "support/command.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace command::call_shop {

using nlohmann::json;
using sendmock::tests::answer_text;
using sendmock::tests::answering;
using sendmock::tests::arguments;
using sendmock::tests::broken_shop;
using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::run;
using sendmock::tests::scratch_file;
using sendmock::tests::service_client;
using sendmock::tests::serving;
using sendmock::tests::shop_side;

outcome call(const broken_shop& shop, arguments more = {}) {
    arguments all{"call-shop", "--url", shop.url()};
    all.insert(all.end(), more.begin(), more.end());
    return run(std::move(all));
}

const std::string secret = "a:secret:with:colons";

} // namespace command::call_shop

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(call_shop)

BOOST_AUTO_TEST_CASE(writes_the_log_as_one_object) {
    const broken_shop shop(answering(answer_text("404 Not Found", "<html>", "text/html")));
    const outcome ended = call(shop, {"--integration-id", "7"});
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.errors == "");
    const json log = json::parse(ended.output);
    BOOST_TEST(log.at("integration_id") == 7);
    BOOST_TEST(log.at("response_code") == 404);
    BOOST_TEST(log.at("exception_type") == "requests.exceptions.HTTPError");
    BOOST_TEST(log.at("exception") == "404 Client Error: Not Found for url: " + shop.url());
    BOOST_TEST(log.at("method") == "GET");
}

BOOST_AUTO_TEST_CASE(sends_the_payload_of_a_file) {
    const scratch_file payload(R"({"note": "a"})");
    const broken_shop shop([](shop_side& side) {
        const std::string request = side.read_request();
        side.send(answer_text("200 OK", json{{"request", request}}.dump()));
    });
    const json posted = json::parse(call(shop, {"--payload", payload.path()}).output);
    const std::string request = posted.at("response").at("body").at("request");
    BOOST_TEST(request.starts_with("POST /orders.json HTTP/1.1\r\n"));
    BOOST_TEST(request.ends_with("\r\n\r\n"
                                 R"({"note": "a"})"));
    BOOST_TEST(posted.at("request").at("payload").at("note") == "a");
    const json put =
        json::parse(call(shop, {"--payload", payload.path(), "--method", "PUT"}).output);
    BOOST_TEST(put.at("method") == "PUT");
}

BOOST_AUTO_TEST_CASE(waits_as_long_as_it_is_told) {
    const broken_shop shop([](shop_side& side) { side.stall(); });
    const json log = json::parse(call(shop, {"--timeout", "0.25"}).output);
    BOOST_TEST(has(log.at("exception"), "(read timeout=0.25)"));
}

BOOST_AUTO_TEST_CASE(creates_the_log_in_a_service) {
    serving server({"--auth", "key:" + secret, "--log", "none"});
    const std::string logs_url = "http://127.0.0.1:" + std::to_string(server.port()) +
                                 std::string(sendmock::tests::logs_target);
    const broken_shop shop(answering(answer_text("503 Service Unavailable")));
    const arguments to{"--integration-id", "123", "--post-to", logs_url, "--auth", "key:" + secret};
    const outcome ended = call(shop, to);
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.errors == "");
    const json created = json::parse(ended.output);
    BOOST_TEST(created.at("id").is_number_integer());
    BOOST_TEST(created.at("response_code") == 503);
    service_client client(server.port(), "key", secret);
    const json page = json::parse(client.get().content);
    BOOST_TEST(page.at("results").size() == 3U);
    BOOST_TEST(page.at("results")[0] == created);
    BOOST_TEST(server.end() == 0);
}

BOOST_AUTO_TEST_CASE(says_what_the_service_answered_if_it_does_not_take_the_log) {
    serving server({"--auth", "key:" + secret, "--log", "none"});
    const std::string origin = "http://127.0.0.1:" + std::to_string(server.port());
    const broken_shop shop(answering(answer_text("503 Service Unavailable")));
    const outcome refused = call(
        shop,
        {"--post-to", origin + "/api/v2/integrations/123/logs", "--auth", "key:another-secret"});
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(has(refused.output, "Invalid username/password."));
    BOOST_TEST(refused.errors == "sendmock: the service answered 401\n");
    BOOST_TEST(server.end() == 0);
    const outcome gone = call(
        shop,
        {"--post-to", origin + "/api/v2/integrations/123/logs", "--auth", "key:another-secret"});
    BOOST_TEST(gone.status == 3);
    BOOST_TEST(has(gone.errors, "Connection refused"));
    BOOST_TEST(!has(gone.errors, "another-secret"));
}

BOOST_AUTO_TEST_CASE(refuses_what_cannot_be_before_it_calls) {
    int called = 0;
    const broken_shop shop([&](shop_side&) { ++called; });
    const scratch_file no_json("no json");
    const scratch_file no_pem("no pem");
    const std::string logs_url = "http://127.0.0.1:1/api/v2/integrations/logs";
    for (const auto& [options, named] : std::vector<std::pair<arguments, std::string>>{
             {{"--timeout", "0"}, "--timeout"},
             {{"--timeout", "1e3"}, "--timeout"},
             {{"--timeout", "86401"}, "--timeout"},
             {{"--integration-id", "0"}, "--integration-id"},
             {{"--method", "A B"}, "--method"},
             {{"--payload", "/nowhere/a.json"}, "--payload"},
             {{"--payload", no_json.path()}, "--payload"},
             {{"--ca-file", "/nowhere/ca.pem"}, "--ca-file"},
             {{"--post-to", logs_url}, "--auth"},
             {{"--auth", "key:secret"}, "--post-to"},
             {{"--post-to", logs_url, "--auth", "secret", "--integration-id", "1"}, "--auth"},
             {{"--post-to", logs_url, "--auth", "key:secret"}, "--integration-id"},
             {{"--post-to", "ftp://a/integrations/1/logs", "--auth", "key:secret"}, "--post-to"},
             {{"--post-to", "http://a/logs", "--auth", "key:secret"}, "--post-to"},
             {{"--post-to",
               "http://a/integrations/1/logs",
               "--auth",
               "key:secret",
               "--integration-id",
               "2"},
              "--integration-id"}}) {
        const outcome ended = call(shop, options);
        BOOST_TEST(ended.status == 2, named);
        BOOST_TEST(ended.output == "");
        BOOST_TEST(has(ended.errors, named), ended.errors);
        BOOST_TEST(!has(ended.errors, "secret"), ended.errors);
    }
    BOOST_TEST(called == 0);
    BOOST_TEST(run({"call-shop"}).status == 2);
    BOOST_TEST(has(run({"call-shop", "--url", "https://a/", "--ca-file", no_pem.path()}).errors,
                   "--ca-file"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
