// SPDX-License-Identifier: MIT
#include <sendmock/faults/rule.hpp>
#include <sendmock/logs/detail/generated_words.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/json_text.hpp>
#include <sendmock/testing/walk_cases.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace unit::testing::walk_cases {

using sendmock::testing::data_style;
using sendmock::testing::trouble_of;
using sendmock::testing::troubles;
using sendmock::testing::walk_case;

const std::set<std::string> all_abilities{
    "backward", "int64", "memory", "partial", "retry", "retry-after", "strict-framing"};

rc::Shrinkable<walk_case> drawn(std::size_t trouble, std::uint64_t seed) {
    return sendmock::testing::walk_cases(trouble)(rc::Random(seed), 100);
}

std::string text_of(const walk_case& one) {
    return std::string(trouble_of(one).name) + ", " + std::to_string(one.rows) +
           " rows on pages of " + std::to_string(one.page_size) + ", page " +
           std::to_string(one.page) + ", amount " + std::to_string(one.amount) + ", seed " +
           std::to_string(one.seed);
}

std::size_t trouble_named(std::string_view name) {
    const auto found = std::find_if(
        troubles().begin(), troubles().end(), [&](const auto& one) { return one.name == name; });
    BOOST_REQUIRE((found != troubles().end()));
    return static_cast<std::size_t>(found - troubles().begin());
}

/// Checks that a case can be served, and that its trouble can come about.
void check_validity(const walk_case& one) {
    const auto& what = trouble_of(one);
    BOOST_TEST_CONTEXT(text_of(one)) {
        BOOST_TEST(one.page_size >= 1U);
        BOOST_TEST(one.page >= 1U);
        BOOST_TEST(one.page <= one.pages());
        BOOST_TEST(one.page >= what.first_page);
        BOOST_TEST(one.pages() >= what.fewest_pages);
        BOOST_TEST((!what.last_page || one.page == one.pages()));
        BOOST_TEST((what.style == data_style::ordinary || one.style == what.style));
        BOOST_TEST((one.trouble != 0 || one.style == data_style::ordinary));
        BOOST_TEST((one.backward == (what.ability == "backward")));
        BOOST_CHECK_NO_THROW(settings_of(one).check());
        BOOST_CHECK_NO_THROW(logs_of(one).check());
        for (const sendmock::rule& rule : what.rules(one)) {
            BOOST_CHECK_NO_THROW(rule.check());
            const auto& page = rule.when.terms().page;
            BOOST_REQUIRE(page.has_value());
            BOOST_TEST(page->from <= one.pages());
            BOOST_TEST(
                (!rule.then.pager || can_act(*rule.then.pager, one.pages(), one.pages() > 1)));
        }
    }
}

/// The size of a case: each step of shrinking is to make it smaller, so that there is an end.
auto size_of(const walk_case& one) {
    return std::tuple(one.trouble != 0,
                      one.rows,
                      one.page_size,
                      one.parameters,
                      one.of_integration,
                      one.ordering != sendmock::ordering::created_at_descending,
                      one.page,
                      one.amount,
                      one.seed);
}

std::vector<rc::Shrinkable<walk_case>> smaller(const rc::Shrinkable<walk_case>& from) {
    std::vector<rc::Shrinkable<walk_case>> all;
    rc::Seq<rc::Shrinkable<walk_case>> candidates = from.shrinks();
    while (auto next = candidates.next()) {
        all.push_back(*next);
    }
    return all;
}

/// Follows the first smaller case that a client fails on, as a check does.
template <class Fails>
walk_case shrunk(rc::Shrinkable<walk_case> from, const Fails& fails) {
    std::size_t steps = 0;
    for (bool smaller_one = true; smaller_one;) {
        smaller_one = false;
        for (const auto& candidate : smaller(from)) {
            if (fails(candidate.value())) {
                from = candidate;
                smaller_one = true;
                break;
            }
        }
        BOOST_REQUIRE(++steps < 5000U);
    }
    return from.value();
}

/// The troubles of so many walks.
std::vector<std::size_t>
troubles_of(std::size_t cases, std::uint64_t seed, const std::set<std::string>& expected) {
    std::vector<std::size_t> places;
    for (const auto& drawn :
         sendmock::testing::draw_troubles({.cases = cases, .expect = expected}, seed)) {
        places.push_back(drawn.trouble);
    }
    return places;
}

} // namespace unit::testing::walk_cases

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(walk_cases)

BOOST_AUTO_TEST_CASE(the_longest_walk_is_drawn_with_a_fixed_length) {
    const auto long_walk = std::find_if(
        troubles().begin(), troubles().end(), [](const auto& one) { return one.many_pages; });
    BOOST_REQUIRE((long_walk != troubles().end()));
    const auto at = static_cast<std::size_t>(long_walk - troubles().begin());
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto drawn = sendmock::testing::drawn_walk({.trouble = at}, seed, 7);
        BOOST_TEST(drawn.value().pages() == 1200U);
        BOOST_TEST(drawn.value().trouble == at);
        BOOST_TEST(!drawn.shrinks().next()); // it takes long
    }
}

BOOST_AUTO_TEST_CASE(every_case_that_is_drawn_is_valid) {
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            const walk_case one = drawn(trouble, seed).value();
            BOOST_TEST(one.trouble == trouble);
            check_validity(one);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_smaller_case_is_valid_and_smaller) {
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        for (std::uint64_t seed = 0; seed < 4; ++seed) {
            const auto from = drawn(trouble, seed);
            for (const auto& next : smaller(from)) {
                check_validity(next.value());
                BOOST_TEST((size_of(next.value()) < size_of(from.value())),
                           text_of(from.value()) << " became " << text_of(next.value()));
                for (const auto& last : smaller(next)) {
                    check_validity(last.value());
                    BOOST_TEST((size_of(last.value()) < size_of(next.value())),
                               text_of(next.value()) << " became " << text_of(last.value()));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(parameters_shrink_to_those_that_a_client_needs_to_fail) {
    const auto with_all = [] {
        for (std::uint64_t seed = 0;; ++seed) {
            auto one = drawn(0, seed);
            if (one.value().parameters == sendmock::testing::all_parameters) {
                return one;
            }
        }
    }();
    const auto left = [&](std::uint32_t needed) {
        return query_of(shrunk(
            with_all, [&](const walk_case& one) { return (one.parameters & needed) == needed; }));
    };
    BOOST_TEST(left(0) == "");
    BOOST_TEST(left(1) == "shop=1");
    BOOST_TEST(left(4) == "name=a%2Bb%26c");
    BOOST_TEST(left(3) == "shop=1&shop=2");
    BOOST_TEST(left(10) == "shop=2&empty=");
}

BOOST_AUTO_TEST_CASE(the_smallest_sizes_have_an_end_of_shrinking_too) {
    for (const std::uint32_t rows : {0U, 1U, 2U, 3U}) {
        for (const std::uint32_t page_size : {1U, 2U, 3U}) {
            const walk_case one{.rows = rows, .page_size = page_size};
            for (const walk_case& next : sendmock::testing::detail::simpler(one)) {
                BOOST_TEST((size_of(next) < size_of(one)),
                           text_of(one) << " became " << text_of(next));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_case_becomes_much_smaller_in_one_step_where_it_can) {
    const walk_case one{.rows = 20, .page_size = 5, .amount = 999, .seed = 7};
    const auto offers = [&](const auto& condition) {
        const auto all = sendmock::testing::detail::simpler(one);
        return std::any_of(all.begin(), all.end(), condition);
    };
    BOOST_TEST(offers([](const walk_case& next) { return next.rows == 0; }));
    BOOST_TEST(offers([](const walk_case& next) { return next.rows == 4 && next.page_size == 1; }));
    BOOST_TEST(offers([](const walk_case& next) { return next.rows == 2 && next.page_size == 1; }));
    BOOST_TEST(offers([](const walk_case& next) { return next.amount == 0 && next.rows == 20; }));
    BOOST_TEST(offers([](const walk_case& next) { return next.seed == 0 && next.rows == 20; }));
}

BOOST_AUTO_TEST_CASE(the_walk_that_each_trouble_has_at_least_has_rows) {
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const auto drawn = sendmock::testing::drawn_walk(
                {.trouble = trouble, .variant = sendmock::testing::walk_variant::later_page},
                seed,
                0);
            BOOST_REQUIRE_MESSAGE(drawn.value().rows > 0, text_of(drawn.value()));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_fails_on_everything_shrinks_to_no_trouble_and_no_rows) {
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        const walk_case found = shrunk(drawn(trouble, 3), [](const walk_case&) { return true; });
        BOOST_TEST_CONTEXT(text_of(found)) {
            BOOST_TEST((found.trouble == 0 || found.backward));
            BOOST_TEST((found.rows == 0U));
            BOOST_TEST(found.page_size == 1U);
            BOOST_TEST(found.page == 1U);
            BOOST_TEST(found.amount == 0U);
            BOOST_TEST(found.seed == 0U);
            BOOST_TEST(found.parameters == 0U);
        }
        check_validity(found);
    }
}

BOOST_AUTO_TEST_CASE(what_fails_on_a_trouble_alone_shrinks_to_the_fewest_pages) {
    for (std::size_t trouble = 1; trouble < troubles().size(); ++trouble) {
        const walk_case found =
            shrunk(drawn(trouble, 5), [&](const walk_case& one) { return one.trouble == trouble; });
        BOOST_TEST(found.trouble == trouble);
        BOOST_TEST(found.pages() == troubles()[trouble].fewest_pages, text_of(found));
        BOOST_TEST(found.page_size == 1U, text_of(found));
        BOOST_TEST(found.amount == 0U);
        check_validity(found);
    }
}

BOOST_AUTO_TEST_CASE(what_fails_on_a_second_page_shrinks_to_two_rows_on_pages_of_one) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const auto from = drawn(0, seed);
        const auto fails = [](const walk_case& one) { return one.pages() > 1; };
        if (fails(from.value())) {
            const walk_case found = shrunk(from, fails);
            BOOST_TEST(found.rows == 2U, text_of(found));
            BOOST_TEST(found.page_size == 1U, text_of(found));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_draws_the_same_and_another_seed_another) {
    std::size_t different = 0;
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        const auto first = drawn(trouble, 11);
        const auto again = drawn(trouble, 11);
        BOOST_TEST((first.value() == again.value()));
        const auto of_first = smaller(first);
        const auto of_again = smaller(again);
        BOOST_REQUIRE(of_first.size() == of_again.size());
        for (std::size_t at = 0; at < of_first.size(); ++at) {
            BOOST_TEST((of_first[at].value() == of_again[at].value()));
        }
        different += first.value() == drawn(trouble, 12).value() ? 0U : 1U;
    }
    BOOST_TEST(different == troubles().size());
    BOOST_TEST((troubles_of(300, 5, {}) == troubles_of(300, 5, {})));
    BOOST_TEST((troubles_of(300, 5, {}) != troubles_of(300, 6, {})));
}

BOOST_AUTO_TEST_CASE(sizes_are_about_the_edges_of_pages) {
    std::map<std::string, std::size_t> seen;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const walk_case one = drawn(0, seed).value();
        ++seen[one.rows == 0                         ? "no rows"
               : one.rows % one.page_size == 0       ? "just full"
               : one.rows % one.page_size == 1       ? "one more"
               : (one.rows + 1) % one.page_size == 0 ? "one less"
                                                     : "else"];
        ++seen[one.pages() > 1 ? "many" : "one page"];
        ++seen[one.parameters != 0 ? "parameters" : "no parameters"];
        ++seen[one.ordering == sendmock::ordering::id_descending ? "by id" : "by time"];
        BOOST_TEST(one.pages() <= 8U);
    }
    BOOST_TEST(seen["no rows"] > 3U);
    BOOST_TEST(seen["just full"] > 60U);
    BOOST_TEST(seen["one more"] > 30U);
    BOOST_TEST(seen["one less"] > 30U);
    BOOST_TEST(seen["else"] == 0U);
    BOOST_TEST(seen["one page"] > 20U);
    BOOST_TEST(seen["many"] > 150U);
    BOOST_TEST(seen["parameters"] > 60U);
    BOOST_TEST(seen["by id"] > 60U);
    BOOST_TEST(seen["by time"] > 60U);
}

BOOST_AUTO_TEST_CASE(trouble_comes_at_the_first_and_at_the_last_page_and_between) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const walk_case one = drawn(0, seed).value();
        seen.insert(one.page == 1 ? "first" : one.page == one.pages() ? "last" : "between");
    }
    BOOST_TEST(seen.size() == 3U);
}

BOOST_AUTO_TEST_CASE(every_trouble_is_drawn_where_there_are_cases_enough) {
    for (const std::uint64_t seed : {0U, 1U, 2U, 3U}) {
        for (const auto& expected : {std::set<std::string>{}, all_abilities}) {
            std::set<std::size_t> wanted;
            for (std::size_t at = 0; at < troubles().size(); ++at) {
                const std::string ability(troubles()[at].ability);
                if (ability.empty() || expected.contains(ability)) {
                    wanted.insert(at);
                }
            }
            const auto just_enough = troubles_of(wanted.size(), seed, expected);
            BOOST_TEST(just_enough.size() == wanted.size());
            BOOST_TEST((std::set(just_enough.begin(), just_enough.end()) == wanted));
            const auto many = troubles_of(1000, seed, expected);
            BOOST_TEST(many.size() == 1000U);
            BOOST_TEST((std::set(many.begin(), many.end()) == wanted));
            for (std::size_t at = 0; at < troubles().size(); ++at) {
                if (troubles()[at].weight == 0) {
                    BOOST_TEST(std::count(many.begin(), many.end(), at) ==
                               (troubles()[at].stalls && !troubles()[at].once ? 2 : 1));
                }
            }
            BOOST_TEST(std::count_if(many.begin(), many.end(), [](std::size_t at) {
                           return troubles()[at].stalls;
                       }) == 3); // each costs a time-out
        }
    }
}

BOOST_AUTO_TEST_CASE(a_walk_of_unusual_texts_has_all_of_them) {
    std::size_t whole = 0;
    constexpr std::uint64_t walks = 100;
    for (std::uint64_t seed = 0; seed < walks; ++seed) {
        const walk_case one = drawn(trouble_named("unusual texts"), seed).value();
        const sendmock::generated_sequence logs(logs_of(one));
        std::string served;
        for (std::uint64_t at = 0; at < one.rows; ++at) {
            logs.append_json(served, at);
        }
        const auto& texts = sendmock::detail::unusual_texts;
        whole += std::all_of(texts.begin(), texts.end(), [&](std::string_view text) {
            std::string quoted;
            sendmock::append_json_string(quoted, text);
            return served.find(quoted) != std::string::npos;
        });
    }
    BOOST_TEST(whole >= walks * 95 / 100);
}

BOOST_AUTO_TEST_CASE(what_can_go_wrong_on_any_page_does_so_on_the_first_and_on_a_later_one) {
    constexpr std::size_t cases = 200; // the default
    std::set<std::string> seen;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        std::map<std::size_t, std::set<bool>> pages; // by trouble: whether it was the first
        for (const auto& [trouble, variant] :
             sendmock::testing::draw_troubles({.cases = cases}, seed)) {
            const walk_case one =
                sendmock::testing::walk_cases(trouble, variant)(rc::Random(seed), 100).value();
            check_validity(one);
            pages[trouble].insert(one.page == 1);
        }
        for (const auto& [trouble, first] : pages) {
            if (sendmock::testing::detail::acts_on_any_page(troubles()[trouble]) &&
                !troubles()[trouble].once) {
                seen.emplace(troubles()[trouble].name);
                BOOST_TEST(first.size() == 2U, troubles()[trouble].name);
            }
        }
    }
    for (const char* name : {"401", "404", "HTML", "a reset", "an answer that stops"}) {
        BOOST_TEST(seen.contains(name), name);
    }
    BOOST_TEST(!seen.contains("none"));
    BOOST_TEST(!seen.contains("an expired cursor"));
}

BOOST_AUTO_TEST_CASE(ties_come_in_both_orders) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        std::set<sendmock::ordering> orders;
        for (const auto& [trouble, variant] :
             sendmock::testing::draw_troubles({.cases = 200}, seed)) {
            if (trouble == trouble_named("many ties")) {
                orders.insert(sendmock::testing::walk_cases(trouble, variant)(rc::Random(seed), 100)
                                  .value()
                                  .ordering);
            }
        }
        BOOST_TEST(orders.size() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(only_what_concerns_the_wanted_invariants_is_drawn) {
    using sendmock::invariant;
    const auto names = [](std::vector<invariant> only, std::set<std::string> expect = {}) {
        std::set<std::string> found;
        for (const auto& drawn : sendmock::testing::draw_troubles(
                 {.cases = 500, .only = std::move(only), .expect = std::move(expect)}, 1)) {
            found.emplace(troubles()[drawn.trouble].name);
        }
        return found;
    };
    BOOST_TEST(
        (names({invariant::reports_404}) == std::set<std::string>{"404", "an expired cursor"}));
    BOOST_TEST((names({invariant::host_name_verified}) ==
                std::set<std::string>{"a certificate for another host",
                                      "a certificate for a longer name",
                                      "a certificate for a name with a prefix",
                                      "a certificate with a wrong wildcard",
                                      "a certificate whose common name alone is right",
                                      "a certificate with the address as a DNS name",
                                      "another host's certificate while paging"}));
    BOOST_TEST((names({invariant::times_out}) ==
                std::set<std::string>{"an answer that does not come", "an answer that stops"}));
    BOOST_TEST((names({invariant::no_downgrade}) ==
                std::set<std::string>{"`next` over plain HTTP",
                                      "a redirection to plain HTTP",
                                      "a certificate that has expired",
                                      "a certificate that is not valid yet",
                                      "a certificate with a weak key",
                                      "a certificate signed with SHA-1",
                                      "a certificate without its intermediate",
                                      "a certificate for clients",
                                      "a self-signed certificate",
                                      "a certificate of an unknown CA",
                                      "a certificate for another host",
                                      "a certificate for a longer name",
                                      "a certificate for a name with a prefix",
                                      "a certificate with a wrong wildcard",
                                      "a certificate whose common name alone is right",
                                      "a certificate with the address as a DNS name",
                                      "a certificate that expires while paging",
                                      "another host's certificate while paging",
                                      "a TLS handshake that is refused",
                                      "plain HTTP in place of TLS",
                                      "https"}));
    BOOST_TEST((names({invariant::credentials_stay_home}) ==
                std::set<std::string>{"`next` on another origin",
                                      "`next` with the host as userinfo",
                                      "`next` on another port",
                                      "`next` over plain HTTP",
                                      "a redirection to another origin",
                                      "a redirection to plain HTTP"}));
    BOOST_TEST(names({invariant::cursor_verbatim}).size() == names({}).size());
    BOOST_TEST(names({invariant::survives_many_pages}).size() == 1U); // drawn once
    BOOST_TEST(names({invariant::int64_ids_exact}).empty());          // nobody asked for it
    BOOST_TEST(names({invariant::int64_ids_exact}, {"int64"}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(weights_say_how_often_the_others_are_drawn) {
    const auto many = troubles_of(20'000, 1, {});
    const auto share = [&](std::size_t at) {
        return static_cast<double>(std::count(many.begin(), many.end(), at)) / 20'000;
    };
    double weights = 0;
    for (const auto& one : troubles()) {
        weights += one.ability.empty() ? one.weight : 0;
    }
    BOOST_TEST(share(0) > 0.8 * troubles()[0].weight / weights);
    BOOST_TEST(share(0) < 1.2 * troubles()[0].weight / weights);
}

BOOST_AUTO_TEST_CASE(few_cases_have_troubles_of_any_kind) {
    std::set<std::size_t> seen;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const auto one = troubles_of(1, seed, {});
        BOOST_REQUIRE(one.size() == 1U);
        seen.insert(one.front());
    }
    BOOST_TEST(seen.size() > 50U);
    BOOST_TEST(troubles_of(0, 1, {}).empty());
}

BOOST_AUTO_TEST_CASE(troubles_come_in_random_order) {
    // Those that are drawn once stand anywhere.
    std::vector<std::ptrdiff_t> places;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto many = troubles_of(200, seed, {});
        for (auto at = many.begin(); at != many.end(); ++at) {
            if (troubles()[*at].weight == 0) {
                places.push_back(at - many.begin());
            }
        }
    }
    for (const std::ptrdiff_t from : {0, 50, 100, 150}) {
        BOOST_TEST(std::count_if(places.begin(), places.end(), [&](std::ptrdiff_t place) {
                       return place >= from && place < from + 50;
                   }) > 3);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
