// SPDX-License-Identifier: MIT
#include <sendmock/journal/cursor_register.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(journal)
BOOST_AUTO_TEST_SUITE(cursor_register)

BOOST_AUTO_TEST_CASE(knows_nothing_of_a_cursor_at_first) {
    const sendmock::cursor_register cursors;
    const auto found = cursors.find("a");
    BOOST_TEST(!found.stands_for.has_value());
    BOOST_TEST(!found.expired);
    BOOST_TEST(!found.others_are_opaque);
}

BOOST_AUTO_TEST_CASE(lets_a_cursor_expire_for_good) {
    sendmock::cursor_register cursors;
    cursors.expire("a");
    cursors.expire("a");
    BOOST_TEST(cursors.find("a").expired);
    BOOST_TEST(!cursors.find("b").expired);
}

BOOST_AUTO_TEST_CASE(knows_what_an_opaque_cursor_stands_for) {
    sendmock::cursor_register cursors;
    cursors.stand_for("x+/=", "real");
    BOOST_TEST((cursors.find("x+/=").stands_for == "real"));
    BOOST_TEST(!cursors.find("x+/=").others_are_opaque);
    BOOST_TEST(!cursors.find("real").stands_for.has_value());
    BOOST_TEST(cursors.find("real").others_are_opaque);
}

BOOST_AUTO_TEST_CASE(forgets_all_when_it_is_cleared) {
    sendmock::cursor_register cursors;
    cursors.expire("a");
    cursors.stand_for("a", "b");
    cursors.clear();
    const auto found = cursors.find("a");
    BOOST_TEST(!found.stands_for.has_value());
    BOOST_TEST(!found.expired);
    BOOST_TEST(!cursors.find("c").others_are_opaque);
}

BOOST_AUTO_TEST_CASE(keeps_the_latest_ten_thousand_of_each) {
    constexpr std::size_t most = sendmock::cursor_register::most;
    BOOST_TEST(most == 10'000U);
    sendmock::cursor_register cursors;
    for (std::size_t at = 0; at < most; ++at) {
        cursors.expire(std::to_string(at));
        cursors.stand_for(std::to_string(at), "real");
    }
    cursors.expire("0"); // which makes it no later
    BOOST_TEST(cursors.find("0").expired);
    cursors.expire("one more");
    BOOST_TEST(!cursors.find("0").expired);
    BOOST_TEST(cursors.find("1").expired);
    BOOST_TEST(cursors.find("one more").expired);
    BOOST_TEST(cursors.find("0").stands_for.has_value()); // of which there are no more than before
}

BOOST_AUTO_TEST_CASE(serves_several_threads) {
    sendmock::cursor_register cursors;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, own = std::to_string(thread)] {
            for (int count = 0; count < 500; ++count) {
                const std::string name = own + '-' + std::to_string(count);
                cursors.expire(name);
                cursors.stand_for(name, own);
                static_cast<void>(cursors.find("0-0"));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const std::string name : {"0-0", "1-499", "2-250", "3-0"}) {
        const auto found = cursors.find(name);
        BOOST_TEST(found.expired);
        BOOST_TEST((found.stands_for == name.substr(0, 1)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
