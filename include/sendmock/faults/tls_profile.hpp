// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_TLS_PROFILE_HPP
#define SENDMOCK_FAULTS_TLS_PROFILE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sendmock {

/// What is wrong with a certificate or a handshake (the names are badssl.com's where it has them).
enum class tls_profile {
    good,                 ///< nothing: a chain to the server's CA, TLS 1.2 and 1.3
    expired,              ///< valid until a day ago
    not_yet_valid,        ///< valid from tomorrow
    wrong_host,           ///< a certificate for another name
    longer_host,          ///< for a name that begins with the right one, as `localhost.example`
    prefixed_host,        ///< for a name that ends with the right one, as `otherlocalhost`
    wrong_wildcard,       ///< for a wildcard that fits only if it stands for more than a label
    common_name_only,     ///< for another name; the subject has the right one (RFC 9525 section 2)
    address_as_name,      ///< for the right address, given as a DNS name
    self_signed,          ///< signed by itself
    untrusted_root,       ///< signed by a CA that nobody knows
    incomplete_chain,     ///< without its intermediate certificate
    revoked,              ///< in the CRL, which clients have to be given
    sha1_signature,       ///< signed with SHA-1
    weak_key,             ///< RSA with 768 bits
    wrong_purpose,        ///< for clients alone
    client_cert_required, ///< asks for a client's certificate (`mock_server::client_identity`)
    tls_v1_0,             ///< TLS 1.0 alone
    tls_v1_1,             ///< TLS 1.1 alone
    tls_v1_2,             ///< TLS 1.2 alone
    tls_v1_3,             ///< TLS 1.3 alone
    no_shared_cipher,     ///< a cipher alone that no client has
    handshake_failure,    ///< the fatal alert handshake_failure (40)
    unrecognized_name,    ///< the fatal alert unrecognized_name (112)
    internal_error,       ///< the fatal alert internal_error (80)
    handshake_eof,        ///< FIN after the client's hello
    handshake_reset,      ///< RST after the client's hello
    handshake_stall,      ///< silence after the client's hello
    plain_http            ///< an answer in plain HTTP to the client's hello
};

/// As host names below `localhost`, options and scenario files have them, in the order of
/// `tls_profile`.
inline constexpr std::array<std::string_view, 29> tls_profile_names{"good",
                                                                    "expired",
                                                                    "not-yet-valid",
                                                                    "wrong-host",
                                                                    "longer-host",
                                                                    "prefixed-host",
                                                                    "wrong-wildcard",
                                                                    "common-name-only",
                                                                    "address-as-name",
                                                                    "self-signed",
                                                                    "untrusted-root",
                                                                    "incomplete-chain",
                                                                    "revoked",
                                                                    "sha1-signature",
                                                                    "weak-key",
                                                                    "wrong-purpose",
                                                                    "client-cert-required",
                                                                    "tls-v1-0",
                                                                    "tls-v1-1",
                                                                    "tls-v1-2",
                                                                    "tls-v1-3",
                                                                    "no-shared-cipher",
                                                                    "handshake-failure",
                                                                    "unrecognized-name",
                                                                    "internal-error",
                                                                    "handshake-eof",
                                                                    "handshake-reset",
                                                                    "handshake-stall",
                                                                    "plain-http"};

[[nodiscard]] constexpr std::string_view to_string(tls_profile profile) noexcept {
    return tls_profile_names[static_cast<std::size_t>(profile)];
}

/// Reads what `to_string` writes; nothing for anything else.
[[nodiscard]] constexpr std::optional<tls_profile>
parse_tls_profile(std::string_view name) noexcept {
    const auto* const found = std::find(tls_profile_names.begin(), tls_profile_names.end(), name);
    return found == tls_profile_names.end()
               ? std::nullopt
               : std::optional(static_cast<tls_profile>(found - tls_profile_names.begin()));
}

} // namespace sendmock

#endif
