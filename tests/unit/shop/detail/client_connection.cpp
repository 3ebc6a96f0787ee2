// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/shop/detail/client_connection.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <future>
#include <string>
#include <variant>

namespace unit::shop::detail::client_connection {

namespace net = sendmock::net;
using sendmock::detail::shop::wire_failure;
using std::chrono::milliseconds;

constexpr std::chrono::seconds long_enough{30};
constexpr milliseconds short_time{50};

/// A connection and the shop's end of it, which blocks.
struct fixture {
    static std::array<int, 2> pair() {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        return ends;
    }

    [[nodiscard]] std::variant<std::size_t, wire_failure> receive(milliseconds timeout) {
        return connection.receive(buffer.data(), buffer.size(), timeout);
    }

    /// What has been received, by its size.
    [[nodiscard]] std::string received(std::size_t size) const { return {buffer.data(), size}; }

    const std::array<int, 2> ends = pair();
    net::file_descriptor shop{ends[1]};
    sendmock::detail::shop::client_connection connection{net::file_descriptor(ends[0])};
    std::array<char, 100> buffer{};
};

/// More than the system takes while nobody reads.
const std::string large(std::size_t{8} * 1024 * 1024, 'x');

} // namespace unit::shop::detail::client_connection

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(client_connection, client_connection::fixture)

BOOST_AUTO_TEST_CASE(receives_what_has_come_and_waits_for_what_has_not) {
    BOOST_REQUIRE(::send(shop.get(), "abc", 3, 0) == 3);
    BOOST_TEST(received(std::get<std::size_t>(receive(long_enough))) == "abc");
    auto later = std::async(std::launch::async, [&] { return receive(long_enough); });
    BOOST_REQUIRE(::send(shop.get(), "de", 2, 0) == 2);
    BOOST_TEST(received(std::get<std::size_t>(later.get())) == "de");
}

BOOST_AUTO_TEST_CASE(nothing_is_received_at_the_end) {
    shop.close();
    BOOST_TEST(std::get<std::size_t>(receive(long_enough)) == 0U);
}

BOOST_AUTO_TEST_CASE(gives_up_a_read_at_the_deadline_and_not_before) {
    const auto begin = std::chrono::steady_clock::now();
    const auto result = receive(short_time);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= short_time));
    BOOST_TEST((std::get<wire_failure>(result).what == wire_failure::kind::timeout));
}

BOOST_AUTO_TEST_CASE(sends_all_while_the_shop_reads) {
    auto read = std::async(std::launch::async, [&] {
        std::array<char, 65'536> piece{};
        std::size_t count = 0;
        while (count < large.size()) {
            const ssize_t got = ::recv(shop.get(), piece.data(), piece.size(), 0);
            if (got <= 0) {
                break;
            }
            count += static_cast<std::size_t>(got);
        }
        return count;
    });
    BOOST_TEST(!connection.send(large, long_enough).has_value());
    BOOST_TEST(read.get() == large.size());
}

BOOST_AUTO_TEST_CASE(gives_up_a_write_that_the_shop_does_not_read) {
    const auto begin = std::chrono::steady_clock::now();
    const auto failure = connection.send(large, short_time);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= short_time));
    BOOST_REQUIRE(failure.has_value());
    BOOST_TEST((failure->what == wire_failure::kind::timeout));
}

BOOST_AUTO_TEST_CASE(a_shop_that_has_gone_is_a_failure_and_no_signal) {
    shop.close();
    const auto failure = connection.send("abc", long_enough);
    BOOST_REQUIRE(failure.has_value());
    BOOST_TEST((failure->what == wire_failure::kind::system));
    BOOST_TEST(failure->code == EPIPE);
    BOOST_TEST(failure->cause == "BrokenPipeError(32, 'Broken pipe')");
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_reset_is_a_failure_of_the_system) {
    // Closing over what was not read resets.
    BOOST_REQUIRE(!connection.send("unread", long_enough).has_value());
    shop.close();
    const auto result = receive(long_enough);
    BOOST_REQUIRE(std::holds_alternative<wire_failure>(result));
    BOOST_TEST((std::get<wire_failure>(result).what == wire_failure::kind::system));
    BOOST_TEST(std::get<wire_failure>(result).code == ECONNRESET);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
