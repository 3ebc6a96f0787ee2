// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_PAGINATOR_HPP
#define SENDMOCK_SERVICE_PAGINATOR_HPP

#include <sendmock/logs/log_source.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/service/position.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sendmock {

/// Which page is wanted.
struct page_query {
    sendmock::ordering ordering = sendmock::ordering::created_at_descending;
    std::size_t page_size = 100; ///< rows, at least 1
    sendmock::cursor cursor{};
    std::optional<std::int64_t> integration_id{}; ///< only this integration's logs
};

/// One page and the cursors of its neighbours.
struct page {
    std::span<const log_row> rows; ///< in the order in which they are served
    std::optional<cursor> next;
    std::optional<cursor> previous;
};

namespace detail {

/// What one end of a page knows of the rows beyond it.
struct page_end {
    bool exists = false;                   ///< whether there is a page beyond this end
    std::optional<std::string> position{}; ///< of the row beyond, or the cursor's own
};

/// Makes the cursor that leads out of a page.
///
/// It is the framework's rule: from the end towards the middle, the first row whose position
/// differs from its outer neighbour's gives the position, the rows passed over give the offset.
/// @param row, last  the page's rows, from the end that is left towards the other one
/// @param from  the end that is left
/// @param other  the opposite end
template <class Iterator>
[[nodiscard]] cursor leave_page(Iterator row,
                                Iterator last,
                                const page_end& from,
                                const page_end& other,
                                const page_query& query,
                                bool towards_next) {
    cursor link{.offset = 0, .reverse = !towards_next, .position = std::nullopt};
    if (row == last) {
        link.position = from.position;
        return link;
    }
    const bool along_cursor = query.cursor.reverse != towards_next;
    std::optional<std::string> compare = from.position;
    if (!along_cursor && query.cursor.offset != 0) {
        compare = position_of(*row, query.ordering);
    }
    for (; row != last; ++row) {
        std::string position = position_of(*row, query.ordering);
        if (position != compare) {
            link.position = std::move(position);
            return link;
        }
        ++link.offset;
    }
    if (!other.exists) {
        link.offset = static_cast<std::uint32_t>(query.page_size);
    } else {
        // Against the cursor's direction the framework forgets the rows that it passed over.
        link.offset =
            along_cursor ? query.cursor.offset + static_cast<std::uint32_t>(query.page_size) : 0;
        link.position = other.position;
    }
    return link;
}

} // namespace detail

/// Reads one page as Django REST framework's CursorPagination does, ties and artefacts included.
///
/// @param visit  called once with the page, which is valid only during the call; it must not call
/// back into the source
/// @return false, without a call, if the ordering's field refuses the cursor's position
[[nodiscard]] inline bool read_page(const log_source& source,
                                    const page_query& query,
                                    const std::function<void(const page&)>& visit) {
    log_window window{.ordering = query.ordering,
                      .reverse = query.cursor.reverse,
                      .offset = query.cursor.offset,
                      .limit = query.page_size + 1,
                      .integration_id = query.integration_id};
    if (query.cursor.position) {
        window.beyond = parse_position(*query.cursor.position, query.ordering);
        if (!window.beyond) {
            return false;
        }
    }
    source.read(window, [&](std::span<const log_row> rows) {
        detail::page_end ahead; // in reading direction
        if (rows.size() > query.page_size) {
            ahead = {.exists = true, .position = position_of(rows.back(), query.ordering)};
            rows = rows.first(query.page_size);
        }
        const detail::page_end behind{.exists = query.cursor.position || query.cursor.offset > 0,
                                      .position = query.cursor.position};
        std::vector<log_row> turned;
        if (query.cursor.reverse) {
            turned.assign(rows.rbegin(), rows.rend());
            rows = turned;
        }
        const detail::page_end& after = query.cursor.reverse ? behind : ahead;
        const detail::page_end& before = query.cursor.reverse ? ahead : behind;
        page result{.rows = rows, .next = std::nullopt, .previous = std::nullopt};
        if (after.exists) {
            result.next =
                detail::leave_page(rows.rbegin(), rows.rend(), after, before, query, true);
        }
        if (before.exists) {
            result.previous =
                detail::leave_page(rows.begin(), rows.end(), before, after, query, false);
        }
        visit(result);
    });
    return true;
}

} // namespace sendmock

#endif
