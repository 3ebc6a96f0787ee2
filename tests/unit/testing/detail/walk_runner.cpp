// SPDX-License-Identifier: MIT
#include <sendmock/testing/detail/walk_runner.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>

namespace unit::testing::detail::walk_runner {

using sendmock::testing::check_options;
using sendmock::testing::client_walk;
using sendmock::testing::detail::case_server;

class idle_client final : public sendmock::testing::tested_client {
public:
    explicit idle_client(bool interrupted = false) : interrupted_(interrupted) {}

    client_walk walk(const sendmock::endpoint&,
                     sendmock::testing::detail::walk_watch&,
                     bool /*backward*/) override {
        return {.interrupted = interrupted_};
    }

private:
    const bool interrupted_;
};

} // namespace unit::testing::detail::walk_runner

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(walk_runner)

using namespace ::unit::testing::detail::walk_runner;

BOOST_AUTO_TEST_CASE(each_place_is_called_once) {
    idle_client client;
    for (const std::size_t jobs : {1U, 4U}) {
        const check_options options{.jobs = jobs};
        sendmock::testing::detail::walk_runner runner(client, options, 1);
        std::mutex mutex;
        std::multiset<std::size_t> called;
        runner.run(9, [&](std::size_t place, case_server&) {
            const std::lock_guard lock(mutex);
            called.insert(place);
        });
        BOOST_TEST((called == std::multiset<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
        runner.run(0, [](std::size_t, case_server&) { BOOST_ERROR("there is no place"); });
    }
}

BOOST_AUTO_TEST_CASE(no_call_begins_after_an_exception_and_the_first_is_thrown) {
    idle_client client;
    const check_options options{.jobs = 1};
    sendmock::testing::detail::walk_runner runner(client, options, 1);
    std::size_t calls = 0;
    BOOST_CHECK_EXCEPTION(runner.run(9,
                                     [&](std::size_t place, case_server&) {
                                         ++calls;
                                         if (place == 2) {
                                             throw std::runtime_error("the third");
                                         }
                                     }),
                          std::runtime_error,
                          [](const std::runtime_error& failure) {
                              return std::string(failure.what()) == "the third";
                          });
    BOOST_TEST(calls == 3U);
    BOOST_TEST(runner.is_stopped());
    BOOST_TEST(!runner.is_interrupted());
}

BOOST_AUTO_TEST_CASE(no_call_begins_after_an_interruption) {
    idle_client client;
    std::atomic<std::size_t> calls{0};
    const check_options options{.jobs = 1, .interrupted = [&] { return calls == 2; }};
    sendmock::testing::detail::walk_runner runner(client, options, 1);
    runner.run(9, [&](std::size_t, case_server&) { ++calls; });
    BOOST_TEST(calls == 2U);
    BOOST_TEST(runner.is_interrupted());
}

BOOST_AUTO_TEST_CASE(a_walk_that_was_interrupted_interrupts_the_check) {
    idle_client client(/*interrupted=*/true);
    const check_options options{};
    sendmock::testing::detail::walk_runner runner(client, options, 1);
    case_server server;
    BOOST_TEST(!runner.is_stopped());
    BOOST_TEST(runner.walk({.rows = 1, .page_size = 1}, server).interrupted);
    BOOST_TEST(runner.is_stopped());
    BOOST_TEST(runner.is_interrupted());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
