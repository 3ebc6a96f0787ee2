// SPDX-License-Identifier: MIT
#include <sendmock/error.hpp>
#include <sendmock/net/freed_by.hpp>
#include <sendmock/server/detail/x509.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace unit::server::detail::x509 {

using sendmock::detail::certificate_request;
using sendmock::detail::identity;
using sendmock::detail::make_certificate;
using sendmock::detail::make_ec_key;
using sendmock::detail::make_revocation_list;
using sendmock::detail::make_rsa_key;
using sendmock::detail::x509_certificate;
using std::chrono::seconds;
namespace pem = sendmock::detail::pem;

/// How long it is from now to a time.
seconds from_now(const ASN1_TIME* time) {
    int days = 0;
    int rest = 0;
    BOOST_REQUIRE(::ASN1_TIME_diff(&days, &rest, nullptr, time) == 1);
    return std::chrono::hours{24} * days + seconds{rest};
}

/// Whether a time is so far from now, but for the time that this test takes.
bool is_about(const ASN1_TIME* time, seconds expected) {
    const seconds difference = from_now(time) - expected;
    return difference <= seconds{1} && difference >= -seconds{120};
}

std::string common_name(const X509_NAME* name) {
    std::array<char, 100> text{};
    ::X509_NAME_get_text_by_NID(name, NID_commonName, text.data(), static_cast<int>(text.size()));
    return text.data();
}

int signature_of(const x509_certificate& certificate) {
    return ::X509_get_signature_nid(certificate.get());
}

bool is_for(const x509_certificate& certificate, const std::string& host) {
    return ::X509_check_host(certificate.get(), host.c_str(), 0, 0, nullptr) == 1;
}

bool is_for_address(const x509_certificate& certificate, const char* address) {
    return ::X509_check_ip_asc(certificate.get(), address, 0) == 1;
}

identity self_signed(certificate_request wanted = {.common_name = "a CA", .is_ca = true}) {
    identity made{.key = make_ec_key()};
    made.certificate = make_certificate(wanted, made.key, nullptr);
    return made;
}

/// What of a kind PEM text holds.
template <auto Read, auto Free>
auto read(const std::string& text) {
    const std::unique_ptr<BIO, sendmock::net::freed_by<&::BIO_free_all>> memory(
        ::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    auto* const object = Read(memory.get(), nullptr, nullptr, nullptr);
    return std::unique_ptr<std::remove_pointer_t<decltype(object)>, sendmock::net::freed_by<Free>>(
        object);
}

} // namespace unit::server::detail::x509

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(x509)

BOOST_AUTO_TEST_CASE(makes_keys_of_the_kind_and_size_that_is_asked_for) {
    const auto curve = make_ec_key();
    std::array<char, 50> name{};
    std::size_t size = 0;
    BOOST_REQUIRE(::EVP_PKEY_get_group_name(curve.get(), name.data(), name.size(), &size) == 1);
    BOOST_TEST(std::string(name.data(), size) == "prime256v1");
    BOOST_TEST(::EVP_PKEY_eq(curve.get(), make_ec_key().get()) == 0); // another each time
    const auto rsa = make_rsa_key(1024);
    BOOST_TEST(::EVP_PKEY_get_base_id(rsa.get()) == EVP_PKEY_RSA);
    BOOST_TEST(::EVP_PKEY_get_bits(rsa.get()) == 1024);
    BOOST_CHECK_THROW(static_cast<void>(make_rsa_key(1)), sendmock::error);
}

BOOST_AUTO_TEST_CASE(a_certificate_without_issuer_is_signed_by_itself) {
    const identity made = self_signed();
    X509* const certificate = made.certificate.get();
    BOOST_TEST(::X509_get_version(certificate) == X509_VERSION_3);
    BOOST_TEST(common_name(::X509_get_subject_name(certificate)) == "a CA");
    BOOST_TEST(common_name(::X509_get_issuer_name(certificate)) == "a CA");
    BOOST_TEST(::X509_verify(certificate, made.key.get()) == 1);
    BOOST_TEST(::X509_check_private_key(certificate, made.key.get()) == 1);
    BOOST_TEST(::X509_get0_authority_key_id(certificate) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_certificate_names_its_issuer_and_is_signed_by_it) {
    const identity issuer = self_signed();
    const auto key = make_ec_key();
    const auto made = make_certificate({.common_name = "a host"}, key, &issuer);
    BOOST_TEST(common_name(::X509_get_subject_name(made.get())) == "a host");
    BOOST_TEST(::X509_check_issued(issuer.certificate.get(), made.get()) == X509_V_OK);
    BOOST_TEST(::X509_verify(made.get(), issuer.key.get()) == 1);
    BOOST_TEST(::X509_verify(made.get(), key.get()) != 1);
    BOOST_TEST(::X509_check_private_key(made.get(), key.get()) == 1);
    const auto* const issuer_id = ::X509_get0_authority_key_id(made.get());
    BOOST_REQUIRE(issuer_id != nullptr);
    BOOST_TEST(::ASN1_OCTET_STRING_cmp(issuer_id,
                                       ::X509_get0_subject_key_id(issuer.certificate.get())) == 0);
}

BOOST_AUTO_TEST_CASE(is_valid_from_a_day_ago_for_a_week_unless_told_otherwise) {
    using std::chrono::hours;
    const identity usual = self_signed();
    BOOST_TEST(is_about(::X509_get0_notBefore(usual.certificate.get()), -hours{24}));
    BOOST_TEST(is_about(::X509_get0_notAfter(usual.certificate.get()), hours{24} * 7));
    const identity other = self_signed({.from = hours{1}, .until = hours{24 * 400}});
    BOOST_TEST(is_about(::X509_get0_notBefore(other.certificate.get()), hours{1}));
    BOOST_TEST(is_about(::X509_get0_notAfter(other.certificate.get()), hours{24 * 400}));
}

BOOST_AUTO_TEST_CASE(is_for_the_alternative_names_alone) {
    const identity made = self_signed(
        {.common_name = "c.example", .alternative_names = "DNS:a.example,IP:127.0.0.1,IP:::1"});
    BOOST_TEST(is_for(made.certificate, "a.example"));
    BOOST_TEST(!is_for(made.certificate, "b.example"));
    BOOST_TEST(!is_for(made.certificate, "c.example"));
    BOOST_TEST(is_for_address(made.certificate, "127.0.0.1"));
    BOOST_TEST(is_for_address(made.certificate, "::1"));
    BOOST_TEST(!is_for_address(made.certificate, "127.0.0.2"));
    BOOST_TEST(is_for(self_signed({.common_name = "c.example"}).certificate, "c.example"));
}

BOOST_AUTO_TEST_CASE(refuses_names_that_are_none) {
    const auto says = [](const sendmock::error& failure) {
        return std::string(failure.what())
            .starts_with("cannot make a certificate's extension: error:");
    };
    BOOST_CHECK_EXCEPTION(self_signed({.alternative_names = "nonsense"}), sendmock::error, says);
    BOOST_CHECK_EXCEPTION(self_signed({.alternative_names = "IP:a.b"}), sendmock::error, says);
}

BOOST_AUTO_TEST_CASE(a_ca_may_sign_and_the_rest_may_not) {
    const identity leaf_issuer = self_signed({.is_ca = true});
    const identity root = self_signed({.is_ca = true, .may_issue_cas = true});
    const identity leaf = self_signed({});
    BOOST_TEST(::X509_check_ca(leaf_issuer.certificate.get()) == 1);
    BOOST_TEST(::X509_get_pathlen(leaf_issuer.certificate.get()) == 0);
    BOOST_TEST(::X509_check_ca(root.certificate.get()) == 1);
    BOOST_TEST(::X509_get_pathlen(root.certificate.get()) == -1); // no limit
    BOOST_TEST(::X509_check_ca(leaf.certificate.get()) == 0);
    BOOST_TEST(::X509_get_key_usage(root.certificate.get()) ==
               static_cast<unsigned>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
    BOOST_TEST(::X509_get_key_usage(leaf.certificate.get()) ==
               static_cast<unsigned>(KU_DIGITAL_SIGNATURE));
    // A CA is for everything that it signs.
    BOOST_TEST(::X509_get_extended_key_usage(root.certificate.get()) == UINT32_MAX);
}

BOOST_AUTO_TEST_CASE(an_rsa_key_may_encipher_keys_too) {
    const auto key = make_rsa_key(1024);
    const auto made = make_certificate({.common_name = "a host"}, key, nullptr);
    BOOST_TEST(::X509_get_key_usage(made.get()) ==
               static_cast<unsigned>(KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT));
}

BOOST_AUTO_TEST_CASE(is_for_servers_unless_told_otherwise) {
    BOOST_TEST(::X509_get_extended_key_usage(self_signed({}).certificate.get()) ==
               static_cast<unsigned>(XKU_SSL_SERVER));
    BOOST_TEST(
        ::X509_get_extended_key_usage(self_signed({.purpose = "clientAuth"}).certificate.get()) ==
        static_cast<unsigned>(XKU_SSL_CLIENT));
}

BOOST_AUTO_TEST_CASE(is_signed_with_sha_256_unless_told_otherwise) {
    BOOST_TEST(signature_of(self_signed().certificate) == NID_ecdsa_with_SHA256);
    BOOST_TEST(signature_of(self_signed({.digest = ::EVP_sha1()}).certificate) ==
               NID_ecdsa_with_SHA1);
}

BOOST_AUTO_TEST_CASE(serial_numbers_are_long_positive_and_different) {
    std::vector<x509_certificate> made;
    constexpr int count = 20;
    for (int i = 0; i < count; ++i) {
        made.push_back(self_signed().certificate);
        const ASN1_INTEGER* const serial = ::X509_get0_serialNumber(made.back().get());
        BOOST_TEST(::ASN1_STRING_length(serial) == 16);
        BOOST_TEST(::ASN1_STRING_type(serial) == V_ASN1_INTEGER); // not a negative one
        BOOST_TEST((::ASN1_STRING_get0_data(serial)[0] & 0x80U) == 0U);
        for (int other = 0; other < i; ++other) {
            const X509* const earlier = made[static_cast<std::size_t>(other)].get();
            BOOST_TEST(::ASN1_INTEGER_cmp(serial, ::X509_get0_serialNumber(earlier)) != 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_revocation_list_names_who_is_revoked_and_is_good_for_a_week) {
    using std::chrono::hours;
    const identity issuer = self_signed();
    const auto revoked = make_certificate({}, make_ec_key(), &issuer);
    const auto other = make_certificate({}, make_ec_key(), &issuer);
    const auto list = make_revocation_list(issuer, {revoked});
    BOOST_TEST(::X509_CRL_get_version(list.get()) == X509_CRL_VERSION_2);
    BOOST_TEST(common_name(::X509_CRL_get_issuer(list.get())) == "a CA");
    BOOST_TEST(::X509_CRL_verify(list.get(), issuer.key.get()) == 1);
    X509_REVOKED* entry = nullptr;
    BOOST_TEST(::X509_CRL_get0_by_cert(list.get(), &entry, revoked.get()) == 1);
    BOOST_TEST(::X509_CRL_get0_by_cert(list.get(), &entry, other.get()) == 0);
    BOOST_TEST(is_about(::X509_CRL_get0_lastUpdate(list.get()), -hours{24}));
    BOOST_TEST(is_about(::X509_CRL_get0_nextUpdate(list.get()), hours{24} * 7));
    BOOST_TEST(is_about(::X509_REVOKED_get0_revocationDate(entry), -hours{24}));
    BOOST_TEST(
        ::sk_X509_REVOKED_num(::X509_CRL_get_REVOKED(make_revocation_list(issuer, {}).get())) <= 0);
}

BOOST_AUTO_TEST_CASE(pem_holds_what_was_written) {
    const identity made = self_signed();
    const std::string certificate = pem::of(made.certificate);
    BOOST_TEST(certificate.starts_with("-----BEGIN CERTIFICATE-----\n"));
    BOOST_TEST(certificate.ends_with("-----END CERTIFICATE-----\n"));
    const auto same = read<&::PEM_read_bio_X509, &::X509_free>(certificate);
    BOOST_TEST(::X509_cmp(same.get(), made.certificate.get()) == 0);
    const auto key = read<&::PEM_read_bio_PrivateKey, &::EVP_PKEY_free>(pem::of(made.key));
    BOOST_TEST(::EVP_PKEY_eq(key.get(), made.key.get()) == 1);
    const auto list = make_revocation_list(made, {made.certificate});
    BOOST_TEST(pem::of(list).starts_with("-----BEGIN X509 CRL-----\n"));
    const sendmock::detail::revocation_list same_list =
        read<&::PEM_read_bio_X509_CRL, &::X509_CRL_free>(pem::of(list));
    BOOST_REQUIRE(same_list != nullptr);
    BOOST_TEST(pem::of(same_list) == pem::of(list));
    BOOST_CHECK_THROW(static_cast<void>(pem::text_of([](BIO*) { return 0; })), sendmock::error);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
