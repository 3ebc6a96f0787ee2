// SPDX-License-Identifier: MIT
#include <sendmock/verdict/row_text.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace unit::verdict::row_text {

using nlohmann::json;

/// A log in which nothing is unusual.
json usual_log() {
    return {{"id", 7},
            {"base_url", "http://shop"},
            {"full_url", "http://shop/a"},
            {"method", "GET"},
            {"response_code", 404},
            {"response", {{"headers", json::object()}, {"body", "b"}}},
            {"request", {{"headers", json::object()}, {"payload", "p"}}},
            {"created_at", "2023-03-01T01:02:03Z"},
            {"exception_type", "E"},
            {"exception", "no"},
            {"protected", false}};
}

json with(const std::string& member, const json& value) {
    json log = usual_log();
    log[member] = value;
    return log;
}

std::string told(const json& log, const std::vector<json>& kept = {}) {
    std::vector<std::string> texts;
    for (const json& one : kept) {
        texts.push_back(one.dump());
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    return sendmock::lost_row_text("7", log.dump(), views);
}

} // namespace unit::verdict::row_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(row_text)

BOOST_AUTO_TEST_CASE(a_usual_log_is_told_by_its_time) {
    BOOST_TEST(told(usual_log()) == R"(7, which has "created_at":"2023-03-01T01:02:03Z")");
    BOOST_TEST(sendmock::lost_row_text("7", "no JSON", {}) == "7");
}

BOOST_AUTO_TEST_CASE(what_is_unusual_of_a_log_is_named) {
    BOOST_TEST(told(with("full_url", nullptr)) == R"(7, which has "full_url":null)");
    BOOST_TEST(told(with("exception", "")) == R"(7, which has "exception":"")");
    BOOST_TEST(told(with("exception", "gr\xC3\xBCn")) == R"(7, which has "exception":"gr\u00fcn")");
    BOOST_TEST(told(with("exception", std::string(1000, 'x'))) ==
               R"(7, which has "exception" of 1000 bytes)");
    BOOST_TEST(told(with("exception", "two\nlines")) == told(usual_log()));
    BOOST_TEST(told(with("id", 9007199254740993)) == R"(7, which has "id":9007199254740993)");
    BOOST_TEST(told(with("retry_of", 1)) == R"(7, which has "retry_of":1)");
    BOOST_TEST(told(with("response", {{"headers", json::object()}, {"body", nullptr}})) ==
               R"(7, which has "response.body":null)");
    json without = usual_log();
    without.erase("exception");
    BOOST_TEST(told(without) == R"(7, which has no "exception")");
}

BOOST_AUTO_TEST_CASE(three_members_at_most_are_named) {
    json log = with("full_url", nullptr);
    log["exception"] = nullptr;
    BOOST_TEST(told(log) == R"(7, which has "exception":null and "full_url":null)");
    log["method"] = "";
    log["request"] = nullptr;
    BOOST_TEST(told(log) ==
               R"(7, which has "exception":null, "full_url":null, "request":null and 1 )"
               "more that are unusual");
}

BOOST_AUTO_TEST_CASE(what_other_logs_have_as_well_is_not_to_blame) {
    json log = with("full_url", nullptr);
    log["exception"] = nullptr;
    BOOST_TEST(told(log, {with("exception", nullptr)}) == R"(7, which has "full_url":null)");
    BOOST_TEST(told(log, {usual_log(), log}) ==
               R"(7, which has "created_at":"2023-03-01T01:02:03Z")");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
