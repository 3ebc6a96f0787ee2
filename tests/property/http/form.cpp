// SPDX-License-Identifier: MIT
#include <sendmock/http/form.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace property::http::form {

using namespace sendmock::http;

rc::Gen<std::string> bytes() {
    return rc::gen::container<std::string>(rc::gen::oneOf(
        rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }),
        rc::gen::elementOf(std::string("%%+&= aF09;"))));
}

rc::Gen<std::string> utf8_text() {
    return rc::gen::map(bytes(), [](const std::string& text) { return repair_utf8(text); });
}

} // namespace property::http::form

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(form)

RC_BOOST_PROP(decode_inverts_encode, ()) {
    const std::string text = *utf8_text();
    RC_ASSERT(form_decode(form_encode(text)) == text);
}

RC_BOOST_PROP(decode_of_any_encoded_bytes_is_their_repair, ()) {
    const std::string text = *bytes();
    RC_ASSERT(form_decode(form_encode(text)) == repair_utf8(text));
}

RC_BOOST_PROP(percent_decode_inverts_encode_but_for_blanks, ()) {
    std::string text = *bytes();
    std::replace(text.begin(), text.end(), ' ', '_');
    RC_ASSERT(percent_decode(form_encode(text)) == text);
}

RC_BOOST_PROP(encoded_text_has_no_character_of_the_syntax, ()) {
    const std::string encoded = form_encode(*bytes());
    RC_ASSERT(encoded.find_first_of("&=;#?/ ") == std::string::npos);
    RC_ASSERT(
        std::all_of(encoded.begin(), encoded.end(), [](char c) { return c > ' ' && c < 0x7F; }));
}

RC_BOOST_PROP(parse_inverts_writing_the_pairs, ()) {
    const auto texts = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
        rc::gen::pair(utf8_text(), utf8_text()));
    std::string form;
    std::vector<form_pair> expected;
    for (const auto& [name, value] : texts) {
        form += form.empty() ? "" : "&";
        append_form_encoded(form, name);
        form += '=';
        append_form_encoded(form, value);
        expected.push_back({name, value});
    }
    RC_ASSERT(parse_form(form) == expected);
}

RC_BOOST_PROP(any_text_is_parsed_piece_by_piece, ()) {
    const std::string left = *bytes();
    const std::string right = *bytes();
    std::vector<form_pair> pieces = parse_form(left);
    const std::vector<form_pair> others = parse_form(right);
    pieces.insert(pieces.end(), others.begin(), others.end());
    RC_ASSERT(parse_form(left + '&' + right) == pieces);
    for (const form_pair& pair : pieces) {
        RC_ASSERT(is_utf8(pair.name));
        RC_ASSERT(is_utf8(pair.value));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
