// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_SERVER_VERDICT_HPP
#define SENDMOCK_VERDICT_SERVER_VERDICT_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/verdict/request_invariants.hpp>
#include <sendmock/verdict/served_walk.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace sendmock {

/// What a server knows of an account's clients without having seen what they returned.
struct server_evidence {
    std::vector<exchange> requests{};  ///< of the account, oldest first
    std::vector<exchange> elsewhere{}; ///< what reached the canary
    bool secure = false;               ///< whether the server speaks TLS
    std::uint32_t most_attempts = 10;  ///< at one target in one walk
};

namespace detail {

/// Judges `no_request_after_end` of many walks: a page that `next` led to is not asked for again
/// in a walk whose last page was delivered. `previous` may be followed from there, and `next` once
/// from each page that is then delivered.
inline void judge_ends_of_walks(const std::vector<exchange>& requests, verdict& found) {
    struct walk_state {
        bool ended = false;
        std::unordered_map<std::string, bool> onward{}; // of `next`: delivered since it was served
    };

    std::map<std::uint32_t, walk_state> walks;
    for (const exchange& entry : requests) {
        if (!entry.walk) {
            continue;
        }
        walk_state& walk = walks[*entry.walk];
        const auto cursor = cursor_in(entry.target);
        const auto led_to = walk.onward.find(cursor.value_or(""));
        if (walk.ended && led_to != walk.onward.end() && led_to->second) {
            found.fail(invariant::no_request_after_end,
                       "no request behind the last page",
                       "the client asked again for " + quoted_text(entry.target),
                       entry.number);
        }
        if (is_delivered_page(entry)) {
            if (led_to != walk.onward.end()) {
                led_to->second = true;
            }
            if (entry.links->next) {
                walk.onward.insert_or_assign(*entry.links->next, false);
            } else {
                walk.ended = true;
                found.note(invariant::no_request_after_end);
            }
        }
    }
}

} // namespace detail

/// Judges an account's clients by their requests alone, of however many walks. Only these can fail:
/// `credentials_stay_home`, `no_downgrade`, `cursor_verbatim`, `no_self_made_cursor`,
/// `bounded_attempts` and `no_request_after_end`.
[[nodiscard]] inline verdict judge_requests(const server_evidence& evidence) {
    verdict found;
    judge_cursors(evidence.requests, std::nullopt, found);
    detail::judge_ends_of_walks(evidence.requests, found);
    judge_attempts(evidence.requests, evidence.most_attempts, found);
    if (!evidence.elsewhere.empty()) {
        note_other_origins(evidence.secure, found);
    }
    judge_other_origins(evidence.elsewhere, evidence.secure, found);
    return found;
}

} // namespace sendmock

#endif
