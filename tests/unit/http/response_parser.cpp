// SPDX-License-Identifier: MIT
#include <sendmock/http/response_parser.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

BOOST_TEST_DONT_PRINT_LOG_VALUE(sendmock::http::response_parser::outcome)
BOOST_TEST_DONT_PRINT_LOG_VALUE(sendmock::http::response_fault)

namespace unit::http::response_parser {

using namespace std::string_literals;
using namespace std::string_view_literals;
using namespace sendmock::http;
using sendmock::http::response;
using parser = sendmock::http::response_parser;
using outcome = sendmock::http::response_parser::outcome;

constexpr message_limits small{.head_bytes = 40, .fields = 2, .content_bytes = 10};

/// A parser that got all bytes and the end.
parser ended(std::string_view bytes, std::string_view method = "GET", message_limits limits = {}) {
    parser reader{method, limits};
    reader.append(bytes);
    reader.finish();
    return reader;
}

response whole(std::string_view bytes, std::string_view method = "GET") {
    parser reader{method};
    reader.append(bytes);
    BOOST_REQUIRE(reader.next() == outcome::complete);
    return reader.take_response();
}

response_failure failure_of(std::string_view bytes, message_limits limits = {}) {
    auto reader = ended(bytes, "GET", limits);
    BOOST_REQUIRE(reader.next() == outcome::failure);
    return reader.failure();
}

std::string answer(std::string_view fields, std::string_view content = "") {
    return "HTTP/1.1 200 OK\r\n" + std::string{fields} + "\r\n" + std::string{content};
}

} // namespace unit::http::response_parser

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(response_parser)

BOOST_AUTO_TEST_CASE(reads_a_response_with_all_of_its_fields) {
    const response read =
        whole("HTTP/1.1 404  Not  Found \r\nA: b\r\nContent-Length: 3\r\n\r\nabcX");
    BOOST_TEST(read.status == 404);
    BOOST_TEST(read.reason == "Not  Found");
    BOOST_TEST((read.fields == header_fields{{"A", "b"}, {"Content-Length", "3"}}));
    BOOST_TEST(read.content == "abc");
}

BOOST_AUTO_TEST_CASE(how_the_bytes_are_cut_makes_no_difference) {
    for (const std::string& bytes :
         {answer("Content-Length: 3\r\n", "abc"),
          answer("Transfer-Encoding: chunked\r\n", "2;x=y\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n"),
          "HTTP/1.1 100 Continue\r\nB: c\r\n\r\n" +
              answer("A: b\r\n c\r\nContent-Length: 3\r\n", "abc")}) {
        for (const std::size_t size : {1U, 2U, 3U, 7U, 1000U}) {
            parser reader{"GET"};
            for (std::size_t at = 0; at < bytes.size(); at += size) {
                BOOST_TEST((reader.next() == outcome::need_more));
                reader.append(std::string_view{bytes}.substr(at, size));
            }
            BOOST_REQUIRE(reader.next() == outcome::complete);
            BOOST_TEST(reader.take_response().content == "abc");
        }
    }
}

BOOST_AUTO_TEST_CASE(content_of_unknown_length_goes_on_to_the_end) {
    auto reader = parser{"GET"};
    reader.append(answer("", "abc"));
    BOOST_TEST((reader.next() == outcome::need_more));
    reader.append("def");
    BOOST_TEST((reader.next() == outcome::need_more));
    reader.finish();
    BOOST_REQUIRE(reader.next() == outcome::complete);
    BOOST_TEST(reader.take_response().content == "abcdef");
}

BOOST_AUTO_TEST_CASE(some_responses_have_no_content_whatever_they_announce) {
    for (const std::string_view status : {"204 x", "304 x", "101 x", "103 x"}) {
        BOOST_TEST(whole("HTTP/1.1 " + std::string{status} + "\r\nContent-Length: 3\r\n\r\nabc")
                       .content.empty());
    }
    BOOST_TEST(whole(answer("Content-Length: 3\r\n"), "HEAD").content.empty());
    BOOST_TEST(whole(answer("Transfer-Encoding: chunked\r\n"), "HEAD").content.empty());
}

BOOST_AUTO_TEST_CASE(is_lenient_where_clients_are) {
    BOOST_TEST(whole("HTTP/1.0 200\nA:b\nContent-Length:1\n\nx").content == "x");
    BOOST_TEST(whole(answer("A: b\r\n\tc \r\n  d\r\nContent-Length: 0\r\n")).fields.find("A")[0] ==
               "b c d");
    // A line that is no field ends the fields.
    auto reader = ended(answer("A: b\r\nno field\r\nContent-Length: 1\r\n", "abc"));
    BOOST_REQUIRE(reader.next() == outcome::complete);
    BOOST_TEST(reader.partial_response().fields.size() == 1U);
    BOOST_TEST(reader.partial_response().content == "abc");
    // So does the connection's end.
    for (const std::string_view bytes : {"HTTP/1.1 200",
                                         "HTTP/1.1 200\r\n",
                                         "HTTP/1.1 200\r\nA: b",
                                         "HTTP/1.1 200 OK\r\nA: b\r\n"}) {
        auto cut = ended(bytes);
        BOOST_TEST((cut.next() == outcome::complete));
        BOOST_TEST(cut.partial_response().status == 200);
    }
}

BOOST_AUTO_TEST_CASE(tells_what_is_wrong_with_a_status_line) {
    BOOST_TEST((failure_of("").fault == response_fault::no_response));
    for (const std::string_view line : {"garbage\r\n"sv,
                                        "\0\xFF"sv,
                                        "HTTP/1.1\r\n"sv,
                                        "HTTP/1.1 x\r\n"sv,
                                        "HTTP/1.1 99 x"sv,
                                        "HTTP/1.1 1000\n"sv,
                                        "http/1.1 200 OK\r\n"sv,
                                        "\r\n"sv}) {
        const response_failure failure = failure_of(line);
        BOOST_TEST((failure.fault == response_fault::bad_status_line));
        BOOST_TEST(failure.text == line);
    }
    const response_failure failure = failure_of("HTTP/2.0 200 OK\r\n");
    BOOST_TEST((failure.fault == response_fault::unknown_version));
    BOOST_TEST(failure.text == "HTTP/2.0");
}

BOOST_AUTO_TEST_CASE(tells_how_much_is_missing) {
    const auto check =
        [](const std::string& bytes, response_fault fault, std::size_t read, std::size_t missing) {
            const response_failure failure = failure_of(bytes);
            BOOST_TEST((failure.fault == fault));
            BOOST_TEST(failure.read == read);
            BOOST_TEST(failure.missing == missing);
        };
    check(answer("Content-Length: 100\r\n", "ab"), response_fault::incomplete_content, 2, 98);
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    check(answer(chunked, "a\r\nabc"), response_fault::incomplete_chunk, 3, 7);
    check(answer(chunked, "2\r\nab"), response_fault::incomplete_chunk_end, 0, 2);
    check(answer(chunked, "2\r\nab\r"), response_fault::incomplete_chunk_end, 1, 1);
}

BOOST_AUTO_TEST_CASE(keeps_what_was_read_before_it_broke_off) {
    auto reader = ended(answer("Transfer-Encoding: chunked\r\n", "2\r\nab\r\nzz;x\r\n"));
    BOOST_TEST((reader.next() == outcome::failure));
    BOOST_TEST((reader.failure().fault == response_fault::bad_chunk_line));
    BOOST_TEST(reader.failure().text == "zz");
    BOOST_TEST(reader.head_complete());
    BOOST_TEST(reader.partial_response().content == "ab");
    BOOST_TEST((reader.next() == outcome::failure)); // and stays so
}

BOOST_AUTO_TEST_CASE(reads_sizes_of_chunks_as_python_does) {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    for (const std::string_view size : {"2", "02", " 2 ", "0x2", "0X_2", "+2", "0_2", "2;a=b"}) {
        BOOST_TEST(whole(answer(chunked, std::string{size} + "\r\nab\r\n0\r\n\r\n")).content ==
                   "ab");
    }
    for (const std::string_view size : {"", "-2", "0x", "_2", "2_", "0__2", "2 2", "g"}) {
        BOOST_TEST((failure_of(answer(chunked, std::string{size} + "\r\nab\r\n0\r\n\r\n")).fault ==
                    response_fault::bad_chunk_line));
    }
    // Whatever stands where the line end is due.
    BOOST_TEST(whole(answer(chunked, "2\nabxx0\n\r\n")).content == "ab");
}

BOOST_AUTO_TEST_CASE(tells_lengths_that_differ) {
    const auto conflict = [](std::string_view fields) {
        auto reader = ended(answer(fields, "ab"));
        return reader.next() == outcome::failure ? reader.failure().text : "none";
    };
    BOOST_TEST(conflict("Content-Length: 2\r\nContent-Length: 3\r\n") == "2, 3");
    BOOST_TEST(conflict("Content-Length: 2, 3\r\n") == "2, 3");
    BOOST_TEST(conflict("Content-Length: 2\r\nContent-Length: 2\r\n") == "none");
    BOOST_TEST(conflict("Content-Length: 2\r\nContent-Length: x\r\n") == "none");
    BOOST_TEST(conflict("Content-Length: x\r\n") == "none");
    // Chunks have their own.
    BOOST_TEST(whole(answer("Transfer-Encoding: chunked\r\nContent-Length: 2, 3\r\n", "0\r\n\r\n"))
                   .content.empty());
}

BOOST_AUTO_TEST_CASE(allows_each_limit_itself_and_nothing_above) {
    const std::string line(30, 'b');
    auto reader = ended("HTTP/1.1 200 OK\r\nA: " + line + "12345\r\nB: c\r\n\r\n", "GET", small);
    BOOST_TEST((reader.next() == outcome::complete));
    response_failure failure =
        failure_of("HTTP/1.1 200 OK\r\nA: " + line + "123456\r\n\r\n", small);
    BOOST_TEST((failure.fault == response_fault::long_line));
    BOOST_TEST(failure.text == "header line");
    failure = failure_of("HTTP/1.1 200 " + line, small);
    BOOST_TEST((failure.fault == response_fault::long_line));
    BOOST_TEST(failure.text == "status line");
    failure = failure_of(answer("A: b\r\nA: b\r\nA: b\r\n"), small);
    BOOST_TEST((failure.fault == response_fault::too_many_fields));
    for (const std::string& bytes :
         {answer("", std::string(11, 'x')),
          answer("Content-Length: 11\r\n", std::string(11, 'x')),
          answer("Transfer-Encoding: chunked\r\n", "b\r\n" + std::string(11, 'x'))}) {
        auto large = ended(bytes, "GET", small);
        BOOST_TEST((large.next() == outcome::failure));
        BOOST_TEST((large.failure().fault == response_fault::large_content));
        BOOST_TEST(large.partial_response().content == std::string(10, 'x'));
    }
    auto full = ended(answer("", std::string(10, 'x')), "GET", small);
    BOOST_TEST((full.next() == outcome::complete));
}

BOOST_AUTO_TEST_CASE(a_line_without_end_is_refused_before_it_ends) {
    parser reader{"GET", small};
    reader.append(std::string(41, 'x'));
    BOOST_TEST((reader.next() == outcome::failure));
    BOOST_TEST((reader.failure().fault == response_fault::long_line));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
