// SPDX-License-Identifier: MIT
// What is wrong with a JSON text: the same words and the same place as Python's json.

#include <sendmock/shop/detail/python_json.hpp>

#include "shop/comparison.hpp"
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace shop::json_texts {

using sendmock::tests::python_requests;

/// Pieces that texts are put together of, good and bad ones.
constexpr std::string_view pieces[] = {"{",        "}",
                                       "[",        "]",
                                       "\"",       "\"",
                                       ":",        ",",
                                       "a",        "\\",
                                       "u",        "0",
                                       "1",        "-",
                                       ".",        "e",
                                       "E",        "+",
                                       " ",        "\n",
                                       "\t",       "null",
                                       "true",     "false",
                                       "NaN",      "Infinity",
                                       "\xC3\xA9", "\\u12",
                                       "\\ud8",    "\\n",
                                       "\\x",      "\x01",
                                       "12",       "\"k\":1",
                                       "{\"a\":",  "[1,",
                                       "00e9",     "\xF0\x9F\x98\x80",
                                       "\\u00e9"};

/// A good text with a few pieces taken out or put in.
std::string spoiled(std::mt19937& random) {
    std::string text = random() % 2 == 0 ? R"({"a":[1,2.5e+3,{"b":null}],"c":"x\u00e9y"})" : "";
    const auto changes = 1 + random() % (text.empty() ? 12 : 3);
    for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t at = random() % (text.size() + 1);
        if (random() % 3 == 0 && !text.empty() && static_cast<unsigned char>(text.back()) < 0x80) {
            text.resize(at);
        } else {
            text += pieces[random() % std::size(pieces)];
        }
    }
    return sendmock::http::repair_utf8(text);
}

} // namespace shop::json_texts

BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(json_texts)

BOOST_AUTO_TEST_CASE(finds_the_same_faults) {
    const auto seed = std::random_device{}();
    std::mt19937 random(seed);
    constexpr int texts = 3000;
    int faulty = 0;
    for (int i = 0; i < texts; ++i) {
        const std::string text = spoiled(random);
        const nlohmann::json expected = python_requests::shared().ask({{"json", text}}).at("text");
        const auto fault = sendmock::detail::shop::python_json_reader(text).find_fault();
        faulty += fault ? 1 : 0;
        BOOST_TEST_CONTEXT("seed " << seed << ": " << nlohmann::json(text).dump()) {
            BOOST_REQUIRE_EQUAL(fault.value_or("none"),
                                expected.is_null() ? "none" : expected.get<std::string>());
        }
    }
    BOOST_TEST(faulty > texts / 2);
    BOOST_TEST(faulty < texts);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
