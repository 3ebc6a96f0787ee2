// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/testing/detail/sigpipe_guard.hpp>

#include "support/signal_action.hpp"
#include <boost/test/unit_test.hpp>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

namespace unit::testing::detail::sigpipe_guard {

using sendmock::tests::signal_action;

std::atomic<int> delivered{0};

void count(int) {
    ++delivered;
}

/// Writes to a pipe that nobody reads.
/// @return errno
int write_to_nobody() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe(ends.data()) == 0);
    const sendmock::net::file_descriptor writer(ends[1]);
    ::close(ends[0]);
    errno = 0;
    BOOST_TEST(::write(writer.get(), "x", 1) == -1);
    return errno;
}

bool is_blocked() {
    sigset_t blocked{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    return ::sigismember(&blocked, SIGPIPE) == 1;
}

} // namespace unit::testing::detail::sigpipe_guard

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(sigpipe_guard)

BOOST_AUTO_TEST_CASE(no_signal_comes_in_its_life_nor_after_it) {
    delivered = 0;
    const signal_action counted(SIGPIPE, &count);
    for (int round = 0; round < 2; ++round) {
        {
            const sendmock::testing::detail::sigpipe_guard guard;
            BOOST_TEST(write_to_nobody() == EPIPE);
            std::thread other([] { BOOST_TEST(write_to_nobody() == EPIPE); });
            other.join();
        }
        BOOST_TEST(delivered == 0);
        BOOST_TEST(!is_blocked());
    }
    BOOST_TEST(write_to_nobody() == EPIPE);
    BOOST_TEST(delivered == 1);
}

BOOST_AUTO_TEST_CASE(a_thread_that_kept_it_away_itself_finds_it_as_it_was) {
    delivered = 0;
    const signal_action counted(SIGPIPE, &count);
    std::thread thread([] {
        sigset_t sigpipe{};
        ::sigemptyset(&sigpipe);
        ::sigaddset(&sigpipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &sigpipe, nullptr);
        BOOST_TEST(write_to_nobody() == EPIPE);
        {
            const sendmock::testing::detail::sigpipe_guard guard;
            BOOST_TEST(write_to_nobody() == EPIPE);
        }
        BOOST_TEST(is_blocked());
        sigset_t pending{};
        ::sigpending(&pending);
        BOOST_TEST(::sigismember(&pending, SIGPIPE) == 1); // of the first write
    });
    thread.join();
    BOOST_TEST(delivered == 0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
