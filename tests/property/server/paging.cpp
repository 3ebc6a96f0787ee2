// SPDX-License-Identifier: MIT
#include <sendmock/server/mock_server.hpp>

#include "support/broken_clients.hpp"
#include "support/paging_case.hpp"
#include "support/paging_client.hpp"
#include "support/recorded_walk.hpp"
#include "support/walk_invariants.hpp"
#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace property::server::paging {

using namespace sendmock;
using namespace sendmock::tests;

constexpr case_options at_rest{};
constexpr case_options without_ties{.ties = false};
constexpr case_options without_ties_on_equal_pages{.ties = false, .page_sizes = false};
constexpr case_options changing{.changes = true};

// What a client does wrong on random data; empty if nothing.
std::string walk(mock_server& server, const paging_client& client, const case_options& options) {
    const paging_case given = *paging_cases(options);
    // Where positions tie the framework itself repeats and skips logs if others come and go.
    const bool complete = !options.changes || given.positions_are_distinct();
    return first_violation(record_walk(server, given, client), given, complete);
}

// ---- Properties that are to fail

class silence : public rc::detail::TestListener {
public:
    void onTestCaseFinished(const rc::detail::CaseDescription&) override {}

    void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}

    void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

constexpr std::uint64_t seeds = 5;

rc::detail::TestParams params_of(std::uint64_t index) {
    rc::detail::TestParams params;
    params.seed = rc::detail::configuration().testParams.seed + index;
    return params;
}

rc::detail::TestResult check_walks(mock_server& server,
                                   const paging_client& client,
                                   const case_options& options,
                                   const rc::detail::TestParams& params) {
    silence unheard;
    return rc::detail::checkProperty(
        rc::detail::toProperty([&] { return walk(server, client, options); }),
        {},
        params,
        unheard,
        {});
}

std::size_t count_of(std::string_view part, std::string_view text) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

// The broken client must be found out whatever the seed, by this invariant, on so few logs.
void expect_caught(const paging_client& broken_client,
                   std::string_view by,
                   std::size_t most_logs,
                   const case_options& options = at_rest) {
    mock_server server;
    for (std::uint64_t index = 0; index < seeds; ++index) {
        const auto result = check_walks(server, broken_client, options, params_of(index));
        std::ostringstream shown;
        shown << params_of(index) << '\n';
        rc::detail::printResultMessage(result, shown);
        if (index == 0) {
            BOOST_TEST_MESSAGE(shown.str());
        }
        BOOST_TEST_CONTEXT(shown.str()) {
            BOOST_TEST_REQUIRE(result.is<rc::detail::FailureResult>());
            const auto& failure = result.get<rc::detail::FailureResult>();
            BOOST_TEST(failure.description.starts_with(std::string(by) + ": expected "));
            BOOST_TEST_REQUIRE(failure.counterExample.size() == 1U);
            const std::string& example = failure.counterExample.front().second;
            BOOST_TEST(example.starts_with("ordering -created_at, logs on a page: "));
            BOOST_TEST(count_of("\n    id ", example) <= most_logs);
        }
    }
}

} // namespace property::server::paging

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(paging)

// ---- What the service promises, kept by a client that does nothing wrong

BOOST_AUTO_TEST_CASE(a_walk_over_data_at_rest_is_complete_in_order_and_exactly_once) {
    mock_server server;
    rc::detail::checkBoostTest([&] { return walk(server, read_forward, at_rest); });
}

RC_BOOST_PROP(the_same_holds_on_a_server_of_its_own, ()) {
    const paging_case given = *paging_cases(at_rest);
    mock_server server;
    RC_ASSERT(first_violation(record_walk(server, given, read_forward), given) == "");
}

BOOST_AUTO_TEST_CASE(the_way_back_is_the_way_reversed_where_times_are_distinct) {
    mock_server server;
    rc::detail::checkBoostTest([&] {
        const paging_case given = *paging_cases(without_ties);
        return first_violation(record_walk(server, given, read_backward, direction::backward),
                               given);
    });
}

BOOST_AUTO_TEST_CASE(what_is_read_while_logs_come_and_go_is_what_was_served) {
    mock_server server;
    rc::detail::checkBoostTest([&] { return walk(server, read_forward, changing); });
}

BOOST_AUTO_TEST_CASE(walks_of_several_accounts_at_a_time_do_not_disturb_each_other) {
    constexpr std::size_t clients = 4;
    mock_server server;
    rc::detail::checkBoostTest([&] {
        const auto cases =
            *rc::gen::container<std::vector<paging_case>>(clients, paging_cases(at_rest));
        std::vector<std::string> violations(clients);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < clients; ++i) {
            threads.emplace_back([&, i] {
                walk_recorder recorder(
                    server, cases[i], direction::forward, "walker-" + std::to_string(i));
                violations[i] = first_violation(recorder.record(read_forward), cases[i]);
            });
        }
        std::string all;
        for (std::size_t i = 0; i < clients; ++i) {
            threads[i].join();
            all += violations[i];
        }
        return all;
    });
}

BOOST_AUTO_TEST_CASE(the_journal_knows_each_request_of_a_walk_by_its_page) {
    mock_server server;
    rc::detail::checkBoostTest([&] {
        const bool back = *rc::gen::arbitrary<bool>();
        const paging_case given = *paging_cases(back ? without_ties_on_equal_pages : at_rest);
        const recorded_walk recorded = record_walk(server,
                                                   given,
                                                   back ? read_backward : read_forward,
                                                   back ? direction::backward : direction::forward);
        const std::size_t count = recorded.requests.size();
        const std::size_t pages = back ? (count + 1) / 2 : count;
        std::vector<std::uint32_t> expected;
        std::vector<std::uint32_t> found;
        for (std::size_t i = 0; i < count; ++i) {
            const exchange& request = recorded.requests[i];
            RC_ASSERT(request.number == i + 1);
            RC_ASSERT(request.walk.value_or(0) == 1U);
            RC_ASSERT(request.attempt == 1U);
            RC_ASSERT(request.status == 200);
            found.push_back(request.page.value_or(0));
            expected.push_back(static_cast<std::uint32_t>(i < pages ? i + 1 : 2 * pages - i - 1));
        }
        RC_ASSERT(found == expected);
    });
}

// ---- That the properties can fail

BOOST_AUTO_TEST_CASE(the_reference_client_passes_wherever_the_broken_ones_fail) {
    mock_server server;
    for (std::uint64_t index = 0; index < seeds; ++index) {
        for (const case_options& options : {at_rest, changing}) {
            const auto result = check_walks(server, read_forward, options, params_of(index));
            BOOST_TEST_CONTEXT(params_of(index) << '\n' << result) {
                BOOST_TEST(result.is<rc::detail::SuccessResult>());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_stops_at_a_short_page_is_caught) {
    expect_caught(broken::stops_at_a_short_page, "yields_every_log", 4);
}

BOOST_AUTO_TEST_CASE(a_client_that_drops_ties_is_caught) {
    expect_caught(broken::drops_ties, "yields_every_log", 2);
}

BOOST_AUTO_TEST_CASE(a_client_that_drops_ties_is_caught_while_logs_come_and_go_too) {
    expect_caught(broken::drops_ties, "yields_what_was_served", 2, changing);
}

BOOST_AUTO_TEST_CASE(a_client_that_builds_its_own_cursor_is_caught) {
    expect_caught(broken::builds_its_own_cursor, "passes_cursors_on_verbatim", 2);
}

BOOST_AUTO_TEST_CASE(a_client_that_encodes_the_cursor_twice_is_caught) {
    expect_caught(broken::encodes_the_cursor_twice, "passes_cursors_on_verbatim", 2);
}

BOOST_AUTO_TEST_CASE(a_client_that_yields_earlier_pages_again_is_caught) {
    expect_caught(broken::yields_earlier_pages_again, "yields_each_log_once", 2);
}

BOOST_AUTO_TEST_CASE(a_client_that_sorts_by_id_is_caught) {
    expect_caught(broken::sorts_by_id, "yields_in_order", 2);
}

BOOST_AUTO_TEST_CASE(a_client_that_drops_members_is_caught) {
    expect_caught(broken::drops_members, "yields_logs_unaltered", 1);
}

BOOST_AUTO_TEST_CASE(a_client_that_asks_again_at_the_end_is_caught) {
    expect_caught(broken::asks_again_at_the_end, "requests_nothing_after_the_end", 0);
}

BOOST_AUTO_TEST_CASE(a_client_that_forgets_its_credentials_is_caught) {
    expect_caught(broken::forgets_its_credentials, "authenticates_every_request", 2);
}

BOOST_AUTO_TEST_CASE(a_client_that_follows_repeated_links_is_caught) {
    // The framework caps offsets at 1,000: beyond it a page of tied logs leads to itself.
    paging_case given{.page_sizes = {100}};
    for (std::int64_t id = 1; id <= 1101; ++id) {
        given.logs.push_back({.id = id, .created_at_text = "1970-01-01T00:00:00Z"});
    }
    mock_server server;
    const auto endless = record_walk(server, given, broken::follows_links_for_ever);
    BOOST_TEST(first_violation(endless, given) ==
               "terminates: expected at most 12 requests, stopped at the 13th");
    const auto guarded = record_walk(server, given, read_forward);
    BOOST_TEST(first_violation(guarded, given)
                   .starts_with("reports_no_error: expected a complete walk, found the error: "
                                "the service repeats the link "));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
