// SPDX-License-Identifier: MIT
#include <sendmock/http/detail/line_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace unit::http::detail::line_reader {

using namespace std::string_view_literals;
using sendmock::http::parse_failure;
using sendmock::http::detail::is_line_byte;
using reader = sendmock::http::detail::line_reader;

constexpr sendmock::http::detail::line_budget budget{10, 431, "too much"};

bool completes(reader& lines, std::string_view& bytes) {
    const auto progress = lines.read(bytes);
    BOOST_REQUIRE(std::holds_alternative<bool>(progress));
    return std::get<bool>(progress);
}

int status_of_reading(reader& lines, std::string_view bytes) {
    const auto progress = lines.read(bytes);
    const auto* const failure = std::get_if<parse_failure>(&progress);
    return failure == nullptr ? 0 : failure->status;
}

} // namespace unit::http::detail::line_reader

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(line_reader)

BOOST_AUTO_TEST_CASE(lets_no_control_character_into_a_line_but_the_tab) {
    for (int byte = 0; byte < 256; ++byte) {
        BOOST_TEST_CONTEXT("byte " << byte) {
            BOOST_TEST(is_line_byte(static_cast<char>(byte)) ==
                       ((byte >= 32 && byte != 127) || byte == 9));
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_one_line_at_a_time) {
    reader lines{budget};
    std::string_view bytes = "ab\r\n\r\nc";
    BOOST_TEST(completes(lines, bytes));
    BOOST_TEST(lines.line() == "ab");
    BOOST_TEST(completes(lines, bytes));
    BOOST_TEST(lines.line() == "");
    BOOST_TEST(bytes == "c");
    BOOST_TEST(!lines.begun());
    BOOST_TEST(!completes(lines, bytes));
    BOOST_TEST(bytes == "");
    BOOST_TEST(lines.begun());
}

BOOST_AUTO_TEST_CASE(joins_a_line_that_comes_byte_by_byte) {
    reader lines{budget};
    std::vector<std::string> read;
    for (const char byte : "ab\r\n\r\nc\t\r\n"sv) {
        std::string_view bytes{&byte, 1};
        if (completes(lines, bytes)) {
            read.emplace_back(lines.line());
        }
        BOOST_TEST(bytes == "");
    }
    BOOST_TEST(read == (std::vector<std::string>{"ab", "", "c\t"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(refuses_a_bad_byte_where_it_stands) {
    for (const auto bytes : {"a\n"sv, "\n"sv, "a\r\r"sv, "\ra"sv, "a\0"sv, "\x7f"sv, "\v"sv}) {
        BOOST_TEST_CONTEXT("in " << bytes.size() << " bytes") {
            reader whole{budget};
            BOOST_TEST(status_of_reading(whole, bytes) == 400);
            reader pieces{budget};
            for (const char& byte : bytes.substr(0, bytes.size() - 1)) {
                BOOST_TEST(status_of_reading(pieces, {&byte, 1}) == 0);
            }
            BOOST_TEST(status_of_reading(pieces, bytes.substr(bytes.size() - 1)) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(allows_as_many_bytes_as_the_budget_says) {
    reader exact{budget};
    std::string_view bytes = "1234\r\n78\r\n";
    BOOST_TEST(completes(exact, bytes));
    BOOST_TEST(completes(exact, bytes));
    BOOST_TEST(status_of_reading(exact, "") == 0);
    BOOST_TEST(status_of_reading(exact, "x") == 431);

    reader over{budget};
    bytes = "1234\r\n789\r\n";
    BOOST_TEST(completes(over, bytes));
    BOOST_TEST(status_of_reading(over, bytes) == 431);
}

BOOST_AUTO_TEST_CASE(starts_a_new_budget) {
    reader lines{budget};
    std::string_view bytes = "12345678\r\n12345678\r\n";
    BOOST_TEST(completes(lines, bytes));
    lines.restart(budget);
    BOOST_TEST(completes(lines, bytes));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
