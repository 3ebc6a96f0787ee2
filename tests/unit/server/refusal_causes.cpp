// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/numbered_logs.hpp"
#include "support/page_walk.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace unit::server::refusal_causes {

using sendmock::exchange;
using sendmock::fault;
using sendmock::mock_server;
using sendmock::on_any_request;
using sendmock::http::base64_encode;
using sendmock::http::header_fields;
using sendmock::http::make_basic;
using sendmock::tests::follow;
using sendmock::tests::get_page;
using sendmock::tests::logs_target;
using sendmock::tests::numbered_logs;
using sendmock::tests::raw_client;
using sendmock::tests::received_answer;
using sendmock::tests::request_text;
using sendmock::tests::service_client;

const std::string logs(logs_target);
const std::string integration = "/api/v2/integrations/5/logs";

struct fixture {
    mock_server server{{.logs = numbered_logs(1, 7),
                        .page_size = 3,
                        .key = "public",
                        .secret = "s3cr3t+",
                        .integrations = {5}}};
    raw_client connection{server.port()};
    header_fields credentials{{"Authorization", make_basic("public", "s3cr3t+")}};

    [[nodiscard]] exchange last() const { return server.journal().requests().back(); }

    /// Checks why a request is refused, in one word and in plain ones, and that no secret is told.
    void check(std::string_view method,
               const std::string& target,
               const header_fields& fields,
               int status,
               std::string_view reason,
               std::string_view cause,
               std::string_view content = {}) {
        connection.send(request_text(method, target, fields, content));
        const received_answer answer = connection.read_answer(method == "HEAD");
        BOOST_TEST_CONTEXT(method << ' ' << target.substr(0, 99) << ", " << cause) {
            BOOST_TEST(answer.status == status);
            BOOST_TEST(answer.field("X-Sendmock-Reason") == reason);
            BOOST_TEST(last().reason == reason);
            BOOST_TEST(last().cause.find(cause) != std::string::npos, last().cause);
            BOOST_TEST(last().cause.find("s3cr3t") == std::string::npos, last().cause);
            BOOST_TEST(last().cause != "");
        }
    }

    void
    check_credentials(const std::string& value, std::string_view reason, std::string_view cause) {
        check("GET", logs, {{"Authorization", value}}, 401, reason, cause);
    }

    void check_cursor(const std::string& cursor, std::string_view reason, std::string_view cause) {
        check("GET", logs + "?cursor=" + cursor, credentials, 404, reason, cause);
    }
};

} // namespace unit::server::refusal_causes

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_FIXTURE_TEST_SUITE(refusal_causes, refusal_causes::fixture)

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_credentials) {
    check("GET", logs, {}, 401, "no_credentials", "no Authorization field");
    check_credentials("Bearer abc", "not_basic", "found a Bearer token");
    check_credentials("Digest abc", "not_basic", "found another scheme");
    check_credentials(base64_encode("public:s3cr3t+"), "not_basic", "the word Basic is missing");
    check_credentials("Basic public:s3cr3t+", "bad_base64", "key:secret was sent as it is");
    const std::string whole = make_basic("public", "s3cr3t");
    BOOST_REQUIRE(whole.ends_with("="));
    check_credentials(whole.substr(0, whole.find('=')), "bad_base64", "the = at their end");
    check_credentials("Basic a b", "credentials_with_spaces", "a blank after the first word");
    check_credentials(make_basic("s3cr3t+", "public"), "unknown_key", "are exchanged");
    check_credentials(make_basic("publik", "s3cr3t+"), "unknown_key", "no account has this key");
    check_credentials(
        make_basic("public\n", "s3cr3t+"), "unknown_key", "white space around the key");
    check_credentials(
        make_basic(base64_encode("public:s3cr3t+"), ""), "unknown_key", "base64 twice");
    check_credentials(make_basic("public", "other"), "wrong_secret", "its secret is another");
    check_credentials(make_basic("public", ""), "wrong_secret", "the secret is empty");
    check_credentials(make_basic("public", "s3cr3t+\n"), "wrong_secret", "around the secret");
    check_credentials(make_basic("public", "s3cr3t%2B"), "wrong_secret", "percent-encoded");
}

BOOST_AUTO_TEST_CASE(says_which_path_was_probably_meant) {
    const auto check_path = [&](const std::string& path, std::string_view cause) {
        check("GET", path, credentials, 404, "unknown_path", cause);
    };
    check_path("/api/v3/integrations/logs", "in version 2 of the service");
    check_path("/api/v2/integration/logs", "the nearest path is /api/v2/integrations/logs");
    check_path("/api/v2/integrations/x7/log", "/api/v2/integrations/{id}/logs");
    check("GET",
          "/api/v2/integrations/99/logs",
          credentials,
          404,
          "unknown_integration",
          "no log and no option names");
    mock_server apart({.admin = false});
    service_client client(apart.port());
    BOOST_TEST(client.get("/__admin/health").status == 404);
    BOOST_TEST(apart.journal().requests().back().cause.find("admin calls") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(says_what_was_probably_meant_by_a_cursor) {
    const std::string link = nlohmann::json::parse([&] {
                                 connection.send(request_text("GET", logs, credentials));
                                 return connection.read_answer().content;
                             }())
                                 .at("next");
    const std::string cursor = link.substr(link.find("cursor=") + 7);
    BOOST_REQUIRE(cursor.ends_with("%3D"));
    check_cursor(sendmock::http::form_encode(link), "bad_cursor", "a whole link was sent");
    check_cursor("cursor%3D" + cursor, "bad_cursor", "a whole link was sent");
    check_cursor(sendmock::http::form_encode(cursor), "double_encoded_cursor", "encoded twice");
    check_cursor(cursor.substr(0, cursor.find('%')), "bad_cursor", "the = at its end is missing");
    check_cursor(sendmock::http::form_encode("p=2023-11-14"), "bad_cursor", "decoded from base64");
    check_cursor("cD14", "bad_cursor", "neither an id nor a time"); // p=x
    check_cursor("cD04",                                            // p=8
                 "bad_cursor",
                 "it belongs to the ordering -id, these logs are ordered by -created_at");
    check_cursor("a", "bad_cursor", "no cursor, or a damaged one");
}

BOOST_AUTO_TEST_CASE(says_what_else_is_wrong_with_a_request) {
    check("GET", logs + "?format=xml", credentials, 404, "unknown_format", "can only be json");
    header_fields html = credentials;
    html.add("Accept", "text/html");
    check("GET", logs, html, 406, "not_acceptable", "leaves out application/json");
    check("PUT", logs, credentials, 405, "method_not_allowed", "expected GET, HEAD, OPTIONS");
    check("POST",
          logs,
          credentials,
          405,
          "method_not_allowed",
          "logs are created at /api/v2/integrations/{id}/logs");
    check("GET", logs, credentials, 403, "get_with_body", "this one has 5 bytes", "hello");
    check("GET",
          logs + '?' + std::string(1'000, '&'),
          credentials,
          400,
          "too_many_parameters",
          "1000 parameters at most");
    header_fields text = credentials;
    text.add("Content-Type", "text/plain");
    check("POST",
          integration,
          text,
          415,
          "unsupported_media_type",
          "expected Content-Type: application/json",
          "{}");
    auto settings = server.account("public")->settings();
    settings.rate_limit = sendmock::rate_limit{.requests = 1};
    server.account("public")->set_settings(settings);
    connection.send(request_text("GET", logs, credentials));
    BOOST_TEST(connection.read_answer().status == 200);
    check("GET", logs, credentials, 429, "rate_limited", "than the account may send: 1/min");
}

BOOST_AUTO_TEST_CASE(every_altered_answer_is_marked_and_others_are_not) {
    std::vector<fault> faults;
    for (std::size_t kind = 0; kind < sendmock::pager_fault_names.size(); ++kind) {
        faults.push_back({.pager = sendmock::pager_fault{
                              .kind = static_cast<sendmock::pager_fault_kind>(kind)}});
    }
    faults.push_back(sendmock::http_error(503));
    faults.push_back(sendmock::respond({.status = 200, .body = "{}"}));
    faults.push_back(sendmock::disconnect_during_body());
    faults.push_back(sendmock::content_length_mismatch());
    for (const bool strict : {false, true}) {
        mock_server marked({.logs = numbered_logs(1, 7), .page_size = 3, .strict = strict});
        for (const fault& injected : faults) {
            BOOST_TEST_CONTEXT(to_string(injected) << (strict ? ", strict" : "")) {
                marked.reset();
                service_client client(marked.port());
                // So that there is a cursor, and pages enough.
                const auto second = follow(client, get_page(client).next.value_or(""));
                BOOST_TEST(second.answer.fields.count("X-Sendmock-Reason") == 0U);
                marked.inject(on_any_request(), injected);
                client.connection().send(client.text("GET", second.target));
                client.connection().finish();
                const std::string bytes = client.connection().read_to_end().bytes;
                const bool expires = to_string(injected) == "EXPIRE_CURSOR";
                const std::string reason = expires ? "expired_cursor" : "injected_fault";
                BOOST_TEST((bytes.find("X-Sendmock-Reason: " + reason + "\r\n") !=
                            std::string::npos) == !strict);
                BOOST_TEST((bytes.find("Sendmock") != std::string::npos) == !strict);
                const exchange entry = marked.journal().requests().back();
                BOOST_TEST(entry.reason == reason);
                BOOST_TEST(entry.fault == to_string(injected));
                BOOST_TEST(marked.unused_rules().empty());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_strict_server_keeps_reasons_and_causes_to_its_journal) {
    mock_server strict({.strict = true});
    service_client client(strict.port());
    for (const char* target : {"/nothing", "/api/v2/integrations/logs?cursor=a"}) {
        const received_answer answer = client.get(target);
        BOOST_TEST(answer.status == 404);
        BOOST_TEST(answer.fields.count("X-Sendmock-Reason") == 0U);
        BOOST_TEST(strict.journal().requests().back().reason != "");
        BOOST_TEST(strict.journal().requests().back().cause != "");
    }
}

BOOST_AUTO_TEST_CASE(says_what_a_fault_did_to_a_cursor_when_it_acts) {
    service_client client(server.port(), "public", "s3cr3t+");
    const auto first = get_page(client);
    server.inject(sendmock::on_page(2), sendmock::expire_cursor());
    for (int round = 0; round < 2; ++round) {
        BOOST_TEST(follow(client, first.next.value_or("")).answer.status == 404);
        BOOST_TEST(last().cause.starts_with("a fault let this cursor expire"), last().cause);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
