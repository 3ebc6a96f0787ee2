// SPDX-License-Identifier: MIT
#include <sendmock/logs/writer_first_mutex.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <thread>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(writer_first_mutex)

BOOST_AUTO_TEST_CASE(admits_readers_together) {
    sendmock::writer_first_mutex mutex;
    const std::shared_lock mine{mutex};
    std::thread{[&] { const std::shared_lock another{mutex}; }}.join();
}

BOOST_AUTO_TEST_CASE(keeps_readers_and_writers_apart) {
    sendmock::writer_first_mutex mutex;
    int first = 0;
    int second = 0;
    std::atomic<int> differences{0};
    {
        std::array<std::jthread, 4> threads;
        for (std::size_t at = 0; at < threads.size(); ++at) {
            threads[at] = std::jthread{[&, writes = at % 2 == 0] {
                for (int round = 0; round < 2000; ++round) {
                    if (writes) {
                        const std::unique_lock lock{mutex};
                        ++first;
                        ++second;
                    } else {
                        const std::shared_lock lock{mutex};
                        differences += first != second ? 1 : 0;
                    }
                }
            }};
        }
    }
    BOOST_TEST(differences == 0);
    BOOST_TEST(first == 4000);
}

BOOST_AUTO_TEST_CASE(lets_a_writer_in_though_readers_overlap_without_a_gap) {
    sendmock::writer_first_mutex mutex;
    std::atomic<bool> done{false};
    std::array<std::atomic<unsigned>, 2> rounds{};
    std::array<std::jthread, 2> readers;
    for (std::size_t own = 0; own < readers.size(); ++own) {
        readers[own] = std::jthread{[&, own] {
            while (!done) {
                const std::shared_lock lock{mutex};
                // Holds on until the other one is inside, or cannot get there.
                const auto before = rounds[1 - own].load();
                ++rounds[own];
                for (int spin = 0; spin < 5000 && rounds[1 - own] == before && !done; ++spin) {
                    std::this_thread::yield();
                }
            }
        }};
    }
    while (rounds[0] < 10 || rounds[1] < 10) {
        std::this_thread::yield();
    }
    std::atomic<int> writes{0};
    std::jthread writer{[&] {
        while (writes < 20 && !done) {
            const std::unique_lock lock{mutex};
            ++writes;
        }
    }};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (writes < 20 && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    BOOST_TEST(writes == 20);
    done = true;
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
