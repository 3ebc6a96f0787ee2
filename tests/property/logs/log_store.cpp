// SPDX-License-Identifier: MIT
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_store.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace property::logs::log_store {

using sendmock::log_window;
using sendmock::ordering;

/// What a log is to the store.
struct entry {
    std::int64_t id = 0;
    std::int64_t seconds = 0;
    std::int64_t integration = 0; // 0: none

    bool operator==(const entry&) const = default;
};

std::string text_of(const entry& log, bool with_id = true) {
    std::string text = "{";
    if (with_id) {
        text += "\"id\":" + std::to_string(log.id) + ',';
    }
    if (log.integration != 0) {
        text += "\"integration_id\":" + std::to_string(log.integration) + ',';
    }
    const sendmock::instant at{std::chrono::seconds{log.seconds}};
    return text + "\"base_url\":\"x\",\"created_at\":\"" + sendmock::to_service_time(at) + "\"}";
}

/// The same as the store, as plainly as can be: a vector that is sorted anew for each question.
struct model {
    std::vector<entry> logs;
    std::set<std::int64_t> integrations; // that records named
    std::set<std::int64_t> added_integrations;

    [[nodiscard]] bool knows(std::int64_t integration) const {
        return integrations.contains(integration) || added_integrations.contains(integration);
    }

    [[nodiscard]] bool has(std::int64_t id) const {
        return std::any_of(
            logs.begin(), logs.end(), [&](const entry& log) { return log.id == id; });
    }

    void add(const entry& log) {
        logs.push_back(log);
        if (log.integration != 0) {
            integrations.insert(log.integration);
        }
    }

    [[nodiscard]] std::vector<std::int64_t> read(const log_window& window) const {
        auto rows = logs;
        std::erase_if(rows, [&](const entry& log) {
            return window.integration_id && log.integration != *window.integration_id;
        });
        const bool by_id = window.ordering == ordering::id_descending;
        std::sort(rows.begin(), rows.end(), [&](const entry& a, const entry& b) {
            return by_id ? a.id > b.id
                         : std::tuple(-a.seconds, a.id) < std::tuple(-b.seconds, b.id);
        });
        if (window.reverse) {
            std::reverse(rows.begin(), rows.end());
        }
        if (window.beyond) {
            std::erase_if(rows, [&](const entry& log) {
                const auto position = by_id ? log.id : log.seconds * 1'000'000;
                return window.reverse ? position <= *window.beyond : position >= *window.beyond;
            });
        }
        std::vector<std::int64_t> ids;
        for (std::size_t at = window.offset; at < rows.size() && ids.size() < window.limit; ++at) {
            ids.push_back(rows[at].id);
        }
        return ids;
    }
};

std::vector<std::int64_t> read(const sendmock::log_store& store, const log_window& window) {
    std::vector<std::int64_t> ids;
    store.read(window, [&](std::span<const sendmock::log_row> rows) {
        for (const auto& row : rows) {
            ids.push_back(row.id);
        }
    });
    return ids;
}

/// Few ids, times and integrations, so that they collide.
entry any_entry() {
    return {*rc::gen::inRange<std::int64_t>(1, 40),
            *rc::gen::inRange<std::int64_t>(0, 6),
            *rc::gen::inRange<std::int64_t>(0, 4)};
}

std::vector<entry> any_entries() {
    std::vector<entry> entries(*rc::gen::inRange<std::size_t>(0, 6));
    std::generate(entries.begin(), entries.end(), any_entry);
    return entries;
}

log_window any_window() {
    log_window window;
    window.ordering = *rc::gen::element(ordering::created_at_descending, ordering::id_descending);
    window.reverse = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) {
        window.beyond = window.ordering == ordering::id_descending
                            ? *rc::gen::inRange<std::int64_t>(0, 45)
                            : *rc::gen::inRange<std::int64_t>(-1, 14) * 500'000;
    }
    window.offset = *rc::gen::inRange<std::size_t>(0, 5);
    window.limit = *rc::gen::inRange<std::size_t>(0, 12);
    if (*rc::gen::arbitrary<bool>()) {
        window.integration_id = *rc::gen::inRange<std::int64_t>(1, 5);
    }
    return window;
}

std::vector<sendmock::log_record> records_of(const std::vector<entry>& entries) {
    std::vector<sendmock::log_record> records;
    for (const auto& log : entries) {
        records.push_back(sendmock::parse_log(text_of(log)));
    }
    return records;
}

template <typename Change>
bool is_refused(const Change& change) {
    try {
        change();
        return false;
    } catch (const sendmock::duplicate_id&) {
        return true;
    }
}

bool has_twins(const std::vector<entry>& entries, const model& beside) {
    std::set<std::int64_t> seen;
    return std::any_of(entries.begin(), entries.end(), [&](const entry& log) {
        return beside.has(log.id) || !seen.insert(log.id).second;
    });
}

void insert_some(sendmock::log_store& store, model& expected) {
    const auto entries = any_entries();
    const bool refused = is_refused([&] { store.insert(records_of(entries)); });
    RC_ASSERT(refused == has_twins(entries, expected));
    if (!refused) {
        for (const auto& log : entries) {
            expected.add(log);
        }
    }
}

void create_some(sendmock::log_store& store, model& expected) {
    auto entries = any_entries();
    std::string array = "[";
    std::int64_t largest = 0;
    for (const auto& log : expected.logs) {
        largest = std::max(largest, log.id);
    }
    std::vector<bool> named;
    for (const auto& log : entries) {
        named.push_back(*rc::gen::inRange(0, 4) == 0 && !expected.has(log.id));
        array += (array.size() > 1 ? "," : "") + text_of(log, named.back());
        largest = std::max(largest, named.back() ? log.id : 0);
    }
    sendmock::log_reader reader{{.origin = sendmock::record_origin::created}};
    auto drafts = reader.read(array + "]");
    if (!reader.faults().empty()) { // two of them named the same id
        return;
    }
    const auto records = store.create(std::move(drafts));
    RC_ASSERT(records.size() == entries.size());
    for (std::size_t at = 0; at < entries.size(); ++at) {
        entries[at].id = named[at] ? entries[at].id : ++largest;
        RC_ASSERT(records[at].id() == entries[at].id);
        expected.add(entries[at]);
    }
}

void erase_one(sendmock::log_store& store, model& expected) {
    const auto id = *rc::gen::inRange<std::int64_t>(1, 40);
    RC_ASSERT(store.erase(id) == expected.has(id));
    std::erase_if(expected.logs, [&](const entry& log) { return log.id == id; });
}

void replace_all(sendmock::log_store& store, model& expected) {
    const auto entries = any_entries();
    const bool refused = is_refused([&] { store.replace(records_of(entries)); });
    RC_ASSERT(refused == has_twins(entries, {}));
    if (!refused) {
        expected.logs.clear();
        expected.integrations.clear();
        for (const auto& log : entries) {
            expected.add(log);
        }
    }
}

void replace_by_itself(sendmock::log_store& store, model& expected) {
    store.replace(store.snapshot(
        *rc::gen::element(ordering::created_at_descending, ordering::id_descending)));
    expected.integrations.clear();
    for (const auto& log : expected.logs) {
        if (log.integration != 0) {
            expected.integrations.insert(log.integration);
        }
    }
}

} // namespace property::logs::log_store

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(log_store)

RC_BOOST_PROP(answers_as_a_sorted_vector_does_after_any_changes, ()) {
    sendmock::log_store store;
    model expected;
    const int steps = *rc::gen::inRange(1, 30);
    for (int step = 0; step < steps; ++step) {
        switch (*rc::gen::weightedElement<int>({{8, 0}, {4, 1}, {6, 2}, {1, 3}, {1, 4}, {1, 5}})) {
        case 0:
            insert_some(store, expected);
            break;
        case 1:
            create_some(store, expected);
            break;
        case 2:
            erase_one(store, expected);
            break;
        case 3:
            replace_all(store, expected);
            break;
        case 4:
            replace_by_itself(store, expected);
            break;
        default:
            store.add_integrations(std::array<std::int64_t, 1>{4});
            expected.added_integrations.insert(4);
        }
        RC_ASSERT(store.size() == expected.logs.size());
        const auto window = any_window();
        RC_ASSERT(read(store, window) == expected.read(window));
        for (std::int64_t id = 1; id < 6; ++id) {
            RC_ASSERT(store.has_integration(id) == expected.knows(id));
        }
    }
    for (const auto order : {ordering::created_at_descending, ordering::id_descending}) {
        const auto all = read(store, {.ordering = order, .limit = 1000});
        RC_ASSERT(all == expected.read({.ordering = order, .limit = 1000}));
        const auto snapshot = store.snapshot(order);
        RC_ASSERT(std::equal(
            snapshot.begin(), snapshot.end(), all.begin(), all.end(), [](const auto& log, auto id) {
                return log.id() == id;
            }));
    }
}

RC_BOOST_PROP(reading_backward_is_the_exact_opposite, ()) {
    auto entries = any_entries();
    std::set<std::int64_t> seen;
    std::erase_if(entries, [&](const entry& log) { return !seen.insert(log.id).second; });
    const sendmock::log_store store{records_of(entries)};
    log_window window{.ordering = any_window().ordering, .limit = 1000};
    auto forward = read(store, window);
    window.reverse = true;
    std::reverse(forward.begin(), forward.end());
    RC_ASSERT(read(store, window) == forward);
}

BOOST_AUTO_TEST_CASE(readers_see_each_change_whole_or_not_at_all) {
    constexpr int pairs = 300;
    constexpr std::int64_t integration = 7;
    // A pair has the ids 2n and 2n+1, and times far apart, so that no page begins between them by
    // chance in one order and not in the other.
    const auto pair_of = [](std::int64_t number) {
        return records_of(
            {{2 * number, number, integration}, {2 * number + 1, 1'000'000 - number, integration}});
    };
    sendmock::log_store store;
    store.insert(pair_of(1));
    const auto only_first = store.snapshot();
    std::atomic<bool> done{false};
    std::atomic<int> halves{0};
    std::array<std::atomic<int>, 2> reads{};
    const auto count_halves = [&](const log_window& window) {
        store.read(window, [&](std::span<const sendmock::log_row> rows) {
            std::set<std::int64_t> ids;
            for (const auto& row : rows) {
                ids.insert(row.id);
            }
            for (const auto id : ids) {
                halves += ids.contains(id ^ 1) ? 0 : 1;
            }
            halves += rows.empty() ? 1 : 0;
        });
    };
    {
        std::array<std::jthread, 2> readers;
        for (std::size_t own = 0; own < readers.size(); ++own) {
            readers[own] = std::jthread{[&, own] {
                const bool by_id = own == 0;
                log_window window{.ordering = by_id ? ordering::id_descending
                                                    : ordering::created_at_descending,
                                  .limit = 10 * pairs};
                while (!done) {
                    window.integration_id.reset();
                    count_halves(window);
                    window.integration_id = integration;
                    count_halves(window);
                    halves += static_cast<int>(store.size() % 2);
                    halves += static_cast<int>(store.snapshot(window.ordering).size() % 2);
                    ++reads[own];
                }
            }};
        }
        // Each writer has its own numbers; now and then everything is put back to the first pair.
        std::array<std::jthread, 2> writers;
        for (std::size_t own = 0; own < writers.size(); ++own) {
            writers[own] = std::jthread{[&, own] {
                for (std::int64_t count = 0; count < pairs; ++count) {
                    const auto number = 2 + 2 * count + static_cast<std::int64_t>(own);
                    store.insert(pair_of(number));
                    if (own == 0 && count % 50 == 49) {
                        store.replace(only_first);
                    }
                }
            }};
        }
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        for (auto& writer : writers) {
            writer.join();
        }
        while ((reads[0] < 10 || reads[1] < 10) && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::yield();
        }
        done = true;
    }
    BOOST_TEST(halves == 0);
    BOOST_TEST(reads[0] >= 10);
    BOOST_TEST(reads[1] >= 10);
}

BOOST_AUTO_TEST_CASE(creators_at_the_same_time_get_ids_of_their_own) {
    constexpr int rounds = 200;
    sendmock::log_store store;
    {
        std::array<std::jthread, 4> creators;
        for (auto& creator : creators) {
            creator = std::jthread{[&] {
                for (int round = 0; round < rounds; ++round) {
                    sendmock::log_reader reader{{.origin = sendmock::record_origin::created}};
                    store.create(reader.read(R"([{"base_url":"x"},{"base_url":"y"}])"));
                }
            }};
        }
    }
    const auto logs = store.snapshot(ordering::id_descending);
    BOOST_REQUIRE_EQUAL(logs.size(), 4U * 2U * rounds);
    BOOST_TEST(logs.front().id() == 4 * 2 * rounds);
    for (std::size_t at = 0; at < logs.size(); ++at) { // the two of one call stand together
        const bool is_second = logs[at].json().find("\"y\"") != std::string::npos;
        BOOST_TEST(is_second == (at % 2 == 0));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
