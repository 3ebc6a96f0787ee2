// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_SERVED_WALK_HPP
#define SENDMOCK_VERDICT_SERVED_WALK_HPP

#include <sendmock/http/form.hpp>
#include <sendmock/http/target.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/logs/member_text.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sendmock {

/// The form-decoded `cursor` parameter of a target; nothing without one.
[[nodiscard]] inline std::optional<std::string> cursor_in(std::string_view target) {
    std::optional<std::string> found;
    const std::size_t query = target.find('?');
    if (query != std::string_view::npos) {
        for (auto& [name, value] : http::parse_form(target.substr(query + 1))) {
            if (name == "cursor") {
                found = std::move(value); // the last one counts
            }
        }
    }
    return found;
}

/// Whether an answer is a page that reached its client whole.
[[nodiscard]] inline bool is_delivered_page(const exchange& entry) {
    return entry.method == "GET" && entry.status == 200 && entry.links.has_value() &&
           entry.outcome == delivery::complete;
}

/// The rows of an answer that is a page, as JSON; they point into it.
[[nodiscard]] inline std::vector<std::string_view> rows_of(const exchange& page) {
    return element_texts(member_text(page.content, "results"));
}

/// What the service served on one walk: the pages that were delivered whole, from the first one
/// along the links. Points into the requests that it was made from.
class served_walk {
public:
    /// @param requests  of the walk, contents kept; must live longer
    /// @param first_target  of the URL at which the walk began
    served_walk(const std::vector<exchange>& requests,
                std::string_view first_target,
                bool backward = false) {
        std::unordered_map<std::string, const exchange*> pages; // the last of each cursor
        for (const exchange& entry : requests) {
            if (is_delivered_page(entry)) {
                pages[cursor_in(entry.target).value_or("")] = &entry;
            }
        }
        std::string at = cursor_in(first_target).value_or("");
        std::set<std::string> seen;
        for (;;) {
            missing_cursor_ = at;
            if (!seen.insert(at).second) {
                endless_ = true;
                return;
            }
            const auto page = pages.find(at);
            if (page == pages.end()) {
                return;
            }
            pages_.push_back(page->second);
            const auto& onward =
                backward ? page->second->links->previous : page->second->links->next;
            if (!onward) {
                missing_cursor_.reset();
                complete_ = true;
                return;
            }
            at = *onward;
        }
    }

    /// The pages in the order of the walk.
    [[nodiscard]] const std::vector<const exchange*>& pages() const noexcept { return pages_; }

    /// Whether the last of them has no link onward.
    [[nodiscard]] bool complete() const noexcept { return complete_; }

    /// The cursor of the page that would come next, empty for the first one; nothing where the walk
    /// is complete. Where the links go round, it is one that had a page.
    [[nodiscard]] const std::optional<std::string>& missing_cursor() const noexcept {
        return missing_cursor_;
    }

    /// Whether the links go round.
    [[nodiscard]] bool endless() const noexcept { return endless_; }

    /// The rows in the order in which they were served, as JSON.
    [[nodiscard]] std::vector<std::string_view> rows() const {
        std::vector<std::string_view> all;
        for (const exchange* page : pages_) {
            const auto rows = rows_of(*page);
            all.insert(all.end(), rows.begin(), rows.end());
        }
        return all;
    }

private:
    std::vector<const exchange*> pages_;
    std::optional<std::string> missing_cursor_;
    bool complete_ = false;
    bool endless_ = false;
};

} // namespace sendmock

#endif
