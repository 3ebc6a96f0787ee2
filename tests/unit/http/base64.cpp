// SPDX-License-Identifier: MIT
#include <sendmock/http/base64.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>

namespace unit::http::base64 {

using namespace sendmock::http;
using namespace std::string_literals;

void check_decodes(const std::string& text, const std::string& expected) {
    const std::optional<std::string> decoded = base64_decode(text);
    BOOST_TEST_CONTEXT(text) {
        BOOST_REQUIRE(decoded.has_value());
        BOOST_TEST(*decoded == expected);
    }
}

} // namespace unit::http::base64

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(base64)

BOOST_AUTO_TEST_CASE(agrees_with_the_examples_of_rfc_4648) {
    const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"}};
    for (const auto& [text, encoded] : examples) {
        BOOST_TEST(base64_encode(text) == encoded);
        check_decodes(encoded, text);
    }
}

BOOST_AUTO_TEST_CASE(uses_the_whole_alphabet_in_its_order) {
    std::string bytes;
    for (int i = 0; i < 64; i += 4) {
        const int bits = i << 18 | (i + 1) << 12 | (i + 2) << 6 | (i + 3);
        bytes += static_cast<char>(bits >> 16 & 0xFF);
        bytes += static_cast<char>(bits >> 8 & 0xFF);
        bytes += static_cast<char>(bits & 0xFF);
    }
    const auto alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"s;
    BOOST_TEST(base64_encode(bytes) == alphabet);
    check_decodes(alphabet, bytes);
    check_decodes("/w==", "\xFF");
}

BOOST_AUTO_TEST_CASE(encodes_and_decodes_cursors) {
    BOOST_TEST(base64_encode("o=1&p=2023-03-01+01%3A01%3A30%2B00%3A00") ==
               "bz0xJnA9MjAyMy0wMy0wMSswMSUzQTAxJTNBMzAlMkIwMCUzQTAw");
    BOOST_TEST(base64_encode("p=302667162") == "cD0zMDI2NjcxNjI=");
    check_decodes("cD0zMDI2NjcxNjI=", "p=302667162");
    check_decodes("cj0xJnA9MzAyNjY2ODYy", "r=1&p=302666862");
}

BOOST_AUTO_TEST_CASE(drops_bytes_outside_the_alphabet) {
    check_decodes("b-z_0 z!", "o=3");
    check_decodes("\r\nb\0z0\x7Fz\xFF"s, "o=3");
    check_decodes("\xC3\xA9YQ\xC3\xA9==", "a");
    check_decodes("!!", "");
}

BOOST_AUTO_TEST_CASE(skips_padding_that_completes_no_group) {
    check_decodes("=", "");
    check_decodes("====", "");
    check_decodes("bz0z==", "o=3");
    check_decodes("=bz0z", "o=3");
    check_decodes("b=z0z", "o=3");
    check_decodes("bz=0z", "o=3");
    check_decodes("Y=Q=QQ", "a\x04\x10");
    check_decodes("YQ=QQYQ=QQ", "a\x04\x10\x61\x04\x10");
}

BOOST_AUTO_TEST_CASE(ends_at_padding_that_completes_a_group) {
    check_decodes("bz0=z", "o=");
    check_decodes("YQ==", "a");
    check_decodes("YQ=!=", "a");
    check_decodes("YQ=Q=Q", "a\x04");
    check_decodes("YQ==\xC3\xA9", "a");
    check_decodes("bz0zJnA9OA==zzzz", "o=3&p=8");
    check_decodes("bz0zJnA9OA==a", "o=3&p=8");
}

BOOST_AUTO_TEST_CASE(ignores_bits_left_over) {
    check_decodes("bz0zJnA9OA==", "o=3&p=8");
    check_decodes("bz0zJnA9OB==", "o=3&p=8");
    check_decodes("bz1=", "o=");
}

BOOST_AUTO_TEST_CASE(refuses_an_unfinished_group) {
    for (const auto& text :
         {"a"s, "a==="s, "abcde"s, "YQ"s, "YQ="s, "bz0"s, "bz0zJnA9OA=x"s, "YQ=Q"s, "b!z-0"s}) {
        BOOST_TEST(!base64_decode(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
