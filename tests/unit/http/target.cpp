// SPDX-License-Identifier: MIT
#include <sendmock/http/target.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace unit::http::target {

using namespace sendmock::http;
using namespace std::string_literals;

std::string parts_of(std::string_view target) {
    const std::optional<target_parts> parts = split_target(target);
    if (!parts) {
        return "refused";
    }
    return std::string("authority ")
        .append(parts->authority)
        .append(", path ")
        .append(parts->path)
        .append(", query ")
        .append(parts->query);
}

std::string base_of(std::string_view url) {
    const std::optional<base_url> base = parse_base_url(url);
    return base ? base->scheme + ' ' + base->authority + ' ' + base->path : "refused";
}

} // namespace unit::http::target

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(target)

BOOST_AUTO_TEST_CASE(splits_origin_form_at_the_first_question_mark) {
    BOOST_TEST(parts_of("/") == "authority , path /, query ");
    BOOST_TEST(parts_of("/api/v2/integrations/logs?cursor=cD0z&a=?/") ==
               "authority , path /api/v2/integrations/logs, query cursor=cD0z&a=?/");
    BOOST_TEST(parts_of("/a?") == "authority , path /a, query ");
    BOOST_TEST(parts_of("//host/a") == "authority , path //host/a, query ");
    BOOST_TEST(parts_of("/http://x/") == "authority , path /http://x/, query ");
}

BOOST_AUTO_TEST_CASE(decodes_nothing) {
    BOOST_TEST(parts_of("/%2F%zz%?%00+=%41") == "authority , path /%2F%zz%, query %00+=%41");
    BOOST_TEST(parts_of("/\xC3\xA9\xFF?{\"<>^`|\\}") ==
               "authority , path /\xC3\xA9\xFF, query {\"<>^`|\\}");
}

BOOST_AUTO_TEST_CASE(splits_absolute_form) {
    BOOST_TEST(parts_of("http://example.com:8080/a?b") ==
               "authority example.com:8080, path /a, query b");
    BOOST_TEST(parts_of("HTTPS://[::1]/") == "authority [::1], path /, query ");
    BOOST_TEST(parts_of("hTTp://h//a?http://b/") == "authority h, path //a, query http://b/");
}

BOOST_AUTO_TEST_CASE(takes_an_empty_path_of_absolute_form_for_the_root) {
    BOOST_TEST(parts_of("http://h") == "authority h, path /, query ");
    BOOST_TEST(parts_of("http://h?a=/b") == "authority h, path /, query a=/b");
}

BOOST_AUTO_TEST_CASE(takes_asterisk_form_only_alone) {
    BOOST_TEST(parts_of("*") == "authority , path *, query ");
    BOOST_TEST(parts_of("**") == "refused");
    BOOST_TEST(parts_of("*?a") == "refused");
}

BOOST_AUTO_TEST_CASE(refuses_other_forms) {
    for (const char* const target : {"",
                                     "a",
                                     "?a",
                                     "example.com:443",
                                     "http:",
                                     "http:/a",
                                     "http:///a",
                                     "http://",
                                     "http://?a",
                                     "http://:80/",
                                     "http://user@h/",
                                     "http://user:password@h/",
                                     "http://h:x/",
                                     "http://h:80:80/",
                                     "http://h,/\x7F",
                                     "ftp://h/",
                                     "httpss://h/",
                                     "://h/"}) {
        BOOST_TEST(parts_of(target) == "refused", target);
    }
}

BOOST_AUTO_TEST_CASE(refuses_controls_blanks_and_fragments_everywhere) {
    for (int byte = 0; byte < 256; ++byte) {
        const bool refused = byte <= 0x20 || byte == 0x7F || byte == '#';
        const std::string c(1, static_cast<char>(byte));
        BOOST_TEST_CONTEXT("byte " << byte) {
            BOOST_TEST((parts_of("/a" + c + "b") == "refused") == refused);
            BOOST_TEST((parts_of("/a?" + c) == "refused") == refused);
            BOOST_TEST((parts_of("http://h/" + c) == "refused") == refused);
        }
    }
}

BOOST_AUTO_TEST_CASE(points_into_the_target) {
    const std::string target = "http://h:1/a?b";
    const std::optional<target_parts> parts = split_target(target);
    BOOST_REQUIRE(parts.has_value());
    BOOST_TEST((parts->authority.data() == target.data() + 7));
    BOOST_TEST((parts->path.data() == target.data() + 10));
    BOOST_TEST((parts->query.data() == target.data() + 13));
}

BOOST_AUTO_TEST_CASE(takes_names_and_addresses_for_hosts) {
    for (const char* const host : {"localhost",
                                   "example.com",
                                   "EXAMPLE.com.",
                                   "a_b~c-d",
                                   "x%C3%A9",
                                   "a,b;c=(d)!$&'*+",
                                   "127.0.0.1",
                                   "999.1",
                                   "h:",
                                   "h:0",
                                   "h:8080",
                                   "h:65535",
                                   "h:0000080",
                                   "[::]",
                                   "[::1]",
                                   "[::1]:443",
                                   "[1::]",
                                   "[1:2:3:4:5:6:7:8]",
                                   "[1:2:3:4:5:6:7::]",
                                   "[::2:3:4:5:6:7:8]",
                                   "[1::3:4:5:6:7:8]",
                                   "[fe80::ABCD:0]",
                                   "[::ffff:127.0.0.1]",
                                   "[1:2:3:4:5:6:255.255.255.255]",
                                   "[1:2:3:4:5::0.0.0.0]"}) {
        BOOST_TEST(is_host(host), host);
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_host) {
    for (const auto& host : {""s,
                             ":80"s,
                             "a b"s,
                             "a/b"s,
                             "a?b"s,
                             "a#b"s,
                             "a@b"s,
                             "a\tb"s,
                             "a\0b"s,
                             "a\\b"s,
                             "<a>"s,
                             "h\xC3\xA9"s,
                             "a%"s,
                             "a%4"s,
                             "a%4g"s,
                             "h:80a"s,
                             "h:-1"s,
                             "h:+1"s,
                             "h: 80"s,
                             "h:65536"s,
                             "h:99999999999999999999"s,
                             "h:80:80"s,
                             "::1"s,
                             "["s,
                             "[]"s,
                             "[::1"s,
                             "::1]"s,
                             "[::1]80"s,
                             "[::1]]"s,
                             "[[::1]]"s,
                             "a[::1]"s,
                             "[127.0.0.1]"s,
                             "[v1.a]"s,
                             "[fe80::1%25eth0]"s,
                             "[:]"s,
                             "[:::]"s,
                             "[1]"s,
                             "[:1]"s,
                             "[1:]"s,
                             "[1::2::3]"s,
                             "[12345::]"s,
                             "[g::]"s,
                             "[1:2:3:4:5:6:7]"s,
                             "[1:2:3:4:5:6:7:8:9]"s,
                             "[1:2:3:4:5:6:7:8::]"s,
                             "[1:2:3:4::5:6:7:8]"s,
                             "[1:2:3:4:5:6:7:1.2.3.4]"s,
                             "[1:2:3:4:5:6::1.2.3.4]"s,
                             "[::1.2.3]"s,
                             "[::1.2.3.4.5]"s,
                             "[::1.2.3.256]"s,
                             "[::1.2.3.04]"s,
                             "[::1.2..4]"s,
                             "[::1.2.3.4:5]"s}) {
        BOOST_TEST(!is_host(host), host);
    }
}

BOOST_AUTO_TEST_CASE(reads_a_base_url) {
    BOOST_TEST(base_of("http://example.com") == "http example.com ");
    BOOST_TEST(base_of("HTTPS://Example.com:8443/Mock/v1") == "https Example.com:8443 /Mock/v1");
    BOOST_TEST(base_of("http://[::1]:80/%C3%A9:@!$~") == "http [::1]:80 /%C3%A9:@!$~");
}

BOOST_AUTO_TEST_CASE(drops_the_slashes_that_end_a_base_url) {
    BOOST_TEST(base_of("http://h/") == "http h ");
    BOOST_TEST(base_of("http://h//") == "http h ");
    BOOST_TEST(base_of("http://h/a/b/") == "http h /a/b");
}

BOOST_AUTO_TEST_CASE(refuses_what_no_link_can_begin_with) {
    for (const char* const url : {"",
                                  "/",
                                  "h",
                                  "h/a",
                                  "http",
                                  "http:",
                                  "http:h",
                                  "http:/h",
                                  "http://",
                                  "http:///a",
                                  "ftp://h",
                                  "http://user@h",
                                  "http://user:password@h/a",
                                  "http://h?",
                                  "http://h?a",
                                  "http://h/a?b",
                                  "http://h#",
                                  "http://h/a#b",
                                  "http://h/a b",
                                  "http://h/\xC3\xA9",
                                  "http://h/%zz",
                                  "http://h/a\n",
                                  " http://h",
                                  "http://h:65536"}) {
        BOOST_TEST(base_of(url) == "refused", url);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
