// SPDX-License-Identifier: MIT
#include <sendmock/logs/member_text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace unit::logs::member_text {

using sendmock::member_text;
using texts = std::vector<std::string_view>;

} // namespace unit::logs::member_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(member_text)

BOOST_AUTO_TEST_CASE(finds_a_value_of_each_kind_word_for_word) {
    constexpr std::string_view object = R"({"a":1.50e+2,"b":"x","c":[1,{"d":2}],"e":{"f":[]},)"
                                        R"("g":null,"h":true,"i":-0})";
    BOOST_TEST(member_text(object, "a") == "1.50e+2");
    BOOST_TEST(member_text(object, "b") == R"("x")");
    BOOST_TEST(member_text(object, "c") == R"([1,{"d":2}])");
    BOOST_TEST(member_text(object, "e") == R"({"f":[]})");
    BOOST_TEST(member_text(object, "g") == "null");
    BOOST_TEST(member_text(object, "h") == "true");
    BOOST_TEST(member_text(object, "i") == "-0");
}

BOOST_AUTO_TEST_CASE(finds_nothing_where_there_is_no_such_member) {
    BOOST_TEST(member_text("{}", "a").empty());
    BOOST_TEST(member_text(R"({"b":1})", "a").empty());
    BOOST_TEST(member_text(R"({"b":{"a":1},"c":"a"})", "a").empty()); // deeper, or no key
}

BOOST_AUTO_TEST_CASE(is_not_misled_by_what_stands_in_texts) {
    constexpr std::string_view object = R"({"x":"]}\",\\","y\u0041":"{","a\"b":[ "[", "]" ]})";
    BOOST_TEST(member_text(object, "x") == R"("]}\",\\")");
    BOOST_TEST(member_text(object, "yA") == R"("{")");
    BOOST_TEST(member_text(object, "a\"b") == R"([ "[", "]" ])");
}

BOOST_AUTO_TEST_CASE(leaves_the_white_space_around_a_value_out) {
    constexpr std::string_view object = "\n{ \"a\" :\t[ 1 ] , \"b\" : { } }\n";
    BOOST_TEST(member_text(object, "a") == "[ 1 ]");
    BOOST_TEST(member_text(object, "b") == "{ }");
    BOOST_TEST(member_text("{ \"a\" : 1 \n, \"b\" : true }", "a") == "1");
    BOOST_TEST(member_text("{ \"a\" : 1 \n, \"b\" : true }", "b") == "true");
}

BOOST_AUTO_TEST_CASE(finds_the_elements_of_an_array_word_for_word) {
    const auto elements =
        sendmock::element_texts(R"([1.50e+2,"x",[1,[2]],{"a":[3]},null,true,-0])");
    BOOST_TEST(
        (elements == texts{"1.50e+2", R"("x")", "[1,[2]]", R"({"a":[3]})", "null", "true", "-0"}));
}

BOOST_AUTO_TEST_CASE(finds_no_element_of_an_empty_array) {
    BOOST_TEST(sendmock::element_texts("[]").empty());
    BOOST_TEST(sendmock::element_texts(" [ \n ] ").empty());
    BOOST_TEST((sendmock::element_texts("[[]]") == texts{"[]"}));
    BOOST_TEST((sendmock::element_texts("[[],{}]") == texts{"[]", "{}"}));
}

BOOST_AUTO_TEST_CASE(is_not_misled_by_what_stands_in_the_texts_of_an_array) {
    BOOST_TEST((sendmock::element_texts(R"(["]","\"],","\\",{"}":"]"}])") ==
                texts{R"("]")", R"("\"],")", R"("\\")", R"({"}":"]"})"}));
}

BOOST_AUTO_TEST_CASE(leaves_the_white_space_around_an_element_out) {
    BOOST_TEST((sendmock::element_texts("\t[ 1 ,\n[ 2 ]\r\n, \"a b\" ,{ } , 3\n]") ==
                texts{"1", "[ 2 ]", "\"a b\"", "{ }", "3"}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
