// SPDX-License-Identifier: MIT
#include <sendmock/shop/python_text.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string_view>

namespace unit::shop::python_text {

using namespace std::string_view_literals;
using namespace sendmock::python;

} // namespace unit::shop::python_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(shop)
BOOST_AUTO_TEST_SUITE(python_text)

BOOST_AUTO_TEST_CASE(quotes_as_few_as_possible) {
    BOOST_TEST(repr("a") == "'a'");
    BOOST_TEST(repr("it's") == R"("it's")");
    BOOST_TEST(repr(R"("a")") == R"('"a"')");
    BOOST_TEST(repr(R"(it's "a")") == R"('it\'s "a"')");
}

BOOST_AUTO_TEST_CASE(escapes_what_is_not_printable) {
    BOOST_TEST(repr("\0\t\n\r\\\x1F\x7F"sv) == R"('\x00\t\n\r\\\x1f\x7f')");
    BOOST_TEST(repr("\xC2\x85\xC3\xA9\xC2\xA0\xC2\xAD\xC3\xBF\xE2\x82\xAC") ==
               "'\\x85\xC3\xA9\\xa0\\xad\xC3\xBF\xE2\x82\xAC'");
    BOOST_TEST(repr_bytes("it's\xC3\xA9\n") == R"(b"it's\xc3\xa9\n")");
}

BOOST_AUTO_TEST_CASE(writes_seconds_as_they_were_given) {
    using std::chrono::milliseconds;
    BOOST_TEST(seconds(milliseconds{10'000}) == "10");
    BOOST_TEST(seconds(milliseconds{250}) == "0.25");
    BOOST_TEST(seconds(milliseconds{3'050}) == "3.05");
    BOOST_TEST(seconds(milliseconds{1}) == "0.001");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
