// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_MOCK_SERVER_HPP
#define SENDMOCK_SERVER_MOCK_SERVER_HPP

#include <sendmock/error.hpp>
#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/faults/wire_fault.hpp>
#include <sendmock/http/parse_failure.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/log_store.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/admin.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/client_identity.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/detail/ca_files.hpp>
#include <sendmock/server/detail/checked_options.hpp>
#include <sendmock/server/detail/connection.hpp>
#include <sendmock/server/detail/connection_list.hpp>
#include <sendmock/server/detail/listener.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/detail/pipeline.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/server/endpoint.hpp>
#include <sendmock/server/mock_account.hpp>
#include <sendmock/server/server_options.hpp>
#include <sendmock/service/route.hpp>
#include <sendmock/verdict/verdict.hpp>
#include <sendmock/verdict/verdict_keeper.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// The service on a socket: serves from its construction to its destruction.
///
/// All members may be used from several threads, while serving too. The destructor ends idle
/// connections at once, lets answers under way be completed for a moment, and waits for callbacks.
/// Nothing of the process is changed: no signal dispositions, no descriptors that children inherit.
class mock_server {
public:
    /// Listens, on loopback and a free port unless told otherwise, and serves when it returns.
    /// @throws sendmock::error if it cannot listen, or if two logs have the same id
    /// @throws std::invalid_argument naming an option that is out of range
    explicit mock_server(server_options options = {})
        : mock_server(detail::checked_options(std::move(options)), 0) {}

    mock_server(const mock_server&) = delete;
    mock_server& operator=(const mock_server&) = delete;

    ~mock_server() {
        listener_->stop();
        if (admin_listener_) {
            admin_listener_->stop(); // before the first is waited for
        }
    }

    /// TCP port, 1 to 65535.
    [[nodiscard]] std::uint16_t port() const noexcept { return listener_->address().port; }

    /// `http://HOST:PORT`, or `https://` with TLS, without a trailing slash.
    [[nodiscard]] std::string url() const {
        return (tls_ ? "https://" : "http://") + detail::authority_of(listener_->address());
    }

    /// The first page's full URL.
    [[nodiscard]] std::string logs_url() const { return url() + std::string(logs_path); }

    /// What the admin paths follow, `http://HOST:PORT`; empty without admin calls. A port of their
    /// own is one of plain HTTP.
    [[nodiscard]] std::string admin_url() const {
        if (admin_listener_) {
            return "http://" + detail::authority_of(admin_listener_->address());
        }
        return admin_beside_service_ ? url() : std::string();
    }

    /// The default account's key.
    [[nodiscard]] const std::string& key() const noexcept { return defaults().key(); }

    /// The default account's secret.
    [[nodiscard]] const std::string& secret() const noexcept { return defaults().secret(); }

    /// All that a client needs to reach the default account.
    [[nodiscard]] sendmock::endpoint endpoint() const {
        return {.url = logs_url(),
                .key = key(),
                .secret = secret(),
                .ca_pem = ca_pem(),
                .ca_file = ca_file_};
    }

    /// The CA certificate that clients are to trust, PEM; empty without TLS.
    [[nodiscard]] std::string ca_pem() const {
        return tls_ ? tls_->certificates().ca_pem() : std::string();
    }

    /// The revocation lists of the CA and of its intermediate, PEM; empty without TLS. They list
    /// the certificate of the profile `revoked`.
    [[nodiscard]] std::string crl_pem() const {
        return tls_ ? tls_->certificates().crl_pem() : std::string();
    }

    /// A new certificate of a client, for the profile `client_cert_required`.
    /// @throws sendmock::error without TLS
    [[nodiscard]] sendmock::client_identity client_identity() const {
        if (!tls_) {
            throw error("client_identity: this server does not speak TLS");
        }
        return tls_->certificates().client_pem();
    }

    /// The TLS profile of clients that ask for no `NAME.localhost`; absent without TLS.
    [[nodiscard]] std::optional<sendmock::tls_profile> tls_profile() const noexcept {
        return tls_ ? std::optional(tls_->standard().current().profile) : std::nullopt;
    }

    /// Changes it for the next handshake; connections that have the former one are closed, after
    /// the answer that is being given, which says `Connection: close`. The CA stays, and a reset
    /// brings the first profile back.
    /// @throws sendmock::error without TLS
    void set_tls_profile(sendmock::tls_profile profile) {
        if (!tls_) {
            throw error("set_tls_profile: this server does not speak TLS");
        }
        tls_->standard().change(profile);
    }

    /// The default account's logs; changes are seen by the next request.
    [[nodiscard]] log_store& logs() noexcept { return defaults().logs(); }

    /// Adds a log to the default account, with the next id if it has none.
    /// @throws duplicate_id
    log_record add(log_draft log) { return logs().create({std::move(log)}).front(); }

    /// Adds a log to the default account.
    /// @throws duplicate_id
    void add(const log_record& log) { logs().insert({log}); }

    /// The requests that reached the default account, or no account at all.
    [[nodiscard]] const request_journal& journal() const noexcept { return defaults().journal(); }

    /// The newest 10,000 connections to the service's port, oldest first, without those that served
    /// admin calls alone: how the handshake of each ended, and which requests of all accounts came
    /// over it. A copy. A client's alert arrives after the client has failed: wait for it.
    [[nodiscard]] std::vector<connection_entry> connections() const {
        return detail::list_connections(connection_journal_, accounts_);
    }

    /// How many TLS handshakes there were at the service's port since the start or the last reset,
    /// without those of connections with admin calls.
    [[nodiscard]] handshake_counts handshakes() const { return connection_journal_.handshakes(); }

    /// Makes something go wrong in the default account; see `mock_account::inject`.
    void inject(condition when, fault what, std::string name = {}) {
        defaults().inject(std::move(when), std::move(what), std::move(name));
    }

    /// The default account's rules, with those that were injected.
    [[nodiscard]] sendmock::scenario scenario() const { return defaults().scenario(); }

    /// Puts other rules in place of the default account's; see `mock_account::set_scenario`.
    void set_scenario(const sendmock::scenario& wanted) { defaults().set_scenario(wanted); }

    /// Removes all rules of the default account.
    void clear_scenario() { defaults().clear_scenario(); }

    /// The names of the default account's rules that have not acted yet, `#1` for the first one if
    /// it has none.
    [[nodiscard]] std::vector<std::string> unused_rules() const {
        return defaults().unused_rules();
    }

    /// The other origin to which faults lead clients, and what arrived there, or in plain HTTP at a
    /// port of TLS, from all accounts.
    [[nodiscard]] sendmock::canary& canary() noexcept { return canary_; }

    /// The verdict on an account's clients, as far as their requests alone show it; see
    /// `judge_requests`.
    [[nodiscard]] verdict judge(const mock_account& of) const {
        return detail::verdict_on(of, canary_, accounts_, tls_ != nullptr);
    }

    /// The same on the default account's clients.
    [[nodiscard]] verdict judge() const { return judge(defaults()); }

    /// All that was found since the start, by the accounts' keys, whatever was forgotten meanwhile;
    /// see `server_options::keep_findings`, without which there is nothing.
    [[nodiscard]] std::map<std::string, kept_verdict> kept_verdicts() const {
        if (!keeper_) {
            return {};
        }
        return detail::all_kept_verdicts(*keeper_, accounts_, canary_);
    }

    /// Another account by its key; the default one's is found too.
    /// @throws std::out_of_range if there is none
    [[nodiscard]] std::shared_ptr<mock_account> account(std::string_view key) const {
        auto found = accounts_.find(key);
        if (!found) {
            throw std::out_of_range("no account has the key " + std::string(key));
        }
        return found;
    }

    /// All accounts, by key.
    [[nodiscard]] std::vector<std::shared_ptr<mock_account>> accounts() const {
        return accounts_.all();
    }

    /// Adds an account, in place of one with the same key.
    /// @throws std::invalid_argument for the default account's key, or an option out of range
    /// @throws sendmock::error if two logs have the same id
    std::shared_ptr<mock_account> add_account(account_options options) {
        auto added = accounts_.make(std::move(options));
        accounts_.put(added);
        return added;
    }

    /// Everything as at the start: logs, settings, no faults, empty journals, the TLS profile, and
    /// only the accounts that the server was made with.
    void reset() {
        accounts_.reset();
        canary_.reset();
        connection_journal_.reset();
        if (tls_) {
            tls_->standard().reset();
        }
    }

    /// Of all that is random.
    [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }

private:
    /// @param options  checked
    mock_server(server_options options, int)
        : seed_(options.seed ? *options.seed : std::random_device{}()),
          keeper_(options.keep_findings ? std::make_shared<verdict_keeper>(options.tls.has_value())
                                        : nullptr),
          tls_(options.tls ? std::make_shared<detail::tls_contexts>(*options.tls, options.host)
                           : nullptr),
          accounts_(detail::take_default_account(options),
                    std::move(options.accounts),
                    seed_,
                    tls_ ? std::shared_ptr<detail::standard_profile>(tls_, &tls_->standard())
                         : nullptr),
          ca_file_(options.tls ? options.ca_file.string() : std::string()),
          canary_(accounts_, detail::listening_of(options), options.now, tls_, options.host),
          admin_(accounts_,
                 canary_,
                 connection_journal_,
                 {.token = options.admin_token,
                  .seed = seed_,
                  .now = options.now,
                  .can_shut_down = static_cast<bool>(options.on_shutdown),
                  .tls = tls_ ? &tls_->standard() : nullptr,
                  .on_reset = [this] { reset(); }}),
          on_shutdown_(options.on_shutdown),
          admin_beside_service_(options.admin && !options.admin_port) {
        if (keeper_) {
            accounts_.report_to(keeper_);
            canary_.report_to(keeper_);
        }
        detail::listening_socket socket = detail::listen_on(options.host, options.port);
        std::optional<detail::listening_socket> admin_socket;
        if (options.admin && options.admin_port) {
            admin_socket = detail::listen_on(options.host, *options.admin_port);
        }
        const detail::listener_options listening = detail::listening_of(options);
        pipeline_.emplace(
            accounts_,
            canary_,
            detail::pipeline_options{.service = detail::service_options_of(
                                         options, detail::authority_of(socket.address)),
                                     .strict = options.strict,
                                     .keep_contents = options.journal_contents,
                                     .tls = tls_ ? &tls_->standard() : nullptr,
                                     .on_exchange = options.on_exchange});
        if (!ca_file_.empty()) {
            detail::write_ca_files(ca_file_, tls_->certificates());
        }
        listener_.emplace(
            std::move(socket),
            listening,
            service_responder(),
            detail::listener_tls{.contexts = tls_, .plain_http = plain_http_responder()},
            detail::make_connection_observer(options, connection_journal_, accounts_));
        if (admin_socket) {
            admin_listener_.emplace(std::move(*admin_socket), listening, admin_responder());
        }
    }

    [[nodiscard]] mock_account& defaults() const noexcept { return accounts_.default_account(); }

    [[nodiscard]] detail::responder service_responder() {
        return {.respond =
                    [this](const http::request& request) {
                        return admin_beside_service_ && admin::concerns(request)
                                   ? respond_to_admin(request)
                                   : pipeline_->respond(request);
                    },
                .refuse =
                    [this](const http::parse_failure& why, const http::request& partial) {
                        return admin_beside_service_ && admin::concerns(partial)
                                   ? refuse_admin(why)
                                   : pipeline_->refuse(why, partial);
                    },
                .accept = [this] { return decide_at_accept(); }};
    }

    /// For plain HTTP at a port of TLS. Who wanted an admin call by it is no client.
    [[nodiscard]] detail::responder plain_http_responder() {
        detail::responder noted = canary_.plain_http_responder();
        return {.respond =
                    [this, note = noted.respond](const http::request& request) {
                        return admin_beside_service_ && admin::concerns(request)
                                   ? refuse_admin(
                                         {.status = 400, .cause = "admin calls come over TLS here"})
                                   : note(request);
                    },
                .refuse = std::move(noted.refuse)};
    }

    [[nodiscard]] detail::accept_action decide_at_accept() {
        const auto planned =
            defaults().rules().decide_at_accept(connection_journal_.next_since_reset());
        if (!planned) {
            return detail::accept_action::serve;
        }
        return planned->then.wire->kind == wire_fault_kind::reset_on_accept
                   ? detail::accept_action::reset
                   : detail::accept_action::fail_handshake;
    }

    [[nodiscard]] detail::responder admin_responder() {
        return {
            .respond = [this](const http::request& request) { return respond_to_admin(request); },
            .refuse = [](const http::parse_failure& why,
                         const http::request&) { return refuse_admin(why); }};
    }

    [[nodiscard]] static detail::reply refuse_admin(const http::parse_failure& why) {
        return {.response = detail::admin_failure(why.status, why.cause)};
    }

    [[nodiscard]] detail::reply respond_to_admin(const http::request& request) {
        connection_journal_.note_admin(request.connection);
        if (!admin::concerns(request)) {
            return {.response = detail::admin_failure(404, "no admin call has this path")};
        }
        admin::result result = admin_.respond(request);
        detail::reply reply{.response = std::move(result.response)};
        if (result.shut_down) {
            reply.done = [this](bool, std::size_t) { on_shutdown_(); };
        }
        return reply;
    }

    const std::uint64_t seed_;
    const std::shared_ptr<verdict_keeper> keeper_;    // null where findings are not kept
    const std::shared_ptr<detail::tls_contexts> tls_; // null for plain HTTP
    account_registry accounts_;
    const std::string ca_file_;
    connection_journal connection_journal_; // of the service's port
    sendmock::canary canary_;
    const admin admin_;
    const std::function<void()> on_shutdown_;
    const bool admin_beside_service_;
    std::optional<detail::pipeline> pipeline_; // made once the address is known
    std::optional<detail::listener> listener_; // these last: their threads use all of the above
    std::optional<detail::listener> admin_listener_;
};

} // namespace sendmock

#endif
