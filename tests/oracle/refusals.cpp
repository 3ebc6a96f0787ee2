// SPDX-License-Identifier: MIT
#include <sendmock/http/ascii.hpp>
#include <sendmock/http/base64.hpp>

#include "oracle/comparison.hpp"
#include "oracle/cursor_text.hpp"
#include "oracle/data_set.hpp"
#include "oracle/framework.hpp"
#include "oracle/question.hpp"
#include "oracle/random_bits.hpp"
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oracle::refusals {

using namespace sendmock::tests;
namespace http = sendmock::http;

const std::vector<key_and_secret> accounts{{"key", "secret"},
                                           {"k\u00e9y", "p\u00e4ss:w\u00f6rd"},
                                           {"a", "b:c:"},
                                           {"other", ""},
                                           {"\u20ac", "\U0001F600 \t"}};

/// UTF-8 as latin-1, where that can say it.
std::string as_latin1(const std::string& text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead == 0xC2 || lead == 0xC3) {
            const auto rest = static_cast<unsigned char>(text[++i]);
            bytes += static_cast<char>(lead << 6 | (rest & 0x3F));
        } else if (lead >= 0x80) {
            return text;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

std::string random_credentials(random_bits& bits) {
    const auto& [key, secret] = bits.pick(accounts);
    const std::size_t way = bits.below(100);
    std::string text = way < 55   ? key + ":" + secret
                       : way < 65 ? key + ":" + bits.pick(accounts).second
                       : way < 70 ? key
                       : way < 75 ? key + ":" + secret + " "
                       : way < 80 ? key + ": " + secret
                       : way < 85 ? "KEY:" + secret
                       : way < 90 ? ":" + secret
                                  : mutated(bits, key + ":" + secret, "abc:\u00e9\xFF \t%");
    return bits.chance(25) ? as_latin1(text) : text;
}

std::string random_authorization(random_bits& bits) {
    constexpr std::array schemes{
        "basic", "BASIC", "bAsIc", "Bearer", "Basi", "Basic:", "Digest", "Basic,", "\"Basic\""};
    constexpr std::array separators{" ", " ", " ", "  ", "\t", " \t ", ""};
    constexpr std::array tails{"", "", "", " ", " x", "\t=", " Basic"};
    std::string value = bits.chance(75) ? "Basic" : bits.pick(schemes);
    value += bits.chance(85) ? " " : bits.pick(separators);
    if (bits.chance(95)) {
        const std::string encoded = http::base64_encode(random_credentials(bits));
        value += bits.chance(75) ? encoded : damaged(bits, encoded);
    }
    value += bits.chance(90) ? "" : bits.pick(tails);
    // No message carries control characters in a field, nor blanks at its ends.
    std::erase_if(value, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
    });
    return std::string(http::trim(value));
}

std::string random_accept(random_bits& bits) {
    constexpr std::string_view types[] = {"application/json",
                                          "application/json",
                                          "*/*",
                                          "application/*",
                                          "text/html",
                                          "*/json",
                                          "Application/JSON",
                                          "application/vnd.api+json",
                                          "text/*",
                                          "*",
                                          "application",
                                          "json",
                                          "/",
                                          "application/json/x",
                                          "/json",
                                          "application/",
                                          "",
                                          " ",
                                          "application /json",
                                          "text/json",
                                          "application/x-json",
                                          "application/jso",
                                          "* / *",
                                          "\"application/json\"",
                                          "*/",
                                          "/*"};
    constexpr std::string_view parameters[] = {";q=0",
                                               ";q=1",
                                               "; q=0.5",
                                               ";q=0.0",
                                               ";charset=utf-8",
                                               "; charset=\"utf-8\"",
                                               "; indent=4",
                                               ";",
                                               ";;",
                                               ";=",
                                               ";a",
                                               ";a=",
                                               ";a=b",
                                               "; a=\"b,c\"",
                                               "; a=\"b;c\"",
                                               "; a=\"b",
                                               ";q=x",
                                               " ; version=1",
                                               ";q=0;q=1",
                                               ";=b",
                                               ";\t q=0",
                                               "\t"};
    std::string value;
    const std::size_t count = 1 + bits.below(4);
    for (std::size_t i = 0; i < count; ++i) {
        value += i == 0 ? "" : bits.chance(80) ? ", " : ",";
        value += bits.pick(types);
        while (bits.chance(30)) {
            value += bits.pick(parameters);
        }
    }
    if (bits.chance(10)) {
        value = mutated(bits, value, "/*,;=\" ajq01");
    }
    return std::string(http::trim(value));
}

question random_question(random_bits& bits) {
    constexpr std::array methods{
        "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"};
    constexpr std::array queries{"?cursor=a",
                                 "?cursor=cj0x",
                                 "?cursor=cD1hYmM%3D",
                                 "?a=b",
                                 "?",
                                 "?format=json",
                                 "?format=xml",
                                 "?format=",
                                 "?cursor=a&format=api"};
    constexpr std::array paths{"/api/v2/integrations/logs/",
                               "/api/v2/integrations/%6Cogs",
                               "/api%2Fv2/integrations/logs",
                               "/api/v2/integrations/logs//",
                               "/API/v2/integrations/logs",
                               "/api/v2/integrations/logs%00",
                               "//api/v2/integrations/logs",
                               "/api/v2/integrations/logs%0A",
                               "/"};
    question asked;
    asked.host = "localhost:8080";
    asked.method = bits.chance(70) ? "GET" : bits.pick(methods);
    if (bits.chance(8)) {
        asked.target = bits.pick(paths);
    }
    if (bits.chance(3)) {
        asked.target += "?" + std::string(1000, '&');
    } else if (bits.chance(25)) {
        asked.target += bits.pick(queries);
    }
    if (bits.chance(92)) {
        asked.fields.emplace_back("Authorization", random_authorization(bits));
    }
    if (bits.chance(50)) {
        asked.fields.emplace_back("Accept", random_accept(bits));
    }
    return asked;
}

} // namespace oracle::refusals

BOOST_AUTO_TEST_SUITE(oracle)
BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(come_in_the_frameworks_order_and_words) {
    BOOST_TEST_MESSAGE("SENDMOCK_SEED=" << run_seed());
    framework real;
    comparison both(real, accounts);
    both.reset({.rows = {{1, "2023-03-01T01:02:03Z"}, {2, "2023-03-01T01:02:03Z"}},
                .ordering = "-id",
                .page_size = 1});
    random_bits bits(run_seed());
    for (int batch = 0; batch < 50; ++batch) {
        std::vector<question> questions;
        for (int i = 0; i < 100; ++i) {
            questions.push_back(random_question(bits));
        }
        both.ask("requests", questions);
    }
    both.print();
    const tally& counted = both.counted();
    BOOST_TEST(counted.total() >= 5000U);
    BOOST_TEST(counted.of_outcome("200 one link") >= 300U);
    BOOST_TEST(counted.of_outcome("400") >= 50U);
    BOOST_TEST(counted.of_outcome("404") >= 50U);
    BOOST_TEST(counted.of_outcome("404 Invalid cursor") >= 10U);
    BOOST_TEST(counted.of_outcome("404 Not found.") >= 50U);
    BOOST_TEST(counted.of_outcome("405 Method \"POST\" not allowed.") >= 10U);
    BOOST_TEST(counted.of_outcome("406 Could not satisfy the request Accept header.") >= 300U);
    for (const std::string message :
         {"Authentication credentials were not provided.",
          "Invalid basic header. No credentials provided.",
          "Invalid basic header. Credentials string should not contain spaces.",
          "Invalid basic header. Credentials not correctly base64 encoded.",
          "Invalid username/password."}) {
        BOOST_TEST(counted.of_outcome("401 " + message) >= 50U, message);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
