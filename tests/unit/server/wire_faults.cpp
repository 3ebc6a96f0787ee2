// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/http/gzip.hpp>
#include <sendmock/server/detail/wire_script.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/eventually.hpp"
#include "support/journal_steps.hpp"
#include "support/numbered_logs.hpp"
#include "support/process_state.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::server::wire_faults {

using sendmock::delivery;
using sendmock::exchange;
using sendmock::fault;
using sendmock::mock_server;
using sendmock::on_any_request;
using sendmock::on_connection;
using sendmock::on_connections;
using sendmock::on_page;
using sendmock::server_options;
using sendmock::tests::ending;
using sendmock::tests::eventually;
using sendmock::tests::numbered_logs;
using sendmock::tests::patience;
using sendmock::tests::raw_client;
using sendmock::tests::received;
using sendmock::tests::service_client;
using sendmock::tests::steps_of;
using std::chrono::milliseconds;

/// How long silence is waited for.
constexpr milliseconds silence{200};

/// A server whose answers are the same at any time, and have nothing to tell of faults.
server_options steady() {
    return {.logs = numbered_logs(1, 7),
            .page_size = 3,
            .strict = true,
            .now = [] { return sendmock::instant{}; },
            .seed = 42};
}

/// All that comes for one request on a connection of its own.
received
all_of(const mock_server& server, std::string_view method = "GET", milliseconds within = patience) {
    service_client client(server.port());
    client.connection().send(client.text(method));
    return client.connection().read_to_end(within);
}

/// The first page as the service answers it.
struct plain_answer {
    explicit plain_answer(const mock_server& server) {
        service_client client(server.port());
        client.connection().send(client.text("GET"));
        client.connection().finish();
        const std::string bytes = client.connection().read_to_end().bytes;
        const std::size_t end = bytes.find("\r\n\r\n") + 4;
        head = bytes.substr(0, end);
        content = bytes.substr(end);
    }

    /// The head with another line in place of the content's length.
    [[nodiscard]] std::string head_with(const std::string& line) const {
        const std::size_t at = head.find("Content-Length: ");
        std::string changed = head;
        changed.erase(at, head.find("\r\n", at) + 2 - at);
        return changed.insert(changed.size() - 2, line + "\r\n");
    }

    [[nodiscard]] std::string chunked_head() const {
        return head_with("Transfer-Encoding: chunked");
    }

    std::string head;
    std::string content;
};

std::string hex(std::size_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    return (number < 16 ? "" : hex(number / 16)) + digits[number % 16];
}

/// Injects a fault into one answer, and checks what comes, what is noted, and that the next
/// connection is as ever.
void check(mock_server& server,
           const fault& injected,
           const std::string& wanted,
           ending how,
           std::string_view method = "GET") {
    const std::string name = to_string(injected);
    BOOST_TEST_CONTEXT(name << " on " << method) {
        const plain_answer plain(server);
        server.inject(on_any_request(), injected, "the rule of " + name);
        const received got =
            all_of(server, method, how == ending::silence ? silence : milliseconds(patience));
        BOOST_TEST(got.bytes == wanted);
        BOOST_TEST(got.ending == how);
        BOOST_TEST(eventually(
            [&] { return server.journal().requests().back().outcome != delivery::pending; }));
        const exchange entry = server.journal().requests().back();
        BOOST_TEST((entry.outcome == delivery::failed));
        BOOST_TEST(entry.sent_bytes == wanted.size());
        BOOST_TEST(entry.fault == name);
        BOOST_TEST(entry.rule == "the rule of " + name);
        BOOST_TEST(entry.reason == "injected_fault");
        BOOST_TEST(entry.status == 200);
        const plain_answer after(server);
        BOOST_TEST(after.head == plain.head);
        BOOST_TEST(after.content == plain.content);
    }
}

/// A new connection; nothing if it was reset before the system told of it.
std::optional<raw_client> connect(const mock_server& server) {
    try {
        return std::optional<raw_client>(std::in_place, server.port());
    } catch (const std::runtime_error& failure) {
        BOOST_TEST(std::string(failure.what()).ends_with("Connection reset by peer"));
        return std::nullopt;
    }
}

/// What happens to a client that connects and sends nothing.
std::string accepted(const mock_server& server) {
    std::optional<raw_client> client = connect(server);
    if (!client) {
        return "R";
    }
    received got = client->read_to_end(milliseconds{50});
    BOOST_TEST(got.bytes == "");
    if (got.ending == ending::silence) { // served, or late
        client->send("GET /__admin/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        got = client->read_to_end();
        if (got.bytes.starts_with("HTTP/1.1 ")) {
            return ".";
        }
    }
    return got.ending == ending::rst ? "R" : got.ending == ending::fin ? "F" : "?";
}

std::string accepted(const mock_server& server, int connections) {
    std::string text;
    for (int connection = 0; connection < connections; ++connection) {
        text += accepted(server);
    }
    return text;
}

} // namespace unit::server::wire_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(wire_faults)

// ---- In place of an answer, or inside it

BOOST_AUTO_TEST_CASE(an_empty_response_is_a_fin_and_no_byte) {
    mock_server server(steady());
    check(server, sendmock::empty_response(), "", ending::fin);
    check(server, sendmock::empty_response(), "", ending::fin, "HEAD");
}

BOOST_AUTO_TEST_CASE(a_malformed_chunk_follows_a_chunked_head_and_a_good_chunk) {
    mock_server server(steady());
    const plain_answer plain(server);
    const std::string half = plain.content.substr(0, plain.content.size() / 2);
    check(server,
          sendmock::malformed_chunk(),
          plain.chunked_head() + hex(half.size()) + "\r\n" + half +
              "\r\nlskdu018973t09sylgasjkfg1][]'./.sdlv\r\n",
          ending::fin);
}

BOOST_AUTO_TEST_CASE(random_data_are_no_http_and_the_same_for_a_seed) {
    const auto data_of = [](std::uint64_t seed) {
        server_options options = steady();
        options.seed = seed;
        mock_server server(options);
        server.inject(on_any_request(), sendmock::random_data());
        const received got = all_of(server);
        BOOST_TEST(got.ending == ending::fin);
        BOOST_TEST(got.bytes.size() == 256U);
        BOOST_TEST(static_cast<unsigned char>(got.bytes.at(0)) >= 0x80);
        BOOST_TEST(eventually(
            [&] { return server.journal().requests().back().outcome == delivery::failed; }));
        BOOST_TEST(server.journal().requests().back().sent_bytes == 256U);
        BOOST_TEST(server.journal().requests().back().fault == "RANDOM_DATA_THEN_CLOSE");
        BOOST_TEST(plain_answer(server).head.starts_with("HTTP/1.1 200 OK\r\n"));
        return got.bytes;
    };
    BOOST_TEST(data_of(1) == data_of(1));
    BOOST_TEST(data_of(1) != data_of(2));
}

BOOST_AUTO_TEST_CASE(a_reset_comes_in_place_of_the_answer_or_after_so_many_bytes) {
    mock_server server(steady());
    const auto [head, content] = std::pair(plain_answer(server).head, plain_answer(server).content);
    check(server, sendmock::connection_reset(), "", ending::rst);
    check(server, sendmock::connection_reset_after(0), head, ending::rst);
    check(server, sendmock::connection_reset_after(1), head + content[0], ending::rst);
    check(server,
          sendmock::connection_reset_after(content.size() - 1),
          head + content.substr(0, content.size() - 1),
          ending::rst);
    check(server, sendmock::connection_reset_after(content.size()), head + content, ending::rst);
    check(server, sendmock::connection_reset_after(1'000'000), head + content, ending::rst);
}

BOOST_AUTO_TEST_CASE(a_disconnect_is_a_fin_after_so_many_bytes_or_half) {
    mock_server server(steady());
    const auto [head, content] = std::pair(plain_answer(server).head, plain_answer(server).content);
    check(server,
          sendmock::disconnect_during_body(),
          head + content.substr(0, content.size() / 2),
          ending::fin);
    check(server, sendmock::disconnect_during_body(0), head, ending::fin);
    check(server, sendmock::disconnect_during_body(7), head + content.substr(0, 7), ending::fin);
    check(server, sendmock::disconnect_during_body(1'000'000), head + content, ending::fin);
}

BOOST_AUTO_TEST_CASE(a_mismatch_announces_more_than_comes) {
    mock_server server(steady());
    const plain_answer plain(server);
    check(server,
          sendmock::content_length_mismatch(),
          plain.head_with("Content-Length: " + std::to_string(plain.content.size() + 100)) +
              plain.content,
          ending::fin);
}

BOOST_AUTO_TEST_CASE(chunks_without_end_hold_the_whole_content) {
    mock_server server(steady());
    const plain_answer plain(server);
    check(server,
          sendmock::chunked_without_end(),
          plain.chunked_head() + hex(plain.content.size()) + "\r\n" + plain.content + "\r\n",
          ending::fin);
}

BOOST_AUTO_TEST_CASE(a_stall_is_silence_before_the_response_or_inside_it) {
    mock_server server(steady());
    const auto [head, content] = std::pair(plain_answer(server).head, plain_answer(server).content);
    check(server, sendmock::stall_before_response(), "", ending::silence);
    check(server,
          sendmock::stall_during_body(),
          head + content.substr(0, content.size() / 2),
          ending::silence);
    check(server, sendmock::stall_during_body(0), head, ending::silence);
    check(server, sendmock::stall_during_body(5), head + content.substr(0, 5), ending::silence);
    check(server, sendmock::stall_during_body(1'000'000), head + content, ending::silence);
}

BOOST_AUTO_TEST_CASE(an_answer_to_head_is_hit_as_far_as_there_is_one) {
    mock_server server(steady());
    const std::string head = plain_answer(server).head;
    check(server, sendmock::connection_reset(), "", ending::rst, "HEAD");
    check(server, sendmock::connection_reset_after(5), head, ending::rst, "HEAD");
    check(server, sendmock::disconnect_during_body(5), head, ending::fin, "HEAD");
    check(server, sendmock::stall_during_body(5), head, ending::silence, "HEAD");
}

BOOST_AUTO_TEST_CASE(a_connection_that_promised_to_stay_ends_after_a_whole_answer) {
    mock_server server(steady());
    const plain_answer plain(server);
    server.reset();
    server.inject(on_any_request().times(2), sendmock::close_keep_alive());
    for (int round = 0; round < 2; ++round) {
        const received got = all_of(server);
        BOOST_TEST(got.bytes == plain.head + plain.content);
        BOOST_TEST(got.bytes.find("Connection:") == std::string::npos);
        BOOST_TEST(got.ending == ending::fin);
        BOOST_TEST(eventually(
            [&] { return server.journal().requests().back().outcome == delivery::complete; }));
        const exchange entry = server.journal().requests().back();
        BOOST_TEST(entry.sent_bytes == got.bytes.size());
        BOOST_TEST(entry.fault == "CLOSE_KEEP_ALIVE");
        BOOST_TEST(entry.rule == "#1");
        BOOST_TEST(entry.reason == "");
    }
    service_client kept(server.port());
    BOOST_TEST(kept.get().status == 200);
    BOOST_TEST(kept.get().status == 200);
    // It was delivered: each request for the first page begins a walk.
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 2.1.1 3.1.1 4.1.1 ");
}

// ---- Right, but unusual

BOOST_AUTO_TEST_CASE(right_framing_is_delivered_whole_and_noted_as_such) {
    mock_server server(steady());
    const plain_answer plain(server);
    const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </api>; rel=preload\r\n\r\n";
    for (const auto& [injected, wanted] : std::vector<std::pair<fault, std::string>>{
             {sendmock::chunked_response(),
              plain.head_with("Transfer-Encoding: chunked") +
                  sendmock::detail::in_unusual_chunks(plain.content) + "\r\n"},
             {sendmock::chunked_response_with_trailer(),
              plain.head_with("Trailer: X-Rows-Sent\r\nTransfer-Encoding: chunked") +
                  sendmock::detail::in_unusual_chunks(plain.content) + "X-Rows-Sent: all\r\n\r\n"},
             {sendmock::close_delimited(), plain.head_with("Connection: close") + plain.content},
             {sendmock::continue_first(),
              "HTTP/1.1 100 Continue\r\n\r\n" + plain.head + plain.content},
             {sendmock::early_hints(), early + plain.head + plain.content}}) {
        BOOST_TEST_CONTEXT(to_string(injected)) {
            server.inject(on_any_request(), injected);
            service_client client(server.port());
            client.connection().send(client.text("GET"));
            client.connection().finish();
            BOOST_TEST(client.connection().read_to_end().bytes == wanted);
            BOOST_TEST(eventually(
                [&] { return server.journal().requests().back().outcome == delivery::complete; }));
            BOOST_TEST(server.journal().requests().back().fault == to_string(injected));
            BOOST_TEST(server.journal().requests().back().sent_bytes == wanted.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_request_that_allows_no_compression_meets_no_rule_for_it) {
    mock_server server(steady());
    const plain_answer plain(server);
    server.inject(on_any_request(), sendmock::gzip_content());
    server.inject(on_any_request(), sendmock::gzip_cut_off());
    service_client client(server.port());
    client.connection().send(client.text("GET"));
    client.connection().finish();
    BOOST_TEST(client.connection().read_to_end().bytes == plain.head + plain.content);
    BOOST_TEST(server.journal().requests().back().fault == "");
    BOOST_TEST(server.unused_rules().size() == 2U);
}

BOOST_AUTO_TEST_CASE(content_is_compressed_if_the_request_allows_it) {
    mock_server server(steady());
    const plain_answer plain(server);
    const std::string packed = sendmock::http::gzip(plain.content);
    server.inject(on_any_request(), sendmock::gzip_content());
    server.inject(on_any_request(), sendmock::gzip_cut_off());
    for (const bool cut : {false, true}) {
        const std::string sent = cut ? packed.substr(0, packed.size() / 2) : packed;
        service_client client(server.port());
        std::string text = client.text("GET");
        text.insert(text.size() - 2, "Accept-Encoding: br, gzip\r\n");
        client.connection().send(text);
        client.connection().finish();
        BOOST_TEST(client.connection().read_to_end().bytes ==
                   plain.head_with("Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
                                   "Content-Length: " +
                                   std::to_string(sent.size())) +
                       sent);
        BOOST_TEST(eventually([&] {
            return server.journal().requests().back().outcome ==
                   (cut ? delivery::failed : delivery::complete);
        }));
    }
}

BOOST_AUTO_TEST_CASE(characters_are_torn_by_pauses) {
    server_options options = steady();
    options.logs = sendmock::generated_logs{.count = 3, .unusual_texts = 1};
    mock_server server(options);
    const plain_answer plain(server);
    const auto tears = sendmock::detail::tears_in(plain.content);
    BOOST_REQUIRE(!tears.empty());
    server.inject(on_any_request(), sendmock::torn_characters());
    service_client client(server.port());
    client.connection().send(client.text("GET"));
    client.connection().finish();
    BOOST_TEST(client.connection().read_to_end().bytes == plain.head + plain.content);
    // A client that sends nothing more is not waited for, so one that stays is asked as well.
    server.inject(on_any_request(), sendmock::torn_characters());
    service_client staying(server.port());
    const auto asked = std::chrono::steady_clock::now();
    BOOST_TEST(staying.get().content == plain.content);
    BOOST_TEST((std::chrono::steady_clock::now() - asked >=
                milliseconds{20} * static_cast<int>(tears.size())));
}

BOOST_AUTO_TEST_CASE(requests_that_wait_behind_a_fault_are_not_answered) {
    mock_server server(steady());
    const plain_answer plain(server);
    server.inject(on_any_request(), sendmock::disconnect_during_body(0));
    service_client client(server.port());
    const std::string text = client.text("GET");
    client.connection().send(text + text + text);
    const received got = client.connection().read_to_end();
    BOOST_TEST(got.bytes == plain.head);
    BOOST_TEST(got.ending == ending::fin);
    BOOST_TEST(server.journal().requests().back().fault == "DISCONNECT_DURING_RESPONSE_BODY");
    BOOST_TEST(server.journal().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_fault_hits_what_other_parts_of_it_made_of_the_answer) {
    mock_server server(steady());
    server.inject(on_any_request(),
                  sendmock::respond({.status = 418, .body = "teapot"})
                      .with(sendmock::disconnect_during_body(3)));
    const received got = all_of(server);
    BOOST_TEST(got.bytes.starts_with("HTTP/1.1 418 "));
    BOOST_TEST(got.bytes.ends_with("\r\n\r\ntea"));
    BOOST_TEST(got.ending == ending::fin);
    const exchange entry = server.journal().requests().back();
    BOOST_TEST(entry.fault == "http_error(418) + DISCONNECT_DURING_RESPONSE_BODY");
    BOOST_TEST(entry.status == 418);
}

BOOST_AUTO_TEST_CASE(answers_to_refused_requests_are_hit_too_and_keep_their_reason) {
    mock_server server(steady());
    server.inject(on_any_request().times(2), sendmock::connection_reset());
    for (const char* target : {"/nothing", "/api/v2/integrations/99/logs"}) {
        service_client client(server.port());
        client.connection().send(client.text("GET", target));
        BOOST_TEST(client.connection().read_to_end().ending == ending::rst);
        BOOST_TEST(server.journal().requests().back().status == 404);
        BOOST_TEST(server.journal().requests().back().reason.starts_with("unknown_"));
    }
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_hit_makes_the_next_request_a_retry) {
    mock_server server(steady());
    server.inject(on_page(1), sendmock::connection_reset());
    server.inject(on_page(1), sendmock::disconnect_during_body());
    server.inject(on_page(1), sendmock::content_length_mismatch());
    for (int round = 0; round < 3; ++round) {
        all_of(server);
    }
    service_client client(server.port());
    BOOST_TEST(client.get().status == 200);
    BOOST_TEST(client.get().status == 200);
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.1.2 1.1.3 1.1.4 2.1.1 ");
}

BOOST_AUTO_TEST_CASE(a_reset_loses_no_byte_of_a_large_page) {
    server_options options = steady();
    options.logs = sendmock::tests::padded_logs(8, std::size_t{256} * 1024);
    options.page_size = 8;
    mock_server server(options);
    const plain_answer plain(server);
    BOOST_REQUIRE(plain.content.size() > 2'000'000U);
    server.inject(on_any_request().always(), sendmock::connection_reset_after(2'000'000));
    const std::string wanted = plain.head + plain.content.substr(0, 2'000'000);
    // Clients that take much at a time, and little.
    for (const int receive_buffer : {0, 4'096, 65'536}) {
        for (int round = 0; round < 10; ++round) {
            raw_client client(server.port(), "127.0.0.1", receive_buffer);
            client.send(service_client(server.port()).text("GET"));
            const received got = client.read_to_end();
            BOOST_TEST(got.bytes.size() == wanted.size());
            BOOST_TEST((got.bytes == wanted));
            BOOST_TEST(got.ending == ending::rst);
        }
    }
}

BOOST_AUTO_TEST_CASE(other_faults_lose_no_byte_of_a_large_page_either) {
    server_options options = steady();
    options.logs = sendmock::tests::padded_logs(8, std::size_t{256} * 1024);
    options.page_size = 8;
    mock_server server(options);
    const plain_answer plain(server);
    server.inject(on_any_request(), sendmock::disconnect_during_body(2'000'000));
    const received cut = all_of(server);
    BOOST_TEST((cut.bytes == plain.head + plain.content.substr(0, 2'000'000)));
    BOOST_TEST(cut.ending == ending::fin);
    server.inject(on_any_request(), sendmock::chunked_without_end());
    const received chunked = all_of(server);
    BOOST_TEST((chunked.bytes == plain.chunked_head() + hex(plain.content.size()) + "\r\n" +
                                     plain.content + "\r\n"));
    BOOST_TEST(chunked.ending == ending::fin);
    server.inject(on_any_request(), sendmock::stall_during_body(2'000'000));
    service_client stalled(server.port());
    stalled.connection().send(stalled.text("GET"));
    std::string bytes;
    BOOST_TEST(eventually([&] {
        bytes += stalled.connection().read_to_end(milliseconds{1}).bytes;
        return bytes.size() >= plain.head.size() + 2'000'000;
    }));
    BOOST_TEST((bytes == plain.head + plain.content.substr(0, 2'000'000)));
    BOOST_TEST(stalled.connection().read_to_end(silence).ending == ending::silence);
}

// ---- Before there is a request

BOOST_AUTO_TEST_CASE(a_connection_is_reset_or_ended_by_its_number) {
    mock_server server(steady());
    server.inject(on_connection(2), sendmock::reset_on_accept());
    server.inject(on_connections(4, 5).times(2), sendmock::fail_handshake());
    server.inject(on_connections(5, 7).always(), sendmock::reset_on_accept());
    BOOST_TEST(accepted(server, 9) == ".R.FFRR..");
    BOOST_TEST(server.journal().size() == 0U);
    BOOST_TEST(server.unused_rules().empty());
    BOOST_TEST(plain_answer(server).head.starts_with("HTTP/1.1 200 OK\r\n"));
}

BOOST_AUTO_TEST_CASE(accept_faults_act_as_often_as_they_may) {
    mock_server server(steady());
    server.inject(on_any_request(), sendmock::reset_on_accept(), "once");
    server.inject(on_any_request().times(2), sendmock::fail_handshake(), "twice");
    BOOST_TEST((server.unused_rules() == std::vector<std::string>{"once", "twice"}));
    BOOST_TEST(accepted(server, 5) == "RFF..");
    BOOST_TEST(server.unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(accept_faults_are_drawn_from_the_seed) {
    const auto drawn = [](std::uint64_t seed, double share) {
        server_options options = steady();
        options.seed = seed;
        mock_server server(options);
        server.inject(on_any_request().always().probability(share), sendmock::reset_on_accept());
        return accepted(server, 40);
    };
    const std::string first = drawn(1, 0.5);
    BOOST_TEST(first.find('R') != std::string::npos);
    BOOST_TEST(first.find('.') != std::string::npos);
    BOOST_TEST(drawn(1, 0.5) == first);
    BOOST_TEST(drawn(2, 0.5) != first);
    BOOST_TEST(drawn(1, 0) == std::string(40, '.'));
    BOOST_TEST(drawn(1, 1) == std::string(40, 'R'));
}

BOOST_AUTO_TEST_CASE(a_failed_handshake_is_a_fin_even_for_a_client_that_has_sent_its_request) {
    mock_server server(steady());
    server.inject(on_any_request(), sendmock::fail_handshake());
    const received got = all_of(server);
    BOOST_TEST(got.bytes == "");
    BOOST_TEST(got.ending == ending::fin);
    BOOST_TEST(server.journal().size() == 0U);
    BOOST_TEST(all_of(server, "GET", silence).bytes.starts_with("HTTP/1.1 200 OK\r\n"));
}

BOOST_AUTO_TEST_CASE(connections_are_counted_anew_after_a_reset) {
    server_options options = steady();
    options.scenario.rules = {{.when = on_connection(2), .then = sendmock::reset_on_accept()}};
    options.admin_port = 0;
    mock_server server(options);
    BOOST_TEST(accepted(server, 3) == ".R.");
    server.reset();
    BOOST_TEST(accepted(server, 3) == ".R.");
    // Connections to a port of the admin calls are others.
    const std::string admin = server.admin_url();
    raw_client admin_client(
        static_cast<std::uint16_t>(std::stoul(admin.substr(admin.rfind(':') + 1))));
    admin_client.send(sendmock::tests::request_text("POST", "/__admin/reset"));
    BOOST_TEST(admin_client.read_answer().status == 200);
    BOOST_TEST(accepted(server, 3) == ".R.");
}

BOOST_AUTO_TEST_CASE(accept_faults_belong_to_the_default_account) {
    server_options options = steady();
    options.accounts = {{.key = "a", .secret = "s"}};
    mock_server server(options);
    for (const fault& refused : {sendmock::reset_on_accept(), sendmock::fail_handshake()}) {
        BOOST_CHECK_THROW(server.account("a")->inject(on_connection(1), refused),
                          std::invalid_argument);
        BOOST_CHECK_THROW(
            server.account("a")->set_scenario({.rules = {{.when = {}, .then = refused}}}),
            std::invalid_argument);
    }
    BOOST_TEST(server.account("a")->unused_rules().empty());
    BOOST_TEST(accepted(server, 2) == "..");
}

// ---- Traces

BOOST_AUTO_TEST_CASE(a_client_that_leaves_a_stall_takes_its_thread_along) {
    mock_server server(steady());
    const auto before = sendmock::tests::open_descriptors();
    server.inject(on_any_request().always(), sendmock::stall_before_response());
    {
        std::vector<service_client> clients;
        for (int number = 0; number < 20; ++number) {
            service_client& client = clients.emplace_back(server.port());
            client.connection().send(client.text("GET"));
        }
        BOOST_TEST(eventually([&] { return server.journal().size() == 20; }));
        BOOST_TEST(sendmock::tests::open_descriptors().size() >= before.size() + 40);
        clients.front().connection().reset();
        clients.back().connection().finish();
        const received left = clients.back().connection().read_to_end();
        BOOST_TEST(left.bytes == "");
    }
    BOOST_TEST(
        eventually([&] { return sendmock::tests::open_descriptors().size() <= before.size(); }));
}

BOOST_AUTO_TEST_CASE(ten_thousand_faults_of_all_kinds_leave_no_trace) {
    std::atomic<int> done = 0;
    server_options options = steady();
    options.on_exchange = [&](const exchange&) { ++done; };
    mock_server server(options);
    const auto threads = sendmock::tests::count_threads();
    const auto descriptors = sendmock::tests::open_descriptors();
    const std::vector<fault> faults{sendmock::empty_response(),
                                    sendmock::malformed_chunk(),
                                    sendmock::random_data(),
                                    sendmock::connection_reset(),
                                    sendmock::connection_reset_after(9),
                                    sendmock::disconnect_during_body(),
                                    sendmock::content_length_mismatch(),
                                    sendmock::chunked_without_end(),
                                    sendmock::stall_before_response(),
                                    sendmock::stall_during_body(),
                                    sendmock::close_keep_alive()};
    std::vector<std::string> requests;
    for (std::size_t place = 0; place < faults.size(); ++place) {
        const std::string path = "/fault/" + std::to_string(place);
        server.inject(on_any_request().path(path).always(), faults[place]);
        requests.push_back(service_client(server.port()).text("GET", path));
    }
    server.inject(on_any_request().always().probability(0.1), sendmock::reset_on_accept());
    server.inject(on_any_request().always().probability(0.1), sendmock::fail_handshake());
    int unserved = 0;
    int wrong = 0;
    for (int number = 0; number < 10'000; ++number) {
        const std::size_t place = static_cast<std::size_t>(number) % faults.size();
        const bool stalls = to_string(faults[place]).starts_with("STALL");
        const int before = done;
        std::optional<raw_client> client = connect(server);
        received got;
        const auto receive = [&](milliseconds within) {
            received more = client->read_to_end(within);
            got.bytes += more.bytes;
            got.ending = more.ending;
            return got.ending != ending::silence;
        };
        if (client) {
            client->send(requests[place]);
            // A stall ends only where the connection was not served at all.
            wrong += stalls ? !eventually([&] { return done > before || receive({}); })
                            : !receive(patience);
        }
        unserved += done == before && got.bytes.empty() ? 1 : 0;
    }
    BOOST_TEST(wrong == 0);
    BOOST_TEST(unserved > 1'000);
    BOOST_TEST(unserved < 5'000);
    BOOST_TEST(eventually([&] { return sendmock::tests::count_threads() <= threads; }));
    BOOST_TEST(eventually([&] { return sendmock::tests::open_descriptors() == descriptors; }));
    BOOST_TEST(server.unused_rules().empty());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
