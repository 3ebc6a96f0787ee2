// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/tls_certificates.hpp>
#include <sendmock/shop/detail/tls_client_context.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <stdexcept>
#include <string>

namespace unit::shop::detail::tls_client_context {

using sendmock::detail::shop::make_tls_client_context;
using sendmock::detail::shop::tls_trust;

const std::string& ca_pem() {
    static const std::string only = sendmock::detail::tls_certificates("localhost").ca_pem();
    return only;
}

/// How many certificates and lists a context's store has.
int count_of(const tls_trust& trust) {
    const auto context = make_tls_client_context(trust);
    return ::sk_X509_OBJECT_num(::X509_STORE_get0_objects(::SSL_CTX_get_cert_store(context.get())));
}

unsigned long flags_of(const tls_trust& trust) {
    const auto context = make_tls_client_context(trust);
    return ::X509_VERIFY_PARAM_get_flags(
        ::X509_STORE_get0_param(::SSL_CTX_get_cert_store(context.get())));
}

} // namespace unit::shop::detail::tls_client_context

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(tls_client_context)

BOOST_AUTO_TEST_CASE(trusts_each_certificate_of_the_text_and_no_other) {
    const std::string second = sendmock::detail::tls_certificates("localhost").ca_pem();
    BOOST_TEST(count_of({.ca_pem = ca_pem()}) == 1);
    BOOST_TEST(count_of({.ca_pem = "a comment\n" + ca_pem() + "\nanother\n" + second}) == 2);
}

BOOST_AUTO_TEST_CASE(names_the_option_that_holds_no_certificate) {
    const std::string key = sendmock::detail::pem::of(sendmock::detail::make_ec_key());
    for (const std::string& text : {std::string("no PEM"), key}) {
        for (const char* const option : {"ca_pem", "ca_file"}) {
            BOOST_CHECK_EXCEPTION(
                static_cast<void>(make_tls_client_context({.ca_pem = text, .ca_option = option})),
                std::invalid_argument,
                sendmock::tests::has_message(std::string(option) +
                                             ": expected certificates in PEM"));
        }
    }
}

BOOST_AUTO_TEST_CASE(looks_revoked_certificates_up_only_with_lists) {
    const sendmock::detail::tls_certificates certificates("localhost");
    constexpr unsigned long all = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
    const tls_trust with{.ca_pem = certificates.ca_pem(), .crl_pem = certificates.crl_pem()};
    BOOST_TEST(count_of(with) == 3); // the CA's and the intermediate's
    BOOST_TEST((flags_of(with) & all) == all);
    BOOST_TEST((flags_of({.ca_pem = certificates.ca_pem()}) & all) == 0U);
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(make_tls_client_context({.ca_pem = ca_pem(), .crl_pem = ca_pem()})),
        std::invalid_argument,
        sendmock::tests::has_message("crl_pem: expected revocation lists in PEM"));
}

BOOST_AUTO_TEST_CASE(checks_certificates_and_leaves_no_error_of_openssls_behind) {
    ::ERR_clear_error();
    const auto context = make_tls_client_context({.ca_pem = ca_pem()});
    BOOST_TEST(::SSL_CTX_get_verify_mode(context.get()) == SSL_VERIFY_PEER);
    BOOST_TEST(::ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
