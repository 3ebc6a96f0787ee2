// SPDX-License-Identifier: MIT
#include <sendmock/net/tls_session.hpp>
#include <sendmock/server/detail/tls_alert.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

namespace unit::server::detail::tls_alert {

using sendmock::detail::alert_name;
using sendmock::detail::tls_alerts;

constexpr int warning = 1 << 8;
constexpr int fatal = 2 << 8;

/// What is noted of alerts under TLS 1.3.
struct fixture {
    void note(int where, int value) {
        sendmock::detail::note_alert(session.get(), where, value, alerts);
    }

    sendmock::net::tls_context context = sendmock::net::make_tls_context(::TLS_server_method());
    sendmock::net::tls_session session = sendmock::net::make_tls_session(context.get());
    tls_alerts alerts{};
};

} // namespace unit::server::detail::tls_alert

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(tls_alert)

BOOST_AUTO_TEST_CASE(alerts_have_the_names_of_openssl_with_underscores) {
    BOOST_TEST(alert_name(SSL_AD_CERTIFICATE_EXPIRED) == "certificate_expired");
    BOOST_TEST(alert_name(SSL_AD_UNKNOWN_CA) == "unknown_ca");
    BOOST_TEST(alert_name(SSL_AD_BAD_CERTIFICATE) == "bad_certificate");
    BOOST_TEST(alert_name(SSL_AD_HANDSHAKE_FAILURE) == "handshake_failure");
    BOOST_TEST(alert_name(200) == "alert_200");
}

BOOST_FIXTURE_TEST_CASE(the_first_fatal_alert_of_each_side_is_noted, fixture) {
    note(SSL_CB_READ_ALERT, fatal | SSL_AD_UNKNOWN_CA);
    note(SSL_CB_READ_ALERT, fatal | SSL_AD_BAD_CERTIFICATE);
    note(SSL_CB_WRITE_ALERT, fatal | SSL_AD_INTERNAL_ERROR);
    note(SSL_CB_WRITE_ALERT, fatal | SSL_AD_DECODE_ERROR);
    BOOST_TEST(alerts.received == SSL_AD_UNKNOWN_CA);
    BOOST_TEST(alerts.sent == SSL_AD_INTERNAL_ERROR);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_a_fatal_alert_is_not_noted, fixture) {
    note(SSL_CB_HANDSHAKE_DONE, fatal | SSL_AD_UNKNOWN_CA);
    note(SSL_CB_READ_ALERT, warning | SSL_AD_CLOSE_NOTIFY);
    note(SSL_CB_READ_ALERT, warning | SSL_AD_USER_CANCELLED);
    note(SSL_CB_WRITE_ALERT, warning | SSL_AD_CLOSE_NOTIFY);
    BOOST_TEST(alerts.received == 0);
    BOOST_TEST(alerts.sent == 0);
}

BOOST_FIXTURE_TEST_CASE(all_others_are_fatal_whatever_level_they_have, fixture) {
    note(SSL_CB_READ_ALERT, warning | SSL_AD_UNKNOWN_CA);
    BOOST_TEST(alerts.received == SSL_AD_UNKNOWN_CA);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
