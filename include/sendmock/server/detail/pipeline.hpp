// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_PIPELINE_HPP
#define SENDMOCK_SERVER_DETAIL_PIPELINE_HPP

#include <sendmock/faults/active_rules.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/date.hpp>
#include <sendmock/http/parse_failure.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/journal/cursor_register.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/journal/walk_tracker.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/detail/connection.hpp>
#include <sendmock/server/detail/delivery_plan.hpp>
#include <sendmock/server/detail/fault_action.hpp>
#include <sendmock/server/detail/standard_profile.hpp>
#include <sendmock/server/mock_account.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/answer.hpp>
#include <sendmock/service/authentication.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/service/explanation.hpp>
#include <sendmock/service/inspection.hpp>
#include <sendmock/service/logs_service.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>
#include <sendmock/service/time_source.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::detail {

struct pipeline_options {
    service_options service{};
    bool strict = false;             ///< no X-Sendmock-Reason
    bool keep_contents = false;      ///< whether journals keep the answers'
    standard_profile* tls = nullptr; ///< what rules may change; null for plain HTTP
    std::function<void(const exchange&)> on_exchange{}; ///< sees each exchange, redacted, when done
};

/// What happens between a request and its answer: the account is found, the walk is followed, the
/// rules decide, the service answers, and the journal notes all of it before the answer leaves.
/// Safe to use from several threads.
class pipeline {
public:
    pipeline(account_registry& accounts, canary& elsewhere, pipeline_options options)
        : accounts_(accounts),
          elsewhere_(elsewhere),
          service_(std::move(options.service)),
          strict_(options.strict),
          keep_contents_(options.keep_contents),
          tls_(options.tls),
          on_exchange_(std::move(options.on_exchange)) {}

    /// Answers a request; a failure inside becomes a 500.
    [[nodiscard]] reply respond(const http::request& request) const {
        inspection seen = inspect(request);
        const auto [owner, known] = owner_of(seen);
        exchange entry = begin(request, *owner);
        walk_tracker& walks = owner->walks();
        walk_step step;
        answer answered;
        bool altered = false;
        std::optional<delivery_plan> plan;
        try {
            entry.time = service_.options().now();
            const account* claimed = known ? &owner->served() : nullptr;
            std::optional<refusal> refused = service_.admit(seen, claimed);
            entry.authenticated = claimed != nullptr && !authenticate(seen.credentials, claimed);
            known_cursor cursor;
            if (!refused && seen.cursor_text) {
                cursor = look_up(*owner, walks, seen, entry.time);
            }
            step = follow(request, seen, !refused, cursor.is_issued, walks);
            auto planned =
                owner->rules().decide(facts_of(request, seen, *owner, step, !refused, cursor));
            if (planned) {
                entry.fault = to_string(planned->then);
                entry.rule = planned->rule;
                altered = planned->then.alters_answer();
                plan = plan_of(*planned);
                if (planned->then.change) {
                    step = owner->apply(*planned->then.change, step);
                }
                if (planned->then.tls && tls_ != nullptr) {
                    tls_->change(*planned->then.tls);
                }
            }
            if (!refused) {
                refused = cursor.refused;
            }
            const fault_action action{.service = service_,
                                      .request = request,
                                      .seen = seen,
                                      .owner = *owner,
                                      .walks = walks,
                                      .step = step,
                                      .now = entry.time,
                                      .elsewhere = elsewhere_};
            answered = planned ? action.answer_by(*planned, refused, cursor.real_text)
                               : action.answer_as_usual(refused);
            if (!answered.reason.empty()) {
                entry.cause = cause_of(answered.reason, cursor, request, seen, *owner);
            } else if (!step.page && !cursor.is_issued && seen.cursor_text && answered.page) {
                entry.cause =
                    "this cursor was not issued since the logs or the rules were last "
                    "replaced: it is from other logs, an earlier run, or the client's own";
            }
        } catch (...) {
            altered = true;
            plan.reset();
            answered = fail(entry, seen);
        }
        if (answered.page) {
            entry.links = {.next = std::move(answered.next_cursor),
                           .previous = std::move(answered.previous_cursor)};
        }
        entry.walk = step.walk;
        entry.page = step.page;
        entry.attempt = step.attempt;
        if (seen.cursor_text && seen.cursor) {
            entry.cursor = to_tokens(*seen.cursor);
        }
        if (!altered) {
            walks.delivered(request.method, request.target, step);
        }
        reply made = finish(owner, std::move(entry), std::move(answered), step, altered);
        made.plan = std::move(plan);
        return made;
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
                .secure = request.secure,
                .connection = request.connection,
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

    /// What is known of a request's cursor besides its text.
    struct known_cursor {
        std::string real_text{}; ///< of the cursor for which an opaque one stands, or of its own
        bool is_issued = false;
        std::optional<refusal> refused{}; ///< where it is good no more
        std::string cause{};
    };

    /// Puts the cursor for which an opaque one stands in its place.
    [[nodiscard]] static known_cursor
    look_up(const mock_account& owner, walk_tracker& walks, inspection& seen, instant now) {
        const auto refuse = [](std::string_view why) {
            return refusal{.status = 404, .message = "Invalid cursor", .reason = why};
        };
        const std::string& text = *seen.cursor_text;
        const cursor_register::entry entry = walks.cursors().find(text);
        const std::optional<instant> issued = walks.issued(text);
        known_cursor found{.real_text = entry.stands_for.value_or(text),
                           .is_issued = issued.has_value()};
        if (entry.stands_for) {
            seen.cursor = decode_cursor(*entry.stands_for);
        }
        if (entry.expired) {
            found.refused = refuse(reason::expired_cursor);
        } else if (issued) {
            const auto lifetime = owner.settings().cursor_lifetime;
            if (lifetime && now - *issued > *lifetime) {
                found.refused = refuse(reason::expired_cursor);
                found.cause = "this cursor was issued longer ago than cursor_lifetime";
            }
        } else if (entry.others_are_opaque && !text.empty()) {
            found.refused = refuse(reason::bad_cursor);
            std::string with_plus = text;
            std::replace(with_plus.begin(), with_plus.end(), ' ', '+');
            found.cause = walks.cursors().find(with_plus).stands_for
                              ? "a + of this opaque cursor was sent as it is, which means a blank"
                              : "this is none of the opaque cursors that were issued";
        }
        return found;
    }

    [[nodiscard]] static walk_step follow(const http::request& request,
                                          const inspection& seen,
                                          bool admitted,
                                          bool issued,
                                          walk_tracker& walks) {
        if (!admitted || request.method != "GET") {
            return walks.enter(request.method, request.target);
        }
        const bool first_page = seen.cursor == cursor{} && !issued;
        return walks.enter_page(
            request.method, request.target, first_page ? std::nullopt : seen.cursor_text);
    }

    [[nodiscard]] static request_facts facts_of(const http::request& request,
                                                const inspection& seen,
                                                const mock_account& owner,
                                                const walk_step& step,
                                                bool admitted,
                                                const known_cursor& cursor) {
        const bool exists =
            seen.route.resource != resource::integration_logs ||
            (seen.route.integration_id && owner.logs().has_integration(*seen.route.integration_id));
        return {.method = request.method,
                .path = seen.path,
                .account = owner.key(),
                .page = step.page,
                .attempt = step.attempt,
                .asks_for_page = admitted && exists && seen.cursor && !cursor.refused &&
                                 request.method == "GET" && request.content.empty(),
                .has_cursor = admitted && seen.cursor_text && step.page != 1U,
                .fields = &request.fields,
                .is_http_1_0 = request.minor_version == 0};
    }

    [[nodiscard]] static std::optional<delivery_plan> plan_of(const planned_fault& planned) {
        if (!planned.then.delay && !planned.then.wire) {
            return std::nullopt;
        }
        delivery_plan plan{.fault = planned.then.wire, .draws = planned.draws};
        if (planned.then.delay) {
            plan.wait = planned.then.delay->before_first_byte(planned.draws);
            plan.dribbled = planned.then.delay->dribbled;
        }
        return plan;
    }

    /// Says why, for people.
    [[nodiscard]] static std::string cause_of(std::string_view why,
                                              const known_cursor& cursor,
                                              const http::request& request,
                                              const inspection& seen,
                                              const mock_account& owner) {
        const bool of_cursor = why == reason::expired_cursor || why == reason::bad_cursor;
        if (of_cursor && !cursor.cause.empty()) {
            return cursor.cause;
        }
        return explain(why, request, seen, owner.served());
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
        if (const std::string* location = response.fields.find("Location")) {
            entry.location = *location;
        }
        if (keep_contents_) {
            entry.content = response.content;
        }
        std::string method = entry.method;
        std::string target = entry.target;
        std::shared_ptr<const exchange> observed;
        if (on_exchange_) {
            observed = std::make_shared<exchange>(redacted(entry, accounts_.secrets()));
        }
        const request_journal::ticket ticket = owner->journal().add(std::move(entry));
        auto done = [this,
                     owner = owner,
                     ticket,
                     method = std::move(method),
                     target = std::move(target),
                     step,
                     altered,
                     observed = std::move(observed)](bool written, std::size_t bytes) {
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
    canary& elsewhere_;
    const logs_service service_;
    const bool strict_;
    const bool keep_contents_;
    standard_profile* const tls_;
    const std::function<void(const exchange&)> on_exchange_;
};

} // namespace sendmock::detail

#endif
