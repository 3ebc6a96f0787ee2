// SPDX-License-Identifier: MIT
#include <sendmock/http/utf8.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <cstddef>
#include <string>

namespace property::http::utf8 {

using namespace sendmock::http;

// Bytes that begin, continue and break characters often enough.
rc::Gen<std::string> nearly_utf8() {
    return rc::gen::container<std::string>(rc::gen::oneOf(
        rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }),
        rc::gen::elementOf(std::string("a\x80\x8F\x90\x9F\xA0\xBF\xC2\xE0\xE1\xED"
                                       "\xEF\xF0\xF1\xF4"))));
}

} // namespace property::http::utf8

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(utf8)

RC_BOOST_PROP(repaired_text_is_valid_and_stays_as_it_is, ()) {
    const std::string text = *nearly_utf8();
    const std::string repaired = repair_utf8(text);
    RC_ASSERT(is_utf8(repaired));
    RC_ASSERT(repair_utf8(repaired) == repaired);
}

RC_BOOST_PROP(repair_changes_exactly_what_is_invalid, ()) {
    const std::string text = *nearly_utf8();
    RC_ASSERT((repair_utf8(text) == text) == is_utf8(text));
}

RC_BOOST_PROP(repair_works_on_both_sides_of_an_ascii_character_alone, ()) {
    const std::string left = *nearly_utf8();
    const std::string right = *nearly_utf8();
    RC_ASSERT(repair_utf8(left + '=' + right) == repair_utf8(left) + '=' + repair_utf8(right));
}

RC_BOOST_PROP(latin_1_becomes_one_character_for_each_byte, ()) {
    const std::string text = *nearly_utf8();
    const std::string converted = latin1_to_utf8(text);
    RC_ASSERT(is_utf8(converted));
    std::string back;
    for (std::size_t i = 0; i < converted.size(); ++i) {
        auto byte = static_cast<unsigned>(static_cast<unsigned char>(converted[i]));
        if (byte >= 0x80) {
            ++i;
            byte = (byte & 0x03) << 6 | (static_cast<unsigned char>(converted[i]) & 0x3FU);
        }
        back += static_cast<char>(byte);
    }
    RC_ASSERT(back == text);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
