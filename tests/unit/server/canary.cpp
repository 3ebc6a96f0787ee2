// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/eventually.hpp"
#include "support/numbered_logs.hpp"
#include "support/process_state.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/tls_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace unit::server::canary {

using sendmock::delivery;
using sendmock::exchange;
using sendmock::fault;
using sendmock::mock_server;
using sendmock::on_any_request;
using sendmock::tls_profile;
using sendmock::tests::ending;
using sendmock::tests::eventually;
using sendmock::tests::logs_target;
using sendmock::tests::numbered_logs;
using sendmock::tests::raw_client;
using sendmock::tests::received_answer;
using sendmock::tests::request_text;
using sendmock::tests::service_client;
using sendmock::tests::target_of;
using sendmock::tests::tls_client;

const std::string logs(logs_target);

/// Scheme, host and port of a URL.
std::string origin_of(const std::string& url) {
    return url.substr(0, url.find('/', url.find("//") + 2));
}

std::uint16_t port_of(const std::string& origin) {
    return static_cast<std::uint16_t>(std::stoul(origin.substr(origin.rfind(':') + 1)));
}

/// A server whose client calls it by a host of its own choice.
struct fixture {
    mock_server server{{.logs = numbered_logs(1, 7),
                        .page_size = 3,
                        .key = "k",
                        .secret = "s3cr/t+",
                        .accounts = {{.key = "other", .secret = "hidden"}}}};
    std::string host = "127.0.0.1:" + std::to_string(server.port());

    received_answer ask(const std::string& target = logs) {
        raw_client client(server.port());
        client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: " +
                    sendmock::http::make_basic("k", "s3cr/t+") + "\r\n\r\n");
        return client.read_answer();
    }

    /// The `next` link of the first page, into which a fault is injected.
    std::string next_by(const fault& injected) {
        server.inject(on_any_request(), injected);
        return nlohmann::json::parse(ask().content).at("next").get<std::string>();
    }

    /// What the other origin says to a request.
    received_answer elsewhere(const std::string& target,
                              const sendmock::http::header_fields& fields = {},
                              std::string_view method = "GET",
                              std::string_view content = {}) {
        raw_client client(port_of(server.canary().other_origin(host)));
        client.send(request_text(method, target, fields, content));
        return client.read_answer(method == "HEAD");
    }

    [[nodiscard]] exchange last() { return server.canary().requests().back(); }

    /// Whether a request brings credentials along.
    bool leaks(const std::string& target,
               const sendmock::http::header_fields& fields = {},
               std::string_view content = {}) {
        server.canary().clear();
        BOOST_TEST(elsewhere(target, fields, content.empty() ? "GET" : "POST", content).status ==
                   401);
        const bool leaked = sendmock::canary::carries_credentials(last());
        BOOST_TEST(server.canary().credentials_arrived() == leaked);
        BOOST_TEST(last().reason == (leaked ? "credentials_arrived" : "other_origin"));
        return leaked;
    }
};

} // namespace unit::server::canary

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_FIXTURE_TEST_SUITE(canary, canary::fixture)

BOOST_AUTO_TEST_CASE(it_is_there_only_once_it_is_needed) {
    const auto descriptors = sendmock::tests::open_descriptors().size();
    const auto threads = sendmock::tests::count_threads();
    BOOST_TEST(ask().status == 200);
    BOOST_TEST(eventually([&] { return sendmock::tests::count_threads() == threads; }));
    next_by(sendmock::next_other_origin());
    BOOST_TEST(sendmock::tests::open_descriptors().size() > descriptors);
    BOOST_TEST(server.canary().requests().empty());
    BOOST_TEST(!server.canary().credentials_arrived());
}

BOOST_AUTO_TEST_CASE(the_other_origin_is_another_host_and_port) {
    const std::string port = std::to_string(port_of(server.canary().other_origin("")));
    BOOST_TEST(port != std::to_string(server.port()));
    BOOST_TEST(server.canary().other_origin("127.0.0.1:80") == "http://localhost:" + port);
    BOOST_TEST(server.canary().other_origin("localhost:80") == "http://127.0.0.1:" + port);
    BOOST_TEST(server.canary().other_origin("localhost") == "http://127.0.0.1:" + port);
    BOOST_TEST(server.canary().other_origin("[::1]:80") == "http://localhost:" + port);
    BOOST_TEST(server.canary().same_host("127.0.0.1:80") == "http://127.0.0.1:" + port);
    BOOST_TEST(server.canary().same_host("localhost") == "http://localhost:" + port);
    BOOST_TEST(server.canary().same_host("[::1]:80") == "http://[::1]:" + port);
    BOOST_TEST(server.canary().same_host("[::1]") == "http://[::1]:" + port);
    BOOST_TEST(server.canary().behind_userinfo("127.0.0.1:80") ==
               "http://127.0.0.1:80@localhost:" + port);
}

BOOST_AUTO_TEST_CASE(links_lead_there_and_keep_path_and_cursor) {
    const std::string plain = nlohmann::json::parse(ask().content).at("next");
    const std::string port = std::to_string(port_of(server.canary().other_origin(host)));
    for (const char* name : {"127.0.0.1:", "localhost:"}) {
        host = name + std::to_string(server.port());
        const std::string other = name == std::string("localhost:") ? "127.0.0.1:" : "localhost:";
        const std::string origin = next_by(sendmock::next_other_origin());
        BOOST_TEST(origin == "http://" + other + port + target_of(plain));
        const std::string downgrade = next_by(sendmock::next_http_downgrade());
        BOOST_TEST(downgrade == "http://" + (name + port) + target_of(plain));
        const std::string userinfo = next_by(sendmock::next_userinfo());
        BOOST_TEST(userinfo == "http://" + host + '@' + other + port + target_of(plain));
    }
    BOOST_TEST(server.unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(redirections_lead_there) {
    for (const fault& injected :
         {sendmock::redirect_other_origin(), sendmock::redirect_to_other_origin(307)}) {
        server.inject(on_any_request(), injected);
        const received_answer answer = ask(logs + "?a=b");
        BOOST_TEST(answer.status == (injected.pager ? 302 : 307));
        BOOST_TEST(answer.content == "");
        BOOST_TEST(answer.field("X-Sendmock-Reason") == "injected_fault");
        BOOST_TEST(origin_of(answer.field("Location")) == server.canary().other_origin(host));
        BOOST_TEST(target_of(answer.field("Location")) == logs + "?a=b");
    }
    BOOST_TEST(server.journal().requests().front().fault == "REDIRECT_OTHER_ORIGIN");
}

BOOST_AUTO_TEST_CASE(even_the_last_page_has_a_link_then) {
    server.logs().replace(numbered_logs(1, 1));
    const std::string link = next_by(sendmock::next_other_origin());
    BOOST_TEST(link == server.canary().other_origin(host) + logs + "?cursor=");
}

BOOST_AUTO_TEST_CASE(a_client_that_follows_gets_401_and_is_noted) {
    const std::string link = next_by(sendmock::next_other_origin());
    BOOST_TEST(elsewhere(target_of(link)).status == 401);
    BOOST_TEST(!server.canary().credentials_arrived());
    service_client trusting(port_of(origin_of(link)), "k", "s3cr/t+");
    const received_answer answer = trusting.get(target_of(link));
    BOOST_TEST(answer.status == 401);
    BOOST_TEST(answer.content == "");
    BOOST_TEST(answer.field("WWW-Authenticate").starts_with("Basic"));
    BOOST_TEST(server.canary().credentials_arrived());
    BOOST_TEST(eventually([&] { return last().outcome == delivery::complete; }));
    const auto entries = server.canary().requests();
    BOOST_REQUIRE(entries.size() == 2U);
    BOOST_TEST(entries[0].reason == "other_origin");
    BOOST_TEST(entries[1].reason == "credentials_arrived");
    BOOST_TEST(entries[1].authenticated);
    BOOST_TEST(entries[1].account == "k");
    BOOST_TEST(entries[1].target == target_of(link));
    BOOST_TEST(entries[1].status == 401);
    BOOST_TEST(entries[1].number == 2U);
    BOOST_TEST(entries[1].sent_bytes == answer.bytes);
    BOOST_TEST(server.journal().size() == 1U); // the page alone
}

BOOST_AUTO_TEST_CASE(it_answers_everything_with_401) {
    for (const std::string method : {"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PURGE"}) {
        BOOST_TEST(elsewhere("/anything", {}, method).status == 401);
    }
    BOOST_TEST(elsewhere("/__admin/health").status == 401);
    raw_client client(port_of(server.canary().other_origin(host)));
    client.send("no message\r\n\r\n");
    BOOST_TEST(client.read_answer().status == 400);
    BOOST_TEST(last().status == 400);
    BOOST_TEST(!last().cause.empty());
    BOOST_TEST(server.canary().requests().size() == 8U);
}

BOOST_AUTO_TEST_CASE(credentials_are_found_wherever_they_stand) {
    BOOST_TEST(!leaks("/"));
    BOOST_TEST(!leaks("/?cursor=cD04", {{"User-Agent", "key"}, {"Referer", "http://x/k"}}));
    BOOST_TEST(leaks("/", {{"Authorization", "Basic eDp5"}})); // nobody's, and yet
    BOOST_TEST(leaks("/", {{"authorization", ""}}));
    BOOST_TEST(leaks("/", {{"Proxy-Authorization", "Basic eDp5"}}));
    BOOST_TEST(leaks("/", {{"Cookie", "session=1"}}));
    BOOST_TEST(leaks("/?secret=s3cr/t+"));
    BOOST_TEST(leaks("/", {{"X-Api-Key", "s3cr/t+"}}));
    BOOST_TEST(leaks("/", {}, "grant=s3cr/t+"));
    BOOST_TEST(leaks("/?token=hidden")); // another account's
    BOOST_TEST(leaks("/", {{"X-Auth", sendmock::http::base64_encode("k:s3cr/t+")}}));
}

BOOST_AUTO_TEST_CASE(a_secret_in_a_url_is_found_although_it_is_encoded) {
    BOOST_TEST(leaks("/?secret=s3cr%2Ft%2B"));
    BOOST_TEST(leaks("/s3cr%2ft+/logs"));
}

BOOST_AUTO_TEST_CASE(requests_belong_to_the_account_whose_key_they_bear) {
    elsewhere("/", {{"Authorization", sendmock::http::make_basic("other", "hidden")}});
    BOOST_TEST(last().account == "other");
    BOOST_TEST(last().authenticated);
    elsewhere("/", {{"Authorization", sendmock::http::make_basic("other", "wrong")}});
    BOOST_TEST(last().account == "other");
    BOOST_TEST(!last().authenticated);
    elsewhere("/", {{"Authorization", sendmock::http::make_basic("nobody", "x")}});
    BOOST_TEST(last().account == "k");
    elsewhere("/");
    BOOST_TEST(last().account == "k");
}

BOOST_AUTO_TEST_CASE(what_came_can_be_forgotten) {
    elsewhere("/", {{"Cookie", "a"}});
    BOOST_TEST(server.canary().credentials_arrived());
    server.canary().clear();
    BOOST_TEST(server.canary().requests().empty());
    BOOST_TEST(!server.canary().credentials_arrived());
    elsewhere("/");
    BOOST_TEST(last().number == 2U);
    const std::string origin = server.canary().other_origin(host);
    server.reset();
    BOOST_TEST(server.canary().requests().empty());
    elsewhere("/");
    BOOST_TEST(last().number == 1U);
    BOOST_TEST(server.canary().other_origin(host) == origin); // it stays where it is
}

BOOST_AUTO_TEST_CASE(several_threads_may_need_it_at_once) {
    std::vector<std::string> origins(8);
    std::vector<std::thread> threads;
    for (std::string& origin : origins) {
        threads.emplace_back([&] {
            origin = server.canary().other_origin(host);
            raw_client client(port_of(origin));
            client.send(request_text("GET", "/", {{"Cookie", "a"}}));
            static_cast<void>(client.read_answer());
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(std::count(origins.begin(), origins.end(), origins.front()) == 8);
    BOOST_TEST(server.canary().requests().size() == 8U);
}

BOOST_AUTO_TEST_CASE(accept_faults_do_not_reach_it) {
    server.inject(
        on_any_request().always(),
        sendmock::fault{.wire = sendmock::wire_fault{sendmock::wire_fault_kind::reset_on_accept}});
    BOOST_TEST(elsewhere("/").status == 401);
}

BOOST_AUTO_TEST_CASE(plain_http_at_a_port_of_tls_is_refused_and_noted) {
    for (std::size_t at = 0; at < sendmock::tls_profile_names.size(); ++at) {
        mock_server secure({.key = "k", .secret = "s3cr/t+", .tls = static_cast<tls_profile>(at)});
        const std::string other_origin = secure.canary().other_origin(host);
        for (const std::uint16_t port : {secure.port(), port_of(other_origin)}) {
            secure.canary().clear();
            service_client trusting(port, "k", "s3cr/t+");
            const received_answer answer = trusting.get(logs);
            BOOST_TEST(answer.status == 400);
            BOOST_TEST(answer.content == "this port speaks TLS, and plain HTTP came");
            BOOST_TEST(answer.field("Content-Type") == "text/plain");
            BOOST_TEST(secure.canary().credentials_arrived());
            raw_client wary(port);
            wary.send(request_text("GET", "/"));
            BOOST_TEST(wary.read_answer().status == 400);
            const auto entries = secure.canary().requests();
            BOOST_REQUIRE(entries.size() == 2U);
            BOOST_TEST(entries[0].reason == "credentials_arrived");
            BOOST_TEST(entries[0].authenticated);
            BOOST_TEST(entries[0].target == logs);
            BOOST_TEST(!entries[0].secure);
            BOOST_TEST(entries[1].reason == "plain_http");
            BOOST_TEST(entries[1].cause == answer.content);
        }
        BOOST_TEST(secure.journal().requests().empty());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_message_at_a_port_of_tls_is_noted_as_such) {
    mock_server secure({.tls = tls_profile::good});
    raw_client client(secure.port());
    client.send("no message\r\n\r\n");
    const received_answer answer = client.read_answer();
    BOOST_TEST(answer.status == 400);
    BOOST_TEST(answer.field("WWW-Authenticate") == "");
    const auto entries = secure.canary().requests();
    BOOST_REQUIRE(entries.size() == 1U);
    BOOST_TEST(entries[0].reason == "plain_http");
    BOOST_TEST(entries[0].cause == answer.content);
    BOOST_TEST(entries[0].cause != "this port speaks TLS, and plain HTTP came");
}

BOOST_AUTO_TEST_CASE(plain_http_at_a_port_of_tls_is_known_by_its_first_byte) {
    mock_server secure({.tls = tls_profile::good});
    for (const std::string begun : {"\r\nGET", "GET", "get", "9", "!"}) {
        secure.canary().clear();
        raw_client client(secure.port());
        client.send(begun + " / HTTP/1.1\r\nHost: x\r\n\r\n");
        BOOST_TEST(client.read_answer().status == 400, begun);
        BOOST_TEST(secure.canary().requests().size() == 1U, begun);
    }
    for (const std::string begun : {"\x16\x03\x01", "\x15", "\x80\x2e\x01", "\xff"}) {
        secure.canary().clear();
        raw_client client(secure.port());
        client.send(begun + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        client.finish();
        BOOST_TEST(!client.read_to_end().bytes.starts_with("HTTP/"));
        BOOST_TEST(secure.canary().requests().empty());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_noted_with_how_it_came) {
    mock_server secure({.tls = tls_profile::good});
    tls_client client(port_of(secure.canary().other_origin(host)));
    BOOST_REQUIRE(client.shake_hands());
    client.send("no message\r\n\r\n");
    BOOST_TEST(eventually([&] { return secure.canary().requests().size() == 1U; }));
    BOOST_TEST(secure.canary().requests().front().secure);
    BOOST_TEST(secure.judge().holds());
}

BOOST_AUTO_TEST_CASE(plain_http_beyond_the_limit_of_connections_is_noted_too) {
    mock_server secure({.tls = tls_profile::good, .most_connections = 1});
    raw_client first(secure.port());
    first.send(request_text("GET", "/"));
    BOOST_TEST(first.read_answer().status == 400);
    raw_client second(secure.port());
    second.send(request_text("GET", "/"));
    BOOST_TEST(second.read_answer().status == 503);
    BOOST_TEST(secure.canary().requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(who_wanted_an_admin_call_in_plain_http_is_no_client) {
    for (const bool beside : {true, false}) {
        mock_server secure({.tls = tls_profile::good, .admin = beside});
        raw_client client(secure.port());
        client.send(
            request_text("GET", "/__admin/health", {{"Authorization", "Bearer something"}}));
        const received_answer answer = client.read_answer();
        BOOST_TEST(answer.status == 400);
        BOOST_TEST(secure.canary().requests().empty() == beside);
    }
}

BOOST_AUTO_TEST_CASE(plain_http_is_noted_where_a_handshake_was_to_fail_and_not_where_none_is_read) {
    mock_server secure({.tls = tls_profile::good});
    secure.inject(sendmock::on_connection(1), sendmock::fail_handshake());
    secure.inject(sendmock::on_connection(2), sendmock::reset_on_accept());
    raw_client first(secure.port());
    first.send(request_text("GET", "/"));
    BOOST_TEST(first.read_answer().status == 400);
    try {
        raw_client second(secure.port());
        BOOST_TEST(second.read_to_end().ending == ending::rst);
    } catch (const std::runtime_error& failure) { // so soon that it is told when connecting
        BOOST_TEST(std::string(failure.what()).ends_with("Connection reset by peer"));
    }
    BOOST_TEST(secure.canary().requests().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
