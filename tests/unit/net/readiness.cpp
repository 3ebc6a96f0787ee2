// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

namespace unit::net::readiness {

using sendmock::net::poll_until;
using sendmock::net::wait_until_ready;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A pipe.
struct fixture {
    fixture() {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        reading = sendmock::net::file_descriptor(ends[0]);
        writing = sendmock::net::file_descriptor(ends[1]);
    }

    void write() const { BOOST_TEST(::write(writing.get(), "x", 1) == 1); }

    sendmock::net::file_descriptor reading;
    sendmock::net::file_descriptor writing;
    steady_clock::time_point before = steady_clock::now();
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
    std::thread writer([&] { write(); });
    BOOST_TEST(wait_until_ready(reading.get(), POLLIN, before + hours{2'000}));
    writer.join();
    // Even where its time is over.
    BOOST_TEST(wait_until_ready(reading.get(), POLLIN, before - hours{1}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
