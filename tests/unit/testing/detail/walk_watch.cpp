// SPDX-License-Identifier: MIT
#include <sendmock/testing/detail/walk_watch.hpp>

#include "support/eventually.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace unit::testing::detail::walk_watch {

using namespace std::chrono_literals;

using sendmock::mock_account;
using sendmock::testing::detail::walk_bounds;

/// A walk that is watched, and the accounts to which its requests come.
struct fixture {
    std::shared_ptr<mock_account> account =
        std::make_shared<mock_account>(sendmock::account_options{.logs = {}});
    std::shared_ptr<mock_account> strays =
        std::make_shared<mock_account>(sendmock::account_options{.key = "nobody", .logs = {}});
    int cuts = 0;

    [[nodiscard]] sendmock::testing::detail::walk_watch watch(const walk_bounds& bounds) {
        return {account, strays, bounds, [this] { ++cuts; }};
    }
};

} // namespace unit::testing::detail::walk_watch

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(walk_watch, walk_watch::fixture)

BOOST_AUTO_TEST_CASE(a_walk_may_go_on_within_its_bounds) {
    auto watched = watch({.silence = 1h, .requests = 3, .description = "a walk"});
    BOOST_TEST(watched.description() == "a walk");
    BOOST_TEST((watched.silence() == 1h));
    for (int requests = 0; requests <= 3; ++requests) {
        BOOST_TEST(!watched.overdue().has_value());
        account->journal().add({});
    }
    BOOST_TEST(!watched.is_cut_off());
    BOOST_TEST(cuts == 0);
}

BOOST_AUTO_TEST_CASE(too_many_requests_are_told) {
    auto watched = watch({.silence = 1h, .requests = 3});
    for (int requests = 0; requests < 3; ++requests) {
        account->journal().add({});
    }
    BOOST_TEST(!watched.overdue().has_value());
    account->journal().add({});
    BOOST_TEST((watched.overdue() == "it was cut off after 4 requests"));
}

BOOST_AUTO_TEST_CASE(requests_without_credentials_are_requests_of_the_walk_too) {
    auto watched = watch({.silence = 1h, .requests = 3});
    account->journal().add({});
    strays->journal().add({});
    strays->journal().add({});
    BOOST_TEST(!watched.overdue().has_value());
    strays->journal().add({});
    BOOST_TEST((watched.overdue() == "it was cut off after 4 requests"));
}

BOOST_AUTO_TEST_CASE(requests_that_the_journal_has_dropped_are_counted) {
    auto watched = watch({.silence = 1h, .requests = 3});
    for (int requests = 0; requests < 4; ++requests) {
        account->journal().add({});
    }
    account->journal().clear();
    BOOST_TEST((watched.overdue() == "it was cut off after 4 requests"));
}

BOOST_AUTO_TEST_CASE(too_many_requests_for_one_target_are_told) {
    auto watched = watch({.silence = 1h, .attempts = 2});
    for (const char* target : {"/a", "/b", "/a", "/b"}) {
        account->journal().add({.target = target});
        BOOST_TEST(!watched.overdue().has_value());
    }
    account->journal().add({.target = "/c"});
    account->journal().add({.target = "/b"});
    BOOST_TEST((watched.overdue() == "it was cut off after 3 requests for one target"));
}

BOOST_AUTO_TEST_CASE(silence_is_told_once_it_has_lasted) {
    auto watched = watch({.silence = 30ms, .requests = 3});
    const auto begin = std::chrono::steady_clock::now();
    std::optional<std::string> reason;
    BOOST_TEST(
        sendmock::tests::eventually([&] { return (reason = watched.overdue()).has_value(); }));
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 30ms - 1ms));
    BOOST_TEST((reason == "it did not end, and asked for nothing for 30 ms"));
}

BOOST_AUTO_TEST_CASE(a_start_may_take_longer) {
    auto watched = watch({.silence = 5ms, .start = 25ms, .requests = 3});
    std::optional<std::string> reason;
    const auto tell = [&] { return (reason = watched.overdue()).has_value(); };
    BOOST_TEST(sendmock::tests::eventually(tell));
    BOOST_TEST((reason == "it did not end, and asked for nothing for 30 ms"));
    account->journal().add({});
    BOOST_TEST(sendmock::tests::eventually(tell));
    BOOST_TEST((reason == "it did not end, and asked for nothing for 5 ms"));
}

BOOST_AUTO_TEST_CASE(every_request_ends_the_silence) {
    auto watched = watch({.silence = 1ms, .requests = 100});
    for (const auto& asked : {account, strays, account}) {
        BOOST_TEST(sendmock::tests::eventually([&] { return watched.overdue().has_value(); }));
        asked->journal().add({});
        BOOST_TEST(!watched.overdue().has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_walk_that_is_cut_off_knows_it_before_its_connections_end) {
    bool knew = false;
    sendmock::testing::detail::walk_watch* self = nullptr;
    sendmock::testing::detail::walk_watch watched(
        account, strays, {.silence = 1h}, [&] { knew = self->is_cut_off(); });
    self = &watched;
    BOOST_TEST(!watched.is_cut_off());
    watched.cut_off();
    BOOST_TEST(watched.is_cut_off());
    BOOST_TEST(knew);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
