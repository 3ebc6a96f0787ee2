// SPDX-License-Identifier: MIT
#include <sendmock/journal/connection_entry.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace unit::journal::connection_entry {

using sendmock::handshake_outcome;

} // namespace unit::journal::connection_entry

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(journal)
BOOST_AUTO_TEST_SUITE(connection_entry)

BOOST_AUTO_TEST_CASE(names_what_became_of_a_handshake) {
    BOOST_TEST(to_string(handshake_outcome::pending) == "pending");
    BOOST_TEST(to_string(handshake_outcome::completed) == "completed");
    BOOST_TEST(to_string(handshake_outcome::failed) == "failed");
    BOOST_TEST(to_string(handshake_outcome::no_tls) == "no_tls");
}

BOOST_AUTO_TEST_CASE(a_secret_in_the_host_name_is_masked) {
    const std::vector<sendmock::account_secret> secrets{{.key = "key", .secret = "tops3cret"}};
    const auto shown = redacted(
        sendmock::connection_entry{
            .number = 7, .sni = "tops3cret.localhost", .alert = "unknown_ca", .admin = true},
        secrets);
    BOOST_TEST(shown.sni == "***.localhost");
    BOOST_TEST(shown.number == 7U);
    BOOST_TEST(shown.alert == "unknown_ca");
    BOOST_TEST(shown.admin);
    BOOST_TEST(redacted(sendmock::connection_entry{.sni = "expired.localhost"}, secrets).sni ==
               "expired.localhost");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
