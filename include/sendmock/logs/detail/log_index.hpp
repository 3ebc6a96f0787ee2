// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_LOG_INDEX_HPP
#define SENDMOCK_LOGS_DETAIL_LOG_INDEX_HPP

#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/log_source.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <set>
#include <vector>

namespace sendmock::detail {

/// A place in the order of time: later first, equal times by ascending id.
struct time_key {
    instant at{};
    std::int64_t id = 0;

    [[nodiscard]] bool operator<(const time_key& other) const noexcept {
        return at != other.at ? at > other.at : id < other.id;
    }
};

/// The order of time, as of a set that can be asked for a time_key.
struct by_time {
    using is_transparent = void;

    template <class Left, class Right>
    [[nodiscard]] bool operator()(const Left& left, const Right& right) const noexcept {
        return key(left) < key(right);
    }

    [[nodiscard]] static time_key key(const log_record* record) noexcept {
        return {record->created_at(), record->id()};
    }

    [[nodiscard]] static time_key key(const time_key& place) noexcept { return place; }
};

/// The order of ids, largest first, as of a set that can be asked for an id.
struct by_id {
    using is_transparent = void;

    template <class Left, class Right>
    [[nodiscard]] bool operator()(const Left& left, const Right& right) const noexcept {
        return key(left) > key(right);
    }

    [[nodiscard]] static std::int64_t key(const log_record* record) noexcept {
        return record->id();
    }

    [[nodiscard]] static std::int64_t key(std::int64_t id) noexcept { return id; }
};

/// Logs in both orders; it refers to the records and does not own them.
class log_index {
public:
    /// Adds a record whose id is not there yet.
    void add(const log_record& record) {
        by_id_.insert(&record);
        by_time_.insert(&record);
    }

    /// @param record  one that was added
    void remove(const log_record& record) noexcept {
        by_id_.erase(&record);
        by_time_.erase(&record);
    }

    /// Takes all of other, whose ids are not there yet; allocates nothing.
    void merge(log_index& other) noexcept {
        by_id_.merge(other.by_id_);
        by_time_.merge(other.by_time_);
    }

    /// The rows of the window, whose integration_id is not looked at.
    [[nodiscard]] std::vector<log_row> rows(const log_window& window) const {
        using limits = std::numeric_limits<std::int64_t>;
        if (window.ordering == ordering::id_descending) {
            return window.beyond ? rows_beyond(by_id_, *window.beyond, *window.beyond, window)
                                 : rows_between(by_id_, by_id_.begin(), by_id_.end(), window);
        }
        if (!window.beyond) {
            return rows_between(by_time_, by_time_.begin(), by_time_.end(), window);
        }
        const instant at{std::chrono::microseconds{*window.beyond}};
        return rows_beyond(
            by_time_, time_key{at, limits::min()}, time_key{at, limits::max()}, window);
    }

private:
    /// @param first, last  the outermost places at the window's position
    template <class Set, class Place>
    static std::vector<log_row>
    rows_beyond(const Set& set, const Place& first, const Place& last, const log_window& window) {
        return window.reverse ? rows_between(set, set.begin(), set.lower_bound(first), window)
                              : rows_between(set, set.upper_bound(last), set.end(), window);
    }

    template <class Set, class Iterator>
    static std::vector<log_row>
    rows_between(const Set& set, Iterator first, Iterator last, const log_window& window) {
        return window.reverse ? copy_rows(set.size(),
                                          std::make_reverse_iterator(last),
                                          std::make_reverse_iterator(first),
                                          window)
                              : copy_rows(set.size(), first, last, window);
    }

    template <class Iterator>
    static std::vector<log_row>
    copy_rows(std::size_t most, Iterator first, Iterator last, const log_window& window) {
        for (std::size_t skipped = 0; skipped < window.offset && first != last; ++skipped) {
            ++first;
        }
        std::vector<log_row> rows;
        rows.reserve(std::min(window.limit, most));
        for (; rows.size() < window.limit && first != last; ++first) {
            const log_record& record = **first;
            rows.push_back({record.id(), record.created_at(), record.text()});
        }
        return rows;
    }

    std::set<const log_record*, by_id> by_id_;
    std::set<const log_record*, by_time> by_time_;
};

} // namespace sendmock::detail

#endif
