// SPDX-License-Identifier: MIT
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/net/freed_by.hpp>
#include <sendmock/server/detail/tls_certificates.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace unit::server::detail::tls_certificates {

using sendmock::tls_profile;
using sendmock::detail::presented_identity;
using sendmock::detail::tls_certificates;
using sendmock::detail::x509_certificate;

template <auto Free>
using freed_by = sendmock::net::freed_by<Free>;

using bio_ptr = std::unique_ptr<BIO, freed_by<&::BIO_free_all>>;

bio_ptr reading(const std::string& text) {
    return bio_ptr(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::vector<x509_certificate> certificates_in(const std::string& text) {
    const bio_ptr from = reading(text);
    std::vector<x509_certificate> found;
    while (X509* one = ::PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr)) {
        found.emplace_back(one, &::X509_free);
    }
    return found;
}

/// A client that trusts one CA.
struct verifier {
    std::string ca_pem{};
    std::string crl_pem{}; ///< looked up if not empty
    int level = 0;         ///< OpenSSL's security level
    int purpose = X509_PURPOSE_SSL_SERVER;

    /// @return X509_V_OK or what is wrong
    [[nodiscard]] int verify(X509* certificate, const std::vector<x509_certificate>& chain) const {
        const std::unique_ptr<X509_STORE, freed_by<&::X509_STORE_free>> store(::X509_STORE_new());
        for (const x509_certificate& ca : certificates_in(ca_pem)) {
            ::X509_STORE_add_cert(store.get(), ca.get());
        }
        const bio_ptr lists = reading(crl_pem);
        while (X509_CRL* one = ::PEM_read_bio_X509_CRL(lists.get(), nullptr, nullptr, nullptr)) {
            ::X509_STORE_add_crl(store.get(), one);
            ::X509_CRL_free(one);
            ::X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
        }
        STACK_OF(X509)* const sent = sk_X509_new_null();
        for (const x509_certificate& one : chain) {
            sk_X509_push(sent, one.get());
        }
        const std::unique_ptr<X509_STORE_CTX, freed_by<&::X509_STORE_CTX_free>> context(
            ::X509_STORE_CTX_new());
        ::X509_STORE_CTX_init(context.get(), store.get(), certificate, sent);
        ::X509_STORE_CTX_set_purpose(context.get(), purpose);
        ::X509_VERIFY_PARAM_set_auth_level(::X509_STORE_CTX_get0_param(context.get()), level);
        ::X509_verify_cert(context.get());
        sk_X509_free(sent);
        return ::X509_STORE_CTX_get_error(context.get());
    }

    [[nodiscard]] int verify(const presented_identity& presented) const {
        return verify(presented.own.certificate.get(), presented.chain);
    }
};

bool is_for(const presented_identity& presented, const std::string& host) {
    X509* const certificate = presented.own.certificate.get();
    const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos ||
                            host.find(':') != std::string::npos;
    return is_address ? ::X509_check_ip_asc(certificate, host.c_str(), 0) == 1
                      : ::X509_check_host(certificate, host.c_str(), 0, 0, nullptr) == 1;
}

const tls_certificates& shared() {
    static const tls_certificates only("127.0.0.1");
    return only;
}

} // namespace unit::server::detail::tls_certificates

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(tls_certificates)

BOOST_AUTO_TEST_CASE(each_profile_has_its_own_fault_alone) {
    const std::map<tls_profile, int> faults{
        {tls_profile::expired, X509_V_ERR_CERT_HAS_EXPIRED},
        {tls_profile::not_yet_valid, X509_V_ERR_CERT_NOT_YET_VALID},
        {tls_profile::self_signed, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
        {tls_profile::untrusted_root, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
        {tls_profile::incomplete_chain, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
        {tls_profile::wrong_purpose, X509_V_ERR_INVALID_PURPOSE}};
    const verifier client{.ca_pem = shared().ca_pem()};
    for (const std::string_view name : sendmock::tls_profile_names) {
        BOOST_TEST_CONTEXT(name) {
            const tls_profile profile = *sendmock::parse_tls_profile(name);
            const auto fault = faults.find(profile);
            BOOST_TEST(client.verify(shared().make_server(profile)) ==
                       (fault == faults.end() ? X509_V_OK : fault->second));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_revocation_lists_name_one_profile_alone) {
    const verifier client{.ca_pem = shared().ca_pem(), .crl_pem = shared().crl_pem()};
    BOOST_TEST(client.verify(shared().make_server(tls_profile::revoked)) ==
               X509_V_ERR_CERT_REVOKED);
    BOOST_TEST(client.verify(shared().make_server(tls_profile::good)) == X509_V_OK);
    BOOST_TEST(client.verify(shared().make_server(tls_profile::tls_v1_2)) == X509_V_OK);
}

BOOST_AUTO_TEST_CASE(weak_signatures_and_keys_are_refused_by_those_who_look) {
    const verifier client{.ca_pem = shared().ca_pem(), .level = 2};
    BOOST_TEST(client.verify(shared().make_server(tls_profile::good)) == X509_V_OK);
    BOOST_TEST(client.verify(shared().make_server(tls_profile::sha1_signature)) ==
               X509_V_ERR_CA_MD_TOO_WEAK);
    const presented_identity weak = shared().make_server(tls_profile::weak_key);
    BOOST_TEST(client.verify(weak) == X509_V_ERR_EE_KEY_TOO_SMALL);
    BOOST_TEST(::EVP_PKEY_get_bits(weak.own.key.get()) == 768);
}

BOOST_AUTO_TEST_CASE(each_certificate_has_its_key) {
    for (const std::string_view name : sendmock::tls_profile_names) {
        const auto presented = shared().make_server(*sendmock::parse_tls_profile(name));
        BOOST_TEST(::X509_check_private_key(presented.own.certificate.get(),
                                            presented.own.key.get()) == 1);
    }
}

BOOST_AUTO_TEST_CASE(certificates_name_loopback_and_the_profiles_host) {
    const presented_identity good = shared().make_server(tls_profile::good);
    for (const char* host : {"localhost", "127.0.0.1", "::1", "good.localhost"}) {
        BOOST_TEST(is_for(good, host));
    }
    BOOST_TEST(!is_for(good, "expired.localhost"));
    BOOST_TEST(!is_for(good, "192.0.2.1"));
    BOOST_TEST(is_for(shared().make_server(tls_profile::expired), "expired.localhost"));
    const presented_identity wrong = shared().make_server(tls_profile::wrong_host);
    BOOST_TEST(is_for(wrong, "elsewhere.example"));
    BOOST_TEST(!is_for(wrong, "localhost"));
    BOOST_TEST(!is_for(wrong, "127.0.0.1"));
    BOOST_TEST(!is_for(wrong, "wrong-host.localhost"));
}

BOOST_AUTO_TEST_CASE(names_near_the_right_one_are_not_it) {
    const auto names_of = [](tls_profile profile, const std::string& name) {
        const presented_identity presented = shared().make_server(profile);
        for (const char* host : {"localhost", "127.0.0.1", "::1"}) {
            BOOST_TEST(!is_for(presented, host), sendmock::to_string(profile) << ' ' << host);
        }
        const std::string own = std::string(sendmock::to_string(profile)) + ".localhost";
        BOOST_TEST(!is_for(presented, own), own);
        return name.empty() || is_for(presented, name);
    };
    BOOST_TEST(names_of(tls_profile::longer_host, "localhost.example"));
    BOOST_TEST(names_of(tls_profile::prefixed_host, "otherlocalhost"));
    BOOST_TEST(names_of(tls_profile::wrong_wildcard, "a.wrong-wildcard.localhost"));
    BOOST_TEST(names_of(tls_profile::common_name_only, "elsewhere.example"));
    BOOST_TEST(names_of(tls_profile::address_as_name, ""));
}

BOOST_AUTO_TEST_CASE(certificates_name_where_the_server_listens) {
    const auto is_named = [](const std::string& listens_on, const std::string& name) {
        const tls_certificates made(listens_on);
        return is_for(made.make_server(tls_profile::good), name) &&
               is_for(made.make_server(tls_profile::revoked), name);
    };
    BOOST_TEST(is_named("mock.example", "mock.example"));
    BOOST_TEST(is_named("192.0.2.1", "192.0.2.1"));
    BOOST_TEST(is_named("2001:db8::1", "2001:db8::1"));
    BOOST_TEST(is_named("[2001:db8::1]", "2001:db8::1"));
    BOOST_TEST(is_named("mock.example", "localhost"));
    BOOST_TEST(is_named("[::1]", "::1"));
}

BOOST_AUTO_TEST_CASE(the_ca_signs_nothing_of_another_server) {
    const tls_certificates other("127.0.0.1");
    const verifier client{.ca_pem = other.ca_pem()};
    BOOST_TEST(client.verify(other.make_server(tls_profile::good)) == X509_V_OK);
    BOOST_TEST(client.verify(shared().make_server(tls_profile::good)) != X509_V_OK);
    BOOST_TEST(certificates_in(other.ca_pem()).size() == 1U);
    BOOST_TEST(::X509_cmp(certificates_in(other.ca_pem()).front().get(), other.root().get()) == 0);
}

BOOST_AUTO_TEST_CASE(a_client_is_signed_by_the_clients_ca_and_is_for_clients_alone) {
    const sendmock::client_identity client = shared().client_pem();
    const auto sent = certificates_in(client.certificate_pem);
    BOOST_REQUIRE(sent.size() == 2U);
    BOOST_TEST(::X509_cmp(sent[1].get(), shared().client_ca().get()) == 0);
    verifier server{.ca_pem = shared().ca_pem(), .purpose = X509_PURPOSE_SSL_CLIENT};
    BOOST_TEST(server.verify(sent[0].get(), {sent[1]}) == X509_V_OK);
    server.purpose = X509_PURPOSE_SSL_SERVER;
    BOOST_TEST(server.verify(sent[0].get(), {sent[1]}) == X509_V_ERR_INVALID_PURPOSE);
    const bio_ptr from = reading(client.key_pem);
    const std::unique_ptr<EVP_PKEY, freed_by<&::EVP_PKEY_free>> key(
        ::PEM_read_bio_PrivateKey(from.get(), nullptr, nullptr, nullptr));
    BOOST_TEST(::X509_check_private_key(sent[0].get(), key.get()) == 1);
    BOOST_TEST(shared().client_pem().key_pem != client.key_pem); // a new one each time
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
