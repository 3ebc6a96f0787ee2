// SPDX-License-Identifier: MIT
#include <sendmock/logs/json_document.hpp>
#include <sendmock/logs/log_data_json.hpp>

#include "support/has_message.hpp"
#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace unit::logs::log_data_json {

using sendmock::document_fault;
using sendmock::generated_logs;
using sendmock::to_json_text;
using sendmock::tests::numbered_log_text;
using sendmock::tests::numbered_logs;

std::vector<sendmock::log_record> records(const std::string& array) {
    const std::string text = R"({"logs": )" + array + " }";
    const auto value = sendmock::parse_json_object(text);
    return sendmock::read_records(sendmock::document_place(value, text).at("logs"));
}

generated_logs read(const std::string& text) {
    const auto value = sendmock::parse_json_object(text);
    return sendmock::read_generated_logs(sendmock::document_place(value, text));
}

void refused(const std::string& text, const std::string& expected) {
    BOOST_TEST_CONTEXT(text) {
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(read(text)), document_fault, sendmock::tests::has_message(expected));
    }
}

auto at(std::string pointer) {
    return [pointer](const document_fault& fault) {
        BOOST_TEST(fault.pointer() == pointer);
        return fault.pointer() == pointer;
    };
}

} // namespace unit::logs::log_data_json

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(log_data_json)

BOOST_AUTO_TEST_CASE(reads_and_writes_records_word_for_word) {
    const std::string odd = R"({"id":8,"base_url":"https://shop.example",)"
                            R"("created_at":"2023-03-01T01:02:00Z","x":[1.50e3,10e-1]})";
    BOOST_TEST(to_json_text(records("[" + odd + " , " + numbered_log_text(1) + "]")) ==
               "[" + odd + "," + numbered_log_text(1) + "]");
    BOOST_TEST(to_json_text(records("[ ]")) == "[]");
    BOOST_TEST(to_json_text(numbered_logs(1, 3)) == "[" + numbered_log_text(1) + "," +
                                                        numbered_log_text(2) + "," +
                                                        numbered_log_text(3) + "]");
}

BOOST_AUTO_TEST_CASE(says_where_the_first_faulty_record_stands) {
    const std::string good = numbered_log_text(1);
    BOOST_CHECK_EXCEPTION(static_cast<void>(records("{}")), document_fault, at("/logs"));
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(records("[" + good + ",7,8]")), document_fault, at("/logs/1"));
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(records(R"([{"id":"1"}])")), document_fault, at("/logs/0/id"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(records("[" + good + "," + good + "]")),
                          document_fault,
                          at("/logs/1/id"));
}

BOOST_AUTO_TEST_CASE(has_every_fault_of_the_records_with_its_place_in_the_document) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(records("[7," + numbered_log_text(1) + ",8]")),
                          sendmock::record_faults,
                          [](const sendmock::record_faults& refused) {
                              BOOST_TEST_REQUIRE(refused.faults().size() == 2U);
                              BOOST_TEST(refused.faults()[0].pointer == "/logs/0");
                              BOOST_TEST(refused.faults()[1].pointer == "/logs/2");
                              return true;
                          });
}

BOOST_AUTO_TEST_CASE(generates_as_by_default_where_nothing_is_said) {
    BOOST_TEST(to_json_text(read("{}")) == R"({"count":100,"seed":0})");
    BOOST_TEST(to_json_text(generated_logs{}) == R"({"count":100,"seed":0})");
}

BOOST_AUTO_TEST_CASE(reads_and_writes_each_member_of_generated_logs) {
    for (const std::string member : {R"("first_id":9223372036854775707)",
                                     R"("ties":0.25)",
                                     R"("without_owner":0.5)",
                                     R"("absent":0.5)",
                                     R"("null":0.5)",
                                     R"("protected_logs":0.5)",
                                     R"("text_payloads":0.5)",
                                     R"("unusual_texts":0.5)",
                                     R"("other_zones":0.5)",
                                     R"("whole_seconds":0.5)",
                                     R"("from":"2022-07-05T09:02:24.199241+02:00")",
                                     R"("interval_microseconds":1)",
                                     R"("shops":1000)",
                                     R"("failure_weights":[0,1,2,3,4,5,6,7,8,9])",
                                     R"("body_bytes":0)"}) {
        const std::string text = R"({"count":7,"seed":8,)" + member + '}';
        BOOST_TEST(to_json_text(read(text)) == text);
    }
}

BOOST_AUTO_TEST_CASE(reads_members_into_their_places) {
    using namespace std::chrono;
    const generated_logs made =
        read(R"({"count":7,"seed":8,"first_id":9,"ties":0.01,"from":"2023-01-01T00:00:00Z",)"
             R"("interval_microseconds":5,"shops":3,"failure_weights":[0,1,2,3,4,5,6,7,8,9],)"
             R"("without_owner":0.02,"absent":0.03,"null":0.04,"protected_logs":0.05,)"
             R"("text_payloads":0.06,"unusual_texts":0.07,"other_zones":0.08,)"
             R"("whole_seconds":0.09,"body_bytes":77})");
    BOOST_TEST(made.count == 7U);
    BOOST_TEST(made.seed == 8U);
    BOOST_TEST(made.first_id == 9);
    BOOST_TEST(made.ties == 0.01);
    BOOST_TEST((made.from == sys_days{year{2023} / 1 / 1}));
    BOOST_TEST((made.interval == microseconds{5}));
    BOOST_TEST(made.shops == 3U);
    BOOST_TEST(made.failure_weights[9] == 9U);
    BOOST_TEST(made.without_owner == 0.02);
    BOOST_TEST(made.absent == 0.03);
    BOOST_TEST(made.null == 0.04);
    BOOST_TEST(made.protected_logs == 0.05);
    BOOST_TEST(made.text_payloads == 0.06);
    BOOST_TEST(made.unusual_texts == 0.07);
    BOOST_TEST(made.other_zones == 0.08);
    BOOST_TEST(made.whole_seconds == 0.09);
    BOOST_TEST(made.body_bytes == 77U);
}

BOOST_AUTO_TEST_CASE(refuses_what_cannot_be_generated) {
    refused(R"({"count":1000000000001})",
            "/count: expected an integer from 0 to 1000000000000, found 1000000000001");
    refused(R"({"first_id":0})",
            "/first_id: expected an integer from 1 to 9223372036854775807, found 0");
    refused(R"({"ties":1.5})", "/ties: expected a number from 0 to 1, found 1.5");
    refused(R"({"from":"2023-01-01T00:00:00"})",
            R"(/from: expected a date and time with its zone, found "2023-01-01T00:00:00")");
    refused(R"({"from":"soon"})", R"(/from: expected a date and time with its zone, found "soon")");
    refused(R"({"from":1})", "/from: expected a string, found 1");
    refused(R"({"shops":1001})", "/shops: expected an integer from 1 to 1000, found 1001");
    refused(R"({"failure_weights":[1,2]})", "/failure_weights: expected 10 weights, found [1,2]");
    refused(R"({"failure_weights":[0,1,2,3,4,5,6,7,8,-9]})",
            "/failure_weights/9: expected an integer from 0 to 1000000, found -9");
    refused(R"({"interval_microseconds":0})",
            "/interval_microseconds: expected an integer from 1 to 9223372036854775807, found 0");
    refused(R"({"body_bytes":16777217})",
            "/body_bytes: expected an integer from 0 to 16777216, found 16777217");
    refused(R"({"tie":0})",
            R"(/tie: a description of generated logs has no member "tie"; the nearest is "ties")");
}

BOOST_AUTO_TEST_CASE(refuses_members_that_do_not_go_together) {
    refused(R"({"failure_weights":[0,0,0,0,0,0,0,0,0,0]})",
            "failure_weights: expected weights up to 1000000, one of them at least 1");
    refused(R"({"without_owner":0.995})", "without_owner: expected at most 0.99, or 1");
    refused(R"({"first_id":9223372036854775807,"count":2})",
            "first_id: expected room for all ids up to 2^63 - 1");
    refused(R"({"interval_microseconds":31622400000001})",
            "interval: expected 1 microsecond to 366 days");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
