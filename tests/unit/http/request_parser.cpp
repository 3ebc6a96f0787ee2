// SPDX-License-Identifier: MIT
#include <sendmock/http/request_parser.hpp>

#include "support/sanitizers.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

BOOST_TEST_DONT_PRINT_LOG_VALUE(sendmock::http::request_parser::outcome)

namespace unit::http::request_parser {

using namespace std::string_literals;
using namespace std::string_view_literals;
using namespace sendmock::http;
using sendmock::http::request;
using parser = sendmock::http::request_parser;
using outcome = sendmock::http::request_parser::outcome;

constexpr message_limits small{.head_bytes = 40, .fields = 2, .content_bytes = 10};

parser fed(std::string_view bytes, message_limits limits = {}) {
    parser requests{limits};
    requests.append(bytes);
    return requests;
}

// 0 if the bytes are not refused; requests among them are passed over.
int status_of(std::string_view bytes, message_limits limits = {}) {
    auto requests = fed(bytes, limits);
    for (;;) {
        switch (requests.next()) {
        case outcome::request:
            static_cast<void>(requests.take_request());
            break;
        case outcome::failure:
            return requests.failure().status;
        case outcome::need_more:
        case outcome::end:
            return 0;
        }
    }
}

request only_request_of(std::string_view bytes) {
    auto requests = fed(bytes);
    BOOST_REQUIRE(requests.next() == outcome::request);
    auto request = requests.take_request();
    BOOST_REQUIRE(requests.next() == outcome::need_more);
    BOOST_REQUIRE(requests.idle());
    return request;
}

std::string get(std::string_view target) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

std::string post(std::string_view fields, std::string_view content = "") {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n" + std::string{content};
}

// Reads on, and fails once the test takes far longer than a cost that grows evenly would.
class patient_reader {
public:
    void expect(parser& requests, outcome expected) {
        if (requests.next() != expected) {
            BOOST_FAIL("step " << steps_ << " has another outcome");
        }
        if (++steps_ % 1024 == 0 && std::chrono::steady_clock::now() > deadline_) {
            BOOST_FAIL("only " << steps_ << " steps in " << patience.count() << " minutes");
        }
    }

private:
    static constexpr std::chrono::minutes patience{sendmock::tests::sanitized ? 8 : 1};

    std::size_t steps_ = 0;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::now() + patience;
};

} // namespace unit::http::request_parser

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(request_parser)

BOOST_AUTO_TEST_CASE(reads_a_request_word_for_word) {
    const auto request = only_request_of("PATCH /a%2Fb?c=+&c HTTP/1.0\r\n"
                                         "X-B:  1 \r\n"
                                         "x-a: %0d\r\n"
                                         "X-B:\r\n"
                                         "Content-Length: 4\r\n"
                                         "\r\n"
                                         "\r\n\0x"sv);
    BOOST_TEST(request.method == "PATCH");
    BOOST_TEST(request.target == "/a%2Fb?c=+&c");
    BOOST_TEST(request.minor_version == 0);
    BOOST_TEST((request.fields ==
                header_fields{{"X-B", "1"}, {"x-a", "%0d"}, {"X-B", ""}, {"Content-Length", "4"}}));
    BOOST_TEST(request.content == "\r\n\0x"s);
    BOOST_TEST(!request.secure);
}

BOOST_AUTO_TEST_CASE(reads_content_of_any_method) {
    for (const auto method : {"GET"sv, "HEAD"sv, "POST"sv, "DELETE"sv, "OPTIONS"sv, "QUERY"sv}) {
        BOOST_TEST_CONTEXT(method) {
            const auto request = only_request_of(
                std::string{method} + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nbc");
            BOOST_TEST(request.method == method);
            BOOST_TEST(request.content == "bc");
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_no_content_without_a_length) {
    BOOST_TEST(only_request_of(post("")).content == "");
    BOOST_TEST(only_request_of(post("Content-Length: 0\r\n")).content == "");
}

BOOST_AUTO_TEST_CASE(reads_chunked_content) {
    const auto request = only_request_of(
        post("Transfer-Encoding: chunked\r\n", "2;x\r\nbc\r\n1\r\nd\r\n0\r\nHost: evil\r\n\r\n"));
    BOOST_TEST(request.content == "bcd");
    BOOST_TEST(request.fields.count("Host") == 1U);
    BOOST_TEST(request.fields.count("Transfer-Encoding") == 1U);
}

BOOST_AUTO_TEST_CASE(reads_pipelined_requests_one_by_one) {
    auto requests = fed(get("/1") + post("Content-Length: 3\r\n", "GET") + get("/3") + "GET /4");
    BOOST_TEST(requests.next() == outcome::request);
    BOOST_TEST(requests.next() == outcome::request);
    BOOST_TEST(requests.take_request().target == "/1");
    BOOST_TEST(!requests.idle());
    BOOST_TEST(requests.next() == outcome::request);
    BOOST_TEST(requests.take_request().content == "GET");
    BOOST_TEST(requests.next() == outcome::request);
    const auto third = requests.take_request();
    BOOST_TEST(third.target == "/3");
    BOOST_TEST(third.content == "");
    BOOST_TEST((third.fields == header_fields{{"Host", "a"}}));
    BOOST_TEST(requests.next() == outcome::need_more);
    BOOST_TEST(!requests.idle());
}

BOOST_AUTO_TEST_CASE(hands_out_the_requests_before_a_failure) {
    auto requests = fed(get("/1") + "GET /2\n");
    BOOST_TEST(requests.next() == outcome::request);
    BOOST_TEST(requests.take_request().target == "/1");
    BOOST_TEST(requests.next() == outcome::failure);
    BOOST_TEST(requests.failure().status == 400);
}

BOOST_AUTO_TEST_CASE(reads_nothing_after_a_failure) {
    auto requests = fed("\n");
    BOOST_TEST(requests.next() == outcome::failure);
    requests.append(get("/"));
    BOOST_TEST(requests.next() == outcome::failure);
    requests.finish();
    BOOST_TEST(requests.next() == outcome::failure);
    BOOST_TEST(requests.failure().cause == "a line ends in LF without CR");
    BOOST_TEST(!requests.idle());
}

BOOST_AUTO_TEST_CASE(skips_eight_empty_lines_before_a_request) {
    std::string eight;
    for (int i = 0; i < 8; ++i) {
        eight += "\r\n";
    }
    BOOST_TEST(only_request_of(eight + get("/")).target == "/");
    BOOST_TEST(status_of(eight + get("/1") + eight + get("/2")) == 0);
    BOOST_TEST(status_of(eight + "\r\n") == 400);
}

BOOST_AUTO_TEST_CASE(refuses_ambiguous_line_ends_at_once) {
    for (const auto bytes : {"\n"sv,
                             "GET / HTTP/1.1\n"sv,
                             "GET / HTTP/1.1\r\r"sv,
                             "GET /\r "sv,
                             "GET / HTTP/1.1\r\nHost: a\n"sv,
                             "GET / HTTP/1.1\r\nHost: a\rb"sv,
                             "GET / HTTP/1.1\r\nHost: a\r\n\n"sv,
                             "GET / HTTP/1.1\r\nHost: a\r\n\r\r"sv}) {
        BOOST_TEST_CONTEXT("the bytes " << bytes) {
            BOOST_TEST(status_of(bytes) == 400);
            BOOST_TEST(status_of(bytes.substr(0, bytes.size() - 1)) == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_control_characters_at_once) {
    for (int byte = 0; byte < 256; ++byte) {
        const bool control = (byte < 32 && byte != '\t' && byte != '\r') || byte == 127;
        BOOST_TEST_CONTEXT("byte " << byte) {
            BOOST_TEST(status_of("GET / HTTP/1.1\r\nA: b"s + static_cast<char>(byte)) ==
                       (control ? 400 : 0));
        }
    }
    BOOST_TEST(status_of("\x16\x03\x01"sv) == 400);
}

BOOST_AUTO_TEST_CASE(refuses_what_hides_a_field_from_other_readers) {
    for (const auto fields : {"Transfer-Encoding : chunked\r\n"sv,
                              "Transfer-Encoding\t: chunked\r\n"sv,
                              " Transfer-Encoding: chunked\r\n"sv,
                              "X: y\r\n Transfer-Encoding: chunked\r\n"sv,
                              "Transfer-Encoding:\r\n chunked\r\n"sv,
                              "Transfer-Encoding: \vchunked\r\n"sv,
                              "Transfer-Encoding: chunked\0\r\n"sv,
                              "Transfer\0Encoding: chunked\r\n"sv,
                              "Content-Length : 5\r\n"sv,
                              "Content-Length: 5\r\nContent-Length: 5\r\n"sv,
                              "Content-Length: 5\r\ncontent-length: 6\r\n"sv,
                              "Content-Length: 5, 5\r\n"sv,
                              "Content-Length: +5\r\n"sv,
                              "Content-Length:\r\n"sv,
                              "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"sv,
                              "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"sv,
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"sv,
                              "Transfer-Encoding: chunked, identity\r\n"sv,
                              "Host: b\r\n"sv}) {
        BOOST_TEST_CONTEXT("the fields " << fields) {
            BOOST_TEST(status_of(post(fields)) == 400);
        }
    }
    BOOST_TEST(status_of("GET / HTTP/1.1\r\n\r\n") == 400);
    BOOST_TEST(status_of("GET / HTTP/1.1\r\n Host: a\r\n\r\n") == 400);
    BOOST_TEST(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
}

BOOST_AUTO_TEST_CASE(answers_what_it_does_not_speak_with_its_status) {
    BOOST_TEST(status_of("GET /\r\n") == 400);
    BOOST_TEST(status_of("GET / HTTP/3.0\r\n") == 505);
    BOOST_TEST(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 505);
    BOOST_TEST(status_of(post("Transfer-Encoding: gzip, chunked\r\n")) == 501);
    BOOST_TEST(status_of(post("Expect: 200-ok\r\n")) == 417);
    BOOST_TEST(status_of("GET / HTTP/1.0\r\nExpect: 200-ok\r\n\r\n") == 0);
}

BOOST_AUTO_TEST_CASE(refuses_a_head_above_the_limit_even_if_incomplete) {
    const auto head = [](std::size_t bytes) {
        return "GET / HTTP/1.1\r\nHost: a\r\nB: " + std::string(bytes - 32, 'b') + "\r\n\r\n";
    };
    BOOST_REQUIRE(head(40).size() == 40U);
    BOOST_TEST(status_of(head(40), small) == 0);
    BOOST_TEST(status_of("\r\n\r\n" + head(40) + head(40), small) == 0);
    BOOST_TEST(status_of(head(41), small) == 431);
    BOOST_TEST(status_of("GET /" + std::string(35, 'a'), small) == 0);
    BOOST_TEST(status_of("GET /" + std::string(36, 'a'), small) == 431);
    BOOST_TEST(status_of(head(64 * 1024)) == 0);
    BOOST_TEST(status_of(head(64 * 1024 + 1)) == 431);
}

BOOST_AUTO_TEST_CASE(refuses_too_many_fields) {
    std::string fields;
    for (int i = 0; i < 99; ++i) {
        fields += "A:\r\n";
    }
    BOOST_TEST(status_of(post(fields)) == 0);
    BOOST_TEST(only_request_of(post(fields)).fields.size() == 100U);
    BOOST_TEST(status_of(post(fields + "A:\r\n")) == 431);
}

BOOST_AUTO_TEST_CASE(refuses_content_above_the_limit_from_the_head_alone) {
    BOOST_TEST(status_of(post("Content-Length: 10485760\r\n")) == 0);
    BOOST_TEST(status_of(post("Content-Length: 10485761\r\n")) == 413);
    BOOST_TEST(status_of(post("Content-Length: 18446744073709551616\r\n")) == 413);
    BOOST_TEST(status_of(post("Content-Length: 10485761\r\nExpect: 100-continue\r\n")) == 413);
    const auto chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"s;
    const message_limits ten_bytes{.head_bytes = 1000, .fields = 10, .content_bytes = 10};
    BOOST_TEST(status_of(chunked + "a\r\n", ten_bytes) == 0);
    BOOST_TEST(status_of(chunked + "b\r\n", ten_bytes) == 413);
}

BOOST_AUTO_TEST_CASE(ends_only_between_messages) {
    const auto whole = post("Transfer-Encoding: chunked\r\n", "2\r\nbc\r\n0\r\nX: y\r\n\r\n") +
                       post("Content-Length: 2\r\n", "bc");
    const auto first_end = whole.find("y\r\n\r\n") + 5;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        auto requests = fed(whole.substr(0, size));
        requests.finish();
        auto last = requests.next();
        while (last == outcome::request) {
            static_cast<void>(requests.take_request());
            last = requests.next();
        }
        BOOST_TEST_CONTEXT("after " << size << " bytes") {
            if (size == 0 || size == first_end || size == whole.size()) {
                BOOST_TEST(last == outcome::end);
            } else {
                BOOST_TEST(last == outcome::failure);
                BOOST_TEST(requests.failure().status == 400);
                BOOST_TEST(requests.failure().cause == "the connection ended inside a message");
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(ends_after_empty_lines_but_not_inside_one) {
    auto after = fed("\r\n");
    after.finish();
    BOOST_TEST(after.next() == outcome::end);
    auto inside = fed("\r");
    inside.finish();
    BOOST_TEST(inside.next() == outcome::failure);
}

BOOST_AUTO_TEST_CASE(is_idle_only_between_messages) {
    parser requests;
    BOOST_TEST(requests.idle());
    requests.append("G");
    BOOST_TEST(!requests.idle());
    BOOST_TEST(requests.next() == outcome::need_more);
    BOOST_TEST(!requests.idle());
    requests.append(get("/").substr(1));
    BOOST_TEST(requests.next() == outcome::request);
    BOOST_TEST(!requests.idle());
    static_cast<void>(requests.take_request());
    BOOST_TEST(requests.idle());
    requests.append("\r\n");
    BOOST_TEST(requests.next() == outcome::need_more);
    BOOST_TEST(requests.idle());
    requests.append(post("Content-Length: 1\r\n"));
    BOOST_TEST(requests.next() == outcome::need_more);
    BOOST_TEST(!requests.idle());
}

BOOST_AUTO_TEST_CASE(wants_continue_until_content_comes) {
    for (const auto fields : {"Content-Length: 3\r\n"sv, "Transfer-Encoding: chunked\r\n"sv}) {
        BOOST_TEST_CONTEXT(fields) {
            auto requests = fed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n");
            BOOST_TEST(requests.next() == outcome::need_more);
            BOOST_TEST(!requests.wants_continue());
            requests.append(std::string{fields} + "\r\n");
            BOOST_TEST(requests.next() == outcome::need_more);
            BOOST_TEST(requests.wants_continue());
            BOOST_TEST(requests.next() == outcome::need_more);
            BOOST_TEST(requests.wants_continue());
            requests.append("1");
            BOOST_TEST(!requests.wants_continue());
            BOOST_TEST(requests.next() == outcome::need_more);
            BOOST_TEST(!requests.wants_continue());
        }
    }
}

BOOST_AUTO_TEST_CASE(wants_no_continue_where_none_is_due) {
    for (const auto& bytes :
         {post("Content-Length: 1\r\n"),
          post("Expect: 100-continue\r\n"),
          post("Expect: 100-continue\r\nContent-Length: 0\r\n"),
          post("Expect: 100-continue\r\nContent-Length: 2\r\n", "b"),
          post("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n", "1"),
          "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"s}) {
        BOOST_TEST_CONTEXT(bytes) {
            auto requests = fed(bytes);
            BOOST_TEST(requests.next() != outcome::failure);
            BOOST_TEST(!requests.wants_continue());
        }
    }
    auto next = fed(post("Expect: 100-continue\r\n") + post("Content-Length: 1\r\n"));
    BOOST_TEST(next.next() == outcome::request);
    static_cast<void>(next.take_request());
    BOOST_TEST(next.next() == outcome::need_more);
    BOOST_TEST(!next.wants_continue());
}

BOOST_AUTO_TEST_CASE(shows_what_was_read_of_a_refused_request) {
    auto requests = fed("HEAD /a HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n");
    BOOST_TEST(requests.next() == outcome::failure);
    BOOST_TEST(requests.partial_request().method == "HEAD");
    BOOST_TEST(requests.partial_request().target == "/a");
    auto first_line = fed("GET /b\r\n");
    BOOST_TEST(first_line.next() == outcome::failure);
    BOOST_TEST(first_line.partial_request().method == "");
}

BOOST_AUTO_TEST_CASE(tells_no_secret_in_the_cause) {
    auto requests = fed(post("Authorization: s3cret\r\nExpect: s3cret\r\n"));
    BOOST_TEST(requests.next() == outcome::failure);
    BOOST_TEST(requests.failure().cause.find("s3cret") == std::string::npos);
}

// With a cost that grows as the square of the size, each of these would take minutes.

BOOST_AUTO_TEST_CASE(reads_a_head_byte_by_byte_at_linear_cost) {
    constexpr std::size_t size = 4 * 1024 * 1024;
    patient_reader reader;
    parser requests{{.head_bytes = 2 * size, .fields = 100, .content_bytes = 0}};
    requests.append("GET / HTTP/1.1\r\nHost: a\r\nB: ");
    for (std::size_t i = 0; i < size; ++i) {
        requests.append("b");
        reader.expect(requests, outcome::need_more);
    }
    requests.append("\r\n\r\n");
    reader.expect(requests, outcome::request);
    BOOST_TEST(requests.take_request().fields.find("B")->size() == size);
}

BOOST_AUTO_TEST_CASE(reads_content_in_small_pieces_at_linear_cost) {
    constexpr std::size_t size = 4 * 1024 * 1024;
    patient_reader reader;
    parser requests;
    requests.append(post("Content-Length: " + std::to_string(size) + "\r\n"));
    for (std::size_t i = 0; i < size; ++i) {
        reader.expect(requests, outcome::need_more);
        requests.append("b");
    }
    reader.expect(requests, outcome::request);
    BOOST_TEST(requests.take_request().content.size() == size);
}

BOOST_AUTO_TEST_CASE(reads_many_pipelined_requests_at_linear_cost) {
    constexpr std::size_t count = 50'000;
    patient_reader reader;
    std::string all;
    for (std::size_t i = 0; i < count; ++i) {
        all += get('/' + std::string(1024, 'a'));
    }
    parser requests;
    requests.append(all);
    for (std::size_t i = 0; i < count; ++i) {
        requests.append("\r\n");
        reader.expect(requests, outcome::request);
        static_cast<void>(requests.take_request());
    }
    BOOST_TEST(!requests.idle());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
