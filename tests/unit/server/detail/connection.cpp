// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/connection.hpp>

#include "support/echo_server.hpp"
#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace unit::server::detail::connection {

using sendmock::tests::echo_server;
using sendmock::tests::ending;
using sendmock::tests::eventually;
using sendmock::tests::raw_client;
using sendmock::tests::received;
using sendmock::tests::received_answer;
using std::chrono::milliseconds;

/// Ends the head of a request under HTTP/1.1.
const std::string host = "Host: x\r\n\r\n";
/// The same, and asks for the connection's end.
const std::string host_close = "Connection: close\r\n" + host;

const sendmock::detail::listener_options impatient{.times = {.io = milliseconds{100}}};

/// Sends all of a text, and takes the only answer to it.
received_answer answer_to(const echo_server& server, std::string_view text) {
    raw_client client(server.port());
    client.send(text);
    received_answer answer = client.read_answer();
    const received rest = client.read_to_end();
    BOOST_TEST(rest.bytes == "");
    BOOST_TEST(rest.ending == ending::fin);
    return answer;
}

struct fixture {
    echo_server server;
    raw_client client{server.port()};
};

} // namespace unit::server::detail::connection

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(connection)

BOOST_FIXTURE_TEST_CASE(answers_and_ends_the_connection_where_asked_to, fixture) {
    const auto answer = answer_to(server, "GET /a?b HTTP/1.1\r\n" + host_close);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.content == "GET /a?b ");
    BOOST_TEST(answer.field("Connection") == "close");
    BOOST_TEST(answer.fields.count("Keep-Alive") == 0U);
}

BOOST_FIXTURE_TEST_CASE(field_values_arrive_word_for_word, fixture) {
    const auto answer =
        answer_to(server, "GET / HTTP/1.1\r\nAuthorization: Basic QUxB%3D\r\n" + host_close);
    BOOST_TEST(answer.field("Echo") == "Basic QUxB%3D");
}

BOOST_FIXTURE_TEST_CASE(every_method_reaches_the_service, fixture) {
    for (const std::string method :
         {"PROPFIND", "QUERY", "PURGE", "TRACE", "DELETE", "PUT", "PATCH", "OPTIONS", "x-y"}) {
        const auto answer = answer_to(server, method + " /m HTTP/1.1\r\n" + host_close);
        BOOST_TEST(answer.content == method + " /m ");
    }
    const auto answer = answer_to(server, "CONNECT x:80 HTTP/1.1\r\n" + host_close);
    BOOST_TEST(answer.content == "CONNECT x:80 ");
}

BOOST_FIXTURE_TEST_CASE(a_get_may_have_content_and_the_next_request_is_found, fixture) {
    client.send("GET /1 HTTP/1.1\r\nContent-Length: 5\r\n" + host + "helloGET /2 HTTP/1.1\r\n" +
                host_close);
    BOOST_TEST(client.read_answer().content == "GET /1 hello");
    BOOST_TEST(client.read_answer().content == "GET /2 ");
    BOOST_TEST(client.read_to_end().ending == ending::fin);
}

BOOST_FIXTURE_TEST_CASE(a_post_need_not_have_content, fixture) {
    BOOST_TEST(answer_to(server, "POST / HTTP/1.1\r\n" + host_close).content == "POST / ");
}

BOOST_FIXTURE_TEST_CASE(pipelined_requests_are_answered_in_turn, fixture) {
    client.send("GET /1 HTTP/1.1\r\n" + host + "GET /2 HTTP/1.1\r\n" + host +
                "HEAD /3 HTTP/1.1\r\n" + host + "GET /4 HTTP/1.1\r\n" + host_close +
                "GET /5 HTTP/1.1\r\n" + host);
    BOOST_TEST(client.read_answer().content == "GET /1 ");
    BOOST_TEST(client.read_answer().content == "GET /2 ");
    BOOST_TEST(client.read_answer(true).field("Content-Length") == "8");
    BOOST_TEST(client.read_answer().content == "GET /4 ");
    const received rest = client.read_to_end();
    BOOST_TEST(rest.bytes == ""); // the client has said that it sends no more
    BOOST_TEST(rest.ending == ending::fin);
}

BOOST_FIXTURE_TEST_CASE(a_request_may_come_byte_by_byte, fixture) {
    const std::string text = "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n" + host + "abc";
    for (const char& byte : text) {
        client.send({&byte, 1});
    }
    BOOST_TEST(client.read_answer().content == "POST /1 abc");
}

BOOST_FIXTURE_TEST_CASE(a_half_closed_client_gets_its_answers, fixture) {
    client.send("GET /1 HTTP/1.1\r\n" + host + "GET /2 HTTP/1.1\r\n" + host);
    client.finish();
    BOOST_TEST(client.read_answer().content == "GET /1 ");
    BOOST_TEST(client.read_answer().content == "GET /2 ");
    const received rest = client.read_to_end();
    BOOST_TEST(rest.bytes == "");
    BOOST_TEST(rest.ending == ending::fin);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_ends_inside_a_request_is_told, fixture) {
    client.send("GET / HTT");
    client.finish();
    BOOST_TEST(client.read_answer().status == 400);
    BOOST_TEST(client.read_to_end().ending == ending::fin);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_asks_nothing_is_told_nothing, fixture) {
    client.finish();
    const received all = client.read_to_end();
    BOOST_TEST(all.bytes == "");
    BOOST_TEST(all.ending == ending::fin);
    BOOST_TEST(server.begun() == 0);
}

BOOST_FIXTURE_TEST_CASE(the_answer_to_head_has_no_content, fixture) {
    client.send("HEAD /h HTTP/1.1\r\n" + host + "GET /h HTTP/1.1\r\n" + host_close);
    const auto head = client.read_answer(true);
    const auto get = client.read_answer();
    BOOST_TEST(head.field("Content-Length") == "8");
    BOOST_TEST(get.content == "GET /h ");
    BOOST_TEST(head.fields.count("Accept-Ranges") == 0U);
}

BOOST_FIXTURE_TEST_CASE(an_answer_without_content_has_no_length, fixture) {
    client.send("GET /204 HTTP/1.1\r\n" + host + "GET /next HTTP/1.1\r\n" + host_close);
    const auto answer = client.read_answer();
    BOOST_TEST(answer.status == 204);
    BOOST_TEST(answer.reason == "No Content");
    BOOST_TEST(answer.fields.count("Content-Length") == 0U);
    BOOST_TEST(client.read_answer().content == "GET /next ");
}

BOOST_FIXTURE_TEST_CASE(a_status_that_is_not_registered_has_its_reason, fixture) {
    const auto answer = answer_to(server, "GET /495 HTTP/1.1\r\n" + host_close);
    BOOST_TEST(answer.status == 495);
    BOOST_TEST(answer.reason == "SSL Certificate Error");
}

BOOST_FIXTURE_TEST_CASE(a_head_above_the_limits_is_refused_with_431, fixture) {
    const std::string long_value(70'000, 'a');
    BOOST_TEST(answer_to(server, "GET / HTTP/1.1\r\nA: " + long_value + "\r\n" + host).status ==
               431);
    BOOST_TEST(answer_to(server, "GET /" + long_value + " HTTP/1.1\r\n" + host).status == 431);
    std::string many;
    for (int i = 0; i < 100; ++i) {
        many += "A: b\r\n";
    }
    const auto answer = answer_to(server, "GET / HTTP/1.1\r\n" + many + host);
    BOOST_TEST(answer.status == 431);
    BOOST_TEST(answer.field("Connection") == "close");
}

BOOST_FIXTURE_TEST_CASE(a_head_that_does_not_end_is_refused_as_soon_as_it_is_too_long, fixture) {
    client.send("GET / HTTP/1.1\r\nA: " + std::string(70'000, 'a'));
    BOOST_TEST(client.read_answer().status == 431);
}

BOOST_FIXTURE_TEST_CASE(long_fields_and_targets_below_the_limits_are_taken, fixture) {
    const std::string text(30'000, 'a');
    const auto field = answer_to(server, "GET / HTTP/1.1\r\nA: " + text + "\r\n" + host_close);
    BOOST_TEST(field.status == 200);
    BOOST_TEST((field.field("Echo") == text));
    const auto target = answer_to(server, "GET /" + text + " HTTP/1.1\r\n" + host_close);
    BOOST_TEST(target.status == 200);
    BOOST_TEST((target.content == "GET /" + text + " "));
}

BOOST_FIXTURE_TEST_CASE(a_length_above_the_limit_is_refused_before_any_content, fixture) {
    const auto answer = answer_to(server, "POST / HTTP/1.1\r\nContent-Length: 10485761\r\n" + host);
    BOOST_TEST(answer.status == 413);
    BOOST_TEST(answer.field("Connection") == "close");
}

BOOST_FIXTURE_TEST_CASE(refused_content_may_go_on_and_the_answer_still_arrives, fixture) {
    BOOST_TEST(client.send("POST / HTTP/1.1\r\nContent-Length: 20000000\r\n" + host +
                           std::string(20'000'000, 'x')));
    BOOST_TEST(client.read_answer().status == 413);
    BOOST_TEST(client.read_to_end().ending == ending::fin);
}

BOOST_FIXTURE_TEST_CASE(chunks_above_the_limit_are_refused_and_the_answer_arrives, fixture) {
    client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host);
    const std::string chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
    for (int i = 0; i < 20; ++i) {
        BOOST_TEST(client.send(chunk));
    }
    client.send("0\r\n\r\n");
    BOOST_TEST(client.read_answer().status == 413);
    BOOST_TEST(client.read_to_end().ending == ending::fin);
}

BOOST_FIXTURE_TEST_CASE(content_of_the_largest_size_is_taken, fixture) {
    client.send("POST / HTTP/1.1\r\nContent-Length: 10485760\r\n" + host +
                std::string(10'485'760, 'x'));
    BOOST_TEST(client.read_answer().content == "POST / 10485760");
}

BOOST_FIXTURE_TEST_CASE(chunks_and_trailers_are_read, fixture) {
    const auto answer = answer_to(server,
                                  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host_close +
                                      "3\r\nabc\r\n0\r\nX: y\r\n\r\n");
    BOOST_TEST(answer.content == "POST / abc");
}

BOOST_FIXTURE_TEST_CASE(both_length_fields_are_refused, fixture) {
    const auto answer = answer_to(
        server, "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n" + host);
    BOOST_TEST(answer.status == 400);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_read_after_a_message_that_is_refused, fixture) {
    const auto answer = answer_to(server, "GET / HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n" + host);
    BOOST_TEST(answer.status == 400);
    BOOST_TEST(server.begun() == 1);
}

BOOST_FIXTURE_TEST_CASE(http_1_0_ends_the_connection_unless_asked_to_keep_it, fixture) {
    const auto ended = answer_to(server, "GET /1 HTTP/1.0\r\n\r\n");
    BOOST_TEST(ended.content == "GET /1 ");
    BOOST_TEST(ended.field("Connection") == "close");

    client.send("GET /2 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    const auto kept = client.read_answer();
    BOOST_TEST(kept.content == "GET /2 ");
    BOOST_TEST(kept.field("Connection") == "keep-alive");
    client.send("GET /3 HTTP/1.0\r\n\r\n");
    BOOST_TEST(client.read_answer().content == "GET /3 ");
    BOOST_TEST(client.read_to_end().ending == ending::fin);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_compressed_or_cut_by_itself, fixture) {
    const auto answer = answer_to(
        server,
        "GET /long HTTP/1.1\r\nAccept-Encoding: gzip, br\r\nRange: bytes=0-1\r\n" + host_close);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.content == "GET /long ");
    BOOST_TEST(answer.fields.count("Content-Encoding") == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_waits_to_send_is_told_to_continue_once, fixture) {
    client.send("POST /c HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n" + host);
    BOOST_TEST(client.read_answer().status == 100);
    client.send("a");
    client.send("b");
    client.send("cd");
    BOOST_TEST(client.read_answer().content == "POST /c abcd");

    // The next request on the connection is told anew.
    client.send("POST /d HTTP/1.1\r\nExpect: 100-Continue\r\nTransfer-Encoding: chunked\r\n" +
                host);
    BOOST_TEST(client.read_answer().status == 100);
    client.send("1\r\nx\r\n0\r\n\r\n");
    BOOST_TEST(client.read_answer().content == "POST /d x");
}

BOOST_FIXTURE_TEST_CASE(a_client_that_does_not_wait_is_not_told_to_continue, fixture) {
    client.send("POST /c HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n" + host +
                "abcd");
    BOOST_TEST(client.read_answer().content == "POST /c abcd");
    client.send("GET /d HTTP/1.1\r\nExpect: 100-continue\r\n" + host);
    BOOST_TEST(client.read_answer().content == "GET /d ");
    client.send("POST /e HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n"
                "Content-Length: 1\r\n\r\n");
    BOOST_TEST(client.send("x"));
    BOOST_TEST(client.read_answer().content == "POST /e x");
}

BOOST_FIXTURE_TEST_CASE(another_expectation_is_refused_with_417, fixture) {
    const auto answer =
        answer_to(server, "POST / HTTP/1.1\r\nExpect: the-unexpected\r\n" + host_close);
    BOOST_TEST(answer.status == 417);
}

BOOST_FIXTURE_TEST_CASE(a_length_above_the_limit_is_refused_instead_of_continued, fixture) {
    const auto answer = answer_to(
        server, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n" + host);
    BOOST_TEST(answer.status == 413);
}

BOOST_AUTO_TEST_CASE(a_request_that_does_not_arrive_in_time_is_refused_with_408) {
    const echo_server server(impatient);
    for (const std::string& text : {std::string("G"),
                                    std::string("GET / HT"),
                                    "GET / HTTP/1.1\r\nA: b\r\n" + std::string("Host: x\r\n"),
                                    "POST / HTTP/1.1\r\nContent-Length: 5\r\n" + host + "ab",
                                    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host}) {
        const auto answer = answer_to(server, text);
        BOOST_TEST(answer.status == 408, text);
        BOOST_TEST(answer.field("Connection") == "close");
    }
}

BOOST_AUTO_TEST_CASE(bytes_that_trickle_do_not_prolong_the_time_for_a_request) {
    const echo_server server(impatient);
    raw_client client(server.port());
    client.send("GET / HTTP/1.1\r\nA: ");
    std::string answer;
    BOOST_TEST(eventually([&] {
        client.send("a");
        answer += client.read_to_end(milliseconds{5}).bytes;
        return !answer.empty();
    }));
    BOOST_TEST(answer.starts_with("HTTP/1.1 408 "));
}

BOOST_AUTO_TEST_CASE(each_request_on_a_connection_has_its_own_time) {
    const echo_server server({.times = {.io = milliseconds{500}}});
    raw_client client(server.port());
    const auto until = std::chrono::steady_clock::now() + milliseconds{600};
    while (std::chrono::steady_clock::now() < until) {
        client.send("GET /1 HT");
        BOOST_TEST(client.read_to_end(milliseconds{5}).ending == ending::silence);
        client.send("TP/1.1\r\n" + host);
        BOOST_REQUIRE(client.read_answer().content == "GET /1 ");
    }
    client.send("GET /2 HT");
    BOOST_TEST(client.read_answer().status == 408);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_ended_without_a_word) {
    const echo_server server({.times = {.io = milliseconds{10'000}, .idle = milliseconds{500}}});
    raw_client fresh(server.port());
    raw_client used(server.port());
    used.send("GET / HTTP/1.1\r\n" + host);
    BOOST_TEST(used.read_answer().status == 200);
    for (raw_client* client : {&fresh, &used}) {
        const received rest = client->read_to_end();
        BOOST_TEST(rest.bytes == "");
        BOOST_TEST(rest.ending == ending::fin);
    }
}

BOOST_AUTO_TEST_CASE(an_idle_connection_outlives_the_time_for_a_request) {
    const echo_server server({.times = {.io = milliseconds{20}, .idle = milliseconds{60'000}}});
    raw_client client(server.port());
    BOOST_TEST(client.read_to_end(milliseconds{100}).ending == ending::silence);
    client.send("GET /1 HTTP/1.1\r\n" + host);
    BOOST_TEST(client.read_answer().content == "GET /1 ");
}

BOOST_FIXTURE_TEST_CASE(an_answer_tells_its_fate_and_its_size, fixture) {
    client.send("GET /1 HTTP/1.1\r\n" + host);
    const auto answer = client.read_answer();
    BOOST_TEST(eventually([&] { return server.written() == 1; }));
    BOOST_TEST(server.last_bytes() == answer.bytes);

    client.send("HEAD /1 HTTP/1.1\r\n" + host);
    const auto head = client.read_answer(true);
    BOOST_TEST(eventually([&] { return server.written() == 2; }));
    BOOST_TEST(server.last_bytes() == head.bytes);
    BOOST_TEST(server.failed() == 0);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_is_not_taken_has_failed, fixture) {
    client.send("GET /big HTTP/1.1\r\n" + host);
    BOOST_TEST(eventually([&] { return server.begun() == 1; }));
    client.reset();
    BOOST_TEST(eventually([&] { return server.failed() == 1; }));
    BOOST_TEST(server.last_bytes() > 0U);
    BOOST_TEST(server.written() == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_taken_too_slowly_has_failed) {
    const echo_server server(impatient);
    raw_client client(server.port(), "127.0.0.1", 4096);
    client.send("GET /big HTTP/1.1\r\n" + host);
    BOOST_TEST(eventually([&] { return server.failed() == 1; }));
}

BOOST_FIXTURE_TEST_CASE(a_big_answer_arrives_whole, fixture) {
    client.send("GET /big HTTP/1.1\r\n" + host);
    BOOST_TEST((client.read_answer().content == std::string(echo_server::big, 'x')));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
