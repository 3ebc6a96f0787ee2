// SPDX-License-Identifier: MIT
#include <sendmock/verdict/served_walk.hpp>

#include "support/noted_walk.hpp"
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace unit::verdict::served_walk {

using sendmock::cursor_in;
using sendmock::delivery;
using sendmock::exchange;
using sendmock::is_delivered_page;
using sendmock::tests::noted_rows;
using sendmock::tests::noted_walk;
using sendmock::tests::three_pages;

/// The ids of the rows that a walk was served: `6 5 4`.
std::string ids_of(const sendmock::served_walk& walk) {
    std::string ids;
    for (const std::string_view row : walk.rows()) {
        ids += (ids.empty() ? "" : " ") + std::string(sendmock::member_text(row, "id"));
    }
    return ids;
}

std::string ids_of(const noted_walk& noted) {
    return ids_of(sendmock::served_walk(noted.requests(), "/logs"));
}

} // namespace unit::verdict::served_walk

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(verdict)
BOOST_AUTO_TEST_SUITE(served_walk)

BOOST_AUTO_TEST_CASE(finds_the_cursor_of_a_target_form_decoded) {
    BOOST_TEST((cursor_in("/logs?cursor=cD04") == "cD04"));
    BOOST_TEST((cursor_in("/logs?a=b&cursor=x%2By%2F%3d%3D&c=d") == "x+y/=="));
    BOOST_TEST((cursor_in("/logs?cursor=x+y/==") == "x y/=="));
    BOOST_TEST((cursor_in("/logs?%63ursor=cD04") == "cD04"));
    BOOST_TEST((cursor_in("/logs?cursor=first&cursor=last") == "last"));
    BOOST_TEST((cursor_in("/logs?cursor=") == ""));
    BOOST_TEST((cursor_in("/logs?cursor") == ""));
    for (const auto& without : {"", "/logs", "/logs?", "/cursor=a", "/logs?Cursor=a&xcursor=b"}) {
        BOOST_TEST(!cursor_in(without).has_value(), without);
    }
}

BOOST_AUTO_TEST_CASE(a_page_is_delivered_only_where_it_reached_its_client_whole) {
    const exchange page{.method = "GET",
                        .status = 200,
                        .outcome = delivery::complete,
                        .links = sendmock::page_links{}};
    BOOST_TEST(is_delivered_page(page));
    const auto with = [&](const auto& change) {
        exchange changed = page;
        change(changed);
        return is_delivered_page(changed);
    };
    BOOST_TEST(!with([](exchange& one) { one.method = "HEAD"; }));
    BOOST_TEST(!with([](exchange& one) { one.status = 404; }));
    BOOST_TEST(!with([](exchange& one) { one.links.reset(); }));
    BOOST_TEST(!with([](exchange& one) { one.outcome = delivery::failed; }));
    BOOST_TEST(!with([](exchange& one) { one.outcome = delivery::pending; }));
}

BOOST_AUTO_TEST_CASE(rows_are_word_for_word_what_was_served) {
    const std::vector<std::string> rows{
        R"({"id": 9007199254740993, "a":[1,{"id":2}]})", R"({"id":1.0,"t":"\u00e9\"],["})", "{}"};
    noted_walk noted;
    noted.page({}, {}, rows);
    const auto found = sendmock::rows_of(noted.requests().front());
    BOOST_TEST((std::vector<std::string>(found.begin(), found.end()) == rows));
    noted.page({}, {});
    BOOST_TEST(sendmock::rows_of(noted.requests().back()).empty());
}

BOOST_AUTO_TEST_CASE(goes_along_the_links_to_the_end) {
    const auto noted = three_pages();
    const sendmock::served_walk walk(noted.requests(), "/logs");
    BOOST_TEST(ids_of(walk) == "6 5 4 3 2 1");
    BOOST_TEST(walk.pages().size() == 3U);
    BOOST_TEST(walk.pages()[1] == &noted.requests()[1]);
    BOOST_TEST(walk.complete());
    BOOST_TEST(!walk.endless());
    BOOST_TEST(!walk.missing_cursor().has_value());
}

BOOST_AUTO_TEST_CASE(the_order_of_the_requests_is_no_matter) {
    noted_walk noted;
    noted.page("c", {}, noted_rows({1}));
    noted.page("b", "c", noted_rows({2}));
    noted.page({}, "b", noted_rows({3}));
    BOOST_TEST(ids_of(noted) == "3 2 1");
}

BOOST_AUTO_TEST_CASE(what_was_refused_or_broken_off_belongs_to_no_page) {
    noted_walk noted;
    noted.ask("/logs", 503);
    noted.page({}, "x", noted_rows({9})).outcome = delivery::failed;
    noted.page({}, "b", noted_rows({3}));
    noted.page("b", {}, noted_rows({8})).method = "HEAD";
    noted.ask("/logs?cursor=b", 502);
    noted.page("b", {}, noted_rows({2}));
    BOOST_TEST(ids_of(noted) == "3 2");
    noted.page("b", {}, noted_rows({7})).outcome = delivery::failed;
    BOOST_TEST(ids_of(noted) == "3 2");
}

BOOST_AUTO_TEST_CASE(a_page_that_was_asked_for_again_is_the_last_one_that_was_delivered) {
    noted_walk noted = three_pages();
    noted.page({}, "b", noted_rows({7, 6}));
    noted.page("b", {}, noted_rows({5}));
    BOOST_TEST(ids_of(noted) == "7 6 5");
}

BOOST_AUTO_TEST_CASE(ends_where_a_page_is_missing) {
    noted_walk noted;
    noted.page({}, "b", noted_rows({3}));
    noted.page("c", {}, noted_rows({1})); // to which no link leads
    const sendmock::served_walk walk(noted.requests(), "/logs");
    BOOST_TEST(ids_of(walk) == "3");
    BOOST_TEST(!walk.complete());
    BOOST_TEST(!walk.endless());
    BOOST_TEST(walk.missing_cursor().value() == "b");
    const std::vector<exchange> nothing;
    BOOST_TEST(sendmock::served_walk(nothing, "/logs").pages().empty());
    BOOST_TEST(!sendmock::served_walk(nothing, "/logs").complete());
}

BOOST_AUTO_TEST_CASE(an_empty_page_is_a_page) {
    noted_walk noted;
    noted.page({}, "b");
    noted.page("b", "c", noted_rows({1}));
    noted.page("c", {});
    const sendmock::served_walk walk(noted.requests(), "/logs");
    BOOST_TEST(walk.pages().size() == 3U);
    BOOST_TEST(ids_of(walk) == "1");
    BOOST_TEST(walk.complete());
}

BOOST_AUTO_TEST_CASE(is_endless_where_links_go_round) {
    noted_walk itself;
    itself.page({}, "b", noted_rows({2}));
    itself.page("b", "b", noted_rows({1}));
    const sendmock::served_walk to_itself(itself.requests(), "/logs");
    BOOST_TEST(to_itself.endless());
    BOOST_TEST(!to_itself.complete());
    BOOST_TEST(ids_of(to_itself) == "2 1");

    noted_walk round;
    round.page({}, "b", noted_rows({3}));
    round.page("b", "c", noted_rows({2}));
    round.page("c", "", noted_rows({1})); // an empty cursor is the first page
    const sendmock::served_walk to_first(round.requests(), "/logs");
    BOOST_TEST(to_first.endless());
    BOOST_TEST(ids_of(to_first) == "3 2 1");
}

BOOST_AUTO_TEST_CASE(begins_at_the_first_target_and_goes_backward_by_previous) {
    noted_walk noted;
    noted.page("cj0x", {}, noted_rows({2, 1}), "r-c");
    noted.page("r-c", "c", noted_rows({4, 3}), "r-b");
    noted.page("r-b", "b", noted_rows({6, 5}));
    const sendmock::served_walk walk(noted.requests(), "/logs?a=b&cursor=cj0x", true);
    BOOST_TEST(ids_of(walk) == "2 1 4 3 6 5");
    BOOST_TEST(walk.complete());
    BOOST_TEST(!walk.endless());
    const sendmock::served_walk forward(noted.requests(), "/logs?a=b&cursor=cj0x");
    BOOST_TEST(ids_of(forward) == "2 1");
    BOOST_TEST(forward.complete());
}

BOOST_AUTO_TEST_CASE(takes_cursors_for_the_same_however_they_are_encoded) {
    noted_walk noted;
    noted.page({}, "x+/=", noted_rows({2}));
    noted.page("x+/=", {}, noted_rows({1})).target = "/logs?cursor=x%2b/%3D";
    BOOST_TEST(ids_of(noted) == "2 1");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
