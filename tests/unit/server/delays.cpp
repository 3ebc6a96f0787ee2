// SPDX-License-Identifier: MIT
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/eventually.hpp"
#include "support/journal_steps.hpp"
#include "support/numbered_logs.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/stopwatch.hpp"
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::server::delays {

using sendmock::delivery;
using sendmock::exchange;
using sendmock::fault;
using sendmock::mock_server;
using sendmock::on_any_request;
using sendmock::tests::ending;
using sendmock::tests::eventually;
using sendmock::tests::logs_target;
using sendmock::tests::received_answer;
using sendmock::tests::service_client;
using std::chrono::hours;
using std::chrono::milliseconds;

/// The answer to a request into which a fault is injected, and how long it took. A server's clock
/// that stands still makes no difference.
std::pair<received_answer, milliseconds> slow_answer(const fault& injected,
                                                     std::string_view method = "GET") {
    mock_server server({.now = [] { return sendmock::instant{}; }, .seed = 42});
    service_client client(server.port());
    const received_answer plain = client.ask(method, logs_target);
    server.inject(on_any_request(), injected);
    received_answer slow;
    const auto time = sendmock::tests::time_of([&] { slow = client.ask(method, logs_target); });
    BOOST_TEST(slow.status == plain.status);
    BOOST_TEST(slow.content == plain.content);
    BOOST_TEST(slow.bytes == plain.bytes); // no field more or less
    BOOST_TEST(eventually(
        [&] { return server.journal().requests().back().outcome != delivery::pending; }));
    const exchange entry = server.journal().requests().back();
    BOOST_TEST((entry.outcome == delivery::complete));
    BOOST_TEST(entry.sent_bytes == slow.bytes);
    BOOST_TEST(entry.fault == "delay");
    BOOST_TEST(entry.reason == "");
    BOOST_TEST(client.get().status == 200); // on the same connection
    return {slow, std::chrono::duration_cast<milliseconds>(time)};
}

/// The sizes of what comes, each after a pause at least.
std::vector<std::size_t> pieces_of(service_client& client, std::size_t size, milliseconds pause) {
    std::vector<std::size_t> pieces;
    std::size_t all = 0;
    BOOST_TEST(eventually([&] {
        const std::size_t piece = client.connection().read_to_end(pause).bytes.size();
        all += piece;
        if (piece > 0) {
            pieces.push_back(piece);
        }
        return all >= size;
    }));
    BOOST_TEST(all == size);
    return pieces;
}

/// Clients whose answers do not come, some for an hour and some for ever.
std::vector<service_client> waiting_clients(mock_server& server, int count) {
    server.inject(on_any_request().path("/delay").always(), sendmock::delayed_by(hours{1}));
    server.inject(on_any_request().path("/dribble").always(), sendmock::dribbled(1'000, hours{1}));
    server.inject(on_any_request().path("/stall").always(), sendmock::stall_before_response());
    server.inject(on_any_request().path("/half").always(), sendmock::stall_during_body());
    std::vector<service_client> clients;
    for (int number = 0; number < count; ++number) {
        constexpr const char* paths[]{"/delay", "/dribble", "/stall", "/half"};
        service_client& client = clients.emplace_back(server.port());
        client.connection().send(client.text("GET", paths[number % 4]));
    }
    BOOST_TEST(
        eventually([&] { return server.journal().size() == static_cast<std::size_t>(count); }));
    return clients;
}

} // namespace unit::server::delays

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(delays)

BOOST_AUTO_TEST_CASE(a_fixed_delay_holds_the_answer_back) {
    const auto [answer, time] = slow_answer(sendmock::delayed_by(milliseconds{150}));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(time.count() >= 150);
    BOOST_TEST(slow_answer(sendmock::delayed_by(milliseconds{60}), "HEAD").second.count() >= 60);
    BOOST_TEST(slow_answer(sendmock::delayed_by(milliseconds{0})).first.status == 200);
}

BOOST_AUTO_TEST_CASE(a_uniform_delay_is_no_shorter_than_its_lower_bound) {
    const fault drawn = sendmock::delayed_between(milliseconds{80}, milliseconds{90});
    BOOST_TEST(slow_answer(drawn).second.count() >= 80);
}

BOOST_AUTO_TEST_CASE(a_lognormal_delay_without_spread_is_its_median) {
    BOOST_TEST(slow_answer(sendmock::delayed_lognormally(milliseconds{80}, 0)).second.count() >=
               80);
    // What would be very long is cut.
    mock_server server({.seed = 7});
    service_client client(server.port());
    server.inject(on_any_request().times(10),
                  sendmock::delayed_lognormally(hours{1}, 0, milliseconds{1}));
    for (int round = 0; round < 10; ++round) {
        BOOST_TEST(client.get().status == 200);
    }
}

BOOST_AUTO_TEST_CASE(a_fixed_and_a_drawn_delay_add_up) {
    const fault both{.delay = sendmock::delay{
                         .fixed = milliseconds{60},
                         .drawn = sendmock::uniform_delay{milliseconds{60}, milliseconds{60}}}};
    BOOST_TEST(slow_answer(both).second.count() >= 120);
}

BOOST_AUTO_TEST_CASE(a_dribble_takes_its_time_and_comes_in_pieces) {
    BOOST_TEST(slow_answer(sendmock::dribbled(3, milliseconds{150})).second.count() >= 150);
    constexpr int most_runs = 10;
    bool in_pieces = false;
    // On a busy machine several may arrive before the client looks.
    for (int run = 0; run < most_runs && !in_pieces; ++run) {
        mock_server server({.seed = 42});
        service_client client(server.port());
        const std::size_t size = client.get().bytes;
        server.inject(on_any_request(), sendmock::dribbled(4, milliseconds{400}));
        client.connection().send(client.text("GET"));
        const auto pieces = pieces_of(client, size, milliseconds{20});
        in_pieces = pieces.size() == 5; // the head, and four of content
    }
    BOOST_TEST(in_pieces);
}

BOOST_AUTO_TEST_CASE(a_dribble_has_no_more_pieces_than_bytes) {
    BOOST_TEST(slow_answer(sendmock::dribbled(1'000'000, milliseconds{100})).second.count() >= 100);
    BOOST_TEST(slow_answer(sendmock::dribbled(1'000'000, milliseconds{0})).first.status == 200);
    // Without content there is nothing to dribble.
    BOOST_TEST(slow_answer(sendmock::dribbled(1, hours{1}), "HEAD").first.status == 200);
}

BOOST_AUTO_TEST_CASE(other_faults_come_after_the_delay) {
    mock_server server;
    service_client client(server.port());
    server.inject(on_any_request(),
                  sendmock::http_error(503).with(sendmock::delayed_by(milliseconds{60})));
    const auto error_time =
        sendmock::tests::time_of([&] { BOOST_TEST(client.get().status == 503); });
    BOOST_TEST((error_time >= milliseconds{60}));
    BOOST_TEST(server.journal().requests().back().fault == "http_error(503) + delay");

    server.inject(
        on_any_request(),
        sendmock::disconnect_during_body(10).with(sendmock::dribbled(5, milliseconds{60})));
    client.connection().send(client.text("GET"));
    const auto cut_time = sendmock::tests::time_of([&] {
        const auto got = client.connection().read_to_end();
        BOOST_TEST(got.ending == ending::fin);
        BOOST_TEST(got.bytes.size() - got.bytes.find("\r\n\r\n") - 4 == 10U);
    });
    BOOST_TEST((cut_time >= milliseconds{60}));
}

BOOST_AUTO_TEST_CASE(a_delayed_answer_counts_as_delivered) {
    mock_server server;
    service_client client(server.port());
    server.inject(on_any_request().times(2), sendmock::delayed_by(milliseconds{1}));
    for (int round = 0; round < 3; ++round) {
        client.get();
    }
    BOOST_TEST(sendmock::tests::steps_of(server.journal()) == "1.1.1 2.1.1 3.1.1 ");
}

BOOST_AUTO_TEST_CASE(a_wait_holds_up_no_other_connection) {
    mock_server server;
    const auto waiting = waiting_clients(server, 50);
    service_client client(server.port());
    for (int round = 0; round < 10; ++round) {
        BOOST_TEST(client.get().status == 200);
    }
    const auto entries = server.journal().requests();
    BOOST_TEST(std::count_if(entries.begin(), entries.end(), [](const exchange& entry) {
                   return entry.fault == "delay" && entry.outcome == delivery::pending;
               }) == 26); // stalls have had what they get
}

BOOST_AUTO_TEST_CASE(a_server_ends_at_once_although_clients_wait_for_an_hour_or_for_ever) {
    const milliseconds within = sendmock::tests::bound(milliseconds{200});
    const milliseconds best = sendmock::tests::shortest(within, [&] {
        std::optional<mock_server> server(std::in_place);
        auto waiting = waiting_clients(*server, 50);
        const auto time = sendmock::tests::time_of([&] { server.reset(); });
        for (service_client& client : waiting) {
            BOOST_TEST(client.connection().read_to_end().ending != ending::silence);
        }
        return time;
    });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(a_wait_that_is_cut_short_is_a_failure) {
    std::vector<exchange> seen;
    std::optional<mock_server> server(
        std::in_place, sendmock::server_options{.on_exchange = [&](const exchange& entry) {
            seen.push_back(entry);
        }});
    server->inject(on_any_request(), sendmock::delayed_by(hours{1}));
    service_client client(server->port()); // which is there until the server has ended
    client.connection().send(client.text("GET"));
    BOOST_TEST(eventually([&] { return server->journal().size() == 1; }));
    server.reset();
    BOOST_REQUIRE(seen.size() == 1U);
    BOOST_TEST((seen.front().outcome == delivery::failed));
    BOOST_TEST(seen.front().sent_bytes == 0U);
}

BOOST_AUTO_TEST_CASE(a_client_that_resets_ends_its_wait) {
    mock_server server;
    auto waiting = waiting_clients(server, 2); // a delay and a dribble
    for (service_client& client : waiting) {
        client.connection().reset();
    }
    BOOST_TEST(eventually([&] {
        const auto entries = server.journal().requests();
        return std::all_of(entries.begin(), entries.end(), [](const exchange& entry) {
            return entry.outcome == delivery::failed;
        });
    }));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
