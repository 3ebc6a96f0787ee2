// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_LOG_INDEX_HPP
#define SENDMOCK_LOGS_DETAIL_LOG_INDEX_HPP

#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/log_source.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
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

/// Logs in both orders; it refers to the records and does not own them.
class log_index {
public:
    using id_map = std::map<std::int64_t, const log_record*, std::greater<>>;
    using time_map = std::map<time_key, const log_record*>;

    /// Adds a record whose id is not there yet.
    void add(const log_record& record) {
        by_id_.emplace(record.id(), &record);
        by_time_.emplace(time_key{record.created_at(), record.id()}, &record);
    }

    void remove(const log_record& record) noexcept {
        by_id_.erase(record.id());
        by_time_.erase(time_key{record.created_at(), record.id()});
    }

    /// Takes all of other, whose ids are not there yet; allocates nothing.
    void merge(log_index& other) noexcept {
        by_id_.merge(other.by_id_);
        by_time_.merge(other.by_time_);
    }

    [[nodiscard]] const time_map& by_time() const noexcept { return by_time_; }

    /// The rows of the window, whose integration_id is not looked at.
    [[nodiscard]] std::vector<log_row> rows(const log_window& window) const {
        using limits = std::numeric_limits<std::int64_t>;
        if (window.ordering == ordering::id_descending) {
            if (!window.beyond) {
                return rows_between(by_id_, by_id_.begin(), by_id_.end(), window);
            }
            return window.reverse
                       ? rows_between(
                             by_id_, by_id_.begin(), by_id_.lower_bound(*window.beyond), window)
                       : rows_between(
                             by_id_, by_id_.upper_bound(*window.beyond), by_id_.end(), window);
        }
        if (!window.beyond) {
            return rows_between(by_time_, by_time_.begin(), by_time_.end(), window);
        }
        const instant at{std::chrono::microseconds{*window.beyond}};
        return window.reverse ? rows_between(by_time_,
                                             by_time_.begin(),
                                             by_time_.lower_bound({at, limits::min()}),
                                             window)
                              : rows_between(by_time_,
                                             by_time_.upper_bound({at, limits::max()}),
                                             by_time_.end(),
                                             window);
    }

private:
    template <typename Map, typename Iterator>
    static std::vector<log_row>
    rows_between(const Map& map, Iterator first, Iterator last, const log_window& window) {
        return window.reverse ? copy_rows(map.size(),
                                          std::make_reverse_iterator(last),
                                          std::make_reverse_iterator(first),
                                          window)
                              : copy_rows(map.size(), first, last, window);
    }

    template <typename Iterator>
    static std::vector<log_row>
    copy_rows(std::size_t most, Iterator first, Iterator last, const log_window& window) {
        for (std::size_t skipped = 0; skipped < window.offset && first != last; ++skipped) {
            ++first;
        }
        std::vector<log_row> rows;
        rows.reserve(std::min(window.limit, most));
        for (; rows.size() < window.limit && first != last; ++first) {
            const auto& record = *first->second;
            rows.push_back({record.id(), record.created_at(), record.text()});
        }
        return rows;
    }

    id_map by_id_;
    time_map by_time_;
};

} // namespace sendmock::detail

#endif
