// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_TLS_CLIENT_CONTEXT_HPP
#define SENDMOCK_SHOP_DETAIL_TLS_CLIENT_CONTEXT_HPP

#include <sendmock/error.hpp>

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

template <auto Free>
struct freed_by_openssl {
    template <class Object>
    void operator()(Object* object) const noexcept {
        Free(object);
    }
};

using tls_client_context = std::unique_ptr<SSL_CTX, freed_by_openssl<&::SSL_CTX_free>>;

/// @throws sendmock::error with what OpenSSL says, if a call failed
inline void demand_tls(bool succeeded, const char* what) {
    if (!succeeded) {
        std::array<char, 256> text{};
        ::ERR_error_string_n(::ERR_get_error(), text.data(), text.size());
        throw error(std::string("cannot ") + what + ": " + text.data());
    }
}

/// Takes the objects out of PEM text, one after the other.
/// @param read  takes the next one from a BIO, and returns whether there was one
/// @return how many there were
template <class Read>
int read_pem(std::string_view pem, const Read& read) {
    if (pem.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        return 0;
    }
    const std::unique_ptr<BIO, freed_by_openssl<&::BIO_free_all>> memory(
        ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    demand_tls(memory != nullptr, "read PEM");
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
[[nodiscard]] inline tls_client_context make_tls_client_context(const tls_trust& trust) {
    tls_client_context made(::SSL_CTX_new(::TLS_client_method()));
    demand_tls(made != nullptr, "make a TLS context");
    SSL_CTX* const context = made.get();
    ::SSL_CTX_set_options(context,
                          SSL_OP_ALL | SSL_OP_NO_SSLv3 | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                              SSL_OP_IGNORE_UNEXPECTED_EOF);
    constexpr const char* ciphers =
        "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDH+AESGCM:DH+AESGCM:ECDH+AES:"
        "DH+AES:RSA+AESGCM:RSA+AES:!aNULL:!eNULL:!MD5:!DSS";
    demand_tls(::SSL_CTX_set_cipher_list(context, ciphers) == 1, "set the ciphers");
    constexpr std::array<unsigned char, 9> http{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    demand_tls(::SSL_CTX_set_alpn_protos(context, http.data(), http.size()) == 0,
               "set the protocol");
    ::SSL_CTX_set_post_handshake_auth(context, 1);
    ::SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    X509_STORE* const store = ::SSL_CTX_get_cert_store(context);
    if (trust.ca_pem.empty()) {
        demand_tls(::SSL_CTX_set_default_verify_paths(context) == 1, "find the system's CAs");
    } else {
        const int count = read_pem(trust.ca_pem, [&](BIO* from) {
            const std::unique_ptr<X509, freed_by_openssl<&::X509_free>> ca(
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
            const std::unique_ptr<X509_CRL, freed_by_openssl<&::X509_CRL_free>> list(
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
