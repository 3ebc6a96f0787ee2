// SPDX-License-Identifier: MIT
#include <sendmock/http/chunked.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

BOOST_TEST_DONT_PRINT_LOG_VALUE(sendmock::http::chunked_decoder::outcome)

namespace unit::http::chunked {

using namespace std::string_view_literals;
using namespace sendmock::http;
using decoder = sendmock::http::chunked_decoder;
using outcome = sendmock::http::chunked_decoder::outcome;

constexpr message_limits small{.head_bytes = 30, .fields = 2, .content_bytes = 10};

// 0 if the bytes are not refused.
int status_of(std::string_view bytes, message_limits limits = {}) {
    decoder chunks{limits};
    std::string content;
    return chunks.decode(bytes, content) == outcome::failure ? chunks.failure().status : 0;
}

} // namespace unit::http::chunked

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(chunked)

BOOST_AUTO_TEST_CASE(joins_the_data_of_all_chunks) {
    decoder chunks;
    std::string content = "before ";
    std::string_view bytes = "3\r\nab\n\r\n00A;x=\"y\"\r\n0\r\n\r\n12345\r\n000\r\n\r\nGET";
    BOOST_TEST(chunks.decode(bytes, content) == outcome::done);
    BOOST_TEST(content == "before ab\n0\r\n\r\n12345");
    BOOST_TEST(bytes == "GET");
}

BOOST_AUTO_TEST_CASE(stays_done) {
    decoder chunks;
    std::string content;
    std::string_view bytes = "0\r\n\r\n1\r\n";
    BOOST_TEST(chunks.decode(bytes, content) == outcome::done);
    BOOST_TEST(chunks.decode(bytes, content) == outcome::done);
    BOOST_TEST(bytes == "1\r\n");
    BOOST_TEST(content == "");
}

BOOST_AUTO_TEST_CASE(drops_trailers_after_checking_them) {
    decoder chunks;
    std::string content;
    std::string_view bytes = "1\r\na\r\n0\r\nContent-Length: 5\r\nX:\r\n\r\n";
    BOOST_TEST(chunks.decode(bytes, content) == outcome::done);
    BOOST_TEST(content == "a");
    for (const auto trailers :
         {"X : 1\r\n"sv, "X\r\n"sv, " X: 1\r\n"sv, "X: 1\n"sv, "X: \0"sv, "\r\r"sv}) {
        BOOST_TEST_CONTEXT("the trailers " << trailers) {
            BOOST_TEST(status_of("0\r\n" + std::string{trailers}) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(needs_more_at_every_earlier_end) {
    constexpr auto whole = "2;a\r\nbc\r\n0\r\nX: 1\r\n\r\n"sv;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        decoder chunks;
        std::string content;
        std::string_view bytes = whole.substr(0, size);
        BOOST_TEST_CONTEXT(size << " bytes") {
            BOOST_TEST(chunks.decode(bytes, content) == outcome::need_more);
            BOOST_TEST(bytes == "");
        }
    }
    BOOST_TEST(status_of(whole) == 0);
}

BOOST_AUTO_TEST_CASE(refuses_broken_coding_where_it_breaks) {
    for (const auto bytes : {"\r\n"sv,
                             "x\r\n"sv,
                             "0x1\r\n"sv,
                             "1 \r\n"sv,
                             "-1\r\n"sv,
                             "1\n"sv,
                             "1\r\r"sv,
                             "1;\0"sv,
                             "1;a\n"sv,
                             "1\r\nab"sv,
                             "1\r\na\n"sv,
                             "1\r\na\rb"sv,
                             "1\r\na1"sv,
                             "1\r\na\r\n\r\n"sv,
                             "0\r\n\n"sv}) {
        BOOST_TEST_CONTEXT("the bytes " << bytes) {
            BOOST_TEST(status_of(bytes) == 400);
            BOOST_TEST(status_of(bytes.substr(0, bytes.size() - 1)) == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(stays_failed) {
    decoder chunks;
    std::string content;
    std::string_view bytes = "x\r\n";
    BOOST_TEST(chunks.decode(bytes, content) == outcome::failure);
    bytes = "0\r\n\r\n";
    BOOST_TEST(chunks.decode(bytes, content) == outcome::failure);
    BOOST_TEST(bytes == "0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(refuses_content_above_the_limit_from_the_size_alone) {
    BOOST_TEST(status_of("a\r\n", small) == 0);
    BOOST_TEST(status_of("b\r\n", small) == 413);
    BOOST_TEST(status_of("6\r\n123456\r\n4\r\n1234\r\n0\r\n\r\n", small) == 0);
    BOOST_TEST(status_of("6\r\n123456\r\n5\r\n", small) == 413);
    BOOST_TEST(status_of("ffffffffffffffff\r\n", small) == 413);
    BOOST_TEST(status_of("6\r\n123456\r\nffffffffffffffff\r\n", small) == 413);
    BOOST_TEST(status_of("6\r\n123456\r\nfffffffffffffffffffffffffffffffa\r\n", small) == 413);
}

BOOST_AUTO_TEST_CASE(refuses_a_chunk_line_above_4096_bytes) {
    const auto line = [](std::size_t bytes) { return "1;" + std::string(bytes - 4, 'a') + "\r\n"; };
    BOOST_TEST(status_of(line(4096)) == 0);
    BOOST_TEST(status_of(line(4097)) == 400);
    BOOST_TEST(status_of(std::string(4096, '0')) == 0);
    BOOST_TEST(status_of(std::string(4097, '0')) == 400);
    BOOST_TEST(status_of(line(4096) + "a\r\n" + line(4096)) == 0);
}

BOOST_AUTO_TEST_CASE(refuses_extensions_that_are_together_above_the_limit_of_a_head) {
    const auto chunk = "1;" + std::string(24, 'a') + "\r\nx\r\n";
    BOOST_TEST(status_of(chunk + chunk + chunk, small) == 0);
    BOOST_TEST(status_of(chunk + chunk + chunk + chunk, small) == 400);
}

BOOST_AUTO_TEST_CASE(refuses_trailers_above_the_limits_of_a_head) {
    BOOST_TEST(status_of("0\r\nA:\r\nB:\r\n\r\n", small) == 0);
    BOOST_TEST(status_of("0\r\nA:\r\nB:\r\nC:\r\n", small) == 431);
    BOOST_TEST(status_of("0\r\nA:" + std::string(24, 'b') + "\r\n\r\n", small) == 0);
    BOOST_TEST(status_of("0\r\nA:" + std::string(25, 'b') + "\r\n\r\n", small) == 431);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
