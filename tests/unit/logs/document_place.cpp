// SPDX-License-Identifier: MIT
#include <sendmock/logs/document_place.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace unit::logs::document_place {

using sendmock::tests::has_message;

/// A document together with its text.
struct document {
    explicit document(std::string written)
        : text(std::move(written)), value(nlohmann::ordered_json::parse(text)) {}

    [[nodiscard]] sendmock::document_place place() const {
        return sendmock::document_place(value, text);
    }

    std::string text;
    nlohmann::ordered_json value;
};

constexpr std::array<std::string_view, 3> known{"page", "path", "a/b"};

} // namespace unit::logs::document_place

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(document_place)

BOOST_AUTO_TEST_CASE(knows_value_text_and_pointer) {
    const document all(R"({ "a/b" : [ 1.50e3 , {"c":"}]"} ] })");
    const auto whole = all.place();
    BOOST_TEST(whole.pointer() == "");
    BOOST_TEST(whole.text() == all.text);
    const auto list = whole.at("a/b");
    BOOST_TEST(list.pointer() == "/a~1b");
    BOOST_TEST(list.text() == R"([ 1.50e3 , {"c":"}]"} ])");
    const auto elements = list.elements();
    BOOST_TEST_REQUIRE(elements.size() == 2U);
    BOOST_TEST(elements[0].pointer() == "/a~1b/0");
    BOOST_TEST(elements[0].text() == "1.50e3");
    BOOST_TEST((elements[0].value() == 1500.));
    BOOST_TEST(elements[1].at("c").pointer() == "/a~1b/1/c");
    BOOST_TEST(elements[1].at("c").text() == R"("}]")");
}

BOOST_AUTO_TEST_CASE(finds_a_member_or_nothing) {
    const document all(R"({"a":null})");
    BOOST_TEST(all.place().find("a").has_value());
    BOOST_TEST(!all.place().find("b").has_value());
    BOOST_CHECK_EXCEPTION(static_cast<void>(all.place().at("b/c")),
                          sendmock::document_fault,
                          has_message("/b~1c: is required"));
}

BOOST_AUTO_TEST_CASE(expects_an_object_with_known_members) {
    BOOST_CHECK_NO_THROW(document("{}").place().expect_object("a rule", known));
    BOOST_CHECK_NO_THROW(document(R"({"path":1,"a/b":2})").place().expect_object("a rule", known));
    BOOST_CHECK_EXCEPTION(document("[1]").place().expect_object("a rule", known),
                          sendmock::document_fault,
                          has_message("expected an object (a rule), found [1]"));
    BOOST_CHECK_EXCEPTION(
        document(R"({"path":1,"pahge":2})").place().expect_object("a rule", known),
        sendmock::document_fault,
        has_message(R"(/pahge: a rule has no member "pahge"; the nearest is "page")"));
}

BOOST_AUTO_TEST_CASE(has_elements_where_it_is_an_array) {
    BOOST_TEST(document("[ ]").place().elements().empty());
    BOOST_CHECK_EXCEPTION(static_cast<void>(document(R"({"a":{}})").place().at("a").elements()),
                          sendmock::document_fault,
                          has_message("/a: expected an array, found {}"));
}

BOOST_AUTO_TEST_CASE(reads_a_string) {
    BOOST_TEST(document(R"("a\u00e9")").place().string() == "aé");
    BOOST_CHECK_EXCEPTION(static_cast<void>(document("7").place().string()),
                          sendmock::document_fault,
                          has_message("expected a string, found 7"));
}

BOOST_AUTO_TEST_CASE(reads_an_integer_in_a_range) {
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    BOOST_TEST(document("0").place().integer() == 0U);
    BOOST_TEST(document(std::to_string(largest)).place().integer() == largest);
    BOOST_TEST(document("3").place().integer(3, 5) == 3U);
    BOOST_TEST(document("5").place().integer(3, 5) == 5U);
    for (const std::string bad : {"2", "6", "-4", "4.0", "4e0", "\"4\"", "null", "[4]"}) {
        BOOST_TEST_CONTEXT(bad) {
            BOOST_CHECK_THROW(static_cast<void>(document(bad).place().integer(3, 5)),
                              sendmock::document_fault);
        }
    }
    BOOST_CHECK_EXCEPTION(static_cast<void>(document("18446744073709551616").place().integer()),
                          sendmock::document_fault,
                          has_message("expected an integer from 0 to 18446744073709551615, found "
                                      "1.8446744073709552e+19"));
}

BOOST_AUTO_TEST_CASE(reads_a_number_in_a_range) {
    const auto read = [](const std::string& text) {
        return document(text).place().number(0, 1, "a share");
    };
    BOOST_TEST(read("0") == 0.);
    BOOST_TEST(read("1") == 1.);
    BOOST_TEST(read("0.5") == 0.5);
    BOOST_TEST(read("1e-300") == 1e-300);
    for (const std::string bad : {"-1", "2", "1.0001", "-1e-300", "\"1\"", "true"}) {
        BOOST_TEST_CONTEXT(bad) {
            BOOST_CHECK_THROW(static_cast<void>(read(bad)), sendmock::document_fault);
        }
    }
    BOOST_CHECK_EXCEPTION(static_cast<void>(read("2")),
                          sendmock::document_fault,
                          has_message("expected a share, found 2"));
}

BOOST_AUTO_TEST_CASE(reads_one_of_several_names) {
    const auto read = [](const std::string& text) {
        return document(text).place().one_of("a term", known);
    };
    BOOST_TEST(read("\"page\"") == 0U);
    BOOST_TEST(read("\"a/b\"") == 2U);
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(read("\"Page\"")),
        sendmock::document_fault,
        has_message(R"(expected the name of a term, the nearest of which is "page", )"
                    R"(found "Page")"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(read("null")),
                          sendmock::document_fault,
                          has_message("expected the name of a term, found null"));
}

BOOST_AUTO_TEST_CASE(shows_the_beginning_of_what_it_refuses_alone) {
    const std::string text = '"' + std::string(58, 'x') + "\"";
    BOOST_CHECK_EXCEPTION(document(text).place().refuse("less"),
                          sendmock::document_fault,
                          has_message("expected less, found " + text)); // 60 characters
    const std::string longer = '"' + std::string(1000, 'x') + "\"";
    BOOST_CHECK_EXCEPTION(document(longer).place().refuse("less"),
                          sendmock::document_fault,
                          has_message("expected less, found \"" + std::string(59, 'x') + "..."));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
