// SPDX-License-Identifier: MIT
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/connection_record.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/server/detail/tls_transport.hpp>

#include "support/raw_client.hpp"
#include "support/server_end.hpp"
#include "support/tls_client.hpp"
#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace unit::server::detail::tls_transport {

using sendmock::handshake_outcome;
using sendmock::tls_profile;
using sendmock::detail::ending_style;
using sendmock::tests::ending;
using sendmock::tests::raw_client;
using sendmock::tests::received;
using sendmock::tests::server_end;
using sendmock::tests::tls_client;
using sendmock::tests::tls_ending;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience = std::chrono::seconds{30};

const sendmock::detail::tls_contexts& contexts() {
    static const sendmock::detail::tls_contexts only(tls_profile::good, "127.0.0.1");
    return only;
}

/// A client, and the server's end of its connection, which are shaking hands.
struct fixture {
    void shake_hands() {
        bool succeeded = false;
        std::thread shaking([&] { succeeded = client.shake_hands(); });
        BOOST_TEST(wire.shake_hands(steady_clock::now() + patience, server.stop_signal()));
        shaking.join();
        BOOST_REQUIRE(succeeded);
    }

    /// What the client reads while the server's end sends, as it must be able to.
    template <class Send, class Read>
    std::string read_while(const Send& send, const Read& read) {
        bool sent = false;
        std::thread sending([&] { sent = send(); });
        std::string bytes = read();
        sending.join();
        BOOST_TEST(sent);
        return bytes;
    }

    /// So many bytes that the client gets, or those that came before none did.
    std::string read(std::size_t size) {
        std::string bytes;
        while (bytes.size() < size) {
            const std::string more = client.read_record();
            if (more.empty()) {
                break;
            }
            bytes += more;
        }
        return bytes;
    }

    /// What there is, without waiting.
    std::string receive(std::size_t most = 100) {
        std::string bytes(most, '\0');
        const ssize_t got = wire.receive_some(bytes.data(), bytes.size());
        bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return got < 0 ? "none" : bytes;
    }

    [[nodiscard]] bool wait_readable(milliseconds longest = patience) {
        return wire.wait_readable(steady_clock::now() + longest);
    }

    /// How the client's bytes end where the server has sent nothing.
    tls_ending end(ending_style style) {
        client.finish();
        wire.end(style, server.stop_signal());
        server.close();
        tls_ending how{};
        BOOST_TEST(client.read_to_end(how) == "");
        return how;
    }

    /// Sends what the client cannot decrypt, past TLS.
    void server_says_what_is_no_record() const {
        const std::string bytes = std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x');
        ::send(wire.socket(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

    server_end server;
    tls_client client{server.port()};
    sendmock::detail::connection_record record;
    sendmock::detail::tls_transport wire{server.accept(), contexts(), std::nullopt, record};
};

/// A number in so many bytes, the highest first.
std::string in_bytes(std::size_t number, int count) {
    std::string bytes;
    for (int at = count - 1; at >= 0; --at) {
        bytes += static_cast<char>(number >> (8U * static_cast<unsigned>(at)));
    }
    return bytes;
}

/// A hello under TLS 1.2 that names a host (RFC 8446 section 4.1.2, RFC 6066 section 3).
std::string hello_with_name(const std::string& name) {
    const std::string names = std::string(1, '\0') + in_bytes(name.size(), 2) + name;
    const std::string list = in_bytes(names.size(), 2) + names;
    const std::string extension = std::string(2, '\0') + in_bytes(list.size(), 2) + list;
    const std::string body = "\x03\x03" + std::string(32, 'r') + std::string(1, '\0') +
                             std::string("\x00\x02\xc0\x2b\x01\x00", 6) +
                             in_bytes(extension.size(), 2) + extension;
    const std::string message = "\x01" + in_bytes(body.size(), 3) + body;
    return "\x16\x03\x01" + in_bytes(message.size(), 2) + message;
}

/// The same, whose handshake is noted.
struct noted_fixture : fixture {
    noted_fixture() {
        record = sendmock::detail::connection_record(observer,
                                                     {.handshake = handshake_outcome::pending});
    }

    /// @return whether the server takes the handshake for complete
    bool shake_hands_noted() {
        std::thread shaking([&] { client.shake_hands(); });
        const bool complete =
            wire.shake_hands(steady_clock::now() + patience, server.stop_signal());
        shaking.join();
        return complete;
    }

    [[nodiscard]] sendmock::connection_entry entry() const { return journal.entries().front(); }

    sendmock::connection_journal journal;
    sendmock::detail::connection_observer observer{.journal = &journal};
};

/// What a client gets that sends a hello to a forced profile, and what the server's end makes of
/// it.
received answer_to_hello(tls_profile profile,
                         milliseconds longest = patience,
                         sendmock::connection_entry* noted = nullptr) {
    server_end server;
    raw_client client(server.port());
    sendmock::connection_journal journal;
    const sendmock::detail::connection_observer observer{.journal = &journal};
    sendmock::detail::connection_record record(observer, {});
    sendmock::detail::tls_transport wire(server.accept(), contexts(), profile, record);
    // A hello as short as possible: TLS 1.2 with one cipher.
    constexpr std::string_view hello("\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x03"
                                     "0123456789abcdef0123456789abcdef"
                                     "\x00\x00\x02\xc0\x2b\x01\x00",
                                     50);
    client.send(hello);
    bool complete = true;
    std::thread serving([&] {
        complete = wire.shake_hands(steady_clock::now() + patience, server.stop_signal());
        wire.end(ending_style::orderly, server.stop_signal());
        server.close();
    });
    received all = client.read_to_end(longest);
    client.close();
    serving.join();
    BOOST_TEST(!complete);
    if (noted != nullptr) {
        *noted = journal.entries().front();
    }
    return all;
}

} // namespace unit::server::detail::tls_transport

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(tls_transport)

BOOST_FIXTURE_TEST_CASE(moves_bytes_both_ways, fixture) {
    shake_hands();
    BOOST_TEST(wire.secure());
    client.send("a question");
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "a question");
    BOOST_TEST(wire.send("an ", "answer", patience));
    BOOST_TEST(client.read_record() == "an answer");
}

BOOST_FIXTURE_TEST_CASE(a_head_and_the_content_behind_it_share_a_record, fixture) {
    shake_hands();
    constexpr std::size_t largest = 16'384;
    const std::string content(20'000, 'c');
    const std::string all = read_while([&] { return wire.send("head,", content, patience); },
                                       [&] { return client.read_record(); });
    BOOST_TEST((all == "head," + content.substr(0, largest - 5)));
    BOOST_TEST((client.read_record() == content.substr(largest - 5)));
}

BOOST_FIXTURE_TEST_CASE(a_head_alone_or_above_a_records_size_leaves_too, fixture) {
    shake_hands();
    BOOST_TEST(wire.send("head", "", patience));
    BOOST_TEST(client.read_record() == "head");
    BOOST_TEST(wire.send("", "content", patience));
    BOOST_TEST(client.read_record() == "content");
    const std::string head(20'000, 'h');
    const std::string all = read_while([&] { return wire.send(head, "content", patience); },
                                       [&] { return read(head.size() + 7); });
    BOOST_TEST((all == head + "content"));
}

BOOST_FIXTURE_TEST_CASE(sends_all_for_which_there_is_no_room_at_first, fixture) {
    shake_hands();
    const std::string much(std::size_t{16} * 1024 * 1024, 'x');
    const std::string all = read_while([&] { return wire.send("head,", much, patience); },
                                       [&] { return read(much.size() + 5); });
    BOOST_TEST((all == "head," + much));
}

BOOST_FIXTURE_TEST_CASE(gives_up_on_a_client_that_takes_nothing, fixture) {
    shake_hands();
    const std::string much(std::size_t{64} * 1024 * 1024, 'x');
    const auto before = steady_clock::now();
    BOOST_TEST(!wire.send(much, "", milliseconds{30}));
    BOOST_TEST((steady_clock::now() - before >= milliseconds{30}));
    // Nothing can follow a record that is not whole.
    BOOST_TEST(!wire.send("more", "", patience));
    BOOST_TEST(receive() == "none");
    BOOST_TEST(errno == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(waits_for_bytes_up_to_a_deadline_or_the_sockets_time, fixture) {
    shake_hands();
    BOOST_TEST(!wait_readable(milliseconds{20}));
    BOOST_TEST(receive() == "none");
    BOOST_TEST(sendmock::net::would_block());
    std::thread sending([&] { client.send("abc"); });
    std::array<char, 10> buffer{};
    BOOST_TEST(wire.receive_next(buffer.data(), buffer.size()) == 3);
    sending.join();
    sendmock::net::set_receive_timeout(wire.socket(), milliseconds{20});
    BOOST_TEST(wire.receive_next(buffer.data(), buffer.size()) == -1);
    BOOST_TEST(sendmock::net::would_block());
    // The next one does not wait again.
    sendmock::net::set_receive_timeout(wire.socket(), patience);
    const auto before = steady_clock::now();
    BOOST_TEST(receive() == "none");
    BOOST_TEST((steady_clock::now() - before < patience / 2));
}

BOOST_FIXTURE_TEST_CASE(bytes_that_openssl_holds_are_there_to_be_read, fixture) {
    shake_hands();
    client.send("abcdef");
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive(2) == "ab");
    BOOST_TEST(wait_readable(milliseconds{0})); // though nothing is left in the socket
    BOOST_TEST(receive(2) == "cd");
    BOOST_TEST(receive() == "ef");
    BOOST_TEST(!wait_readable(milliseconds{0}));
}

BOOST_FIXTURE_TEST_CASE(half_a_record_is_nothing_to_be_read, fixture) {
    shake_hands();
    client.send_raw("\x17\x03\x03\x00");
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "none");
    BOOST_TEST(sendmock::net::would_block());
    BOOST_TEST(!wait_readable(milliseconds{20}));
}

BOOST_FIXTURE_TEST_CASE(what_is_no_tls_ends_the_session, fixture) {
    shake_hands();
    client.send_raw("GET / HTTP/1.1\r\n\r\n");
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "none");
    BOOST_TEST(errno == ECONNRESET);
    BOOST_TEST(!wire.send("an answer", "", patience));
}

BOOST_FIXTURE_TEST_CASE(tells_an_end_of_the_clients, fixture) {
    shake_hands();
    client.finish();
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "");
    BOOST_TEST(wire.send("an answer", "", patience)); // it may still read
    BOOST_TEST(client.read_record() == "an answer");
}

BOOST_FIXTURE_TEST_CASE(an_end_without_tls_is_one_too, fixture) {
    shake_hands();
    client.cut();
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "");
}

BOOST_FIXTURE_TEST_CASE(a_reset_of_the_clients_is_told_as_such, fixture) {
    shake_hands();
    client.close(); // with session tickets unread
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "none");
    BOOST_TEST(errno == ECONNRESET);
    BOOST_TEST(!wire.send("an answer", "", patience));
}

BOOST_FIXTURE_TEST_CASE(an_orderly_end_says_so, fixture) {
    shake_hands();
    BOOST_TEST(end(ending_style::orderly) == tls_ending::close_notify);
}

BOOST_FIXTURE_TEST_CASE(a_truncated_end_does_not, fixture) {
    shake_hands();
    BOOST_TEST(end(ending_style::truncated) == tls_ending::fin);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_says_no_hello_is_not_waited_for, fixture) {
    const auto before = steady_clock::now();
    BOOST_TEST(!wire.shake_hands(before + milliseconds{30}, server.stop_signal()));
    BOOST_TEST((steady_clock::now() - before >= milliseconds{30}));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_speaks_no_tls_is_told, fixture) {
    client.send_raw("GET / HTTP/1.1\r\n\r\n");
    BOOST_TEST(!wire.shake_hands(steady_clock::now() + patience, server.stop_signal()));
    wire.end(ending_style::orderly, server.stop_signal());
}

BOOST_AUTO_TEST_CASE(alerts_are_sent_before_the_end) {
    const auto alert = [](char number) {
        return std::string("\x15\x03\x03\x00\x02\x02", 6) + number;
    };
    for (const auto& [profile, number] : {std::pair{tls_profile::handshake_failure, char{40}},
                                          std::pair{tls_profile::internal_error, char{80}},
                                          std::pair{tls_profile::unrecognized_name, char{112}}}) {
        const received all = answer_to_hello(profile);
        BOOST_TEST(all.bytes.size() == 7U);
        BOOST_TEST(all.bytes.substr(3) == alert(number).substr(3));
        BOOST_TEST(all.ending == ending::fin);
    }
}

BOOST_AUTO_TEST_CASE(a_handshake_is_broken_off_as_the_profile_wants_it) {
    const received eof = answer_to_hello(tls_profile::handshake_eof);
    BOOST_TEST(eof.bytes == "");
    BOOST_TEST(eof.ending == ending::fin);
    BOOST_TEST(answer_to_hello(tls_profile::handshake_reset).ending == ending::rst);
    const received stall = answer_to_hello(tls_profile::handshake_stall, milliseconds{100});
    BOOST_TEST(stall.bytes == "");
    BOOST_TEST(stall.ending == ending::silence);
    const received plain = answer_to_hello(tls_profile::plain_http);
    BOOST_TEST(plain.bytes.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    const std::size_t length = plain.bytes.find("Content-Length: ");
    BOOST_REQUIRE(length != std::string::npos);
    BOOST_TEST(plain.bytes.size() - plain.bytes.find("\r\n\r\n") - 4 ==
               std::stoul(plain.bytes.substr(length + 16)));
    BOOST_TEST(plain.ending == ending::fin);
}

BOOST_AUTO_TEST_CASE(a_change_of_the_profile_outdates_it_and_ends_its_rest) {
    const sendmock::detail::tls_contexts own(tls_profile::good, "127.0.0.1");
    server_end end;
    tls_client patient(end.port());
    sendmock::detail::connection_record record;
    sendmock::detail::tls_transport kept(end.accept(), own, std::nullopt, record);
    std::thread shaking([&] { patient.shake_hands(); });
    BOOST_TEST(kept.shake_hands(steady_clock::now() + patience, end.stop_signal()));
    shaking.join();
    BOOST_TEST(!kept.is_outdated());
    std::array<char, 10> buffer{};
    std::thread changing([&] { own.standard().change(tls_profile::expired); });
    BOOST_TEST(kept.receive_next(buffer.data(), buffer.size()) == 0);
    changing.join();
    BOOST_TEST(kept.is_outdated());
}

BOOST_AUTO_TEST_CASE(what_has_come_before_a_change_is_still_received) {
    const sendmock::detail::tls_contexts own(tls_profile::good, "127.0.0.1");
    server_end end;
    tls_client client(end.port());
    sendmock::detail::connection_record record;
    sendmock::detail::tls_transport kept(end.accept(), own, std::nullopt, record);
    std::thread shaking([&] { client.shake_hands(); });
    BOOST_TEST(kept.shake_hands(steady_clock::now() + patience, end.stop_signal()));
    shaking.join();
    client.send("a question");
    BOOST_TEST(kept.wait_readable(steady_clock::now() + patience));
    own.standard().change(tls_profile::expired);
    std::array<char, 10> buffer{};
    BOOST_TEST(kept.receive_next(buffer.data(), buffer.size()) == 10);
    BOOST_TEST(kept.receive_next(buffer.data(), buffer.size()) == 0);
    BOOST_TEST(kept.send("an answer", "", patience));
    BOOST_TEST(client.read_record() == "an answer");
}

BOOST_FIXTURE_TEST_CASE(a_handshake_that_completes_is_noted_with_name_profile_and_version,
                        noted_fixture) {
    client.ask_for("Expired.localhost");
    client.speak_at_most(TLS1_2_VERSION);
    BOOST_TEST(shake_hands_noted());
    BOOST_TEST((entry().handshake == handshake_outcome::completed));
    BOOST_TEST(entry().sni == "Expired.localhost");
    BOOST_TEST(entry().profile == "expired");
    BOOST_TEST(entry().version == "TLSv1.2");
    BOOST_TEST(entry().alert == "");
    BOOST_TEST(entry().cause == "");
}

BOOST_FIXTURE_TEST_CASE(a_client_need_not_name_a_host, noted_fixture) {
    BOOST_TEST(shake_hands_noted());
    BOOST_TEST(entry().sni == "");
    BOOST_TEST(entry().profile == "good");
    BOOST_TEST(entry().version == "TLSv1.3");
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_longer_than_a_host_name_can_be_is_cut, noted_fixture) {
    client.send_raw(hello_with_name(std::string(300, 'n')));
    client.cut();
    BOOST_TEST(!wire.shake_hands(steady_clock::now() + patience, server.stop_signal()));
    BOOST_TEST(entry().sni == std::string(255, 'n'));
}

BOOST_FIXTURE_TEST_CASE(the_alert_of_a_client_that_refuses_the_certificate_is_noted,
                        noted_fixture) {
    client.verify();
    BOOST_TEST(!shake_hands_noted());
    BOOST_TEST((entry().handshake == handshake_outcome::failed));
    BOOST_TEST(entry().alert == "unknown_ca");
    BOOST_TEST(entry().cause == "the client sent unknown_ca");
    BOOST_TEST(entry().version == "");
}

BOOST_FIXTURE_TEST_CASE(so_is_one_under_tls_1_2, noted_fixture) {
    client.verify();
    client.speak_at_most(TLS1_2_VERSION);
    BOOST_TEST(!shake_hands_noted());
    BOOST_TEST(entry().alert == "unknown_ca");
}

BOOST_FIXTURE_TEST_CASE(an_alert_before_the_first_request_makes_the_handshake_a_failed_one,
                        noted_fixture) {
    BOOST_TEST(shake_hands_noted());
    BOOST_TEST((entry().handshake == handshake_outcome::completed));
    server_says_what_is_no_record();
    BOOST_TEST(client.read_record() == ""); // and answers with an alert
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "none");
    BOOST_TEST((entry().handshake == handshake_outcome::failed));
    BOOST_TEST(entry().alert == "bad_record_mac");
    BOOST_TEST(entry().cause == "the client sent bad_record_mac");
}

BOOST_FIXTURE_TEST_CASE(an_alert_after_it_does_not, noted_fixture) {
    BOOST_TEST(shake_hands_noted());
    client.send("a question");
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "a question");
    server_says_what_is_no_record();
    BOOST_TEST(client.read_record() == "");
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "none");
    BOOST_TEST((entry().handshake == handshake_outcome::completed));
    BOOST_TEST(entry().alert == "");
}

BOOST_FIXTURE_TEST_CASE(neither_does_an_orderly_end, noted_fixture) {
    BOOST_TEST(shake_hands_noted());
    client.finish();
    BOOST_TEST(wait_readable());
    BOOST_TEST(receive() == "");
    BOOST_TEST((entry().handshake == handshake_outcome::completed));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_goes_before_its_hello_is_noted_as_such, noted_fixture) {
    client.close();
    BOOST_TEST(!wire.shake_hands(steady_clock::now() + patience, server.stop_signal()));
    BOOST_TEST((entry().handshake == handshake_outcome::failed));
    BOOST_TEST(entry().cause == "the client closed the connection");
    BOOST_TEST(entry().profile == "");
}

BOOST_FIXTURE_TEST_CASE(a_client_that_falls_silent_is_noted_as_such, noted_fixture) {
    BOOST_TEST(!wire.shake_hands(steady_clock::now() + milliseconds{10}, server.stop_signal()));
    BOOST_TEST(entry().cause == "the client fell silent");
}

BOOST_FIXTURE_TEST_CASE(a_server_that_stops_does_not_accuse_the_client, noted_fixture) {
    client.close();
    server.stop();
    BOOST_TEST(!wire.shake_hands(steady_clock::now() + patience, server.stop_signal()));
    BOOST_TEST(entry().cause == "the server stopped");
}

BOOST_AUTO_TEST_CASE(it_is_noted_how_the_server_itself_ends_a_handshake) {
    for (const auto& [profile, cause] :
         {std::pair{tls_profile::handshake_failure, "the server sent handshake_failure"},
          std::pair{tls_profile::internal_error, "the server sent internal_error"},
          std::pair{tls_profile::unrecognized_name, "the server sent unrecognized_name"},
          std::pair{tls_profile::no_shared_cipher,
                    "the server sent handshake_failure: no shared cipher"},
          std::pair{tls_profile::tls_v1_3,
                    "the server sent protocol_version: unsupported protocol"},
          std::pair{tls_profile::handshake_eof, "the server closed the connection"},
          std::pair{tls_profile::handshake_reset, "the server reset the connection"},
          std::pair{tls_profile::plain_http, "the server answered in plain HTTP"}}) {
        sendmock::connection_entry noted;
        answer_to_hello(profile, patience, &noted);
        BOOST_TEST((noted.handshake == handshake_outcome::failed));
        BOOST_TEST(noted.profile == to_string(profile));
        BOOST_TEST(noted.cause == cause);
        BOOST_TEST(noted.alert == "");
    }
    sendmock::connection_entry stalled;
    answer_to_hello(tls_profile::handshake_stall, milliseconds{50}, &stalled);
    BOOST_TEST(stalled.cause == "the server fell silent");
}

BOOST_AUTO_TEST_CASE(a_stall_ends_when_the_server_stops) {
    server_end server;
    tls_client client(server.port());
    sendmock::detail::connection_record record;
    sendmock::detail::tls_transport wire(
        server.accept(), contexts(), tls_profile::handshake_stall, record);
    std::thread shaking([&] { client.shake_hands(); });
    std::thread stopping([&] { server.stop(); });
    BOOST_TEST(!wire.shake_hands(steady_clock::now() + patience, server.stop_signal()));
    stopping.join();
    wire.end(ending_style::orderly, server.stop_signal());
    server.close();
    shaking.join();
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
