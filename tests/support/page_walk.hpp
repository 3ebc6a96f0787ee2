// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_PAGE_WALK_HPP
#define SENDMOCK_TESTS_SUPPORT_PAGE_WALK_HPP

#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sendmock::tests {

/// A page as a client got it; what is no page has neither rows nor links.
struct walked_page {
    std::string target{};
    received_answer answer{};
    std::vector<std::int64_t> ids{};
    std::optional<std::string> next{}; ///< as a URL; nothing where it is null or absent
    std::optional<std::string> previous{};
};

inline walked_page get_page(service_client& client,
                            const std::string& target = std::string(logs_target)) {
    walked_page page{.target = target, .answer = client.get(target)};
    const auto content =
        nlohmann::json::parse(page.answer.content, nullptr, /*allow_exceptions=*/false);
    if (page.answer.status != 200 || !content.is_object()) {
        return page;
    }
    if (const auto results = content.find("results"); results != content.end()) {
        for (const auto& log : *results) {
            page.ids.push_back(log.at("id").get<std::int64_t>());
        }
    }
    const auto link = [&](const char* name) {
        const auto found = content.find(name);
        return found == content.end() || !found->is_string()
                   ? std::nullopt
                   : std::optional(found->get<std::string>());
    };
    page.next = link("next");
    page.previous = link("previous");
    return page;
}

/// The page to which a link leads, which may be relative.
inline walked_page follow(service_client& client, const std::string& link) {
    return get_page(client, link.starts_with('/') ? link : target_of(link));
}

/// A page and those to which its links lead, to the end or so many of them.
/// @param onward  which link leads on
inline std::vector<walked_page>
pages_from(service_client& client,
           const std::string& target = std::string(logs_target),
           std::optional<std::string> walked_page::*onward = &walked_page::next,
           std::size_t most = 200) {
    std::vector<walked_page> pages{get_page(client, target)};
    while (pages.back().*onward && !(pages.back().*onward)->empty() && pages.size() < most) {
        pages.push_back(follow(client, *(pages.back().*onward)));
    }
    return pages;
}

/// The rows of pages: `7 6 5|4 3 2|1`.
[[nodiscard]] inline std::string rows_of(const std::vector<walked_page>& pages) {
    std::string text;
    for (const walked_page& page : pages) {
        text += &page == pages.data() ? "" : "|";
        for (std::size_t row = 0; row < page.ids.size(); ++row) {
            text += (row == 0 ? "" : " ") + std::to_string(page.ids[row]);
        }
    }
    return text;
}

/// All rows in the order in which a client reads them.
/// @param backward  whether it reads each page from its end
[[nodiscard]] inline std::vector<std::int64_t> ids_of(const std::vector<walked_page>& pages,
                                                      bool backward = false) {
    std::vector<std::int64_t> ids;
    for (const walked_page& page : pages) {
        if (backward) {
            ids.insert(ids.end(), page.ids.rbegin(), page.ids.rend());
        } else {
            ids.insert(ids.end(), page.ids.begin(), page.ids.end());
        }
    }
    return ids;
}

} // namespace sendmock::tests

#endif
