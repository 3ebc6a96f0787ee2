// SPDX-License-Identifier: MIT
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/server/mock_server.hpp>
#include <sendmock/verdict/served_walk.hpp>

#include "support/journal_steps.hpp"
#include "support/numbered_logs.hpp"
#include "support/page_walk.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace unit::server::pager_faults {

using nlohmann::json;
using sendmock::condition;
using sendmock::exchange;
using sendmock::fault;
using sendmock::from_page;
using sendmock::mock_server;
using sendmock::on_any_request;
using sendmock::on_page;
using sendmock::on_pages;
using sendmock::ordering;
using sendmock::tests::follow;
using sendmock::tests::get_page;
using sendmock::tests::ids_of;
using sendmock::tests::logs_target;
using sendmock::tests::numbered_logs;
using sendmock::tests::pages_from;
using sendmock::tests::rows_of;
using sendmock::tests::service_client;
using sendmock::tests::steps_of;
using sendmock::tests::target_of;
using sendmock::tests::walked_page;

const std::string logs(logs_target);
/// The last page, whose previous ones lead to the first: the cursor is `r=1`.
const std::string last_page = logs + "?cursor=cj0x";

/// Seven logs on pages of three, and a client.
struct fixture {
    mock_server server{{.logs = numbered_logs(1, 7), .page_size = 3, .seed = 42}};
    service_client client{server.port()};

    /// The pages of a walk into which a fault is injected.
    std::vector<walked_page> walk(const condition& when, const fault& what, std::size_t most = 50) {
        server.inject(when, what);
        return pages_from(client, logs, &walked_page::next, most);
    }

    [[nodiscard]] exchange last() const { return server.journal().requests().back(); }
};

json content_of(const walked_page& page) {
    return json::parse(page.answer.content);
}

std::set<std::string> targets_of(const std::vector<walked_page>& pages) {
    std::set<std::string> targets;
    for (const walked_page& page : pages) {
        targets.insert(page.target);
    }
    return targets;
}

/// Logs with ids from 1 on; as many as the number says share a time each.
std::vector<sendmock::log_record> tied_logs(std::int64_t count, std::int64_t together) {
    std::vector<sendmock::log_record> made;
    for (std::int64_t id = 1; id <= count; ++id) {
        const std::int64_t second = 10 + id / together;
        made.push_back(sendmock::tests::small_log{
            .id = id, .created_at = "2023-03-01T01:02:" + std::to_string(second) + 'Z'}
                           .record());
    }
    return made;
}

/// The ids as the service orders them.
std::vector<std::int64_t> ordered_ids(const mock_server& server, ordering order) {
    std::vector<std::int64_t> ids;
    for (const auto& record : server.account("key")->logs().snapshot(order)) {
        ids.push_back(record.id());
    }
    return ids;
}

/// Rules that leave rows out of about a half of all pages.
sendmock::scenario leaving_out(std::uint64_t seed) {
    sendmock::scenario made{.seed = seed};
    made.rules.push_back(
        {.when = on_any_request().always().probability(0.3), .then = sendmock::empty_page()});
    made.rules.push_back(
        {.when = on_any_request().always().probability(0.3), .then = sendmock::short_page(1)});
    made.rules.push_back(
        {.when = on_any_request().always().probability(0.3), .then = sendmock::short_page(2)});
    return made;
}

} // namespace unit::server::pager_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_FIXTURE_TEST_SUITE(pager_faults, pager_faults::fixture)

BOOST_AUTO_TEST_CASE(a_link_may_be_of_another_type) {
    server.inject(on_page(1), sendmock::next_object());
    server.inject(on_page(1), sendmock::next_number());
    server.inject(on_page(1), sendmock::next_false());
    server.inject(on_page(1), sendmock::null_row());
    server.inject(on_page(3), sendmock::next_false());
    const json with_object = json::parse(client.get().content);
    BOOST_TEST(with_object.at("next").at("href").get<std::string>().find("cursor=") !=
               std::string::npos);
    BOOST_TEST(with_object.at("results").size() == 3U);
    BOOST_TEST(json::parse(client.get().content).at("next") == 2);
    BOOST_TEST(json::parse(client.get().content).at("next") == false);
    BOOST_TEST(client.get().content == R"({"next":null,"previous":null,"results":[null]})");
    BOOST_TEST(last().reason == "injected_fault");
    BOOST_TEST(!last().links.has_value());
    const std::string third =
        json::parse(
            client.get(pages_from(client, logs, &walked_page::next, 2).back().next.value_or(""))
                .content)
            .dump();
    BOOST_TEST(third.starts_with(R"({"next":false,)")); // the last page, too
}

// ---- Rows that come later

BOOST_AUTO_TEST_CASE(the_rows_of_an_empty_page_are_on_the_next_one) {
    const auto pages = walk(on_page(2), sendmock::empty_page());
    BOOST_TEST(rows_of(pages) == "7 6 5||4 3 2|1");
    BOOST_TEST(content_of(pages[1]).at("results").dump() == "[]");
    BOOST_TEST(pages[1].previous.has_value());
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.3.1 1.4.1 ");
    const auto entries = server.journal().requests();
    BOOST_TEST(entries[1].fault == "EMPTY");
    BOOST_TEST(entries[1].rule == "#1");
    BOOST_TEST(entries[1].reason == "injected_fault");
    BOOST_TEST(pages[1].answer.field("X-Sendmock-Reason") == "injected_fault");
    BOOST_TEST(pages[2].answer.field("X-Sendmock-Reason") == "");
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5|4 3 2|1");
}

BOOST_AUTO_TEST_CASE(the_first_and_the_last_page_may_be_empty_too) {
    BOOST_TEST(rows_of(walk(on_page(1), sendmock::empty_page())) == "|7 6 5|4 3 2|1");
    server.reset();
    BOOST_TEST(rows_of(walk(on_page(3), sendmock::empty_page())) == "7 6 5|4 3 2||1");
}

BOOST_AUTO_TEST_CASE(many_empty_pages_may_follow_each_other_and_none_is_the_same) {
    const auto pages = walk(on_pages(2, 6).times(5), sendmock::empty_page());
    BOOST_TEST(rows_of(pages) == "7 6 5||||||4 3 2|1");
    BOOST_TEST(targets_of(pages).size() == pages.size());
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.3.1 1.4.1 1.5.1 1.6.1 1.7.1 1.8.1 ");
    server.reset();
    BOOST_TEST(targets_of(walk(from_page(1).always(), sendmock::empty_page(), 60)).size() == 60U);
}

BOOST_AUTO_TEST_CASE(a_page_without_rows_is_not_made_endless) {
    server.logs().replace(std::vector<sendmock::log_record>{});
    const auto pages = walk(from_page(1).always(), sendmock::empty_page());
    BOOST_TEST(pages.size() == 1U);
    BOOST_TEST(content_of(pages[0]).at("next").is_null());
}

BOOST_AUTO_TEST_CASE(the_rows_that_a_short_page_leaves_out_follow) {
    BOOST_TEST(rows_of(walk(on_page(2), sendmock::short_page(1))) == "7 6 5|4|3 2 1");
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.3.1 ");
    BOOST_TEST(server.journal().requests()[1].fault == "SHORT");
    server.reset();
    BOOST_TEST(rows_of(walk(from_page(1).always(), sendmock::short_page(2))) == "7 6|5 4|3 2|1");
    server.reset();
    // Not more than the page has anyway.
    BOOST_TEST(rows_of(walk(from_page(1).always(), sendmock::short_page(1'000))) ==
               "7 6 5|4 3 2|1");
}

BOOST_AUTO_TEST_CASE(backward_walks_get_each_row_once_as_well) {
    server.inject(on_page(2), sendmock::empty_page());
    const auto forward = pages_from(client);
    BOOST_TEST(rows_of(forward) == "7 6 5||4 3 2|1");
    BOOST_TEST(rows_of(pages_from(client, forward.back().target, &walked_page::previous)) ==
               "1|4 3 2|7 6 5");
    server.inject(on_any_request(), sendmock::empty_page());
    server.inject(on_any_request(), sendmock::short_page(2));
    BOOST_TEST(rows_of(pages_from(client, last_page, &walked_page::previous)) == "|2 1|5 4 3|7 6");
}

BOOST_AUTO_TEST_CASE(no_row_is_lost_or_repeated_by_any_mixture_with_ties_either_way) {
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        const auto count = static_cast<std::int64_t>(seed % 13);
        const auto together = static_cast<std::int64_t>(1 + seed % 5);
        const ordering order =
            seed % 2 == 0 ? ordering::created_at_descending : ordering::id_descending;
        BOOST_TEST_CONTEXT("seed " << seed << ", " << count << " logs, " << together
                                   << " of a time") {
            const auto account = server.account("key");
            account->reset();
            account->logs().replace(tied_logs(count, together));
            account->set_settings({.page_size = 1 + seed % 4, .ordering = order});
            account->set_scenario(leaving_out(seed));
            std::vector<std::int64_t> wanted = ordered_ids(server, order);
            const auto forward = pages_from(client);
            BOOST_TEST(ids_of(forward) == wanted, boost::test_tools::per_element());

            // Each page is noted as what it is in its walk.
            const auto entries = server.journal().requests();
            BOOST_REQUIRE(entries.size() == forward.size());
            for (std::size_t at = 0; at < entries.size(); ++at) {
                BOOST_TEST(entries[at].page.value_or(0) == at + 1);
                BOOST_TEST(entries[at].walk.value_or(0) == 1U);
                BOOST_TEST(entries[at].attempt == 1U);
                BOOST_TEST(entries[at].cause == "");
            }
            const auto backward = pages_from(client, last_page, &walked_page::previous);
            std::reverse(wanted.begin(), wanted.end());
            BOOST_TEST(ids_of(backward, true) == wanted, boost::test_tools::per_element());
        }
    }
}

// ---- Links that lead back

BOOST_AUTO_TEST_CASE(a_repeated_cursor_leads_to_the_page_itself) {
    const auto pages = walk(on_page(2).always(), sendmock::repeat_cursor(), 6);
    BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2|4 3 2|4 3 2|4 3 2|4 3 2");
    for (std::size_t at = 1; at < pages.size(); ++at) {
        BOOST_TEST(target_of(pages[at].next.value_or("")) == pages[1].target);
    }
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 ");
    server.clear_scenario();
    server.reset();
    BOOST_TEST(rows_of(walk(on_page(2).times(2), sendmock::repeat_cursor())) ==
               "7 6 5|4 3 2|4 3 2|4 3 2|1");
}

BOOST_AUTO_TEST_CASE(the_first_and_the_last_page_may_lead_to_themselves) {
    BOOST_TEST(rows_of(walk(on_page(1).times(2), sendmock::repeat_cursor())) ==
               "7 6 5|7 6 5|7 6 5|4 3 2|1");
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.1.1 1.1.2 1.2.1 1.3.1 ");
    server.reset();
    BOOST_TEST(rows_of(walk(on_page(3).always(), sendmock::repeat_cursor(), 5)) ==
               "7 6 5|4 3 2|1|1|1");
}

BOOST_AUTO_TEST_CASE(so_many_pages_go_round) {
    const auto pages = walk(on_page(3).always(), sendmock::cursor_cycle(2), 8);
    BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2|1|4 3 2|1|4 3 2|1|4 3 2");
    BOOST_TEST(targets_of(pages).size() == 3U);
    std::string noted;
    for (const exchange& entry : server.journal().requests()) {
        noted += std::to_string(entry.page.value_or(0));
        BOOST_TEST(entry.walk.value_or(0) == 1U);
    }
    BOOST_TEST(noted == "12323232");
}

BOOST_AUTO_TEST_CASE(all_pages_may_go_round) {
    const auto pages = walk(on_page(3).always(), sendmock::cursor_cycle(3), 7);
    BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2|1|7 6 5|4 3 2|1|7 6 5");
    std::string noted;
    for (const exchange& entry : server.journal().requests()) {
        noted += std::to_string(entry.page.value_or(0));
    }
    BOOST_TEST(noted == "1231231");
}

BOOST_AUTO_TEST_CASE(a_cycle_begins_where_there_are_pages_enough) {
    const auto pages = walk(from_page(1).always(), sendmock::cursor_cycle(3), 7);
    BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2|1|7 6 5|4 3 2|1|7 6 5");
    server.reset();
    server.logs().replace(numbered_logs(1, 30));
    BOOST_TEST(rows_of(walk(on_page(8).times(1), sendmock::cursor_cycle(2), 20)) ==
               "30 29 28|27 26 25|24 23 22|21 20 19|18 17 16|15 14 13|12 11 10|9 8 7|"
               "12 11 10|9 8 7|6 5 4|3 2 1");
}

BOOST_AUTO_TEST_CASE(a_cycle_is_as_long_as_it_is_told_although_a_page_led_to_itself_before) {
    server.inject(on_page(1), sendmock::repeat_cursor());
    const auto pages = walk(on_page(3).always(), sendmock::cursor_cycle(2), 8);
    BOOST_TEST(rows_of(pages) == "7 6 5|7 6 5|4 3 2|1|4 3 2|1|4 3 2|1");
}

// ---- Links that are none

BOOST_AUTO_TEST_CASE(an_empty_string_or_nothing_takes_the_place_of_next) {
    server.inject(on_page(2).always(), sendmock::next_empty_string());
    auto pages = pages_from(client);
    BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2");
    BOOST_TEST(content_of(pages[1]).at("next") == "");
    BOOST_TEST(pages[1].previous.has_value());
    server.reset();
    pages = walk(on_page(2).always(), sendmock::next_absent());
    BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2");
    BOOST_TEST(!content_of(pages[1]).contains("next"));
    BOOST_TEST(pages[1].answer.content.starts_with(R"({"previous":"http://x/)"));
}

BOOST_AUTO_TEST_CASE(on_the_last_page_next_is_not_null_then) {
    const auto last_of = [&](const fault& injected) {
        server.reset();
        return content_of(walk(on_page(3), injected).back());
    };
    BOOST_TEST(last_of(sendmock::next_empty_string()).at("next") == "");
    BOOST_TEST(!last_of(sendmock::next_absent()).contains("next"));
    BOOST_TEST(last_of(sendmock::next_relative()).at("next").is_null()); // which is no fault
}

BOOST_AUTO_TEST_CASE(a_relative_link_leads_on_where_it_is_joined) {
    const auto pages = walk(from_page(1).always(), sendmock::next_relative());
    BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2|1");
    BOOST_TEST(pages[0].next->starts_with(logs + "?cursor="));
    BOOST_TEST(pages[1].previous->starts_with("http://x" + logs + "?cursor="));
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.3.1 ");
}

BOOST_AUTO_TEST_CASE(on_a_page_that_was_read_backward_previous_is_hit) {
    server.inject(on_any_request(), sendmock::next_empty_string());
    const walked_page empty = get_page(client, last_page);
    BOOST_TEST(content_of(empty).at("previous") == "");
    BOOST_TEST(content_of(empty).at("next").is_null());
    server.inject(on_any_request(), sendmock::next_absent());
    const walked_page absent = get_page(client, last_page);
    BOOST_TEST(!content_of(absent).contains("previous"));
    BOOST_TEST(content_of(absent).contains("next"));
    server.inject(on_any_request().always(), sendmock::repeat_cursor());
    const walked_page repeated = get_page(client, last_page);
    BOOST_TEST(target_of(repeated.previous.value_or("")) == last_page);
    BOOST_TEST(rows_of({empty, absent, repeated}) == "3 2 1|3 2 1|3 2 1");
}

BOOST_AUTO_TEST_CASE(other_parameters_stay_in_altered_links) {
    server.inject(on_page(1), sendmock::repeat_cursor());
    BOOST_TEST(target_of(get_page(client, logs + "?b=2&a=%26").next.value_or("")) ==
               logs + "?a=%26&b=2&cursor=");
    server.inject(on_page(1), sendmock::next_relative());
    const std::string relative = get_page(client, logs + "?b=2&a=%26").next.value_or("");
    BOOST_TEST(relative.starts_with(logs + "?a=%26&b=2&cursor="));
    BOOST_TEST(rows_of({follow(client, relative)}) == "4 3 2");
}

// ---- What is no page, and what is one in other words

BOOST_AUTO_TEST_CASE(the_journal_has_the_cursors_of_the_links_that_were_served) {
    // The links of the second of three pages, or of the last one, with a fault.
    const auto links = [this](const fault& what, std::uint64_t page = 2) {
        server.reset();
        const auto pages = walk(on_page(page), what, page);
        BOOST_TEST(pages.size() == page);
        const auto noted = last().links;
        BOOST_REQUIRE(noted.has_value());
        const auto shown = [](const std::optional<std::string>& link) {
            return link ? sendmock::cursor_in(*link).value_or("no cursor") : "none";
        };
        BOOST_TEST(noted->next.value_or("none") == shown(pages.back().next));
        BOOST_TEST(noted->previous.value_or("none") == shown(pages.back().previous));
        return *noted;
    };
    for (const fault& what : {sendmock::empty_page(),
                              sendmock::short_page(1),
                              sendmock::repeat_cursor(),
                              sendmock::cursor_cycle(2),
                              sendmock::next_other_origin(),
                              sendmock::next_http_downgrade(),
                              sendmock::next_userinfo(),
                              sendmock::next_relative(),
                              sendmock::opaque_cursors(),
                              sendmock::unknown_fields(),
                              sendmock::no_optionals()}) {
        BOOST_TEST_CONTEXT(to_string(what)) {
            BOOST_TEST(links(what).next.has_value());
        }
    }
    // On the last page there is a link only where a fault makes one.
    for (const fault& what : {sendmock::next_other_origin(),
                              sendmock::next_http_downgrade(),
                              sendmock::next_userinfo(),
                              sendmock::repeat_cursor()}) {
        BOOST_TEST_CONTEXT(to_string(what)) {
            const auto own = links(what, 3).next;
            BOOST_TEST((own == sendmock::cursor_in(last().target)));
        }
    }
    BOOST_TEST(!links(sendmock::unknown_fields(), 3).next.has_value());
}

BOOST_AUTO_TEST_CASE(the_journal_has_no_cursor_of_a_link_that_is_none) {
    for (const fault& what : {sendmock::next_empty_string(), sendmock::next_absent()}) {
        server.reset();
        walk(on_page(2), what);
        BOOST_REQUIRE(last().links.has_value());
        BOOST_TEST(!last().links->next.has_value());
        BOOST_TEST(last().links->previous.has_value());
    }
    for (const fault& what : {sendmock::html_page(),
                              sendmock::wrong_shape(),
                              sendmock::not_json(),
                              sendmock::expire_cursor(),
                              sendmock::redirect_other_origin()}) {
        server.reset();
        walk(on_page(2), what);
        BOOST_TEST(!last().links.has_value(), to_string(what));
    }
}

BOOST_AUTO_TEST_CASE(a_last_page_that_leads_to_another_origin_stays_the_last_one) {
    walk(on_page(3), sendmock::next_other_origin());
    const std::string third = last().target;
    get_page(client, third);
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.3.1 1.3.2 1.3.1 ");
}

BOOST_AUTO_TEST_CASE(the_journal_has_altered_pages_as_they_were_served) {
    mock_server keeping{
        {.logs = numbered_logs(1, 7), .page_size = 3, .journal_contents = true, .seed = 42}};
    service_client keeper{keeping.port()};
    for (const fault& what : {sendmock::empty_page(),
                              sendmock::unknown_fields(),
                              sendmock::html_page(),
                              sendmock::not_json(),
                              sendmock::wrong_shape()}) {
        keeping.inject(on_page(1), what);
        const std::string content = keeper.get().content;
        BOOST_TEST(keeping.journal().requests().back().content == content);
        BOOST_TEST(content != "");
    }
    client.get();
    BOOST_TEST(last().content == "");
}

BOOST_AUTO_TEST_CASE(html_takes_the_place_of_a_page) {
    server.inject(on_page(1), sendmock::html_page());
    const auto answer = client.get();
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.field("Content-Type") == "text/html; charset=utf-8");
    BOOST_TEST(answer.content.starts_with("<!doctype html>"));
    BOOST_TEST(last().fault == "HTML");
    BOOST_TEST(client.get().field("Content-Type") == "application/json");
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.1.2 ");
}

BOOST_AUTO_TEST_CASE(json_of_another_shape_is_drawn) {
    server.inject(on_page(1).times(60), sendmock::wrong_shape());
    std::set<std::string> shapes;
    for (int round = 0; round < 60; ++round) {
        const auto answer = client.get();
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(answer.field("Content-Type") == "application/json");
        const json content = json::parse(answer.content);
        BOOST_TEST((!content.is_object() || !content.contains("results") ||
                    !content.at("results").is_array()));
        shapes.insert(answer.content);
    }
    BOOST_TEST(shapes.size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_page_that_is_cut_off_is_no_json) {
    const std::string whole = client.get().content;
    server.inject(on_page(1), sendmock::not_json());
    const auto answer = client.get(); // whole as a message
    BOOST_TEST(answer.content == whole.substr(0, whole.size() / 2));
    BOOST_TEST(!json::accept(answer.content));
    // Even where there is next to nothing to cut.
    server.logs().replace(std::vector<sendmock::log_record>{});
    server.inject(on_page(1), sendmock::not_json());
    BOOST_TEST(!json::accept(client.get().content));
}

BOOST_AUTO_TEST_CASE(records_stay_word_for_word_but_for_what_the_fault_says) {
    const std::string first =
        R"({"id":9223372036854775807,"integration_id":5,"user_id":6,"base_url":"a/é",)"
        R"("request":{"payload":{"n":1.50e3,"big":9223372036854775807}},)"
        R"("created_at":"2023-03-01T02:02:00+01:00","exception_type":"a.B"})";
    const std::string second =
        R"({"id":1,"base_url":"b","created_at":"2020-03-01T02:02:00.120-09:30"})";
    server.logs().replace({sendmock::parse_log(first), sendmock::parse_log(second)});
    const auto results = [&](const fault& injected) {
        server.inject(on_page(1), injected);
        const std::string content = client.get().content;
        const std::size_t at = content.find(R"("results":)") + 10;
        return content.substr(at, content.size() - at - 1);
    };
    const std::string plain = '[' + first + ',' + second + ']';
    for (const fault& of_links : {sendmock::next_absent(),
                                  sendmock::next_empty_string(),
                                  sendmock::next_relative(),
                                  sendmock::repeat_cursor(),
                                  sendmock::opaque_cursors()}) {
        BOOST_TEST(results(of_links) == plain);
    }
    const std::string more = R"(,"retry_of":null,"trace":{"id":"4bf92f35","spans":[1,2.5,true]}})";
    const auto open = [](const std::string& record) { return record.substr(0, record.size() - 1); };
    BOOST_TEST(results(sendmock::unknown_fields()) == '[' + open(first) + more + ',' +
                                                          open(second) + more +
                                                          R"(],"count":null,"meta":{"version":3})");
    std::string other_type = first;
    other_type.replace(other_type.find("\"a.B\""), 5, "\"carrier.exceptions.QuantumTunnelError\"");
    BOOST_TEST(results(sendmock::unknown_exception_type()) ==
               '[' + other_type + ',' + open(second) +
                   R"(,"exception_type":"carrier.exceptions.QuantumTunnelError"}])");
    BOOST_TEST(results(sendmock::null_optionals()) ==
               R"([{"id":9223372036854775807,"integration_id":null,"user_id":6,)"
               R"("base_url":"a/é","full_url":null,"response_code":null,"response":null,)"
               R"("request":null,"created_at":"2023-03-01T02:02:00+01:00",)"
               R"("exception_type":null,"exception":null},)"
               R"({"id":1,"integration_id":null,"base_url":"b","full_url":null,)"
               R"("response_code":null,"response":null,"request":null,)"
               R"("created_at":"2020-03-01T02:02:00.120-09:30","exception_type":null,)"
               R"("exception":null}])");
    BOOST_TEST(results(sendmock::no_optionals()) ==
               R"([{"id":9223372036854775807,"base_url":"a/é",)"
               R"("created_at":"2023-03-01T02:02:00+01:00"},)" +
                   second + ']');
    BOOST_TEST(json::parse(client.get().content).at("results").size() == 2U);
}

BOOST_AUTO_TEST_CASE(altered_records_leave_the_walk_as_it_is) {
    for (const fault& injected : {sendmock::unknown_fields(),
                                  sendmock::unknown_exception_type(),
                                  sendmock::null_optionals(),
                                  sendmock::no_optionals()}) {
        server.reset();
        BOOST_TEST(rows_of(walk(from_page(1).always(), injected)) == "7 6 5|4 3 2|1");
    }
}

// ---- When they act

BOOST_AUTO_TEST_CASE(they_wait_for_a_request_that_the_service_would_answer_with_a_page) {
    server.inject(on_any_request(), sendmock::html_page());
    BOOST_TEST(client.ask("HEAD", logs).status == 200);
    BOOST_TEST(client.ask("OPTIONS", logs).status == 200);
    BOOST_TEST(client.ask("DELETE", logs).status == 405);
    BOOST_TEST(client.ask("GET", logs, "content").status == 403);
    BOOST_TEST(client.get("/elsewhere").status == 404);
    BOOST_TEST(client.get(logs + "?cursor=a").status == 404);
    BOOST_TEST(service_client(server.port(), "key", "wrong").get().status == 401);
    BOOST_TEST(server.unused_rules().size() == 1U);
    BOOST_TEST(client.get().content.starts_with("<!doctype html>"));
}

BOOST_AUTO_TEST_CASE(a_dead_cursor_and_an_unknown_integration_use_none_up) {
    const walked_page first = get_page(client);
    server.inject(on_page(2), sendmock::expire_cursor());
    BOOST_TEST(follow(client, first.next.value_or("")).answer.status == 404);
    server.inject(on_any_request(), sendmock::html_page());
    BOOST_TEST(follow(client, first.next.value_or("")).answer.status == 404);
    BOOST_TEST(last().fault == "");
    BOOST_TEST(client.get("/api/v2/integrations/99/logs").status == 404);
    BOOST_TEST(last().fault == "");
    BOOST_TEST((server.unused_rules() == std::vector<std::string>{"#2"}));
}

BOOST_AUTO_TEST_CASE(an_integrations_pages_are_pages_too) {
    server.logs().replace({sendmock::tests::small_log{.id = 1, .integration_id = 5}.record(),
                           sendmock::tests::small_log{.id = 2, .integration_id = 5}.record()});
    server.inject(on_page(1), sendmock::short_page(1));
    const auto pages = pages_from(client, "/api/v2/integrations/5/logs");
    BOOST_TEST(rows_of(pages) == "1|2");
}

BOOST_AUTO_TEST_CASE(a_change_comes_before_the_page_is_altered) {
    server.inject(on_page(2),
                  sendmock::insert_logs(numbered_logs(8, 8)).with(sendmock::empty_page()));
    server.inject(on_page(4), sendmock::erase_logs({1}).with(sendmock::empty_page()));
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5||4 3 2|");
    BOOST_TEST(server.journal().requests()[1].fault == "insert_logs(1) + EMPTY");
    BOOST_TEST(rows_of(pages_from(client)) == "8 7 6|5 4 3|2");
}

BOOST_AUTO_TEST_CASE(a_page_behind_a_failure_may_be_altered_as_well) {
    server.inject(on_page(2), sendmock::http_error(503));
    server.inject(on_page(2).attempt(2), sendmock::short_page(1));
    const walked_page first = get_page(client);
    BOOST_TEST(follow(client, first.next.value_or("")).answer.status == 503);
    BOOST_TEST(rows_of(pages_from(client, target_of(first.next.value_or("")))) == "4|3 2 1");
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.2.2 1.3.1 ");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
