// SPDX-License-Identifier: MIT
// The TLS profile changes while a server serves: the next connection has the new one, and those
// that were kept end.
#include <sendmock/sendmock.hpp>

#include "support/has_message.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/tls_client.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace tls::switching {

using sendmock::mock_server;
using sendmock::tls_profile;
using sendmock::tests::tls_client;
using sendmock::tests::tls_ending;

const std::string request = sendmock::tests::request_text(
    "GET", sendmock::tests::logs_target, {{"Authorization", "Basic a2V5OnNlY3JldA=="}});

/// The common name in the certificate that a new connection gets.
std::string presented_by(const mock_server& server, const std::string& host = {}) {
    tls_client client(server.port());
    if (!host.empty()) {
        client.ask_for(host);
    }
    BOOST_TEST(client.shake_hands());
    return client.presented();
}

/// A connection that has had an answer, and is kept.
struct kept_client : tls_client {
    explicit kept_client(const mock_server& server, const std::string& host = {})
        : tls_client(server.port()) {
        if (!host.empty()) {
            ask_for(host);
        }
        BOOST_REQUIRE(shake_hands());
        BOOST_TEST(ask().starts_with("HTTP/1.1 200 OK\r\n"));
    }

    /// The answer to one more request, which fits into a record.
    std::string ask() {
        send(request);
        return read_record();
    }
};

bool says_close(const std::string& answer) {
    return answer.find("\r\nConnection: close\r\n") != std::string::npos;
}

} // namespace tls::switching

BOOST_AUTO_TEST_SUITE(tls)
BOOST_AUTO_TEST_SUITE(switching)

BOOST_AUTO_TEST_CASE(the_next_connection_has_the_new_profile_under_the_same_ca) {
    mock_server server{{.tls = tls_profile::good}};
    const std::string ca = server.ca_pem();
    BOOST_TEST(presented_by(server) == "good.localhost");
    server.set_tls_profile(tls_profile::expired);
    BOOST_TEST((server.tls_profile() == tls_profile::expired));
    BOOST_TEST(presented_by(server) == "expired.localhost");
    BOOST_TEST(presented_by(server, "self-signed.localhost") == "self-signed.localhost");
    BOOST_TEST(server.ca_pem() == ca);
    server.reset();
    BOOST_TEST((server.tls_profile() == tls_profile::good));
    BOOST_TEST(presented_by(server) == "good.localhost");
}

BOOST_AUTO_TEST_CASE(kept_connections_that_ask_nothing_end) {
    mock_server server{{.tls = tls_profile::good, .idle_timeout = std::chrono::hours{1}}};
    kept_client kept(server);
    server.set_tls_profile(tls_profile::expired);
    tls_ending how{};
    BOOST_TEST(kept.read_to_end(how) == "");
    BOOST_TEST(how == tls_ending::close_notify);
}

BOOST_AUTO_TEST_CASE(kept_connections_with_a_profile_of_their_own_stay) {
    mock_server server{{.tls = tls_profile::good}};
    kept_client kept(server, "good.localhost");
    server.set_tls_profile(tls_profile::expired);
    const std::string answer = kept.ask();
    BOOST_TEST(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    BOOST_TEST(!says_close(answer));
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_being_given_is_the_last_of_its_connection) {
    mock_server* switched = nullptr;
    mock_server server{
        {.tls = tls_profile::good, .application = [&](const sendmock::http::request&) {
             switched->set_tls_profile(tls_profile::expired);
             return sendmock::http::response{.status = 200, .content = "last"};
         }}};
    switched = &server;
    tls_client client(server.port());
    BOOST_REQUIRE(client.shake_hands());
    client.send(request);
    tls_ending how{};
    const std::string answer = client.read_to_end(how);
    BOOST_TEST(answer.ends_with("last"));
    BOOST_TEST(says_close(answer));
    BOOST_TEST(how == tls_ending::close_notify);
}

BOOST_AUTO_TEST_CASE(a_handshake_may_be_broken_off_from_now_on_and_succeed_again) {
    mock_server server{{.tls = tls_profile::good}};
    server.set_tls_profile(tls_profile::handshake_failure);
    BOOST_TEST(!tls_client(server.port()).shake_hands());
    server.set_tls_profile(tls_profile::good);
    BOOST_TEST(tls_client(server.port()).shake_hands());
}

BOOST_AUTO_TEST_CASE(an_admin_call_switches_and_ends_its_own_connection) {
    const mock_server server{{.tls = tls_profile::good}};
    tls_client client(server.port());
    BOOST_REQUIRE(client.shake_hands());
    client.send(sendmock::tests::request_text(
        "PATCH", "/__admin/settings", {}, R"({"tls_profile":"expired"})"));
    tls_ending how{};
    const std::string answer = client.read_to_end(how);
    BOOST_TEST(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    BOOST_TEST(says_close(answer));
    BOOST_TEST(answer.find(R"("tls_profile":"expired")") != std::string::npos);
    BOOST_TEST(presented_by(server) == "expired.localhost");
}

BOOST_AUTO_TEST_CASE(an_admin_call_at_a_port_of_its_own_switches_and_resets) {
    const mock_server server{{.tls = tls_profile::good, .admin_port = 0}};
    const std::string url = server.admin_url();
    sendmock::tests::raw_client admin(
        static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1))));
    admin.send(sendmock::tests::request_text(
        "PATCH", "/__admin/settings", {}, R"({"tls_profile":"expired"})"));
    BOOST_TEST(admin.read_answer().status == 200);
    BOOST_TEST(presented_by(server) == "expired.localhost");
    admin.send(sendmock::tests::request_text("POST", "/__admin/reset"));
    BOOST_TEST(admin.read_answer().status == 200);
    BOOST_TEST(presented_by(server) == "good.localhost");
}

BOOST_AUTO_TEST_CASE(a_rule_switches_by_page_and_ends_its_own_connection) {
    mock_server server{{.logs = sendmock::generated_logs{.count = 3, .seed = 1},
                        .page_size = 1,
                        .tls = tls_profile::good}};
    server.inject(sendmock::on_page(2), sendmock::switch_tls_profile(tls_profile::expired));
    kept_client client(server);
    const std::string next = server.journal().requests().back().links.value().next.value_or("");
    client.send(
        sendmock::tests::request_text("GET",
                                      std::string(sendmock::tests::logs_target) + "?cursor=" + next,
                                      {{"Authorization", "Basic a2V5OnNlY3JldA=="}}));
    tls_ending how{};
    const std::string answer = client.read_to_end(how);
    BOOST_TEST(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    BOOST_TEST(answer.find("X-Sendmock-Reason") == std::string::npos);
    BOOST_TEST(says_close(answer));
    BOOST_TEST(how == tls_ending::close_notify);
    BOOST_TEST(server.journal().requests().back().fault == "switch_tls_profile(expired)");
    BOOST_TEST(presented_by(server) == "expired.localhost");
}

BOOST_AUTO_TEST_CASE(a_scenario_may_switch_several_times) {
    const mock_server server{
        {.scenario = sendmock::parse_scenario(
             R"({"server":{"tls":"good"},"rules":[)"
             R"({"when":{"request":1},"then":{"tls":"self-signed"}},)"
             R"({"when":{"request":2},"then":{"tls":"expired","respond":{"status":503}}}]})")}};
    for (const char* name : {"good.localhost", "self-signed.localhost", "expired.localhost"}) {
        tls_client client(server.port());
        BOOST_REQUIRE(client.shake_hands());
        BOOST_TEST(client.presented() == name);
        client.send(request);
        BOOST_TEST(client.read_record().starts_with(
            name == std::string("self-signed.localhost") ? "HTTP/1.1 503" : "HTTP/1.1 200"));
    }
}

BOOST_AUTO_TEST_CASE(further_accounts_do_not_get_the_rule_of_a_scenario_for_all) {
    const mock_server server{
        {.scenario = sendmock::parse_scenario(
             R"({"server":{"tls":"good","accounts":[{"key":"a","secret":"s"},)"
             R"({"key":"b","secret":"s"}]},"rules":[{"then":{"tls":"expired"}}]})")}};
    BOOST_TEST(server.account("a")->unused_rules().size() == 1U);
    BOOST_TEST(server.account("b")->unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(a_rule_that_switches_is_refused_without_tls) {
    const std::string why =
        "tls: a rule cannot change the profile of a server that does not speak TLS";
    mock_server server;
    BOOST_CHECK_EXCEPTION(
        server.inject(sendmock::on_page(1), sendmock::switch_tls_profile(tls_profile::good)),
        std::invalid_argument,
        sendmock::tests::has_message(why));
    BOOST_CHECK_EXCEPTION(mock_server({.scenario = sendmock::parse_scenario(
                                           R"({"rules":[{"then":{"tls":"good"}}]})")}),
                          std::invalid_argument,
                          sendmock::tests::has_message(why));
}

BOOST_AUTO_TEST_CASE(a_server_of_plain_http_has_no_profile) {
    mock_server server;
    BOOST_TEST(!server.tls_profile());
    BOOST_CHECK_EXCEPTION(
        server.set_tls_profile(tls_profile::expired),
        sendmock::error,
        sendmock::tests::has_message("set_tls_profile: this server does not speak TLS"));
    server.reset();
    BOOST_TEST(!server.tls_profile());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
