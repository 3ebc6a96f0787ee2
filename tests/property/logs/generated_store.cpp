// SPDX-License-Identifier: MIT
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_store.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace property::logs::generated_store {

using sendmock::generated_logs;
using sendmock::instant;
using sendmock::log_window;
using sendmock::ordering;

constexpr std::int64_t first_integration = 501; // of generated logs
constexpr std::int64_t other_integration = 900; // only of stored ones

/// What a reader sees of a row.
struct seen_row {
    std::int64_t id = 0;
    instant created_at{};
    std::string text;
    std::string text_without_owners;

    bool operator==(const seen_row&) const = default;
};

std::vector<seen_row> read(const sendmock::log_store& store, const log_window& window) {
    std::vector<seen_row> seen;
    store.read(window, [&](std::span<const sendmock::log_row> rows) {
        for (const auto& row : rows) {
            auto& copy = seen.emplace_back(seen_row{row.id, row.created_at, {}, {}});
            row.append_to(copy.text, true);
            row.append_to(copy.text_without_owners, false);
        }
    });
    return seen;
}

std::vector<std::string> texts(const std::vector<sendmock::log_record>& records) {
    std::vector<std::string> all;
    for (const auto& record : records) {
        all.push_back(record.json());
    }
    return all;
}

/// The id that is there already; 0 where the change was made.
template <typename Change>
std::int64_t refused_id(const Change& change) {
    try {
        change();
        return 0;
    } catch (const sendmock::duplicate_id& failure) {
        return failure.id();
    }
}

generated_logs any_generated() {
    generated_logs options;
    options.count = *rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 6),
                                    rc::gen::inRange<std::uint64_t>(0, 151));
    options.seed = *rc::gen::arbitrary<std::uint32_t>();
    options.first_id = *rc::gen::inRange<std::int64_t>(1, 20);
    options.ties = *rc::gen::element(0.0, 0.1, 0.5, 0.9, 1.0);
    options.interval = std::chrono::microseconds{*rc::gen::element(1, 3, 1'000'000)};
    options.shops = *rc::gen::inRange<std::uint32_t>(1, 4);
    options.without_owner = *rc::gen::element(0.0, 0.3, 1.0);
    options.body_bytes = 0;
    return options;
}

std::vector<sendmock::log_record> records_of(const generated_logs& options) {
    const sendmock::generated_sequence logs{options};
    std::vector<sendmock::log_record> records;
    for (std::uint64_t index = 0; index < logs.size(); ++index) {
        records.push_back(logs.record(index));
    }
    return records;
}

/// A store over generated logs, and one that holds the same logs as records.
class twin_stores {
public:
    explicit twin_stores(const generated_logs& options)
        : options_(options), over_generated_(options), of_records_(records_of(options)) {
        know_integrations();
    }

    /// Each of these does the same to both.
    void change() {
        switch (*rc::gen::weightedElement<int>({{6, 0}, {6, 1}, {3, 2}, {1, 3}, {1, 4}})) {
        case 0:
            insert();
            break;
        case 1:
            erase();
            break;
        case 2:
            create();
            break;
        case 3:
            replace_by_generated();
            break;
        default:
            replace_by_records();
        }
    }

    void compare() const {
        RC_ASSERT(over_generated_.size() == of_records_.size());
        const auto window = any_window();
        RC_ASSERT(read(over_generated_, window) == read(of_records_, window));
        for (const std::int64_t integration : {first_integration - 1,
                                               first_integration,
                                               first_integration + 1,
                                               first_integration + 2,
                                               first_integration + 3,
                                               other_integration,
                                               other_integration + 1}) {
            RC_ASSERT(over_generated_.has_integration(integration) ==
                      of_records_.has_integration(integration));
        }
    }

    void compare_all() const {
        for (const auto order : {ordering::created_at_descending, ordering::id_descending}) {
            log_window everything{.ordering = order, .limit = 10'000};
            auto rows = read(over_generated_, everything);
            RC_ASSERT(rows == read(of_records_, everything));
            RC_ASSERT(rows.size() == over_generated_.size());
            const auto snapshot = over_generated_.snapshot(order);
            RC_ASSERT(texts(snapshot) == texts(of_records_.snapshot(order)));
            RC_ASSERT(snapshot.size() == rows.size());
            for (std::size_t at = 0; at < rows.size(); ++at) {
                RC_ASSERT(snapshot[at].json() == rows[at].text);
                RC_ASSERT(snapshot[at].created_at() == rows[at].created_at);
            }
            everything.reverse = true;
            std::reverse(rows.begin(), rows.end());
            RC_ASSERT(rows == read(over_generated_, everything));
        }
    }

private:
    /// Generated logs' integrations are known, whether or not any log has them.
    void know_integrations() {
        std::vector<std::int64_t> known;
        if (options_.without_owner < 1) {
            known.resize(options_.shops);
            std::iota(known.begin(), known.end(), first_integration);
        }
        of_records_.set_integrations(known);
    }

    [[nodiscard]] std::int64_t any_id() const {
        const auto last = options_.first_id + static_cast<std::int64_t>(options_.count);
        return std::max<std::int64_t>(
            1,
            *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, last + 8),
                            rc::gen::element(options_.first_id - 1, options_.first_id),
                            rc::gen::element(last - 2, last - 1, last)));
    }

    /// At a log, beside it, or anywhere about.
    [[nodiscard]] instant any_time() const {
        const auto rows = read(of_records_, {.limit = 10'000});
        instant at = options_.from;
        if (!rows.empty() && *rc::gen::inRange(0, 4) != 0) {
            at = rows.at(*rc::gen::inRange<std::size_t>(0, rows.size())).created_at;
        }
        return at + std::chrono::microseconds{*rc::gen::element(0, 0, 0, -1, 1, -2, 2, 500)};
    }

    [[nodiscard]] std::string any_text(std::optional<std::int64_t> id) const {
        std::string text = "{";
        if (id) {
            text += "\"id\":" + std::to_string(*id) + ',';
        }
        const auto integration = *rc::gen::element(
            std::int64_t{0}, first_integration, first_integration + 1, other_integration);
        if (integration != 0) {
            text += "\"integration_id\":" + std::to_string(integration) + ",\"user_id\":7,";
        }
        return text + R"("base_url":"x","created_at":")" + sendmock::to_service_time(any_time()) +
               "\"}";
    }

    [[nodiscard]] std::vector<sendmock::log_record> any_records() const {
        std::vector<sendmock::log_record> records;
        const auto count = *rc::gen::inRange(0, 5);
        for (int i = 0; i < count; ++i) {
            records.push_back(sendmock::parse_log(any_text(any_id())));
        }
        return records;
    }

    [[nodiscard]] log_window any_window() const {
        log_window window;
        window.ordering =
            *rc::gen::element(ordering::created_at_descending, ordering::id_descending);
        window.reverse = *rc::gen::arbitrary<bool>();
        switch (*rc::gen::inRange(0, 6)) {
        case 0:
            break;
        case 1:
            window.beyond = *rc::gen::element(
                far_back, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, far_ahead);
            break;
        default:
            window.beyond = window.ordering == ordering::id_descending
                                ? any_id()
                                : any_time().time_since_epoch().count();
        }
        window.offset = *rc::gen::oneOf(rc::gen::inRange<std::size_t>(0, 4),
                                        rc::gen::inRange<std::size_t>(0, 160));
        window.limit = *rc::gen::oneOf(
            rc::gen::inRange<std::size_t>(0, 12),
            rc::gen::element<std::size_t>(200, std::numeric_limits<std::size_t>::max()));
        if (*rc::gen::arbitrary<bool>()) {
            window.integration_id = *rc::gen::element(first_integration,
                                                      first_integration + 1,
                                                      first_integration + 2,
                                                      other_integration,
                                                      first_integration - 1);
        }
        return window;
    }

    void insert() {
        const auto records = any_records();
        const auto refused = refused_id([&] { over_generated_.insert(records); });
        RC_ASSERT(refused == refused_id([&] { of_records_.insert(records); }));
    }

    void erase() {
        // Mostly one that is there, and often the one that would be numbered after.
        const auto rows = read(of_records_, {.ordering = ordering::id_descending, .limit = 10'000});
        auto id = any_id();
        if (!rows.empty() && *rc::gen::inRange(0, 4) != 0) {
            id = rows.at(*rc::gen::oneOf(rc::gen::just<std::size_t>(0),
                                         rc::gen::inRange<std::size_t>(0, rows.size())))
                     .id;
        }
        const bool erased = over_generated_.erase(id);
        RC_ASSERT(erased == of_records_.erase(id));
        RC_ASSERT(!over_generated_.erase(id));
        RC_ASSERT(!of_records_.erase(id));
    }

    void create() {
        std::string array = "[";
        const auto count = *rc::gen::inRange(0, 4);
        for (int i = 0; i < count; ++i) {
            const bool is_named = *rc::gen::inRange(0, 4) == 0;
            array += (i > 0 ? "," : "") +
                     any_text(is_named ? std::optional<std::int64_t>{any_id()} : std::nullopt);
        }
        array += "]";
        sendmock::log_reader reader{{.origin = sendmock::record_origin::created}};
        const auto drafts = reader.read(array); // none where two of them name the same id
        std::vector<std::string> created;
        std::vector<std::string> expected;
        const auto refused = refused_id([&] { created = texts(over_generated_.create(drafts)); });
        RC_ASSERT(refused == refused_id([&] { expected = texts(of_records_.create(drafts)); }));
        RC_ASSERT(created == expected);
    }

    void replace_by_generated() {
        options_ = any_generated();
        over_generated_.replace(options_);
        of_records_.replace(records_of(options_));
        know_integrations();
    }

    /// Afterwards both hold records alone.
    void replace_by_records() {
        const auto records = any_records();
        const auto refused = refused_id([&] { over_generated_.replace(records); });
        RC_ASSERT(refused == refused_id([&] { of_records_.replace(records); }));
        if (refused == 0) {
            of_records_.set_integrations({});
        }
    }

    static constexpr std::int64_t far_back = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t far_ahead = std::numeric_limits<std::int64_t>::max();

    generated_logs options_;
    sendmock::log_store over_generated_;
    sendmock::log_store of_records_;
};

} // namespace property::logs::generated_store

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(generated_store)

RC_BOOST_PROP(shows_the_same_rows_as_a_store_of_the_same_logs, ()) {
    const twin_stores stores{any_generated()};
    for (int window = 0; window < 20; ++window) {
        stores.compare();
    }
    stores.compare_all();
}

RC_BOOST_PROP(stays_the_same_after_any_changes, ()) {
    twin_stores stores{any_generated()};
    const int steps = *rc::gen::inRange(1, 30);
    for (int step = 0; step < steps; ++step) {
        stores.change();
        stores.compare();
    }
    stores.compare_all();
}

BOOST_AUTO_TEST_CASE(numbers_created_logs_after_the_largest_that_is_there) {
    const auto created_id = [](sendmock::log_store& store) {
        sendmock::log_reader reader{{.origin = sendmock::record_origin::created}};
        return store.create(reader.read(R"([{"base_url":"x"}])")).at(0).id();
    };
    sendmock::log_store store{generated_logs{.count = 5}};
    BOOST_TEST(store.erase(5));
    BOOST_TEST(store.erase(4));
    BOOST_TEST(store.erase(2));
    BOOST_TEST(created_id(store) == 4);
    BOOST_TEST(created_id(store) == 5);
    for (const std::int64_t id : {1, 3, 4, 5}) {
        BOOST_TEST(store.erase(id));
    }
    BOOST_TEST(store.size() == 0U);
    BOOST_TEST(created_id(store) == 1);
}

BOOST_AUTO_TEST_CASE(reads_beyond_the_farthest_positions) {
    const sendmock::log_store store{generated_logs{.count = 5}};
    for (const auto order : {ordering::created_at_descending, ordering::id_descending}) {
        for (const bool reverse : {false, true}) {
            const auto rows_beyond = [&](std::int64_t position) {
                return read(
                           store,
                           {.ordering = order, .reverse = reverse, .beyond = position, .limit = 10})
                    .size();
            };
            const auto behind = std::numeric_limits<std::int64_t>::min();
            const auto ahead = std::numeric_limits<std::int64_t>::max();
            BOOST_TEST(rows_beyond(behind) == (reverse ? 5U : 0U));
            BOOST_TEST(rows_beyond(ahead) == (reverse ? 0U : 5U));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
