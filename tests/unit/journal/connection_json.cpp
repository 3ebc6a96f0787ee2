// SPDX-License-Identifier: MIT
#include <sendmock/journal/connection_json.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>

namespace unit::journal::connection_json {

using nlohmann::json;
using sendmock::connection_entry;
using sendmock::handshake_outcome;

} // namespace unit::journal::connection_json

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(journal)
BOOST_AUTO_TEST_SUITE(connection_json)

BOOST_AUTO_TEST_CASE(shows_all_of_a_connection) {
    const json shown = to_json(connection_entry{
        .number = 3,
        .since_reset = 2,
        .time = sendmock::instant{std::chrono::sys_days{std::chrono::January / 2 / 2024}},
        .tls = true,
        .sni = "expired.localhost",
        .profile = "expired",
        .version = "TLSv1.3",
        .handshake = handshake_outcome::failed,
        .alert = "certificate_expired",
        .cause = "the client sent certificate_expired",
        .fault = "FAIL_HANDSHAKE",
        .requests = {{.account = "key", .number = 1}, {"other", 9}}});
    BOOST_TEST(
        shown ==
        json::parse(
            R"({"number":3,"since_reset":2,"time":"2024-01-02T01:00:00.000000+01:00","tls":true,)"
            R"("sni":"expired.localhost","profile":"expired","version":"TLSv1.3",)"
            R"("handshake":"failed","alert":"certificate_expired",)"
            R"("cause":"the client sent certificate_expired","fault":"FAIL_HANDSHAKE",)"
            R"("requests":[{"account":"key","number":1},{"account":"other","number":9}]})"));
}

BOOST_AUTO_TEST_CASE(shows_null_for_what_a_connection_does_not_have) {
    const json shown = to_json(connection_entry{});
    for (const char* name :
         {"since_reset", "sni", "profile", "version", "alert", "cause", "fault"}) {
        BOOST_TEST(shown.at(name).is_null(), name);
    }
    BOOST_TEST(shown.at("tls") == false);
    BOOST_TEST(shown.at("handshake") == "no_tls");
    BOOST_TEST(shown.at("requests") == json::array());
}

BOOST_AUTO_TEST_CASE(shows_the_counts_of_handshakes) {
    const json shown =
        to_json(sendmock::handshake_counts{.begun = 4, .completed = 1, .failed = 3, .alerts = 2});
    BOOST_TEST(shown == json::parse(R"({"begun":4,"completed":1,"failed":3,"alerts":2})"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
