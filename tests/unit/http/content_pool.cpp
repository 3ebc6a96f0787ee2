// SPDX-License-Identifier: MIT
#include <sendmock/http/content_pool.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(content_pool)

BOOST_AUTO_TEST_CASE(hands_out_the_memory_that_was_given_back_last_without_its_text) {
    sendmock::http::content_pool pool;
    std::string first(10'000, 'a');
    std::string second(20'000, 'b');
    const char* const memory = second.data();
    pool.give_back(std::move(first));
    pool.give_back(std::move(second));
    const std::string taken = pool.take();
    BOOST_TEST(taken.empty());
    BOOST_TEST(taken.capacity() >= 20'000U);
    BOOST_TEST(static_cast<const void*>(taken.data()) == static_cast<const void*>(memory));
}

BOOST_AUTO_TEST_CASE(hands_out_an_empty_text_where_it_has_none) {
    sendmock::http::content_pool pool;
    BOOST_TEST(pool.take().empty());
}

BOOST_AUTO_TEST_CASE(keeps_neither_very_small_nor_very_large_memory) {
    sendmock::http::content_pool pool;
    pool.give_back(std::string(100, 'a'));
    pool.give_back(std::string(std::size_t{2} * 1024 * 1024, 'a'));
    BOOST_TEST(pool.take().capacity() < 100U);
}

BOOST_AUTO_TEST_CASE(keeps_sixteen_texts_at_most) {
    sendmock::http::content_pool pool;
    for (int i = 0; i < 20; ++i) {
        pool.give_back(std::string(10'000, 'a'));
    }
    int kept = 0;
    while (pool.take().capacity() >= 10'000) {
        ++kept;
    }
    BOOST_TEST(kept == 16);
}

BOOST_AUTO_TEST_CASE(gives_no_two_threads_the_same_memory) {
    sendmock::http::content_pool pool;
    std::vector<std::thread> threads;
    std::vector<int> wrong(4);
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        threads.emplace_back([&pool, &count = wrong[i], letter = static_cast<char>('a' + i)] {
            for (int round = 0; round < 1'000; ++round) {
                std::string text = pool.take();
                text.append(5'000, letter);
                count += text == std::string(5'000, letter) ? 0 : 1;
                pool.give_back(std::move(text));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const int count : wrong) {
        BOOST_TEST(count == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
