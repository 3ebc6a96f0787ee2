// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_TLS_CERTIFICATES_HPP
#define SENDMOCK_SERVER_DETAIL_TLS_CERTIFICATES_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/server/client_identity.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/detail/x509.hpp>

#include <openssl/evp.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::detail {

/// A server's certificate, its key, and the certificates that are sent with it.
struct presented_identity {
    identity own{};
    std::vector<x509_certificate> chain{};
};

/// All certificates of a server: made in memory, valid from a day ago for a week. Not changed after
/// construction: safe to use from several threads.
class tls_certificates {
public:
    /// @param host  where the server listens, which the certificates name besides `localhost`,
    /// `127.0.0.1` and `::1`
    explicit tls_certificates(const std::string& host)
        : host_(without_brackets(host)),
          own_names_(names_of(host_)),
          root_(self_signed("sendmock test CA")),
          intermediate_(issue({.common_name = "sendmock test intermediate CA", .is_ca = true},
                              make_ec_key(),
                              root_)),
          key_(make_ec_key()),
          revoked_(make_certificate(leaf(tls_profile::revoked), key_, &intermediate_)) {}

    /// The CA that clients are to trust.
    [[nodiscard]] std::string ca_pem() const { return pem::of(root_.certificate); }

    /// The revocation lists of the CA and of the intermediate, which lists the certificate of the
    /// profile `revoked`.
    [[nodiscard]] std::string crl_pem() const {
        return pem::of(make_revocation_list(root_, {})) +
               pem::of(make_revocation_list(intermediate_, {revoked_}));
    }

    /// Signs the certificates of clients, for `client_cert_required`.
    [[nodiscard]] const x509_certificate& client_ca() const noexcept {
        return intermediate_.certificate;
    }

    [[nodiscard]] const x509_certificate& root() const noexcept { return root_.certificate; }

    /// A new identity of a client that `client_cert_required` lets in.
    [[nodiscard]] client_identity client_pem() const {
        const identity made =
            issue({.common_name = "sendmock test client", .purpose = "clientAuth"},
                  make_ec_key(),
                  intermediate_);
        return {.certificate_pem = pem::of(made.certificate) + pem::of(intermediate_.certificate),
                .key_pem = pem::of(made.key)};
    }

    /// What a profile presents. Profiles whose fault is not the certificate's have a good one.
    /// Expensive for `weak_key`, whose key is made for it.
    [[nodiscard]] presented_identity make_server(tls_profile profile) const {
        const certificate_request wanted = leaf(profile);
        switch (profile) {
        case tls_profile::self_signed:
            return {.own = {make_certificate(wanted, key_, nullptr), key_}};
        case tls_profile::untrusted_root: {
            const identity unknown = self_signed("unknown test CA");
            return {.own = {make_certificate(wanted, key_, &unknown), key_}};
        }
        case tls_profile::incomplete_chain:
            return {.own = {make_certificate(wanted, key_, &intermediate_), key_}};
        case tls_profile::revoked:
            return {.own = {revoked_, key_}, .chain = {intermediate_.certificate}};
        case tls_profile::weak_key:
            return {.own = issue(wanted, make_rsa_key(768), intermediate_),
                    .chain = {intermediate_.certificate}};
        default:
            return {.own = {make_certificate(wanted, key_, &intermediate_), key_},
                    .chain = {intermediate_.certificate}};
        }
    }

private:
    [[nodiscard]] static std::string names_of(const std::string& name) {
        std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
        if (name != "localhost" && name != "127.0.0.1" && name != "::1") {
            const bool is_address = name.find(':') != std::string::npos ||
                                    name.find_first_not_of("0123456789.") == std::string::npos;
            names += (is_address ? ",IP:" : ",DNS:") + name;
        }
        return names;
    }

    [[nodiscard]] static identity self_signed(const std::string& name) {
        identity made{.key = make_ec_key()};
        made.certificate = make_certificate(
            {.common_name = name, .is_ca = true, .may_issue_cas = true}, made.key, nullptr);
        return made;
    }

    [[nodiscard]] static identity
    issue(const certificate_request& wanted, private_key key, const identity& issuer) {
        identity made{.key = std::move(key)};
        made.certificate = make_certificate(wanted, made.key, &issuer);
        return made;
    }

    [[nodiscard]] certificate_request leaf(tls_profile profile) const {
        using std::chrono::hours;
        const std::string host = std::string(to_string(profile)) + ".localhost";
        certificate_request wanted{.common_name = host,
                                   .alternative_names = own_names_ + ",DNS:" + host};
        switch (profile) {
        case tls_profile::expired:
            wanted.from = -hours{24 * 8};
            wanted.until = -hours{24};
            break;
        case tls_profile::not_yet_valid:
            wanted.from = hours{24};
            wanted.until = hours{24 * 8};
            break;
        case tls_profile::wrong_host:
            wanted.common_name = "elsewhere.example";
            wanted.alternative_names = "DNS:elsewhere.example";
            break;
        case tls_profile::longer_host:
            wanted.common_name = host + ".example";
            wanted.alternative_names = "DNS:localhost.example,DNS:127.0.0.1.example,DNS:" + host_ +
                                       ".example,DNS:" + host + ".example";
            break;
        case tls_profile::prefixed_host:
            wanted.common_name = "other" + host;
            wanted.alternative_names =
                "DNS:otherlocalhost,DNS:other127.0.0.1,DNS:other" + host_ + ",DNS:other" + host;
            break;
        case tls_profile::wrong_wildcard:
            wanted.common_name = "*." + host;
            wanted.alternative_names = "DNS:*.0.1,DNS:*." + host;
            break;
        case tls_profile::common_name_only:
            wanted.common_name = host_;
            wanted.alternative_names = "DNS:elsewhere.example";
            break;
        case tls_profile::address_as_name:
            wanted.common_name = "elsewhere.example";
            wanted.alternative_names = "DNS:127.0.0.1,DNS:elsewhere.example";
            break;
        case tls_profile::sha1_signature:
            wanted.digest = ::EVP_sha1();
            break;
        case tls_profile::wrong_purpose:
            wanted.purpose = "clientAuth";
            break;
        default:
            break;
        }
        return wanted;
    }

    const std::string host_;
    const std::string own_names_;
    const identity root_;
    const identity intermediate_;
    const private_key key_; // of all profiles that do not need one of their own
    const x509_certificate revoked_;
};

} // namespace sendmock::detail

#endif
