// SPDX-License-Identifier: MIT
#include <sendmock/service/page_url.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace unit::service::page_url {

/// The link for a query and a cursor in place of `c`, without its location.
std::string query_of_link(std::string_view query, std::string_view encoded = "c") {
    const sendmock::page_url url("https://mock.test/logs", sendmock::http::parse_form(query));
    const std::string whole = url.with_cursor(encoded);
    BOOST_TEST(whole.starts_with("https://mock.test/logs?"));
    return whole.substr(whole.find('?'));
}

} // namespace unit::service::page_url

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(page_url)

BOOST_AUTO_TEST_CASE(adds_the_cursor_to_a_url_without_a_query) {
    BOOST_TEST(query_of_link("") == "?cursor=c");
}

BOOST_AUTO_TEST_CASE(encodes_the_padding_of_the_cursor) {
    BOOST_TEST(query_of_link("", "bz0zJnA9OA==") == "?cursor=bz0zJnA9OA%3D%3D");
    BOOST_TEST(query_of_link("", "bz0z") == "?cursor=bz0z");
    BOOST_TEST(query_of_link("", "a+/=") == "?cursor=a%2B%2F%3D");
}

BOOST_AUTO_TEST_CASE(says_so_where_the_cursor_is_empty) {
    BOOST_TEST(query_of_link("", "") == "?cursor=");
    BOOST_TEST(query_of_link("z=1&a=2", "") == "?a=2&cursor=&z=1");
}

BOOST_AUTO_TEST_CASE(rewrites_odd_parameters_as_the_framework_does) {
    BOOST_TEST(query_of_link("x=%20y&b&x=z&A=%c3%a9&c=1;d=~*&%FF=%zz&&=v&cursor=&cursor=") ==
               "?=v&A=%C3%A9&b=&c=1%3Bd%3D~%2A&cursor=c&x=+y&x=z&%EF%BF%BD=%25zz");
}

BOOST_AUTO_TEST_CASE(replaces_every_cursor_by_the_one) {
    BOOST_TEST(query_of_link("cursor=old") == "?cursor=c");
    BOOST_TEST(query_of_link("cursor=a&cursor=b&cursor") == "?cursor=c");
    BOOST_TEST(query_of_link("%63ursor=a") == "?cursor=c");
}

BOOST_AUTO_TEST_CASE(keeps_names_that_are_almost_the_cursor_s) {
    BOOST_TEST(query_of_link("cursors=2&Cursor=1&curso=0&cursor%20=3") ==
               "?Cursor=1&curso=0&cursor=c&cursor+=3&cursors=2");
}

BOOST_AUTO_TEST_CASE(sorts_names_by_bytes_and_keeps_the_order_of_one_name_s_values) {
    BOOST_TEST(query_of_link("b=2&a=1&B=3&b=1&%C3%A9=4&~=5&b=2") ==
               "?B=3&a=1&b=2&b=1&b=2&cursor=c&~=5&%C3%A9=4");
    BOOST_TEST(query_of_link("a=&ab=&a%00=&a-=") == "?a=&a%00=&a-=&ab=&cursor=c");
}

BOOST_AUTO_TEST_CASE(makes_any_number_of_links) {
    const sendmock::page_url url("http://a/b", sendmock::http::parse_form("x=1"));
    BOOST_TEST(url.with_cursor("one") == "http://a/b?cursor=one&x=1");
    BOOST_TEST(url.with_cursor("two") == "http://a/b?cursor=two&x=1");
    BOOST_TEST(url.with_cursor("one") == "http://a/b?cursor=one&x=1");
}

BOOST_AUTO_TEST_CASE(knows_its_location_without_the_query) {
    const sendmock::page_url url("https://mock.test:1/a/b", sendmock::http::parse_form("x=1"));
    BOOST_TEST(url.location() == "https://mock.test:1/a/b");
    BOOST_TEST(sendmock::page_url("", {}).location() == "");
}

BOOST_AUTO_TEST_CASE(knows_the_parts_of_its_location) {
    const sendmock::page_url whole("https://[::1]:8443/a//b:c", sendmock::http::parse_form("x=/"));
    BOOST_TEST(whole.origin() == "https://[::1]:8443");
    BOOST_TEST(whole.authority() == "[::1]:8443");
    BOOST_TEST(whole.path() == "/a//b:c");
    const sendmock::page_url without_path("http://mock.test", {});
    BOOST_TEST(without_path.origin() == "http://mock.test");
    BOOST_TEST(without_path.authority() == "mock.test");
    BOOST_TEST(without_path.path() == "");
    const sendmock::page_url path_alone("/a://b/c", {});
    BOOST_TEST(path_alone.origin() == "");
    BOOST_TEST(path_alone.authority() == "");
    BOOST_TEST(path_alone.path() == "/a://b/c");
    BOOST_TEST(sendmock::page_url("", {}).path() == "");
}

BOOST_AUTO_TEST_CASE(moves_to_another_place_with_its_parameters) {
    const sendmock::page_url url("http://a/b", sendmock::http::parse_form("z=1&a=2&cursor=x"));
    const sendmock::page_url longer = url.moved_to("https://other.test:8443/b/c");
    BOOST_TEST(longer.location() == "https://other.test:8443/b/c");
    BOOST_TEST(longer.with_cursor("c") == "https://other.test:8443/b/c?a=2&cursor=c&z=1");
    const sendmock::page_url relative = url.moved_to("");
    BOOST_TEST(relative.with_cursor("c") == "?a=2&cursor=c&z=1");
    BOOST_TEST(relative.moved_to("/d").with_cursor("c") == "/d?a=2&cursor=c&z=1");
    BOOST_TEST(url.with_cursor("c") == "http://a/b?a=2&cursor=c&z=1"); // as it was
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
