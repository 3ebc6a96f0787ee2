// SPDX-License-Identifier: MIT
#include <sendmock/service/time_source.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(time_source)

BOOST_AUTO_TEST_CASE(tells_the_system_s_time_in_microseconds) {
    using namespace std::chrono;
    const sendmock::time_source now = sendmock::system_time;
    const auto before = floor<microseconds>(system_clock::now());
    const sendmock::instant told = now();
    const auto after = floor<microseconds>(system_clock::now());
    BOOST_TEST((before <= told));
    BOOST_TEST((told <= after));
}

BOOST_AUTO_TEST_CASE(a_manual_clock_stands_still_until_it_is_moved) {
    using namespace std::chrono;
    const sendmock::instant start = sys_days{year{2023} / 3 / 1};
    sendmock::manual_clock clock(start);
    const sendmock::time_source now = clock.source();
    BOOST_TEST((clock.now() == start));
    BOOST_TEST((now() == start));
    clock.advance(hours{2});
    clock.advance(microseconds{3});
    BOOST_TEST((now() == start + hours{2} + microseconds{3}));
    clock.advance(-hours{3});
    BOOST_TEST((now() == start - hours{1} + microseconds{3}));
    clock.set(start);
    BOOST_TEST((clock.now() == start));
    BOOST_TEST((now() == start));
}

BOOST_AUTO_TEST_CASE(a_manual_clock_begins_with_the_system_s_time) {
    const sendmock::instant before = sendmock::system_time();
    const sendmock::manual_clock clock;
    BOOST_TEST((before <= clock.now()));
    BOOST_TEST((clock.now() <= sendmock::system_time()));
}

BOOST_AUTO_TEST_CASE(a_manual_clock_loses_no_step_of_several_threads) {
    using namespace std::chrono;
    const sendmock::instant start = sys_days{year{2023} / 3 / 1};
    sendmock::manual_clock clock(start);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int step = 0; step < 20'000; ++step) {
                clock.advance(microseconds{1});
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST((clock.now() == start + microseconds{80'000}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
