// SPDX-License-Identifier: MIT
#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/json_text.hpp>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/boost_test.h>

#include <cstdint>
#include <string>

namespace property::logs::json_text {

/// Texts with many of the characters that are escaped or begin like them.
rc::Gen<std::string> utf8_texts() {
    const auto pieces = rc::gen::oneOf(
        rc::gen::element<std::string>(
            "\"", "\\", "/", "\u2027", "\u2028", "\u2029", "\u00e9", "\U0001F600", "\x7F", "x"),
        rc::gen::map(rc::gen::inRange(0, 32),
                     [](int byte) { return std::string(1, static_cast<char>(byte)); }),
        rc::gen::map(rc::gen::arbitrary<std::string>(), sendmock::http::repair_utf8));
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(pieces),
                        [](const std::vector<std::string>& drawn) {
                            std::string text;
                            for (const auto& piece : drawn) {
                                text += piece;
                            }
                            return text;
                        });
}

std::string quoted(const std::string& text) {
    std::string out;
    sendmock::append_json_string(out, text);
    return out;
}

} // namespace property::logs::json_text

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(json_text)

RC_BOOST_PROP(a_parser_reads_back_every_text, ()) {
    const auto text = *utf8_texts();
    RC_ASSERT(nlohmann::json::parse(quoted(text)).get<std::string>() == text);
}

RC_BOOST_PROP(no_control_character_and_no_line_separator_is_left, ()) {
    const auto out = quoted(*utf8_texts());
    RC_ASSERT(std::all_of(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; }));
    RC_ASSERT(out.find("\u2028") == std::string::npos);
    RC_ASSERT(out.find("\u2029") == std::string::npos);
}

RC_BOOST_PROP(a_parser_reads_back_every_integer, (std::int64_t value, std::uint64_t large)) {
    std::string out;
    sendmock::append_json_integer(out, value);
    RC_ASSERT(nlohmann::json::parse(out) == value);
    out.clear();
    sendmock::append_json_integer(out, large);
    RC_ASSERT(nlohmann::json::parse(out) == large);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
