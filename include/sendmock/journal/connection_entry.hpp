// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_CONNECTION_ENTRY_HPP
#define SENDMOCK_JOURNAL_CONNECTION_ENTRY_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// What became of a connection's TLS handshake.
enum class handshake_outcome {
    pending,   ///< at a port of TLS: nothing has arrived yet, or the handshake is going on
    completed, ///< requests could be read
    failed,    ///< the client or the server broke it off; `connection_entry::cause` says how
    no_tls,    ///< plain HTTP, or the connection ended without a byte from the client
};

[[nodiscard]] constexpr std::string_view to_string(handshake_outcome outcome) noexcept {
    switch (outcome) {
    case handshake_outcome::pending:
        return "pending";
    case handshake_outcome::completed:
        return "completed";
    case handshake_outcome::failed:
        return "failed";
    case handshake_outcome::no_tls:
        break;
    }
    return "no_tls";
}

/// A request that came over a connection: `exchange::account` and `exchange::number`.
struct connection_request {
    std::string account{};
    std::uint64_t number = 0;

    friend bool operator==(const connection_request&, const connection_request&) = default;
};

/// One connection to a server, as the journal keeps it.
///
/// The mock's own notion (synthetic): the service itself shows nothing of its connections.
struct connection_entry {
    std::uint64_t number = 0; ///< among the server's connections, from 1; never used again
    /// The number since the server's last reset, which `on_connection` counts by; 0 for a
    /// connection that was there before.
    std::uint64_t since_reset = 0;
    instant time{};        ///< when it was accepted
    bool tls = false;      ///< whether the client began a TLS handshake
    std::string sni{};     ///< the host name in the hello (RFC 6066 section 3), as it was sent
    std::string profile{}; ///< the TLS profile that answered the hello, by its name
    std::string version{}; ///< of the completed handshake, `TLSv1.3`
    handshake_outcome handshake = handshake_outcome::no_tls;
    /// The fatal alert that the client sent during the handshake, or after it and before the first
    /// request, in OpenSSL's words: `certificate_expired`, `unknown_ca` (RFC 8446 section 6).
    std::string alert{};
    std::string cause{}; ///< in plain words, where the handshake failed or there was none
    std::string fault{}; ///< the fault that ended it before a request; empty if none did
    bool admin = false;  ///< whether an admin call came over it
    /// Those that the accounts' journals still have, by account and number.
    std::vector<connection_request> requests{};
};

/// How many handshakes there were. Those of connections with an admin call are not counted.
struct handshake_counts {
    std::uint64_t begun = 0; ///< the first byte of one arrived
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t alerts = 0; ///< those of `failed` in which the client sent an alert

    friend bool operator==(const handshake_counts&, const handshake_counts&) = default;
};

/// A copy without secrets: a host name in which one stands is masked, as by `redacted` of an
/// exchange.
[[nodiscard]] inline connection_entry redacted(connection_entry shown,
                                               const std::vector<account_secret>& secrets) {
    shown.sni = redacted(exchange{.target = std::move(shown.sni)}, secrets).target;
    return shown;
}

} // namespace sendmock

#endif
