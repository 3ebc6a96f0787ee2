// SPDX-License-Identifier: MIT
#include <sendmock/service/answer.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(answer)

BOOST_AUTO_TEST_CASE(is_no_refusal_and_has_no_links_at_first) {
    const sendmock::answer made;
    BOOST_TEST(made.response.status == 200);
    BOOST_TEST(made.response.content == "");
    BOOST_TEST(made.reason == "");
    BOOST_TEST(!made.next_cursor.has_value());
    BOOST_TEST(!made.previous_cursor.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
