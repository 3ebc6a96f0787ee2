// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_FAULT_ACTION_HPP
#define SENDMOCK_SERVER_DETAIL_FAULT_ACTION_HPP

#include <sendmock/faults/active_rules.hpp>
#include <sendmock/faults/canned_response.hpp>
#include <sendmock/faults/field_template.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_fault.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/status.hpp>
#include <sendmock/http/target.hpp>
#include <sendmock/journal/walk_tracker.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/detail/page_alteration.hpp>
#include <sendmock/server/mock_account.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/answer.hpp>
#include <sendmock/service/inspection.hpp>
#include <sendmock/service/logs_service.hpp>
#include <sendmock/service/page_url.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::detail {

/// The service's message for a status, where it has one of its own.
[[nodiscard]] inline std::string_view error_message(int status) {
    switch (status) {
    case 401:
        return "Invalid username/password.";
    case 403:
        return "You do not have permission to perform this action.";
    case 404:
        return "Not found.";
    default:
        return http::reason_phrase(status);
    }
}

/// Makes the answer to one request: the service's own, or what a fault makes of it.
struct fault_action {
    const logs_service& service;
    const http::request& request;
    const inspection& seen;
    mock_account& owner;
    walk_tracker& walks; // the owner's
    const walk_step& step;
    instant now;
    canary& elsewhere;

    /// @param refused  why the service does not look at the account's data, if it does not
    [[nodiscard]] answer answer_as_usual(const std::optional<refusal>& refused,
                                         const std::optional<std::size_t>& page_size = {}) const {
        if (refused) {
            return logs_service::refuse(*refused, seen);
        }
        answer answered = service.respond(request, seen, owner.served(), page_size);
        if (answered.page) {
            note_links(answered);
        }
        return answered;
    }

    /// @param real_cursor  the request's, or that for which it stands
    [[nodiscard]] answer answer_by(const planned_fault& planned,
                                   const std::optional<refusal>& refused,
                                   const std::string& real_cursor) const {
        if (planned.then.respond) {
            return canned(*planned.then.respond);
        }
        if (!planned.then.pager) {
            answer answered = answer_as_usual(refused);
            if (planned.then.alters_answer() && answered.reason.empty()) {
                answered.reason = reason::injected_fault; // the wire's
            }
            return answered;
        }
        if (refused) {
            return logs_service::refuse(*refused, seen);
        }
        return altered_page(*planned.then.pager, planned.draws, real_cursor);
    }

private:
    void note_links(const answer& answered) const {
        const auto leads_somewhere = [](const std::optional<std::string>& cursor) {
            return cursor && !cursor->empty() ? cursor : std::nullopt; // not page 1 by `cursor=`
        };
        walks.note_links(step,
                         leads_somewhere(answered.next_cursor),
                         leads_somewhere(answered.previous_cursor),
                         now);
    }

    [[nodiscard]] answer altered_page(const pager_fault& fault,
                                      random_bits draws,
                                      const std::string& real_cursor) const {
        if (fault.kind == pager_fault_kind::expire_cursor) {
            walks.cursors().expire(*seen.cursor_text);
            return logs_service::refuse(
                {.status = 404, .message = "Invalid cursor", .reason = reason::expired_cursor},
                seen);
        }
        if (fault.kind == pager_fault_kind::redirect_other_origin) {
            return canned(*redirect_to_other_origin().respond);
        }
        const account_settings settings = owner.settings();
        std::optional<std::size_t> page_size;
        if (fault.kind == pager_fault_kind::short_page) {
            page_size = std::min(fault.rows, settings.page_size);
        }
        answer answered = service.respond(request, seen, owner.served(), page_size);
        page_alteration alteration(fault, draws, seen, real_cursor, step, walks, elsewhere);
        if (alteration.apply(answered, settings.owner_ids)) {
            note_links(answered);
            answered.reason = reason::injected_fault;
        }
        return answered;
    }

    [[nodiscard]] answer canned(const canned_response& wanted) const {
        answer answered =
            logs_service::refuse({.status = wanted.status,
                                  .message = std::string(error_message(wanted.status)),
                                  .reason = reason::injected_fault},
                                 seen);
        if (wanted.body) {
            answered.response.content = *wanted.body;
        } else if (wanted.status < 400) {
            answered.response.content.clear();
        }
        if (answered.response.content.empty()) {
            answered.response.fields.erase("Content-Type");
        } else if (answered.response.fields.find("Content-Type") == nullptr) {
            answered.response.fields.add("Content-Type", "application/json");
        }
        const page_url own(service.location(request, seen), {});
        // As it was sent: a decoded path could have anything in it.
        const std::string prefix(own.path().substr(0, own.path().size() - seen.path.size()));
        const auto sent = http::split_target(request.target);
        const std::size_t query = std::min(request.target.find('?'), request.target.size());
        const field_template::context values{
            .now = now,
            .base_url = std::string(own.origin()),
            .url = prefix + std::string(sent ? sent->path : "") + request.target.substr(query),
            .canary_base_url = [&] { return elsewhere.other_origin(own.authority()); },
            .canary_http_base_url = [&] { return elsewhere.same_host(own.authority()); }};
        http::header_fields& fields = answered.response.fields;
        for (const auto& [name, value] : wanted.fields) {
            fields.erase(name);
        }
        for (const auto& [name, value] : wanted.fields) {
            fields.add(name, field_template::expand(value, values));
        }
        return answered;
    }
};

} // namespace sendmock::detail

#endif
