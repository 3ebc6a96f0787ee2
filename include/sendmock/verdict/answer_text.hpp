// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_ANSWER_TEXT_HPP
#define SENDMOCK_VERDICT_ANSWER_TEXT_HPP

#include <sendmock/http/utf8.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/verdict/served_walk.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock {

/// What was served in answer to a request, for people: `page 2 was answered with 200 and
/// {"next":…`. Shows the first 200 bytes of the content, the Location of a redirection, and the
/// cause of a refusal. It may hold characters that a terminal obeys.
/// @param entry  its content kept
[[nodiscard]] inline std::string answer_text(const exchange& entry) {
    constexpr std::size_t most_bytes = 200;
    std::string text = entry.page ? "page " + std::to_string(*entry.page)
                                  : "request " + std::to_string(entry.number);
    const std::string status = std::to_string(entry.status);
    if (!entry.cause.empty() && entry.status >= 400) {
        return text + " was refused with " + status + ": " + entry.cause;
    }
    text += " was answered with " + status;
    text += entry.fault.empty() ? "" : " (fault: " + entry.fault + ')';
    if (!entry.location.empty()) {
        text += " and Location \"" + http::excerpt(entry.location, most_bytes) + '"';
    } else if (entry.content.empty()) {
        text += " and no content";
    } else {
        text += " and " + http::excerpt(entry.content, most_bytes);
    }
    return text + (entry.outcome == delivery::failed ? ", which was not delivered whole" : "");
}

/// The answer at which a walk ended that did not come to its last page: the last one in the place
/// of the page that is missing, or else the last page.
/// @param requests  of the walk, of which `served` was made; oldest first
/// @return null without any request
[[nodiscard]] inline const exchange* last_answer(const std::vector<exchange>& requests,
                                                 const served_walk& served) {
    const exchange* last = nullptr;
    for (const exchange& entry : requests) {
        if (!is_delivered_page(entry) &&
            cursor_in(entry.target).value_or("") == served.missing_cursor()) {
            last = &entry;
        }
    }
    if (last == nullptr && !requests.empty() && !is_delivered_page(requests.back())) {
        last = &requests.back();
    }
    return last != nullptr           ? last
           : !served.pages().empty() ? served.pages().back()
           : requests.empty()        ? nullptr
                                     : &requests.back();
}

/// The last answer that led to another host, by a link or a redirection.
/// @param requests  contents kept, oldest first
/// @param host  as in a URL, with its port
/// @return null where none did
[[nodiscard]] inline const exchange* answer_that_led_to(const std::vector<exchange>& requests,
                                                        std::string_view host) {
    const exchange* last = nullptr;
    for (const exchange& entry : requests) {
        const bool names_it = entry.location.find(host) != std::string::npos ||
                              entry.content.find(host) != std::string::npos;
        last = !host.empty() && names_it ? &entry : last;
    }
    return last;
}

} // namespace sendmock

#endif
