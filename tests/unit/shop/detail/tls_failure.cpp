// SPDX-License-Identifier: MIT
#include <sendmock/net/tls_session.hpp>
#include <sendmock/shop/detail/tls_failure.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <string>
#include <string_view>

namespace unit::shop::detail::tls_failure {

namespace net = sendmock::net;
using sendmock::detail::shop::python_name_of_reason;
using sendmock::detail::shop::python_ssl_failure;
using sendmock::detail::shop::python_ssl_text;
using sendmock::detail::shop::ssl_call;
using sendmock::detail::shop::wire_failure;

/// What Python makes of a call after which OpenSSL's queue ends with a reason of a library's.
wire_failure failure_of(
    int result, int system_error, ssl_call call, int reason = 0, long verify_result = X509_V_OK) {
    const net::tls_context context = net::make_tls_context(::TLS_client_method());
    const net::tls_session session = net::make_tls_session(context.get());
    ::SSL_set_verify_result(session.get(), verify_result);
    ::ERR_clear_error();
    if (reason != 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER); // an earlier one does not count
        ERR_raise(ERR_LIB_SSL, reason);
    }
    const wire_failure failure = python_ssl_failure(session.get(), result, system_error, call);
    BOOST_TEST(::ERR_peek_error() == 0U); // nothing is left for the next call
    return failure;
}

} // namespace unit::shop::detail::tls_failure

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(tls_failure)

BOOST_AUTO_TEST_CASE(reasons_have_pythons_names) {
    BOOST_TEST(python_name_of_reason("wrong version number") == "WRONG_VERSION_NUMBER");
    BOOST_TEST(python_name_of_reason("sslv3 alert bad certificate") ==
               "SSLV3_ALERT_BAD_CERTIFICATE");
    BOOST_TEST(python_name_of_reason("no suitable key-share") == "NO_SUITABLE_KEY_SHARE");
    BOOST_TEST(python_name_of_reason("tlsv1 alert no application protocol") == "");
}

BOOST_AUTO_TEST_CASE(texts_name_library_reason_and_place) {
    // Before the first one OpenSSL has no texts.
    const net::tls_context context = net::make_tls_context(::TLS_client_method());
    const unsigned long error = ERR_PACK(ERR_LIB_SSL, 0, SSL_R_WRONG_VERSION_NUMBER);
    BOOST_TEST(python_ssl_text(error, {}, {}, ssl_call::handshake) ==
               "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:992)");
    BOOST_TEST(python_ssl_text(error, "a text", "and more", ssl_call::read) ==
               "[SSL: WRONG_VERSION_NUMBER] a text: and more (_ssl.c:2546)");
    const unsigned long younger =
        ERR_PACK(ERR_LIB_SSL, 0, SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED);
    BOOST_TEST(python_ssl_text(younger, {}, {}, ssl_call::write) ==
               "[SSL] legacy sigalg disallowed or unsupported (_ssl.c:2396)");
    BOOST_TEST(python_ssl_text(ERR_PACK(ERR_LIB_PKCS12, 0, 999), {}, {}, ssl_call::read) ==
               "unknown error (_ssl.c:2546)");
    BOOST_TEST(python_ssl_text(0, {}, {}, ssl_call::read) == "unknown error (_ssl.c:2546)");
}

BOOST_AUTO_TEST_CASE(an_orderly_end_may_be_one) {
    const wire_failure failure = failure_of(SSL_ERROR_ZERO_RETURN, 0, ssl_call::read);
    BOOST_TEST((failure.what == wire_failure::kind::tls));
    BOOST_TEST(failure.end);
    BOOST_TEST(failure.cause ==
               "SSLZeroReturnError(6, 'TLS/SSL connection has been closed (EOF) (_ssl.c:2546)')");
}

BOOST_AUTO_TEST_CASE(the_systems_failure_counts_in_a_handshake_alone) {
    const wire_failure shaking = failure_of(SSL_ERROR_SYSCALL, ECONNRESET, ssl_call::handshake);
    BOOST_TEST((shaking.what == wire_failure::kind::system));
    BOOST_TEST(shaking.code == ECONNRESET);
    BOOST_TEST(shaking.cause == "ConnectionResetError(104, 'Connection reset by peer')");
    for (const ssl_call call : {ssl_call::read, ssl_call::write}) {
        const wire_failure failure = failure_of(SSL_ERROR_SYSCALL, ECONNRESET, call);
        BOOST_TEST((failure.what == wire_failure::kind::tls));
        BOOST_TEST(failure.end);
        BOOST_TEST(failure.cause.starts_with("SSLEOFError(8, 'EOF occurred in violation of"));
    }
    BOOST_TEST(failure_of(SSL_ERROR_SYSCALL, 0, ssl_call::handshake).end);
}

BOOST_AUTO_TEST_CASE(an_end_without_tls_own_is_one_too) {
    const wire_failure failure =
        failure_of(SSL_ERROR_SSL, 0, ssl_call::read, SSL_R_UNEXPECTED_EOF_WHILE_READING);
    BOOST_TEST(failure.end);
    BOOST_TEST(failure.text == "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of "
                               "protocol (_ssl.c:2546)");
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_not_trusted_says_why) {
    const wire_failure failure = failure_of(SSL_ERROR_SSL,
                                            0,
                                            ssl_call::handshake,
                                            SSL_R_CERTIFICATE_VERIFY_FAILED,
                                            X509_V_ERR_CERT_HAS_EXPIRED);
    BOOST_TEST(!failure.end);
    BOOST_TEST(failure.text == "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
                               "certificate has expired (_ssl.c:992)");
    BOOST_TEST(failure.cause == "SSLCertVerificationError(1, '" + failure.text + "')");
}

BOOST_AUTO_TEST_CASE(all_else_is_the_last_reason) {
    const wire_failure failure =
        failure_of(SSL_ERROR_SSL, 0, ssl_call::write, SSL_R_PROTOCOL_IS_SHUTDOWN);
    BOOST_TEST(!failure.end);
    BOOST_TEST(failure.cause ==
               "SSLError(1, '[SSL: PROTOCOL_IS_SHUTDOWN] protocol is shutdown (_ssl.c:2396)')");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
