// SPDX-License-Identifier: MIT
#include "clients/broken_clients.hpp"

#include <sendmock/testing/check_client.hpp>

#include "support/environment_number.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iomanip>
#include <set>
#include <sstream>
#include <string>

namespace harness::broken_clients {

using namespace std::chrono_literals;
using clients::broken_client;

sendmock::testing::check_report
check(const broken_client& broken, std::uint64_t seed, std::size_t cases) {
    constexpr auto timeout = 600ms; // the client's own is a little shorter
    sendmock::testing::check_options options{.cases = cases,
                                             .seed = seed,
                                             .only = {broken.meant},
                                             .timeout = timeout,
                                             .jobs = 4,
                                             .fail_fast = true,
                                             .most_shrinks = 15};
    if (!broken.ability.empty()) {
        options.expect.insert(broken.ability);
    }
    return sendmock::testing::check_client(
        [&](const sendmock::endpoint& at, const auto& emit) {
            broken.walk(at, timeout - 50ms, emit);
        },
        options);
}

/// A line of the table: the bug, what caught it after how many walks, and the smallest of those.
std::string line_of(const broken_client& broken, const sendmock::testing::counterexample& shown) {
    std::ostringstream line;
    line << std::left << std::setw(42) << broken.bug << std::setw(28) << to_string(broken.meant)
         << "walk " << std::setw(4) << shown.case_number << shown.walk.rows << " rows on pages of "
         << shown.walk.page_size << ", " << sendmock::testing::trouble_of(shown.walk).name;
    return line.str();
}

} // namespace harness::broken_clients

BOOST_AUTO_TEST_SUITE(harness)
BOOST_AUTO_TEST_SUITE(broken_clients)

BOOST_AUTO_TEST_CASE(each_is_caught_by_the_invariant_that_its_bug_breaks) {
    constexpr std::size_t cases = 200;
    const std::uint64_t seeds = sendmock::tests::environment_number("SENDMOCK_SEEDS", 1);
    for (const clients::broken_client& broken : clients::broken_clients()) {
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            const auto report = check(broken, seed, cases);
            const auto* found = report.find(broken.meant);
            BOOST_REQUIRE(found != nullptr);
            // One that is refused on each walk fails on the first, and nothing else is looked at.
            const bool is_caught = found->counterexample.has_value() || report.rowless_walk;
            BOOST_TEST(is_caught,
                       broken.bug << " is not caught by " << to_string(broken.meant)
                                  << " with seed " << seed);
            if (found->counterexample) {
                BOOST_TEST_MESSAGE(line_of(broken, *found->counterexample));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(every_invariant_that_a_callable_can_break_is_broken) {
    // No callable can be judged by these: it ends the process, has no way back, or shares memory.
    const std::set<sendmock::invariant> others{sendmock::invariant::no_crash,
                                               sendmock::invariant::backward_walk,
                                               sendmock::invariant::memory_flat};
    for (const sendmock::invariant_description& one : sendmock::invariants) {
        bool broken = others.contains(one.which);
        for (const clients::broken_client& client : clients::broken_clients()) {
            broken = broken || client.meant == one.which;
        }
        BOOST_TEST(broken, "no client breaks " << one.name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
