// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_GENERATED_READER_HPP
#define SENDMOCK_LOGS_DETAIL_GENERATED_READER_HPP

#include <sendmock/logs/detail/generated_times.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_source.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <set>

namespace sendmock::detail {

/// Goes through the logs of a generated sequence that a window shows, in reading order; its offset
/// and limit are not looked at.
class generated_reader {
public:
    using index_set = std::set<std::uint64_t>;

    /// @param without  the indices of logs that are left out
    generated_reader(const generated_sequence& logs,
                     const log_window& window,
                     const index_set& without)
        : logs_(logs),
          window_(window),
          without_(without),
          by_id_(window.ordering == ordering::id_descending),
          ascending_(window.reverse) {
        find_range();
        done_ = begin_ >= end_;
        if (window_.integration_id && !logs_.has_integration(*window_.integration_id)) {
            done_ = true; // else all logs would be looked through
        }
        if (!done_) {
            const std::uint64_t first = ascending_ ? begin_ : end_ - 1;
            run_ = logs_.times().run_of(first);
            tied_ = logs_.times().run(run_);
            // Equal times go by ascending id, against the direction of the times.
            index_ = by_id_ ? first : ascending_ ? tied_.end - 1 : tied_.begin;
            skip();
        }
    }

    [[nodiscard]] bool done() const noexcept { return done_; }

    /// What the present log is; there is one unless `done`.
    [[nodiscard]] std::uint64_t index() const noexcept { return index_; }

    [[nodiscard]] std::int64_t id() const noexcept { return logs_.id(index_); }

    [[nodiscard]] instant created_at() const noexcept { return tied_.at; }

    void next() {
        step();
        skip();
    }

private:
    void find_range() {
        end_ = logs_.size();
        if (!window_.beyond) {
            return;
        }
        const std::int64_t position = *window_.beyond;
        if (by_id_) {
            const std::int64_t first = logs_.options().first_id;
            const auto below = position <= first
                                   ? std::uint64_t{0}
                                   : std::min(static_cast<std::uint64_t>(position - first), end_);
            if (!ascending_) {
                end_ = below; // ids below the position
            } else if (position >= first) {
                begin_ = below + 1;
            }
            return;
        }
        const instant at{std::chrono::microseconds{position}};
        if (ascending_) {
            begin_ = logs_.times().not_later_than(at);
        } else {
            end_ = logs_.times().earlier_than(at);
        }
    }

    void skip() {
        while (!done_ && is_left_out()) {
            step();
        }
    }

    [[nodiscard]] bool is_left_out() const {
        return (window_.integration_id && logs_.integration_id(index_) != window_.integration_id) ||
               (!without_.empty() && without_.contains(index_));
    }

    void step() {
        const bool within_run =
            by_id_ == ascending_ ? index_ + 1 < tied_.end : index_ > tied_.begin;
        if (within_run) {
            // By id, the last log of all lies within a run too.
            index_ += by_id_ == ascending_ ? 1U : static_cast<std::uint64_t>(-1);
            return;
        }
        done_ = ascending_ ? tied_.end >= end_ : tied_.begin <= begin_;
        if (!done_) {
            run_ += ascending_ ? 1U : static_cast<std::uint64_t>(-1);
            tied_ = logs_.times().run(run_);
            index_ = by_id_ == ascending_ ? tied_.begin : tied_.end - 1;
        }
    }

    const generated_sequence& logs_;
    const log_window& window_;
    const index_set& without_;
    const bool by_id_;
    const bool ascending_;
    std::uint64_t begin_ = 0; // indices from begin_ up to, but without, end_
    std::uint64_t end_ = 0;
    bool done_ = true;
    std::uint64_t run_ = 0;
    tied_logs tied_{};
    std::uint64_t index_ = 0;
};

} // namespace sendmock::detail

#endif
