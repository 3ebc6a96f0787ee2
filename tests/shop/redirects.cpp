// SPDX-License-Identifier: MIT
// Where redirects lead to: call_shop() and requests send the same requests.

#include <sendmock/shop/call_shop.hpp>

#include "shop/comparison.hpp"
#include "support/broken_shop.hpp"
#include <boost/test/unit_test.hpp>

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace shop::redirects {

using sendmock::shop_result;
using sendmock::tests::answer_text;
using sendmock::tests::broken_shop;
using sendmock::tests::compare;
using sendmock::tests::shop_side;

/// Answers the first request of each call with a redirect, the others with 404; notes them all.
class redirecting_shop {
public:
    redirecting_shop(std::string status, std::string location)
        : status_(std::move(status)),
          location_(std::move(location)),
          shop_([this](shop_side& side) { answer(side); }) {}

    [[nodiscard]] std::string url(const std::string& target = "/first/page?a=b") const {
        return shop_.url(target);
    }

    /// The requests since the last time.
    [[nodiscard]] std::vector<std::string> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(requests_, {});
    }

private:
    void answer(shop_side& side) {
        const std::string request = side.read_request();
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        side.send(
            request.find(" /first/") != std::string::npos
                ? answer_text(status_,
                              "moved",
                              "text/plain",
                              "Connection: close\r\nLocation: " + location_ + "\r\n")
                : answer_text("404 Not Found", "{}", "application/json", "Connection: close\r\n"));
    }

    const std::string status_;
    const std::string location_;
    std::mutex mutex_; // guards requests_
    std::vector<std::string> requests_;
    const broken_shop shop_;
};

std::string redirect_to(const std::string& location) {
    return answer_text(
        "302 Found", "", "text/plain", "Connection: close\r\nLocation: " + location + "\r\n");
}

} // namespace shop::redirects

BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(redirects)

BOOST_AUTO_TEST_CASE(sends_the_same_requests) {
    for (const std::string status :
         {"301 x", "302 x", "303 x", "307 x", "308 x", "300 x", "305 x"}) {
        for (const std::string method : {"GET", "POST", "PUT", "HEAD"}) {
            if (method == "HEAD" && status != "302 x") {
                continue; // would wait for content
            }
            redirecting_shop shop(status, "/second");
            const std::string payload = method == "POST" || method == "PUT" ? R"({"a": 1})" : "";
            BOOST_TEST_CONTEXT(status << ' ' << method) {
                compare({.url = shop.url(), .method = method, .payload = payload});
                std::vector<std::string> requests = shop.take();
                BOOST_REQUIRE(requests.size() % 2 == 0);
                const std::size_t half = requests.size() / 2;
                BOOST_TEST(half == (status == "300 x" || status == "305 x" ? 1U : 2U));
                for (std::size_t i = 0; i < half; ++i) {
                    BOOST_TEST(requests[i] == requests[half + i]);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(resolves_the_same_references) {
    for (const std::string location : {"second",
                                       "../second",
                                       "./../../a/./second",
                                       "?second=a b",
                                       "/second?a#b",
                                       "#second",
                                       "",
                                       "/second/\xC3\xA9?\xC3\xA9=%7e%zz",
                                       "http:second",
                                       "//localhost:1/second",
                                       "http://127.0.0.1:1/second",
                                       "HTTPS://127.0.0.1:1/second",
                                       "ftp://a/second",
                                       "mailto:second",
                                       "second:a/b",
                                       "http:",
                                       "http:?second",
                                       "http:///second",
                                       "https:second",
                                       "///second",
                                       "http://127.0.0.1:99999/second",
                                       "http://a..b/second",
                                       "http://\xC3\xA9.invalid/second"}) {
        redirecting_shop shop("302 Found", location);
        BOOST_TEST_CONTEXT("Location: " << location) {
            compare({.url = shop.url("/first/page?a=b#fragment"), .most_redirects = 30});
            std::vector<std::string> requests = shop.take();
            BOOST_REQUIRE(requests.size() % 2 == 0);
            const std::size_t half = requests.size() / 2;
            for (std::size_t i = 0; i < half; ++i) {
                BOOST_TEST(requests[i] == requests[half + i]);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(gives_up_after_thirty) {
    const broken_shop shop(sendmock::tests::answering(redirect_to("/again")));
    const shop_result result = compare({.url = shop.url()});
    BOOST_TEST(result.exception_type == "requests.exceptions.TooManyRedirects");
    BOOST_TEST(result.redirects == 30);
    BOOST_TEST(*result.response_code == 302);
}

BOOST_AUTO_TEST_CASE(takes_credentials_along_to_the_same_shop_alone) {
    redirecting_shop same("302 Found", "/second");
    const std::string at = same.url().substr(7);
    compare({.url = "http://user:p%40ss@" + at});
    std::vector<std::string> requests = same.take();
    BOOST_REQUIRE(requests.size() == 4U);
    for (std::size_t i = 0; i < 2; ++i) {
        BOOST_TEST(requests[i] == requests[2 + i]);
        BOOST_TEST(requests[i].find("\r\nAuthorization: Basic dXNlcjpwQHNz\r\n") !=
                   std::string::npos);
    }
    redirecting_shop other("302 Found", "");
    const broken_shop away(sendmock::tests::answering(redirect_to(other.url("/second"))));
    compare({.url = "http://user:pass@" + away.url().substr(7)});
    requests = other.take();
    BOOST_REQUIRE(requests.size() == 2U);
    for (const std::string& request : requests) {
        BOOST_TEST(request.find("Authorization") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_redirects_own_content_does_not_matter) {
    redirecting_shop target("302 Found", "");
    const std::string head =
        "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: " + target.url("/second") + "\r\n";
    for (const std::string content : {"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                                      "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
                                      "Content-Length: 100\r\n\r\nx"}) {
        const broken_shop shop(sendmock::tests::answering(head + content));
        BOOST_TEST(*compare({.url = shop.url()}).response_code == 404);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
