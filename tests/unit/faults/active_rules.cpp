// SPDX-License-Identifier: MIT
#include <sendmock/faults/active_rules.hpp>
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/wire_faults.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace unit::faults::active_rules {

using sendmock::from_page;
using sendmock::http_error;
using sendmock::on_any_request;
using sendmock::on_connection;
using sendmock::on_connections;
using sendmock::on_page;
using sendmock::on_pages;
using sendmock::on_request;
using sendmock::on_requests;
using sendmock::request_facts;
using names = std::vector<std::string>;

/// A GET for a page; page 1 has no cursor.
request_facts page(std::uint64_t number) {
    return {.method = "GET",
            .path = "/logs",
            .account = "key",
            .page = number,
            .asks_for_page = true,
            .has_cursor = number > 1};
}

/// What acts, or `none`.
std::string decided(sendmock::active_rules& rules, const request_facts& facts) {
    const auto planned = rules.decide(facts);
    return planned ? to_string(planned->then) : "none";
}

std::string decided_at_accept(sendmock::active_rules& rules, std::uint64_t number) {
    const auto planned = rules.decide_at_accept(number);
    return planned ? to_string(planned->then) : "none";
}

/// For each of so many requests, whether anything acts.
std::vector<bool> decisions(sendmock::active_rules& rules, int requests) {
    std::vector<bool> all;
    for (int request = 0; request < requests; ++request) {
        all.push_back(rules.decide(page(1)).has_value());
    }
    return all;
}

std::int64_t count_of(const std::vector<bool>& all) {
    return std::count(all.begin(), all.end(), true);
}

} // namespace unit::faults::active_rules

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(active_rules)

BOOST_AUTO_TEST_CASE(does_nothing_without_rules) {
    sendmock::active_rules rules;
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided(rules, {}) == "none");
    BOOST_TEST(decided_at_accept(rules, 1) == "none");
    BOOST_TEST(rules.unused().empty());
}

BOOST_AUTO_TEST_CASE(acts_on_pages_that_match_alone) {
    sendmock::active_rules rules;
    rules.add({on_pages(2, 3).always(), http_error(404), {}});
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided(rules, {.method = "GET"}) == "none"); // no page
    BOOST_TEST(decided(rules, page(2)) == "http_error(404)");
    BOOST_TEST(decided(rules, page(3)) == "http_error(404)");
    BOOST_TEST(decided(rules, page(4)) == "none");
}

BOOST_AUTO_TEST_CASE(leaves_a_request_whose_client_could_not_read_the_answer_to_later_rules) {
    sendmock::active_rules rules;
    rules.add({on_page(1), sendmock::gzip_cut_off(), {}});
    rules.add({on_page(1), sendmock::chunked_response(), {}});
    rules.add({on_page(1).always(), http_error(404), {}});
    auto old = page(1);
    old.is_http_1_0 = true;
    BOOST_TEST(decided(rules, old) == "http_error(404)");
    BOOST_TEST(decided(rules, page(1)) == "CHUNKED");
    BOOST_TEST(decided(rules, page(1)) == "http_error(404)");
    sendmock::http::header_fields fields;
    fields.add("Accept-Encoding", "gzip");
    auto packed = page(1);
    packed.fields = &fields;
    BOOST_TEST(decided(rules, packed) == "GZIP_CUT_OFF"); // it has not acted before
    BOOST_TEST(decided(rules, packed) == "http_error(404)");
}

BOOST_AUTO_TEST_CASE(hands_out_the_whole_fault_and_whose_it_is) {
    using namespace std::chrono_literals;
    sendmock::active_rules rules;
    rules.add({on_page(2), http_error(404).with(sendmock::delayed_by(5ms)), {}});
    rules.add({on_page(3), http_error(503), "third"});
    const auto first = rules.decide(page(2));
    BOOST_TEST_REQUIRE(first.has_value());
    BOOST_TEST(first->then.respond->status == 404);
    BOOST_TEST((first->then.delay->fixed == 5ms));
    BOOST_TEST(first->rule == "#1");
    BOOST_TEST(rules.decide(page(3))->rule == "third");
}

BOOST_AUTO_TEST_CASE(acts_as_often_as_the_rule_says) {
    sendmock::active_rules rules;
    rules.add({on_page(1), http_error(500), {}});
    rules.add({on_page(2).times(3), http_error(503), {}});
    BOOST_TEST(decided(rules, page(1)) == "http_error(500)");
    BOOST_TEST(decided(rules, page(1)) == "none");
    for (int time = 0; time < 3; ++time) {
        BOOST_TEST(decided(rules, page(2)) == "http_error(503)");
        BOOST_TEST(decided(rules, page(3)) == "none"); // does not count
    }
    BOOST_TEST(decided(rules, page(2)) == "none");
}

BOOST_AUTO_TEST_CASE(goes_on_acting_where_the_rule_says_always) {
    sendmock::active_rules rules;
    rules.add({from_page(2).always(), http_error(503), {}});
    for (std::uint64_t number = 2; number < 1000; ++number) {
        BOOST_REQUIRE_EQUAL(decided(rules, page(number)), "http_error(503)");
    }
    BOOST_TEST(decided(rules, page(1)) == "none");
}

BOOST_AUTO_TEST_CASE(asks_the_rules_in_their_order) {
    sendmock::active_rules rules;
    rules.add({on_page(2).times(2), http_error(500), {}});
    rules.add({from_page(2), http_error(502), {}});
    rules.add({from_page(1).always(), http_error(503), {}});
    BOOST_TEST(decided(rules, page(2)) == "http_error(500)");
    BOOST_TEST(decided(rules, page(1)) == "http_error(503)");
    BOOST_TEST(decided(rules, page(2)) == "http_error(500)");
    BOOST_TEST(decided(rules, page(2)) == "http_error(502)");
    BOOST_TEST(decided(rules, page(2)) == "http_error(503)");
}

BOOST_AUTO_TEST_CASE(looks_at_the_attempt) {
    sendmock::active_rules rules;
    rules.add({on_any_request().attempts(2, 3).always(), http_error(503), {}});
    const auto at = [&](std::uint64_t attempt) {
        request_facts facts = page(1);
        facts.attempt = attempt;
        return decided(rules, facts);
    };
    BOOST_TEST(at(1) == "none");
    BOOST_TEST(at(2) == "http_error(503)");
    BOOST_TEST(at(3) == "http_error(503)");
    BOOST_TEST(at(4) == "none");
}

BOOST_AUTO_TEST_CASE(looks_at_the_method_as_it_is_written) {
    sendmock::active_rules rules;
    rules.add({on_any_request().method("POST").always(), http_error(503), {}});
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided(rules, {.method = "post"}) == "none");
    BOOST_TEST(decided(rules, {.method = "POST"}) == "http_error(503)");
}

BOOST_AUTO_TEST_CASE(looks_at_the_path_but_for_a_slash_at_its_end) {
    sendmock::active_rules rules;
    const auto at = [&](std::string_view path) { return decided(rules, {.path = path}); };
    rules.add({on_any_request().path("/a/b/").always(), http_error(501), {}});
    rules.add({on_any_request().path("/a").always(), http_error(502), {}});
    rules.add({on_any_request().path("/").always(), http_error(503), {}});
    BOOST_TEST(at("/a/b") == "http_error(501)");
    BOOST_TEST(at("/a/b/") == "http_error(501)");
    BOOST_TEST(at("/a/") == "http_error(502)");
    BOOST_TEST(at("/a") == "http_error(502)");
    BOOST_TEST(at("/") == "http_error(503)");
    BOOST_TEST(at("/A") == "none");
    BOOST_TEST(at("/a//") == "none");
    BOOST_TEST(at("") == "none");
}

BOOST_AUTO_TEST_CASE(looks_at_the_account) {
    sendmock::active_rules rules;
    rules.add({on_any_request().account("other").always(), http_error(503), {}});
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided(rules, {.account = "other"}) == "http_error(503)");
}

BOOST_AUTO_TEST_CASE(counts_the_requests_whether_or_not_there_are_rules) {
    sendmock::active_rules rules;
    BOOST_TEST(decided(rules, page(1)) == "none");
    rules.add({on_requests(3, 4).always(), http_error(503), {}});
    BOOST_TEST(decided(rules, {}) == "none");
    BOOST_TEST(decided(rules, page(1)) == "http_error(503)");
    BOOST_TEST(decided(rules, {}) == "http_error(503)");
    BOOST_TEST(decided(rules, page(1)) == "none");
}

BOOST_AUTO_TEST_CASE(demands_all_that_a_condition_names) {
    sendmock::active_rules rules;
    rules.add({on_page(2).attempt(1).method("GET").path("/logs").account("key").always(),
               http_error(503),
               {}});
    const request_facts right = page(2);
    BOOST_TEST(decided(rules, right) == "http_error(503)");
    const auto otherwise = [&](auto change) {
        request_facts facts = right;
        change(facts);
        return decided(rules, facts);
    };
    BOOST_TEST(otherwise([](request_facts& facts) { facts.page = 1; }) == "none");
    BOOST_TEST(otherwise([](request_facts& facts) { facts.page.reset(); }) == "none");
    BOOST_TEST(otherwise([](request_facts& facts) { facts.attempt = 2; }) == "none");
    BOOST_TEST(otherwise([](request_facts& facts) { facts.method = "HEAD"; }) == "none");
    BOOST_TEST(otherwise([](request_facts& facts) { facts.path = "/log"; }) == "none");
    BOOST_TEST(otherwise([](request_facts& facts) { facts.account = "k"; }) == "none");
}

BOOST_AUTO_TEST_CASE(faults_of_pages_act_where_a_page_is_asked_for_alone) {
    sendmock::active_rules rules;
    rules.add({on_any_request(), sendmock::empty_page(), {}});
    request_facts refused = page(1);
    refused.asks_for_page = false;
    BOOST_TEST(decided(rules, refused) == "none");
    BOOST_TEST((rules.unused() == names{"#1"})); // nor is it used up
    BOOST_TEST(decided(rules, page(1)) == "EMPTY");
}

BOOST_AUTO_TEST_CASE(a_cursor_expires_where_there_is_one) {
    sendmock::active_rules rules;
    rules.add({on_any_request().always(), sendmock::expire_cursor(), {}});
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided(rules, page(2)) == "EXPIRE_CURSOR");
    BOOST_TEST(decided(rules, {.asks_for_page = true, .has_cursor = true}) == "EXPIRE_CURSOR");
}

BOOST_AUTO_TEST_CASE(a_cycle_begins_where_it_has_its_length) {
    sendmock::active_rules rules;
    rules.add({on_any_request().times(2), sendmock::cursor_cycle(3), {}});
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided(rules, page(2)) == "none");
    BOOST_TEST(decided(rules, {.asks_for_page = true, .has_cursor = true}) == "none");
    BOOST_TEST(decided(rules, page(3)) == "CYCLE");
    BOOST_TEST(decided(rules, page(7)) == "CYCLE");
}

BOOST_AUTO_TEST_CASE(a_rule_that_cannot_act_leaves_the_turn_to_the_next) {
    sendmock::active_rules rules;
    rules.add({on_any_request(), sendmock::expire_cursor(), {}});
    rules.add({on_any_request().probability(0), http_error(500), {}});
    rules.add({on_any_request(), http_error(503), {}});
    BOOST_TEST(decided(rules, page(1)) == "http_error(503)");
    BOOST_TEST(decided(rules, page(2)) == "EXPIRE_CURSOR");
}

BOOST_AUTO_TEST_CASE(decides_about_connections_by_rules_at_accept_alone) {
    sendmock::active_rules rules;
    rules.add({on_any_request().always(), http_error(503), {}});
    rules.add({on_connections(2, 3).always(), sendmock::reset_on_accept(), {}});
    rules.add({on_connection(3), sendmock::fail_handshake(), {}});
    BOOST_TEST(decided_at_accept(rules, 1) == "none");
    BOOST_TEST(decided_at_accept(rules, 2) == "RESET_ON_ACCEPT");
    BOOST_TEST(decided_at_accept(rules, 3) == "RESET_ON_ACCEPT"); // the first that matches
    BOOST_TEST(decided_at_accept(rules, 4) == "none");
    BOOST_TEST(decided(rules, page(2)) == "http_error(503)");
    BOOST_TEST((rules.unused() == names{"#3"}));
}

BOOST_AUTO_TEST_CASE(acts_at_accept_as_often_as_the_rule_says) {
    sendmock::active_rules rules;
    rules.add({on_any_request().times(2), sendmock::fail_handshake(), {}});
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided_at_accept(rules, 1) == "FAIL_HANDSHAKE");
    BOOST_TEST(decided_at_accept(rules, 2) == "FAIL_HANDSHAKE");
    BOOST_TEST(decided_at_accept(rules, 3) == "none");
}

BOOST_AUTO_TEST_CASE(counts_no_connection_as_a_request) {
    sendmock::active_rules rules;
    rules.add({on_request(1), http_error(503), {}});
    rules.add({on_connection(9), sendmock::reset_on_accept(), {}});
    for (std::uint64_t number = 1; number < 5; ++number) {
        BOOST_TEST(decided_at_accept(rules, number) == "none");
    }
    BOOST_TEST(decided(rules, page(1)) == "http_error(503)");
}

BOOST_AUTO_TEST_CASE(acts_on_about_the_share_of_requests_that_the_probability_says) {
    for (const double share : {0., 0.01, 0.25, 0.5, 0.9, 1.}) {
        sendmock::active_rules rules(42);
        rules.add({on_any_request().probability(share).always(), http_error(503), {}});
        const auto acted = static_cast<double>(count_of(decisions(rules, 20'000)));
        const double spread = 5 * std::sqrt(20'000 * share * (1 - share)); // 5 sigma
        BOOST_TEST_CONTEXT(share) {
            BOOST_TEST(std::abs(acted - 20'000 * share) <= spread);
        }
    }
}

BOOST_AUTO_TEST_CASE(draws_the_same_for_the_same_seed_rule_and_request) {
    const auto drawn = [](std::uint64_t seed, bool second_place) {
        sendmock::active_rules rules(seed);
        if (second_place) {
            rules.add({on_page(9), http_error(500), {}});
        }
        rules.add({on_any_request().probability(0.5).always(), http_error(503), {}});
        return decisions(rules, 200);
    };
    BOOST_TEST((drawn(1, false) == drawn(1, false)));
    BOOST_TEST((drawn(1, false) != drawn(2, false)));
    BOOST_TEST((drawn(1, false) != drawn(1, true)));
}

BOOST_AUTO_TEST_CASE(draws_for_each_request_whatever_came_between) {
    const auto drawn = [](const sendmock::condition& between) {
        sendmock::active_rules rules(7);
        rules.add({between, http_error(500), {}});
        rules.add({on_any_request().probability(0.5).always(), http_error(503), {}});
        std::vector<bool> acted;
        for (int request = 0; request < 100; ++request) {
            acted.push_back(decided(rules, page(1)) == "http_error(503)");
        }
        acted.front() = false; // another rule's, perhaps
        return acted;
    };
    BOOST_TEST((drawn(on_page(1)) == drawn(on_page(2))));
}

BOOST_AUTO_TEST_CASE(gives_each_fault_draws_of_its_own) {
    const auto first_draws = [](std::uint64_t seed) {
        sendmock::active_rules rules(seed);
        rules.add({on_requests(1, 2).always(), sendmock::random_data(), {}});
        rules.add({on_any_request().always(), sendmock::random_data(), {}});
        std::vector<std::uint64_t> draws;
        for (int request = 0; request < 4; ++request) {
            draws.push_back(rules.decide(page(1))->draws.next());
        }
        return draws;
    };
    const auto draws = first_draws(1);
    BOOST_TEST((std::set<std::uint64_t>(draws.begin(), draws.end()).size() == 4U));
    BOOST_TEST((first_draws(1) == draws));
    BOOST_TEST((first_draws(2) != draws));
}

BOOST_AUTO_TEST_CASE(draws_from_a_scenario_s_own_seed_if_it_has_one) {
    const auto drawn = [](std::uint64_t own, std::optional<std::uint64_t> of_scenario) {
        sendmock::active_rules rules(own);
        rules.set({.seed = of_scenario,
                   .rules = {{on_any_request().probability(0.5).always(), http_error(503), {}}}});
        return decisions(rules, 200);
    };
    BOOST_TEST((drawn(1, 5) == drawn(2, 5)));
    BOOST_TEST((drawn(1, 5) == drawn(5, {})));
    BOOST_TEST((drawn(1, {}) != drawn(2, {})));
    sendmock::active_rules rules(1);
    rules.set({.seed = 5});
    BOOST_TEST((rules.current().first.seed == 5U));
    rules.clear(); // back to its own
    BOOST_TEST((rules.current().first.seed == 1U));
}

BOOST_AUTO_TEST_CASE(draws_at_accept_for_each_connection) {
    const auto drawn = [](std::uint64_t seed) {
        sendmock::active_rules rules(seed);
        rules.add({on_any_request().probability(0.5).always(), sendmock::reset_on_accept(), {}});
        std::vector<bool> acted;
        for (std::uint64_t number = 1; number <= 1000; ++number) {
            acted.push_back(rules.decide_at_accept(number).has_value());
        }
        return acted;
    };
    BOOST_TEST((drawn(1) == drawn(1)));
    BOOST_TEST((drawn(1) != drawn(2)));
    BOOST_TEST(std::abs(static_cast<double>(count_of(drawn(1))) - 500) < 80);
}

BOOST_AUTO_TEST_CASE(names_the_rules_that_have_not_acted) {
    sendmock::active_rules rules;
    rules.add({on_page(1).times(2), http_error(500), "first"});
    rules.add({on_page(1), http_error(502), {}});
    rules.add({on_page(2).always(), http_error(503), "third"});
    BOOST_TEST((rules.unused() == names{"first", "#2", "third"}));
    static_cast<void>(rules.decide(page(3)));
    BOOST_TEST((rules.unused() == names{"first", "#2", "third"}));
    static_cast<void>(rules.decide(page(1)));
    BOOST_TEST((rules.unused() == names{"#2", "third"}));
    static_cast<void>(rules.decide(page(1)));
    BOOST_TEST((rules.unused() == names{"#2", "third"})); // the second one's turn comes next
    static_cast<void>(rules.decide(page(1)));
    BOOST_TEST((rules.unused() == names{"third"}));
    static_cast<void>(rules.decide(page(2)));
    BOOST_TEST(rules.unused().empty());
}

BOOST_AUTO_TEST_CASE(takes_rules_after_it_began_and_lets_them_be_removed) {
    sendmock::active_rules rules;
    rules.add({on_page(1), http_error(500), {}});
    BOOST_TEST(decided(rules, page(1)) == "http_error(500)");
    rules.add({on_page(1), http_error(502), {}});
    BOOST_TEST(decided(rules, page(1)) == "http_error(502)");
    rules.add({on_page(1).always(), http_error(503), {}});
    rules.add({on_any_request(), sendmock::reset_on_accept(), {}});
    rules.clear();
    BOOST_TEST(decided(rules, page(1)) == "none");
    BOOST_TEST(decided_at_accept(rules, 1) == "none");
    BOOST_TEST(rules.unused().empty());
    rules.add({on_page(1), http_error(500), {}});
    BOOST_TEST(decided(rules, page(1)) == "http_error(500)");
}

BOOST_AUTO_TEST_CASE(refuses_a_rule_that_cannot_act_and_changes_nothing) {
    sendmock::active_rules rules;
    rules.add({on_page(1).always(), http_error(500), {}});
    const sendmock::rule bad{on_connection(1), http_error(503), {}};
    BOOST_CHECK_THROW(rules.add(bad), std::invalid_argument);
    BOOST_CHECK_THROW(rules.set({.name = "new", .rules = {{on_page(1), http_error(502), {}}, bad}}),
                      std::invalid_argument);
    BOOST_TEST(decided(rules, page(1)) == "http_error(500)");
    BOOST_TEST(rules.current().first.name == "");
    BOOST_TEST(rules.current().second.size() == 1U);
}

BOOST_AUTO_TEST_CASE(begins_anew_with_another_scenario_but_counts_requests_on) {
    sendmock::active_rules rules;
    const sendmock::scenario wanted{
        .rules = {{on_page(1), http_error(500), {}}, {on_requests(3, 4), http_error(503), {}}}};
    rules.set(wanted);
    BOOST_TEST(decided(rules, page(1)) == "http_error(500)");
    rules.set(wanted);
    BOOST_TEST((rules.unused() == names{"#1", "#2"}));
    BOOST_TEST(decided(rules, page(1)) == "http_error(500)");
    BOOST_TEST(decided(rules, page(1)) == "http_error(503)"); // the third request
}

BOOST_AUTO_TEST_CASE(counts_requests_from_1_again_when_it_is_reset) {
    sendmock::active_rules rules;
    rules.set({.name = "one", .description = "two", .rules = {{on_page(1), http_error(500), {}}}});
    BOOST_TEST(decided(rules, page(2)) == "none");
    rules.reset();
    BOOST_TEST(decided(rules, page(1)) == "none"); // no rules, and the first request again
    BOOST_TEST(rules.current().first.name == "");
    BOOST_TEST(rules.current().first.description == "");
    rules.add({on_request(2), http_error(503), {}});
    BOOST_TEST(decided(rules, page(1)) == "http_error(503)");
}

BOOST_AUTO_TEST_CASE(shows_the_scenario_in_force_and_how_often_each_rule_acted) {
    sendmock::active_rules rules(9);
    rules.set({.name = "one",
               .description = "two",
               .rules = {{on_page(1).times(3), http_error(500), "first"}}});
    rules.add({on_page(2), http_error(503), {}});
    static_cast<void>(decisions(rules, 2));
    const auto [shown, states] = rules.current();
    BOOST_TEST(shown.name == "one");
    BOOST_TEST(shown.description == "two");
    BOOST_TEST((shown.seed == 9U));
    BOOST_TEST_REQUIRE(shown.rules.size() == 2U);
    BOOST_TEST(shown.rules[0].name == "first");
    BOOST_TEST((shown.rules[0].when == on_page(1).times(3))); // as it was given
    BOOST_TEST((shown.rules[1].when == on_page(2)));
    BOOST_TEST_REQUIRE(states.size() == 2U);
    BOOST_TEST(states[0].fired == 2U);
    BOOST_TEST(states[1].fired == 0U);
    BOOST_TEST((states[1].rule.then.respond->status == 503));
}

BOOST_AUTO_TEST_CASE(acts_exactly_as_often_with_several_threads) {
    constexpr int threads = 4;
    constexpr int each = 100'000;
    sendmock::active_rules rules;
    rules.add({on_page(1).times(150'000), http_error(500), {}});
    rules.add({on_page(1).times(100'000), http_error(503), {}});
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
                if (const auto planned = rules.decide(page(1))) {
                    ++(planned->then.respond->status == 500 ? first : second);
                }
            }
        });
    }
    for (std::thread& client : clients) {
        client.join();
    }
    BOOST_TEST(first == 150'000);
    BOOST_TEST(second == 100'000);
    rules.add({on_request(std::uint64_t{threads} * each + 1), http_error(504), {}});
    BOOST_TEST(decided(rules, page(1)) == "http_error(504)"); // no request was lost
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
