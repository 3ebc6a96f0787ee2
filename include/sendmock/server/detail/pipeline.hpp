// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_PIPELINE_HPP
#define SENDMOCK_SERVER_DETAIL_PIPELINE_HPP

#include <sendmock/http/date.hpp>
#include <sendmock/http/parse_failure.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/detail/connection.hpp>
#include <sendmock/service/logs_service.hpp>
#include <sendmock/service/reason.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace sendmock::detail {

/// What happens between a request and its answer: the account is found, the walk is followed, the
/// scenario decides, the service answers, and the journal notes all of it before the answer leaves.
/// Safe to use from several threads.
class pipeline {
public:
    pipeline(account_registry& accounts,
             service_options service,
             bool strict,
             std::function<void(const exchange&)> on_exchange)
        : accounts_(accounts),
          service_(std::move(service)),
          strict_(strict),
          on_exchange_(std::move(on_exchange)) {}

    /// Answers a request; a failure inside becomes a 500.
    [[nodiscard]] reply respond(const http::request& request) const {
        const inspection seen = inspect(request);
        const auto [owner, known] = owner_of(seen);
        exchange entry = begin(request, *owner);
        walk_step step;
        answer answered;
        bool altered = false;
        try {
            entry.time = service_.options().now();
            const account* claimed = known ? &owner->served() : nullptr;
            const std::optional<refusal> refused = service_.admit(seen, claimed);
            entry.authenticated = claimed != nullptr && !authenticate(seen.credentials, claimed);
            step = follow(request, seen, !refused, owner->walks());
            const auto planned = owner->rules().decide(step.page);
            if (planned) {
                entry.fault = planned->name;
                if (planned->change) {
                    step = owner->apply(*planned->change, step);
                }
            }
            if (planned && planned->replacement) {
                altered = true;
                answered = logs_service::refuse(*planned->replacement, seen);
            } else if (refused) {
                answered = logs_service::refuse(*refused, seen);
            } else {
                answered = service_.respond(request, seen, owner->served());
                owner->walks().note_links(step, answered.next_cursor, answered.previous_cursor);
            }
        } catch (...) {
            altered = true;
            answered = fail(entry, seen);
        }
        entry.walk = step.walk;
        entry.page = step.page;
        entry.attempt = step.attempt;
        if (seen.cursor_text && seen.cursor) {
            entry.cursor = to_tokens(*seen.cursor);
        }
        if (!altered) {
            owner->walks().delivered(request.method, request.target, step);
        }
        return finish(owner, std::move(entry), std::move(answered), step, altered);
    }

    /// Answers what could not be read as a request.
    /// @param partial  what was read of it before the failure
    [[nodiscard]] reply refuse(const http::parse_failure& failure,
                               const http::request& partial) const {
        const inspection seen = inspect(partial);
        const auto [owner, known] = owner_of(seen);
        exchange entry = begin(partial, *owner);
        entry.cause = failure.cause;
        const std::string_view why = failure.status == 408   ? reason::request_timeout
                                     : failure.status == 503 ? reason::too_many_connections
                                                             : reason::bad_message;
        answer answered;
        try {
            entry.time = service_.options().now();
            answered = logs_service::refuse(
                {.status = failure.status, .message = failure.cause, .reason = why}, seen);
        } catch (...) {
            answered = fail(entry, seen);
        }
        return finish(owner, std::move(entry), std::move(answered), {}, true);
    }

private:
    using account_ptr = account_registry::account_ptr;

    /// @return the account that the request belongs to, and whether its key was given
    [[nodiscard]] std::pair<account_ptr, bool> owner_of(const inspection& seen) const {
        const auto* claimed = std::get_if<http::basic_credentials>(&seen.credentials);
        if (claimed != nullptr && service_.options().require_credentials) {
            if (account_ptr found = accounts_.find(claimed->user_id)) {
                return {std::move(found), true};
            }
        }
        return {accounts_.default_account_ptr(), false};
    }

    [[nodiscard]] static exchange begin(const http::request& request, const mock_account& owner) {
        return {.time = system_time(), // until the time source is asked, which may fail
                .account = owner.key(),
                .method = request.method,
                .target = request.target,
                .fields = request.fields,
                .content_bytes = request.content.size()};
    }

    /// The answer to the exception that is being handled.
    [[nodiscard]] static answer fail(exchange& entry, const inspection& seen) {
        try {
            throw;
        } catch (const std::exception& failure) {
            entry.cause = failure.what();
        } catch (...) {
            entry.cause = "an exception of a type that tells nothing";
        }
        return logs_service::refuse(
            {.status = 500, .message = "Internal Server Error", .reason = reason::internal_error},
            seen);
    }

    [[nodiscard]] static walk_step follow(const http::request& request,
                                          const inspection& seen,
                                          bool admitted,
                                          walk_tracker& walks) {
        if (!admitted || request.method != "GET") {
            return walks.enter(request.method, request.target);
        }
        const bool first_page = seen.cursor == cursor{};
        return walks.enter_page(
            request.method, request.target, first_page ? std::nullopt : seen.cursor_text);
    }

    [[nodiscard]] reply finish(const account_ptr& owner,
                               exchange entry,
                               answer answered,
                               const walk_step& step,
                               bool altered) const {
        http::response& response = answered.response;
        response.fields.add(
            "Date", http::to_http_date(std::chrono::floor<std::chrono::seconds>(entry.time)));
        if (!strict_ && !answered.reason.empty()) {
            response.fields.add("X-Sendmock-Reason", std::string(answered.reason));
        }
        entry.status = response.status;
        entry.reason = answered.reason;
        std::string method = entry.method;
        std::string target = entry.target;
        std::optional<exchange> observed;
        if (on_exchange_) {
            observed = redacted(entry, owner->secret());
        }
        const request_journal::ticket ticket = owner->journal().add(std::move(entry));
        auto done = [=, this, observed = std::move(observed)](bool written, std::size_t bytes) {
            const delivery outcome = written ? delivery::complete : delivery::failed;
            owner->journal().complete(ticket, outcome, bytes);
            if (!written && !altered) {
                owner->walks().failed(method, target, step);
            }
            if (observed) {
                observe(*observed, ticket.number, outcome, bytes);
            }
        };
        return {.response = std::move(response), .done = std::move(done)};
    }

    void observe(exchange shown,
                 std::uint64_t number,
                 delivery outcome,
                 std::size_t sent_bytes) const noexcept {
        shown.number = number;
        shown.outcome = outcome;
        shown.sent_bytes = sent_bytes;
        try {
            on_exchange_(shown);
        } catch (...) { // NOLINT: nothing may escape a server thread, and nobody is there to tell
        }
    }

    account_registry& accounts_;
    const logs_service service_;
    const bool strict_;
    const std::function<void(const exchange&)> on_exchange_;
};

} // namespace sendmock::detail

#endif
