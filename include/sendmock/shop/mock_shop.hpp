// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_MOCK_SHOP_HPP
#define SENDMOCK_SHOP_MOCK_SHOP_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/server/mock_server.hpp>
#include <sendmock/server/server_options.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock {

/// How a mock_shop is made. All members have defaults.
struct mock_shop_options {
    /// https, with this profile for clients that ask for no `NAME.localhost`. Absent: plain HTTP.
    std::optional<tls_profile> tls{};
    /// What every request gets that no fault concerns.
    http::response answer{
        .status = 200, .fields = {{"Content-Type", "application/json"}}, .content = "{}"};
    std::string host = "127.0.0.1";      ///< name or address to listen on
    std::uint16_t port = 0;              ///< 0: a free one
    std::optional<std::uint64_t> seed{}; ///< of all that is random; drawn if absent
};

/// A shop that can be broken: gives every request the same answer, or what a fault makes of it, on
/// the server's listener, with its faults on the wire and its TLS profiles. Safe to use from
/// several threads.
class mock_shop {
public:
    /// Serves when it returns.
    /// @throws sendmock::error if it cannot listen
    explicit mock_shop(mock_shop_options options = {})
        : server_({.require_credentials = false,
                   .host = std::move(options.host),
                   .port = options.port,
                   .tls = options.tls,
                   .strict = true,
                   .admin = false,
                   .seed = options.seed,
                   .application = [answer = std::move(options.answer)](const http::request&) {
                       return answer;
                   }}) {}

    /// `http://HOST:PORT`, or `https://` with TLS, without a trailing slash.
    [[nodiscard]] std::string url() const { return server_.url(); }

    [[nodiscard]] std::uint16_t port() const noexcept { return server_.port(); }

    /// The CA certificate that callers are to trust, PEM; empty without TLS.
    [[nodiscard]] std::string ca_pem() const { return server_.ca_pem(); }

    /// The revocation lists, PEM; empty without TLS.
    [[nodiscard]] std::string crl_pem() const { return server_.crl_pem(); }

    /// Makes something go wrong, as `mock_account::inject`.
    /// @throws std::invalid_argument also for faults of pages and of logs, which a shop has not
    void inject(condition when, fault what, std::string name = {}) {
        if (what.pager || what.change) {
            throw std::invalid_argument("a shop has neither pages nor logs");
        }
        server_.inject(std::move(when), std::move(what), std::move(name));
    }

    /// The names of the rules that have not acted yet; `#1` for the first one if it has none.
    [[nodiscard]] std::vector<std::string> unused_rules() const { return server_.unused_rules(); }

    /// The requests that reached the shop.
    [[nodiscard]] const request_journal& journal() const noexcept { return server_.journal(); }

    /// The connections to the shop; see `mock_server::connections`.
    [[nodiscard]] std::vector<connection_entry> connections() const {
        return server_.connections();
    }

private:
    mock_server server_;
};

} // namespace sendmock

#endif
