// SPDX-License-Identifier: MIT
#include <sendmock/net/openssl_error.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <string>

namespace unit::net::openssl_error {

std::string text_of_failure() {
    try {
        sendmock::net::demand_openssl(false, "choose a cipher");
    } catch (const sendmock::error& failure) {
        return failure.what();
    }
    return "";
}

} // namespace unit::net::openssl_error

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_AUTO_TEST_SUITE(openssl_error)

BOOST_AUTO_TEST_CASE(a_call_that_succeeded_is_no_failure_whatever_came_before) {
    ERR_raise(ERR_LIB_SSL, SSL_R_NO_CIPHER_MATCH);
    BOOST_CHECK_NO_THROW(sendmock::net::demand_openssl(true, "do it"));
    ::ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(says_what_could_not_be_done_and_why) {
    ::OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
                       nullptr); // which knows the texts
    ::ERR_clear_error();
    ERR_raise(ERR_LIB_SSL, SSL_R_NO_CIPHER_MATCH);
    const std::string text = text_of_failure();
    BOOST_TEST(text.starts_with("cannot choose a cipher: error:"), text);
    BOOST_TEST(text.ends_with("no cipher match"), text);
    BOOST_TEST(::ERR_peek_error() == 0U); // it has been told
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
