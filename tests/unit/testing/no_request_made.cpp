// SPDX-License-Identifier: MIT
#include <sendmock/testing/no_request_made.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(no_request_made)

BOOST_AUTO_TEST_CASE(it_says_how_the_client_ended_and_what_it_wrote) {
    const sendmock::testing::no_request_made failure("it exited with 127", "no python4\n");
    BOOST_TEST(std::string(failure.what()) ==
               "the client never requested the URL that it was given (SENDMOCK_URL): it exited "
               "with 127\nno python4");
    const sendmock::testing::no_request_made hostile("\x1B[2J", "\xC2\x9B\n");
    BOOST_TEST(std::string(hostile.what()).ends_with(": \\x1B[2J\n\\u{009B}"), hostile.what());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
