// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_LOGS_SERVICE_HPP
#define SENDMOCK_SERVICE_LOGS_SERVICE_HPP

#include <sendmock/http/content_pool.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/target.hpp>
#include <sendmock/logs/json_text.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/answer.hpp>
#include <sendmock/service/inspection.hpp>
#include <sendmock/service/log_creation.hpp>
#include <sendmock/service/page_url.hpp>
#include <sendmock/service/paginator.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>
#include <sendmock/service/time_source.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// What is the same for all accounts of a service.
struct service_options {
    /// What links carry instead of the request's own scheme and host.
    std::optional<http::base_url> public_base_url{};
    /// What links carry for a request that names no host (HTTP/1.0), `host:port`.
    std::string local_authority = "127.0.0.1";
    bool require_credentials = true; ///< false lets everyone in
    time_source now = system_time;
    /// Answers everything in place of the service, as for a shop; absent for the service.
    std::function<http::response(const http::request&)> application{};
};

/// Sendcloud's exception logs: `GET /api/v2/integrations/logs` and `GET` and `POST
/// /api/v2/integrations/{id}/logs` (documented).
///
/// Requests go in, answers come out; there is no socket and no state but the account's. The checks
/// come in Django REST framework's order: path, parameters, media type, credentials, rate limit,
/// method, then what the resource itself checks. Safe to use from several threads.
class logs_service {
public:
    explicit logs_service(service_options options = {}) : options_(std::move(options)) {}

    [[nodiscard]] const service_options& options() const noexcept { return options_; }

    /// Answers a request that reaches only one account.
    [[nodiscard]] answer respond(const http::request& request, account& owner) const {
        const inspection seen = inspect(request);
        const auto* claimed = std::get_if<http::basic_credentials>(&seen.credentials);
        const bool known = claimed != nullptr && claimed->user_id == owner.key();
        if (const auto refused = admit(seen, known ? &owner : nullptr)) {
            return refuse(*refused, seen);
        }
        return respond(request, seen, owner);
    }

    /// Says why a request is refused before its account's data matter, or nothing.
    /// @param owner  the account with the claimed key, null if there is none
    [[nodiscard]] std::optional<refusal> admit(const inspection& seen, const account* owner) const {
        if (options_.application) {
            return std::nullopt;
        }
        if (seen.refused) {
            return seen.refused;
        }
        return options_.require_credentials ? authenticate(seen.credentials, owner) : std::nullopt;
    }

    /// The answer to a refused request.
    [[nodiscard]] static answer refuse(const refusal& refused, const inspection& seen) {
        answer result{.response = to_response(refused, seen.path), .reason = refused.reason};
        add_common_fields(result.response, seen.route);
        return result;
    }

    /// Answers an admitted request.
    /// @param page_size  rows of this one page in place of the account's setting, at least 1
    [[nodiscard]] answer respond(const http::request& request,
                                 const inspection& seen,
                                 account& owner,
                                 std::optional<std::size_t> page_size = {}) const {
        if (options_.application) {
            return {.response = options_.application(request)};
        }
        if (!owner.within_rate_limit(request.method, options_.now())) {
            return refuse({.status = 429, .reason = reason::rate_limited}, seen);
        }
        if (request.method == "GET" || request.method == "HEAD") {
            return list(request, seen, owner, page_size);
        }
        if (request.method == "POST" && seen.route.resource == resource::integration_logs) {
            return create(request, seen, owner);
        }
        if (request.method == "OPTIONS") {
            return describe(seen);
        }
        return refuse({.status = 405,
                       .message = "Method \"" + request.method + "\" not allowed.",
                       .reason = reason::method_not_allowed},
                      seen);
    }

    /// The request's own URL without its query.
    [[nodiscard]] std::string location(const http::request& request, const inspection& seen) const {
        if (const auto& base = options_.public_base_url) {
            return base->scheme + "://" + base->authority + base->path + seen.path;
        }
        std::string url = request.secure ? "https://" : "http://";
        const auto parts = http::split_target(request.target);
        const std::string* host = request.fields.find("Host");
        if (parts && !parts->authority.empty()) {
            url += parts->authority; // RFC 9112, section 3.2.2: it replaces the Host field
        } else {
            url += host != nullptr && !host->empty() ? *host : options_.local_authority;
        }
        return url += seen.path;
    }

private:
    static void add_common_fields(http::response& response, const route& at) {
        // Recorded of sibling endpoints: both fields are on every answer.
        if (!at.allowed_methods().empty()) {
            response.fields.add("Allow", std::string(at.allowed_methods()));
        }
        response.fields.add("Vary", "Origin");
    }

    [[nodiscard]] static answer succeed(int status, std::string content, const inspection& seen) {
        answer result{.response = {.status = status, .content = std::move(content)}};
        result.response.fields.add("Content-Type", "application/json");
        add_common_fields(result.response, seen.route);
        return result;
    }

    [[nodiscard]] static std::optional<refusal> check_integration(const inspection& seen,
                                                                  const account& owner) {
        if (seen.route.resource == resource::integration_logs &&
            !(seen.route.integration_id &&
              owner.logs().has_integration(*seen.route.integration_id))) {
            return refusal{.status = 404,
                           .message = "No Integration matches the given query.",
                           .reason = reason::unknown_integration};
        }
        return std::nullopt;
    }

    [[nodiscard]] answer list(const http::request& request,
                              const inspection& seen,
                              const account& owner,
                              const std::optional<std::size_t>& page_size) const {
        if (!request.content.empty()) {
            return refuse({.status = 403,
                           .message = "You do not have permission to perform this action.",
                           .reason = reason::get_with_body},
                          seen);
        }
        if (const auto refused = check_integration(seen, owner)) {
            return refuse(*refused, seen);
        }
        if (!seen.cursor) {
            return refuse_cursor(seen);
        }
        const account_settings settings = owner.settings();
        const page_query query{.ordering = settings.ordering,
                               .page_size = page_size.value_or(settings.page_size),
                               .cursor = *seen.cursor,
                               .integration_id = seen.route.integration_id};
        std::string content = http::content_pool::shared().take();
        std::optional<std::string> next;
        std::optional<std::string> previous;
        page_content parts{.url = page_url(location(request, seen), seen.parameters)};
        const auto write_page = [&](const page& found) {
            if (found.next) {
                next = encode_cursor(*found.next);
            }
            if (found.previous) {
                previous = encode_cursor(*found.previous);
            }
            reserve(content, found);
            append_link(content, R"({"next":)", parts.url, next);
            append_link(content, R"(,"previous":)", parts.url, previous);
            content += R"(,"results":)";
            parts.results_at = content.size();
            append_results(content, found, settings.owner_ids);
        };
        if (!read_page(owner.logs(), query, write_page)) {
            return refuse_cursor(seen);
        }
        answer result = succeed(200, std::move(content), seen);
        result.next_cursor = std::move(next);
        result.previous_cursor = std::move(previous);
        result.page = std::move(parts);
        return result;
    }

    static void reserve(std::string& content, const page& found) {
        constexpr std::size_t room_for_links = 1024;
        std::size_t size = room_for_links;
        for (const log_row& row : found.rows) {
            size += row.text.json.size() + 1;
        }
        content.reserve(size);
    }

    static void append_results(std::string& content, const page& found, bool owner_ids) {
        content += '[';
        for (const log_row& row : found.rows) {
            row.append_to(content, owner_ids);
            content += ',';
        }
        if (!found.rows.empty()) {
            content.pop_back();
        }
        content += "]}";
    }

    static void append_link(std::string& out,
                            std::string_view key,
                            const page_url& url,
                            const std::optional<std::string>& encoded) {
        out += key;
        if (encoded) {
            append_json_string(out, url.with_cursor(*encoded));
        } else {
            out += "null";
        }
    }

    [[nodiscard]] static answer refuse_cursor(const inspection& seen) {
        // A cursor that makes sense once it is decoded again was encoded once too often.
        const std::string again = http::form_decode(*seen.cursor_text);
        const bool twice = again != *seen.cursor_text && decode_cursor(again);
        return refuse({.status = 404,
                       .message = "Invalid cursor",
                       .reason = twice ? reason::double_encoded_cursor : reason::bad_cursor},
                      seen);
    }

    [[nodiscard]] answer
    create(const http::request& request, const inspection& seen, account& owner) const {
        if (const auto refused = check_integration(seen, owner)) {
            return refuse(*refused, seen);
        }
        const created_log created =
            create_log(owner.logs(), *seen.route.integration_id, request, options_.now());
        if (const auto* refused = std::get_if<refusal>(&created)) {
            return refuse(*refused, seen);
        }
        std::string content;
        std::get<log_record>(created).append_to(content, owner.settings().owner_ids);
        return succeed(201, std::move(content), seen);
    }

    [[nodiscard]] static answer describe(const inspection& seen) {
        // Inferred: the framework's own description of a view.
        const bool one = seen.route.resource == resource::integration_logs;
        std::string content = R"({"name":")";
        content += one ? "Integration Exception Logs" : "Exception Logs";
        content += R"(","description":"","renders":["application/json"],)";
        content += R"("parses":["application/json"]})";
        return succeed(200, std::move(content), seen);
    }

    service_options options_;
};

} // namespace sendmock

#endif
