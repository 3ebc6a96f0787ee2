// SPDX-License-Identifier: MIT
#include <sendmock/logs/record_text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(record_text)

BOOST_AUTO_TEST_CASE(appends_the_whole_text) {
    std::string out = "[";
    sendmock::record_text{R"({"id":1,"user_id":2})", {{{7, 19}}}}.append_to(out, true);
    BOOST_TEST(out == R"([{"id":1,"user_id":2})");
}

BOOST_AUTO_TEST_CASE(leaves_out_one_member) {
    std::string out = "[";
    sendmock::record_text{R"({"id":1,"user_id":2})", {{{7, 19}}}}.append_to(out, false);
    BOOST_TEST(out == R"([{"id":1})");
}

BOOST_AUTO_TEST_CASE(leaves_out_two_members_that_stand_apart) {
    std::string out;
    sendmock::record_text{R"({"user_id":2,"id":1,"integration_id":3,"method":"GET"})",
                          {{{1, 13}, {19, 38}}}}
        .append_to(out, false);
    BOOST_TEST(out == R"({"id":1,"method":"GET"})");
}

BOOST_AUTO_TEST_CASE(leaves_out_nothing_where_no_member_is_marked) {
    std::string out;
    sendmock::record_text{R"({"id":1})"}.append_to(out, false);
    BOOST_TEST(out == R"({"id":1})");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
