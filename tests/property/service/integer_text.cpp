// SPDX-License-Identifier: MIT
#include <sendmock/service/detail/integer_text.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace property::service::integer_text {

using sendmock::detail::parse_integer_text;
using sendmock::detail::to_int64;

rc::Gen<std::string> blanks() {
    return rc::gen::resize(
        3, rc::gen::container<std::string>(rc::gen::elementOf(std::string(" \t\n\v\f\r"))));
}

} // namespace property::service::integer_text

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(integer_text)

RC_BOOST_PROP(an_integer_is_read_from_each_of_its_spellings, ()) {
    const auto value = *rc::gen::arbitrary<std::int64_t>();
    const std::string plain = std::to_string(value);
    std::string text = *blanks();
    if (value < 0) {
        text += '-';
    } else if (*rc::gen::arbitrary<bool>()) {
        text += '+';
    }
    std::string digits(*rc::gen::inRange<std::size_t>(0, 4), '0');
    digits += plain.substr(value < 0 ? 1 : 0);
    for (const char digit : digits) {
        if (!text.empty() && sendmock::http::is_digit(text.back()) && *rc::gen::arbitrary<bool>()) {
            text += '_';
        }
        text += digit;
    }
    text += *blanks();
    const auto number = parse_integer_text(text);
    RC_ASSERT(number.has_value());
    RC_ASSERT((to_int64(*number) == value));
    RC_ASSERT(number->zero() == (value == 0));
}

RC_BOOST_PROP(a_text_with_any_other_byte_is_refused, ()) {
    std::string text = std::to_string(*rc::gen::arbitrary<std::int64_t>());
    const char other = static_cast<char>(*rc::gen::inRange(0, 256));
    RC_PRE(std::string("0123456789_+- \t\n\v\f\r").find(other) == std::string::npos);
    text.insert(*rc::gen::inRange<std::size_t>(0, text.size() + 1), 1, other);
    RC_ASSERT(!parse_integer_text(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
