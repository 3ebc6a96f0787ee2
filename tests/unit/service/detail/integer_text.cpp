// SPDX-License-Identifier: MIT
#include <sendmock/service/detail/integer_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace unit::service::detail::integer_text {

using sendmock::detail::parse_integer_text;
using sendmock::detail::to_int64;
using namespace std::string_literals;

/// The sign and the digits that were read, or `refused`.
std::string read(std::string_view text) {
    const auto number = parse_integer_text(text);
    if (!number) {
        return "refused";
    }
    return (number->negative ? "-" : "") + (number->zero() ? "0"s : number->digits);
}

std::optional<std::int64_t> value(std::string_view text) {
    return to_int64(parse_integer_text(text).value());
}

} // namespace unit::service::detail::integer_text

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(integer_text)

BOOST_AUTO_TEST_CASE(reads_the_framework_s_notation) {
    for (const auto& four : {"4", "+4", " 4 ", "04", "0_4", "4\n", "  +0_04\t"}) {
        BOOST_TEST_CONTEXT(four) {
            BOOST_TEST(read(four) == "4");
        }
    }
    BOOST_TEST(read("1_0") == "10");
    BOOST_TEST(read("1_2_3") == "123");
    BOOST_TEST(read("-4") == "-4");
    BOOST_TEST(read("-1_000") == "-1000");
}

BOOST_AUTO_TEST_CASE(reads_zero_in_all_its_spellings) {
    for (const auto& zero : {"0", "-0", "000", "+0", "0_0"}) {
        const auto number = parse_integer_text(zero);
        BOOST_TEST_CONTEXT(zero) {
            BOOST_TEST(number.has_value());
            BOOST_TEST(number->zero());
            BOOST_TEST((to_int64(*number) == 0));
        }
    }
    BOOST_TEST(!parse_integer_text("10")->zero());
}

BOOST_AUTO_TEST_CASE(refuses_everything_else) {
    for (const auto& text : {"",
                             "x",
                             "1__0",
                             "_1",
                             "1_",
                             "+ 4",
                             "+-4",
                             "4 4",
                             "4.0",
                             "4e0",
                             "0x4",
                             "1,0",
                             "+",
                             "-",
                             " ",
                             "_",
                             "+_4",
                             "--4",
                             "4-",
                             "4+",
                             "\xD9\xA4",
                             "4\xC2\xA0",
                             "\xA0"
                             "4"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(read(text) == "refused");
        }
    }
    BOOST_TEST(read("4\0"s) == "refused");
}

BOOST_AUTO_TEST_CASE(takes_six_blanks_around_and_no_other_byte) {
    std::string taken;
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        if (byte >= '0' && byte <= '9') {
            continue;
        }
        const bool after = read("4"s + c) == "4";
        BOOST_TEST((read(std::string(1, c) + "4") == "4") == (after || c == '+'));
        if (after) {
            taken += c;
        }
    }
    BOOST_TEST(taken == "\t\n\v\f\r ");
}

BOOST_AUTO_TEST_CASE(takes_4300_digits_and_no_more) {
    const std::string nines(4300, '9');
    BOOST_TEST(read(nines) == nines);
    BOOST_TEST(read(" -" + nines + " ") == "-" + nines);
    BOOST_TEST(read(nines + "9") == "refused");
    BOOST_TEST(read(std::string(4299, '0') + "4") == "4");
    BOOST_TEST(read(std::string(4300, '0') + "4") == "refused");

    std::string separated = "1";
    for (int digit = 1; digit < 4300; ++digit) {
        separated += "_1";
    }
    BOOST_TEST(read(separated) == std::string(4300, '1'));
    BOOST_TEST(read(separated + "_1") == "refused");
}

BOOST_AUTO_TEST_CASE(converts_what_64_bits_hold) {
    BOOST_TEST((value("7") == 7));
    BOOST_TEST((value("-3") == -3));
    BOOST_TEST((value("000000000000000000000000000012") == 12));
    BOOST_TEST((value("9223372036854775807") == std::numeric_limits<std::int64_t>::max()));
    BOOST_TEST((value("-9223372036854775808") == std::numeric_limits<std::int64_t>::min()));
    BOOST_TEST((value("9223372036854775799") == 9223372036854775799));
}

BOOST_AUTO_TEST_CASE(converts_nothing_beyond_64_bits) {
    for (const auto& text : {"9223372036854775808",
                             "-9223372036854775809",
                             "9223372036854775810",
                             "18446744073709551616",
                             "-18446744073709551617",
                             "92233720368547758070"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!value(text).has_value());
        }
    }
    BOOST_TEST(!value(std::string(4300, '9')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
