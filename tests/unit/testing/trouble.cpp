// SPDX-License-Identifier: MIT
#include <sendmock/logs/log_store.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/troubles.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace unit::testing::trouble {

using sendmock::invariant;
using sendmock::log_record;
using sendmock::testing::data_style;
using sendmock::testing::troubles;
using sendmock::testing::walk_case;

/// The place of a trouble.
std::size_t place_of(std::string_view name) {
    const auto& all = troubles();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    if (found == all.end()) {
        throw std::out_of_range(std::string(name));
    }
    return static_cast<std::size_t>(found - all.begin());
}

walk_case with(std::string_view name, walk_case one) {
    one.trouble = place_of(name);
    return one;
}

sendmock::walk_expectation expected_of(std::string_view name) {
    return expectation_of(with(name, {}));
}

std::vector<log_record> served(const walk_case& one) {
    sendmock::log_store store;
    store.replace(logs_of(one));
    const auto logs = store.snapshot(one.ordering);
    return {logs.begin(), logs.end()};
}

} // namespace unit::testing::trouble

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(trouble)

BOOST_AUTO_TEST_CASE(the_first_is_none) {
    const auto& none = troubles().front();
    BOOST_TEST(none.name == "none");
    BOOST_TEST(!none.may_fail);
    BOOST_TEST((none.at_loss == invariant::complete));
    BOOST_TEST(none.rules({.rows = 10, .page_size = 2}).empty());
}

BOOST_AUTO_TEST_CASE(each_has_a_name_of_its_own_and_rules) {
    std::set<std::string_view> names;
    for (const auto& one : troubles()) {
        BOOST_TEST(names.insert(one.name).second, one.name);
        BOOST_REQUIRE(one.rules != nullptr);
        BOOST_TEST(one.first_page <= one.fewest_pages, one.name);
    }
}

BOOST_AUTO_TEST_CASE(where_something_is_asked_for_that_not_all_can_do_an_ability_says_so) {
    const auto& abilities = sendmock::testing::abilities;
    for (const auto& one : troubles()) {
        BOOST_TEST_CONTEXT(one.name) {
            BOOST_TEST(
                (one.ability.empty() ||
                 std::find(abilities.begin(), abilities.end(), one.ability) != abilities.end()));
            // An invariant that an ability asks for is told by that ability's troubles alone.
            const std::string_view wanted = describe(expected_of(one.name).at_loss).ability;
            BOOST_TEST((wanted.empty() || wanted == one.ability));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_costs_the_time_of_a_time_out_is_never_drawn_by_weight) {
    for (const auto& one : troubles()) {
        if (one.stalls || one.many_pages || one.style == data_style::hundreds_of_pages) {
            BOOST_TEST(one.weight == 0U, one.name);
        } else {
            BOOST_TEST(one.weight > 0U, one.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(never_ending_is_a_missing_time_out_just_where_answers_stall) {
    for (const auto& one : troubles()) {
        BOOST_TEST((expected_of(one.name).at_endless == invariant::times_out) == one.stalls,
                   one.name);
    }
}

BOOST_AUTO_TEST_CASE(who_waits_as_asked_has_the_time_for_it) {
    for (const auto& one : troubles()) {
        BOOST_TEST((one.retry_after.value_or(std::chrono::milliseconds{0}) <= one.longest_wait),
                   one.name);
    }
}

BOOST_AUTO_TEST_CASE(only_tls_can_be_untrustworthy) {
    using sendmock::tls_profile;
    std::map<tls_profile, invariant> untrusted;
    std::set<tls_profile> other;
    for (const auto& one : troubles()) {
        if (one.no_request) {
            BOOST_REQUIRE(one.tls.has_value());
            const bool turns = one.rules != sendmock::testing::detail::no_rules;
            BOOST_TEST((*one.tls == tls_profile::good) == turns); // rules change the certificate
            if (!turns) {
                untrusted.emplace(*one.tls, *one.no_request);
            }
        } else if (one.tls) {
            other.insert(*one.tls);
        }
    }
    BOOST_TEST((untrusted.at(tls_profile::wrong_host) == invariant::host_name_verified));
    BOOST_TEST((untrusted.at(tls_profile::expired) == invariant::certificate_verified));
    BOOST_TEST(untrusted.size() == 14U);
    BOOST_TEST(
        (other ==
         std::set{tls_profile::good, tls_profile::handshake_failure, tls_profile::plain_http}));
}

BOOST_AUTO_TEST_CASE(nearly_every_invariant_about_loss_is_at_stake_somewhere) {
    std::set<invariant> at_stake;
    for (const auto& one : troubles()) {
        at_stake.insert(expectation_of(with(one.name, {.style = one.style})).at_loss);
    }
    for (const auto which : {invariant::complete,
                             invariant::reports_401,
                             invariant::reports_404,
                             invariant::reports_server_error,
                             invariant::reports_truncation,
                             invariant::reports_wrong_shape,
                             invariant::reports_not_json,
                             invariant::reports_stall,
                             invariant::optional_fields_tolerated,
                             invariant::unknown_fields_tolerated,
                             invariant::survives_many_pages,
                             invariant::retries_succeed,
                             invariant::retry_after_kept,
                             invariant::int64_ids_exact,
                             invariant::backward_walk}) {
        BOOST_TEST(at_stake.contains(which), to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(an_expectation_says_what_the_trouble_is) {
    BOOST_TEST(!expected_of("none").may_fail);
    BOOST_TEST(!expected_of("none").retry_after.has_value());
    BOOST_TEST(expected_of("401").may_fail);
    BOOST_TEST((expected_of("401").at_loss == invariant::reports_401));
    BOOST_TEST(expected_of("an answer that stops").stalls);
    BOOST_TEST(!expected_of("an answer cut off").stalls);
    BOOST_TEST((expected_of("an answer cut off").at_endless == invariant::terminates));
    BOOST_TEST((expected_of("a negative Retry-After").at_endless == invariant::retry_after_kept));
    BOOST_TEST(expected_of("`next` on another origin").leads_elsewhere);
    BOOST_TEST(expected_of("503 after some pages").wants_partial_rows);
    BOOST_TEST(!expected_of("503 twice").wants_partial_rows);
    BOOST_TEST((expected_of("Retry-After").retry_after == std::chrono::seconds{1}));
    BOOST_TEST(!expected_of("a rate limit").retry_after.has_value());
    BOOST_TEST(
        (expected_of("a self-signed certificate").no_request == invariant::certificate_verified));
    BOOST_TEST(!expected_of("https").no_request.has_value());
    const auto large = expectation_of(
        with("ids beyond 2^53", {.style = data_style::ids_beyond_2_53, .backward = true}));
    BOOST_TEST((large.at_wrong_id == invariant::int64_ids_exact));
    BOOST_TEST((large.at_loss == invariant::int64_ids_exact));
    BOOST_TEST(large.backward);
    BOOST_TEST((expected_of("ids up to 2^53").at_wrong_id == invariant::ids_exact));
}

BOOST_AUTO_TEST_CASE(the_last_ids_are_those_of_the_last_page) {
    for (const auto order :
         {sendmock::ordering::id_descending, sendmock::ordering::created_at_descending}) {
        for (const std::uint32_t rows : {2U, 5U, 6U, 7U}) {
            const walk_case one{.rows = rows, .page_size = 3, .seed = rows, .ordering = order};
            std::vector<std::int64_t> wanted;
            const auto all = served(one);
            for (std::size_t at = (one.pages() - 1) * 3; at < all.size(); ++at) {
                wanted.push_back(all[at].id());
            }
            BOOST_TEST(sendmock::testing::detail::last_ids(one) == wanted,
                       boost::test_tools::per_element());
        }
    }
    BOOST_TEST(sendmock::testing::detail::last_ids({}).empty());
}

BOOST_AUTO_TEST_CASE(newer_logs_come_before_all_that_are_there) {
    for (const std::uint32_t amount : {0U, 1U, 2U, 3U}) {
        const walk_case one{.rows = 7, .page_size = 3, .amount = amount, .seed = 3};
        const auto newer = sendmock::testing::detail::newer_logs(one);
        BOOST_TEST(newer.size() == 1 + amount % 3);
        const auto there = served(one);
        for (const log_record& log : newer) {
            BOOST_TEST(log.id() > there.front().id());
            BOOST_TEST((log.created_at() > there.front().created_at()));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_part_of_a_page_is_never_all_of_it) {
    // The shortest pages that there are, with links that are shorter than any that are served.
    const std::string empty = R"({"next":null,"previous":null,"results":[]})";
    std::string row;
    sendmock::generated_sequence(sendmock::testing::logs_of({.rows = 1})).append_json(row, 0);
    for (std::uint32_t amount = 0; amount < 2000; ++amount) {
        BOOST_TEST(sendmock::testing::detail::part_of_page({.rows = 0, .amount = amount}) <
                   empty.size());
        BOOST_TEST(sendmock::testing::detail::part_of_page({.rows = 1, .amount = amount}) <
                   empty.size() + row.size());
    }
}

BOOST_AUTO_TEST_CASE(a_scenario_replays_the_whole_walk) {
    walk_case one = with("`next` over plain HTTP",
                         {.rows = 7,
                          .page_size = 3,
                          .page = 2,
                          .seed = 99,
                          .ordering = sendmock::ordering::id_descending});
    const sendmock::scenario made = scenario_of(one, "me", "mine");
    made.check();
    BOOST_TEST(made.name == "`next` over plain HTTP");
    BOOST_TEST(made.description == "7 logs on pages of 3; trouble: `next` over plain HTTP");
    BOOST_TEST((made.seed == 99U));
    BOOST_REQUIRE(made.server.has_value());
    BOOST_TEST((made.server->tls == sendmock::tls_profile::good));
    BOOST_REQUIRE(made.server->accounts.size() == 1U);
    BOOST_TEST(made.server->accounts[0].key == "me");
    BOOST_TEST(made.server->accounts[0].secret == "mine");
    BOOST_REQUIRE(made.server->data.logs.has_value());
    const auto& logs = std::get<sendmock::generated_logs>(*made.server->data.logs);
    BOOST_TEST(logs.count == 7U);
    BOOST_TEST(logs.seed == 99U);
    sendmock::account_settings settings;
    made.server->data.settings.apply(settings);
    BOOST_TEST(settings.page_size == 3U);
    BOOST_TEST((settings.ordering == sendmock::ordering::id_descending));
    BOOST_REQUIRE(made.rules.size() == 1U);
    BOOST_TEST((made.rules[0].then.pager->kind == sendmock::pager_fault_kind::next_http_downgrade));
    BOOST_TEST((made.rules[0].when == sendmock::on_page(2).always()));
}

BOOST_AUTO_TEST_CASE(a_case_of_a_trouble_that_is_none_is_refused) {
    BOOST_CHECK_THROW(
        static_cast<void>(sendmock::testing::trouble_of({.trouble = troubles().size()})),
        std::out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
