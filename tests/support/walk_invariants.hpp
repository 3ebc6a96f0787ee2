// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_WALK_INVARIANTS_HPP
#define SENDMOCK_TESTS_SUPPORT_WALK_INVARIANTS_HPP

#include <sendmock/http/form.hpp>
#include <sendmock/service/cursor.hpp>

#include "support/paging_case.hpp"
#include "support/recorded_walk.hpp"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// What is wrong: a sentence that says what was expected and what happened; nothing if all is well.
using finding = std::optional<std::string>;

namespace detail {

[[nodiscard]] inline std::int64_t id_of(const nlohmann::json& log) {
    return log.at("id").get<std::int64_t>();
}

[[nodiscard]] inline std::int64_t id_of(const case_log& log) {
    return log.id;
}

/// The ids of the first logs, `3, 2, 1`.
template <class Logs>
[[nodiscard]] std::string ids_of(const Logs& logs) {
    constexpr std::size_t most = 12;
    std::string text;
    for (std::size_t i = 0; i < logs.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(id_of(logs[i]));
    }
    return logs.empty() ? "none" : logs.size() > most ? text + ", ..." : text;
}

/// The form-decoded cursor of a link or a request target; the last one counts.
[[nodiscard]] inline std::optional<std::string> cursor_in(std::string_view url) {
    std::optional<std::string> cursor;
    const std::size_t query = url.find('?');
    if (query != std::string_view::npos) {
        for (http::form_pair& pair : http::parse_form(url.substr(query + 1))) {
            if (pair.name == "cursor") {
                cursor = std::move(pair.value);
            }
        }
    }
    return cursor;
}

/// `no cursor`, or `the cursor cD04 (p=8)`.
[[nodiscard]] inline std::string describe_cursor(const std::optional<std::string>& cursor) {
    if (!cursor) {
        return "no cursor";
    }
    const auto decoded = decode_cursor(*cursor);
    return "the cursor " + *cursor +
           (decoded ? " (" + http::form_decode(to_tokens(*decoded)) + ")" : " (damaged)");
}

/// The logs that are there all the time, in the order in which the client has to yield them.
[[nodiscard]] inline std::vector<case_log> expected_logs(const recorded_walk& walk,
                                                         const paging_case& given) {
    std::vector<case_log> expected = given.served_order();
    if (walk.direction == direction::backward) {
        std::reverse(expected.begin(), expected.end());
    }
    return expected;
}

} // namespace detail

/// The walk ends.
[[nodiscard]] inline finding terminates(const recorded_walk& walk, const paging_case&) {
    if (!walk.stopped) {
        return std::nullopt;
    }
    return "expected at most " + std::to_string(walk.most_requests) + " requests, stopped at the " +
           std::to_string(walk.requests.size()) + "th";
}

[[nodiscard]] inline finding authenticates_every_request(const recorded_walk& walk,
                                                         const paging_case&) {
    for (std::size_t i = 0; i < walk.requests.size(); ++i) {
        if (!walk.requests[i].authenticated) {
            return "expected credentials with each request, found request " +
                   std::to_string(i + 1) + " refused: " + walk.requests[i].reason;
        }
    }
    return std::nullopt;
}

/// The first request has no cursor, each other one that of the page before, as it was issued.
[[nodiscard]] inline finding passes_cursors_on_verbatim(const recorded_walk& walk,
                                                        const paging_case&) {
    const auto links = links_onward(walk);
    for (std::size_t i = 0; i < walk.requests.size(); ++i) {
        if (i > 0 && !links[i - 1]) {
            return std::nullopt; // behind the end; not this one's matter
        }
        const auto issued = i == 0 ? std::nullopt : detail::cursor_in(*links[i - 1]);
        const auto sent = detail::cursor_in(walk.requests[i].target);
        if (sent != issued) {
            return "expected request " + std::to_string(i + 1) + " with " +
                   detail::describe_cursor(issued) + ", found " + detail::describe_cursor(sent);
        }
    }
    return std::nullopt;
}

[[nodiscard]] inline finding requests_nothing_after_the_end(const recorded_walk& walk,
                                                            const paging_case&) {
    const auto links = links_onward(walk);
    const auto end = std::find(links.begin(), links.end(), std::nullopt);
    const auto behind = links.end() - end - 1;
    if (behind <= 0 || walk.served[static_cast<std::size_t>(end - links.begin())].status != 200) {
        return std::nullopt;
    }
    return "expected no request after the last page, found " + std::to_string(behind);
}

/// The client does not say that something went wrong: nothing did.
[[nodiscard]] inline finding reports_no_error(const recorded_walk& walk, const paging_case&) {
    return walk.failure.empty() ? finding()
                                : "expected a complete walk, found the error: " + walk.failure;
}

/// No log is yielded twice.
[[nodiscard]] inline finding yields_each_log_once(const recorded_walk& walk, const paging_case&) {
    std::set<std::int64_t> ids;
    for (const nlohmann::json& log : walk.yielded) {
        if (!ids.insert(detail::id_of(log)).second) {
            return "expected each log once, found " + std::to_string(detail::id_of(log)) +
                   " again in: " + detail::ids_of(walk.yielded);
        }
    }
    return std::nullopt;
}

/// Logs that are there all the time are yielded in the service's order.
[[nodiscard]] inline finding yields_in_order(const recorded_walk& walk, const paging_case& given) {
    const std::vector<case_log> expected = detail::expected_logs(walk, given);
    std::map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        places[expected[i].id] = i;
    }
    std::size_t last = 0;
    for (const nlohmann::json& log : walk.yielded) {
        const auto place = places.find(detail::id_of(log));
        if (place == places.end()) {
            continue;
        }
        if (place->second < last) {
            return "expected the order " + detail::ids_of(expected) + "; found " +
                   detail::ids_of(walk.yielded);
        }
        last = place->second;
    }
    return std::nullopt;
}

/// Every log that is there all the time is yielded.
[[nodiscard]] inline finding yields_every_log(const recorded_walk& walk, const paging_case& given) {
    std::set<std::int64_t> ids;
    for (const nlohmann::json& log : walk.yielded) {
        ids.insert(detail::id_of(log));
    }
    const std::vector<case_log> expected = detail::expected_logs(walk, given);
    for (const case_log& log : expected) {
        if (!ids.contains(log.id)) {
            return "expected " + detail::ids_of(expected) + "; found " +
                   detail::ids_of(walk.yielded) + ", without " + std::to_string(log.id);
        }
    }
    return std::nullopt;
}

/// Each log is yielded as it was stored, member by member.
[[nodiscard]] inline finding yields_logs_unaltered(const recorded_walk& walk,
                                                   const paging_case& given) {
    std::map<std::int64_t, nlohmann::json> stored;
    for (const case_log& log : given.logs) {
        stored.emplace(log.id, log.json());
    }
    for (const nlohmann::json& log : walk.yielded) {
        const auto original = stored.find(detail::id_of(log));
        if (original == stored.end() || original->second != log) {
            return "expected " +
                   (original == stored.end() ? "no such log" : original->second.dump()) +
                   ", found " + log.dump();
        }
    }
    return std::nullopt;
}

/// What is yielded is what the answers held, in their order. What the service serves again may be
/// yielded again or not.
[[nodiscard]] inline finding yields_what_was_served(const recorded_walk& walk, const paging_case&) {
    const std::vector<nlohmann::json> served = served_logs(walk);
    std::set<std::int64_t> ids;
    auto yielded = walk.yielded.begin();
    for (const nlohmann::json& log : served) {
        const bool again = !ids.insert(detail::id_of(log)).second;
        if (yielded != walk.yielded.end() && *yielded == log) {
            ++yielded;
        } else if (!again) {
            return "expected what was served: " + detail::ids_of(served) + "; found " +
                   detail::ids_of(walk.yielded);
        }
    }
    if (yielded == walk.yielded.end()) {
        return std::nullopt;
    }
    return "expected no more than was served: " + detail::ids_of(served) + "; found " +
           detail::ids_of(walk.yielded);
}

/// A finding function with the words that it reports under.
struct invariant {
    std::string_view name;
    finding (*check)(const recorded_walk&, const paging_case&) = nullptr;
};

/// What holds for every walk, whatever happens to the data. Causes come before their effects.
inline constexpr invariant invariants_of_each_walk[]{
    {"terminates", terminates},
    {"authenticates_every_request", authenticates_every_request},
    {"passes_cursors_on_verbatim", passes_cursors_on_verbatim},
    {"requests_nothing_after_the_end", requests_nothing_after_the_end},
    {"reports_no_error", reports_no_error},
    {"yields_logs_unaltered", yields_logs_unaltered}};

/// What holds besides for data at rest, and where positions are distinct also for those logs that
/// are there all the time.
inline constexpr invariant invariants_of_complete_walks[]{
    {"yields_each_log_once", yields_each_log_once},
    {"yields_in_order", yields_in_order},
    {"yields_every_log", yields_every_log}};

/// The first invariant that does not hold, as `name: sentence`; empty if all hold. RapidCheck takes
/// a property that returns it.
[[nodiscard]] inline std::string
first_violation(const recorded_walk& walk, const paging_case& given, bool complete = true) {
    const auto first_of = [&](std::span<const invariant> invariants) -> std::string {
        for (const auto& [name, check] : invariants) {
            if (const finding found = check(walk, given)) {
                return std::string(name) + ": " + *found;
            }
        }
        return {};
    };
    constexpr invariant last[]{{"yields_what_was_served", yields_what_was_served}};
    std::string found = first_of(invariants_of_each_walk);
    if (found.empty() && complete) {
        found = first_of(invariants_of_complete_walks);
    }
    return found.empty() ? first_of(last) : found;
}

} // namespace sendmock::tests

#endif
