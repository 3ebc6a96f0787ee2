// SPDX-License-Identifier: MIT
#include <sendmock/http/url.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

BOOST_TEST_DONT_PRINT_LOG_VALUE(sendmock::http::url_fault)

namespace unit::http::url {

using namespace sendmock::http;

sendmock::http::url good(std::string_view text) {
    const auto parsed = parse_url(text);
    BOOST_REQUIRE_MESSAGE(std::holds_alternative<sendmock::http::url>(parsed), text);
    return std::get<sendmock::http::url>(parsed);
}

} // namespace unit::http::url

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(url)

BOOST_AUTO_TEST_CASE(takes_a_url_apart) {
    const auto parsed = good("HTTPS://User:pa%20ss@Shop.Example.COM:8443/a/b?c=d&e#f");
    BOOST_TEST(parsed.scheme == "https");
    BOOST_TEST(parsed.userinfo == "User:pa%20ss");
    BOOST_TEST(parsed.host == "shop.example.com");
    BOOST_TEST(*parsed.port == 8443);
    BOOST_TEST(parsed.path == "/a/b");
    BOOST_TEST(parsed.query == "c=d&e");
    BOOST_TEST(parsed.fragment == "f");
    BOOST_TEST(parsed.secure());
    BOOST_TEST(parsed.target() == "/a/b?c=d&e");
    BOOST_TEST(parsed.origin() == "https://shop.example.com:8443");
    BOOST_TEST(to_string(parsed) == "https://User:pa%20ss@shop.example.com:8443/a/b?c=d&e#f");
}

BOOST_AUTO_TEST_CASE(knows_the_ports_of_the_schemes) {
    BOOST_TEST(good("http://a").effective_port() == 80);
    BOOST_TEST(good("https://a").effective_port() == 443);
    BOOST_TEST(good("http://a:0/").effective_port() == 80);
    BOOST_TEST(good("http://a:").effective_port() == 80);
    BOOST_TEST(good("http://a:80").authority() == "a");
    BOOST_TEST(good("http://a:443").authority() == "a:443");
    BOOST_TEST(good("https://a:443").authority() == "a");
    BOOST_TEST(to_string(good("https://a:443")) == "https://a:443/");
}

BOOST_AUTO_TEST_CASE(writes_ipv6_addresses_in_brackets) {
    BOOST_TEST(good("http://[::1]:8080/").host == "::1");
    BOOST_TEST(good("http://[::1]:8080/").authority() == "[::1]:8080");
    BOOST_TEST(good("http://[FE80::1%25eth0]/").host == "fe80::1%eth0");
    BOOST_TEST(to_string(good("http://[fe80::1%25eth0]/")) == "http://[fe80::1%25eth0]/");
}

BOOST_AUTO_TEST_CASE(brings_urls_into_their_normal_form) {
    for (const auto& [text, normal] : std::vector<std::pair<std::string, std::string>>{
             {"  http://a/b c", "http://a/b%20c"},
             {"http://a/%7e%2f", "http://a/~%2F"},
             {"http://a/100%", "http://a/100%25"},
             {"http://a/%7e%zz", "http://a/%257E%25zz"},
             {"http://a/b/../c/./d", "http://a/c/d"},
             {"http://a/\xC3\xA9?\xC3\xA9#\xC3\xA9", "http://a/%C3%A9?%C3%A9#%C3%A9"},
             {"http://a?b", "http://a/?b"},
             {"http://a/?#", "http://a/"}}) {
        BOOST_TEST(to_string(good(text)) == normal);
    }
}

BOOST_AUTO_TEST_CASE(names_the_fault_of_what_is_no_url) {
    for (const auto& [text, fault] : std::vector<std::pair<std::string_view, url_fault>>{
             {"", url_fault::no_scheme},
             {"a.example/b", url_fault::no_scheme},
             {"//a/b", url_fault::no_scheme},
             {"http", url_fault::no_scheme},
             {"ftp://a/", url_fault::other_scheme},
             {"a.example:80/", url_fault::other_scheme},
             {"httpx://a/", url_fault::other_scheme},
             {"http://", url_fault::no_host},
             {"http:a", url_fault::no_host},
             {"http:///a", url_fault::no_host},
             {"http://user@/", url_fault::no_host},
             {"http://*/", url_fault::bad_label},
             {"http://.a/", url_fault::bad_label},
             {"http://\xC3\xA9/", url_fault::not_ascii},
             {"http://*\xC3\xA9/", url_fault::not_ascii},
             {"http://a:65536/", url_fault::malformed},
             {"http://a:b/", url_fault::malformed},
             {"http://[::1/", url_fault::malformed},
             {"http://[x]/", url_fault::malformed},
             {"http://a[b]/", url_fault::malformed},
             {"http://a%zz/", url_fault::malformed}}) {
        const auto parsed = parse_url(text);
        BOOST_REQUIRE_MESSAGE(std::holds_alternative<url_fault>(parsed), text);
        BOOST_TEST((std::get<url_fault>(parsed) == fault), text);
    }
}

BOOST_AUTO_TEST_CASE(resolves_references) {
    const auto base = good("http://a:81/b/c?d#e");
    for (const auto& [reference, meant] :
         std::vector<std::pair<std::string, std::string>>{{"g", "http://a:81/b/g"},
                                                          {"./g", "http://a:81/b/g"},
                                                          {"../g", "http://a:81/g"},
                                                          {"../../g", "http://a:81/g"},
                                                          {"/g", "http://a:81/g"},
                                                          {"?g", "http://a:81/b/c?g"},
                                                          {"#g", "http://a:81/b/c?d#g"},
                                                          {"//g/h", "http://g/h"},
                                                          {"https://g/h", "https://g/h"},
                                                          {"http:g", "http://a:81/g"},
                                                          {"http:///g", "http://a:81/g"},
                                                          {"mailto:g", "mailto:g"},
                                                          {"g h", "http://a:81/b/g%20h"}}) {
        BOOST_TEST(resolve_reference(base, reference) == meant, reference);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
