// SPDX-License-Identifier: MIT
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::logs::log_record {

std::string without_owner_ids(const sendmock::log_record& record) {
    std::string out;
    record.append_to(out, false);
    return out;
}

std::string shown(std::string_view members) {
    return without_owner_ids(sendmock::parse_log('{' + std::string{members} + '}'));
}

sendmock::log_draft draft(std::string_view text) {
    sendmock::log_reader reader{{.origin = sendmock::record_origin::created,
                                 .shape = sendmock::document_shape::record,
                                 .now = *sendmock::parse_timestamp("2023-01-01T00:00Z")}};
    return std::move(reader.read(text).at(0));
}

constexpr std::string_view created_now = R"("created_at":"2023-01-01T01:00:00.000000+01:00")";

} // namespace unit::logs::log_record

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(log_record)

BOOST_AUTO_TEST_CASE(knows_its_id_time_and_integration) {
    const auto record = sendmock::parse_log(
        R"({"id":9007199254740993,"integration_id":7,"base_url":"x","created_at":"2023-03-01T02:02:00.5+01:00"})");
    BOOST_TEST(record.id() == 9007199254740993);
    BOOST_TEST((record.integration_id() == std::optional<std::int64_t>{7}));
    BOOST_TEST(sendmock::to_position(record.created_at()) == "2023-03-01 01:02:00.500000+00:00");
}

BOOST_AUTO_TEST_CASE(has_no_integration_where_the_member_is_absent_or_null) {
    const std::string rest = R"("base_url":"x","created_at":"2023-03-01T02:02Z"})";
    BOOST_TEST(!sendmock::parse_log(R"({"id":1,)" + rest).integration_id().has_value());
    BOOST_TEST(!sendmock::parse_log(R"({"id":1,"integration_id":null,)" + rest)
                    .integration_id()
                    .has_value());
}

BOOST_AUTO_TEST_CASE(leaves_out_owner_ids_wherever_they_stand) {
    const std::string plain = R"("id":1,"base_url":"x","created_at":"2023-03-01T02:02Z")";
    const std::string integration = R"("integration_id":5)";
    const std::string user = R"("user_id":6)";
    const std::string expected = '{' + plain + '}';
    BOOST_TEST(shown(plain) == expected);
    BOOST_TEST(shown(integration + ',' + plain) == expected);
    BOOST_TEST(shown(plain + ',' + integration) == expected);
    BOOST_TEST(shown(integration + ',' + user + ',' + plain) == expected);
    BOOST_TEST(shown(plain + ',' + user + ',' + integration) == expected);
    BOOST_TEST(shown(user + ',' + plain + ',' + integration) == expected);
    BOOST_TEST(shown(R"("id":1,)" + user + R"(,"base_url":"x",)" + integration +
                     R"(,"created_at":"2023-03-01T02:02Z")") == expected);
}

BOOST_AUTO_TEST_CASE(keeps_members_of_that_name_inside_other_members) {
    const std::string members = R"("id":1,"base_url":"x","created_at":"2023-03-01T02:02Z",)"
                                R"("request":{"payload":{"user_id":3,"integration_id":4}})";
    BOOST_TEST(shown(members) == '{' + members + '}');
}

BOOST_AUTO_TEST_CASE(of_a_draft_gets_its_id_as_the_first_member) {
    const auto record = draft(R"({"base_url":"x"})").complete(17);
    BOOST_TEST(record.id() == 17);
    BOOST_TEST(record.json() == R"({"id":17,"base_url":"x",)" + std::string{created_now} + '}');
}

BOOST_AUTO_TEST_CASE(of_a_draft_with_an_id_keeps_it) {
    const auto record = draft(R"({"base_url":"x","id":3})").complete(17);
    BOOST_TEST(record.id() == 3);
    BOOST_TEST(record.json() == R"({"base_url":"x","id":3,)" + std::string{created_now} + '}');
}

BOOST_AUTO_TEST_CASE(of_a_draft_still_leaves_out_its_owner_ids) {
    const std::string expected =
        R"({"id":1000000,"base_url":"x",)" + std::string{created_now} + '}';
    for (const std::string_view text : {R"({"integration_id":5,"user_id":6,"base_url":"x"})",
                                        R"({"user_id":6,"base_url":"x","integration_id":5})",
                                        R"({"base_url":"x","user_id":6,"integration_id":5})"}) {
        BOOST_TEST(without_owner_ids(draft(text).complete(1000000)) == expected, text);
    }
}

BOOST_AUTO_TEST_CASE(drafts_of_stored_logs_become_records_in_their_order) {
    std::vector<sendmock::log_draft> drafts =
        sendmock::log_reader().read(R"([{"id":5,"base_url":"x","created_at":"2023-03-01T02:02Z"},)"
                                    R"({"id":4,"base_url":"y","created_at":"2023-03-01T02:02Z"}])");
    const auto records = sendmock::complete(std::move(drafts));
    BOOST_TEST_REQUIRE(records.size() == 2U);
    BOOST_TEST(records[0].id() == 5);
    BOOST_TEST(records[1].json() == R"({"id":4,"base_url":"y","created_at":"2023-03-01T02:02Z"})");
    BOOST_TEST(sendmock::complete({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
