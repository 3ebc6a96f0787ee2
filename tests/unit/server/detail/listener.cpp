// SPDX-License-Identifier: MIT
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/server/detail/listener.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>

#include "support/echo_server.hpp"
#include "support/eventually.hpp"
#include "support/process_state.hpp"
#include "support/raw_client.hpp"
#include "support/sanitizers.hpp"
#include "support/stopwatch.hpp"
#include <boost/test/unit_test.hpp>
#include <pthread.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace unit::server::detail::listener {

using sendmock::tests::bound;
using sendmock::tests::echo_server;
using sendmock::tests::ending;
using sendmock::tests::eventually;
using sendmock::tests::raw_client;
using sendmock::tests::received;
using std::chrono::milliseconds;

// Before anything in this program has served.
const auto first_broken_pipe = sendmock::tests::signal_dispositions()[SIGPIPE];

const std::string ask = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

bool is_served(raw_client& client) {
    client.send(ask);
    return client.read_answer().status == 200;
}

bool is_turned_away(raw_client& client) {
    return client.read_answer().status == 503 && client.read_to_end().ending == ending::fin;
}

/// Clients whose connections are kept although nothing is asked; each second one is inside a
/// request.
std::vector<raw_client> idle_clients(std::uint16_t port, int count) {
    std::vector<raw_client> clients;
    for (int number = 0; number < count; ++number) {
        raw_client& client = clients.emplace_back(port);
        BOOST_REQUIRE(is_served(client));
        if (number % 2 == 1) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 9\r\nHost: x\r\n\r\nhalf");
        }
    }
    return clients;
}

/// How long a server takes to end, with clients of a kind.
template <class Prepare>
milliseconds time_to_end(milliseconds within, Prepare prepare) {
    return sendmock::tests::shortest(within, [&] {
        std::optional<echo_server> server(std::in_place);
        const auto clients = prepare(*server);
        return sendmock::tests::time_of([&] { server.reset(); });
    });
}

/// Puts a limit on the descriptors of this process for a while.
class descriptor_limit {
public:
    explicit descriptor_limit(int most) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit lower{.rlim_cur = static_cast<rlim_t>(most), .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &lower);
    }

    descriptor_limit(const descriptor_limit&) = delete;
    descriptor_limit& operator=(const descriptor_limit&) = delete;

    ~descriptor_limit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

/// Makes threads impossible to start for a while: their stacks would be larger than memory.
class no_more_threads {
public:
    no_more_threads() {
        ::pthread_getattr_default_np(&before_);
        pthread_attr_t huge{};
        ::pthread_attr_init(&huge);
        ::pthread_attr_setstacksize(&huge, std::size_t{1} << 47U);
        BOOST_TEST(::pthread_setattr_default_np(&huge) == 0);
        ::pthread_attr_destroy(&huge);
    }

    no_more_threads(const no_more_threads&) = delete;
    no_more_threads& operator=(const no_more_threads&) = delete;

    ~no_more_threads() {
        ::pthread_setattr_default_np(&before_);
        ::pthread_attr_destroy(&before_);
    }

private:
    pthread_attr_t before_{};
};

} // namespace unit::server::detail::listener

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(listener)

BOOST_AUTO_TEST_CASE(no_connection_waits_behind_idle_ones) {
    const milliseconds within = bound(milliseconds{100});
    const echo_server server;
    const auto idle = idle_clients(server.port(), 200);
    const milliseconds best = sendmock::tests::shortest(within, [&] {
        return sendmock::tests::time_of([&] {
            raw_client client(server.port());
            BOOST_TEST(is_served(client));
        });
    });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(ends_at_once_with_idle_and_half_asking_clients) {
    const milliseconds within = bound(milliseconds{100});
    const milliseconds best = time_to_end(
        within, [](const echo_server& server) { return idle_clients(server.port(), 200); });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(ends_at_once_while_answers_are_not_taken) {
    const milliseconds within = bound(milliseconds{100});
    const milliseconds best = time_to_end(within, [](const echo_server& server) {
        std::vector<raw_client> clients;
        for (int number = 0; number < 2; ++number) {
            clients.emplace_back(server.port(), "127.0.0.1", 4096)
                .send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        BOOST_TEST(eventually([&] { return server.begun() == 2; }));
        return clients;
    });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(ends_at_once_while_refused_clients_do_not_go) {
    const milliseconds within = bound(milliseconds{100});
    const milliseconds best = time_to_end(within, [](const echo_server& server) {
        std::vector<raw_client> clients;
        for (int number = 0; number < 4; ++number) {
            raw_client& client = clients.emplace_back(server.port());
            client.send("GET / HTTP/1.1\r\n\r\n");
            BOOST_TEST(client.read_answer().status == 400);
        }
        return clients;
    });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(ends_at_once_while_threads_wait_for_another_connection) {
    const milliseconds within = bound(milliseconds{100});
    const milliseconds best = time_to_end(within, [](const echo_server& server) {
        for (raw_client& client : idle_clients(server.port(), 4)) {
            client.close();
        }
        raw_client last(server.port());
        BOOST_TEST(is_served(last)); // by now the others have been seen to go
        return last;
    });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(an_idle_client_sees_an_orderly_end) {
    std::optional<echo_server> server(std::in_place);
    auto clients = idle_clients(server->port(), 10);
    server.reset();
    for (raw_client& client : clients) {
        const received rest = client.read_to_end();
        BOOST_TEST(rest.bytes == "");
        BOOST_TEST(rest.ending == ending::fin);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_written_can_be_read_after_the_end) {
    std::optional<echo_server> server(std::in_place);
    raw_client client(server->port());
    client.send(ask);
    BOOST_TEST(eventually([&] { return server->written() == 1; }));
    server.reset();
    BOOST_TEST(client.read_answer().content == "GET / ");
    BOOST_TEST(client.read_to_end().ending == ending::fin);
}

BOOST_AUTO_TEST_CASE(its_end_waits_for_an_answer_that_is_being_made) {
    std::promise<void> asked;
    std::promise<void> answer;
    std::atomic<bool> ended = false;
    bool ended_too_early = false;
    const auto respond = [&](const sendmock::http::request&) {
        asked.set_value();
        answer.get_future().wait();
        ended_too_early = ended;
        return sendmock::detail::reply{};
    };
    std::optional<sendmock::detail::listener> listener(
        std::in_place,
        sendmock::detail::listen_on("127.0.0.1", 0),
        sendmock::detail::listener_options{},
        sendmock::detail::responder{.respond = respond});
    const std::uint16_t port = listener->address().port;
    raw_client client(port);
    client.send(ask);
    asked.get_future().wait();
    std::thread ender([&] {
        listener.reset();
        ended = true;
    });
    // The listener has begun to end: its port takes no more connections.
    BOOST_TEST(eventually([&] {
        try {
            const raw_client late(port);
            return false;
        } catch (const std::runtime_error&) {
            return true;
        }
    }));
    answer.set_value();
    ender.join();
    BOOST_TEST(!ended_too_early);
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_limit_are_told_so_until_one_ends) {
    const echo_server server({.most_connections = 2});
    raw_client first(server.port());
    raw_client second(server.port());
    BOOST_TEST(is_served(first));
    BOOST_TEST(is_served(second));

    raw_client third(server.port());
    BOOST_TEST(is_turned_away(third));
    BOOST_TEST(is_served(first));

    second.close();
    BOOST_TEST(eventually([&] {
        raw_client next(server.port());
        next.send(ask);
        return next.read_answer().status == 200;
    }));
    BOOST_TEST(is_served(first));
}

BOOST_AUTO_TEST_CASE(clients_that_were_turned_away_take_no_place) {
    const echo_server server({.most_connections = 2});
    raw_client first(server.port());
    raw_client second(server.port());
    BOOST_TEST(is_served(first));
    BOOST_TEST(is_served(second));
    std::vector<raw_client> turned_away; // who do not go
    for (int number = 0; number < 10; ++number) {
        BOOST_TEST(turned_away.emplace_back(server.port()).read_answer().status == 503);
    }
    const auto ended = std::chrono::steady_clock::now();
    second.close();
    BOOST_TEST(eventually([&] {
        raw_client next(server.port());
        next.send(ask);
        return next.read_answer().status == 200;
    }));
    // Sooner than the server gives up on those who do not go.
    BOOST_TEST((std::chrono::steady_clock::now() - ended < milliseconds{1'500}));
}

BOOST_AUTO_TEST_CASE(connections_far_beyond_the_limit_wait) {
    const echo_server server({.most_connections = 1});
    std::vector<raw_client> clients;
    for (int number = 0; number < 200; ++number) {
        clients.emplace_back(server.port());
    }
    BOOST_TEST(is_served(clients.front()));
    for (std::size_t number = 1; number < clients.size(); ++number) {
        BOOST_REQUIRE(clients[number].read_answer().status == 503);
        clients[number].close();
    }
    BOOST_TEST(is_served(clients.front()));
}

BOOST_AUTO_TEST_CASE(a_connection_that_finds_no_descriptor_waits_for_one) {
    const echo_server server;
    std::optional<raw_client> client;
    {
        const int lowest_free = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
        ::close(lowest_free);
        const descriptor_limit none_but_the_clients(lowest_free + 1);
        client.emplace(server.port());
        client->send(ask);
        BOOST_TEST(client->read_to_end(milliseconds{50}).ending == ending::silence);
    }
    BOOST_TEST(client->read_answer().status == 200);
}

BOOST_AUTO_TEST_CASE(a_connection_that_finds_no_thread_is_noted_as_ended,
                     *boost::unit_test::enable_if<!sendmock::tests::sanitized>()) {
    sendmock::connection_journal journal;
    const sendmock::detail::listener listening(
        sendmock::detail::listen_on("127.0.0.1", 0),
        {},
        {.respond = [](const sendmock::http::request&) { return sendmock::detail::reply{}; },
         .refuse = [](const sendmock::http::parse_failure&,
                      const sendmock::http::request&) { return sendmock::detail::reply{}; }},
        {.contexts = std::make_shared<sendmock::detail::tls_contexts>(sendmock::tls_profile::good,
                                                                      "127.0.0.1")},
        {.journal = &journal});
    std::optional<raw_client> client;
    {
        const no_more_threads none;
        client.emplace(listening.address().port);
        BOOST_TEST(eventually([&] {
            const auto entries = journal.entries();
            return !entries.empty() &&
                   entries.front().handshake != sendmock::handshake_outcome::pending;
        }));
    }
    const auto entry = journal.entries().front();
    BOOST_TEST((entry.handshake == sendmock::handshake_outcome::no_tls));
    BOOST_TEST(entry.cause == "the server failed to serve it");
    BOOST_TEST(client->read_to_end().bytes == "");
}

BOOST_AUTO_TEST_CASE(connections_may_be_ended_before_anything_is_read) {
    using sendmock::detail::accept_action;
    const std::vector<accept_action> actions{accept_action::serve,
                                             accept_action::fail_handshake,
                                             accept_action::reset,
                                             accept_action::serve};
    std::atomic<std::size_t> accepted = 0;
    std::atomic<int> asked = 0;
    const auto answer = [&] {
        ++asked;
        return sendmock::detail::reply{.response = {.status = 200}};
    };
    const sendmock::detail::listener listening(
        sendmock::detail::listen_on("127.0.0.1", 0),
        {},
        {.respond = [&](const sendmock::http::request&) { return answer(); },
         .refuse = [&](const sendmock::http::parse_failure&,
                       const sendmock::http::request&) { return answer(); },
         .accept = [&] { return actions.at(accepted++); }});
    const std::uint16_t port = listening.address().port;
    raw_client first(port);
    BOOST_TEST(is_served(first));
    raw_client ended(port);
    const received end = ended.read_to_end();
    BOOST_TEST(end.bytes == "");
    BOOST_TEST(end.ending == ending::fin);
    try {
        raw_client reset(port);
        BOOST_TEST(reset.read_to_end().ending == ending::rst);
    } catch (const std::runtime_error& failure) { // so soon that it is told when connecting
        BOOST_TEST(std::string(failure.what()).ends_with("Connection reset by peer"));
    }
    raw_client last(port);
    BOOST_TEST(is_served(last));
    BOOST_TEST(is_served(first));
    BOOST_TEST(asked == 3);
    BOOST_TEST(accepted == 4U); // once for each, in order
}

BOOST_AUTO_TEST_CASE(leaves_no_descriptor_and_no_thread_behind) {
    const auto use = [](int rounds) {
        for (int round = 0; round < rounds; ++round) {
            const echo_server server;
            raw_client client(server.port());
            raw_client idle(server.port());
            BOOST_REQUIRE(is_served(client));
        }
    };
    use(1); // what is made once for the whole program is there now
    const auto descriptors = sendmock::tests::open_descriptors();
    const auto threads = sendmock::tests::count_threads();
    use(200);
    BOOST_TEST((sendmock::tests::open_descriptors() == descriptors));
    // A thread that was joined may be seen for a moment longer.
    BOOST_TEST(eventually([&] { return sendmock::tests::count_threads() <= threads; }));
}

BOOST_AUTO_TEST_CASE(keeps_no_descriptor_and_no_thread_of_connections_that_ended) {
    const echo_server server;
    raw_client first(server.port());
    BOOST_TEST(is_served(first));
    const auto descriptors = sendmock::tests::open_descriptors().size();
    const auto threads = sendmock::tests::count_threads();
    for (int round = 0; round < 200; ++round) {
        raw_client client(server.port());
        BOOST_REQUIRE(is_served(client));
    }
    BOOST_TEST(eventually([&] {
        return sendmock::tests::open_descriptors().size() <= descriptors &&
               sendmock::tests::count_threads() <= threads;
    }));
}

BOOST_AUTO_TEST_CASE(threads_take_one_connection_after_the_other) {
    std::atomic<int> threads = 0;
    const auto respond = [&](const sendmock::http::request&) {
        thread_local bool is_new = true;
        threads += std::exchange(is_new, false) ? 1 : 0;
        return sendmock::detail::reply{.response = {.status = 200}};
    };
    const sendmock::detail::listener listener(
        sendmock::detail::listen_on("127.0.0.1", 0), {}, {.respond = respond});
    constexpr int connections = 100;
    for (int number = 0; number < connections; ++number) {
        raw_client client(listener.address().port);
        BOOST_REQUIRE(is_served(client));
    }
    BOOST_TEST(threads.load() < connections); // some come before the one before has gone
}

BOOST_AUTO_TEST_CASE(its_descriptors_are_not_inherited) {
    const auto before = sendmock::tests::open_descriptors();
    const echo_server server;
    raw_client client(server.port());
    BOOST_TEST(is_served(client));
    int own = 0;
    for (const int fd : sendmock::tests::open_descriptors()) {
        if (!before.contains(fd)) {
            BOOST_TEST((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
            ++own;
        }
    }
    BOOST_TEST(own == 5); // listening, accepted, both ends of a pipe, and the client's
}

BOOST_AUTO_TEST_CASE(no_signal_is_delivered_to_its_threads) {
    sigset_t before{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    std::atomic<int> deliverable = 0;
    const auto respond = [&](const sendmock::http::request&) {
        sigset_t blocked{};
        ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        for (int number = 1; number < SIGSYS; ++number) {
            const bool can_be_blocked = number != SIGKILL && number != SIGSTOP;
            deliverable += can_be_blocked && ::sigismember(&blocked, number) == 0 ? 1 : 0;
        }
        return sendmock::detail::reply{};
    };
    {
        const sendmock::detail::listener listener(
            sendmock::detail::listen_on("127.0.0.1", 0), {}, {.respond = respond});
        raw_client client(listener.address().port);
        BOOST_TEST(is_served(client));
    }
    BOOST_TEST(deliverable == 0);
    sigset_t after{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (int number = 1; number < SIGSYS; ++number) {
        BOOST_TEST(::sigismember(&after, number) == ::sigismember(&before, number));
    }
}

BOOST_AUTO_TEST_CASE(changes_no_signal_disposition) {
    const auto before = sendmock::tests::signal_dispositions();
    {
        const echo_server server;
        raw_client client(server.port());
        BOOST_TEST(is_served(client));
    }
    const auto after = sendmock::tests::signal_dispositions();
    BOOST_TEST((after == before));
    BOOST_TEST((after[SIGPIPE] == first_broken_pipe));
}

BOOST_AUTO_TEST_CASE(several_threads_make_and_end_many) {
    std::atomic<int> served = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                const echo_server server;
                raw_client client(server.port());
                served += is_served(client) ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(served == 200);
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_responder_ends_the_connection_alone) {
    const auto respond = [&](const sendmock::http::request& request) -> sendmock::detail::reply {
        if (request.target == "/throw") {
            throw std::runtime_error("a failure");
        }
        return {};
    };
    const sendmock::detail::listener listener(
        sendmock::detail::listen_on("127.0.0.1", 0), {}, {.respond = respond});
    raw_client other(listener.address().port);
    raw_client client(listener.address().port);
    client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(client.read_to_end().bytes == "");
    BOOST_TEST(is_served(other));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
