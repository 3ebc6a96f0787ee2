// SPDX-License-Identifier: MIT
#include <sendmock/logs/json_object_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace unit::logs::json_object_text {

using sendmock::json_object_text;

} // namespace unit::logs::json_object_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(json_object_text)

BOOST_AUTO_TEST_CASE(writes_an_empty_object) {
    json_object_text object;
    BOOST_TEST(object.empty());
    BOOST_TEST(std::move(object).take() == "{}");
}

BOOST_AUTO_TEST_CASE(writes_members_in_their_order) {
    json_object_text object;
    object.add("b", 1).add("a", std::string("é\"")).add("c", true).add("d", std::string_view("x"));
    BOOST_TEST(!object.empty());
    BOOST_TEST(std::move(object).take() == R"({"b":1,"a":"é\"","c":true,"d":"x"})");
}

BOOST_AUTO_TEST_CASE(writes_numbers_that_a_parser_reads_back) {
    json_object_text object;
    object.add("a", std::numeric_limits<std::uint64_t>::max())
        .add("b", std::numeric_limits<std::int64_t>::min())
        .add("c", 0.1)
        .add("d", 1.)
        .add("e", 1e300);
    BOOST_TEST(std::move(object).take() ==
               R"({"a":18446744073709551615,)"
               R"("b":-9223372036854775808,"c":0.1,"d":1.0,"e":1e+300})");
}

BOOST_AUTO_TEST_CASE(leaves_out_what_is_absent) {
    json_object_text object;
    object.add("a", std::optional<int>()).add("b", std::optional<int>(7));
    object.add("c", std::optional<std::string>()).add("d", std::optional<std::string>("x"));
    BOOST_TEST(std::move(object).take() == R"({"b":7,"d":"x"})");
}

BOOST_AUTO_TEST_CASE(copies_json_word_for_word) {
    json_object_text object;
    object.add_json("a", "[ 1.50e3 ]").add_json("b", "null");
    BOOST_TEST(std::move(object).take() == R"({"a":[ 1.50e3 ],"b":null})");
}

BOOST_AUTO_TEST_CASE(escapes_names) {
    json_object_text object;
    object.add("a\"\n", 1);
    BOOST_TEST(std::move(object).take() == R"({"a\"\n":1})");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
