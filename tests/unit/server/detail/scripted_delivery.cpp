// SPDX-License-Identifier: MIT
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/scripted_delivery.hpp>

#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include "support/server_end.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace unit::server::detail::scripted_delivery {

using sendmock::detail::delivery_plan;
using sendmock::detail::wire_script;
using sendmock::tests::patience;
using sendmock::tests::raw_client;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What was given to be sent, and when.
struct piece {
    std::string bytes{};
    bool more = false;
    steady_clock::time_point time{};

    [[nodiscard]] bool operator==(const piece& other) const {
        return bytes == other.bytes && more == other.more;
    }
};

std::ostream& operator<<(std::ostream& out, const piece& one) {
    return out << '\'' << one.bytes << (one.more ? "' and more" : "'");
}

constexpr int few_bytes = 4096;

/// A client, and the server's end of its connection.
struct fixture {
    bool follow(const wire_script& script, const delivery_plan& plan) {
        return sendmock::detail::follow(
            script, plan, wire, server.stop_signal(), [this](std::string_view bytes, bool more) {
                sent.push_back({std::string(bytes), more, steady_clock::now()});
                return sent.size() != refused;
            });
    }

    [[nodiscard]] std::string all_sent() const {
        std::string all;
        for (const piece& one : sent) {
            all += one.bytes;
        }
        return all;
    }

    sendmock::tests::server_end server;
    raw_client client{server.port(), "127.0.0.1", few_bytes};
    sendmock::detail::transport wire{server.accept()};
    const wire_script usual{.head = "head,", .content = "0123456789"};
    std::vector<piece> sent;
    std::size_t refused = 0; ///< the number of the piece that cannot be sent, from 1
    const steady_clock::time_point before = steady_clock::now();
};

} // namespace unit::server::detail::scripted_delivery

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(scripted_delivery, scripted_delivery::fixture)

BOOST_AUTO_TEST_CASE(without_a_plan_head_and_content_leave_together) {
    BOOST_TEST(follow(usual, {}));
    BOOST_TEST(sent == (std::vector<piece>{{"head,", true}, {"0123456789", false}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_head_alone_is_not_held_back) {
    BOOST_TEST(follow({.head = "head"}, {}));
    BOOST_TEST(sent.front() == (piece{"head", false}));
    BOOST_TEST(all_sent() == "head");
}

BOOST_AUTO_TEST_CASE(waits_before_the_first_byte) {
    BOOST_TEST(follow(usual, {.wait = milliseconds{30}}));
    BOOST_TEST((sent.front().time - before >= milliseconds{30}));
    BOOST_TEST(all_sent() == "head,0123456789");
}

BOOST_AUTO_TEST_CASE(dribbles_the_content_in_pieces_of_about_one_size) {
    BOOST_TEST(follow(usual, {.dribbled = sendmock::dribble{.chunks = 4}}));
    BOOST_TEST(sent == (std::vector<piece>{{"head,"}, {"01"}, {"234"}, {"56"}, {"789"}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(dribbles_evenly_over_its_time) {
    constexpr milliseconds total{100};
    BOOST_TEST(follow(usual, {.dribbled = sendmock::dribble{.chunks = 5, .total = total}}));
    BOOST_REQUIRE(sent.size() == 6U);
    for (int number = 1; number <= 5; ++number) {
        BOOST_TEST(
            (sent[static_cast<std::size_t>(number)].time - sent[0].time >= total * number / 5));
    }
}

BOOST_AUTO_TEST_CASE(no_piece_is_empty) {
    BOOST_TEST(follow(usual, {.dribbled = sendmock::dribble{.chunks = 1'000'000}}));
    BOOST_TEST(sent.size() == 11U);
    BOOST_TEST(all_sent() == "head,0123456789");
    sent.clear();
    BOOST_TEST(
        follow({.head = "head"}, {.dribbled = sendmock::dribble{.chunks = 3, .total = patience}}));
    BOOST_TEST(sent.front() == (piece{"head", false}));
    BOOST_TEST(all_sent() == "head");
}

BOOST_AUTO_TEST_CASE(sends_nothing_after_what_could_not_be_sent) {
    for (const std::size_t number : {1U, 2U, 3U}) {
        sent.clear();
        refused = number;
        BOOST_TEST(!follow(usual, {.dribbled = sendmock::dribble{.chunks = 5}}));
        BOOST_TEST(sent.size() == number);
    }
    sent.clear();
    refused = 1;
    BOOST_TEST(!follow(usual, {}));
    BOOST_TEST(sent.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_sends_nothing_more) {
    std::thread stopping([&] { server.stop(); });
    BOOST_TEST(!follow(usual, {.wait = patience}));
    stopping.join();
    BOOST_TEST(sent.empty());
    BOOST_TEST(!follow(usual, {.dribbled = sendmock::dribble{.chunks = 5, .total = patience}}));
    BOOST_TEST(all_sent() == "head,");
}

BOOST_AUTO_TEST_CASE(a_client_that_sends_nothing_more_is_not_waited_for) {
    client.finish();
    BOOST_TEST(follow(
        usual, {.wait = patience, .dribbled = sendmock::dribble{.chunks = 2, .total = patience}}));
    BOOST_TEST(all_sent() == "head,0123456789");
    BOOST_TEST(sendmock::detail::wait_for_time(
        wire, server.stop_signal(), steady_clock::now() + patience));
}

BOOST_AUTO_TEST_CASE(a_wait_lasts_though_the_client_sends_more) {
    client.send("more");
    const auto until = steady_clock::now() + milliseconds{30};
    BOOST_TEST(sendmock::detail::wait_for_time(wire, server.stop_signal(), until));
    BOOST_TEST((steady_clock::now() >= until));
}

BOOST_AUTO_TEST_CASE(waits_until_all_has_left) {
    const std::string much(65'536, 'x');
    while (sendmock::net::send_some(wire.socket(), much) >= 0) {
    }
    const auto unsent = [&] { return sendmock::detail::unsent_bytes(wire.socket()); };
    BOOST_REQUIRE(sendmock::tests::eventually([&] { return unsent() > 0; }));
    // Only as long as it is told to.
    const auto begin = steady_clock::now();
    sendmock::detail::await_sent(wire, server.stop_signal(), milliseconds{30});
    BOOST_TEST((steady_clock::now() - begin >= milliseconds{30}));
    BOOST_TEST(unsent() > 0);
    int left = -1;
    std::thread waiting([&] {
        sendmock::detail::await_sent(wire, server.stop_signal(), std::chrono::seconds{30});
        left = unsent();
        wire.reset();
        server.close();
    });
    static_cast<void>(client.read_to_end());
    waiting.join();
    BOOST_TEST(left == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_does_not_wait_for_what_has_not_left) {
    const std::string much(65'536, 'x');
    while (sendmock::net::send_some(wire.socket(), much) >= 0) {
    }
    server.stop();
    sendmock::detail::await_sent(wire, server.stop_signal(), patience);
    BOOST_TEST((steady_clock::now() - before < std::chrono::seconds{30}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
