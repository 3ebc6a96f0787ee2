// SPDX-License-Identifier: MIT
#include <sendmock/error.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/listening_socket.hpp>

#include "support/raw_client.hpp"
#include <boost/test/unit_test.hpp>
#include <fcntl.h>

#include <array>
#include <barrier>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace unit::server::detail::listening_socket {

using namespace sendmock;

bool listens(const std::string& host, std::uint16_t port) {
    try {
        static_cast<void>(sendmock::detail::listen_on(host, port));
        return true;
    } catch (const error&) {
        return false;
    }
}

std::string failure_of(const std::string& host, std::uint16_t port) {
    try {
        static_cast<void>(sendmock::detail::listen_on(host, port));
    } catch (const error& failure) {
        return failure.what();
    }
    return "";
}

} // namespace unit::server::detail::listening_socket

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(listening_socket)

BOOST_AUTO_TEST_CASE(listens_on_a_free_port_and_tells_which) {
    const auto listening = sendmock::detail::listen_on("127.0.0.1", 0);
    BOOST_TEST(listening.address.host == "127.0.0.1");
    BOOST_TEST(listening.address.port != 0);
    const sendmock::tests::raw_client client(listening.address.port);
    const auto accepted = sendmock::detail::accept_connection(listening.descriptor.get());
    BOOST_TEST(static_cast<bool>(accepted));
}

BOOST_AUTO_TEST_CASE(listens_on_a_host_by_its_name) {
    BOOST_TEST(sendmock::detail::listen_on("localhost", 0).address.port != 0);
}

BOOST_AUTO_TEST_CASE(no_descriptor_is_inherited_and_only_connections_block) {
    const auto listening = sendmock::detail::listen_on("127.0.0.1", 0);
    const sendmock::tests::raw_client client(listening.address.port);
    const auto accepted = sendmock::detail::accept_connection(listening.descriptor.get());
    for (const int fd : {listening.descriptor.get(), accepted.get()}) {
        BOOST_TEST((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
        BOOST_TEST(((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0) == (fd != accepted.get()));
    }
}

BOOST_AUTO_TEST_CASE(takes_no_connection_where_none_waits) {
    const auto listening = sendmock::detail::listen_on("127.0.0.1", 0);
    const auto none = sendmock::detail::accept_connection(listening.descriptor.get());
    BOOST_TEST(sendmock::net::would_block());
    BOOST_TEST(!none);
}

BOOST_AUTO_TEST_CASE(refuses_a_port_that_is_taken_and_names_host_port_and_cause) {
    const auto listening = sendmock::detail::listen_on("127.0.0.1", 0);
    const std::uint16_t port = listening.address.port;
    BOOST_TEST(failure_of("127.0.0.1", port) == "cannot listen on 127.0.0.1 port " +
                                                    std::to_string(port) +
                                                    ": Address already in use");
}

BOOST_AUTO_TEST_CASE(refuses_a_host_without_address_and_names_it) {
    for (const std::string host : {"", "no host", "256.0.0.1", "-"}) {
        const std::string failure = failure_of(host, 0);
        BOOST_TEST(failure.starts_with("cannot listen on " + host + ": "), failure);
    }
}

BOOST_AUTO_TEST_CASE(refuses_an_address_that_is_not_this_machines) {
    BOOST_TEST(failure_of("192.0.2.1", 0) ==
               "cannot listen on 192.0.2.1 port 0: Cannot assign requested address");
}

BOOST_AUTO_TEST_CASE(every_address_and_loopback_do_not_share_a_port) {
    const auto everywhere = sendmock::detail::listen_on("0.0.0.0", 0);
    BOOST_TEST(!listens("127.0.0.1", everywhere.address.port));
    const auto loopback = sendmock::detail::listen_on("127.0.0.1", 0);
    BOOST_TEST(!listens("0.0.0.0", loopback.address.port));
}

BOOST_AUTO_TEST_CASE(at_most_one_of_two_threads_gets_a_port) {
    constexpr int rounds = 300;
    std::array<int, 3> listeners{}; // how often none, one, both of them listened
    std::array<std::uint16_t, rounds> ports{};
    for (std::uint16_t& port : ports) {
        port = sendmock::detail::listen_on("127.0.0.1", 0).address.port;
    }
    // Nobody closes before both have tried.
    std::barrier together(2);
    std::array<std::array<bool, rounds>, 2> got{};
    const auto race = [&](std::size_t side, const char* host) {
        for (std::size_t round = 0; round < rounds; ++round) {
            together.arrive_and_wait();
            std::optional<sendmock::detail::listening_socket> socket;
            try {
                socket = sendmock::detail::listen_on(host, ports[round]);
            } catch (const sendmock::error&) {
            }
            got[side][round] = socket.has_value();
            together.arrive_and_wait();
        }
    };
    for (const char* host : {"127.0.0.1", "0.0.0.0"}) {
        std::thread other(race, 0, host);
        race(1, "127.0.0.1");
        other.join();
        for (std::size_t round = 0; round < rounds; ++round) {
            ++listeners[static_cast<std::size_t>(got[0][round] + got[1][round])];
        }
    }
    BOOST_TEST(listeners[2] == 0);
    BOOST_TEST(listeners[1] > rounds);
}

BOOST_AUTO_TEST_CASE(knows_what_only_this_machine_can_reach) {
    using sendmock::detail::is_loopback;
    BOOST_TEST(is_loopback("127.0.0.1"));
    BOOST_TEST(is_loopback("127.255.255.254"));
    BOOST_TEST(is_loopback("localhost"));
    BOOST_TEST(is_loopback("::1"));
    BOOST_TEST(is_loopback("[::1]"));
    BOOST_TEST(!is_loopback("0.0.0.0"));
    BOOST_TEST(!is_loopback("::"));
    BOOST_TEST(!is_loopback("126.255.255.255"));
    BOOST_TEST(!is_loopback("128.0.0.1"));
    BOOST_TEST(!is_loopback("2001:db8::1"));
    BOOST_CHECK_THROW(static_cast<void>(is_loopback("no host")), sendmock::error);
}

BOOST_AUTO_TEST_CASE(an_ipv6_authority_has_brackets) {
    using sendmock::detail::authority_of;
    BOOST_TEST(authority_of({.host = "127.0.0.1", .port = 80}) == "127.0.0.1:80");
    BOOST_TEST(authority_of({.host = "::1", .port = 8080}) == "[::1]:8080");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
