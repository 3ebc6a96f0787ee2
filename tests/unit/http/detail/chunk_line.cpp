// SPDX-License-Identifier: MIT
#include <sendmock/http/detail/chunk_line.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace unit::http::detail::chunk_line {

using namespace std::string_view_literals;
using sendmock::http::detail::parse_chunk_line;

} // namespace unit::http::detail::chunk_line

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(chunk_line)

BOOST_AUTO_TEST_CASE(reads_a_hexadecimal_size) {
    for (const auto& [line, size] : {std::pair{"0"sv, std::size_t{0}},
                                     std::pair{"a"sv, std::size_t{10}},
                                     std::pair{"1F"sv, std::size_t{31}},
                                     std::pair{"000000000000000000010"sv, std::size_t{16}}}) {
        BOOST_TEST_CONTEXT(line) {
            BOOST_TEST((parse_chunk_line(line) == size));
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_a_size_that_does_not_fit_for_the_largest) {
    constexpr auto largest = std::numeric_limits<std::size_t>::max();
    BOOST_TEST((parse_chunk_line("ffffffffffffffff") == largest));
    BOOST_TEST((parse_chunk_line("10000000000000000") == largest));
    BOOST_TEST((parse_chunk_line("10000000000000005") == largest));
    BOOST_TEST((parse_chunk_line(std::string(4000, 'F')) == largest));
}

BOOST_AUTO_TEST_CASE(ignores_well_formed_extensions) {
    for (const auto line : {"5;a"sv,
                            "5;a=b"sv,
                            "5 ; a = b ; c"sv,
                            "5\t;\ta\t=\t\"\""sv,
                            "5;a=\"x;\\\" y\";b=\"\\\\\""sv,
                            "5;a=\"\xc3\xa9\""sv}) {
        BOOST_TEST_CONTEXT(line) {
            BOOST_TEST((parse_chunk_line(line) == 5));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_malformed_line) {
    for (const auto line :
         {""sv,      " 5"sv,   "5 "sv,         "0x5"sv,          "-5"sv,      "+5"sv,
          "5h"sv,    "5 5"sv,  ";a"sv,         "5;"sv,           "5;;a"sv,    "5;a;"sv,
          "5;a "sv,  "5;a="sv, "5;=b"sv,       "5;a=b=c"sv,      "5;a=\"b"sv, "5;a=\"\\\""sv,
          "5;a b"sv, "5,a"sv,  "5;a=\"b\"c"sv, "5;a=\xc3\xa9"sv, "5;a=b "sv}) {
        BOOST_TEST_CONTEXT("the line " << line) {
            BOOST_TEST(!parse_chunk_line(line).has_value());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
