// SPDX-License-Identifier: MIT
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/transport.hpp>

#include "support/raw_client.hpp"
#include "support/server_end.hpp"
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>

namespace unit::server::detail::transport {

using sendmock::detail::ending_style;
using sendmock::tests::ending;
using sendmock::tests::patience;
using sendmock::tests::raw_client;
using sendmock::tests::received;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Larger than all buffers between a server and a client that takes little.
const std::string much(std::size_t{16} * 1024 * 1024, 'x');
constexpr int few_bytes = 4096;

/// A client, and the server's end of its connection.
struct fixture {
    /// What there is, without waiting.
    std::string receive() {
        std::array<char, 100> buffer{};
        const ssize_t got = wire.receive_some(buffer.data(), buffer.size());
        return got < 0 ? "none" : std::string(buffer.data(), static_cast<std::size_t>(got));
    }

    /// Ends sending, and the connection with it.
    void end(ending_style style = ending_style::orderly) {
        wire.end(style, server.stop_signal());
        server.close();
    }

    sendmock::tests::server_end server;
    raw_client client{server.port(), "127.0.0.1", few_bytes};
    sendmock::detail::transport wire{server.accept()};
    const steady_clock::time_point soon = steady_clock::now() + milliseconds{20};
};

} // namespace unit::server::detail::transport

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(transport, transport::fixture)

BOOST_AUTO_TEST_CASE(sends_two_pieces_as_they_are) {
    BOOST_TEST(!wire.secure());
    BOOST_TEST(wire.send("head,", "content", patience));
    BOOST_TEST(wire.send("", "more", patience));
    BOOST_TEST(wire.send("", "", patience));
    client.finish();
    end();
    BOOST_TEST(client.read_to_end().bytes == "head,contentmore");
}

BOOST_AUTO_TEST_CASE(sends_all_to_a_client_that_takes_little_at_a_time) {
    bool sent = false;
    std::thread sender([&] {
        sent = wire.send("head,", much, patience);
        end();
    });
    client.finish();
    const received all = client.read_to_end();
    sender.join();
    BOOST_TEST(sent);
    BOOST_TEST((all.bytes == "head," + much));
    BOOST_TEST(all.ending == ending::fin);
}

BOOST_AUTO_TEST_CASE(gives_up_on_a_client_that_takes_nothing) {
    const auto before = steady_clock::now();
    BOOST_TEST(!wire.send(much, "", milliseconds{30}));
    BOOST_TEST((steady_clock::now() - before >= milliseconds{30}));
}

BOOST_AUTO_TEST_CASE(gives_up_at_once_on_a_client_that_has_gone) {
    client.reset();
    BOOST_TEST(wire.wait_readable(steady_clock::now() + patience)); // it is known by then
    BOOST_TEST(!wire.send("head", "content", patience));
}

BOOST_AUTO_TEST_CASE(receives_what_is_there_without_waiting) {
    const auto before = steady_clock::now();
    BOOST_TEST(receive() == "none");
    BOOST_TEST(sendmock::net::would_block());
    BOOST_TEST((steady_clock::now() - before < std::chrono::seconds{15})); // of the socket's 30
    client.send("abc");
    BOOST_TEST(wire.wait_readable(steady_clock::now() + patience));
    BOOST_TEST(receive() == "abc");
    client.finish();
    BOOST_TEST(wire.wait_readable(steady_clock::now() + patience));
    BOOST_TEST(receive() == "");
}

BOOST_AUTO_TEST_CASE(waits_for_bytes_up_to_a_deadline_or_the_sockets_time) {
    BOOST_TEST(!wire.wait_readable(soon));
    BOOST_TEST((steady_clock::now() >= soon));
    std::thread sender([&] { client.send("abc"); });
    std::array<char, 10> buffer{};
    BOOST_TEST(wire.receive_next(buffer.data(), buffer.size()) == 3);
    sender.join();
    sendmock::net::set_receive_timeout(wire.socket(), milliseconds{20});
    BOOST_TEST(wire.receive_next(buffer.data(), buffer.size()) == -1);
    BOOST_TEST(sendmock::net::would_block());
}

BOOST_AUTO_TEST_CASE(an_end_lets_the_client_read_all_though_it_had_more_to_say) {
    client.send("what nobody reads");
    BOOST_TEST(wire.wait_readable(steady_clock::now() + patience));
    BOOST_TEST(wire.send("the answer", "", patience));
    std::thread ender([&] { end(); });
    const received all = client.read_to_end();
    BOOST_TEST(all.bytes == "the answer");
    BOOST_TEST(all.ending == ending::fin);
    client.send("more of it");
    client.close();
    ender.join();
}

BOOST_AUTO_TEST_CASE(both_styles_end_with_fin_before_anything_is_closed) {
    client.finish();
    wire.end(ending_style::truncated, server.stop_signal());
    BOOST_TEST(client.read_to_end(std::chrono::seconds{5}).ending == ending::fin);
    raw_client another(server.port());
    sendmock::detail::transport second(server.accept());
    another.finish();
    second.end(ending_style::orderly, server.stop_signal());
    BOOST_TEST(another.read_to_end(std::chrono::seconds{5}).ending == ending::fin);
}

BOOST_AUTO_TEST_CASE(an_end_does_not_wait_for_the_client_where_the_server_stops) {
    server.stop();
    const auto before = steady_clock::now();
    end();
    BOOST_TEST((steady_clock::now() - before < std::chrono::seconds{1}));
    BOOST_TEST(client.read_to_end().ending == ending::fin);
}

BOOST_AUTO_TEST_CASE(an_end_waits_two_seconds_for_a_client_that_does_not_go) {
    const auto before = steady_clock::now();
    end();
    const auto time = steady_clock::now() - before;
    BOOST_TEST((time >= std::chrono::seconds{2}));
    BOOST_TEST((time < std::chrono::seconds{20}));
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_on_for_ever_does_not_prolong_an_end) {
    std::thread sender([&] {
        while (client.send("more")) {
        }
    });
    const auto before = steady_clock::now();
    end();
    sender.join();
    BOOST_TEST((steady_clock::now() - before < std::chrono::seconds{20}));
}

BOOST_AUTO_TEST_CASE(a_reset_takes_the_place_of_the_end) {
    BOOST_TEST(wire.send("first", "", patience));
    wire.reset();
    end(); // says nothing
    const received all = client.read_to_end();
    BOOST_TEST(all.ending == ending::rst);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
