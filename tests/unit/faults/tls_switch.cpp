// SPDX-License-Identifier: MIT
#include <sendmock/faults/tls_switch.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(tls_switch)

BOOST_AUTO_TEST_CASE(switches_the_profile_of_the_server_and_leaves_the_answer) {
    const sendmock::fault made = sendmock::switch_tls_profile(sendmock::tls_profile::not_yet_valid);
    BOOST_CHECK_NO_THROW(made.check());
    BOOST_TEST((made.tls == sendmock::tls_profile::not_yet_valid));
    BOOST_TEST(made.is_server_wide());
    BOOST_TEST(!made.alters_answer());
    BOOST_TEST(!made.at_accept());
    BOOST_TEST(to_string(made) == "switch_tls_profile(not-yet-valid)");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
