// SPDX-License-Identifier: MIT
// The faults on the wire over TLS: what bytes come, and how they come to their end.
#include <sendmock/sendmock.hpp>

#include "support/command.hpp"
#include "support/service_client.hpp"
#include "support/tls_client.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tls::wire_faults {

using sendmock::fault;
using sendmock::tests::has;
using sendmock::tests::tls_client;
using sendmock::tests::tls_ending;
using std::chrono::milliseconds;

const std::string request = sendmock::tests::request_text(
    "GET", sendmock::tests::logs_target, {{"Authorization", "Basic a2V5OnNlY3JldA=="}});

struct answer {
    std::string head{};
    std::string content{};
    tls_ending ending = tls_ending::silence;
};

struct fixture {
    sendmock::mock_server server{{.logs = sendmock::generated_logs{.count = 300, .seed = 1},
                                  .page_size = 300,
                                  .tls = sendmock::tls_profile::good}};

    /// Asks for a page on a new connection.
    answer ask(milliseconds patience = std::chrono::seconds{30}) {
        tls_client client(server.port(), patience);
        BOOST_REQUIRE(client.shake_hands());
        client.send(request);
        answer got;
        std::string bytes = client.read_to_end(got.ending);
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end != std::string::npos) {
            got.head = bytes.substr(0, end + 4);
            bytes.erase(0, end + 4);
        }
        got.content = bytes;
        return got;
    }

    answer ask_with(const fault& wanted, milliseconds patience = std::chrono::seconds{30}) {
        server.inject(sendmock::on_page(1), wanted);
        answer got = ask(patience);
        BOOST_TEST(server.unused_rules().empty());
        const auto last = server.journal().requests().back();
        BOOST_TEST(last.fault == to_string(wanted));
        // The next one on a new connection is clean.
        tls_client next(server.port());
        BOOST_TEST(next.shake_hands());
        next.send(sendmock::tests::request_text(
            "GET",
            sendmock::tests::logs_target,
            {{"Authorization", "Basic a2V5OnNlY3JldA=="}, {"Connection", "close"}}));
        tls_ending how{};
        BOOST_TEST(has(next.read_to_end(how), "200 OK"));
        BOOST_TEST(how == tls_ending::close_notify);
        return got;
    }

    [[nodiscard]] std::string page() {
        tls_client client(server.port());
        BOOST_REQUIRE(client.shake_hands());
        client.send(sendmock::tests::request_text(
            "GET",
            sendmock::tests::logs_target,
            {{"Authorization", "Basic a2V5OnNlY3JldA=="}, {"Connection", "close"}}));
        tls_ending how{};
        const std::string bytes = client.read_to_end(how);
        return bytes.substr(bytes.find("\r\n\r\n") + 4);
    }
};

} // namespace tls::wire_faults

BOOST_AUTO_TEST_SUITE(tls)
BOOST_FIXTURE_TEST_SUITE(wire_faults, wire_faults::fixture)

BOOST_AUTO_TEST_CASE(those_that_end_with_fin_do_so_with_and_without_close_notify) {
    const std::string whole = page();
    const std::vector<fault> faults{sendmock::empty_response(),
                                    sendmock::malformed_chunk(),
                                    sendmock::random_data(),
                                    sendmock::disconnect_during_body(1000),
                                    sendmock::content_length_mismatch(),
                                    sendmock::chunked_without_end(),
                                    sendmock::close_keep_alive()};
    for (const fault& wanted : faults) {
        for (const bool notify : {true, false}) {
            const answer got = ask_with(notify ? wanted : wanted.without_close_notify());
            BOOST_TEST(got.ending == (notify ? tls_ending::close_notify : tls_ending::fin),
                       to_string(wanted));
            if (wanted.wire->kind == sendmock::wire_fault_kind::empty_response) {
                BOOST_TEST(got.head + got.content == "");
            } else if (wanted.wire->bytes) {
                BOOST_TEST(got.content == whole.substr(0, 1000));
            } else if (wanted.wire->kind == sendmock::wire_fault_kind::close_keep_alive) {
                BOOST_TEST((got.content == whole));
            } else {
                BOOST_TEST(got.content.size() > 0U);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_reset_is_one_and_loses_nothing_of_what_came_before) {
    const std::string whole = page();
    const answer at_once = ask_with(sendmock::connection_reset());
    BOOST_TEST(at_once.ending == tls_ending::rst);
    BOOST_TEST(at_once.head == "");
    const answer later = ask_with(sendmock::connection_reset_after(100'000));
    BOOST_TEST(later.ending == tls_ending::rst);
    BOOST_TEST((later.content == whole.substr(0, 100'000)));
}

BOOST_AUTO_TEST_CASE(silence_is_silence) {
    const answer before = ask_with(sendmock::stall_before_response(), milliseconds{300});
    BOOST_TEST(before.ending == tls_ending::silence);
    BOOST_TEST(before.head == "");
    const answer during = ask_with(sendmock::stall_during_body(5000), milliseconds{300});
    BOOST_TEST(during.ending == tls_ending::silence);
    BOOST_TEST(during.content.size() == 5000U);
}

BOOST_AUTO_TEST_CASE(handshakes_fail_and_recover) {
    server.inject(sendmock::on_connections(1, 2).times(2), sendmock::fail_handshake());
    server.inject(sendmock::on_connection(3), sendmock::reset_on_accept());
    for (int connection = 1; connection <= 3; ++connection) {
        tls_client client(server.port());
        BOOST_TEST(!client.shake_hands());
    }
    BOOST_TEST(server.journal().requests().empty());
    tls_client client(server.port());
    BOOST_TEST(client.shake_hands());
}

BOOST_AUTO_TEST_CASE(dribbled_and_delayed_pages_arrive_whole) {
    const std::string whole = page();
    const auto begin = std::chrono::steady_clock::now();
    server.inject(sendmock::on_page(1),
                  sendmock::dribbled(7, milliseconds{70}).with(sendmock::close_keep_alive()));
    const answer got = ask();
    BOOST_TEST((got.content == whole));
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= milliseconds{70}));
}

BOOST_AUTO_TEST_CASE(a_client_that_stops_inside_a_record_is_told_that_it_took_too_long) {
    const sendmock::mock_server impatient{
        {.tls = sendmock::tls_profile::good, .io_timeout = milliseconds{200}}};
    tls_client client(impatient.port());
    BOOST_REQUIRE(client.shake_hands());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n"); // a head begins
    client.send_raw(std::string("\x17\x03\x03\x40\x00", 5) + std::string(100, 'x'));
    tls_ending how{};
    BOOST_TEST(has(client.read_to_end(how), "408 Request Timeout"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
