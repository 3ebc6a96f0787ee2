// SPDX-License-Identifier: MIT
#include <sendmock/testing/detail/watchdog.hpp>

#include "support/eventually.hpp"
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

namespace unit::testing::detail::watchdog {

using namespace std::chrono_literals;

using sendmock::mock_account;
using sendmock::testing::detail::walk_bounds;
using sendmock::testing::detail::walk_watch;
using sendmock::tests::eventually;

/// A walk that may be watched.
struct watched_walk {
    explicit watched_walk(std::chrono::milliseconds silence, std::string description = {})
        : watch(account, strays, bounds(silence, std::move(description)), [this] { ++cuts; }) {}

    static walk_bounds bounds(std::chrono::milliseconds silence, std::string description) {
        return {.silence = silence, .requests = 1000, .description = std::move(description)};
    }

    std::shared_ptr<mock_account> account =
        std::make_shared<mock_account>(sendmock::account_options{.logs = {}});
    std::shared_ptr<mock_account> strays =
        std::make_shared<mock_account>(sendmock::account_options{.key = "nobody", .logs = {}});
    std::atomic<int> cuts{0};
    walk_watch watch; // last: it uses all of the above
};

/// A watchdog that only notes why it would give up.
struct fixture {
    std::mutex mutex; // guards the following
    std::string reason;
    std::atomic<int> given_up{0};
    sendmock::testing::detail::watchdog dog{[this](const std::string& why) {
        const std::lock_guard lock(mutex);
        reason = why;
        ++given_up;
    }};
};

} // namespace unit::testing::detail::watchdog

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(watchdog, watchdog::fixture)

BOOST_AUTO_TEST_CASE(a_client_that_ends_is_left_alone) {
    watched_walk walk(1h);
    int calls = 0;
    for (int times = 0; times < 3; ++times) {
        BOOST_TEST(!dog.during(walk.watch, [&] { ++calls; }).has_value());
    }
    BOOST_TEST(calls == 3);
    BOOST_TEST(walk.cuts == 0);
}

BOOST_AUTO_TEST_CASE(it_ends_at_once_where_nothing_is_watched) {
    watched_walk walk(1h);
    const auto begin = std::chrono::steady_clock::now();
    for (int times = 0; times < 50; ++times) {
        sendmock::testing::detail::watchdog another([](const std::string&) {});
        static_cast<void>(another.during(walk.watch, [] {}));
    }
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 20s));
}

BOOST_AUTO_TEST_CASE(a_walk_that_is_overdue_is_cut_off_once) {
    watched_walk walk(20ms);
    std::optional<std::string> why = dog.during(walk.watch, [&] {
        BOOST_TEST(eventually([&] { return walk.watch.is_cut_off(); }));
        BOOST_TEST(eventually([&] { return walk.cuts > 0; }));
    });
    BOOST_TEST((why == "it did not end, and asked for nothing for 20 ms"));
    BOOST_TEST(walk.cuts == 1);
    BOOST_TEST(given_up == 0);
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_on_after_that_is_given_up) {
    watched_walk walk(20ms, "5 logs");
    const auto begin = std::chrono::steady_clock::now();
    const auto why =
        dog.during(walk.watch, [&] { BOOST_TEST(eventually([&] { return given_up > 0; })); });
    BOOST_TEST(why.has_value());
    BOOST_TEST((std::chrono::steady_clock::now() - begin > dog.patience));
    BOOST_TEST(walk.cuts == 1);
    const std::lock_guard lock(mutex);
    BOOST_TEST(reason == "it did not end, and asked for nothing for 20 ms. The walk: 5 logs");
}

BOOST_AUTO_TEST_CASE(what_a_client_throws_passes_and_its_walk_is_forgotten) {
    watched_walk walk(300ms);
    BOOST_CHECK_THROW(
        static_cast<void>(dog.during(walk.watch, [] { throw std::runtime_error("no"); })),
        std::runtime_error);
    watched_walk slow(600ms); // by whose end the first one would be overdue
    static_cast<void>(dog.during(
        slow.watch, [&] { BOOST_TEST(eventually([&] { return slow.watch.is_cut_off(); })); }));
    BOOST_TEST(walk.cuts == 0);
}

BOOST_AUTO_TEST_CASE(of_several_walks_only_the_overdue_ones_are_cut_off) {
    watched_walk endless(20ms);
    watched_walk busy(1h);
    std::promise<void> cut;
    auto other = std::async(std::launch::async, [&] {
        return dog.during(busy.watch, [&] { cut.get_future().wait(); });
    });
    const auto why = dog.during(
        endless.watch, [&] { BOOST_TEST(eventually([&] { return endless.watch.is_cut_off(); })); });
    cut.set_value();
    BOOST_TEST(why.has_value());
    BOOST_TEST(!other.get().has_value());
    BOOST_TEST(busy.cuts == 0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
