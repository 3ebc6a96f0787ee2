// SPDX-License-Identifier: MIT
#include <sendmock/service/answer.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

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
    BOOST_TEST(!made.page.has_value());
}

BOOST_AUTO_TEST_CASE(says_of_a_page_where_its_results_begin_and_how_its_links_are_made) {
    const std::string content = R"({"next":null,"previous":null,"results":[]})";
    const sendmock::answer made{
        .response = {.status = 200, .content = content},
        .page = sendmock::page_content{.url = sendmock::page_url("http://a/b", {}),
                                       .results_at = content.find('[')}};
    BOOST_TEST(content.substr(made.page->results_at) == "[]}");
    BOOST_TEST(made.page->url.with_cursor("c") == "http://a/b?cursor=c");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
