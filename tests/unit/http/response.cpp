// SPDX-License-Identifier: MIT
#include <sendmock/http/response.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(response)

BOOST_AUTO_TEST_CASE(is_an_empty_200_with_the_registered_reason_by_default) {
    const sendmock::http::response message;
    BOOST_TEST(message.status == 200);
    BOOST_TEST(message.reason.empty());
    BOOST_TEST(message.fields.empty());
    BOOST_TEST(message.content.empty());
}

BOOST_AUTO_TEST_CASE(is_written_member_by_member) {
    const sendmock::http::response message{
        .status = 404, .fields = {{"Content-Type", "application/json"}}, .content = "{}"};
    BOOST_TEST(message.status == 404);
    BOOST_TEST(message.reason.empty());
    const std::string* const type = message.fields.find("content-type");
    BOOST_REQUIRE(type != nullptr);
    BOOST_TEST(*type == "application/json");
    BOOST_TEST(message.content == "{}");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
