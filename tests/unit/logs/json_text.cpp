// SPDX-License-Identifier: MIT
#include <sendmock/logs/json_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace unit::logs::json_text {

std::string quoted(std::string_view text) {
    std::string out;
    sendmock::append_json_string(out, text);
    return out;
}

} // namespace unit::logs::json_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(puts_a_text_in_quotes) {
    BOOST_TEST(quoted("") == R"("")");
    BOOST_TEST(quoted("order note") == R"("order note")");
}

BOOST_AUTO_TEST_CASE(escapes_quotes_and_backslashes_but_no_slash) {
    BOOST_TEST(quoted(R"(a"b\c/d)") == R"("a\"b\\c/d")");
}

BOOST_AUTO_TEST_CASE(uses_the_short_escapes_where_there_are_any) {
    BOOST_TEST(quoted("\b\f\n\r\t") == R"("\b\f\n\r\t")");
}

BOOST_AUTO_TEST_CASE(writes_other_controls_in_lower_case_hex) {
    BOOST_TEST(quoted(std::string_view{"\0\x01\x0B\x1F", 4}) == R"("\u0000\u0001\u000b\u001f")");
}

BOOST_AUTO_TEST_CASE(leaves_delete_as_it_is) {
    BOOST_TEST(quoted("\x7F") == "\"\x7F\"");
}

BOOST_AUTO_TEST_CASE(leaves_characters_beyond_ascii_as_utf8) {
    BOOST_TEST(quoted("\u00e9\u20ac\U0001F600") == "\"\u00e9\u20ac\U0001F600\"");
}

BOOST_AUTO_TEST_CASE(escapes_the_two_line_separators_that_javascript_does_not_take) {
    BOOST_TEST(quoted("a\u2028b\u2029c") == R"("a\u2028b\u2029c")");
    BOOST_TEST(quoted("\u2027\u202a") == "\"\u2027\u202a\"");
}

BOOST_AUTO_TEST_CASE(copies_bytes_that_are_no_utf8) {
    BOOST_TEST(quoted("\xE2") == "\"\xE2\"");
    BOOST_TEST(quoted("\xE2\x80") == "\"\xE2\x80\"");
    BOOST_TEST(quoted("\xE2\"") == "\"\xE2\\\"\"");
}

BOOST_AUTO_TEST_CASE(appends_to_what_is_there) {
    std::string out = "{";
    sendmock::append_json_string(out, "id");
    out += ':';
    sendmock::append_json_integer(out, std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(out == R"({"id":-9223372036854775808)");
}

BOOST_AUTO_TEST_CASE(writes_the_largest_unsigned_integer) {
    std::string out;
    sendmock::append_json_integer(out, std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(out == "18446744073709551615");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
