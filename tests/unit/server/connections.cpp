// SPDX-License-Identifier: MIT
// What a server notes of its connections.
#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/server/mock_server.hpp>
#include <sendmock/service/time_source.hpp>

#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/tls_client.hpp"
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace unit::server::connections {

using sendmock::connection_entry;
using sendmock::connection_request;
using sendmock::handshake_counts;
using sendmock::handshake_outcome;
using sendmock::mock_server;
using sendmock::server_options;
using sendmock::tls_profile;
using sendmock::tests::eventually;
using sendmock::tests::raw_client;
using sendmock::tests::service_client;
using sendmock::tests::tls_client;

const std::string logs(sendmock::logs_path);
const std::string ask_health = "GET /__admin/health HTTP/1.1\r\nHost: x\r\n\r\n";

/// What is noted of a connection that has come to an end for the server.
connection_entry noted(const mock_server& server, std::size_t at = 0) {
    BOOST_REQUIRE(eventually([&] {
        const auto entries = server.connections();
        return entries.size() > at && entries[at].handshake != handshake_outcome::pending;
    }));
    return server.connections().at(at);
}

std::string asking(const std::string& target) {
    return sendmock::tests::request_text(
        "GET", target, {{"Authorization", sendmock::http::make_basic("key", "secret")}});
}

} // namespace unit::server::connections

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(connections)

BOOST_AUTO_TEST_CASE(connections_of_plain_http_have_no_handshake) {
    const sendmock::manual_clock clock;
    mock_server server({.now = clock.source()});
    BOOST_TEST(server.connections().empty());
    const raw_client idle(server.port());
    const connection_entry entry = noted(server);
    BOOST_TEST(entry.number == 1U);
    BOOST_TEST((entry.time == clock.now()));
    BOOST_TEST(!entry.tls);
    BOOST_TEST((entry.handshake == handshake_outcome::no_tls));
    BOOST_TEST(entry.cause == "");
    BOOST_TEST(entry.fault == "");
    BOOST_TEST(entry.requests.empty());
    BOOST_TEST((server.handshakes() == handshake_counts{}));
}

BOOST_AUTO_TEST_CASE(connections_and_requests_name_each_other) {
    mock_server server;
    server.add_account({.key = "other", .secret = "o"});
    service_client first(server.port(), "key", "secret");
    BOOST_TEST(first.get().status == 200);
    service_client second(server.port(), "other", "o");
    BOOST_TEST(second.get().status == 200);
    BOOST_TEST(first.get().status == 200);
    const auto entries = server.connections();
    BOOST_REQUIRE(entries.size() == 2U);
    BOOST_TEST((entries[0].requests == std::vector<connection_request>{{"key", 1}, {"key", 2}}));
    BOOST_TEST((entries[1].requests == std::vector<connection_request>{{"other", 1}}));
    BOOST_TEST(server.journal().requests().at(1).connection == entries[0].number);
    BOOST_TEST(server.account("other")->journal().requests().at(0).connection == entries[1].number);
}

BOOST_AUTO_TEST_CASE(requests_that_cannot_be_read_came_over_a_connection_too) {
    mock_server server;
    raw_client client(server.port());
    client.send("no request\r\n\r\n");
    BOOST_TEST(client.read_answer().status == 400);
    BOOST_TEST(server.journal().requests().front().connection == 1U);
    mock_server full({.most_connections = 1});
    raw_client served(full.port());
    served.send(asking(logs));
    BOOST_TEST(served.read_answer().status == 200);
    raw_client turned_away(full.port());
    BOOST_TEST(turned_away.read_answer().status == 503);
    BOOST_TEST(full.journal().requests().back().connection == 2U);
}

BOOST_AUTO_TEST_CASE(a_handshake_is_noted_with_the_requests_that_follow_it) {
    mock_server server({.tls = tls_profile::good});
    tls_client client(server.port());
    client.ask_for("expired.localhost");
    BOOST_REQUIRE(client.shake_hands());
    client.send(asking(logs));
    BOOST_TEST(client.read_record().starts_with("HTTP/1.1 200"));
    const connection_entry entry = noted(server);
    BOOST_TEST(entry.tls);
    BOOST_TEST(entry.sni == "expired.localhost");
    BOOST_TEST(entry.profile == "expired");
    BOOST_TEST(entry.version == "TLSv1.3");
    BOOST_TEST((entry.handshake == handshake_outcome::completed));
    BOOST_TEST((entry.requests == std::vector<connection_request>{{"key", 1}}));
    BOOST_TEST((server.handshakes() == handshake_counts{.begun = 1, .completed = 1}));
}

BOOST_AUTO_TEST_CASE(an_account_that_outlives_its_server_takes_a_scenario_with_a_profile) {
    std::shared_ptr<sendmock::mock_account> account;
    {
        const mock_server server({.tls = tls_profile::good});
        account = server.accounts().front();
    }
    sendmock::scenario wanted;
    wanted.server.emplace().tls = tls_profile::expired;
    account->set_scenario(wanted); // a sanitizer would see a use after free
    BOOST_TEST(account->unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_refuses_the_certificate_is_told_apart_from_one_that_never_came) {
    std::vector<connection_entry> failures;
    std::atomic<std::size_t> reported{0};
    server_options options{.tls = tls_profile::self_signed};
    options.on_failed_handshake = [&](const connection_entry& entry) {
        failures.push_back(entry);
        ++reported;
    };
    mock_server server(std::move(options));
    BOOST_TEST(server.connections().empty());
    BOOST_TEST(server.handshakes().begun == 0U);
    tls_client client(server.port());
    client.verify();
    client.ask_for("secret.localhost");
    BOOST_TEST(!client.shake_hands());
    const connection_entry entry = noted(server);
    BOOST_TEST((entry.handshake == handshake_outcome::failed));
    BOOST_TEST(entry.alert == "unknown_ca");
    BOOST_TEST(entry.profile == "self-signed");
    BOOST_TEST(entry.requests.empty());
    BOOST_TEST((server.handshakes() == handshake_counts{.begun = 1, .failed = 1, .alerts = 1}));
    BOOST_REQUIRE(eventually([&] { return reported == 1U; }));
    BOOST_TEST(failures.front().alert == "unknown_ca");
    BOOST_TEST(failures.front().sni == "***.localhost");
}

BOOST_AUTO_TEST_CASE(a_request_of_which_half_has_come_before_a_change_of_the_profile_is_answered) {
    const std::string request = asking(logs);
    mock_server server({.tls = tls_profile::good});
    for (int round = 0; round < 20; ++round) { // for the server may be anywhere in its wait
        tls_client client(server.port());
        BOOST_REQUIRE(client.shake_hands());
        client.send(request);
        BOOST_TEST(client.read_record().starts_with("HTTP/1.1 200"));
        client.send(request.substr(0, 9));
        server.set_tls_profile(round % 2 == 0 ? tls_profile::expired : tls_profile::good);
        client.send(request.substr(9));
        const std::string answer = client.read_record();
        BOOST_TEST(answer.starts_with("HTTP/1.1 200"), answer);
        BOOST_TEST(answer.find("\r\nConnection: close\r\n") != std::string::npos, answer);
        sendmock::tests::tls_ending how{};
        BOOST_TEST(client.read_to_end(how) == "");
        BOOST_TEST(how == sendmock::tests::tls_ending::close_notify);
    }
}

BOOST_AUTO_TEST_CASE(a_request_whose_first_record_is_not_whole_before_a_change_is_answered) {
    const std::string request = asking(logs);
    mock_server server({.tls = tls_profile::good});
    for (const std::size_t early : {1U, 5U, 40U}) {
        tls_client client(server.port());
        BOOST_REQUIRE(client.shake_hands());
        const std::string first = client.encrypted(request);
        const std::string second = client.encrypted(request);
        client.send_raw(first + second.substr(0, early)); // which the server reads at once
        BOOST_TEST(client.read_record().starts_with("HTTP/1.1 200"));
        server.set_tls_profile(early == 5 ? tls_profile::good : tls_profile::expired);
        BOOST_TEST(client.hears_nothing(std::chrono::milliseconds{50}));
        client.send_raw(second.substr(early));
        const std::string answer = client.read_record();
        BOOST_TEST(answer.starts_with("HTTP/1.1 200"), answer);
        BOOST_TEST(answer.find("\r\nConnection: close\r\n") != std::string::npos, answer);
    }
    for (const auto& entry : server.journal().requests()) {
        BOOST_TEST(entry.status == 200);
    }
}

BOOST_AUTO_TEST_CASE(what_ends_without_tls_at_a_port_of_tls_has_begun_no_handshake) {
    mock_server server({.tls = tls_profile::good, .io_timeout = std::chrono::milliseconds{50}});
    raw_client closes(server.port());
    closes.finish();
    BOOST_TEST(closes.read_to_end().bytes == "");
    const raw_client is_silent(server.port());
    raw_client speaks_plain_http(server.port());
    speaks_plain_http.send(asking(logs));
    BOOST_TEST(speaks_plain_http.read_answer().status == 400);
    for (const auto& [at, cause] : {std::pair{0, "the client closed the connection without a byte"},
                                    std::pair{1, "the client sent nothing"},
                                    std::pair{2, "the client spoke plain HTTP"}}) {
        const connection_entry entry = noted(server, static_cast<std::size_t>(at));
        BOOST_TEST(!entry.tls);
        BOOST_TEST((entry.handshake == handshake_outcome::no_tls));
        BOOST_TEST(entry.cause == cause);
    }
    BOOST_TEST(server.canary().requests().front().connection == 3U);
    BOOST_TEST((server.handshakes() == handshake_counts{}));
}

BOOST_AUTO_TEST_CASE(a_client_that_has_not_sent_its_hello_whole_is_pending) {
    mock_server server({.tls = tls_profile::good});
    tls_client client(server.port());
    client.send_raw("\x16\x03\x01");
    BOOST_TEST(eventually([&] { return server.handshakes().begun == 1U; }));
    const auto entries = server.connections();
    BOOST_TEST((entries.at(0).handshake == handshake_outcome::pending));
    BOOST_TEST(entries.at(0).tls);
    BOOST_TEST((server.handshakes() == handshake_counts{.begun = 1}));
}

BOOST_AUTO_TEST_CASE(faults_that_end_connections_are_named) {
    mock_server plain;
    plain.inject(sendmock::on_connection(1), sendmock::fail_handshake());
    raw_client ended(plain.port());
    BOOST_TEST(ended.read_to_end().bytes == "");
    connection_entry entry = noted(plain);
    BOOST_TEST(entry.fault == "FAIL_HANDSHAKE");
    BOOST_TEST(entry.cause == "the server closed the connection");
    BOOST_TEST((entry.handshake == handshake_outcome::no_tls));

    mock_server secure({.tls = tls_profile::good});
    secure.inject(sendmock::on_connection(1), sendmock::fail_handshake());
    tls_client refused(secure.port());
    BOOST_TEST(!refused.shake_hands());
    entry = noted(secure);
    BOOST_TEST(entry.fault == "FAIL_HANDSHAKE");
    BOOST_TEST(entry.profile == "handshake-failure");
    BOOST_TEST(entry.cause == "the server sent handshake_failure");
    BOOST_TEST((entry.handshake == handshake_outcome::failed));

    secure.reset();
    secure.inject(sendmock::on_connection(1), sendmock::reset_on_accept());
    std::optional<tls_client> reset;
    try {
        reset.emplace(secure.port());
    } catch (const std::runtime_error&) { // so soon that it is told when connecting
    }
    entry = noted(secure);
    BOOST_TEST(entry.fault == "RESET_ON_ACCEPT");
    BOOST_TEST(entry.cause == "the server reset the connection");
    BOOST_TEST((entry.handshake == handshake_outcome::no_tls));
}

BOOST_AUTO_TEST_CASE(connections_of_admin_calls_alone_are_not_shown) {
    mock_server server;
    raw_client admin(server.port());
    admin.send(ask_health);
    BOOST_TEST(admin.read_answer().status == 200);
    BOOST_TEST(server.connections().empty());
    admin.send(asking(logs));
    BOOST_TEST(admin.read_answer().status == 200);
    BOOST_TEST(server.connections().size() == 1U);
    mock_server secure({.tls = tls_profile::good});
    tls_client secure_admin(secure.port());
    BOOST_REQUIRE(secure_admin.shake_hands());
    secure_admin.send(ask_health);
    BOOST_TEST(secure_admin.read_record().starts_with("HTTP/1.1 200"));
    BOOST_TEST(secure.connections().empty());
    BOOST_TEST((secure.handshakes() == handshake_counts{}));
}

BOOST_AUTO_TEST_CASE(neither_are_those_to_the_admin_port) {
    mock_server server({.admin_port = std::uint16_t{0}});
    const std::string url = server.admin_url();
    raw_client admin(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    admin.send(ask_health);
    BOOST_TEST(admin.read_answer().status == 200);
    const raw_client client(server.port());
    BOOST_TEST(noted(server).number == 1U);
}

BOOST_AUTO_TEST_CASE(a_reset_forgets_connections_but_not_their_numbers) {
    mock_server server({.tls = tls_profile::good});
    tls_client kept(server.port());
    BOOST_REQUIRE(kept.shake_hands());
    kept.send(asking(logs));
    kept.read_record();
    BOOST_TEST(noted(server).number == 1U);
    server.reset();
    BOOST_TEST(server.connections().empty());
    BOOST_TEST((server.handshakes() == handshake_counts{}));
    tls_client next(server.port());
    BOOST_REQUIRE(next.shake_hands());
    BOOST_TEST(noted(server).number == 2U);
    BOOST_TEST(server.handshakes().begun == 1U);
    // One that goes on is shown again by its next request.
    kept.send(asking(logs));
    kept.read_record();
    const connection_entry entry = noted(server);
    BOOST_TEST(entry.number == 1U);
    BOOST_TEST(entry.since_reset == 0U);
    BOOST_TEST((entry.requests == std::vector<connection_request>{{"key", 1}}));
    BOOST_TEST(entry.version == "TLSv1.3");
    BOOST_TEST(server.handshakes().begun == 1U);
}

BOOST_AUTO_TEST_CASE(the_count_since_the_reset_is_the_one_that_rules_go_by) {
    mock_server server;
    const auto ask = [&] {
        service_client client(server.port(), "key", "secret");
        BOOST_TEST(client.get().status == 200);
        return server.connections().back().since_reset;
    };
    BOOST_TEST(ask() == 1U);
    BOOST_TEST(ask() == 2U);
    server.reset();
    BOOST_TEST(ask() == 1U);
    raw_client admin(server.port());
    admin.send(ask_health);
    BOOST_TEST(admin.read_answer().status == 200);
    BOOST_TEST(ask() == 3U); // admin calls count too
    server.inject(sendmock::on_connection(4), sendmock::fail_handshake());
    const raw_client met(server.port());
    const connection_entry entry = noted(server, 2);
    BOOST_TEST(entry.since_reset == 4U);
    BOOST_TEST(entry.fault == "FAIL_HANDSHAKE");
    BOOST_TEST(ask() == 5U);
}

BOOST_AUTO_TEST_CASE(connections_may_be_read_while_clients_come_and_go) {
    mock_server server;
    std::atomic<bool> done{false};
    std::thread reading([&] {
        while (!done) {
            static_cast<void>(server.connections());
        }
    });
    std::vector<std::thread> clients;
    for (int number = 0; number < 4; ++number) {
        clients.emplace_back([&] {
            for (int round = 0; round < 20; ++round) {
                static_cast<void>(service_client(server.port(), "key", "secret").get());
            }
        });
    }
    for (std::thread& client : clients) {
        client.join();
    }
    done = true;
    reading.join();
    const auto entries = server.connections();
    BOOST_REQUIRE(entries.size() == 80U);
    for (std::size_t at = 0; at < entries.size(); ++at) {
        BOOST_TEST(entries[at].number == at + 1);
        BOOST_TEST(entries[at].requests.size() == 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
