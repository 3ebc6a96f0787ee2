// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_CANARY_HPP
#define SENDMOCK_SERVER_CANARY_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/date.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/parse_failure.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/detail/connection.hpp>
#include <sendmock/server/detail/listener.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/service/authentication.hpp>
#include <sendmock/service/inspection.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>
#include <sendmock/service/time_source.hpp>
#include <sendmock/verdict/verdict_keeper.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sendmock {

/// Another origin than the server's, to which faults lead clients: it answers 401 to every request,
/// and notes whether credentials arrive, which no client should send there. It listens on 127.0.0.1
/// and a port of its own, from when it is first needed. What comes to a port of TLS in plain HTTP
/// is for another origin, too (RFC 6454 section 4): it is noted here and answered with 400, nginx's
/// status. Safe to use from several threads.
class canary {
public:
    /// @param tls  what the server speaks, whose certificates are good here too; null for plain
    /// HTTP
    /// @param host  where the server listens
    canary(const account_registry& accounts,
           const detail::listener_options& listening,
           time_source now,
           std::shared_ptr<const detail::tls_contexts> tls = nullptr,
           std::string host = "127.0.0.1")
        : accounts_(accounts),
          listening_(listening),
          now_(std::move(now)),
          tls_(std::move(tls)),
          host_(std::move(host)),
          other_host_(detail::is_loopback(host_) ? "127.0.0.1" : host_) {}

    canary(const canary&) = delete;
    canary& operator=(const canary&) = delete;
    ~canary() = default;

    /// `http://HOST:PORT`, or https where the server speaks it, with another host name than the one
    /// that a client used.
    /// @param authority  of the client's own URL: host, perhaps with a port
    /// @throws sendmock::error if it cannot listen
    [[nodiscard]] std::string other_origin(std::string_view authority) {
        return scheme() + other_host(authority);
    }

    /// `http://HOST:PORT` with the client's own host name.
    /// @throws sendmock::error if it cannot listen
    [[nodiscard]] std::string same_host(std::string_view authority) {
        const bool shared = !tls_ && host_ == other_host_;
        return "http://" +
               with_port(host_of(authority), host_, shared ? other_origin_ : same_host_, nullptr);
    }

    /// As `other_origin`, with the client's own authority as userinfo, where it looks like the
    /// host.
    /// @throws sendmock::error if it cannot listen
    [[nodiscard]] std::string behind_userinfo(std::string_view authority) {
        return scheme() + std::string(authority) + '@' + other_host(authority);
    }

    /// Answers what comes in plain HTTP to a port that speaks TLS; must not outlive this.
    [[nodiscard]] detail::responder plain_http_responder() {
        return responder({.status = 400,
                          .message = "this port speaks TLS, and plain HTTP came",
                          .reason = reason::plain_http});
    }

    /// The requests that came here, or to a port of TLS in plain HTTP, oldest first, with the
    /// account whose key they bear, or else the default one. `authenticated` says that an account's
    /// key and secret arrived.
    [[nodiscard]] std::vector<exchange> requests() const { return journal_.requests(); }

    /// Whether any request brought credentials: an Authorization or a Cookie field, or an account's
    /// secret, of four characters or more, in the target, a field's value or the content.
    [[nodiscard]] bool credentials_arrived() const noexcept { return credentials_arrived_; }

    /// Whether an entry of `requests` brought credentials.
    [[nodiscard]] static bool carries_credentials(const exchange& entry) {
        return entry.reason == reason::credentials_arrived;
    }

    /// Has a keeper judge what came before it is forgotten. To be called before there are requests.
    void report_to(std::shared_ptr<verdict_keeper> keeper) {
        journal_.observe_losses(
            [keeper = std::move(keeper)](const auto& entries, std::uint64_t /*numbers*/) {
                keeper->keep_elsewhere(entries);
            });
    }

    /// Forgets what came.
    void clear() {
        credentials_arrived_ = false;
        journal_.clear();
    }

    /// Forgets what came, and counts anew.
    void reset() {
        credentials_arrived_ = false;
        journal_.reset();
    }

private:
    [[nodiscard]] static std::string_view host_of(std::string_view authority) {
        const std::size_t colon = authority.rfind(':');
        const bool in_brackets = authority.find(']', colon == authority.npos ? 0 : colon) !=
                                 std::string_view::npos; // of an IPv6 address
        return colon == std::string_view::npos || in_brackets ? authority
                                                              : authority.substr(0, colon);
    }

    [[nodiscard]] const char* scheme() const noexcept { return tls_ ? "https://" : "http://"; }

    [[nodiscard]] std::string other_host(std::string_view authority) {
        const std::string_view host = host_of(authority) == "localhost" ? "127.0.0.1" : "localhost";
        return with_port(host, other_host_, other_origin_, tls_);
    }

    /// Listens where that has not begun yet.
    [[nodiscard]] std::string with_port(std::string_view host,
                                        const std::string& listen_host,
                                        std::optional<detail::listener>& at,
                                        const std::shared_ptr<const detail::tls_contexts>& tls) {
        const std::lock_guard lock(mutex_);
        if (!at) {
            at.emplace(detail::listen_on(listen_host, 0),
                       listening_,
                       responder({.status = 401, .reason = reason::other_origin}),
                       detail::listener_tls{.contexts = tls,
                                            .forced = tls_profile::good,
                                            .plain_http = plain_http_responder()});
        }
        return std::string(host) + ':' + std::to_string(at->address().port);
    }

    [[nodiscard]] detail::responder responder(const refusal& usual) {
        return {.respond = [this,
                            usual](const http::request& request) { return refuse(request, usual); },
                .refuse =
                    [this, why = usual.reason](const http::parse_failure& failure,
                                               const http::request& partial) {
                        return refuse(
                            partial,
                            {.status = failure.status, .message = failure.cause, .reason = why});
                    }};
    }

    [[nodiscard]] detail::reply refuse(const http::request& request, const refusal& why) {
        exchange entry = to_exchange(request);
        entry.status = why.status;
        entry.cause = why.message;
        const bool leaked = has_credentials(request);
        entry.reason = leaked ? reason::credentials_arrived : why.reason;
        if (leaked) {
            credentials_arrived_ = true;
        }
        http::response response{.status = why.status, .content = why.message};
        if (why.status == 401) {
            response.fields.add("WWW-Authenticate", "Basic realm=\"another origin\"");
        }
        if (!why.message.empty()) {
            response.fields.add("Content-Type", "text/plain");
        }
        response.fields.add(
            "Date", http::to_http_date(std::chrono::floor<std::chrono::seconds>(entry.time)));
        const request_journal::ticket ticket = journal_.add(std::move(entry));
        return {.response = std::move(response),
                .done = [this, ticket](bool written, std::size_t bytes) {
                    journal_.complete(
                        ticket, written ? delivery::complete : delivery::failed, bytes);
                }};
    }

    [[nodiscard]] exchange to_exchange(const http::request& request) const {
        const inspection seen = inspect(request);
        const auto* given = std::get_if<http::basic_credentials>(&seen.credentials);
        account_registry::account_ptr owner = given ? accounts_.find(given->user_id) : nullptr;
        const bool authenticated = owner && !authenticate(seen.credentials, &owner->served());
        if (!owner) {
            owner = accounts_.default_account_ptr();
        }
        exchange entry{.account = owner->key(),
                       .authenticated = authenticated,
                       .secure = request.secure,
                       .connection = request.connection,
                       .method = request.method,
                       .target = request.target,
                       .fields = request.fields,
                       .content_bytes = request.content.size()};
        try {
            entry.time = now_();
        } catch (...) { // NOLINT: the user's time source; nothing may escape a server thread
            entry.time = system_time();
        }
        return entry;
    }

    [[nodiscard]] bool has_credentials(const http::request& request) const {
        for (const char* name : {"Authorization", "Proxy-Authorization", "Cookie"}) {
            if (request.fields.find(name) != nullptr) {
                return true;
            }
        }
        std::string all = request.target + '\n' + http::percent_decode(request.target) + '\n' +
                          http::form_decode(request.target) + '\n' + request.content;
        for (const auto& [name, value] : request.fields) {
            all += '\n' + value;
        }
        for (const auto& account : accounts_.all()) {
            constexpr std::size_t shortest = 4; // what is shorter is ordinary text
            const std::string& secret = account->secret();
            if (secret.size() >= shortest &&
                (all.find(secret) != std::string::npos ||
                 all.find(http::base64_encode(account->key() + ':' + secret)) !=
                     std::string::npos)) {
                return true;
            }
        }
        return false;
    }

    const account_registry& accounts_;
    const detail::listener_options listening_;
    const time_source now_;
    request_journal journal_;
    std::atomic<bool> credentials_arrived_{false};
    const std::shared_ptr<const detail::tls_contexts> tls_; // null for plain HTTP
    const std::string host_;                                // where the server listens
    const std::string other_host_;                          // where the other origin does
    std::mutex mutex_;                                      // guards both below
    std::optional<detail::listener> same_host_; // these last: their threads use all of the above
    std::optional<detail::listener> other_origin_;
};

} // namespace sendmock

#endif
