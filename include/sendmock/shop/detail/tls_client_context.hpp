// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_TLS_CLIENT_CONTEXT_HPP
#define SENDMOCK_SHOP_DETAIL_TLS_CLIENT_CONTEXT_HPP

#include <sendmock/net/freed_by.hpp>
#include <sendmock/net/openssl_error.hpp>
#include <sendmock/net/tls_session.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sendmock::detail::shop {

/// Takes the objects out of PEM text, one after the other.
/// @param read  takes the next one from a BIO, and returns whether there was one
/// @return how many there were
template <class Read>
int read_pem(std::string_view pem, const Read& read) {
    if (pem.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        return 0;
    }
    const std::unique_ptr<BIO, net::freed_by<&::BIO_free_all>> memory(
        ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    net::demand_openssl(memory != nullptr, "read PEM");
    int count = 0;
    while (read(memory.get())) {
        ++count;
    }
    ::ERR_clear_error(); // the end of the text is one
    return count;
}

/// What a client of TLS trusts.
struct tls_trust {
    std::string ca_pem{};             ///< empty for the system's
    const char* ca_option = "ca_pem"; ///< where it comes from
    std::string crl_pem{};            ///< empty: nothing is looked up
};

/// TLS as urllib3 1.26 with Python 3.11 speaks it: the same ciphers, options and extensions.
/// @throws std::invalid_argument naming the option that holds no PEM
/// @throws sendmock::error if OpenSSL fails
[[nodiscard]] inline net::tls_context make_tls_client_context(const tls_trust& trust) {
    net::tls_context made = net::make_tls_context(::TLS_client_method());
    SSL_CTX* const context = made.get();
    ::SSL_CTX_set_options(context,
                          SSL_OP_ALL | SSL_OP_NO_SSLv3 | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                              SSL_OP_IGNORE_UNEXPECTED_EOF);
    constexpr const char* ciphers =
        "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDH+AESGCM:DH+AESGCM:ECDH+AES:"
        "DH+AES:RSA+AESGCM:RSA+AES:!aNULL:!eNULL:!MD5:!DSS";
    net::demand_openssl(::SSL_CTX_set_cipher_list(context, ciphers) == 1, "set the ciphers");
    constexpr std::array<unsigned char, 9> http{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    net::demand_openssl(::SSL_CTX_set_alpn_protos(context, http.data(), http.size()) == 0,
                        "set the protocol");
    ::SSL_CTX_set_post_handshake_auth(context, 1);
    ::SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    X509_STORE* const store = ::SSL_CTX_get_cert_store(context);
    if (trust.ca_pem.empty()) {
        net::demand_openssl(::SSL_CTX_set_default_verify_paths(context) == 1,
                            "find the system's CAs");
    } else {
        const int count = read_pem(trust.ca_pem, [&](BIO* from) {
            const std::unique_ptr<X509, net::freed_by<&::X509_free>> ca(
                ::PEM_read_bio_X509(from, nullptr, nullptr, nullptr));
            return ca != nullptr && ::X509_STORE_add_cert(store, ca.get()) == 1;
        });
        if (count == 0) {
            throw std::invalid_argument(std::string(trust.ca_option) +
                                        ": expected certificates in PEM");
        }
    }
    if (!trust.crl_pem.empty()) {
        const int count = read_pem(trust.crl_pem, [&](BIO* from) {
            const std::unique_ptr<X509_CRL, net::freed_by<&::X509_CRL_free>> list(
                ::PEM_read_bio_X509_CRL(from, nullptr, nullptr, nullptr));
            return list != nullptr && ::X509_STORE_add_crl(store, list.get()) == 1;
        });
        if (count == 0) {
            throw std::invalid_argument("crl_pem: expected revocation lists in PEM");
        }
        ::X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    }
    return made;
}

} // namespace sendmock::detail::shop

#endif
