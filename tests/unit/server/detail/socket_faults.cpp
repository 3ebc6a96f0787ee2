// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/detail/socket_faults.hpp>
#include <sendmock/server/detail/wake_pipe.hpp>

#include "support/eventually.hpp"
#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <thread>
#include <utility>

namespace sendmock::detail {

std::ostream& operator<<(std::ostream& out, wait_end end) {
    constexpr const char* names[]{"time", "stopped", "peer gone"};
    return out << names[static_cast<int>(end)];
}

} // namespace sendmock::detail

namespace unit::server::detail::socket_faults {

using sendmock::detail::wait_end;
using sendmock::detail::wait_unless_stopped;
using sendmock::net::deadline;
using sendmock::net::file_descriptor;
using sendmock::tests::eventually;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Both ends of a TCP connection.
struct fixture {
    fixture() {
        const auto listening = sendmock::detail::listen_on("127.0.0.1", 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(listening.address.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        client = file_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int few = 4096;
        ::setsockopt(client.get(), SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
        BOOST_REQUIRE(::connect(client.get(),
                                reinterpret_cast<const sockaddr*>(&address),
                                sizeof address) == 0);
        BOOST_REQUIRE(eventually([&] {
            server = sendmock::detail::accept_connection(listening.descriptor.get());
            return static_cast<bool>(server);
        }));
    }

    [[nodiscard]] wait_end wait(deadline until, bool watch_peer = false) const {
        return wait_unless_stopped(server.get(), stop.reading_end(), until, watch_peer);
    }

    /// What the client gets next: a count of bytes, 0 for FIN, -1 for RST.
    [[nodiscard]] ssize_t next() const {
        std::array<char, 65536> buffer{};
        const ssize_t got = ::recv(client.get(), buffer.data(), buffer.size(), 0);
        BOOST_TEST((got >= 0 || errno == ECONNRESET));
        return got;
    }

    file_descriptor client;
    file_descriptor server;
    sendmock::detail::wake_pipe stop;
    deadline soon = steady_clock::now() + milliseconds{30};
    deadline never = deadline::max();
};

} // namespace unit::server::detail::socket_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(socket_faults, socket_faults::fixture)

BOOST_AUTO_TEST_CASE(closing_resets_once_it_was_asked_for) {
    sendmock::detail::reset_on_close(server.get());
    { const file_descriptor closed = std::move(server); }
    BOOST_TEST(next() == -1);
}

BOOST_AUTO_TEST_CASE(closing_without_that_is_an_orderly_end) {
    { const file_descriptor closed = std::move(server); }
    BOOST_TEST(next() == 0);
}

BOOST_AUTO_TEST_CASE(knows_of_bytes_for_which_the_peer_has_no_room) {
    BOOST_TEST(sendmock::detail::unsent_bytes(server.get()) == 0);
    const std::string much(65536, 'x');
    std::size_t sent = 0;
    // Until the peer's room and the system's own are used up.
    while (true) {
        const ssize_t more = sendmock::net::send_some(server.get(), much);
        if (more < 0) {
            break;
        }
        sent += static_cast<std::size_t>(more);
    }
    BOOST_TEST(eventually([&] { return sendmock::detail::unsent_bytes(server.get()) > 0; }));
    for (std::size_t received = 0; received < sent;) {
        const ssize_t got = next();
        BOOST_REQUIRE(got > 0);
        received += static_cast<std::size_t>(got);
    }
    BOOST_TEST(sendmock::detail::unsent_bytes(server.get()) == 0);
}

BOOST_AUTO_TEST_CASE(waits_as_long_as_it_is_told) {
    BOOST_TEST(wait(soon) == wait_end::time);
    BOOST_TEST((steady_clock::now() >= soon));
    BOOST_TEST(wait(soon, true) == wait_end::time); // it is past
}

BOOST_AUTO_TEST_CASE(a_stop_ends_every_wait_at_once) {
    std::thread waker([&] { stop.wake(); });
    BOOST_TEST(wait(never) == wait_end::stopped);
    BOOST_TEST(wait(never, true) == wait_end::stopped);
    waker.join();
}

BOOST_AUTO_TEST_CASE(what_the_peer_sends_does_not_end_a_wait) {
    BOOST_TEST(::send(client.get(), "more", 4, MSG_NOSIGNAL) == 4);
    BOOST_TEST(wait(soon) == wait_end::time);
    BOOST_TEST(wait(steady_clock::now() + milliseconds{10}, true) == wait_end::time);
}

BOOST_AUTO_TEST_CASE(a_peer_that_sends_no_more_ends_a_wait_that_watches_it) {
    ::shutdown(client.get(), SHUT_WR);
    BOOST_TEST(wait(soon) == wait_end::time); // it may still read
    BOOST_TEST(wait(never, true) == wait_end::peer_gone);
}

BOOST_AUTO_TEST_CASE(a_peer_that_resets_ends_every_wait) {
    sendmock::detail::reset_on_close(client.get());
    { const file_descriptor closed = std::move(client); }
    BOOST_TEST(wait(never) == wait_end::peer_gone);
    BOOST_TEST(wait(never, true) == wait_end::peer_gone);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
