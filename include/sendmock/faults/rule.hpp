// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_RULE_HPP
#define SENDMOCK_FAULTS_RULE_HPP

#include <sendmock/faults/fault.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>

namespace sendmock {

/// When a fault acts, and how often: `on_page(2).times(3)`.
class condition {
public:
    /// The fault acts on the first so many requests that match; once without this.
    /// @throws std::invalid_argument for 0
    [[nodiscard]] condition times(std::uint32_t count) const {
        if (count == 0) {
            throw std::invalid_argument("times: expected at least 1, found 0");
        }
        condition changed = *this;
        changed.times_ = count;
        return changed;
    }

    /// The fault acts on every request that matches.
    [[nodiscard]] condition always() const {
        condition changed = *this;
        changed.times_.reset();
        return changed;
    }

    /// How often the fault acts at most; nothing for `always`.
    [[nodiscard]] std::optional<std::uint32_t> limit() const noexcept { return times_; }

    /// @param page  of the client's walk, from 1; nothing for a request that is for no page
    [[nodiscard]] bool matches(std::optional<std::uint32_t> page) const noexcept {
        return page && *page >= first_page_ && *page <= last_page_;
    }

    friend condition on_page(std::uint32_t page);
    friend condition from_page(std::uint32_t page);

private:
    condition(std::uint32_t first, std::uint32_t last) : first_page_(first), last_page_(last) {
        if (first < 1) {
            throw std::invalid_argument("page: expected at least 1, found 0");
        }
    }

    std::uint32_t first_page_;
    std::uint32_t last_page_;
    std::optional<std::uint32_t> times_ = 1;
};

/// Matches requests for one page of a client's walk, counted from 1; the walk's first page is the
/// one without a cursor.
/// @throws std::invalid_argument for 0
[[nodiscard]] inline condition on_page(std::uint32_t page) {
    return {page, page};
}

/// Matches requests for a page and all that follow it.
/// @throws std::invalid_argument for 0
[[nodiscard]] inline condition from_page(std::uint32_t page) {
    return {page, std::numeric_limits<std::uint32_t>::max()};
}

/// A fault and when it acts.
struct rule {
    condition when;
    fault then;
};

} // namespace sendmock

#endif
