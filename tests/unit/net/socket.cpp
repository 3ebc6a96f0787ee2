// SPDX-License-Identifier: MIT
#include <sendmock/net/socket.hpp>

#include <boost/test/unit_test.hpp>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstddef>

namespace unit::net::socket {

using sendmock::net::file_descriptor;
using sendmock::net::receive_next;
using sendmock::net::receive_some;
using sendmock::net::send_some;
using sendmock::net::would_block;
using std::chrono::milliseconds;

/// Two sockets that are connected, and block.
struct fixture {
    fixture() {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        one = file_descriptor(ends[0]);
        other = file_descriptor(ends[1]);
    }

    file_descriptor one;
    file_descriptor other;
    std::array<char, 8> buffer{};
};

} // namespace unit::net::socket

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_FIXTURE_TEST_SUITE(socket, socket::fixture)

BOOST_AUTO_TEST_CASE(waits_for_bytes_as_long_as_it_is_told) {
    sendmock::net::set_receive_timeout(one.get(), milliseconds{20});
    const auto before = std::chrono::steady_clock::now();
    BOOST_TEST(receive_next(one.get(), buffer.data(), buffer.size()) == -1);
    BOOST_TEST(would_block());
    BOOST_TEST((std::chrono::steady_clock::now() - before >= milliseconds{15}));
    BOOST_TEST(receive_some(one.get(), buffer.data(), buffer.size()) == -1);
    BOOST_TEST(would_block());
    // However long it may wait, bytes that are there end the waiting.
    sendmock::net::set_receive_timeout(one.get(), std::chrono::hours{1});
    BOOST_TEST(send_some(other.get(), "abc") == 3);
    BOOST_TEST(receive_next(one.get(), buffer.data(), buffer.size()) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
