// SPDX-License-Identifier: MIT
#include <sendmock/net/socket.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

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
    // However long it may wait, bytes that are there end the waiting.
    sendmock::net::set_receive_timeout(one.get(), std::chrono::seconds{30});
    BOOST_TEST(send_some(other.get(), "abc") == 3);
    BOOST_TEST(receive_next(one.get(), buffer.data(), buffer.size()) == 3);
}

BOOST_AUTO_TEST_CASE(does_not_wait_where_it_is_not_to) {
    sendmock::net::set_receive_timeout(one.get(), std::chrono::seconds{10});
    const auto before = std::chrono::steady_clock::now();
    BOOST_TEST(receive_some(one.get(), buffer.data(), buffer.size()) == -1);
    BOOST_TEST(would_block());
    BOOST_TEST((std::chrono::steady_clock::now() - before < std::chrono::seconds{5}));
}

BOOST_AUTO_TEST_CASE(the_timeout_has_its_fraction_of_a_second) {
    sendmock::net::set_receive_timeout(one.get(), milliseconds{61'250});
    timeval kept{};
    socklen_t size = sizeof kept;
    BOOST_REQUIRE(::getsockopt(one.get(), SOL_SOCKET, SO_RCVTIMEO, &kept, &size) == 0);
    BOOST_TEST(kept.tv_sec == 61);
    const auto longest = sendmock::net::receive_timeout(one.get());
    BOOST_TEST((longest >= milliseconds{61'250} && longest <= milliseconds{61'260}));
    BOOST_TEST((kept.tv_usec >= 250'000 && kept.tv_usec < 260'000)); // rounded up to the system's
}

BOOST_AUTO_TEST_CASE(sends_two_pieces_one_after_the_other) {
    BOOST_TEST(send_some(one.get(), "ab", "cde") == 5);
    BOOST_TEST(receive_some(other.get(), buffer.data(), buffer.size()) == 5);
    BOOST_TEST(std::string_view(buffer.data(), 5) == "abcde");
    BOOST_TEST(send_some(one.get(), "", "f") == 1);
    BOOST_TEST(receive_some(other.get(), buffer.data(), buffer.size()) == 1);
    BOOST_TEST(buffer[0] == 'f');
}

BOOST_AUTO_TEST_CASE(sends_no_more_than_there_is_room_for) {
    const std::string much(std::size_t{8} * 1024 * 1024, 'x');
    ssize_t sent = 0;
    while ((sent = send_some(one.get(), much)) > 0) {
        BOOST_TEST(static_cast<std::size_t>(sent) < much.size());
    }
    BOOST_TEST(would_block());
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_gone_raises_no_signal) {
    other = file_descriptor();
    BOOST_TEST(send_some(one.get(), "abc") == -1);
    BOOST_TEST(errno == EPIPE);
    BOOST_TEST(!would_block());
    BOOST_TEST(receive_next(one.get(), buffer.data(), buffer.size()) == 0);
    BOOST_TEST(receive_some(one.get(), buffer.data(), buffer.size()) == 0);
}

BOOST_AUTO_TEST_CASE(receives_what_is_there_up_to_the_buffers_size) {
    BOOST_TEST(send_some(other.get(), "0123456789") == 10);
    BOOST_TEST(receive_some(one.get(), buffer.data(), buffer.size()) == 8);
    BOOST_TEST(receive_some(one.get(), buffer.data(), buffer.size()) == 2);
    BOOST_TEST(buffer[1] == '9');
}

BOOST_AUTO_TEST_CASE(opens_sockets_that_do_not_block_and_are_not_inherited) {
    addrinfo address{};
    address.ai_family = AF_INET;
    address.ai_socktype = SOCK_STREAM;
    const file_descriptor opened = sendmock::net::open_socket(address);
    BOOST_REQUIRE(static_cast<bool>(opened));
    BOOST_TEST((::fcntl(opened.get(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(opened.get(), F_GETFL) & O_NONBLOCK) != 0);
    sendmock::net::set_option(opened.get(), SOL_SOCKET, SO_KEEPALIVE, 1);
    int kept = 0;
    socklen_t size = sizeof kept;
    BOOST_REQUIRE(::getsockopt(opened.get(), SOL_SOCKET, SO_KEEPALIVE, &kept, &size) == 0);
    BOOST_TEST(kept == 1);
}

BOOST_AUTO_TEST_CASE(tells_why_there_can_be_no_socket) {
    addrinfo address{};
    address.ai_family = AF_INET;
    address.ai_socktype = SOCK_STREAM;
    address.ai_protocol = IPPROTO_UDP;
    BOOST_TEST(!sendmock::net::open_socket(address));
    BOOST_TEST(errno == EPROTONOSUPPORT);
    BOOST_TEST(sendmock::net::errno_text(errno) == "Protocol not supported");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
