// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_X509_HPP
#define SENDMOCK_SERVER_DETAIL_X509_HPP

#include <sendmock/net/freed_by.hpp>
#include <sendmock/net/openssl_error.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Keys, certificates and revocation lists, made in memory (RFC 5280).
namespace sendmock::detail {

// Shared: a context keeps what it was given.
using private_key = std::shared_ptr<EVP_PKEY>;
using x509_certificate = std::shared_ptr<X509>;
using revocation_list = std::shared_ptr<X509_CRL>;

/// A key on the curve P-256.
[[nodiscard]] inline private_key make_ec_key() {
    private_key key(EVP_EC_gen("P-256"), &::EVP_PKEY_free);
    net::demand_openssl(key != nullptr, "make a key");
    return key;
}

[[nodiscard]] inline private_key make_rsa_key(unsigned bits) {
    private_key key(EVP_RSA_gen(bits), &::EVP_PKEY_free);
    net::demand_openssl(key != nullptr, "make an RSA key");
    return key;
}

/// What a certificate says. Times are counted from now.
struct certificate_request {
    std::string common_name{};
    std::string alternative_names{}; ///< as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1`
    bool is_ca = false;
    bool may_issue_cas = false; ///< of a CA
    std::chrono::seconds from = -std::chrono::hours{24};
    std::chrono::seconds until = std::chrono::hours{24 * 7};
    const EVP_MD* digest = ::EVP_sha256();
    const char* purpose = "serverAuth"; ///< of one that is no CA
};

/// A certificate with its key.
struct identity {
    x509_certificate certificate{};
    private_key key{};
};

inline void add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    ::X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, net::freed_by<&::X509_EXTENSION_free>> made(
        ::X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    net::demand_openssl(made != nullptr && ::X509_add_ext(to, made.get(), -1) == 1,
                        "make a certificate's extension");
}

inline void set_random_serial(X509* certificate) {
    std::array<unsigned char, 16> bytes{};
    net::demand_openssl(::RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1,
                        "make a serial number");
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7FU) | 0x40U); // positive, 16 bytes
    const std::unique_ptr<BIGNUM, net::freed_by<&::BN_free>> number(
        ::BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    net::demand_openssl(
        number != nullptr &&
            ::BN_to_ASN1_INTEGER(number.get(), ::X509_get_serialNumber(certificate)) != nullptr,
        "make a serial number");
}

/// @param issuer  null for one that signs itself
[[nodiscard]] inline x509_certificate make_certificate(const certificate_request& wanted,
                                                       const private_key& key,
                                                       const identity* issuer) {
    x509_certificate made(::X509_new(), &::X509_free);
    net::demand_openssl(made != nullptr, "make a certificate");
    X509* const certificate = made.get();
    X509* const signer = issuer != nullptr ? issuer->certificate.get() : certificate;
    ::X509_set_version(certificate, X509_VERSION_3);
    set_random_serial(certificate);
    ::X509_gmtime_adj(::X509_getm_notBefore(certificate), wanted.from.count());
    ::X509_gmtime_adj(::X509_getm_notAfter(certificate), wanted.until.count());
    ::X509_set_pubkey(certificate, key.get());
    X509_NAME* const name = ::X509_get_subject_name(certificate);
    ::X509_NAME_add_entry_by_txt(name,
                                 "CN",
                                 MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()),
                                 -1,
                                 -1,
                                 0);
    ::X509_set_issuer_name(certificate, ::X509_get_subject_name(signer));
    const auto add = [&](int kind, const std::string& value) {
        add_extension(certificate, signer, kind, value);
    };
    add(NID_basic_constraints,
        !wanted.is_ca          ? "critical,CA:FALSE"
        : wanted.may_issue_cas ? "critical,CA:TRUE"
                               : "critical,CA:TRUE,pathlen:0");
    const bool is_rsa = ::EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA;
    add(NID_key_usage,
        wanted.is_ca ? "critical,keyCertSign,cRLSign"
        : is_rsa     ? "critical,digitalSignature,keyEncipherment"
                     : "critical,digitalSignature");
    add(NID_subject_key_identifier, "hash");
    if (issuer != nullptr) {
        add(NID_authority_key_identifier, "keyid:always");
    }
    if (!wanted.is_ca) {
        add(NID_ext_key_usage, wanted.purpose);
    }
    if (!wanted.alternative_names.empty()) {
        add(NID_subject_alt_name, wanted.alternative_names);
    }
    EVP_PKEY* const signing = issuer != nullptr ? issuer->key.get() : key.get();
    net::demand_openssl(::X509_sign(certificate, signing, wanted.digest) > 0, "sign a certificate");
    // A copy is one that was read: it has its bytes, which each handshake would else encode again.
    x509_certificate copy(::X509_dup(certificate), &::X509_free);
    net::demand_openssl(copy != nullptr, "make a certificate");
    return copy;
}

/// A revocation list that is good for a week.
[[nodiscard]] inline revocation_list
make_revocation_list(const identity& issuer, const std::vector<x509_certificate>& revoked) {
    revocation_list made(::X509_CRL_new(), &::X509_CRL_free);
    const std::unique_ptr<ASN1_TIME, net::freed_by<&::ASN1_TIME_free>> time(::ASN1_TIME_new());
    net::demand_openssl(made != nullptr && time != nullptr, "make a revocation list");
    constexpr long day = 24L * 60 * 60;
    ::X509_CRL_set_version(made.get(), X509_CRL_VERSION_2);
    ::X509_CRL_set_issuer_name(made.get(), ::X509_get_subject_name(issuer.certificate.get()));
    ::X509_gmtime_adj(time.get(), -day);
    ::X509_CRL_set1_lastUpdate(made.get(), time.get());
    for (const x509_certificate& certificate : revoked) {
        std::unique_ptr<X509_REVOKED, net::freed_by<&::X509_REVOKED_free>> entry(
            ::X509_REVOKED_new());
        net::demand_openssl(entry != nullptr, "make a revocation");
        ::X509_REVOKED_set_serialNumber(entry.get(), ::X509_get_serialNumber(certificate.get()));
        ::X509_REVOKED_set_revocationDate(entry.get(), time.get());
        net::demand_openssl(::X509_CRL_add0_revoked(made.get(), entry.get()) == 1,
                            "make a revocation");
        static_cast<void>(entry.release()); // the list's
    }
    ::X509_gmtime_adj(time.get(), 7 * day);
    ::X509_CRL_set1_nextUpdate(made.get(), time.get());
    ::X509_CRL_sort(made.get());
    net::demand_openssl(::X509_CRL_sign(made.get(), issuer.key.get(), ::EVP_sha256()) > 0,
                        "sign a revocation list");
    return made;
}

namespace pem {

/// @param write  writes to a BIO, and returns whether it could
template <class Write>
[[nodiscard]] std::string text_of(const Write& write) {
    const std::unique_ptr<BIO, net::freed_by<&::BIO_free_all>> memory(::BIO_new(::BIO_s_mem()));
    net::demand_openssl(memory != nullptr && write(memory.get()) == 1, "write PEM");
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

[[nodiscard]] inline std::string of(const x509_certificate& written) {
    return text_of([&](BIO* to) { return ::PEM_write_bio_X509(to, written.get()); });
}

[[nodiscard]] inline std::string of(const revocation_list& written) {
    return text_of([&](BIO* to) { return ::PEM_write_bio_X509_CRL(to, written.get()); });
}

[[nodiscard]] inline std::string of(const private_key& written) {
    return text_of([&](BIO* to) {
        return ::PEM_write_bio_PrivateKey(to, written.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

} // namespace pem

} // namespace sendmock::detail

#endif
