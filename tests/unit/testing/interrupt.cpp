// SPDX-License-Identifier: MIT
#include <sendmock/testing/client_process.hpp>
#include <sendmock/testing/interrupt.hpp>

#include "support/process_state.hpp"
#include "support/shell_client.hpp"
#include <boost/test/unit_test.hpp>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace unit::testing::interrupt {

using sendmock::testing::client_process;
using sendmock::testing::interrupt_signal;
using sendmock::tests::in_time;
using sendmock::tests::shell;
using sendmock::tests::signal_dispositions;

bool is_ready(const interrupt_signal& interrupt) {
    pollfd watched{.fd = interrupt.descriptor(), .events = POLLIN, .revents = 0};
    return ::poll(&watched, 1, 0) == 1;
}

} // namespace unit::testing::interrupt

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(interrupt)

BOOST_AUTO_TEST_CASE(notes_a_signal_in_place_of_ending) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        const interrupt_signal interrupt;
        BOOST_TEST(interrupt.number() == 0);
        BOOST_TEST(!is_ready(interrupt));
        ::raise(number);
        BOOST_TEST(interrupt.number() == number);
        BOOST_TEST(is_ready(interrupt));
    }
}

BOOST_AUTO_TEST_CASE(keeps_the_first_of_many_signals_and_stays_ready) {
    const interrupt_signal interrupt;
    ::raise(SIGTERM);
    for (int count = 0; count < 70'000; ++count) { // more than a pipe has room for
        ::raise(SIGINT);
    }
    BOOST_TEST(interrupt.number() == SIGTERM);
    BOOST_TEST(is_ready(interrupt));
}

BOOST_AUTO_TEST_CASE(wakes_the_waits_of_all_threads) {
    const interrupt_signal interrupt;
    std::atomic<int> woken{0};
    const auto wait = [&] {
        client_process client(shell("exec sleep 1000"));
        if (!client.wait(in_time(), interrupt.descriptor())) {
            ++woken;
        }
    };
    const auto begin = std::chrono::steady_clock::now();
    std::thread first(wait);
    std::thread second(wait);
    ::kill(::getpid(), SIGINT);
    first.join();
    second.join();
    BOOST_TEST(woken == 2);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{20}));
}

BOOST_AUTO_TEST_CASE(restores_what_the_signals_did_before) {
    const auto before = signal_dispositions();
    {
        const interrupt_signal interrupt;
        BOOST_TEST((signal_dispositions() != before));
    }
    BOOST_TEST((signal_dispositions() == before));
}

BOOST_AUTO_TEST_CASE(there_is_one_at_a_time) {
    const auto before = signal_dispositions();
    {
        const interrupt_signal interrupt;
        BOOST_CHECK_THROW(interrupt_signal(), std::logic_error);
        ::raise(SIGINT);
        BOOST_TEST(interrupt.number() == SIGINT);
    }
    BOOST_TEST((signal_dispositions() == before));
}

BOOST_AUTO_TEST_CASE(a_hangup_that_is_ignored_stays_ignored) {
    const auto former = ::signal(SIGHUP, SIG_IGN);
    {
        const interrupt_signal interrupt;
        ::raise(SIGHUP);
        BOOST_TEST(interrupt.number() == 0);
    }
    BOOST_TEST((::signal(SIGHUP, former) == SIG_IGN));
}

BOOST_AUTO_TEST_CASE(leaves_no_further_descriptor_open) {
    { const interrupt_signal first; }
    const auto before = sendmock::tests::open_descriptors();
    { const interrupt_signal second; }
    BOOST_TEST((sendmock::tests::open_descriptors() == before));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
