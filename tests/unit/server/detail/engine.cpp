// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/engine.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace unit::server::detail::engine {

using sendmock::detail::engine;
using sendmock::detail::outgoing_answer;

struct piece {
    std::string bytes;
    bool more = false;
};

std::vector<piece> pieces_of(outgoing_answer answer) {
    std::vector<piece> pieces;
    engine::instance().write(std::move(answer), [&](std::string_view bytes, bool more) {
        pieces.push_back({std::string(bytes), more});
        return true;
    });
    return pieces;
}

std::string text_of(outgoing_answer answer) {
    std::string text;
    for (const piece& written : pieces_of(std::move(answer))) {
        text += written.bytes;
    }
    return text;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace unit::server::detail::engine

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(engine)

BOOST_AUTO_TEST_CASE(writes_status_fields_and_content) {
    const std::string text =
        text_of({.response = {.status = 200,
                              .fields = {{"Content-Type", "application/json"}, {"Vary", "Origin"}},
                              .content = "{}"}});
    BOOST_TEST(text.starts_with("HTTP/1.1 200 OK\r\n"));
    BOOST_TEST(text.ends_with("\r\n\r\n{}"));
    BOOST_TEST(has(text, "\r\nContent-Length: 2\r\n"));
    BOOST_TEST(has(text, "\r\nContent-Type: application/json\r\n"));
    BOOST_TEST(has(text, "\r\nVary: Origin\r\n"));
}

BOOST_AUTO_TEST_CASE(adds_no_field_of_its_own_but_the_length) {
    const std::string text = text_of(
        {.response = {.status = 200, .fields = {{"Content-Type", "text/plain"}}, .content = "x"}});
    BOOST_TEST(text.size() ==
               std::string_view("HTTP/1.1 200 OK\r\n"
                                "Content-Length: 1\r\nContent-Type: text/plain\r\n\r\nx")
                   .size());
}

BOOST_AUTO_TEST_CASE(keeps_repeated_fields_in_their_order) {
    const std::string text =
        text_of({.response = {.fields = {{"A", "1"}, {"A", "2"}, {"A", "3"}}, .content = "x"}});
    BOOST_TEST(has(text, "A: 1\r\nA: 2\r\nA: 3\r\n"));
}

BOOST_AUTO_TEST_CASE(keeps_the_content_byte_for_byte) {
    std::string content;
    for (int byte = 0; byte < 256; ++byte) {
        content += static_cast<char>(byte);
    }
    BOOST_TEST(text_of({.response = {.content = content}}).ends_with("\r\n\r\n" + content));
}

BOOST_AUTO_TEST_CASE(has_the_registered_reason_or_the_given_one) {
    BOOST_TEST(text_of({.response = {.status = 495}})
                   .starts_with("HTTP/1.1 495 SSL Certificate Error\r\n"));
    BOOST_TEST(text_of({.response = {.status = 404, .reason = "Gone Fishing"}})
                   .starts_with("HTTP/1.1 404 Gone Fishing\r\n"));
    BOOST_TEST(text_of({.response = {.status = 599}}).starts_with("HTTP/1.1 599 \r\n"));
    BOOST_TEST(
        text_of({.response = {.status = 413}}).starts_with("HTTP/1.1 413 Content Too Large\r\n"));
}

BOOST_AUTO_TEST_CASE(the_answer_to_head_has_the_length_and_no_content) {
    const std::string text = text_of({.response = {.content = "12345"}, .head_only = true});
    BOOST_TEST(has(text, "\r\nContent-Length: 5\r\n"));
    BOOST_TEST(text.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(no_content_has_no_length) {
    const std::string text = text_of({.response = {.status = 204}});
    BOOST_TEST(text.starts_with("HTTP/1.1 204 No Content\r\n"));
    BOOST_TEST(!has(text, "Content-Length"));
    BOOST_TEST(has(text_of({.response = {.status = 429}}), "\r\nContent-Length: 0\r\n"));
}

BOOST_AUTO_TEST_CASE(has_the_connection_field_that_it_is_told) {
    BOOST_TEST(has(text_of({.response = {}, .connection = "close"}), "\r\nConnection: close\r\n"));
    BOOST_TEST(has(text_of({.response = {}, .connection = "keep-alive"}),
                   "\r\nConnection: keep-alive\r\n"));
    const std::string text = text_of({.response = {.content = "x"}});
    BOOST_TEST(!has(text, "Connection"));
    BOOST_TEST(!has(text, "Keep-Alive"));
    BOOST_TEST(!has(text, "Accept-Ranges"));
}

BOOST_AUTO_TEST_CASE(holds_bytes_back_only_where_content_follows) {
    for (const bool head_only : {false, true}) {
        for (const std::string content : {"", "x"}) {
            const auto pieces = pieces_of(
                {.response = {.status = 599, .content = content}, .head_only = head_only});
            BOOST_TEST(!pieces.empty());
            BOOST_TEST(!pieces.back().more);
        }
    }
    const auto pieces = pieces_of({.response = {.content = std::string(100'000, 'x')}});
    std::size_t held = 0;
    for (const piece& written : pieces) {
        held += written.more ? written.bytes.size() : 0;
    }
    BOOST_TEST(held > 0U);
    BOOST_TEST(held < 1'000U); // never the page itself
}

BOOST_AUTO_TEST_CASE(stops_where_the_sink_fails) {
    int calls = 0;
    const bool written = sendmock::detail::engine::instance().write(
        {.response = {.status = 495, .content = std::string(1'000'000, 'x')}},
        [&](std::string_view, bool) {
            ++calls;
            return false;
        });
    BOOST_TEST(!written);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(threads_do_not_mix_their_answers) {
    std::atomic<int> mixed = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([number, &mixed] {
            const std::string content(1'000, static_cast<char>('a' + number));
            for (int i = 0; i < 500; ++i) {
                const std::string text =
                    text_of({.response = {.status = 200 + number, .content = content}});
                mixed += text.starts_with("HTTP/1.1 20" + std::to_string(number)) &&
                                 text.ends_with("\r\n\r\n" + content)
                             ? 0
                             : 1;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(mixed == 0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
