// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/eventually.hpp"
#include "support/numbered_logs.hpp"
#include "support/process_state.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/stopwatch.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace unit::server::mock_server {

using nlohmann::json;
using sendmock::delivery;
using sendmock::exchange;
using sendmock::http_error;
using sendmock::mock_server;
using sendmock::on_page;
using sendmock::server_options;
using sendmock::tls_profile;
using sendmock::tests::bound;
using sendmock::tests::ending;
using sendmock::tests::eventually;
using sendmock::tests::logs_target;
using sendmock::tests::numbered_log;
using sendmock::tests::numbered_logs;
using sendmock::tests::raw_client;
using sendmock::tests::received;
using sendmock::tests::received_answer;
using sendmock::tests::request_text;
using sendmock::tests::service_client;
using sendmock::tests::target_of;
using std::chrono::milliseconds;

const std::string logs(logs_target);

/// A page that is larger than all buffers between a server and a client that does not read.
std::vector<sendmock::log_record> big_page() {
    return sendmock::tests::padded_logs(64, std::size_t{256} * 1024);
}

/// Seven logs on pages of three.
server_options small_pages() {
    return {.logs = numbered_logs(1, 7), .page_size = 3};
}

std::string failure_of(server_options options) {
    try {
        const mock_server server(std::move(options));
    } catch (const sendmock::error& failure) {
        return failure.what();
    }
    return "";
}

/// What a wrong option is told.
std::string complaint_about(server_options options) {
    try {
        const mock_server server(std::move(options));
    } catch (const std::invalid_argument& failure) {
        return failure.what();
    }
    return "";
}

bool listens(server_options options) {
    return failure_of(std::move(options)).empty();
}

/// An answer to a client that sends one request and no credentials.
received_answer admin_call(std::uint16_t port,
                           const std::string& method,
                           const std::string& path,
                           const std::string& content = {}) {
    raw_client client(port);
    client.send(request_text(method, "/__admin" + path, {}, content));
    return client.read_answer(method == "HEAD");
}

std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

/// The code in the service's error body.
int error_code(const received_answer& answer) {
    return json::parse(answer.content).at("error").at("code").get<int>();
}

/// The second page's target.
std::string next_of(const received_answer& page) {
    return target_of(json::parse(page.content).at("next").get<std::string>());
}

/// Clients that keep their connections although they ask nothing; each second one is inside a
/// request.
std::vector<service_client> idle_clients(std::uint16_t port, int count) {
    std::vector<service_client> clients;
    for (int number = 0; number < count; ++number) {
        service_client& client = clients.emplace_back(port);
        BOOST_REQUIRE(client.get().status == 200);
        if (number % 2 == 1) {
            client.connection().send("GET /api/v2/integrations/logs HTTP/1.1\r\nHo");
        }
    }
    return clients;
}

/// How clients begin that say no TLS hello, or not all of it.
const std::array<std::string, 3> incomplete_hellos{"", "\x16", "\x16\x03\x01"};

/// How long a server takes to end, with clients of a kind.
template <class Prepare>
milliseconds time_to_end(milliseconds within, const server_options& options, Prepare prepare) {
    return sendmock::tests::shortest(within, [&] {
        std::optional<mock_server> server(std::in_place, options);
        const auto clients = prepare(*server);
        return sendmock::tests::time_of([&] { server.reset(); });
    });
}

} // namespace unit::server::mock_server

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(mock_server)

// ---- Beginning and end

BOOST_AUTO_TEST_CASE(serves_the_documented_example_once_it_is_made) {
    const mock_server server;
    service_client client(server.port());
    const received_answer answer = client.get();
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.reason == "OK");
    const json page = json::parse(answer.content);
    BOOST_TEST(page.at("results").size() == 2U);
    BOOST_TEST(page.at("next").is_null());
}

BOOST_AUTO_TEST_CASE(tells_where_it_is_and_who_may_come_in) {
    const mock_server server({.key = "k", .secret = "s", .seed = 42});
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
    BOOST_TEST(server.url() == url);
    BOOST_TEST(server.logs_url() == url + "/api/v2/integrations/logs");
    BOOST_TEST(server.admin_url() == url);
    BOOST_TEST(server.key() == "k");
    BOOST_TEST(server.secret() == "s");
    BOOST_TEST(server.seed() == 42U);
    BOOST_TEST(server.endpoint().url == server.logs_url());
    BOOST_TEST(server.endpoint().key == "k");
    BOOST_TEST(server.endpoint().secret == "s");
    BOOST_TEST(server.endpoint().ca_file == "");
    BOOST_TEST(service_client(server.port(), "k", "s").get().status == 200);
    BOOST_TEST(service_client(server.port(), "k", "t").get().status == 401);
}

BOOST_AUTO_TEST_CASE(draws_a_seed_if_none_is_given) {
    const mock_server first;
    const mock_server second;
    const mock_server third;
    BOOST_TEST((first.seed() != second.seed() || second.seed() != third.seed()));
}

BOOST_AUTO_TEST_CASE(two_servers_have_a_port_each) {
    const mock_server first;
    const mock_server second({.logs = {}});
    BOOST_TEST(first.port() != second.port());
    service_client client(second.port());
    BOOST_TEST(json::parse(client.get().content).at("results").empty());
}

BOOST_AUTO_TEST_CASE(refuses_a_port_that_is_taken_and_names_host_port_and_cause) {
    const mock_server server;
    const std::string port = std::to_string(server.port());
    BOOST_TEST(failure_of({.port = server.port()}) ==
               "cannot listen on 127.0.0.1 port " + port + ": Address already in use");
    BOOST_TEST(failure_of({.admin_port = server.port()}) ==
               "cannot listen on 127.0.0.1 port " + port + ": Address already in use");
    BOOST_TEST(failure_of({.host = "no host"}).starts_with("cannot listen on no host: "));
    BOOST_TEST(service_client(server.port()).get().status == 200);
}

BOOST_AUTO_TEST_CASE(every_address_and_loopback_do_not_share_a_port) {
    const mock_server loopback;
    BOOST_TEST(!listens({.host = "0.0.0.0", .port = loopback.port(), .admin = false}));
    const mock_server everywhere({.host = "0.0.0.0", .admin = false});
    BOOST_TEST(!listens({.port = everywhere.port()}));
    BOOST_TEST(service_client(everywhere.port()).get().status == 200);
}

BOOST_AUTO_TEST_CASE(at_most_one_of_two_threads_gets_a_port) {
    constexpr int rounds = 50;
    std::barrier together(2);
    std::atomic<std::uint16_t> port = 0;
    std::array<std::array<bool, rounds>, 2> got{};
    const auto race = [&](std::size_t side) {
        for (std::size_t round = 0; round < rounds; ++round) {
            if (side == 0) {
                port = mock_server().port();
            }
            together.arrive_and_wait();
            std::optional<mock_server> server;
            try {
                server.emplace(server_options{.port = port});
            } catch (const sendmock::error&) {
            }
            got[side][round] = server.has_value();
            together.arrive_and_wait();
        }
    };
    std::thread other(race, 0);
    race(1);
    other.join();
    int some = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        BOOST_TEST(!(got[0][round] && got[1][round]));
        some += got[0][round] || got[1][round] ? 1 : 0;
    }
    BOOST_TEST(some > rounds / 2);
}

BOOST_AUTO_TEST_CASE(starts_again_on_its_port_at_once) {
    std::optional<mock_server> server(std::in_place);
    const std::uint16_t port = server->port();
    for (int round = 0; round < 5; ++round) {
        // The server ends the one connection, and the other one with itself.
        raw_client ended(port);
        ended.send(request_text("GET", logs, {{"Connection", "close"}}));
        BOOST_TEST(ended.read_answer().status == 401);
        BOOST_TEST(ended.read_to_end().ending == ending::fin);
        ended.close();
        service_client kept(port);
        BOOST_TEST(kept.get().status == 200);
        server.reset();
        server.emplace(server_options{.port = port});
    }
    BOOST_TEST(service_client(port).get().status == 200);
}

BOOST_AUTO_TEST_CASE(ends_at_once_with_idle_and_half_asking_clients) {
    const milliseconds within = bound(milliseconds{100});
    const milliseconds best = time_to_end(
        within, {}, [](const mock_server& server) { return idle_clients(server.port(), 200); });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(ends_at_once_while_an_answer_is_not_taken) {
    const milliseconds within = bound(milliseconds{100});
    const milliseconds best =
        time_to_end(within, {.logs = big_page()}, [](const mock_server& server) {
            raw_client client(server.port(), "127.0.0.1", 4096);
            client.send(service_client(server.port()).text("GET"));
            BOOST_TEST(eventually([&] { return server.journal().size() == 1; }));
            return client;
        });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(ends_at_once_with_clients_that_say_no_hello) {
    const milliseconds within = bound(milliseconds{100});
    const milliseconds best =
        time_to_end(within, {.tls = tls_profile::good}, [](const mock_server& server) {
            std::vector<raw_client> clients;
            for (int number = 0; number < 20; ++number) {
                for (const std::string& begun : incomplete_hellos) {
                    clients.emplace_back(server.port()).send(begun);
                }
            }
            return clients;
        });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(who_says_no_hello_is_let_go) {
    const mock_server server({.tls = tls_profile::good, .io_timeout = milliseconds{100}});
    for (const std::string& begun : incomplete_hellos) {
        raw_client client(server.port());
        client.send(begun);
        const received end = client.read_to_end();
        BOOST_TEST(end.bytes == "");
        BOOST_TEST(end.ending == ending::fin);
    }
}

BOOST_AUTO_TEST_CASE(no_request_waits_behind_idle_connections) {
    const milliseconds within = bound(milliseconds{100});
    const mock_server server;
    const auto idle = idle_clients(server.port(), 200);
    const milliseconds best = sendmock::tests::shortest(within, [&] {
        return sendmock::tests::time_of(
            [&] { BOOST_TEST(service_client(server.port()).get().status == 200); });
    });
    BOOST_TEST(best.count() < within.count());
}

BOOST_AUTO_TEST_CASE(several_threads_make_and_end_many) {
    std::atomic<int> served = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int round = 0; round < 25; ++round) {
                const mock_server server({.admin_port = 0});
                served += service_client(server.port()).get().status == 200 ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(served == 100);
}

BOOST_AUTO_TEST_CASE(leaves_no_trace_in_the_process) {
    const auto use = [](int rounds) {
        for (int round = 0; round < rounds; ++round) {
            const mock_server server({.admin_port = 0});
            service_client client(server.port());
            const raw_client idle(server.port());
            BOOST_REQUIRE(client.get().status == 200);
        }
    };
    const auto dispositions = sendmock::tests::signal_dispositions();
    use(1); // what is made once for the whole program is there now
    const auto descriptors = sendmock::tests::open_descriptors();
    const auto threads = sendmock::tests::count_threads();
    use(200);
    BOOST_TEST((sendmock::tests::signal_dispositions() == dispositions));
    BOOST_TEST((sendmock::tests::open_descriptors() == descriptors));
    // A thread that was joined may be seen for a moment longer.
    BOOST_TEST(eventually([&] { return sendmock::tests::count_threads() <= threads; }));
}

BOOST_AUTO_TEST_CASE(a_server_that_could_not_be_made_leaves_nothing_behind) {
    const mock_server server;
    const auto descriptors = sendmock::tests::open_descriptors();
    const auto threads = sendmock::tests::count_threads();
    // The service listens already when the admin port turns out to be taken.
    BOOST_TEST(!listens({.admin_port = server.port()}));
    BOOST_TEST((sendmock::tests::open_descriptors() == descriptors));
    BOOST_TEST(eventually([&] { return sendmock::tests::count_threads() <= threads; }));
}

// ---- Options

BOOST_AUTO_TEST_CASE(refuses_options_out_of_range_and_names_them) {
    BOOST_TEST(complaint_about({.page_size = 0}).starts_with("page_size: "));
    BOOST_TEST(complaint_about({.page_size = 1'001}).starts_with("page_size: "));
    BOOST_TEST(complaint_about({.key = "a:b"}).starts_with("key: "));
    BOOST_TEST(complaint_about({.rate_limit = sendmock::rate_limit{.requests = 0}})
                   .starts_with("rate_limit: "));
    BOOST_TEST(complaint_about({.accounts = {{.key = "key"}}}).starts_with("accounts: "));
    BOOST_TEST(
        complaint_about({.public_base_url = "example.com"}).starts_with("public_base_url: "));
    BOOST_TEST(failure_of({.logs = {numbered_log(5), numbered_log(5)}}).find("id 5") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_host_that_others_can_reach_needs_a_token_or_no_admin_calls) {
    BOOST_TEST(complaint_about({.host = "0.0.0.0"}).starts_with("admin_token: "));
    BOOST_TEST(complaint_about({.host = "0.0.0.0", .admin_port = 0}).starts_with("admin_token: "));
    BOOST_TEST(listens({.host = "0.0.0.0", .admin = false}));
    BOOST_TEST(listens({.host = "0.0.0.0", .admin_token = "t"}));
}

BOOST_AUTO_TEST_CASE(links_lead_to_where_the_client_came_from_or_to_the_public_url) {
    const auto next = [](const mock_server& server, const std::string& head) {
        raw_client client(server.port());
        client.send(head + "Authorization: " + sendmock::http::make_basic("key", "secret") +
                    "\r\n\r\n");
        const std::string url = json::parse(client.read_answer().content).at("next");
        return url.substr(0, url.find("cursor="));
    };
    const mock_server server(small_pages());
    const std::string path = logs + "?";
    BOOST_TEST(next(server, "GET " + logs + " HTTP/1.1\r\nHost: a.example:7\r\n") ==
               "http://a.example:7" + path);
    BOOST_TEST(next(server, "GET http://b.example" + logs + " HTTP/1.1\r\nHost: a.example\r\n") ==
               "http://b.example" + path);
    BOOST_TEST(next(server, "GET " + logs + " HTTP/1.0\r\n") == server.url() + path);

    server_options options = small_pages();
    options.public_base_url = "https://mock.example/under";
    const mock_server public_server(options);
    BOOST_TEST(next(public_server, "GET " + logs + " HTTP/1.1\r\nHost: a.example:7\r\n") ==
               "https://mock.example/under" + path);
}

BOOST_AUTO_TEST_CASE(journals_keep_as_much_as_they_are_told_to) {
    mock_server server(
        {.journal = {.entries = 2}, .accounts = {{.key = "other", .journal = {.entries = 1}}}});
    for (const auto& [key, kept] : std::map<std::string, std::size_t>{{"key", 2}, {"other", 1}}) {
        for (int number = 0; number < 3; ++number) {
            server.account(key)->journal().add({});
        }
        BOOST_TEST(server.account(key)->journal().size() == kept);
    }
}

BOOST_AUTO_TEST_CASE(without_wanted_credentials_everyone_comes_in) {
    const mock_server server({.require_credentials = false});
    raw_client client(server.port());
    client.send(request_text("GET", logs));
    BOOST_TEST(client.read_answer().status == 200);
    BOOST_TEST(!server.journal().requests().front().authenticated);
}

BOOST_AUTO_TEST_CASE(a_rate_limit_holds_for_the_account) {
    server_options options{.rate_limit = sendmock::rate_limit{.requests = 2},
                           .now = [] { return sendmock::instant{}; }};
    const mock_server server(options);
    service_client client(server.port());
    BOOST_TEST(client.get().status == 200);
    BOOST_TEST(client.get().status == 200);
    const received_answer refused = client.get();
    BOOST_TEST(refused.status == 429);
    BOOST_TEST(refused.content == "");
    BOOST_TEST(refused.field("Content-Length") == "0");
}

BOOST_AUTO_TEST_CASE(a_strict_server_adds_no_field_beyond_the_services_own) {
    const mock_server strict({.strict = true});
    BOOST_TEST(service_client(strict.port(), "key", "x").get().fields.count("X-Sendmock-Reason") ==
               0U);
    const mock_server server;
    BOOST_TEST(service_client(server.port(), "key", "x").get().field("X-Sendmock-Reason") ==
               "wrong_secret");
}

BOOST_AUTO_TEST_CASE(listens_on_ipv6_where_there_is_any) {
    std::optional<mock_server> server;
    try {
        server.emplace(server_options{.host = "::1"});
    } catch (const sendmock::error& failure) {
        BOOST_TEST_MESSAGE("not checked: " << failure.what());
        return;
    }
    BOOST_TEST(server->url() == "http://[::1]:" + std::to_string(server->port()));
    raw_client client(server->port(), "::1");
    client.send(request_text("GET", logs));
    BOOST_TEST(client.read_answer().status == 401);
}

// ---- What goes over the wire

BOOST_AUTO_TEST_CASE(refuses_each_method_that_it_does_not_have_and_names_the_others) {
    const mock_server server;
    service_client client(server.port());
    for (const std::string method :
         {"PROPFIND", "QUERY", "PURGE", "TRACE", "DELETE", "PUT", "PATCH", "POST", "x-y"}) {
        const received_answer refused = client.ask(method, logs);
        BOOST_TEST(refused.status == 405);
        BOOST_TEST(refused.field("Allow") == "GET, HEAD, OPTIONS");
        BOOST_TEST(json::parse(refused.content).at("error").at("message") ==
                   "Method \"" + method + "\" not allowed.");
    }
    BOOST_TEST(client.ask("OPTIONS", logs).status == 200);
}

BOOST_AUTO_TEST_CASE(refuses_a_get_with_content_and_goes_on) {
    const mock_server server;
    service_client client(server.port());
    const received_answer refused = client.ask("GET", logs, "hello");
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(error_code(refused) == 403);
    BOOST_TEST(client.get().status == 200);
    // Who may not come in is told so first.
    BOOST_TEST(service_client(server.port(), "key", "x").ask("GET", logs, "hello").status == 401);
}

BOOST_AUTO_TEST_CASE(the_answer_to_head_is_that_to_get_without_content) {
    const mock_server server;
    service_client client(server.port());
    const received_answer get = client.get();
    const received_answer head = client.ask("HEAD", logs);
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.field("Content-Length") == std::to_string(get.content.size()));
    BOOST_TEST(head.fields.size() == get.fields.size());
    BOOST_TEST(client.get().content == get.content);
}

BOOST_AUTO_TEST_CASE(a_message_that_cannot_be_read_is_refused_in_the_services_form_and_noted) {
    const mock_server server({.limits = {.content_bytes = 1'000}, .io_timeout = milliseconds{100}});
    const std::string head = "POST /api/v2/integrations/1/logs HTTP/1.1\r\nHost: x\r\n";
    const std::vector<std::pair<std::string, int>> messages{
        {head + "A: " + std::string(70'000, 'a') + "\r\n\r\n", 431},
        {head + "Content-Length: 1001\r\n\r\n", 413},
        {head + "Transfer-Encoding: chunked\r\n\r\n3E9\r\n" + std::string(1'001, 'x'), 413},
        {head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {head + "Host: y\r\n\r\n", 400},
        {head + "Transfer-Encoding: gzip\r\n\r\n", 501},
        {head + "Expect: more\r\n\r\n", 417},
        {head + "Content-Length: 5\r\n\r\nab", 408},
        {"GET / HTTP/2.0\r\n\r\n", 505}};
    std::size_t count = 0;
    for (const auto& [message, status] : messages) {
        raw_client client(server.port());
        client.send(message);
        const received_answer refused = client.read_answer();
        BOOST_TEST(refused.status == status);
        BOOST_TEST(error_code(refused) == status);
        BOOST_TEST(refused.field("Connection") == "close");
        BOOST_TEST(client.read_to_end().ending == ending::fin);
        BOOST_REQUIRE(server.journal().size() == ++count);
        const exchange entry = server.journal().requests().back();
        BOOST_TEST(entry.status == status);
        BOOST_TEST(entry.reason == (status == 408 ? "request_timeout" : "bad_message"));
        BOOST_TEST(!entry.cause.empty());
        BOOST_TEST(entry.method == (status == 505 ? "" : "POST"));
    }
}

BOOST_AUTO_TEST_CASE(a_connection_too_many_is_told_so_and_noted_until_one_ends) {
    const mock_server server({.most_connections = 2});
    service_client first(server.port());
    std::optional<service_client> second(std::in_place, server.port());
    BOOST_TEST(first.get().status == 200);
    BOOST_TEST(second->get().status == 200);
    raw_client third(server.port());
    const received_answer refused = third.read_answer();
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(error_code(refused) == 503);
    BOOST_TEST(server.journal().requests().back().reason == "too_many_connections");
    second.reset();
    BOOST_TEST(eventually([&] {
        raw_client next(server.port());
        next.send(first.text("GET"));
        return next.read_answer().status == 200;
    }));
    BOOST_TEST(first.get().status == 200);
}

BOOST_AUTO_TEST_CASE(half_closed_and_pipelining_clients_get_their_answers) {
    const mock_server server;
    service_client client(server.port());
    client.connection().send(client.text("GET") + client.text("HEAD") + client.text("GET", "/x") +
                             client.text("GET"));
    client.connection().finish();
    BOOST_TEST(client.connection().read_answer().status == 200);
    BOOST_TEST(client.connection().read_answer(true).status == 200);
    BOOST_TEST(client.connection().read_answer().status == 404);
    BOOST_TEST(client.connection().read_answer().status == 200);
    const auto rest = client.connection().read_to_end();
    BOOST_TEST(rest.bytes == "");
    BOOST_TEST(rest.ending == ending::fin);
}

// ---- Journal

BOOST_AUTO_TEST_CASE(a_client_that_has_its_answer_always_finds_its_entry) {
    constexpr int clients = 4;
    constexpr int rounds = 500;
    server_options options;
    for (int number = 0; number < clients; ++number) {
        options.accounts.push_back({.key = "k" + std::to_string(number), .secret = "s"});
    }
    const mock_server server(options);
    std::atomic<int> missed = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < clients; ++number) {
        threads.emplace_back([&, key = "k" + std::to_string(number)] {
            const auto account = server.account(key);
            service_client client(server.port(), key, "s");
            for (int round = 1; round <= rounds; ++round) {
                const std::string target = logs + "?round=" + std::to_string(round);
                client.get(target);
                const auto numbered = static_cast<std::uint64_t>(round);
                const auto found = account->journal().requests(numbered - 1);
                missed += found.size() == 1 && found.front().number == numbered &&
                                  found.front().target == target && found.front().status == 200
                              ? 0
                              : 1;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(missed == 0);
    BOOST_TEST(server.journal().size() == 0U);
}

BOOST_AUTO_TEST_CASE(outcome_and_bytes_of_an_answer_follow) {
    const mock_server server;
    service_client client(server.port());
    std::vector<std::size_t> bytes;
    bytes.push_back(client.get().bytes);
    bytes.push_back(client.ask("HEAD", logs).bytes);
    bytes.push_back(client.get("/nothing").bytes);
    const auto all_done = [&] {
        const auto entries = server.journal().requests();
        return std::all_of(entries.begin(), entries.end(), [](const exchange& entry) {
            return entry.outcome != delivery::pending;
        });
    };
    BOOST_TEST(eventually(all_done));
    const auto entries = server.journal().requests();
    BOOST_REQUIRE(entries.size() == bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        BOOST_TEST((entries[i].outcome == delivery::complete));
        BOOST_TEST(entries[i].sent_bytes == bytes[i]);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_not_taken_has_failed_and_the_next_request_is_a_retry) {
    const mock_server server({.logs = big_page()});
    raw_client gone(server.port());
    gone.send(service_client(server.port()).text("GET"));
    BOOST_TEST(eventually([&] { return server.journal().size() == 1; }));
    BOOST_TEST((server.journal().requests().front().outcome == delivery::pending));
    gone.reset();
    BOOST_TEST(eventually(
        [&] { return server.journal().requests().front().outcome == delivery::failed; }));
    BOOST_TEST(server.journal().requests().front().sent_bytes > 0U);

    service_client client(server.port());
    BOOST_TEST(client.get().status == 200);
    BOOST_TEST(client.get().status == 200);
    const auto entries = server.journal().requests();
    BOOST_REQUIRE(entries.size() == 3U);
    BOOST_TEST(entries[1].walk.value_or(0) == 1U);
    BOOST_TEST(entries[1].attempt == 2U);
    BOOST_TEST(entries[2].walk.value_or(0) == 2U);
    BOOST_TEST(entries[2].attempt == 1U);
}

BOOST_AUTO_TEST_CASE(a_walk_is_noted_with_its_pages) {
    const mock_server server(small_pages());
    service_client client(server.port());
    BOOST_TEST((client.walk() == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1}));
    BOOST_TEST((client.walk().size() == 7U));
    const auto entries = server.journal().requests();
    BOOST_REQUIRE(entries.size() == 6U);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const exchange& entry = entries[i];
        BOOST_TEST(entry.number == i + 1);
        BOOST_TEST(entry.account == "key");
        BOOST_TEST(entry.authenticated);
        BOOST_TEST(entry.method == "GET");
        BOOST_TEST(entry.status == 200);
        BOOST_TEST(entry.reason == "");
        BOOST_TEST(entry.walk.value_or(0) == i / 3 + 1);
        BOOST_TEST(entry.page.value_or(0) == i % 3 + 1);
        BOOST_TEST(entry.attempt == 1U);
        BOOST_TEST(entry.cursor.has_value() == (i % 3 != 0));
        BOOST_TEST(entry.target.starts_with(i % 3 == 0 ? logs : logs + "?cursor="));
    }
    BOOST_TEST(entries[1].cursor->starts_with("p=2023-11-14"));
}

BOOST_AUTO_TEST_CASE(observers_see_every_exchange_before_the_server_has_ended) {
    std::atomic<int> seen = 0;
    std::atomic<int> with_secret = 0;
    {
        const mock_server server({.on_exchange = [&](const exchange& entry) {
            ++seen;
            with_secret += *entry.fields.find("Authorization") == "Basic ***" ? 0 : 1;
        }});
        service_client client(server.port());
        for (int round = 0; round < 10; ++round) {
            client.get();
        }
    }
    BOOST_TEST(seen == 10);
    BOOST_TEST(with_secret == 0);
}

BOOST_AUTO_TEST_CASE(callbacks_that_throw_do_no_harm) {
    std::atomic<bool> no_clock = false;
    server_options options;
    options.on_exchange = [](const exchange&) { throw std::runtime_error("an observer's"); };
    options.on_shutdown = [] { throw std::runtime_error("a shutdown's"); };
    options.now = [&]() -> sendmock::instant {
        if (no_clock) {
            throw std::runtime_error("a clock's");
        }
        return {};
    };
    const mock_server server(options);
    service_client client(server.port());
    BOOST_TEST(client.get().status == 200);
    BOOST_TEST(admin_call(server.port(), "POST", "/shutdown").status == 202);

    no_clock = true;
    const received_answer failed = client.get();
    BOOST_TEST(failed.status == 500);
    BOOST_TEST(error_code(failed) == 500);
    const exchange entry = server.journal().requests().back();
    BOOST_TEST(entry.status == 500);
    BOOST_TEST(entry.cause == "a clock's");
    BOOST_TEST(admin_call(server.port(), "GET", "/health").status == 500);
    raw_client unreadable(server.port());
    unreadable.send("x\r\n\r\n");
    BOOST_TEST(unreadable.read_answer().status == 500);

    no_clock = false;
    BOOST_TEST(client.get().status == 200);
}

// ---- Accounts and faults

BOOST_AUTO_TEST_CASE(accounts_have_their_own_logs_journals_and_faults) {
    mock_server server({.logs = numbered_logs(1, 1),
                        .accounts = {{.key = "a", .secret = "sa", .logs = numbered_logs(2, 2)},
                                     {.key = "b", .secret = "sb", .logs = numbered_logs(3, 3)}}});
    server.account("a")->inject(on_page(1), http_error(500));
    service_client client(server.port());
    service_client a(server.port(), "a", "sa");
    service_client b(server.port(), "b", "sb");
    BOOST_TEST((client.walk() == std::vector<std::int64_t>{1}));
    BOOST_TEST((b.walk() == std::vector<std::int64_t>{3}));
    BOOST_TEST(a.get().status == 500);
    BOOST_TEST((a.walk() == std::vector<std::int64_t>{2}));
    BOOST_TEST(service_client(server.port(), "a", "sb").get().status == 401);
    BOOST_TEST(server.journal().size() == 1U);
    BOOST_TEST(server.account("a")->journal().size() == 3U);
    BOOST_TEST(server.account("b")->journal().size() == 1U);
    BOOST_TEST(server.unused_rules().empty());

    BOOST_TEST(server.account("key")->secret() == "secret");
    BOOST_CHECK_THROW(static_cast<void>(server.account("c")), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(accounts_can_be_added_while_it_serves) {
    mock_server server;
    service_client client(server.port(), "late", "s");
    BOOST_TEST(client.get().status == 401);
    const auto added = server.add_account({.key = "late", .secret = "s"});
    BOOST_TEST(client.get().status == 200);
    BOOST_TEST(added->journal().size() == 1U);
    BOOST_CHECK_THROW(server.add_account({.key = "key"}), std::invalid_argument);
    BOOST_CHECK_THROW(server.add_account({.key = "a:b"}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_fault_acts_once_on_its_page) {
    mock_server server(small_pages());
    server.inject(on_page(2), http_error(404));
    BOOST_TEST((server.unused_rules() == std::vector<std::string>{"#1"}));
    service_client client(server.port());
    const std::string second = next_of(client.get());
    BOOST_TEST((server.unused_rules() == std::vector<std::string>{"#1"}));
    const received_answer refused = client.get(second);
    BOOST_TEST(refused.status == 404);
    BOOST_TEST(json::parse(refused.content).at("error").at("message") == "Not found.");
    BOOST_TEST(refused.field("X-Sendmock-Reason") == "injected_fault");
    BOOST_TEST(server.unused_rules().empty());
    BOOST_TEST(server.journal().requests().back().fault == "http_error(404)");
    BOOST_TEST(client.get(second).status == 200);
    BOOST_TEST(server.journal().requests().back().attempt == 2U);
    BOOST_TEST(server.journal().requests().back().fault == "");
    BOOST_TEST(client.walk().size() == 7U);
}

BOOST_AUTO_TEST_CASE(a_fault_acts_so_many_times_or_always) {
    mock_server server(small_pages());
    server.inject(on_page(1).times(2), http_error(503));
    server.inject(sendmock::from_page(2).always(), http_error(500));
    service_client client(server.port());
    BOOST_TEST(client.get().status == 503);
    BOOST_TEST(client.get().status == 503);
    const received_answer first = client.get();
    BOOST_TEST(first.status == 200);
    BOOST_TEST((server.unused_rules() == std::vector<std::string>{"#2"}));
    for (int round = 0; round < 5; ++round) {
        BOOST_TEST(client.get(next_of(first)).status == 500);
    }
    BOOST_TEST(server.unused_rules().empty());
    const auto entries = server.journal().requests();
    BOOST_TEST(entries[2].attempt == 3U);
    BOOST_TEST(entries[2].walk.value_or(0) == 1U);
    BOOST_TEST(entries.back().attempt == 5U);
    BOOST_TEST(entries.back().page.value_or(0) == 2U);
}

BOOST_AUTO_TEST_CASE(of_several_faults_the_first_that_may_still_act_does) {
    mock_server server(small_pages());
    server.inject(on_page(1), http_error(500));
    server.inject(sendmock::from_page(1).times(2), http_error(502));
    service_client client(server.port());
    BOOST_TEST(client.get().status == 500);
    BOOST_TEST(client.get().status == 502);
    BOOST_TEST(client.get().status == 502);
    BOOST_TEST(client.get().status == 200);
}

BOOST_AUTO_TEST_CASE(a_reset_makes_everything_as_at_the_start) {
    mock_server server({.logs = numbered_logs(1, 7), .page_size = 3, .accounts = {{.key = "a"}}});
    service_client client(server.port());
    BOOST_TEST(client.walk().size() == 7U);
    server.inject(on_page(1).always(), http_error(500));
    server.logs().erase(7);
    server.account("a")->logs().replace(std::vector<sendmock::log_record>{});
    server.add_account({.key = "b"});
    server.reset();
    BOOST_TEST(server.unused_rules().empty());
    BOOST_TEST(server.journal().size() == 0U);
    BOOST_TEST((client.walk() == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1}));
    const exchange entry = server.journal().requests().front();
    BOOST_TEST(entry.number == 1U);
    BOOST_TEST(entry.walk.value_or(0) == 1U);
    BOOST_TEST(server.account("a")->logs().size() == 2U);
    BOOST_CHECK_THROW(static_cast<void>(server.account("b")), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(a_scenario_may_be_all_that_a_server_is_made_with) {
    sendmock::scenario wanted{.name = "all", .seed = 5};
    wanted.server.emplace();
    wanted.server->data = {.logs = numbered_logs(1, 5), .settings = {.page_size = 2}};
    wanted.server->accounts = {
        {.key = "first", .secret = "one"},
        {.key = "second",
         .secret = "two",
         .data = {.logs = numbered_logs(8, 9), .settings = {.page_size = 1}}}};
    wanted.rules = {{.when = on_page(2), .then = http_error(503), .name = "r"},
                    {.when = sendmock::on_connection(1'000),
                     .then = sendmock::reset_on_accept(),
                     .name = "accept"}};
    mock_server server({.logs = numbered_logs(1, 1),
                        .key = "unused",
                        .scenario = wanted,
                        .accounts = {{.key = "third", .secret = "three"}}});
    BOOST_TEST(server.key() == "first");
    BOOST_TEST(server.secret() == "one");
    service_client first(server.port(), "first", "one");
    const received_answer page = first.get();
    BOOST_TEST(json::parse(page.content).at("results").size() == 2U);
    BOOST_TEST(first.get(next_of(page)).status == 503);
    BOOST_TEST((first.walk() == std::vector<std::int64_t>{5, 4, 3, 2, 1}));
    service_client second(server.port(), "second", "two");
    BOOST_TEST((server.account("second")->unused_rules() == std::vector<std::string>{"r"}));
    BOOST_TEST(second.get(next_of(second.get())).status == 503);
    BOOST_TEST((second.walk() == std::vector<std::int64_t>{9, 8}));
    BOOST_TEST(server.account("second")->journal().size() == 4U);
    BOOST_TEST(server.account("third")->scenario().rules.empty());
    BOOST_TEST(service_client(server.port(), "third", "three").walk().size() == 2U);
    BOOST_TEST(service_client(server.port(), "unused", "secret").get().status == 401);

    BOOST_TEST(server.scenario().name == "all");
    BOOST_TEST((server.unused_rules() == std::vector<std::string>{"accept"}));
    server.clear_scenario();
    server.logs().erase(5);
    BOOST_TEST(admin_call(server.port(), "POST", "/reset").status == 200);
    BOOST_TEST(server.scenario().name == "all");
    BOOST_TEST((server.unused_rules() == std::vector<std::string>{"r", "accept"}));
    BOOST_TEST(json::parse(first.get().content).at("results").at(0).at("id") == 5);
}

BOOST_AUTO_TEST_CASE(refuses_a_scenario_that_cannot_be) {
    sendmock::scenario wanted;
    wanted.rules = {{.when = on_page(1), .then = sendmock::reset_on_accept(), .name = "r"}};
    BOOST_TEST(complaint_about({.scenario = wanted}).starts_with("rule r: "));
    wanted.rules = {{.when = {}, .then = sendmock::reset_on_accept()}};
    BOOST_TEST(complaint_about({.scenario = wanted}) == "");
    BOOST_TEST(complaint_about({.accounts = {{.key = "a", .scenario = wanted}}}) != "");
}

BOOST_AUTO_TEST_CASE(a_scenario_may_be_set_while_it_serves) {
    mock_server server(small_pages());
    service_client client(server.port());
    sendmock::scenario wanted;
    wanted.rules = {{.when = on_page(1).always(), .then = http_error(503)}};
    server.set_scenario(wanted);
    BOOST_TEST(client.get().status == 503);
    BOOST_TEST(admin_call(server.port(), "PUT", "/scenario", R"({"rules":[]})").status == 200);
    BOOST_TEST(client.get().status == 200);
    BOOST_TEST(admin_call(server.port(),
                          "PUT",
                          "/scenario",
                          R"({"rules":[{"name":"r","then":{"respond":{"status":418}}}]})")
                   .status == 200);
    BOOST_TEST(client.get().status == 418);
    BOOST_TEST(server.journal().requests().back().rule == "r");
    const json shown = json::parse(admin_call(server.port(), "GET", "/scenario").content);
    BOOST_TEST(shown.at("rules").at(0).at("fired") == 1);
    BOOST_TEST(shown.at("unused").empty());
    BOOST_TEST(admin_call(server.port(), "GET", "/canary").status == 200);
}

BOOST_AUTO_TEST_CASE(a_scenario_that_is_set_may_change_the_tls_profile) {
    mock_server server({.tls = tls_profile::good, .admin_port = std::uint16_t{0}});
    const std::string url = server.admin_url();
    const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    const std::string expired = R"({"server":{"tls":"expired"},"rules":[]})";
    BOOST_TEST(admin_call(port, "PUT", "/scenario", expired).status == 200);
    BOOST_TEST((server.tls_profile() == tls_profile::expired));
    server.reset();
    BOOST_TEST((server.tls_profile() == tls_profile::good));
    server.add_account({.key = "other", .secret = "o"});
    const received_answer refusal = admin_call(port, "PUT", "/accounts/other/scenario", expired);
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(json::parse(refusal.content).at("pointer") == "/server/tls");
    BOOST_TEST((server.tls_profile() == tls_profile::good));
    server.set_scenario(sendmock::parse_scenario(expired));
    BOOST_TEST((server.tls_profile() == tls_profile::expired));
}

BOOST_AUTO_TEST_CASE(logs_may_change_while_clients_walk) {
    mock_server server({.logs = numbered_logs(1, 200),
                        .page_size = 10,
                        .ordering = sendmock::ordering::id_descending});
    std::atomic<bool> walking = true;
    // Ids from 1 on stay, those from 1001 on come and go.
    std::thread changer([&] {
        for (std::int64_t id = 1'001; walking; id = id == 1'050 ? 1'001 : id + 1) {
            if (!server.logs().erase(id)) {
                server.logs().insert({numbered_log(id)});
            }
        }
    });
    std::atomic<int> wrong = 0;
    std::vector<std::thread> clients;
    for (int number = 0; number < 3; ++number) {
        clients.emplace_back([&] {
            service_client client(server.port());
            for (int round = 0; round < 5; ++round) {
                const auto ids = client.walk();
                const bool in_order = std::is_sorted(ids.rbegin(), ids.rend()) &&
                                      std::adjacent_find(ids.begin(), ids.end()) == ids.end();
                const auto stayed =
                    std::count_if(ids.begin(), ids.end(), [](auto id) { return id <= 200; });
                wrong += in_order && stayed == 200 ? 0 : 1;
            }
        });
    }
    for (std::thread& client : clients) {
        client.join();
    }
    walking = false;
    changer.join();
    BOOST_TEST(wrong == 0);
}

// ---- Admin calls

BOOST_AUTO_TEST_CASE(admin_calls_are_answered_beside_the_service_and_not_noted) {
    const mock_server server({.seed = 42});
    const received_answer health = admin_call(server.port(), "GET", "/health");
    BOOST_TEST(health.status == 200);
    BOOST_TEST(json::parse(health.content).at("seed") == 42);
    BOOST_TEST(admin_call(server.port(), "GET", "/nothing").status == 404);
    BOOST_TEST(admin_call(server.port(), "DELETE", "/health").status == 405);
    raw_client refused(server.port());
    refused.send("POST /__admin/logs HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n");
    const received_answer answer = refused.read_answer();
    BOOST_TEST(answer.status == 413);
    BOOST_TEST(json::parse(answer.content).at("error").is_string());
    BOOST_TEST(server.journal().size() == 0U);
}

BOOST_AUTO_TEST_CASE(admin_calls_change_what_is_served) {
    const mock_server server;
    const std::string replacement = '[' + sendmock::tests::numbered_log_text(8) + ']';
    BOOST_TEST(admin_call(server.port(), "PUT", "/logs", replacement).status == 200);
    service_client client(server.port());
    BOOST_TEST((client.walk() == std::vector<std::int64_t>{8}));
    BOOST_TEST(admin_call(server.port(), "DELETE", "/logs/8").status == 204);
    BOOST_TEST(client.walk().empty());
    const received_answer shown = admin_call(server.port(), "GET", "/requests");
    BOOST_TEST(json::parse(shown.content).at("requests").size() == 2U);
    BOOST_TEST(shown.content.find(sendmock::http::make_basic("key", "secret")) ==
               std::string::npos);
    BOOST_TEST(admin_call(server.port(), "HEAD", "/requests").content == "");
    BOOST_TEST(admin_call(server.port(), "POST", "/reset").status == 200);
    BOOST_TEST(client.walk().size() == 2U);
}

BOOST_AUTO_TEST_CASE(admin_calls_may_have_a_port_of_their_own) {
    const mock_server server({.admin_port = 0});
    const std::uint16_t admin_port = port_of(server.admin_url());
    BOOST_TEST(admin_port != server.port());
    BOOST_TEST(admin_call(admin_port, "GET", "/health").status == 200);
    service_client at_admin(admin_port);
    BOOST_TEST(at_admin.get().status == 404);
    raw_client unreadable(admin_port);
    unreadable.send("x\r\n\r\n");
    BOOST_TEST(unreadable.read_answer().status == 400);
    BOOST_TEST(server.journal().size() == 0U);
    // At the service's own port they are unknown paths, and noted.
    const received_answer unknown = admin_call(server.port(), "GET", "/health");
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(unknown.field("X-Sendmock-Reason") == "unknown_path");
    BOOST_TEST(server.journal().size() == 1U);
}

BOOST_AUTO_TEST_CASE(there_need_not_be_admin_calls) {
    const mock_server server({.admin = false, .admin_port = 0});
    BOOST_TEST(server.admin_url() == "");
    BOOST_TEST(admin_call(server.port(), "POST", "/reset").field("X-Sendmock-Reason") ==
               "unknown_path");
}

BOOST_AUTO_TEST_CASE(admin_calls_want_their_token) {
    const mock_server server({.admin_token = "t0ken"});
    BOOST_TEST(admin_call(server.port(), "POST", "/reset").status == 401);
    raw_client client(server.port());
    client.send(request_text("POST", "/__admin/reset", {{"Authorization", "Bearer t0ken"}}));
    BOOST_TEST(client.read_answer().status == 200);
}

BOOST_AUTO_TEST_CASE(a_shutdown_is_the_programs_own_matter) {
    std::atomic<int> calls = 0;
    const mock_server ended({.on_shutdown = [&] { ++calls; }});
    BOOST_TEST(admin_call(ended.port(), "POST", "/shutdown").status == 202);
    BOOST_TEST(eventually([&] { return calls == 1; }));
    BOOST_TEST(admin_call(ended.port(), "GET", "/health").status == 200);
    const mock_server embedded;
    BOOST_TEST(admin_call(embedded.port(), "POST", "/shutdown").status == 409);
}

BOOST_AUTO_TEST_CASE(admin_calls_and_requests_may_come_at_the_same_time) {
    mock_server server(small_pages());
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < 2; ++number) {
        threads.emplace_back([&] {
            service_client client(server.port());
            for (int round = 0; round < 100; ++round) {
                wrong += client.get().status == 200 ? 0 : 1;
            }
        });
    }
    const std::vector<std::function<received_answer()>> calls{
        [&] { return admin_call(server.port(), "POST", "/reset"); },
        [&] { return admin_call(server.port(), "GET", "/requests"); },
        [&] { return admin_call(server.port(), "PATCH", "/settings", R"({"page_size":9})"); },
        [&] { return admin_call(server.port(), "PUT", "/logs", "[]"); },
        [&] { return admin_call(server.port(), "GET", "/accounts"); }};
    threads.emplace_back([&] {
        for (std::size_t round = 0; round < 100; ++round) {
            wrong += calls[round % calls.size()]().status == 200 ? 0 : 1;
        }
    });
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
