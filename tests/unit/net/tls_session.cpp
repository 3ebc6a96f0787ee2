// SPDX-License-Identifier: MIT
#include <sendmock/error.hpp>
#include <sendmock/net/tls_session.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_AUTO_TEST_SUITE(tls_session)

BOOST_AUTO_TEST_CASE(sessions_have_the_context_that_they_are_made_of_and_outlive_it) {
    auto context = sendmock::net::make_tls_context(::TLS_client_method());
    SSL_CTX* const made = context.get();
    BOOST_REQUIRE(made != nullptr);
    const auto session = sendmock::net::make_tls_session(made);
    BOOST_REQUIRE(session != nullptr);
    context.reset();
    BOOST_TEST(::SSL_get_SSL_CTX(session.get()) == made);
    BOOST_TEST(::SSL_is_server(session.get()) == 0);
    BOOST_TEST(::SSL_get_rbio(session.get()) == nullptr);
}

BOOST_AUTO_TEST_CASE(says_what_could_not_be_made) {
    const auto says = [](const std::string& beginning) {
        return [beginning](const sendmock::error& failure) {
            return std::string(failure.what()).starts_with(beginning);
        };
    };
    BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::net::make_tls_context(nullptr)),
                          sendmock::error,
                          says("cannot make a TLS context: error:"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::net::make_tls_session(nullptr)),
                          sendmock::error,
                          says("cannot begin a TLS session: error:"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
