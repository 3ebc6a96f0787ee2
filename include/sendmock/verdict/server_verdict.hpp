// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_SERVER_VERDICT_HPP
#define SENDMOCK_VERDICT_SERVER_VERDICT_HPP

#include <sendmock/http/form.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/verdict/request_invariants.hpp>
#include <sendmock/verdict/served_walk.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace sendmock {

/// What a server knows of an account's clients without having seen what they returned.
struct server_evidence {
    std::vector<exchange> requests{};  ///< of the account, oldest first
    std::vector<exchange> elsewhere{}; ///< what reached the canary
    bool secure = false;               ///< whether the server speaks TLS
    std::uint32_t most_attempts = 10;  ///< at one target without success
};

namespace detail {

/// Judges `cursor_verbatim`, and says why `no_self_made_cursor` is not judged.
inline void judge_cursors_of_account(const std::vector<exchange>& requests, verdict& found) {
    std::unordered_set<std::string> issued;
    for (const exchange& entry : requests) {
        const auto cursor = cursor_in(entry.target);
        if (cursor && !cursor->empty()) {
            if (entry.page || issued.contains(*cursor)) {
                found.note(invariant::cursor_verbatim);
                found.note(invariant::no_self_made_cursor);
            } else if (const std::string* original =
                           entry.status == 404 ? original_of(*cursor, issued) : nullptr) {
                found.fail(invariant::cursor_verbatim,
                           "the cursor " + quoted_text(*original),
                           "the request had " + quoted_text(*cursor) + cause_text(entry),
                           entry.number);
            } else {
                const std::string why = "request " + std::to_string(entry.number) +
                                        " had a cursor that no link had; a test may send one "
                                        "on purpose";
                found.leave(invariant::no_self_made_cursor, why);
                if (!decode_cursor(*cursor)) {
                    found.leave(invariant::cursor_verbatim, why);
                }
            }
        }
        if (entry.links) {
            for (const auto* link : {&entry.links->next, &entry.links->previous}) {
                if (*link) {
                    issued.insert(**link);
                }
            }
        }
    }
}

/// Whether a target is what becomes of a null link in a client that takes it for a text.
[[nodiscard]] inline bool is_null_link(std::string_view target) {
    constexpr std::array<std::string_view, 5> names{
        "null", "None", "nil", "undefined", "%3Cnil%3E"};
    const std::string cursor = cursor_in(target).value_or("");
    const std::string_view path = origin_form(target).substr(0, origin_form(target).find('?'));
    const std::string_view segment = path.substr(path.rfind('/') + 1);
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return cursor == http::form_decode(name) || segment == name;
    });
}

/// Judges `no_request_after_end` of all walks of an account. Whoever asks for a page again may be
/// another client, or begin anew: a request for a null link right after a last page is the only
/// sure sign.
inline void judge_ends_of_walks(const std::vector<exchange>& requests, verdict& found) {
    struct walk_state {
        bool ended = false;
        std::unordered_map<std::string, bool> onward{}; // of `next`: delivered since it was served
    };

    std::map<std::uint32_t, walk_state> walks;
    bool after_last_page = false;
    for (const exchange& entry : requests) {
        if (after_last_page && is_null_link(entry.target)) {
            found.fail(invariant::no_request_after_end,
                       "no request beyond the last page",
                       "the client asked for " + quoted_text(entry.target),
                       entry.number);
        }
        after_last_page = is_delivered_page(entry) && !entry.links->next;
        if (!entry.walk) {
            continue;
        }
        walk_state& walk = walks[*entry.walk];
        const auto cursor = cursor_in(entry.target);
        const auto led_to = walk.onward.find(cursor.value_or(""));
        if (walk.ended && led_to != walk.onward.end() && led_to->second) {
            found.leave(invariant::no_request_after_end,
                        "request " + std::to_string(entry.number) +
                            " was for a page of a walk that had ended; another client, or a test "
                            "that kept the link, may send it");
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

/// Judges `bounded_attempts`: how often in a row each target is asked for without success. What the
/// service itself refuses, with no rule and no rate limit in play, tests may ask for on purpose.
/// @param most  that often at most
inline void
judge_failed_attempts(const std::vector<exchange>& requests, std::uint32_t most, verdict& found) {
    struct failures {
        std::uint32_t all = 0;
        std::uint32_t own = 0; // those that tests may want
    };

    std::map<std::pair<std::string_view, std::string_view>, failures> rows;
    for (const exchange& entry : requests) {
        found.note(invariant::bounded_attempts);
        failures& row = rows[{entry.method, entry.target}];
        const bool altered = !entry.fault.empty() || !entry.rule.empty();
        const bool well = entry.status >= 200 && entry.status < 400 && !altered;
        if (entry.attempt == 1) { // the tests changed the scenario, or it succeeded
            row = {};
        }
        if (well) {
            row = entry.outcome == delivery::complete ? failures{} : row;
            row.all += entry.outcome == delivery::failed ? 1U : 0U;
        } else if (altered || entry.status >= 500 || entry.status == 429) {
            ++row.all;
        } else {
            ++row.own;
        }
        if (row.all > most) {
            found.fail(invariant::bounded_attempts,
                       "at most " + std::to_string(most) +
                           " failed requests in a row for one target",
                       quoted_text(entry.target) + " was requested once more",
                       entry.number);
        } else if (row.all + row.own > most) {
            found.leave(invariant::bounded_attempts,
                        "the service refused " + quoted_text(entry.target) + " " +
                            std::to_string(row.all + row.own) +
                            " times in a row; tests of refusals may ask for it on purpose");
        }
    }
}

} // namespace detail

/// Judges an account's clients by their requests alone, of however many walks.
///
/// A suite has several clients, keeps links, and sends bad cursors on purpose. So only this fails:
/// - `cursor_verbatim`: an issued cursor was encoded otherwise, cut short, or sent with the link
///   around it, and was refused;
/// - `no_request_after_end`: the request right after a last page was for a null link, as
///   `cursor=null`;
/// - `bounded_attempts`: more than `most_attempts` requests for one target failed in a row;
/// - `credentials_stay_home` and `no_downgrade`: by what reached another origin.
///
/// Where requests look wrong and a suite may have meant them, the invariant is not judged, with the
/// reason: cursors that were never issued, pages that are asked for again after the last one, and
/// refusals by the service itself.
[[nodiscard]] inline verdict judge_requests(const server_evidence& evidence) {
    verdict found;
    detail::judge_cursors_of_account(evidence.requests, found);
    detail::judge_ends_of_walks(evidence.requests, found);
    detail::judge_failed_attempts(evidence.requests, evidence.most_attempts, found);
    if (!evidence.elsewhere.empty()) {
        note_other_origins(evidence.secure, found);
    }
    judge_other_origins(evidence.elsewhere, evidence.requests, evidence.secure, found);
    return found;
}

} // namespace sendmock

#endif
