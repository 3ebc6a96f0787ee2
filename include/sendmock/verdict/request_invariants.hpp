// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_REQUEST_INVARIANTS_HPP
#define SENDMOCK_VERDICT_REQUEST_INVARIANTS_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/verdict/answer_text.hpp>
#include <sendmock/verdict/served_walk.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace sendmock {

namespace detail {

/// What remains of a cursor whatever was done to its encoding.
[[nodiscard]] inline std::string core_of(std::string text) {
    for (int times = 0; times < 3; ++times) {
        text = http::form_decode(text);
    }
    std::string core;
    for (const char c : text) {
        if (http::is_alphanumeric(c)) {
            core += c;
        }
    }
    return core;
}

/// The cursor that a client changed on its way from a link to a request: encoded otherwise, cut
/// short to half of it at least, or sent with the link around it.
/// @param issued  to the account, in any of its walks
/// @return null if no issued cursor is like it
[[nodiscard]] inline const std::string* original_of(const std::string& sent,
                                                    const std::unordered_set<std::string>& issued) {
    constexpr std::string_view parameter = "cursor=";
    constexpr std::size_t shortest = 8; // less may be the beginning of anything
    const std::size_t in_link = sent.rfind(parameter);
    const std::string core =
        core_of(in_link == std::string::npos ? sent : sent.substr(in_link + parameter.size()));
    for (const std::string& one : issued) {
        const std::string whole = core_of(one);
        const bool cut_short =
            core.size() >= shortest && core.size() >= whole.size() / 2 && whole.starts_with(core);
        if (whole == core || cut_short) {
            return &one;
        }
    }
    return nullptr;
}

[[nodiscard]] inline std::string quoted_text(std::string_view text) {
    constexpr std::size_t most = 200;
    return '"' + http::excerpt(text, most) + '"';
}

/// Why a request was refused, behind something else; empty where it was not.
[[nodiscard]] inline std::string cause_text(const exchange& entry) {
    return entry.cause.empty()
               ? ""
               : "; it was answered with " + std::to_string(entry.status) + ": " + entry.cause;
}

/// Path and query of a target, which may be a whole URL (RFC 9112, section 3.2.2).
[[nodiscard]] constexpr std::string_view origin_form(std::string_view target) noexcept {
    constexpr std::string_view separator = "://";
    const std::size_t authority = target.find(separator);
    if (target.starts_with('/') || authority == std::string_view::npos) {
        return target;
    }
    const std::size_t path = target.find('/', authority + separator.size());
    return path == std::string_view::npos ? std::string_view() : target.substr(path);
}

/// The parameters of a target besides the cursor, sorted.
[[nodiscard]] inline std::multiset<std::pair<std::string, std::string>>
other_parameters(std::string_view target) {
    std::multiset<std::pair<std::string, std::string>> found;
    const std::size_t query = target.find('?');
    if (query != std::string_view::npos) {
        for (auto& [name, value] : http::parse_form(target.substr(query + 1))) {
            if (name != "cursor") {
                found.emplace(std::move(name), std::move(value));
            }
        }
    }
    return found;
}

/// Which parameters were lost, changed and added on the way to a request, for people:
/// `shop=2 was lost; `. Empty where none was.
[[nodiscard]] inline std::string
lost_parameters(std::multiset<std::pair<std::string, std::string>> wanted,
                std::multiset<std::pair<std::string, std::string>> sent) {
    for (auto one = wanted.begin(); one != wanted.end();) {
        const auto same = sent.find(*one);
        if (same != sent.end()) {
            sent.erase(same);
            one = wanted.erase(one);
        } else {
            ++one;
        }
    }
    const auto text_of = [](const auto& parameter) {
        constexpr std::size_t most = 100;
        return http::excerpt(parameter.first + '=' + parameter.second, most);
    };
    std::string text;
    for (const auto& lost : wanted) {
        const auto changed = std::find_if(
            sent.begin(), sent.end(), [&](const auto& one) { return one.first == lost.first; });
        if (changed == sent.end()) {
            text += text_of(lost) + " was lost; ";
        } else {
            text += text_of(lost) + " became " + text_of(*changed) + "; ";
            sent.erase(changed);
        }
    }
    for (const auto& added : sent) {
        text += text_of(added) + " was added; ";
    }
    return text;
}

} // namespace detail

/// Judges `cursor_verbatim` and `no_self_made_cursor`. A cursor that is no link's fails by one of
/// them: by the second if the service can read it and it is no changed one; else the second is not
/// judged.
/// @param requests  oldest first; where older ones are lost, so may be the links that they issued
/// @param first_cursor  of the URL at which the walk began
inline void judge_cursors(const std::vector<exchange>& requests,
                          const std::optional<std::string>& first_cursor,
                          verdict& found) {
    std::unordered_set<std::string> issued;
    if (first_cursor) {
        issued.insert(*first_cursor);
    }
    const bool older_are_lost = !requests.empty() && requests.front().number > 1;
    for (const exchange& entry : requests) {
        const auto cursor = cursor_in(entry.target);
        if (cursor) {
            found.note(invariant::cursor_verbatim);
            found.note(invariant::no_self_made_cursor);
        }
        if (cursor && !cursor->empty() && !entry.page && !older_are_lost &&
            !issued.contains(*cursor)) {
            const std::string* original = detail::original_of(*cursor, issued);
            const bool self_made = original == nullptr && decode_cursor(*cursor).has_value();
            found.fail(self_made ? invariant::no_self_made_cursor : invariant::cursor_verbatim,
                       original == nullptr ? "a cursor that a link had"
                                           : "the cursor " + detail::quoted_text(*original),
                       "the request had " + detail::quoted_text(*cursor) +
                           detail::cause_text(entry),
                       entry.number);
            if (!self_made) { // no link had it either, but that is the other one's consequence
                found.leave(invariant::no_self_made_cursor,
                            "request " + std::to_string(entry.number) +
                                " had a cursor that no link had: see cursor_verbatim");
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

/// Judges `parameters_kept`: path and parameters are those of the walk's first target. What comes
/// behind a redirect is not looked at.
inline void judge_parameters(const std::vector<exchange>& requests,
                             std::string_view first_target,
                             verdict& found) {
    const std::string_view path = first_target.substr(0, first_target.find('?'));
    const auto wanted = detail::other_parameters(first_target);
    const exchange* first = requests.empty() ? nullptr : &requests.front();
    for (const exchange& entry : requests) {
        if (!wanted.empty() && &entry != first) {
            found.note(invariant::parameters_kept); // a further page, for which they may be lost
        }
        const std::string_view target = detail::origin_form(entry.target);
        if (target.substr(0, target.find('?')) != path ||
            detail::other_parameters(target) != wanted) {
            found.fail(invariant::parameters_kept,
                       "the path and the parameters of " + detail::quoted_text(first_target),
                       detail::lost_parameters(wanted, detail::other_parameters(target)) +
                           "the request was for " + detail::quoted_text(target),
                       entry.number);
        }
        if (entry.status >= 300 && entry.status < 400) {
            return;
        }
    }
}

/// Judges `no_request_after_end`: after a page without a link onward, only what was asked for
/// before may be asked for again. That is no way beyond the end: clients read a second time, probe
/// the first URL, or take up a walk at its last page.
/// @param backward  whether the walk goes along `previous`
inline void
judge_end_of_walk(const std::vector<exchange>& requests, bool backward, verdict& found) {
    std::set<std::pair<std::string_view, std::string_view>> asked; // method and target
    bool ended = false;
    for (const exchange& entry : requests) {
        const bool is_new = asked.emplace(entry.method, detail::origin_form(entry.target)).second;
        if (ended && is_new) {
            found.fail(invariant::no_request_after_end,
                       "no request after the last page",
                       "the client asked for " + detail::quoted_text(entry.target),
                       entry.number);
        }
        const bool is_page = is_delivered_page(entry);
        if (is_page && !(backward ? entry.links->previous : entry.links->next).has_value()) {
            ended = true;
            found.note(invariant::no_request_after_end);
        } else if (is_page) {
            ended = false; // the walk goes on from there
        }
    }
}

/// Judges `every_request_authenticated`. A client that waits for a challenge before it sends
/// credentials fails, as it does with the service, whose challenge is one for Bearer tokens.
inline void judge_authentication(const std::vector<exchange>& requests, verdict& found) {
    for (const exchange& entry : requests) {
        constexpr std::array not_read{400, 408, 431}; // refused before all fields were known
        if (std::find(not_read.begin(), not_read.end(), entry.status) != not_read.end() &&
            !entry.authenticated) {
            continue;
        }
        found.note(invariant::every_request_authenticated);
        if (!entry.authenticated) {
            found.fail(invariant::every_request_authenticated,
                       "the account's key and secret",
                       (entry.fields.find("Authorization") == nullptr
                            ? "the request had no Authorization"
                            : "the request had other credentials") +
                           detail::cause_text(entry),
                       entry.number);
        }
    }
}

/// Judges `bounded_attempts`: how often each target is asked for in a walk.
/// @param most  that often at most
inline void
judge_attempts(const std::vector<exchange>& requests, std::uint32_t most, verdict& found) {
    std::map<std::pair<std::uint32_t, std::string_view>, std::uint32_t> counts;
    for (const exchange& entry : requests) {
        if (!entry.rule.empty() || !is_delivered_page(entry)) {
            found.note(invariant::bounded_attempts); // there is a reason to ask again
        }
        if (++counts[{entry.walk.value_or(0), entry.target}] > most) {
            found.fail(invariant::bounded_attempts,
                       "at most " + std::to_string(most) + " requests for one target",
                       detail::quoted_text(entry.target) + " was requested once more",
                       entry.number);
        }
    }
}

/// Notes that there was a way to another origin, so that what could fail there has held till now.
/// @param secure  whether the walk began with https
inline void note_other_origins(bool secure, verdict& found) {
    found.note(invariant::credentials_stay_home);
    if (secure) {
        found.note(invariant::no_downgrade);
    }
}

/// Judges `credentials_stay_home` and `no_downgrade` by what reached other origins.
/// @param elsewhere  the requests that came there
/// @param requests  those to the service, by whose answers it is shown what led there
/// @param secure  whether the walk began with https
inline void judge_other_origins(const std::vector<exchange>& elsewhere,
                                const std::vector<exchange>& requests,
                                bool secure,
                                verdict& found) {
    for (const exchange& entry : elsewhere) {
        const std::string* host = entry.fields.find("Host");
        std::string where = "another origin";
        if (host != nullptr) {
            constexpr std::size_t most = 200;
            where = http::excerpt((entry.secure ? "https://" : "http://") + *host +
                                      std::string(detail::origin_form(entry.target)),
                                  most);
            if (const exchange* led = answer_that_led_to(requests, *host)) {
                where += "; " + answer_text(*led);
            }
        }
        if (entry.reason == reason::credentials_arrived) {
            found.fail(invariant::credentials_stay_home,
                       "no credentials at another origin",
                       "they were sent to " + where,
                       entry.number);
        }
        if (secure && !entry.secure) {
            found.fail(invariant::no_downgrade,
                       "no request over plain HTTP",
                       "a request was sent to " + where,
                       entry.number);
        }
    }
}

} // namespace sendmock

#endif
