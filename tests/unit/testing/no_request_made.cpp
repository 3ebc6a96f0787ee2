// SPDX-License-Identifier: MIT
#include <sendmock/testing/no_request_made.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(no_request_made)

BOOST_AUTO_TEST_CASE(the_last_lines_of_a_text_are_those_before_its_end) {
    using sendmock::testing::last_lines;
    BOOST_TEST(last_lines("") == "");
    BOOST_TEST(last_lines("\n\n") == "");
    BOOST_TEST(last_lines("one") == "\none");
    BOOST_TEST(last_lines("one\ntwo\n", 1) == "\ntwo");
    BOOST_TEST(last_lines("one\ntwo\nthree\n", 2) == "\ntwo\nthree");
    BOOST_TEST(last_lines("one\ntwo", 2) == "\none\ntwo");
    BOOST_TEST(last_lines("\none", 2) == "\none"); // an empty line at the beginning is none
}

BOOST_AUTO_TEST_CASE(it_says_how_the_client_ended_and_what_it_wrote) {
    const sendmock::testing::no_request_made failure("it exited with 127", "no python4\n");
    BOOST_TEST(std::string(failure.what()) ==
               "the client never requested the URL that it was given (SENDMOCK_URL): it exited "
               "with 127\nno python4");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
