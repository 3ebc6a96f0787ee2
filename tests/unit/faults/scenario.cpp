// SPDX-License-Identifier: MIT
#include <sendmock/faults/scenario.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using sendmock::from_page;
using sendmock::http_error;
using sendmock::on_page;

namespace {

/// The name of the fault that acts, or `none`.
std::string decided(sendmock::scenario& rules, std::optional<std::uint32_t> page) {
    const auto fault = rules.decide(page);
    return fault ? fault->name : "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(scenario)

BOOST_AUTO_TEST_CASE(does_nothing_without_rules) {
    sendmock::scenario rules;
    BOOST_TEST(decided(rules, 1) == "none");
    BOOST_TEST(decided(rules, std::nullopt) == "none");
    BOOST_TEST(rules.unused_rules() == 0U);
}

BOOST_AUTO_TEST_CASE(acts_on_requests_that_match_alone) {
    sendmock::scenario rules;
    rules.add({on_page(2), http_error(404)});
    BOOST_TEST(decided(rules, 1) == "none");
    BOOST_TEST(decided(rules, std::nullopt) == "none");
    BOOST_TEST(decided(rules, 2) == "http_error(404)");
}

BOOST_AUTO_TEST_CASE(hands_out_the_whole_fault) {
    sendmock::scenario rules;
    rules.add({on_page(2), http_error(404)});
    const auto fault = rules.decide(2);
    BOOST_TEST_REQUIRE(fault.has_value());
    BOOST_TEST(fault->replacement->status == 404);
    BOOST_TEST(fault->replacement->message == "Not found.");
    BOOST_TEST(fault->replacement->reason == "injected_fault");
}

BOOST_AUTO_TEST_CASE(acts_as_often_as_the_rule_says) {
    sendmock::scenario rules;
    rules.add({on_page(1), http_error(500)});
    rules.add({on_page(2).times(3), http_error(503)});
    BOOST_TEST(decided(rules, 1) == "http_error(500)");
    BOOST_TEST(decided(rules, 1) == "none");
    for (int time = 0; time < 3; ++time) {
        BOOST_TEST(decided(rules, 2) == "http_error(503)");
        BOOST_TEST(decided(rules, 3) == "none"); // does not count
    }
    BOOST_TEST(decided(rules, 2) == "none");
}

BOOST_AUTO_TEST_CASE(goes_on_acting_where_the_rule_says_always) {
    sendmock::scenario rules;
    rules.add({from_page(2).always(), http_error(503)});
    for (std::uint32_t page = 2; page < 1000; ++page) {
        BOOST_REQUIRE_EQUAL(decided(rules, page), "http_error(503)");
    }
    BOOST_TEST(decided(rules, 1) == "none");
}

BOOST_AUTO_TEST_CASE(asks_the_rules_in_their_order) {
    sendmock::scenario rules;
    rules.add({on_page(2).times(2), http_error(500)});
    rules.add({from_page(2), http_error(502)});
    rules.add({from_page(1).always(), http_error(503)});
    BOOST_TEST(decided(rules, 2) == "http_error(500)");
    BOOST_TEST(decided(rules, 1) == "http_error(503)");
    BOOST_TEST(decided(rules, 2) == "http_error(500)");
    BOOST_TEST(decided(rules, 2) == "http_error(502)");
    BOOST_TEST(decided(rules, 2) == "http_error(503)");
}

BOOST_AUTO_TEST_CASE(counts_the_rules_that_have_not_acted) {
    sendmock::scenario rules;
    rules.add({on_page(1).times(2), http_error(500)});
    rules.add({on_page(1), http_error(502)});
    rules.add({on_page(2).always(), http_error(503)});
    BOOST_TEST(rules.unused_rules() == 3U);
    static_cast<void>(rules.decide(3));
    BOOST_TEST(rules.unused_rules() == 3U);
    static_cast<void>(rules.decide(1));
    BOOST_TEST(rules.unused_rules() == 2U);
    static_cast<void>(rules.decide(1));
    BOOST_TEST(rules.unused_rules() == 2U); // the second one's turn comes next
    static_cast<void>(rules.decide(1));
    BOOST_TEST(rules.unused_rules() == 1U);
    static_cast<void>(rules.decide(2));
    BOOST_TEST(rules.unused_rules() == 0U);
}

BOOST_AUTO_TEST_CASE(takes_rules_after_it_began_and_lets_them_be_removed) {
    sendmock::scenario rules;
    rules.add({on_page(1), http_error(500)});
    BOOST_TEST(decided(rules, 1) == "http_error(500)");
    rules.add({on_page(1), http_error(502)});
    BOOST_TEST(decided(rules, 1) == "http_error(502)");
    rules.add({on_page(1).always(), http_error(503)});
    rules.clear();
    BOOST_TEST(decided(rules, 1) == "none");
    BOOST_TEST(rules.unused_rules() == 0U);
    rules.add({on_page(1), http_error(500)});
    BOOST_TEST(decided(rules, 1) == "http_error(500)");
}

BOOST_AUTO_TEST_CASE(acts_exactly_as_often_with_several_threads) {
    constexpr int threads = 4;
    constexpr int each = 100'000;
    sendmock::scenario rules;
    rules.add({on_page(1).times(150'000), http_error(500)});
    rules.add({on_page(1).times(100'000), http_error(503)});
    std::atomic<int> ready{0};
    std::atomic<int> first{0};
    std::atomic<int> second{0};
    std::vector<std::thread> clients;
    for (int client = 0; client < threads; ++client) {
        clients.emplace_back([&] {
            ++ready;
            while (ready < threads) {
                std::this_thread::yield();
            }
            for (int count = 0; count < each; ++count) {
                if (const auto fault = rules.decide(1)) {
                    ++(fault->replacement->status == 500 ? first : second);
                }
            }
        });
    }
    for (std::thread& client : clients) {
        client.join();
    }
    BOOST_TEST(first == 150'000);
    BOOST_TEST(second == 100'000);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
