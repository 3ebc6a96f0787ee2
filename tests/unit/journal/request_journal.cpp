// SPDX-License-Identifier: MIT
#include <sendmock/journal/request_journal.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace unit::journal::request_journal {

using sendmock::delivery;

sendmock::exchange of(const std::string& target) {
    return {.method = "GET", .target = target};
}

/// A journal with so many entries.
struct filled_journal : sendmock::request_journal {
    explicit filled_journal(int count) {
        for (int entry = 1; entry <= count; ++entry) {
            add(of("/" + std::to_string(entry)));
        }
    }
};

/// The numbers of entries, of which each should have the target of its number.
std::vector<std::uint64_t> numbers(const std::vector<sendmock::exchange>& entries) {
    std::vector<std::uint64_t> found;
    for (const auto& entry : entries) {
        BOOST_TEST(entry.target == "/" + std::to_string(entry.number));
        found.push_back(entry.number);
    }
    return found;
}

using listed = std::vector<std::uint64_t>;

} // namespace unit::journal::request_journal

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(journal)
BOOST_AUTO_TEST_SUITE(request_journal)

BOOST_AUTO_TEST_CASE(is_empty_at_first) {
    const sendmock::request_journal journal;
    BOOST_TEST(journal.size() == 0U);
    BOOST_TEST(journal.last_number() == 0U);
    BOOST_TEST(journal.requests().empty());
}

BOOST_AUTO_TEST_CASE(numbers_entries_from_1_whatever_they_say) {
    sendmock::request_journal journal;
    BOOST_TEST(journal.add({.number = 99, .target = "/1"}).number == 1U);
    BOOST_TEST(journal.add({.number = 99, .target = "/2"}).number == 2U);
    BOOST_TEST((numbers(journal.requests()) == listed{1, 2}));
    BOOST_TEST(journal.last_number() == 2U);
    BOOST_TEST(journal.size() == 2U);
}

BOOST_AUTO_TEST_CASE(returns_the_entries_after_a_number) {
    const filled_journal journal(5);
    BOOST_TEST((numbers(journal.requests(0)) == listed{1, 2, 3, 4, 5}));
    BOOST_TEST((numbers(journal.requests(1)) == listed{2, 3, 4, 5}));
    BOOST_TEST((numbers(journal.requests(4)) == listed{5}));
    BOOST_TEST(journal.requests(5).empty());
    BOOST_TEST(journal.requests(6).empty());
    BOOST_TEST(journal.requests(UINT64_MAX).empty());
}

BOOST_AUTO_TEST_CASE(shows_the_entries_after_a_number) {
    filled_journal journal(5);
    const auto seen = [&](std::uint64_t since) {
        listed found;
        journal.visit(since, [&](const auto& entry) { found.push_back(entry.number); });
        return found;
    };
    BOOST_TEST((seen(0) == listed{1, 2, 3, 4, 5}));
    BOOST_TEST((seen(3) == listed{4, 5}));
    BOOST_TEST(seen(5).empty());
    journal.clear();
    BOOST_TEST(seen(0).empty());
}

BOOST_AUTO_TEST_CASE(returns_no_more_entries_than_asked_for) {
    const filled_journal journal(5);
    BOOST_TEST(journal.requests(0, 0).empty());
    BOOST_TEST((numbers(journal.requests(0, 2)) == listed{1, 2}));
    BOOST_TEST((numbers(journal.requests(2, 2)) == listed{3, 4}));
    BOOST_TEST((numbers(journal.requests(4, 2)) == listed{5}));
    BOOST_TEST((numbers(journal.requests(0, 6)) == listed{1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(returns_copies) {
    filled_journal journal(1);
    auto copies = journal.requests();
    copies.front().target = "changed";
    journal.complete({.number = 1}, delivery::complete, 10);
    BOOST_TEST((copies.front().outcome == delivery::pending));
    BOOST_TEST(journal.requests().front().target == "/1");
}

BOOST_AUTO_TEST_CASE(notes_what_became_of_an_answer) {
    filled_journal journal(3);
    journal.complete({.number = 2}, delivery::complete, 1234);
    journal.complete({.number = 3}, delivery::failed, 17);
    const auto entries = journal.requests();
    BOOST_TEST((entries[0].outcome == delivery::pending));
    BOOST_TEST(entries[0].sent_bytes == 0U);
    BOOST_TEST((entries[1].outcome == delivery::complete));
    BOOST_TEST(entries[1].sent_bytes == 1234U);
    BOOST_TEST((entries[2].outcome == delivery::failed));
    BOOST_TEST(entries[2].sent_bytes == 17U);
}

BOOST_AUTO_TEST_CASE(notes_nothing_where_the_entry_is_gone_or_never_was) {
    sendmock::request_journal journal;
    journal.complete({.number = 1}, delivery::complete, 1);
    BOOST_TEST(journal.size() == 0U);
    journal.add(of("/1"));
    journal.add(of("/2"));
    journal.clear();
    journal.add(of("/3"));
    for (const std::uint64_t number : {0U, 1U, 2U, 4U}) {
        journal.complete({.number = number}, delivery::complete, 1);
    }
    BOOST_TEST((journal.requests().front().outcome == delivery::pending));
}

BOOST_AUTO_TEST_CASE(goes_on_numbering_when_it_is_cleared) {
    filled_journal journal(3);
    journal.clear();
    BOOST_TEST(journal.size() == 0U);
    BOOST_TEST(journal.requests().empty());
    BOOST_TEST(journal.last_number() == 3U);
    BOOST_TEST(journal.add(of("/4")).number == 4U);
    BOOST_TEST((numbers(journal.requests()) == listed{4}));
    BOOST_TEST((numbers(journal.requests(3)) == listed{4}));
}

BOOST_AUTO_TEST_CASE(begins_again_when_it_is_reset) {
    filled_journal journal(3);
    journal.reset();
    BOOST_TEST(journal.size() == 0U);
    BOOST_TEST(journal.last_number() == 0U);
    BOOST_TEST(journal.add(of("/1")).number == 1U);
    BOOST_TEST((numbers(journal.requests()) == listed{1}));
}

BOOST_AUTO_TEST_CASE(notes_nothing_of_an_answer_from_before_a_reset) {
    sendmock::request_journal journal;
    const auto before = journal.add(of("/before"));
    journal.reset();
    const auto after = journal.add(of("/after"));
    BOOST_TEST(after.number == before.number);
    journal.complete(before, delivery::failed, 1);
    BOOST_TEST((journal.requests().front().outcome == delivery::pending));
    journal.complete(after, delivery::complete, 2);
    BOOST_TEST(journal.requests().front().sent_bytes == 2U);
}

BOOST_AUTO_TEST_CASE(keeps_at_most_so_many_entries) {
    BOOST_TEST(sendmock::request_journal::bounds{}.entries == 100'000U);
    sendmock::request_journal journal({.entries = 3});
    for (int number = 1; number <= 5; ++number) {
        journal.add(of("/" + std::to_string(number)));
    }
    BOOST_TEST(journal.last_number() == 5U);
    BOOST_TEST((numbers(journal.requests()) == listed{3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(keeps_the_last_entry_whatever_the_bounds) {
    sendmock::request_journal journal({.entries = 0, .bytes = 0});
    journal.add(of("/1"));
    journal.add(of("/2"));
    BOOST_TEST((numbers(journal.requests()) == listed{2}));
}

// Each text of an entry counts, so that no client can fill the memory by any of them.
BOOST_AUTO_TEST_CASE(keeps_at_most_so_many_bytes_of_any_text) {
    BOOST_TEST(sendmock::request_journal::bounds{}.bytes == 16U * 1024 * 1024);
    const std::string text(1024 * 1024, 'x');
    for (const sendmock::exchange& entry : {sendmock::exchange{.account = text},
                                            sendmock::exchange{.method = text},
                                            sendmock::exchange{.target = text},
                                            sendmock::exchange{.fields = {{text, ""}}},
                                            sendmock::exchange{.fields = {{"a", "b"}, {"c", text}}},
                                            sendmock::exchange{.cursor = text},
                                            sendmock::exchange{.reason = text},
                                            sendmock::exchange{.cause = text},
                                            sendmock::exchange{.fault = text}}) {
        sendmock::request_journal journal;
        for (int count = 0; count < 20; ++count) {
            journal.add(entry);
        }
        // Fifteen, as each is a little larger than its text.
        BOOST_TEST(journal.size() == 15U);
        BOOST_TEST(journal.requests().front().number == 6U);
        BOOST_TEST(journal.requests().back().number == 20U);
    }
}

BOOST_AUTO_TEST_CASE(drops_the_oldest_entries_first_and_finds_the_rest_by_number) {
    sendmock::request_journal journal;
    const std::string text(1024 * 1024, 'x');
    for (int count = 0; count < 20; ++count) {
        journal.add({.cause = text});
    }
    const std::uint64_t oldest = journal.requests().front().number;
    journal.complete({.number = oldest - 1}, delivery::complete, 1);
    journal.complete({.number = oldest}, delivery::complete, 2);
    journal.complete({.number = 20}, delivery::failed, 3);
    const auto entries = journal.requests(3); // gone, as those up to `oldest`
    BOOST_TEST(entries.front().number == oldest);
    BOOST_TEST(entries.front().sent_bytes == 2U);
    BOOST_TEST(entries.back().sent_bytes == 3U);
    BOOST_TEST(journal.requests(oldest, 1).front().number == oldest + 1);
}

BOOST_AUTO_TEST_CASE(counts_the_bytes_of_removed_entries_no_longer) {
    sendmock::request_journal journal;
    const std::string text(10 * 1024 * 1024, 'x');
    journal.add(of(text));
    journal.clear();
    journal.add(of("/2"));
    journal.add(of(text));
    BOOST_TEST(journal.size() == 2U);
    journal.reset();
    journal.add(of("/1"));
    journal.add(of(text));
    BOOST_TEST(journal.size() == 2U);
    journal.add(of(text)); // pushes the other two out
    BOOST_TEST(journal.size() == 1U);
    journal.add(of("/4"));
    BOOST_TEST(journal.size() == 2U);
}

BOOST_AUTO_TEST_CASE(keeps_the_last_entry_however_large) {
    sendmock::request_journal journal;
    journal.add(of("/1"));
    journal.add(of(std::string(20 * 1024 * 1024, 'x')));
    BOOST_TEST(journal.size() == 1U);
    BOOST_TEST(journal.requests().front().number == 2U);
}

BOOST_AUTO_TEST_CASE(is_whole_until_an_entry_is_gone) {
    sendmock::request_journal journal({.entries = 2});
    BOOST_TEST(journal.is_whole());
    journal.add({});
    journal.add({});
    BOOST_TEST(journal.is_whole());
    journal.add({});
    BOOST_TEST(!journal.is_whole());
    journal.reset();
    BOOST_TEST(journal.is_whole());
    journal.add({});
    journal.clear();
    BOOST_TEST(!journal.is_whole());
}

BOOST_AUTO_TEST_CASE(serves_several_threads) {
    constexpr int threads = 4;
    constexpr int each = 500;
    sendmock::request_journal journal;
    std::atomic<bool> done{false};
    std::atomic<bool> in_order{true};
    std::vector<std::vector<std::uint64_t>> given(threads);
    std::vector<std::thread> writers;
    for (auto& own : given) {
        writers.emplace_back([&journal, &own] {
            for (int count = 0; count < each; ++count) {
                const auto ticket = journal.add(of("/"));
                own.push_back(ticket.number);
                journal.complete(ticket, delivery::complete, ticket.number);
            }
        });
    }
    std::thread reader([&] {
        while (!done) {
            std::uint64_t expected = 1;
            for (const auto& entry : journal.requests()) {
                in_order = in_order && entry.number == expected++;
            }
        }
    });
    for (std::thread& writer : writers) {
        writer.join();
    }
    done = true;
    reader.join();
    BOOST_TEST(in_order);
    std::set<std::uint64_t> all;
    for (const auto& own : given) {
        BOOST_TEST(std::is_sorted(own.begin(), own.end()));
        all.insert(own.begin(), own.end());
    }
    BOOST_TEST(all.size() == std::size_t{threads} * each);
    BOOST_TEST(journal.last_number() == std::uint64_t{threads} * each);
    for (const auto& entry : journal.requests()) {
        BOOST_REQUIRE((entry.outcome == delivery::complete));
        BOOST_REQUIRE_EQUAL(entry.sent_bytes, entry.number);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
