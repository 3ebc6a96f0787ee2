// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/shop/detail/connect.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace unit::shop::detail::connect {

namespace detail = sendmock::detail;
namespace net = sendmock::net;
using detail::shop::connect_failure;
using std::chrono::milliseconds;

constexpr std::chrono::seconds long_enough{30};

/// A port on loopback.
net::address_list address_of(std::uint16_t port) {
    return detail::resolve("127.0.0.1", port);
}

/// A port that nobody listens on, as long as the socket lives.
std::pair<net::file_descriptor, std::uint16_t> unused_port() {
    const auto any = address_of(0);
    net::file_descriptor socket = net::open_socket(*any);
    BOOST_REQUIRE(::bind(socket.get(), any->ai_addr, any->ai_addrlen) == 0);
    const std::uint16_t port = detail::address_of(socket.get()).port;
    return {std::move(socket), port};
}

/// A listener whose queue is full: it answers no further connection.
class full_listener {
public:
    full_listener() : listening_(detail::listen_on("127.0.0.1", 0)) {
        ::listen(listening_.descriptor.get(), 0);
        const auto address = address_of(port());
        constexpr int more_than_enough = 4;
        for (int i = 0; i < more_than_enough; ++i) {
            waiting_.push_back(net::open_socket(*address));
            ::connect(waiting_.back().get(), address->ai_addr, address->ai_addrlen);
        }
    }

    [[nodiscard]] std::uint16_t port() const { return listening_.address.port; }

private:
    detail::listening_socket listening_;
    std::vector<net::file_descriptor> waiting_;
};

int option_of(int socket, int level, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    BOOST_REQUIRE(::getsockopt(socket, level, name, &value, &size) == 0);
    return value;
}

/// A connection that has to come about.
net::file_descriptor connected(const std::string& host, std::uint16_t port) {
    auto result = detail::shop::connect(host, port, long_enough);
    auto* const socket = std::get_if<net::file_descriptor>(&result);
    BOOST_REQUIRE(socket != nullptr);
    return std::move(*socket);
}

/// One that must not.
connect_failure
failed(const std::string& host, std::uint16_t port, milliseconds timeout = long_enough) {
    auto result = detail::shop::connect(host, port, timeout);
    const auto* const failure = std::get_if<connect_failure>(&result);
    BOOST_REQUIRE(failure != nullptr);
    return *failure;
}

} // namespace unit::shop::detail::connect

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(connect)

BOOST_AUTO_TEST_CASE(the_socket_neither_blocks_nor_waits_to_fill_packets_nor_is_inherited) {
    const auto listening = sendmock::detail::listen_on("127.0.0.1", 0);
    const net::file_descriptor socket = connected("127.0.0.1", listening.address.port);
    BOOST_TEST((::fcntl(socket.get(), F_GETFL) & O_NONBLOCK) != 0);
    BOOST_TEST((::fcntl(socket.get(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST(option_of(socket.get(), IPPROTO_TCP, TCP_NODELAY) == 1);
}

BOOST_AUTO_TEST_CASE(goes_on_to_the_next_address_when_one_refuses) {
    using sendmock::detail::shop::connect_to_any;
    const auto [held, port] = unused_port();
    const auto listening = sendmock::detail::listen_on("127.0.0.1", 0);
    const auto refusing = address_of(port);
    const auto answering = address_of(listening.address.port);
    addrinfo first = *refusing;
    first.ai_next = answering.get();
    BOOST_TEST(std::holds_alternative<net::file_descriptor>(connect_to_any(&first, long_enough)));
    addrinfo only = *answering;
    only.ai_next = refusing.get(); // is not asked
    BOOST_TEST(std::holds_alternative<net::file_descriptor>(connect_to_any(&only, long_enough)));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told_with_its_errno) {
    const auto [held, port] = unused_port();
    const connect_failure failure = failed("127.0.0.1", port);
    BOOST_TEST(!failure.timed_out);
    BOOST_TEST(failure.code == ECONNREFUSED);
    BOOST_TEST(failure.message == "Connection refused");
}

BOOST_AUTO_TEST_CASE(gives_up_at_the_deadline_and_not_before) {
    const full_listener listener;
    constexpr milliseconds timeout{100};
    const auto begin = std::chrono::steady_clock::now();
    const connect_failure failure = failed("127.0.0.1", listener.port(), timeout);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= timeout));
    BOOST_TEST(failure.timed_out);
    BOOST_TEST(failure.code == 0);
}

BOOST_AUTO_TEST_CASE(localhost_and_the_names_below_it_are_known) {
    using sendmock::detail::shop::is_localhost;
    for (const char* name : {"localhost",
                             "LocalHost",
                             "localhost.",
                             "expired.localhost",
                             "Expired.LOCALHOST.",
                             "a.b.localhost"}) {
        BOOST_TEST(is_localhost(name), name);
    }
    for (const char* name : {"",
                             ".",
                             "localhos",
                             "notlocalhost",
                             "localhost.example",
                             ".localhost",
                             "a..localhost",
                             "localhost..",
                             "127.0.0.1"}) {
        BOOST_TEST(!is_localhost(name), name);
    }
}

BOOST_AUTO_TEST_CASE(connects_to_names_below_localhost_on_ipv4_and_ipv6) {
    for (const char* address : {"127.0.0.1", "::1"}) {
        if (address == std::string("::1") && !sendmock::detail::shop::has_ipv6()) {
            continue;
        }
        const auto listening = sendmock::detail::listen_on(address, 0);
        for (const char* name : {"localhost", "no-such-shop.localhost"}) {
            BOOST_TEST(std::holds_alternative<net::file_descriptor>(sendmock::detail::shop::connect(
                           name, listening.address.port, long_enough)),
                       name << " at " << address);
        }
    }
    const auto [held, port] = unused_port();
    const connect_failure failure = failed("no-such-shop.localhost", port);
    BOOST_TEST(failure.code == ECONNREFUSED);
}

BOOST_AUTO_TEST_CASE(a_name_without_an_address_has_the_resolvers_code_and_text) {
    const connect_failure failure = failed("no-such-shop.invalid", 80);
    BOOST_TEST(!failure.timed_out);
    BOOST_TEST(failure.code < 0);
    BOOST_TEST(failure.message == ::gai_strerror(failure.code));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
