// SPDX-License-Identifier: MIT
// URLs that cannot be called, and how those that can are written: as requests does it.

#include <sendmock/http/url.hpp>
#include <sendmock/shop/call_shop.hpp>

#include "shop/comparison.hpp"
#include <boost/test/unit_test.hpp>

#include <string>
#include <variant>

namespace shop::urls {

using sendmock::tests::compare;
using sendmock::tests::python_requests;

} // namespace shop::urls

BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(urls)

BOOST_AUTO_TEST_CASE(what_is_no_url_that_can_be_called) {
    for (const std::string url : {"shop.example.com/api",
                                  "it's",
                                  "//x/",
                                  "/x",
                                  "http",
                                  "http//a",
                                  "http_x://a/",
                                  "https:///api",
                                  "http://",
                                  "http:a",
                                  "http://@/",
                                  "http:///",
                                  "ftp://x/",
                                  "  mailto:x",
                                  "localhost:8080/x",
                                  "http://[::1/",
                                  "http://[zz]/",
                                  "http://a]/",
                                  "http://x:99999/",
                                  "http://x:abc/",
                                  "http://x:123456/",
                                  "http://a:1:2/",
                                  "http://h%zz/",
                                  "http://*x/",
                                  "http://.x/"}) {
        const auto result = compare({.url = url});
        BOOST_TEST(!result.succeeded());
        BOOST_TEST(!result.response_code);
    }
}

BOOST_AUTO_TEST_CASE(writes_urls_as_requests_does) {
    for (const std::string url : {"http://a b/",
                                  "http://user:pw@127.0.0.1:1/a/../b%7e%zz?q=\xC3\xBC",
                                  "http://h/a%7eb/./c/%2f?x=%7e&y[]=1#f%20 g",
                                  "http://h?x",
                                  "http://h#f",
                                  "http://h/?",
                                  "http://h/#",
                                  "http://h//a//../b",
                                  "http://h/..",
                                  "http://h/a/.",
                                  "HTTP://HOST:80/",
                                  "http://h:0/x",
                                  "http://h:/",
                                  "http://x\\y/",
                                  "http://[::1]:8/x",
                                  "http://[fe80::1%25lo]:1/",
                                  "http://h/{a}|b^`\"<>",
                                  "http://u@h/",
                                  "http://a@b@h/",
                                  "http://h/%",
                                  "http://h/a%20%",
                                  "http://h/a?b?c#d#e",
                                  "http://h/it's;(a),*!$&+=~:@",
                                  "http://h%2fx/",
                                  "https://h:443/ x\ty "}) {
        const auto parsed = sendmock::http::parse_url(url);
        BOOST_TEST_CONTEXT(url) {
            BOOST_REQUIRE(std::holds_alternative<sendmock::http::url>(parsed));
            BOOST_TEST(to_string(std::get<sendmock::http::url>(parsed)) ==
                       python_requests::shared().ask({{"prepare", url}}).at("text"));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
