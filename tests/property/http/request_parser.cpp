// SPDX-License-Identifier: MIT
#include <sendmock/http/request_parser.hpp>

#include <boost/test/unit_test.hpp>
#include <rapidcheck/boost_test.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace property::http::request_parser {

using namespace sendmock::http;
using sendmock::http::header_fields;
using parser = sendmock::http::request_parser;
using outcome = sendmock::http::request_parser::outcome;
using sendmock::http::request;

constexpr std::string_view token_characters =
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool equal(const request& left, const request& right) {
    return left.method == right.method && left.target == right.target &&
           left.minor_version == right.minor_version && left.fields == right.fields &&
           left.content == right.content;
}

// ---- What a parser makes of a stream that ends

struct transcript {
    std::vector<request> requests;
    bool ends = false;
    parse_failure failure;

    bool operator==(const transcript& other) const {
        return std::equal(requests.begin(),
                          requests.end(),
                          other.requests.begin(),
                          other.requests.end(),
                          equal) &&
               ends == other.ends && failure == other.failure;
    }
};

void drain(parser& requests, transcript& into) {
    for (;;) {
        switch (requests.next()) {
        case outcome::need_more:
            return;
        case outcome::request:
            into.requests.push_back(requests.take_request());
            break;
        case outcome::failure:
            into.failure = requests.failure();
            return;
        case outcome::end:
            into.ends = true;
            return;
        }
    }
}

// The bytes in pieces of these sizes, the rest as one.
transcript read_in_pieces(std::string_view stream,
                          const std::vector<std::size_t>& sizes,
                          message_limits limits) {
    parser requests{limits};
    transcript result;
    for (const auto size : sizes) {
        const auto piece = stream.substr(0, size);
        stream.remove_prefix(piece.size());
        // A piece of no bytes stands for two pieces with no reading between.
        if (size != 0) {
            requests.append(piece);
            drain(requests, result);
        } else {
            requests.append(stream.substr(0, 1));
            stream.remove_prefix(std::min<std::size_t>(1, stream.size()));
        }
    }
    requests.append(stream);
    requests.finish();
    drain(requests, result);
    return result;
}

transcript read_whole(std::string_view stream, message_limits limits = {}) {
    return read_in_pieces(stream, {}, limits);
}

// ---- The same rules once more, for a whole stream, as plainly as can be

class plain_reader {
public:
    plain_reader(std::string_view stream, message_limits limits) : rest_{stream}, limits_{limits} {}

    // The requests before the first refused or unfinished one, and whether there is none such.
    std::pair<std::vector<request>, bool> read() {
        std::vector<request> requests;
        for (;;) {
            for (int i = 0; i < 8 && rest_.starts_with("\r\n"); ++i) {
                rest_.remove_prefix(2);
            }
            if (rest_.empty()) {
                return {requests, true};
            }
            auto next = read_request();
            if (!next) {
                return {requests, false};
            }
            requests.push_back(*std::move(next));
        }
    }

private:
    std::optional<std::string_view> read_line(std::size_t most) {
        const auto end = rest_.find("\r\n");
        if (end == rest_.npos || end + 2 > most) {
            return std::nullopt;
        }
        const auto line = rest_.substr(0, end);
        for (const char c : line) {
            if (c == '\x7f' || (c >= '\0' && c < ' ' && c != '\t')) {
                return std::nullopt;
            }
        }
        rest_.remove_prefix(end + 2);
        return line;
    }

    static bool is_name(std::string_view text) {
        return !text.empty() && text.find_first_not_of(token_characters) == text.npos;
    }

    bool read_fields(std::size_t bytes, header_fields& fields) {
        for (;;) {
            const auto line = read_line(bytes);
            if (!line) {
                return false;
            }
            bytes -= line->size() + 2;
            if (line->empty()) {
                return true;
            }
            const auto colon = line->find(':');
            if (colon == line->npos || !is_name(line->substr(0, colon)) ||
                fields.size() == limits_.fields) {
                return false;
            }
            fields.add(std::string{line->substr(0, colon)},
                       std::string{trim(line->substr(colon + 1))});
        }
    }

    bool read_chunks(std::string& content) {
        for (std::size_t extensions = 0;;) {
            const auto line = read_line(4096);
            const auto size = line ? detail::parse_chunk_line(*line) : std::nullopt;
            if (!size) {
                return false;
            }
            extensions += line->size() > 16 ? line->size() - 16 : 0;
            if (extensions > limits_.head_bytes) {
                return false;
            }
            if (*size == 0) {
                header_fields trailers;
                return read_fields(limits_.head_bytes, trailers);
            }
            if (*size > limits_.content_bytes || rest_.size() < *size ||
                rest_.substr(*size, 2) != "\r\n") {
                return false;
            }
            content += rest_.substr(0, *size);
            rest_.remove_prefix(*size + 2);
            if (content.size() > limits_.content_bytes) {
                return false;
            }
        }
    }

    bool read_content(request& read) {
        const auto& fields = read.fields;
        if (fields.count("Transfer-Encoding") != 0) {
            return fields.count("Transfer-Encoding") == 1 && fields.count("Content-Length") == 0 &&
                   read.minor_version == 1 &&
                   equal_ignoring_case(*fields.find("Transfer-Encoding"), "chunked") &&
                   read_chunks(read.content);
        }
        if (fields.count("Content-Length") == 0) {
            return true;
        }
        const auto& length = *fields.find("Content-Length");
        const auto significant = length.find_first_not_of('0');
        if (fields.count("Content-Length") != 1 || length.empty() ||
            length.find_first_not_of("0123456789") != length.npos) {
            return false;
        }
        const auto size = significant == length.npos        ? 0
                          : length.size() - significant > 9 ? limits_.content_bytes + 1
                                                            : std::stoul(length);
        if (size > limits_.content_bytes || size > rest_.size()) {
            return false;
        }
        read.content = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return true;
    }

    std::optional<request> read_request() {
        const auto line = read_line(limits_.head_bytes);
        if (!line || std::count(line->begin(), line->end(), ' ') != 2) {
            return std::nullopt;
        }
        request result;
        const auto end_of_method = line->find(' ');
        const auto end_of_target = line->find(' ', end_of_method + 1);
        const auto version = line->substr(end_of_target + 1);
        result.method = line->substr(0, end_of_method);
        result.target = line->substr(end_of_method + 1, end_of_target - end_of_method - 1);
        result.minor_version = version == "HTTP/1.0" ? 0 : 1;
        if (!is_name(result.method) || !version.starts_with("HTTP/1.") || version.size() != 8 ||
            version[7] < '0' || version[7] > '9') {
            return std::nullopt;
        }
        const bool good_target = result.method == "CONNECT"
                                     ? is_host(result.target) && result.target.back() >= '0' &&
                                           result.target.back() <= '9' &&
                                           result.target.find_last_of("]:") != std::string::npos &&
                                           result.target[result.target.find_last_of("]:")] == ':'
                                     : split_target(result.target).has_value() &&
                                           (result.target != "*" || result.method == "OPTIONS");
        if (!good_target || !read_fields(limits_.head_bytes - line->size() - 2, result.fields)) {
            return std::nullopt;
        }
        const auto hosts = result.fields.count("Host");
        if (hosts > 1 || (hosts == 0 && result.minor_version == 1) ||
            (hosts == 1 && !is_host(*result.fields.find("Host")))) {
            return std::nullopt;
        }
        for (const auto expectation : list_elements(result.fields, "Expect")) {
            if (result.minor_version == 1 && !expectation.empty() &&
                !equal_ignoring_case(expectation, "100-continue")) {
                return std::nullopt;
            }
        }
        if (!read_content(result)) {
            return std::nullopt;
        }
        return result;
    }

    std::string_view rest_;
    message_limits limits_;
};

// ---- Streams, most of them nearly good

rc::Gen<std::string> one_of(std::vector<std::string> texts) {
    return rc::gen::elementOf(std::move(texts));
}

rc::Gen<std::string> joined(rc::Gen<std::string> part) {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(std::move(part)),
                        [](const std::vector<std::string>& parts) {
                            std::string text;
                            for (const auto& one : parts) {
                                text += one;
                            }
                            return text;
                        });
}

rc::Gen<std::string> nearly_good_message() {
    const auto line = rc::gen::weightedOneOf<std::string>(
        {{20, one_of({"GET / HTTP/1.1\r\n", "POST /a?b HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n"})},
         {3,
          one_of({"CONNECT h:1 HTTP/1.1\r\n", "GET http://h HTTP/1.7\r\n", "GET / HTTP/1.0\r\n"})},
         {1, one_of({"\r\n", "GET * HTTP/1.1\r\n", "GET /\r\n", "GET / HTTP/2.0\r\n"})}});
    const auto host = rc::gen::weightedElement<std::string>(
        {{20, "Host: h\r\n"}, {1, ""}, {1, "Host: h\r\nhost: h\r\n"}, {1, "Host: h h\r\n"}});
    const auto fields = joined(rc::gen::weightedOneOf<std::string>(
        {{6, one_of({"X: y\r\n", "X:\r\n", "X-Y:\t\x80 z \r\n", "Expect: 100-continue\r\n"})},
         {1,
          one_of({"X : y\r\n", " y\r\n", "X\r\n", "X: y\n", "X: \r y\r\n", ": y\r\n", "\r\n"})}}));
    const auto framing = rc::gen::oneOf(
        one_of({"\r\n"}),
        one_of({"Content-Length: 3\r\n\r\nabc",
                "content-length:003\r\n\r\n\r\n\r\n",
                "Content-Length: 0\r\n\r\n",
                "Content-Length: 3, 3\r\n\r\nabc",
                "Content-Length: +3\r\n\r\nabc",
                "Content-Length: 99999999999999999999\r\n\r\nabc",
                "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}),
        one_of({"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "transfer-encoding:CHUNKED\r\n\r\n1;a=\"b\"\r\na\r\n02\r\nbc\r\n00\r\nX: y\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX : y\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff3\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}));
    return rc::gen::map(rc::gen::tuple(line, host, rc::gen::resize(3, fields), framing),
                        [](const auto& parts) {
                            return std::get<0>(parts) + std::get<1>(parts) + std::get<2>(parts) +
                                   std::get<3>(parts);
                        });
}

// One change of one byte, at a place that a number chooses.
rc::Gen<std::pair<std::size_t, std::string>> damage() {
    return rc::gen::pair(
        rc::gen::inRange<std::size_t>(0, 1'000'000),
        rc::gen::oneOf(one_of({"", "\r", "\n", "\r\n", " ", "\t", ":", ",", "0"}),
                       one_of({std::string(1, '\0'), "\x7f", "\x0b", ";", "f"}),
                       rc::gen::container<std::string>(1, rc::gen::arbitrary<char>())));
}

rc::Gen<std::string> stream() {
    const auto messages = rc::gen::resize(4, joined(nearly_good_message()));
    const auto damages = rc::gen::resize(
        2, rc::gen::container<std::vector<std::pair<std::size_t, std::string>>>(damage()));
    const auto damaged = rc::gen::map(rc::gen::pair(messages, damages), [](auto parts) {
        auto& [text, changes] = parts;
        for (const auto& [number, replacement] : changes) {
            const auto at = number % (text.size() + 1);
            text.replace(at, number % 2, replacement);
        }
        return text;
    });
    const auto words = joined(one_of({"GET",
                                      " ",
                                      "/",
                                      "HTTP/1.1",
                                      "\r\n",
                                      "Host",
                                      ":",
                                      "h",
                                      "\t",
                                      "Content-Length",
                                      "Transfer-Encoding",
                                      "chunked",
                                      "0",
                                      "3",
                                      ",",
                                      ";",
                                      "\r",
                                      "\n",
                                      "GET / HTTP/1.1\r\nHost: h\r\n"}));
    return rc::gen::weightedOneOf<std::string>(
        {{4, messages}, {8, damaged}, {3, words}, {1, rc::gen::arbitrary<std::string>()}});
}

rc::Gen<std::vector<std::string>> streams() {
    return rc::gen::container<std::vector<std::string>>(50, stream());
}

message_limits some_limits() {
    return {.head_bytes = *rc::gen::element<std::size_t>(40, 70, 65536),
            .fields = *rc::gen::element<std::size_t>(1, 2, 100),
            .content_bytes = *rc::gen::element<std::size_t>(0, 2, 1'000'000)};
}

// ---- Requests, all of them good

rc::Gen<std::string> text_of(std::string_view characters) {
    return rc::gen::container<std::string>(rc::gen::elementOf(std::string{characters}));
}

request some_request() {
    static const std::string visible = [] {
        std::string characters;
        for (char c = '!'; c <= '~'; ++c) {
            characters += c;
        }
        return characters + "\x80\xff";
    }();
    request result;
    result.method = *rc::gen::nonEmpty(text_of(token_characters));
    result.target = '/' + *text_of(visible);
    std::erase(result.target, '#');
    result.minor_version = *rc::gen::inRange(0, 2);
    result.fields.add("Host", *rc::gen::element<std::string>("h", "h:80", "[::1]:8080"));
    const auto values = *rc::gen::resize(
        20, rc::gen::container<std::vector<std::string>>(text_of(visible + " \t")));
    for (const auto& value : values) {
        result.fields.add("X-" + *text_of(token_characters), std::string{trim(value)});
    }
    result.content = *rc::gen::arbitrary<std::string>();
    if (!result.content.empty() || *rc::gen::arbitrary<bool>()) {
        result.fields.add("Content-Length", std::to_string(result.content.size()));
    }
    if (result.method == "CONNECT") {
        result.target = "h:1";
    }
    return result;
}

std::string serialised(const request& message) {
    std::string text = message.method + ' ' + message.target + " HTTP/1." +
                       std::to_string(message.minor_version) + "\r\n";
    for (const auto& field : message.fields) {
        text += field.name + ": " + field.value + "\r\n";
    }
    return text + "\r\n" + message.content;
}

rc::Gen<std::vector<std::size_t>> piece_sizes() {
    return rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 20));
}

} // namespace property::http::request_parser

BOOST_AUTO_TEST_SUITE(property)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(request_parser)

RC_BOOST_PROP(parsing_inverts_serialising, ()) {
    const auto message = some_request();
    const auto read = read_whole(serialised(message));
    RC_ASSERT(read.ends);
    RC_ASSERT(read.requests.size() == 1U);
    RC_ASSERT(equal(read.requests.front(), message));
}

RC_BOOST_PROP(pipelined_messages_come_out_in_order, ()) {
    std::vector<request> messages;
    std::string all;
    for (int left = *rc::gen::inRange(0, 8); left > 0; --left) {
        messages.push_back(some_request());
        all += serialised(messages.back());
    }
    const auto read = read_in_pieces(all, *piece_sizes(), {});
    RC_ASSERT((read == transcript{messages, true, {}}));
}

RC_BOOST_PROP(pieces_make_no_difference, ()) {
    const auto limits = some_limits();
    for (const auto& bytes : *streams()) {
        const auto pieces = *piece_sizes();
        const auto whole = read_whole(bytes, limits);
        RC_ASSERT((read_in_pieces(bytes, pieces, limits) == whole));
        RC_ASSERT(
            (read_in_pieces(bytes, std::vector<std::size_t>(bytes.size(), 1), limits) == whole));
    }
}

RC_BOOST_PROP(reads_what_a_plain_reading_of_the_rules_allows, ()) {
    const auto limits = *rc::gen::arbitrary<bool>() ? message_limits{} : some_limits();
    for (const auto& bytes : *streams()) {
        const auto read = read_whole(bytes, limits);
        const auto [requests, ends] = plain_reader{bytes, limits}.read();
        RC_ASSERT((read == transcript{requests, ends, read.failure}));
        RC_ASSERT(ends == read.failure.cause.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
