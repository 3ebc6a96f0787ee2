// SPDX-License-Identifier: MIT
#include <sendmock/logs/log_store.hpp>
#include <sendmock/service/paginator.hpp>

#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace unit::service::paginator {

using sendmock::log_store;
using sendmock::ordering;
using sendmock::page_query;
using sendmock::read_page;
using sendmock::tests::small_log;

const std::string position_a = "2023-03-01 01:02:00+00:00";
const std::string position_b = "2023-03-01 01:01:30+00:00";

/// A page that outlives its rows.
struct kept_page {
    std::vector<std::int64_t> ids{};
    std::optional<sendmock::cursor> next{};
    std::optional<sendmock::cursor> previous{};

    bool operator==(const kept_page&) const = default;
};

kept_page read(const log_store& store, const page_query& query) {
    kept_page kept;
    int calls = 0;
    BOOST_TEST(read_page(store, query, [&](const sendmock::page& found) {
        ++calls;
        for (const auto& row : found.rows) {
            kept.ids.push_back(row.id);
        }
        kept.next = found.next;
        kept.previous = found.previous;
    }));
    BOOST_TEST(calls == 1);
    return kept;
}

/// A cursor in the tests' notation: `o=1&p=A`, the empty one in quotes.
std::string shown(const std::optional<sendmock::cursor>& link) {
    if (!link) {
        return "null";
    }
    std::string text = sendmock::to_tokens({.offset = link->offset, .reverse = link->reverse});
    if (link->position) {
        text += text.empty() ? "p=" : "&p=";
        text += link->position == position_a   ? "A"
                : link->position == position_b ? "B"
                                               : *link->position;
    }
    return text.empty() ? "''" : text;
}

/// `[1,2] next / previous`
std::string shown(const kept_page& page) {
    std::string text = "[";
    for (const std::int64_t id : page.ids) {
        text += (text.size() > 1 ? "," : "") + std::to_string(id);
    }
    return text + "] " + shown(page.next) + " / " + shown(page.previous);
}

/// Logs 1 to count, all at one time.
void fill_with_ties(log_store& store, std::int64_t count) {
    std::vector<sendmock::log_record> records;
    for (std::int64_t id = 1; id <= count; ++id) {
        records.push_back(small_log{.id = id}.record());
    }
    store.insert(std::move(records));
}

/// What a client's request with the link's cursor asks for.
std::optional<sendmock::cursor> followed(const std::optional<sendmock::cursor>& link) {
    return link ? sendmock::decode_cursor(sendmock::encode_cursor(*link)) : std::nullopt;
}

using link_member = std::optional<sendmock::cursor> kept_page::*;

/// The pages from one to the end of its links; the last one is repeated if the links go round.
std::vector<kept_page>
walk(const log_store& store, std::size_t page_size, sendmock::cursor from, link_member link) {
    std::vector<kept_page> pages;
    std::set<std::string> seen;
    std::optional<sendmock::cursor> at = std::move(from);
    while (at) {
        pages.push_back(read(store, {.page_size = page_size, .cursor = *at}));
        if (!seen.insert(to_tokens(*at)).second) {
            break;
        }
        at = followed(pages.back().*link);
    }
    return pages;
}

std::vector<std::int64_t> ids_of(const std::vector<kept_page>& pages) {
    std::vector<std::int64_t> ids;
    for (const kept_page& page : pages) {
        ids.insert(ids.end(), page.ids.begin(), page.ids.end());
    }
    return ids;
}

/// Logs 1 to 5 of the tied table: 1 to 3 at A, 4 and 5 half a minute earlier, at B.
struct tied_logs {
    tied_logs() {
        for (const std::int64_t id : {5, 3, 1, 4, 2}) {
            const bool early = id > 3;
            store.insert({small_log{
                .id = id, .created_at = early ? "2023-03-01T01:01:30Z" : "2023-03-01T01:02:00Z"}
                              .record()});
        }
    }

    [[nodiscard]] std::string page(const sendmock::cursor& at) const {
        return shown(read(store, {.page_size = 2, .cursor = at}));
    }

    log_store store;
};

/// Logs 1 to 10, under `-id` on pages of three.
struct ten_logs {
    ten_logs() { fill_with_ties(store, 10); }

    [[nodiscard]] std::string page(const sendmock::cursor& at) const {
        return shown(
            read(store, {.ordering = ordering::id_descending, .page_size = 3, .cursor = at}));
    }

    log_store store;
};

} // namespace unit::service::paginator

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(paginator)

BOOST_FIXTURE_TEST_CASE(walks_ids_forward, ten_logs) {
    BOOST_TEST(page({}) == "[10,9,8] p=8 / null");
    BOOST_TEST(page({.position = "8"}) == "[7,6,5] p=5 / r=1&p=7");
    BOOST_TEST(page({.position = "5"}) == "[4,3,2] p=2 / r=1&p=4");
    BOOST_TEST(page({.position = "2"}) == "[1] null / r=1&p=1");
}

BOOST_FIXTURE_TEST_CASE(walks_ids_backward_until_previous_is_null_again, ten_logs) {
    BOOST_TEST(page({.reverse = true, .position = "1"}) == "[4,3,2] p=2 / r=1&p=4");
    BOOST_TEST(page({.reverse = true, .position = "4"}) == "[7,6,5] p=5 / r=1&p=7");
    BOOST_TEST(page({.reverse = true, .position = "7"}) == "[10,9,8] p=8 / null");
}

BOOST_FIXTURE_TEST_CASE(keeps_the_position_of_a_cursor_word_for_word, ten_logs) {
    BOOST_TEST(page({.position = "011"}) == "[10,9,8] p=8 / r=1&p=10");
    BOOST_TEST(page({.position = "+1"}) == "[] null / r=1&p=+1");
    // As text it differs from each row's, though it is the first row's as a number.
    BOOST_TEST(page({.reverse = true, .position = "010"}) == "[] p=010 / null");
}

BOOST_FIXTURE_TEST_CASE(pages_ties_by_offset_and_position, tied_logs) {
    BOOST_TEST(page({}) == "[1,2] o=2 / null");
    BOOST_TEST(page({.offset = 1}) == "[2,3] p=A / r=1&p=B");
    BOOST_TEST(page({.offset = 2}) == "[3,4] o=1&p=A / o=1&r=1&p=B");
    BOOST_TEST(page({.offset = 3}) == "[4,5] null / o=2&r=1");
    BOOST_TEST(page({.offset = 4}) == "[5] null / o=2&r=1");
    BOOST_TEST(page({.offset = 5}) == "[] null / r=1");
    BOOST_TEST(page({.position = position_a}) == "[4,5] null / r=1&p=B");
    BOOST_TEST(page({.position = "2023-03-01"}) == "[] null / r=1&p=2023-03-01");
}

BOOST_FIXTURE_TEST_CASE(pages_ties_in_reverse_with_the_framework_s_artefacts, tied_logs) {
    BOOST_TEST(page({.reverse = true}) == "[4,5] null / r=1&p=B");
    BOOST_TEST(page({.offset = 1, .reverse = true}) == "[3,4] o=1&p=A / o=1&r=1&p=B");
    BOOST_TEST(page({.offset = 2, .reverse = true}) == "[2,3] p=A / o=4&r=1");
    BOOST_TEST(page({.offset = 3, .reverse = true}) == "[1,2] o=2 / null");
    BOOST_TEST(page({.offset = 4, .reverse = true}) == "[1] o=2 / null");
    BOOST_TEST(page({.offset = 5, .reverse = true}) == "[] '' / null");
    BOOST_TEST(page({.reverse = true, .position = position_b}) == "[2,3] p=A / o=2&r=1&p=B");
    BOOST_TEST(page({.reverse = true, .position = position_a}) == "[] p=A / null");
}

BOOST_AUTO_TEST_CASE(serves_one_empty_page_of_nothing) {
    const log_store store;
    BOOST_TEST(shown(read(store, {})) == "[] null / null");
    BOOST_TEST(shown(read(store, {.cursor = {.reverse = true}})) == "[] null / null");
    BOOST_TEST(shown(read(store, {.cursor = {.offset = 1}})) == "[] null / r=1");
}

BOOST_AUTO_TEST_CASE(looks_one_row_further_to_know_whether_more_follow) {
    log_store store;
    fill_with_ties(store, 3);
    const auto first = [&](std::size_t page_size) {
        return shown(read(store, {.ordering = ordering::id_descending, .page_size = page_size}));
    };
    BOOST_TEST(first(2) == "[3,2] p=2 / null");
    BOOST_TEST(first(3) == "[3,2,1] null / null");
    BOOST_TEST(first(4) == "[3,2,1] null / null");
}

BOOST_AUTO_TEST_CASE(reads_only_the_integration_asked_for) {
    log_store store;
    for (const std::int64_t id : {1, 2, 3, 4, 5}) {
        store.insert({small_log{.id = id, .integration_id = id % 2 + 10}.record()});
    }
    page_query query{
        .ordering = ordering::id_descending, .page_size = 2, .cursor = {}, .integration_id = 11};
    BOOST_TEST(shown(read(store, query)) == "[5,3] p=3 / null");
    query.cursor.position = "3";
    BOOST_TEST(shown(read(store, query)) == "[1] null / r=1&p=1");
    query.integration_id = 12;
    BOOST_TEST(shown(read(store, query)) == "[] null / r=1&p=3");
}

BOOST_AUTO_TEST_CASE(refuses_a_position_that_does_not_suit_the_ordering) {
    log_store store;
    fill_with_ties(store, 2);
    const auto refused = [&](ordering order, const std::string& position) {
        const page_query query{.ordering = order, .cursor = {.position = position}};
        bool called = false;
        const bool read = read_page(store, query, [&](const sendmock::page&) { called = true; });
        BOOST_TEST(called == read);
        return !read;
    };
    BOOST_TEST(refused(ordering::id_descending, ""));
    BOOST_TEST(refused(ordering::id_descending, "2023-03-01"));
    BOOST_TEST(!refused(ordering::id_descending, "7"));
    BOOST_TEST(refused(ordering::created_at_descending, ""));
    BOOST_TEST(refused(ordering::created_at_descending, "7"));
    BOOST_TEST(!refused(ordering::created_at_descending, "2023-03-01"));
}

BOOST_AUTO_TEST_CASE(adds_the_page_size_to_the_capped_offset) {
    log_store store;
    fill_with_ties(store, 1004);
    const auto cursor = sendmock::decode_cursor(sendmock::http::base64_encode("o=5000"));
    const kept_page page = read(store, {.page_size = 3, .cursor = cursor.value()});
    BOOST_TEST(shown(page) == "[1001,1002,1003] o=1003 / r=1&p=A");
}

// The framework caps the offset at 1000, so that the link after 1,100 ties leads to its own page.
BOOST_AUTO_TEST_CASE(goes_round_for_ever_after_1100_ties) {
    log_store store;
    fill_with_ties(store, 1101);
    const auto pages = walk(store, 100, {}, &kept_page::next);
    BOOST_TEST_REQUIRE(pages.size() == 12U);
    BOOST_TEST(shown(pages[10].next) == "o=1100");
    BOOST_TEST(pages[10].ids.front() == 1001);
    BOOST_TEST((pages[11] == pages[10]));
    const std::vector<std::int64_t> ids = ids_of(pages);
    BOOST_TEST(std::count(ids.begin(), ids.end(), 1101) == 0);
}

BOOST_AUTO_TEST_CASE(ends_after_1100_ties_if_there_are_no_more) {
    log_store store;
    fill_with_ties(store, 1100);
    const auto pages = walk(store, 100, {}, &kept_page::next);
    BOOST_TEST(pages.size() == 11U);
    BOOST_TEST(shown(pages.back().next) == "null");
    BOOST_TEST(pages.back().ids.back() == 1100);
    BOOST_TEST(ids_of(pages).size() == 1100U);
}

// Up to seven logs, each at the time of the one before or a second earlier, on pages of 1 to 3:
// the framework itself walks all of them forward without a fault, and fails backward on as many.
BOOST_AUTO_TEST_CASE(has_the_framework_s_faults_in_all_small_patterns_of_ties) {
    int patterns = 0;
    int exact_forward = 0;
    int not_mirrored = 0;
    int smallest_not_mirrored = 7;
    int ended_backward = 0;
    int inexact_backward = 0;
    for (int count = 1; count <= 7; ++count) {
        for (unsigned steps = 0; steps < 1U << (count - 1); ++steps) {
            log_store store;
            std::vector<std::int64_t> all;
            int second = 30;
            for (int id = 1; id <= count; ++id) {
                second -= id > 1 && (steps >> (id - 2) & 1U) != 0 ? 1 : 0;
                const std::string at = "2023-03-01T01:02:" + std::to_string(second) + "Z";
                store.insert({small_log{.id = id, .created_at = at}.record()});
                all.push_back(id);
            }
            for (std::size_t size = 1; size <= 3; ++size) {
                ++patterns;
                const auto forward = walk(store, size, {}, &kept_page::next);
                exact_forward += ids_of(forward) == all ? 1 : 0;
                bool mirrored = true;
                for (std::size_t at = 1; at < forward.size(); ++at) {
                    const auto back = followed(forward[at].previous);
                    mirrored = mirrored && back &&
                               read(store, {.page_size = size, .cursor = *back}).ids ==
                                   forward[at - 1].ids;
                }
                if (!mirrored) {
                    ++not_mirrored;
                    smallest_not_mirrored = std::min(smallest_not_mirrored, count);
                }
                auto backward = std::vector{forward.back()};
                if (const auto from = followed(forward.back().previous)) {
                    const auto further = walk(store, size, *from, &kept_page::previous);
                    backward.insert(backward.end(), further.begin(), further.end());
                }
                ended_backward += backward.back().previous ? 0 : 1;
                std::reverse(backward.begin(), backward.end());
                inexact_backward += ids_of(backward) == all ? 0 : 1;
            }
        }
    }
    BOOST_TEST(patterns == 381);
    BOOST_TEST(exact_forward == 381);
    BOOST_TEST(not_mirrored == 224);
    BOOST_TEST(smallest_not_mirrored == 3);
    BOOST_TEST(ended_backward == 381);
    BOOST_TEST(inexact_backward == 82);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
