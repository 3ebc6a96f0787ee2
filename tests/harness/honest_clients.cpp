// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_client.hpp>

#include "clients/honest_client.hpp"
#include "clients/honest_policies.hpp"
#include "support/environment_number.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace harness::honest_clients {

/// Has a client walk; whatever fails is a false alarm.
template <class Client>
void check_that_all_holds(const std::set<std::string>& expect = {}) {
    const std::size_t cases = sendmock::tests::environment_number("SENDMOCK_CASES", 200);
    const std::uint64_t seeds = sendmock::tests::environment_number("SENDMOCK_SEEDS", 1);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto report = sendmock::testing::check_client(
            [](const sendmock::endpoint& at, const auto& emit) {
                Client(at, std::chrono::milliseconds{2500}).for_each_log(emit);
            },
            {.cases = cases,
             .seed = seed,
             .skip = {sendmock::invariant::survives_many_pages}, // which takes long
             .expect = expect,
             .timeout = std::chrono::milliseconds{3000},
             .jobs = 4});
        BOOST_TEST(report.holds(), to_text(report));
        BOOST_TEST(report.cases >= cases - 1); // all but that one
    }
}

} // namespace harness::honest_clients

BOOST_AUTO_TEST_SUITE(harness)
BOOST_AUTO_TEST_SUITE(honest_clients)

BOOST_AUTO_TEST_CASE(a_plain_one) {
    check_that_all_holds<honest_client>({"partial", "int64"});
}

BOOST_AUTO_TEST_CASE(a_plain_one_on_a_walk_over_many_pages) {
    const auto report = sendmock::testing::check_client(
        [](const sendmock::endpoint& at, const auto& emit) {
            honest_client(at, std::chrono::milliseconds{2500}).for_each_log(emit);
        },
        {.cases = 100, .seed = 3, .only = {sendmock::invariant::survives_many_pages}});
    BOOST_TEST(report.holds(), to_text(report));
}

BOOST_AUTO_TEST_CASE(one_that_retries) {
    check_that_all_holds<clients::retrying>({"retry", "partial"});
}

BOOST_AUTO_TEST_CASE(one_that_waits_as_retry_after_asks) {
    check_that_all_holds<clients::retrying>({"retry", "retry-after"});
}

BOOST_AUTO_TEST_CASE(one_that_insists_on_next) {
    check_that_all_holds<clients::insisting_on_next>();
}

BOOST_AUTO_TEST_CASE(one_that_follows_redirections_of_its_origin) {
    check_that_all_holds<clients::redirect_following>();
}

BOOST_AUTO_TEST_CASE(one_that_asks_its_origin_for_what_foreign_links_name) {
    check_that_all_holds<clients::rebasing>();
}

BOOST_AUTO_TEST_CASE(one_that_refuses_relative_links) {
    check_that_all_holds<clients::refusing_relative_links>();
}

BOOST_AUTO_TEST_CASE(one_that_takes_nothing_but_the_cursor_from_links) {
    check_that_all_holds<clients::putting_cursors_on_its_url>();
}

BOOST_AUTO_TEST_CASE(one_that_fetches_a_page_ahead) {
    check_that_all_holds<clients::prefetching>({"partial"});
}

BOOST_AUTO_TEST_CASE(one_that_closes_after_each_request) {
    check_that_all_holds<clients::closing_connections>();
}

BOOST_AUTO_TEST_CASE(one_that_returns_all_or_nothing) {
    check_that_all_holds<clients::buffering>();
}

BOOST_AUTO_TEST_CASE(one_that_begins_anew_once_without_what_it_read) {
    check_that_all_holds<clients::restarting>();
}

BOOST_AUTO_TEST_CASE(one_that_reads_twice_and_looks_at_the_last_page_again) {
    check_that_all_holds<clients::reading_twice>();
}

BOOST_AUTO_TEST_CASE(one_that_reads_logs_into_types) {
    check_that_all_holds<clients::typed>({"int64"});
    check_that_all_holds<clients::typed_in_local_time>();
}

BOOST_AUTO_TEST_CASE(one_that_returns_logs_from_other_threads) {
    check_that_all_holds<clients::using_threads>();
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
