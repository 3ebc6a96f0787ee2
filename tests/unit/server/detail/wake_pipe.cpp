// SPDX-License-Identifier: MIT
#include <sendmock/net/readiness.hpp>
#include <sendmock/server/detail/wake_pipe.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <poll.h>

#include <chrono>
#include <thread>

namespace unit::server::detail::wake_pipe {

using std::chrono::steady_clock;

bool is_awake(const sendmock::detail::wake_pipe& pipe, sendmock::net::deadline until) {
    return sendmock::net::wait_until_ready(pipe.reading_end(), POLLIN, until);
}

} // namespace unit::server::detail::wake_pipe

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(wake_pipe)

BOOST_AUTO_TEST_CASE(wakes_whoever_waits_and_stays_awake) {
    const sendmock::detail::wake_pipe pipe;
    BOOST_TEST(!is_awake(pipe, steady_clock::now()));
    std::thread waker([&] { pipe.wake(); });
    BOOST_TEST(is_awake(pipe, steady_clock::now() + std::chrono::seconds{30}));
    waker.join();
    BOOST_TEST(is_awake(pipe, steady_clock::now()));
}

BOOST_AUTO_TEST_CASE(is_not_inherited_and_never_blocks) {
    const sendmock::detail::wake_pipe pipe;
    BOOST_TEST((::fcntl(pipe.reading_end(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(pipe.reading_end(), F_GETFL) & O_NONBLOCK) != 0);
    constexpr int more_than_its_room = 100'000;
    for (int i = 0; i < more_than_its_room; ++i) {
        pipe.wake();
    }
    BOOST_TEST(is_awake(pipe, steady_clock::now()));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
