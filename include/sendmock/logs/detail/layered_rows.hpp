// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_LAYERED_ROWS_HPP
#define SENDMOCK_LOGS_DETAIL_LAYERED_ROWS_HPP

#include <sendmock/logs/detail/generated_reader.hpp>
#include <sendmock/logs/generated_sequence.hpp>
#include <sendmock/logs/log_source.hpp>
#include <sendmock/logs/ordering.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::detail {

/// How many rows of either layer a window can need.
[[nodiscard]] inline std::size_t rows_needed(const log_window& window) noexcept {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    return window.limit > most - window.offset ? most : window.limit + window.offset;
}

/// Goes through the rows that a window shows of stored logs over generated ones, in reading order.
/// @param stored  the first `rows_needed` of the stored ones
/// @param generated  at the first of the generated ones
/// @param on_stored  gets a row of `stored`
/// @param on_generated  called while `generated` stands at the row
template <class OnStored, class OnGenerated>
void visit_layers(const log_window& window,
                  const std::vector<log_row>& stored,
                  generated_reader& generated,
                  const OnStored& on_stored,
                  const OnGenerated& on_generated) {
    const auto stored_is_next = [&](const log_row& row) {
        if (window.ordering == ordering::id_descending) {
            return (row.id > generated.id()) != window.reverse;
        }
        if (row.created_at != generated.created_at()) {
            return (row.created_at > generated.created_at()) != window.reverse;
        }
        return (row.id < generated.id()) != window.reverse;
    };
    auto next = stored.begin();
    const std::size_t end = rows_needed(window);
    for (std::size_t place = 0; place < end; ++place) {
        const bool has_stored = next != stored.end();
        if (!has_stored && generated.done()) {
            return;
        }
        const bool is_shown = place >= window.offset;
        if (has_stored && (generated.done() || stored_is_next(*next))) {
            if (is_shown) {
                on_stored(*next);
            }
            ++next;
        } else {
            if (is_shown) {
                on_generated();
            }
            generated.next();
        }
    }
}

/// The rows that a window shows of stored logs over generated ones.
class layered_rows {
public:
    /// @param stored  as of visit_layers()
    layered_rows(const log_window& window,
                 const std::vector<log_row>& stored,
                 const generated_sequence& logs,
                 const generated_reader::index_set& without) {
        constexpr std::size_t usual_rows = 128;
        constexpr std::size_t usual_size = 768;
        text_.reserve(std::min(window.limit, usual_rows) * usual_size);
        std::vector<text_range> generated_texts;
        generated_reader generated(logs, window, without);
        visit_layers(
            window,
            stored,
            generated,
            [&](const log_row& row) {
                rows_.push_back(row);
                generated_texts.emplace_back();
            },
            [&] {
                const std::size_t begin = text_.size();
                const owner_members owners =
                    logs.append_json(text_, generated.index(), generated.created_at());
                rows_.push_back({generated.id(), generated.created_at(), {{}, owners}});
                generated_texts.push_back({begin, text_.size()});
            });
        // Only now does the text stay where it is.
        for (std::size_t at = 0; at < rows_.size(); ++at) {
            const auto& [begin, end] = generated_texts[at];
            if (begin != end) {
                rows_[at].text.json = std::string_view(text_).substr(begin, end - begin);
            }
        }
    }

    layered_rows(const layered_rows&) = delete;
    layered_rows& operator=(const layered_rows&) = delete;
    ~layered_rows() = default;

    /// Valid as long as this object and the stored logs.
    [[nodiscard]] const std::vector<log_row>& rows() const noexcept { return rows_; }

private:
    std::string text_; // of the generated rows, one behind the other
    std::vector<log_row> rows_;
};

} // namespace sendmock::detail

#endif
