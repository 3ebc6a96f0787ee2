// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

namespace unit::net::readiness {

using sendmock::net::poll_until;
using sendmock::net::wait_until_ready;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Longer than anything here takes.
constexpr std::chrono::seconds patience{30};

/// A pipe.
struct fixture {
    fixture() {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        reading = sendmock::net::file_descriptor(ends[0]);
        writing = sendmock::net::file_descriptor(ends[1]);
    }

    [[nodiscard]] bool write() const { return ::write(writing.get(), "x", 1) == 1; }

    sendmock::net::file_descriptor reading;
    sendmock::net::file_descriptor writing;
    steady_clock::time_point before = steady_clock::now();
};

/// Has a signal interrupt the calls of the thread that it is sent to.
class interrupting_signal {
public:
    interrupting_signal() {
        received = 0;

        struct sigaction counting {};

        counting.sa_handler = [](int) { received = received + 1; };
        ::sigaction(SIGUSR1, &counting, &before_);
    }

    interrupting_signal(const interrupting_signal&) = delete;
    interrupting_signal& operator=(const interrupting_signal&) = delete;

    ~interrupting_signal() { ::sigaction(SIGUSR1, &before_, nullptr); }

    void send_to(std::thread& thread) const { ::pthread_kill(thread.native_handle(), SIGUSR1); }

    static inline std::atomic<int> received{0};

private:
    struct sigaction before_ {};
};

} // namespace unit::net::readiness

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_FIXTURE_TEST_SUITE(readiness, readiness::fixture)

BOOST_AUTO_TEST_CASE(a_wait_ends_at_its_deadline) {
    BOOST_TEST(!wait_until_ready(reading.get(), POLLIN, before + milliseconds{20}));
    BOOST_TEST((steady_clock::now() - before >= milliseconds{20}));
    BOOST_TEST(!wait_until_ready(reading.get(), POLLIN, before - hours{1}));
}

BOOST_AUTO_TEST_CASE(a_wait_ends_when_there_is_something_to_read) {
    bool written = false;
    std::thread writer([&] { written = write(); });
    BOOST_TEST(wait_until_ready(reading.get(), POLLIN, before + hours{2'000}));
    writer.join();
    BOOST_TEST(written);
    // Even where its time is over.
    BOOST_TEST(wait_until_ready(reading.get(), POLLIN, before - hours{1}));
}

BOOST_AUTO_TEST_CASE(a_deadline_may_be_as_far_as_there_are_times) {
    BOOST_REQUIRE(write());
    BOOST_TEST(
        wait_until_ready(reading.get(), POLLIN, std::chrono::steady_clock::time_point::max()));
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_has_failed_ends_a_wait) {
    writing = sendmock::net::file_descriptor();
    BOOST_TEST(wait_until_ready(reading.get(), 0, before + patience));
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_for_ends_a_wait) {
    BOOST_TEST(wait_until_ready(writing.get(), POLLOUT, before + patience));
    BOOST_TEST(!wait_until_ready(writing.get(), POLLIN, before));
}

BOOST_AUTO_TEST_CASE(tells_which_of_several_are_ready) {
    std::array<pollfd, 2> watched{{{.fd = reading.get(), .events = POLLIN, .revents = 0},
                                   {.fd = writing.get(), .events = POLLOUT, .revents = 0}}};
    BOOST_TEST(poll_until(watched, before + patience) == 1);
    BOOST_TEST(watched[0].revents == 0);
    BOOST_TEST(watched[1].revents == POLLOUT);
    BOOST_REQUIRE(write());
    BOOST_TEST(poll_until(watched, before + patience) == 2);
}

BOOST_AUTO_TEST_CASE(signals_do_not_end_a_wait) {
    const interrupting_signal signal;
    std::atomic<bool> ended{false};
    bool ready = true;
    steady_clock::time_point end;
    std::thread waiting([&] {
        ready = wait_until_ready(reading.get(), POLLIN, before + milliseconds{100});
        end = steady_clock::now();
        ended = true;
    });
    while (!ended) {
        signal.send_to(waiting);
        std::this_thread::yield();
    }
    waiting.join();
    BOOST_TEST(!ready);
    BOOST_TEST((end - before >= milliseconds{100}));
    BOOST_TEST(interrupting_signal::received > 0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
