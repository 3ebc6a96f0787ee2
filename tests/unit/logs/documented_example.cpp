// SPDX-License-Identifier: MIT
#include <sendmock/logs/documented_example.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(documented_example)

BOOST_AUTO_TEST_CASE(is_the_fixture_file_byte_for_byte) {
    const auto file = std::filesystem::path{SENDMOCK_FIXTURE_DIR} / "logs/documented-example.json";
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    BOOST_TEST(text == sendmock::documented_example_json);
}

BOOST_AUTO_TEST_CASE(begins_with_a_log_of_an_ssl_failure) {
    const auto log = sendmock::documented_example().at(0);
    BOOST_TEST(log.id() == 123);
    BOOST_TEST(!log.integration_id().has_value());
    BOOST_TEST(sendmock::to_position(log.created_at()) == "2023-03-01 01:02:00+00:00");
    BOOST_TEST(
        log.json() ==
        R"({"id":123,"base_url":"https://example.com",)"
        R"("full_url":"https://example.com/order-note.json","method":"POST","response_code":495,)"
        R"("response":{"headers":{"Cache-Control":"max-age=3600",)"
        R"("Content-Type":"text/html; charset=utf-8","Connection":"keep-alive"},)"
        R"("body":"<!doctype html>\n<html>\n <head>\n <title>SSL Certificate Error</title>\n)"
        R"( </head>\n </html>\n"},)"
        R"("request":{"headers":{"Cache-Control":"max-age=3600",)"
        R"("Content-Type":"text/html; charset=utf-8","Connection":"keep-alive"},)"
        R"("payload":{"order_note":{"note":"Success"}}},)"
        R"("created_at":"2023-03-01T02:02:00+01:00",)"
        R"("exception_type":"requests.exceptions.SSLError",)"
        R"("exception":"An SSL error occurred","protected":false})");
}

BOOST_AUTO_TEST_CASE(ends_with_a_log_of_a_page_not_found) {
    const auto logs = sendmock::documented_example();
    BOOST_TEST(logs.size() == 2U);
    const auto& log = logs.at(1);
    BOOST_TEST(log.id() == 124);
    BOOST_TEST((log.integration_id() == std::optional<std::int64_t>{123}));
    BOOST_TEST((log.created_at() == logs.at(0).created_at()));
    BOOST_TEST(log.json() ==
               R"({"id":124,"integration_id":123,"user_id":123,"base_url":"https://example.com",)"
               R"("full_url":"https://example.com/order-note.json","method":"POST",)"
               R"("response_code":404,"response":{},)"
               R"("request":{"headers":{"Cache-Control":"max-age=3600",)"
               R"("Content-Type":"text/html; charset=utf-8","Connection":"keep-alive"},)"
               R"("payload":{}},"created_at":"2023-03-01T02:02:00+01:00",)"
               R"("exception":"PageNotFound","protected":false})");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
