// SPDX-License-Identifier: MIT
// The command as its users see it: a program with arguments, streams and signals.

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/version.hpp>

#include "support/child_process.hpp"
#include "support/command.hpp"
#include "support/eventually.hpp"
#include "support/numbered_logs.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include "support/stopwatch.hpp"
#include "support/tls_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace command::serve {

using nlohmann::json;
using sendmock::tests::bound;
using sendmock::tests::child_process;
using sendmock::tests::error_stream;
using sendmock::tests::eventually;
using sendmock::tests::numbered_log_text;
using sendmock::tests::raw_client;
using sendmock::tests::received_answer;
using sendmock::tests::request_text;
using sendmock::tests::service_client;
using sendmock::tests::tls_client;
using std::chrono::milliseconds;

using sendmock::tests::arguments;
using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::run;
using sendmock::tests::scratch_file;
using sendmock::tests::serving;

const std::string logs(sendmock::tests::logs_target);

received_answer admin_call(std::uint16_t port,
                           const std::string& method,
                           const std::string& path,
                           const sendmock::http::header_fields& fields = {}) {
    raw_client client(port);
    client.send(request_text(method, "/__admin" + path, fields));
    return client.read_answer();
}

std::size_t count_lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace command::serve

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(serve)

// ---- Beginning and end

BOOST_AUTO_TEST_CASE(its_first_line_tells_where_it_serves) {
    serving server;
    BOOST_TEST(server.first_line() ==
               "listening on http://127.0.0.1:" + std::to_string(server.port()));
    service_client client(server.port());
    BOOST_TEST(json::parse(client.get().content).at("results").size() == 2U);
    BOOST_TEST(server.end() == 0);
    BOOST_TEST(server.child().read_rest() == "");
}

BOOST_AUTO_TEST_CASE(its_second_line_tells_where_admin_calls_go_if_that_is_elsewhere) {
    serving server({"--admin-port", "0"});
    const std::string second_line = server.child().read_line();
    const std::uint16_t admin_port = serving::port_in(second_line);
    BOOST_TEST(second_line == "admin on http://127.0.0.1:" + std::to_string(admin_port));
    BOOST_TEST(admin_port != server.port());
    BOOST_TEST(admin_call(admin_port, "GET", "/health").status == 200);
    BOOST_TEST(admin_call(server.port(), "GET", "/health").status == 404);
    BOOST_TEST(server.end() == 0);
    BOOST_TEST(server.child().read_rest() == "");
}

BOOST_AUTO_TEST_CASE(over_tls_it_tells_the_lines_by_which_the_names_of_profiles_lead_to_it) {
    for (const auto& [host, address] : {std::pair{"127.0.0.1", "127.0.0.1"},
                                        std::pair{"0.0.0.0", "127.0.0.1"},
                                        std::pair{"127.0.0.2", "127.0.0.2"}}) {
        serving server({"--tls", "expired", "--host", host, "--admin-token", "t"});
        BOOST_TEST(server.end() == 0);
        std::istringstream rest(server.child().read_rest());
        std::string names;
        for (std::string line; std::getline(rest, line);) {
            const std::string before = std::string("for /etc/hosts: ") + address + ' ';
            BOOST_TEST(line.starts_with(before), line);
            line.erase(0, std::string("for /etc/hosts: ").size());
            BOOST_TEST(line.size() < 512U); // of which musl reads no more
            names += line.substr(std::string(address).size());
        }
        std::string expected;
        for (const std::string_view name : sendmock::tls_profile_names) {
            expected += ' ' + std::string(name) + ".localhost";
        }
        BOOST_TEST(names == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_signal_ends_it_within_a_second_whoever_is_connected) {
    for (const int signal : {SIGTERM, SIGINT}) {
        serving server({"--log", "none"});
        service_client idle(server.port());
        BOOST_TEST(idle.get().status == 200);
        raw_client half(server.port());
        half.send("GET / HT");
        const auto spent = sendmock::tests::time_of([&] { BOOST_TEST(server.end(signal) == 0); });
        BOOST_TEST((spent < bound(milliseconds{1'000})));
    }
}

BOOST_AUTO_TEST_CASE(the_admin_call_ends_it_too_and_is_answered) {
    serving server;
    BOOST_TEST(admin_call(server.port(), "POST", "/shutdown").status == 202);
    BOOST_TEST(server.child().wait(bound(milliseconds{1'000})) == 0);
}

BOOST_AUTO_TEST_CASE(a_log_that_nobody_reads_keeps_it_neither_from_serving_nor_from_ending) {
    for (const error_stream errors : {error_stream::not_there, error_stream::not_read}) {
        serving server({"--log", "json"}, errors);
        service_client client(server.port());
        // More than a pipe holds.
        for (int round = 0; round < 300; ++round) {
            BOOST_REQUIRE(client.get(logs + "?a=" + std::string(1'000, 'a')).status == 200);
        }
        const auto spent = sendmock::tests::time_of([&] { BOOST_TEST(server.end() == 0); });
        BOOST_TEST((spent < bound(milliseconds{1'000})));
    }
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_exit_status_3) {
    const auto taken = sendmock::detail::listen_on("127.0.0.1", 0);
    const std::string port = std::to_string(taken.address.port);
    const arguments first{"serve", "--port", port};
    const arguments second{"serve", "--port", "0", "--admin-port", port};
    for (const arguments& given : {first, second}) {
        const outcome ended = run(given);
        BOOST_TEST(ended.status == 3);
        BOOST_TEST(ended.errors == "sendmock: cannot listen on 127.0.0.1 port " + port +
                                       ": Address already in use\n");
        BOOST_TEST(ended.output == "");
    }
    BOOST_TEST(run({"serve", "--port", "0", "--host", "no.such.host.invalid"}).status == 3);
}

// ---- Options

BOOST_AUTO_TEST_CASE(bad_options_are_exit_status_2_and_are_named) {
    const scratch_file switching(R"({"rules":[{"then":{"tls":"expired"}}]})");
    const std::vector<std::pair<arguments, std::string>> bad{
        {{"--port"}, "--port"},
        {{"--port", "65536"}, "--port"},
        {{"--port", "-1"}, "--port"},
        {{"--port", "http"}, "--port"},
        {{"--host"}, "--host"},
        {{"--host", ""}, "--host"},
        {{"--host", "0.0.0.0"}, "--admin-token"},
        {{"--admin-token", ""}, "--admin-token"},
        {{"--page-size", "0"}, "--page-size"},
        {{"--page-size", "1001"}, "--page-size"},
        {{"--page-size", "-1"}, "--page-size"},
        {{"--page-size", "many"}, "--page-size"},
        {{"--ordering", "id"}, "--ordering"},
        {{"--ordering", ""}, "--ordering"},
        {{"--tls", "expird"}, "the nearest is expired"},
        {{"--scenario", switching.path()}, "--tls: a rule cannot change the profile"},
        {{"--ca-file", "x.pem"}, "--ca-file"},
        {{"--scenario", "flakey"}, "the nearest is flaky"},
        {{"--auth", "key"}, "--auth"},
        {{"--auth", ":secret"}, "--auth"},
        {{"--auth", ""}, "--auth"},
        {{"--auth", "a:b", "--auth", "a:c"}, "--auth"},
        {{"--auth", "a:b", "--no-auth"}, "--no-auth"},
        {{"--public-base-url", "example.com"}, "--public-base-url"},
        {{"--public-base-url", "ftp://example.com"}, "--public-base-url"},
        {{"--public-base-url", ""}, "--public-base-url"},
        {{"--rate-limit", "5"}, "--rate-limit"},
        {{"--rate-limit", "0/s"}, "--rate-limit"},
        {{"--rate-limit", "5/h"}, "--rate-limit"},
        {{"--rate-limit", ""}, "--rate-limit"},
        {{"--admin-port", "65536"}, "--admin-port"},
        {{"--admin-port", "0", "--no-admin"}, "--no-admin"},
        {{"--admin-token", "t", "--no-admin"}, "--no-admin"},
        {{"--log", "xml"}, "--log"},
        {{"--logs", ""}, "--logs"},
        {{"--nothing"}, "--nothing"},
        {{"nothing"}, "unexpected argument"}};
    for (const auto& [options, name] : bad) {
        arguments given{"serve"};
        if (options.front() != "--port") {
            given.insert(given.end(), {"--port", "0"});
        }
        given.insert(given.end(), options.begin(), options.end());
        const outcome ended = run(given);
        std::string shown;
        for (const std::string& option : options) {
            shown += option + ' ';
        }
        BOOST_TEST(ended.status == 2, shown);
        BOOST_TEST(has(ended.errors, name), shown << ": " << ended.errors);
        BOOST_TEST(ended.output == "", shown);
    }
}

BOOST_AUTO_TEST_CASE(a_command_is_needed) {
    BOOST_TEST(run({}).status == 2);
    BOOST_TEST(run({"surf"}).status == 2);
    BOOST_TEST(run({"--port", "0"}).status == 2);
}

BOOST_AUTO_TEST_CASE(tells_its_version_and_its_options) {
    const outcome version = run({"--version"});
    BOOST_TEST(version.status == 0);
    BOOST_TEST(version.output == std::string(sendmock::version) + '\n');
    const outcome help = run({"serve", "--help"});
    BOOST_TEST(help.status == 0);
    for (const char* option : {"--host",
                               "--port",
                               "--logs",
                               "--page-size",
                               "--ordering",
                               "--auth",
                               "--no-auth",
                               "--public-base-url",
                               "--rate-limit",
                               "--admin-port",
                               "--admin-token",
                               "--no-admin",
                               "--strict",
                               "--log",
                               "127.0.0.1",
                               "8080",
                               "100",
                               "-created_at",
                               "key:secret"}) {
        BOOST_TEST(has(help.output, option), option);
    }
}

BOOST_AUTO_TEST_CASE(serves_the_logs_of_a_file) {
    const scratch_file file('[' + numbered_log_text(5) + ',' + numbered_log_text(6) + ']');
    serving server({"--logs", file.path()});
    BOOST_TEST((service_client(server.port()).walk() == std::vector<std::int64_t>{6, 5}));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_served_is_exit_status_2_and_all_its_faults_are_told) {
    const auto complaint = [](const std::string& path) {
        const outcome ended = run({"serve", "--port", "0", "--logs", path});
        BOOST_TEST(ended.status == 2);
        BOOST_TEST(ended.output == "");
        BOOST_TEST(has(ended.errors, "--logs"));
        BOOST_TEST(has(ended.errors, path));
        return ended.errors;
    };
    {
        const scratch_file file(
            R"([{"id":1,"base_url":"b","created_at":"2024-01-02T00:00:00Z","response_code":"404"},)"
            R"({"id":2,"base_url":"b","created_at":"2024-01-02T00:00:00"}])");
        const std::string errors = complaint(file.path());
        BOOST_TEST(has(errors,
                       file.path() + ": /0/response_code: expected an integer >= 0 or null, "
                                     "found the string \"404\"\n"));
        BOOST_TEST(has(errors, file.path() + ": /1/created_at: expected "));
    }
    {
        const scratch_file file("[{\"id\":1,}]");
        const std::string errors = complaint(file.path());
        BOOST_TEST(has(errors, "line 1"));
        BOOST_TEST(has(errors, file.path() + ": /0"));
    }
    {
        const scratch_file file("");
        BOOST_TEST(has(complaint(file.path()), "empty"));
    }
    BOOST_TEST(has(complaint("/nowhere/logs.json"), "no such file"));
    BOOST_TEST(has(complaint(std::filesystem::temp_directory_path().string()), "directory"));
}

BOOST_AUTO_TEST_CASE(orders_and_cuts_the_pages_as_told) {
    const scratch_file file(R"([{"id":1,"base_url":"b","created_at":"2024-01-03T00:00:00Z"},)"
                            R"({"id":3,"base_url":"b","created_at":"2024-01-02T00:00:00Z"},)"
                            R"({"id":2,"base_url":"b","created_at":"2024-01-01T00:00:00Z"}])");
    serving by_time({"--logs", file.path(), "--page-size", "1"});
    service_client client(by_time.port());
    BOOST_TEST(json::parse(client.get().content).at("results").size() == 1U);
    BOOST_TEST((client.walk() == std::vector<std::int64_t>{1, 3, 2}));
    for (const arguments& given : {arguments{"--ordering", "-id"}, arguments{"--ordering=-id"}}) {
        arguments options{"--logs", file.path(), "--page-size", "1000"};
        options.insert(options.end(), given.begin(), given.end());
        serving by_id(options);
        BOOST_TEST((service_client(by_id.port()).walk() == std::vector<std::int64_t>{3, 2, 1}));
    }
}

BOOST_AUTO_TEST_CASE(each_auth_is_an_account_and_the_first_is_the_default_one) {
    serving server({"--auth", "a:s1", "--auth", "b:s2:with:colons", "--page-size", "1"});
    const std::uint16_t port = server.port();
    BOOST_TEST(service_client(port, "a", "s1").get().status == 200);
    service_client second(port, "b", "s2:with:colons");
    BOOST_TEST(second.walk().size() == 2U);
    BOOST_TEST(json::parse(second.get().content).at("results").size() == 1U);
    BOOST_TEST(service_client(port, "a", "s2:with:colons").get().status == 401);
    BOOST_TEST(service_client(port, "key", "secret").get().status == 401);
    const json accounts = json::parse(admin_call(port, "GET", "/accounts").content).at("accounts");
    BOOST_TEST(accounts.size() == 2U);
    BOOST_TEST(accounts.at(0).at("key") == "a");
    BOOST_TEST(accounts.at(0).at("default") == true);
}

BOOST_AUTO_TEST_CASE(without_auth_everyone_comes_in) {
    serving server({"--no-auth"});
    raw_client client(server.port());
    client.send(request_text("GET", logs));
    BOOST_TEST(client.read_answer().status == 200);
}

BOOST_AUTO_TEST_CASE(links_carry_the_public_base_url) {
    serving server({"--public-base-url", "https://mock.example/under/", "--page-size", "1"});
    const received_answer answer = service_client(server.port()).get();
    BOOST_TEST(json::parse(answer.content)
                   .at("next")
                   .get<std::string>()
                   .starts_with("https://mock.example/under/api/v2/integrations/logs?cursor="));
}

BOOST_AUTO_TEST_CASE(the_rate_limit_holds_for_each_account) {
    serving server({"--rate-limit", "2/min", "--auth", "a:s", "--auth", "b:s"});
    for (const char* key : {"a", "b"}) {
        service_client client(server.port(), key, "s");
        BOOST_TEST(client.get().status == 200);
        BOOST_TEST(client.get().status == 200);
        BOOST_TEST(client.get().status == 429);
    }
}

BOOST_AUTO_TEST_CASE(strict_leaves_out_what_is_not_the_services_own) {
    serving strict({"--strict"});
    BOOST_TEST(service_client(strict.port(), "key", "x").get().fields.count("X-Sendmock-Reason") ==
               0U);
    serving server;
    BOOST_TEST(service_client(server.port(), "key", "x").get().fields.count("X-Sendmock-Reason") ==
               1U);
}

BOOST_AUTO_TEST_CASE(admin_calls_want_the_token_or_are_not_there) {
    serving server({"--host", "0.0.0.0", "--admin-token", "t0ken"});
    BOOST_TEST(server.first_line().starts_with("listening on http://0.0.0.0:"));
    BOOST_TEST(admin_call(server.port(), "GET", "/health").status == 401);
    BOOST_TEST(
        admin_call(server.port(), "GET", "/health", {{"Authorization", "Bearer t0ken"}}).status ==
        200);
    serving without({"--no-admin"});
    BOOST_TEST(admin_call(without.port(), "GET", "/health").status == 404);
}

// ---- Request log

BOOST_AUTO_TEST_CASE(its_log_has_a_line_for_each_request_and_never_a_secret) {
    constexpr int requests = 5;
    for (const std::string format : {"text", "json", "none"}) {
        serving server({"--log",
                        format,
                        "--auth",
                        "key:s3cret",
                        "--auth",
                        "other:hidden",
                        "--admin-token",
                        "t0ken"});
        const std::uint16_t port = server.port();
        service_client client(port, "key", "s3cret");
        client.get();
        client.get("http://user:hidden@x/api/v2/integrations/logs?cursor=a");
        service_client(port, "other", "hidden").ask("POST", logs, "{\"hidden\":1}");
        service_client(port, "key", "wr0ng").get();
        raw_client unreadable(port);
        unreadable.send("GET / HTTP/1.1\r\nAuthorization: Basic hidden\r\n\r\n");
        BOOST_TEST(unreadable.read_answer().status == 400);
        admin_call(port, "GET", "/health", {{"Authorization", "Bearer t0ken"}});
        BOOST_TEST(server.end() == 0);

        const std::string log = server.child().errors();
        BOOST_TEST(count_lines(log) == (format == "none" ? 0U : std::size_t{requests}), log);
        for (const std::string& secret : {std::string("s3cret"),
                                          std::string("hidden"),
                                          std::string("wr0ng"),
                                          std::string("t0ken"),
                                          sendmock::http::make_basic("key", "s3cret").substr(6),
                                          sendmock::http::make_basic("other", "hidden").substr(6),
                                          sendmock::http::make_basic("key", "wr0ng").substr(6)}) {
            BOOST_TEST(!has(log, secret), format << " tells " << secret << ": " << log);
        }
        BOOST_TEST(server.child().read_rest() == "");
    }
}

BOOST_AUTO_TEST_CASE(its_log_as_text_tells_the_account_the_request_and_the_answer) {
    serving server({"--page-size", "1"});
    service_client client(server.port());
    BOOST_TEST(client.walk().size() == 2U);
    client.ask("DELETE", logs);
    BOOST_TEST(server.end() == 0);
    const std::string log = server.child().errors();
    BOOST_TEST(has(log, " key GET " + logs + " -> 200, walk 1 page 1\n"), log);
    BOOST_TEST(has(log, " -> 200, walk 1 page 2\n"), log);
    BOOST_TEST(
        has(log,
            " key DELETE " + logs + " -> 405, method_not_allowed, expected GET, HEAD, OPTIONS\n"),
        log);
}

BOOST_AUTO_TEST_CASE(its_log_tells_of_handshakes_that_failed_and_of_no_others) {
    for (const std::string format : {"text", "json", "none"}) {
        serving server({"--tls", "--admin-port", "0", "--log", format});
        const std::uint16_t admin_port = serving::port_in(server.child().read_line());
        const auto shake_hands = [&](const std::string& host, bool verifies) {
            tls_client client(server.port());
            client.ask_for(host);
            if (verifies) {
                client.verify();
            }
            return client.shake_hands();
        };
        BOOST_TEST(shake_hands("good.localhost", false));
        BOOST_TEST(!shake_hands("expired.localhost", true));
        BOOST_TEST(!shake_hands("a\x1b[2J\n\xc2\x9bsecret", true));
        BOOST_TEST(eventually([&] {
            const auto shown = admin_call(admin_port, "GET", "/connections").content;
            return json::parse(shown).at("handshakes").at("failed") == 2;
        }));
        BOOST_TEST(server.end() == 0);
        const std::string log = server.child().errors();
        BOOST_TEST(count_lines(log) == (format == "none" ? 0U : 2U), log);
        BOOST_TEST(!has(log, "secret"), log);
        if (format == "text") {
            BOOST_TEST(has(log,
                           " handshake failed: expired.localhost (expired): the client sent "
                           "unknown_ca\n"),
                       log);
            BOOST_TEST(has(log,
                           " handshake failed: a\\x1B[2J\\x0A\\u{009B}*** (good): the client "
                           "sent unknown_ca\n"),
                       log);
        } else if (format == "json") {
            const json first = json::parse(log.substr(0, log.find('\n')));
            BOOST_TEST(log.starts_with(R"({"type":"connection",)"), log);
            BOOST_TEST(first.at("handshake") == "failed");
            BOOST_TEST(has(log, R"("sni":"expired.localhost")"), log); // in either order
        }
    }
}

BOOST_AUTO_TEST_CASE(its_log_as_json_is_an_object_on_each_line) {
    serving server({"--log", "json"});
    service_client client(server.port());
    client.get();
    client.get("/nothing");
    BOOST_TEST(server.end() == 0);
    const std::string log = server.child().errors();
    const std::size_t end = log.find('\n');
    const json first = json::parse(log.substr(0, end));
    const json second = json::parse(log.substr(end + 1));
    BOOST_TEST(log.starts_with(R"({"type":"request",)"));
    BOOST_TEST(first.at("status") == 200);
    BOOST_TEST(first.at("outcome") == "complete");
    BOOST_TEST(first.at("page") == 1);
    BOOST_TEST(second.at("reason") == "unknown_path");
}

BOOST_AUTO_TEST_CASE(a_secret_in_an_option_that_is_misspelt_is_not_shown) {
    for (const arguments& given :
         {arguments{"serve", "--auht", "key:s3cret"},
          arguments{"serve", "--auht=key:s3cret"},
          arguments{"serve", "--auth", "key", "s3cret"},
          arguments{"serve", "--admin-tokn", "s3cret"},
          arguments{"serve", "--public-base-url", "https://user:s3cret@mock.example"},
          arguments{"--auth", "key:s3cret", "serve"}}) {
        const outcome ended = run(given);
        BOOST_TEST(ended.status == 2);
        BOOST_TEST(!has(ended.errors, "s3cret"), ended.errors);
        BOOST_TEST(!has(ended.output, "s3cret"), ended.output);
        BOOST_TEST(!ended.errors.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
