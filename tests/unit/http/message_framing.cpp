// SPDX-License-Identifier: MIT
#include <sendmock/http/message_framing.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace unit::http::message_framing {

using namespace std::string_view_literals;
using namespace sendmock::http;
using sendmock::http::header_fields;
using framing = sendmock::http::message_framing;

constexpr std::size_t most = 1000;

int status_of(const header_fields& fields, int minor_version = 1) {
    const auto result = request_framing(fields, minor_version, most);
    const auto* const failure = std::get_if<parse_failure>(&result);
    return failure == nullptr ? 0 : failure->status;
}

framing framing_of(const header_fields& fields, int minor_version = 1) {
    BOOST_REQUIRE(status_of(fields, minor_version) == 0);
    return std::get<framing>(request_framing(fields, minor_version, most));
}

constexpr auto largest = std::numeric_limits<std::size_t>::max();

} // namespace unit::http::message_framing

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(message_framing)

BOOST_AUTO_TEST_CASE(finds_no_content_without_a_length_field) {
    BOOST_TEST((framing_of({{"Host", "a"}}) == framing{false, std::nullopt}));
}

BOOST_AUTO_TEST_CASE(reads_the_content_length) {
    for (const int minor_version : {0, 1}) {
        BOOST_TEST((framing_of({{"content-LENGTH", "0"}}, minor_version) == framing{false, 0}));
        BOOST_TEST(
            (framing_of({{"Content-Length", "1000"}}, minor_version) == framing{false, 1000}));
        BOOST_TEST((framing_of({{"Content-Length", "00007"}}, minor_version) == framing{false, 7}));
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_content_length_that_is_no_number) {
    for (const auto value : {""sv,
                             "-1"sv,
                             "+1"sv,
                             "1 0"sv,
                             "1,1"sv,
                             "1, 1"sv,
                             "0x1"sv,
                             "1.0"sv,
                             "1e2"sv,
                             "\"1\""sv,
                             "\xd9\xa1"sv,
                             "99999999999999999999999x"sv}) {
        BOOST_TEST_CONTEXT("the value " << value) {
            BOOST_TEST(status_of({{"Content-Length", std::string{value}}}) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_content_length_above_the_limit) {
    for (const auto value : {"1001"sv,
                             "18446744073709551615"sv,
                             "18446744073709551616"sv,
                             "18446744073709551621"sv,
                             "340282366920938463463374607431768211457"sv}) {
        BOOST_TEST_CONTEXT("the value " << value) {
            BOOST_TEST(status_of({{"Content-Length", std::string{value}}}) == 413);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_second_content_length_even_if_equal) {
    BOOST_TEST(status_of({{"Content-Length", "5"}, {"content-length", "5"}}) == 400);
    BOOST_TEST(status_of({{"Content-Length", "5"}, {"Content-Length", "6"}}) == 400);
}

BOOST_AUTO_TEST_CASE(refuses_both_length_fields) {
    BOOST_TEST(status_of({{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}) == 400);
    BOOST_TEST(status_of({{"transfer-encoding", "identity"}, {"Content-Length", "5"}}) == 400);
    BOOST_TEST(status_of({{"Transfer-Encoding", ""}, {"Content-Length", "5"}}) == 400);
}

BOOST_AUTO_TEST_CASE(reads_chunked_in_any_case) {
    BOOST_TEST((framing_of({{"Transfer-Encoding", "chunked"}}) == framing{true, std::nullopt}));
    BOOST_TEST((framing_of({{"TRANSFER-ENCODING", "CHUNKED"}}) == framing{true, std::nullopt}));
}

BOOST_AUTO_TEST_CASE(refuses_chunked_under_http_1_0) {
    BOOST_TEST(status_of({{"Transfer-Encoding", "chunked"}}, 0) == 400);
}

BOOST_AUTO_TEST_CASE(refuses_chunked_that_others_may_overlook) {
    for (const auto value : {""sv,
                             "chunked, chunked"sv,
                             "chunked, gzip"sv,
                             "chunked,"sv,
                             ", chunked"sv,
                             "chunked;a=b"sv,
                             "chunked;"sv,
                             "chunked ;a"sv,
                             "\"chunked\""sv,
                             "chun ked"sv,
                             "\xa0"
                             "chunked"sv,
                             "chunked\t, identity"sv,
                             "gzip, chunked, gzip"sv,
                             "gzip, chunked, chunked"sv,
                             "gzip,,chunked"sv}) {
        BOOST_TEST_CONTEXT("the value " << value) {
            BOOST_TEST(status_of({{"Transfer-Encoding", std::string{value}}}) == 400);
        }
    }
    BOOST_TEST(status_of({{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}) ==
               400);
    BOOST_TEST(status_of({{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "identity"}}) ==
               400);
}

BOOST_AUTO_TEST_CASE(does_not_understand_other_transfer_codings) {
    for (const auto value :
         {"gzip"sv, "identity"sv, "gzip, chunked"sv, "xchunked"sv, "gzip;q=1"sv}) {
        BOOST_TEST_CONTEXT("the value " << value) {
            BOOST_TEST(status_of({{"Transfer-Encoding", std::string{value}}}) == 501);
        }
    }
    BOOST_TEST(status_of({{"Transfer-Encoding", "gzip"}, {"Transfer-Encoding", "chunked"}}) == 501);
}

BOOST_AUTO_TEST_CASE(lists_the_elements_of_all_lines_of_a_field) {
    const header_fields fields{{"A", "1,\t2 "}, {"B", "3"}, {"a", ", 4"}, {"A", ""}};
    BOOST_TEST(list_elements(fields, "a") == (std::vector<std::string_view>{"1", "2", "", "4", ""}),
               boost::test_tools::per_element());
    BOOST_TEST(list_elements(fields, "c").empty());
}

BOOST_AUTO_TEST_CASE(takes_a_length_that_does_not_fit_for_the_largest) {
    BOOST_TEST((parse_length("18446744073709551614") == largest - 1));
    BOOST_TEST((parse_length("18446744073709551615") == largest));
    BOOST_TEST((parse_length("18446744073709551616") == largest));
    BOOST_TEST((parse_length("99999999999999999999") == largest));
    BOOST_TEST((parse_length(std::string(4000, '7')) == largest));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
