// SPDX-License-Identifier: MIT
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_store.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::logs::log_store {

using sendmock::log_window;
using sendmock::ordering;
using ids = std::vector<std::int64_t>;

/// A log of the given minute, of an integration if one is given.
sendmock::log_record log(std::int64_t id, int minute, int integration = 0) {
    auto text = R"({"id":)" + std::to_string(id);
    if (integration != 0) {
        text += R"(,"integration_id":)" + std::to_string(integration);
    }
    return sendmock::parse_log(text + R"(,"base_url":"x","created_at":"2023-03-01T00:)" +
                               std::to_string(minute) + R"(Z"})");
}

std::vector<sendmock::log_record> logs(std::initializer_list<std::pair<int, int>> ids_and_minutes) {
    std::vector<sendmock::log_record> records;
    for (const auto& [id, minute] : ids_and_minutes) {
        records.push_back(log(id, minute));
    }
    return records;
}

std::vector<sendmock::log_draft> drafts(std::string_view array) {
    sendmock::log_reader reader{{.origin = sendmock::record_origin::created}};
    return reader.read(array);
}

ids read(const sendmock::log_store& store, const log_window& window) {
    ids found;
    store.read(window, [&](std::span<const sendmock::log_row> rows) {
        for (const auto& row : rows) {
            found.push_back(row.id);
        }
    });
    return found;
}

ids all_of(const sendmock::log_store& store, ordering order, bool reverse = false) {
    return read(store, {.ordering = order, .reverse = reverse, .limit = 1000});
}

std::int64_t minute(int value) {
    const auto at = sendmock::parse_timestamp("2023-03-01T00:" + std::to_string(value) + "Z");
    return at->time_since_epoch().count();
}

} // namespace unit::logs::log_store

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(log_store)

BOOST_AUTO_TEST_CASE(shows_the_latest_log_first_and_equal_times_by_ascending_id) {
    const sendmock::log_store store{logs({{4, 30}, {3, 30}, {1, 10}, {2, 40}, {5, 10}})};
    BOOST_TEST((all_of(store, ordering::created_at_descending) == ids{2, 3, 4, 1, 5}));
    BOOST_TEST((all_of(store, ordering::created_at_descending, true) == ids{5, 1, 4, 3, 2}));
}

BOOST_AUTO_TEST_CASE(shows_the_largest_id_first) {
    const sendmock::log_store store{logs({{4, 30}, {3, 30}, {1, 10}, {2, 40}})};
    BOOST_TEST((all_of(store, ordering::id_descending) == ids{4, 3, 2, 1}));
    BOOST_TEST((all_of(store, ordering::id_descending, true) == ids{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(reads_strictly_beyond_an_id) {
    const sendmock::log_store store{logs({{2, 10}, {4, 11}, {6, 12}})};
    const auto beyond = [&](std::int64_t id, bool reverse) {
        return read(
            store,
            {.ordering = ordering::id_descending, .reverse = reverse, .beyond = id, .limit = 9});
    };
    BOOST_TEST((beyond(4, false) == ids{2}));
    BOOST_TEST((beyond(5, false) == ids{4, 2}));
    BOOST_TEST((beyond(4, true) == ids{6}));
    BOOST_TEST((beyond(3, true) == ids{4, 6}));
    BOOST_TEST(beyond(std::numeric_limits<std::int64_t>::min(), false).empty());
    BOOST_TEST((beyond(std::numeric_limits<std::int64_t>::max(), false) == ids{6, 4, 2}));
    BOOST_TEST((beyond(std::numeric_limits<std::int64_t>::min(), true) == ids{2, 4, 6}));
    BOOST_TEST(beyond(std::numeric_limits<std::int64_t>::max(), true).empty());
}

BOOST_AUTO_TEST_CASE(reads_strictly_beyond_a_time_whatever_the_ids) {
    const sendmock::log_store store{logs({{1, 10}, {2, 20}, {3, 20}, {4, 30}})};
    const auto beyond = [&](std::int64_t microseconds, bool reverse) {
        return read(store, {.reverse = reverse, .beyond = microseconds, .limit = 9});
    };
    BOOST_TEST((beyond(minute(20), false) == ids{1}));
    BOOST_TEST((beyond(minute(20) + 1, false) == ids{2, 3, 1}));
    BOOST_TEST((beyond(minute(20), true) == ids{4}));
    BOOST_TEST((beyond(minute(20) - 1, true) == ids{3, 2, 4}));
    BOOST_TEST(beyond(std::numeric_limits<std::int64_t>::min(), false).empty());
    BOOST_TEST((beyond(std::numeric_limits<std::int64_t>::max(), false) == ids{4, 2, 3, 1}));
    BOOST_TEST((beyond(std::numeric_limits<std::int64_t>::min(), true) == ids{1, 3, 2, 4}));
}

BOOST_AUTO_TEST_CASE(reads_strictly_beyond_a_time_that_the_largest_id_has) {
    sendmock::log_store store;
    store.insert({log(std::numeric_limits<std::int64_t>::max(), 20), log(1, 10)});
    BOOST_TEST((read(store, {.beyond = minute(20), .limit = 9}) == ids{1}));
}

BOOST_AUTO_TEST_CASE(skips_the_offset_and_ends_at_the_limit) {
    const sendmock::log_store store{logs({{1, 10}, {2, 11}, {3, 12}, {4, 13}})};
    const auto window = [&](std::size_t offset, std::size_t limit) {
        return read(store, {.ordering = ordering::id_descending, .offset = offset, .limit = limit});
    };
    BOOST_TEST((window(1, 2) == ids{3, 2}));
    BOOST_TEST((window(3, 2) == ids{1}));
    BOOST_TEST(window(4, 2).empty());
    BOOST_TEST(window(0, 0).empty());
    BOOST_TEST((window(3, std::numeric_limits<std::size_t>::max()) == ids{1}));
    BOOST_TEST(window(std::numeric_limits<std::size_t>::max(), 1).empty());
}

BOOST_AUTO_TEST_CASE(shows_rows_with_their_time_and_text) {
    sendmock::log_store store;
    store.insert({log(1, 10, 5)});
    std::size_t calls = 0;
    store.read({}, [&](std::span<const sendmock::log_row> rows) {
        ++calls;
        BOOST_REQUIRE_EQUAL(rows.size(), 1U);
        BOOST_TEST(rows[0].created_at.time_since_epoch().count() == minute(10));
        std::string text;
        rows[0].append_to(text, true);
        BOOST_TEST(
            text ==
            R"({"id":1,"integration_id":5,"base_url":"x","created_at":"2023-03-01T00:10Z"})");
        text.clear();
        rows[0].append_to(text, false);
        BOOST_TEST(text == R"({"id":1,"base_url":"x","created_at":"2023-03-01T00:10Z"})");
    });
    BOOST_TEST(calls == 1U);
}

BOOST_AUTO_TEST_CASE(calls_the_visitor_once_where_there_are_no_rows) {
    const sendmock::log_store store;
    for (const auto integration : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{5}}) {
        std::size_t calls = 0;
        store.read({.integration_id = integration}, [&](std::span<const sendmock::log_row> rows) {
            ++calls;
            BOOST_TEST(rows.empty());
        });
        BOOST_TEST(calls == 1U);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_logs_of_one_integration) {
    sendmock::log_store store;
    store.insert({log(1, 10, 5), log(2, 11, 6), log(3, 12, 5), log(4, 13)});
    BOOST_TEST((read(store, {.limit = 9, .integration_id = 5}) == ids{3, 1}));
    BOOST_TEST(
        (read(store, {.ordering = ordering::id_descending, .limit = 9, .integration_id = 6}) ==
         ids{2}));
    BOOST_TEST(read(store, {.limit = 9, .integration_id = 7}).empty());
    store.insert({log(5, 10, 5), log(6, 20, 7)});
    BOOST_TEST((read(store, {.limit = 9, .integration_id = 5}) == ids{3, 1, 5}));
    BOOST_TEST((read(store, {.limit = 9, .integration_id = 7}) == ids{6}));
}

BOOST_AUTO_TEST_CASE(knows_an_integration_until_all_is_replaced) {
    sendmock::log_store store;
    store.insert({log(1, 10, 5)});
    store.add_integrations(std::array<std::int64_t, 2>{8, 9});
    BOOST_TEST(!store.has_integration(1));
    BOOST_TEST(store.has_integration(8));
    BOOST_TEST(store.erase(1));
    BOOST_TEST(store.has_integration(5));
    BOOST_TEST(read(store, {.limit = 9, .integration_id = 5}).empty());
    store.replace({log(2, 10, 9)});
    BOOST_TEST(!store.has_integration(5));
    BOOST_TEST(store.has_integration(8)); // an added one stays
    BOOST_TEST(store.has_integration(9));
    store.set_integrations(std::array<std::int64_t, 1>{10});
    BOOST_TEST(!store.has_integration(8));
    BOOST_TEST(store.has_integration(9)); // a log names it
    BOOST_TEST(store.has_integration(10));
}

BOOST_AUTO_TEST_CASE(counts_how_often_all_was_replaced) {
    sendmock::log_store store{logs({{1, 10}})};
    BOOST_TEST(store.replacements() == 0U);
    store.replace({log(2, 10)});
    BOOST_TEST(store.replacements() == 1U);
    BOOST_CHECK_THROW(store.replace({log(2, 10), log(2, 10)}), sendmock::duplicate_id);
    BOOST_TEST(store.replacements() == 1U);
}

BOOST_AUTO_TEST_CASE(inserts_nothing_where_one_id_exists) {
    sendmock::log_store store{logs({{1, 10}, {2, 11}})};
    const auto names_id_2 = [](const sendmock::duplicate_id& failure) {
        return failure.id() == 2 &&
               failure.what() == std::string_view{"a log with id 2 exists already"};
    };
    BOOST_CHECK_EXCEPTION(
        store.insert({log(7, 10, 5), log(2, 11), log(8, 12)}), sendmock::duplicate_id, names_id_2);
    BOOST_TEST((all_of(store, ordering::id_descending) == ids{2, 1}));
    BOOST_TEST((all_of(store, ordering::created_at_descending) == ids{2, 1}));
    BOOST_TEST(!store.has_integration(5));
}

BOOST_AUTO_TEST_CASE(inserts_nothing_where_two_new_logs_share_an_id) {
    sendmock::log_store store;
    BOOST_CHECK_THROW(store.insert(logs({{1, 10}, {2, 11}, {1, 12}})), sendmock::duplicate_id);
    BOOST_TEST(store.size() == 0U);
    BOOST_CHECK_THROW(sendmock::log_store{logs({{1, 10}, {1, 10}})}, sendmock::duplicate_id);
}

BOOST_AUTO_TEST_CASE(numbers_created_logs_from_one) {
    sendmock::log_store store;
    const auto records = store.create(drafts(R"([{"base_url":"x"},{"base_url":"y"}])"));
    BOOST_REQUIRE_EQUAL(records.size(), 2U);
    BOOST_TEST(records[0].id() == 1);
    BOOST_TEST(records[1].id() == 2);
    BOOST_TEST(records[1].json().starts_with(R"({"id":2,"base_url":"y")"));
    BOOST_TEST((all_of(store, ordering::id_descending) == ids{2, 1}));
}

BOOST_AUTO_TEST_CASE(numbers_created_logs_after_the_largest_that_is_stored_or_named) {
    sendmock::log_store store{logs({{40, 10}})};
    const auto records =
        store.create(drafts(R"([{"base_url":"x"},{"base_url":"y","id":50},{"base_url":"z"}])"));
    BOOST_TEST(records.at(0).id() == 51);
    BOOST_TEST(records.at(1).id() == 50);
    BOOST_TEST(records.at(2).id() == 52);
    BOOST_TEST(store.create(drafts(R"([{"base_url":"x","id":3}])")).at(0).id() == 3);
    BOOST_TEST(store.create(drafts(R"([{"base_url":"x"}])")).at(0).id() == 53);
}

BOOST_AUTO_TEST_CASE(creates_nothing_where_one_id_exists) {
    sendmock::log_store store{logs({{4, 10}})};
    BOOST_CHECK_THROW(store.create(drafts(R"([{"base_url":"x"},{"base_url":"y","id":4}])")),
                      sendmock::duplicate_id);
    BOOST_TEST((all_of(store, ordering::id_descending) == ids{4}));
}

BOOST_AUTO_TEST_CASE(creates_nothing_where_no_larger_id_is_left) {
    sendmock::log_store store{{log(std::numeric_limits<std::int64_t>::max() - 1, 10)}};
    BOOST_CHECK_THROW(store.create(drafts(R"([{"base_url":"x"},{"base_url":"y"}])")),
                      sendmock::error);
    BOOST_TEST(store.size() == 1U);
    BOOST_TEST(store.create(drafts(R"([{"base_url":"x"}])")).at(0).id() ==
               std::numeric_limits<std::int64_t>::max());
}

BOOST_AUTO_TEST_CASE(erases_a_log_from_every_order) {
    sendmock::log_store store;
    store.insert({log(1, 10, 5), log(2, 10, 5), log(3, 11)});
    BOOST_TEST(store.erase(2));
    BOOST_TEST(!store.erase(2));
    BOOST_TEST(!store.erase(99));
    BOOST_TEST(store.size() == 2U);
    BOOST_TEST((all_of(store, ordering::id_descending) == ids{3, 1}));
    BOOST_TEST((all_of(store, ordering::created_at_descending) == ids{3, 1}));
    BOOST_TEST((read(store, {.limit = 9, .integration_id = 5}) == ids{1}));
    BOOST_TEST(
        (read(store, {.ordering = ordering::id_descending, .limit = 9, .integration_id = 5}) ==
         ids{1}));
}

BOOST_AUTO_TEST_CASE(replaces_all_or_nothing) {
    sendmock::log_store store{logs({{1, 10}, {2, 11}})};
    BOOST_CHECK_THROW(store.replace(logs({{7, 10}, {7, 11}})), sendmock::duplicate_id);
    BOOST_TEST((all_of(store, ordering::id_descending) == ids{2, 1}));
    store.replace(logs({{2, 9 + 10}, {8, 11}}));
    BOOST_TEST((all_of(store, ordering::created_at_descending) == ids{2, 8}));
    store.replace(logs({}));
    BOOST_TEST(store.size() == 0U);
}

BOOST_AUTO_TEST_CASE(goes_back_to_a_snapshot_without_copying_a_record) {
    sendmock::log_store store{logs({{1, 30}, {2, 10}, {3, 20}})};
    const auto by_time = store.snapshot();
    const auto by_id = store.snapshot(ordering::id_descending);
    BOOST_REQUIRE_EQUAL(by_time.size(), 3U);
    BOOST_TEST(by_time[1].id() == 3);
    BOOST_TEST(by_id[1].id() == 2);
    BOOST_TEST(&by_id[0].json() == &by_time[1].json());
    store.erase(2);
    store.insert({log(4, 11)});
    store.replace(by_time);
    BOOST_TEST((all_of(store, ordering::id_descending) == ids{3, 2, 1}));
    BOOST_TEST(&store.snapshot()[1].json() == &by_time[1].json());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
