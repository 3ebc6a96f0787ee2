// SPDX-License-Identifier: MIT
#include <sendmock/http/base64.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace property::http::base64 {

using namespace sendmock::http;

rc::Gen<std::string> bytes() {
    return rc::gen::container<std::string>(
        rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }));
}

bool in_alphabet(char c) {
    return detail::base64_alphabet.find(c) != std::string_view::npos;
}

} // namespace property::http::base64

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(base64)

RC_BOOST_PROP(decode_inverts_encode, ()) {
    const std::string text = *bytes();
    RC_ASSERT(base64_decode(base64_encode(text)) == std::optional(text));
}

RC_BOOST_PROP(encoded_text_is_padded_and_in_the_alphabet, ()) {
    const std::string text = *bytes();
    const std::string encoded = base64_encode(text);
    RC_ASSERT(encoded.size() == (text.size() + 2) / 3 * 4);
    const std::size_t characters = encoded.size() - (3 - text.size() % 3) % 3;
    RC_ASSERT(std::all_of(
        encoded.begin(), encoded.begin() + static_cast<std::ptrdiff_t>(characters), in_alphabet));
    RC_ASSERT(encoded.substr(characters) == std::string(encoded.size() - characters, '='));
}

RC_BOOST_PROP(decode_is_blind_to_bytes_outside_the_alphabet, ()) {
    const std::string text = *bytes();
    std::string noisy;
    for (const char c : base64_encode(text)) {
        for (const char noise : *bytes()) {
            if (!in_alphabet(noise) && noise != '=') {
                noisy += noise;
            }
        }
        noisy += c;
    }
    RC_ASSERT(base64_decode(noisy) == std::optional(text));
}

RC_BOOST_PROP(decode_needs_the_padding_of_an_unfinished_group, ()) {
    const std::string text = *bytes();
    std::string encoded = base64_encode(text);
    encoded.erase(std::min(encoded.find('='), encoded.size()));
    RC_ASSERT(base64_decode(encoded).has_value() == (text.size() % 3 == 0));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
