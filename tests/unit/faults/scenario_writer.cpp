// SPDX-License-Identifier: MIT
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/scenario_reader.hpp>
#include <sendmock/faults/scenario_writer.hpp>
#include <sendmock/faults/tls_switch.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/logs/fixture.hpp>

#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace unit::faults::scenario_writer {

using sendmock::http_error;
using sendmock::on_any_request;
using sendmock::on_page;
using sendmock::rule;
using sendmock::to_json_text;
using sendmock::tests::numbered_log_text;
using sendmock::tests::numbered_logs;
using namespace std::chrono_literals;

/// What is written for what a rule does.
std::string then(const sendmock::fault& fault) {
    const std::string text = to_json_text(rule{{}, fault, {}});
    const std::string before = R"({"then":)";
    BOOST_TEST(text.starts_with(before));
    return text.substr(before.size(), text.size() - before.size() - 1);
}

/// What is written for when it does.
std::string when(const sendmock::condition& condition) {
    const std::string text = to_json_text(rule{condition, sendmock::html_page(), {}});
    const std::string after = R"("then":{"pager":"HTML"}})";
    BOOST_TEST(text.ends_with(after));
    return text.substr(0, text.size() - after.size());
}

/// The text that is written for what was read.
std::string again(const std::string& text) {
    return to_json_text(sendmock::parse_scenario(text));
}

} // namespace unit::faults::scenario_writer

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(scenario_writer)

BOOST_AUTO_TEST_CASE(writes_names_and_rules_always) {
    BOOST_TEST(to_json_text(sendmock::scenario{}) == R"({"name":"","description":"","rules":[]})");
    BOOST_TEST(
        to_json_text(sendmock::scenario{.name = "a\"",
                                        .description = "é\n",
                                        .seed = 3,
                                        .rules = {{on_page(2), http_error(503), "x"},
                                                  {on_page(3), sendmock::empty_response(), {}}}}) ==
        R"({"name":"a\"","description":"é\n","seed":3,"rules":[)"
        R"({"name":"x","when":{"page":2},"then":{"respond":{"status":503}}},)"
        R"({"when":{"page":3},"then":{"fault":"EMPTY_RESPONSE"}}]})");
}

BOOST_AUTO_TEST_CASE(writes_how_often_a_rule_acts_unless_once) {
    BOOST_TEST(when(on_any_request()) == "{");
    BOOST_TEST(when(on_any_request().times(1)) == "{");
    BOOST_TEST(when(on_any_request().times(7)) == R"({"times":7,)");
    BOOST_TEST(when(on_any_request().always()) == R"({"times":null,)");
}

BOOST_AUTO_TEST_CASE(writes_how_often_a_rule_acted_where_asked) {
    BOOST_TEST(to_json_text(rule{{}, sendmock::html_page(), {}}, 0) ==
               R"({"then":{"pager":"HTML"},"fired":0})");
}

BOOST_AUTO_TEST_CASE(writes_each_term_of_a_condition) {
    BOOST_TEST(when(on_any_request().method("GET").path("/é").account("key").attempt(2)) ==
               R"({"when":{"method":"GET","path":"/é","attempt":2,"account":"key"},)");
    BOOST_TEST(when(on_any_request().probability(0.1)) == R"({"when":{"probability":0.1},)");
    BOOST_TEST(when(sendmock::on_request(4)) == R"({"when":{"request":4},)");
    BOOST_TEST(to_json_text(rule{sendmock::on_connection(4), sendmock::fail_handshake(), {}}) ==
               R"({"when":{"connection":4},"then":{"fault":"FAIL_HANDSHAKE"}})");
}

BOOST_AUTO_TEST_CASE(writes_ranges_as_short_as_they_are) {
    BOOST_TEST(when(on_page(2)) == R"({"when":{"page":2},)");
    BOOST_TEST(when(sendmock::on_pages(2, 4)) == R"({"when":{"page":{"from":2,"to":4}},)");
    BOOST_TEST(when(sendmock::from_page(2)) == R"({"when":{"page":{"from":2}},)");
}

BOOST_AUTO_TEST_CASE(writes_each_part_of_a_fault_in_the_order_in_which_they_act) {
    BOOST_TEST(then(sendmock::close_keep_alive()
                        .with(sendmock::delayed_by(5ms))
                        .with(sendmock::short_page(3))
                        .with(sendmock::switch_tls_profile(sendmock::tls_profile::self_signed))
                        .with(sendmock::erase_logs({1, 2}))) ==
               R"({"change":{"delete":[1,2]},"tls":"self-signed","pager":"SHORT","rows":3,)"
               R"("delay":{"fixedDelayMilliseconds":5},"fault":"CLOSE_KEEP_ALIVE"})");
    BOOST_TEST(then(sendmock::cursor_cycle(4)) == R"({"pager":"CYCLE","length":4})");
    BOOST_TEST(then(sendmock::opaque_cursors()) == R"({"pager":"OPAQUE_CURSORS"})");
    BOOST_TEST(then(sendmock::opaque_cursors(300)) == R"({"pager":"OPAQUE_CURSORS","length":300})");
    BOOST_TEST(then(sendmock::connection_reset_after(0)) ==
               R"({"fault":"CONNECTION_RESET_BY_PEER","bytes":0})");
}

BOOST_AUTO_TEST_CASE(writes_delays_as_wiremock_does) {
    BOOST_TEST(then(sendmock::delayed_between(1ms, 2ms)) ==
               R"({"delay":{"delayDistribution":{"type":"uniform","lower":1,"upper":2}}})");
    BOOST_TEST(then(sendmock::delayed_lognormally(90ms, 0.25)) ==
               R"({"delay":{"delayDistribution":{"type":"lognormal","median":90,"sigma":0.25}}})");
    BOOST_TEST(then(sendmock::delayed_lognormally(90ms, 1, 2s)) ==
               R"({"delay":{"delayDistribution":)"
               R"({"type":"lognormal","median":90,"sigma":1.0,"maxValue":2000}}})");
    BOOST_TEST(then(sendmock::dribbled(5, 1s)) ==
               R"({"delay":{"chunkedDribbleDelay":{"numberOfChunks":5,"totalDuration":1000}}})");
}

BOOST_AUTO_TEST_CASE(writes_fields_of_one_name_as_a_list) {
    BOOST_TEST(then(sendmock::respond({.status = 200,
                                       .fields = {{"A", "1"}, {"B", "2"}, {"A", "3"}, {"A", "é"}},
                                       .body = ""})) ==
               R"({"respond":{"status":200,"headers":{"A":["1","3","é"],"B":"2"},"body":""}})");
}

BOOST_AUTO_TEST_CASE(writes_changes_with_records_word_for_word) {
    const std::string odd = R"({"id":8,"base_url":"https://shop.example",)"
                            R"("created_at":"2023-03-01T01:02:00Z","x":1.50e3})";
    BOOST_TEST(then(sendmock::insert_logs({sendmock::parse_log(odd)})) ==
               R"({"change":{"insert":[)" + odd + "]}}");
    BOOST_TEST(then(sendmock::replace_logs(numbered_logs(1, 2))) ==
               R"({"change":{"replace":[)" + numbered_log_text(1) + ',' + numbered_log_text(2) +
                   "]}}");
    BOOST_TEST(then(sendmock::replace_logs({})) == R"({"change":{"replace":[]}})");
    BOOST_TEST(then(sendmock::replace_logs(sendmock::generated_logs{.count = 2, .seed = 3})) ==
               R"({"change":{"replace":{"count":2,"seed":3}}})");
}

BOOST_AUTO_TEST_CASE(writes_what_to_serve_secrets_included) {
    const std::string text =
        R"({"name":"","description":"","server":{"generate":{"count":5,"seed":6},"page_size":7,)"
        R"("ordering":"-created_at","rate_limit":null,"owner_ids":true,"cursor_lifetime":null,)"
        R"("accounts":[{"key":"k","secret":"s","logs":[],"rate_limit":"documented"},)"
        R"({"key":"l","secret":""}]},"rules":[]})";
    BOOST_TEST(again(text) == text);
}

BOOST_AUTO_TEST_CASE(tells_a_server_that_says_nothing_from_none) {
    BOOST_TEST(again(R"({"server":{},"rules":[]})") ==
               R"({"name":"","description":"","server":{},"rules":[]})");
}

BOOST_AUTO_TEST_CASE(a_change_of_nothing_can_be_read_again) {
    for (const std::string change : {R"({"insert":[]})", R"({"delete":[]})"}) {
        const std::string once = again(R"({"rules":[{"then":{"change":)" + change + "}}]}");
        BOOST_TEST_CONTEXT(once) {
            BOOST_CHECK_NO_THROW(static_cast<void>(again(once)));
        }
    }
}

BOOST_AUTO_TEST_CASE(writes_json_even_of_bytes_that_are_no_utf_8) {
    const sendmock::fault latin1 = sendmock::respond({.fields = {{"X", "\xE9"}}, .body = "\xFF"});
    std::string text;
    BOOST_CHECK_NO_THROW(text = to_json_text(rule{on_any_request().path("/\xFF"), latin1, "\xFF"}));
    BOOST_TEST(nlohmann::json::accept(text));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
