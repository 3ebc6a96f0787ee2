// SPDX-License-Identifier: MIT
#include <sendmock/http/header_fields.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::http::header_fields {

using fields_t = sendmock::http::header_fields;
using sendmock::http::combined_value;
using sendmock::http::lists_token;

} // namespace unit::http::header_fields

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(header_fields)

BOOST_AUTO_TEST_CASE(is_empty_at_first) {
    const fields_t fields;
    BOOST_TEST(fields.empty());
    BOOST_TEST(fields.size() == 0U);
    BOOST_TEST((fields.begin() == fields.end()));
    BOOST_TEST(fields.find("Host") == nullptr);
    BOOST_TEST(fields.count("Host") == 0U);
}

BOOST_AUTO_TEST_CASE(keeps_the_order_and_spelling_of_what_is_added) {
    fields_t fields;
    fields.add("Set-Cookie", "a=1");
    fields.add("Host", "x");
    fields.add("set-cookie", "b=2");
    std::string lines;
    for (const auto& field : fields) {
        lines += field.name + ": " + field.value + "\n";
    }
    BOOST_TEST(lines == "Set-Cookie: a=1\nHost: x\nset-cookie: b=2\n");
    BOOST_TEST(!fields.empty());
    BOOST_TEST(fields.size() == 3U);
}

BOOST_AUTO_TEST_CASE(finds_the_first_of_a_name_in_any_letters_case) {
    const fields_t fields{{"Accept", "a"}, {"X", "b"}, {"ACCEPT", "c"}};
    const std::string* const found = fields.find("accept");
    BOOST_REQUIRE(found != nullptr);
    BOOST_TEST(*found == "a");
    BOOST_TEST(fields.find("Accep") == nullptr);
}

BOOST_AUTO_TEST_CASE(counts_a_name_in_any_letters_case) {
    const fields_t fields{{"Host", "a"}, {"X", "b"}, {"HOST", "c"}};
    BOOST_TEST(fields.count("host") == 2U);
    BOOST_TEST(fields.count("x") == 1U);
    BOOST_TEST(fields.count("y") == 0U);
}

BOOST_AUTO_TEST_CASE(sets_a_new_field_at_the_end) {
    fields_t fields{{"A", "1"}};
    fields.set("B", "2");
    BOOST_TEST((fields == fields_t{{"A", "1"}, {"B", "2"}}));
}

BOOST_AUTO_TEST_CASE(sets_one_field_in_place_of_all_of_that_name) {
    fields_t fields{{"A", "1"}, {"b", "2"}, {"C", "3"}, {"B", "4"}, {"D", "5"}, {"b", "6"}};
    fields.set("B", "7");
    BOOST_TEST((fields == fields_t{{"A", "1"}, {"B", "7"}, {"C", "3"}, {"D", "5"}}));
}

BOOST_AUTO_TEST_CASE(erases_every_field_of_a_name) {
    fields_t fields{{"A", "1"}, {"b", "2"}, {"B", "3"}};
    BOOST_TEST(fields.erase("B") == 2U);
    BOOST_TEST((fields == fields_t{{"A", "1"}}));
    BOOST_TEST(fields.erase("B") == 0U);
}

BOOST_AUTO_TEST_CASE(takes_names_that_it_holds_itself) {
    const fields_t fields{{"A", "1"}, {"B", "2"}, {"A", "3"}, {"C", "4"}, {"A", "5"}};
    fields_t set = fields;
    set.set(set.begin()->name, "6");
    BOOST_TEST((set == fields_t{{"A", "6"}, {"B", "2"}, {"C", "4"}}));
    fields_t erased = fields;
    BOOST_TEST(erased.erase(erased.begin()->name) == 3U);
    BOOST_TEST((erased == fields_t{{"B", "2"}, {"C", "4"}}));
}

BOOST_AUTO_TEST_CASE(is_equal_only_word_for_word) {
    const fields_t fields{{"A", "1"}, {"B", "2"}};
    BOOST_TEST((fields == fields_t{{"A", "1"}, {"B", "2"}}));
    BOOST_TEST((fields != fields_t{{"a", "1"}, {"B", "2"}}));
    BOOST_TEST((fields != fields_t{{"A", "1"}, {"B", "3"}}));
    BOOST_TEST((fields != fields_t{{"B", "2"}, {"A", "1"}}));
    BOOST_TEST((fields != fields_t{{"A", "1"}}));
}

BOOST_AUTO_TEST_CASE(joins_all_values_of_a_name_with_commas) {
    const fields_t fields{{"Accept", "a/b"}, {"X", "y"}, {"accept", "c/d;q=1"}};
    BOOST_TEST(combined_value(fields, "ACCEPT").value_or("absent") == "a/b,c/d;q=1");
    BOOST_TEST(combined_value(fields, "x").value_or("absent") == "y");
    BOOST_TEST(!combined_value(fields, "Host"));
}

BOOST_AUTO_TEST_CASE(reads_tokens_from_lists_over_several_lines) {
    const fields_t fields{
        {"Connection", "keep-alive, ,Upgrade"}, {"X", "trailers"}, {"connection", ",\t CLOSE \t"}};
    for (const char* const token : {"keep-alive", "upgrade", "close", "Close"}) {
        BOOST_TEST(lists_token(fields, "Connection", token), token);
    }
    for (const char* const token : {"trailers", "keep", "keep-alive, ", "clos", "closed"}) {
        BOOST_TEST(!lists_token(fields, "Connection", token), token);
    }
    BOOST_TEST(!lists_token(fields, "Upgrade", "close"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
