// SPDX-License-Identifier: MIT
#include <sendmock/http/basic_credentials.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <string>
#include <variant>

namespace property::http::basic_credentials {

using namespace sendmock::http;

using credentials = sendmock::http::basic_credentials;

rc::Gen<std::string> text_of(const std::string& characters) {
    return rc::gen::container<std::string>(rc::gen::elementOf(characters));
}

rc::Gen<std::string> utf8_text() {
    return rc::gen::map(
        rc::gen::container<std::string>(rc::gen::map(
            rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); })),
        [](const std::string& bytes) { return latin1_to_utf8(bytes); });
}

} // namespace property::http::basic_credentials

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(basic_credentials)

RC_BOOST_PROP(parse_inverts_make, ()) {
    credentials given{*utf8_text(), *utf8_text()};
    std::replace(given.user_id.begin(), given.user_id.end(), ':', ';');
    const std::string value = make_basic(given.user_id, given.password);
    const auto result = parse_basic(&value);
    const credentials* const found = std::get_if<credentials>(&result);
    RC_ASSERT(found != nullptr);
    RC_ASSERT(*found == given);
}

RC_BOOST_PROP(credentials_are_always_utf_8, ()) {
    const std::string bytes = *rc::gen::arbitrary<std::string>();
    const std::string value = "Basic " + base64_encode("x" + bytes);
    const auto result = parse_basic(&value);
    const credentials* const found = std::get_if<credentials>(&result);
    RC_ASSERT(found != nullptr);
    RC_ASSERT(is_utf8(found->user_id));
    RC_ASSERT(is_utf8(found->password));
}

RC_BOOST_PROP(comparison_is_that_of_texts, ()) {
    const std::string left = *text_of(std::string("ab\0", 3));
    const std::string right = *rc::gen::oneOf(rc::gen::just(left), text_of(std::string("ab\0", 3)));
    RC_ASSERT(equal_in_constant_time(left, right) == (left == right));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
