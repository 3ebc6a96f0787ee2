// SPDX-License-Identifier: MIT
#include <sendmock/service/log_creation.hpp>

#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace unit::service::log_creation {

using sendmock::create_log;
using sendmock::log_store;
using sendmock::refusal;
using namespace std::string_literals;

namespace http = sendmock::http;

const sendmock::instant now = std::chrono::sys_days{std::chrono::year{2023} / 3 / 1};
const std::string now_text = "2023-03-01T01:00:00.000000+01:00";

sendmock::created_log
create(log_store& logs, std::string content, std::string type = "application/json") {
    return create_log(logs,
                      123,
                      {.method = "POST",
                       .target = "/",
                       .fields = {{"content-type", std::move(type)}},
                       .content = std::move(content)},
                      now);
}

/// The text of the log that is created in an empty store, or `STATUS MESSAGE (REASON)`.
std::string result(std::string content, std::string type = "application/json") {
    log_store logs;
    const auto created = create(logs, std::move(content), std::move(type));
    if (const auto* refused = std::get_if<refusal>(&created)) {
        BOOST_TEST(logs.size() == 0U);
        return std::to_string(refused->status) + ' ' + refused->message + " (" +
               std::string(refused->reason) + ')';
    }
    BOOST_TEST(logs.size() == 1U);
    return std::get<sendmock::log_record>(created).json();
}

/// The same of a content that is refused with 400, without status and reason.
std::string refused(std::string content) {
    const std::string text = result(std::move(content));
    const std::string after = " (invalid_log)";
    BOOST_TEST(text.starts_with("400 "));
    BOOST_TEST(text.ends_with(after));
    return text.substr(4, text.size() - 4 - after.size());
}

} // namespace unit::service::log_creation

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(log_creation)

BOOST_AUTO_TEST_CASE(fills_in_id_integration_and_time) {
    BOOST_TEST(result(R"({"base_url":"https://a.example"})") ==
               R"({"id":1,"integration_id":123,"base_url":"https://a.example","created_at":")" +
                   now_text + R"("})");
}

BOOST_AUTO_TEST_CASE(keeps_what_is_given_in_its_order) {
    BOOST_TEST(result(R"({ "exception": "No\u00e9", "response_code": 495, "response": {},
                           "created_at": "2022-07-05T09:02:24+02:00", "base_url": "x" })") ==
               R"({"id":1,"integration_id":123,"exception":"Noé","response_code":495,)"
               R"("response":{},"created_at":"2022-07-05T09:02:24+02:00","base_url":"x"})");
}

BOOST_AUTO_TEST_CASE(ignores_read_only_members_whatever_they_are) {
    const std::string plain = result(R"({"base_url":"x"})");
    for (const auto& member : {R"("id":77)",
                               R"("id":"no id")",
                               R"("id":null)",
                               R"("protected":true)",
                               R"("protected":[1,{}])",
                               R"("integration_id":5)"}) {
        BOOST_TEST_CONTEXT(member) {
            BOOST_TEST(result("{"s + member + R"(,"base_url":"x"})") == plain);
            BOOST_TEST(result(R"({"base_url":"x",)"s + member + "}") == plain);
        }
    }
}

BOOST_AUTO_TEST_CASE(ignores_unknown_members) {
    const std::string plain = result(R"({"base_url":"x"})");
    BOOST_TEST(result(R"({"zone":{"a":[1,2,{"id":3}]},"base_url":"x","Base_url":null})") == plain);
}

BOOST_AUTO_TEST_CASE(numbers_logs_after_the_largest_id) {
    log_store logs;
    logs.insert({sendmock::tests::small_log{.id = 41}.record()});
    const auto created = create(logs, R"({"base_url":"x"})");
    const auto& record = std::get<sendmock::log_record>(created);
    BOOST_TEST(record.id() == 42);
    BOOST_TEST((record.integration_id() == 123));
    BOOST_TEST((record.created_at() == now));
    BOOST_TEST(logs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(throws_where_no_id_is_left) {
    log_store logs;
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    logs.insert({sendmock::tests::small_log{.id = largest}.record()});
    BOOST_CHECK_THROW((void)create(logs, R"({"base_url":"x"})"), sendmock::error);
    BOOST_TEST(logs.size() == 1U);
}

BOOST_AUTO_TEST_CASE(words_faults_of_fields_as_the_service_does) {
    BOOST_TEST(refused("{}") == "base_url: This field is required.");
    BOOST_TEST(refused(R"({"base_url":null})") == "base_url: This field may not be null.");
    BOOST_TEST(refused(R"({"base_url":""})") == "base_url: This field may not be blank.");
    BOOST_TEST(refused(R"({"base_url":" \t"})") == "base_url: This field may not be blank.");
    BOOST_TEST(refused(R"({"base_url":"x","created_at":"yesterday"})") ==
               "created_at: Datetime has wrong format. Use one of these formats instead: "
               "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].");
    BOOST_TEST(refused(R"({"base_url":"x","created_at":"2023-03-01"})")
                   .starts_with("created_at: Datetime has wrong format."));
    BOOST_TEST(refused(R"({"base_url":"x","created_at":null})") ==
               "created_at: This field may not be null.");
    BOOST_TEST(refused(R"({"base_url":"x","method":7})") == "method: Expected a string.");
    BOOST_TEST(refused(R"({"base_url":"x","response_code":"404"})") ==
               "response_code: Expected an integer >= 0 or null.");
    BOOST_TEST(refused(R"({"base_url":"x","response_code":-1})") ==
               "response_code: Expected an integer >= 0 or null.");
    BOOST_TEST(refused(R"({"base_url":"x","user_id":0})") == "user_id: Expected an integer >= 1.");
    BOOST_TEST(refused(R"({"base_url":"x","response":{"headers":1}})") ==
               "response/headers: Expected an object or null.");
}

BOOST_AUTO_TEST_CASE(tells_all_faults_at_once) {
    BOOST_TEST(refused(R"({"method":null,"exception":5})") ==
               "method: This field may not be null. exception: Expected a string or null. "
               "base_url: This field is required.");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_object) {
    BOOST_TEST(refused("[]") == "Invalid data. Expected an object, found an array.");
    BOOST_TEST(refused(R"([{"base_url":"x"}])") ==
               "Invalid data. Expected an object, found an array.");
    BOOST_TEST(refused("7") == "Invalid data. Expected an object, found the number 7.");
    BOOST_TEST(refused("null") == "Invalid data. Expected an object, found null.");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_json) {
    for (const auto& content : {"{",
                                R"({"base_url":"x"} x)",
                                R"({"base_url":"x",})",
                                "base",
                                "{\"base_url\":\"\xFF\"}",
                                "{'base_url':'x'}"}) {
        BOOST_TEST_CONTEXT(content) {
            BOOST_TEST(refused(content).starts_with("JSON parse error - expected "));
        }
    }
    // A syntax error comes alone, whatever stood before it.
    BOOST_TEST(refused(R"({"base_url":null,"method":)").starts_with("JSON parse error - "));
}

BOOST_AUTO_TEST_CASE(takes_json_with_any_parameters_and_in_any_case) {
    const std::string plain = result(R"({"base_url":"x"})");
    for (const auto& type : {"application/json; charset=utf-8", "Application/JSON ;x=y"}) {
        BOOST_TEST_CONTEXT(type) {
            BOOST_TEST(result(R"({"base_url":"x"})", type) == plain);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_other_media_types) {
    for (const auto& type :
         {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json", ""}) {
        BOOST_TEST_CONTEXT(type) {
            BOOST_TEST(result(R"({"base_url":"x"})", type) ==
                       "415 Unsupported media type \""s + type +
                           "\" in request. (unsupported_media_type)");
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_content_of_no_media_type) {
    log_store logs;
    const auto created =
        create_log(logs, 123, {.method = "POST", .content = R"({"base_url":"x"})"}, now);
    const auto* refused = std::get_if<refusal>(&created);
    BOOST_TEST_REQUIRE(refused != nullptr);
    BOOST_TEST(refused->status == 415);
    BOOST_TEST(refused->message == "Unsupported media type \"\" in request.");
}

BOOST_AUTO_TEST_CASE(reads_no_content_as_an_empty_object_whatever_its_type) {
    BOOST_TEST(result("", "text/plain") == result("{}", "application/json"));
}

BOOST_AUTO_TEST_CASE(gives_each_of_several_threads_ids_of_its_own) {
    log_store logs;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int count = 0; count < 50; ++count) {
                static_cast<void>(create(logs, R"({"base_url":"x"})"));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const auto records = logs.snapshot(sendmock::ordering::id_descending);
    BOOST_TEST(records.size() == 200U);
    BOOST_TEST(records.front().id() == 200);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
