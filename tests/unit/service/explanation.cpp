// SPDX-License-Identifier: MIT
#include <sendmock/service/explanation.hpp>
#include <sendmock/service/logs_service.hpp>

#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace unit::service::explanation {

namespace http = sendmock::http;
namespace reason = sendmock::reason;

const std::string key = "key";
const std::string secret = "s3:cr%2Béts";
const std::string logs = "/api/v2/integrations/logs";

/// Why a request was refused, in one word and in plain ones.
struct explained {
    std::string reason;
    std::string text;
};

/// An account with one log, and the service in front of it.
struct explained_service {
    explained_service() {
        owner.logs().insert({sendmock::tests::small_log{.integration_id = 3}.record()});
    }

    [[nodiscard]] explained answer(const http::request& request) {
        const std::string why(service.respond(request, owner).reason);
        const std::string text = explain(why, request, sendmock::inspect(request), owner);
        BOOST_TEST(text.find(secret) == std::string::npos);
        BOOST_TEST(text.find("cr%2Bét") == std::string::npos); // nor a part of it
        BOOST_TEST(text.find(http::base64_encode(key + ':' + secret)) == std::string::npos);
        return {why, text};
    }

    /// A request with the account's credentials.
    [[nodiscard]] explained get(const std::string& target, std::string method = "GET") {
        return answer(authorized(target, std::move(method)));
    }

    /// A request with an Authorization field.
    [[nodiscard]] explained with(const std::string& authorization) {
        http::request request{.method = "GET", .target = logs};
        request.fields.add("Authorization", authorization);
        return answer(request);
    }

    [[nodiscard]] explained with(const std::string& user, const std::string& password) {
        return with(http::make_basic(user, password));
    }

    /// A request with a cursor, which is encoded here once.
    [[nodiscard]] explained at(const std::string& cursor) {
        std::string target = logs + "?cursor=";
        http::append_form_encoded(target, cursor);
        return get(target);
    }

    [[nodiscard]] static http::request authorized(const std::string& target, std::string method) {
        return {.method = std::move(method),
                .target = target,
                .fields = {{"Authorization", http::make_basic(key, secret)}}};
    }

    sendmock::account owner{key, secret};
    sendmock::logs_service service{};
};

/// A good cursor of an ordering.
std::string cursor_at(std::string position) {
    return encode_cursor(sendmock::cursor{.position = std::move(position)});
}

} // namespace unit::service::explanation

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_FIXTURE_TEST_SUITE(explanation, explanation::explained_service)

BOOST_AUTO_TEST_CASE(says_nothing_of_what_was_not_refused) {
    const auto good = get(logs);
    BOOST_TEST(good.reason == "");
    BOOST_TEST(good.text == "");
}

BOOST_AUTO_TEST_CASE(misses_credentials) {
    const std::string expected =
        "there is no Authorization field with credentials: expected Basic, key and secret";
    const auto none = answer({.method = "GET", .target = logs});
    BOOST_TEST(none.reason == reason::no_credentials);
    BOOST_TEST(none.text == expected);
    BOOST_TEST(with("").text == expected);
}

BOOST_AUTO_TEST_CASE(recognizes_a_bearer_token) {
    const auto found = with("bearer abc");
    BOOST_TEST(found.reason == reason::not_basic);
    BOOST_TEST(found.text == "expected the word Basic, then key:secret in base64, found a Bearer "
                             "token: the mock knows none of the service's OAuth2 tokens");
}

BOOST_AUTO_TEST_CASE(recognizes_base64_without_the_word_basic) {
    const auto found = with(http::base64_encode(key + ':' + secret));
    BOOST_TEST(found.reason == reason::not_basic);
    BOOST_TEST(found.text == "expected the word Basic, then key:secret in base64, found the "
                             "base64 alone: the word Basic is missing");
}

BOOST_AUTO_TEST_CASE(recognizes_another_scheme) {
    const std::string expected =
        "expected the word Basic, then key:secret in base64, found another scheme";
    BOOST_TEST(with("Digest username=key").text == expected);
    BOOST_TEST(with(secret).text == expected);
    BOOST_TEST(with(key + ':' + secret).text == expected);
}

BOOST_AUTO_TEST_CASE(recognizes_credentials_with_blanks) {
    const auto found = with("Basic " + key + ' ' + secret);
    BOOST_TEST(found.reason == reason::credentials_with_spaces);
    BOOST_TEST(found.text == "there is a blank after the first word of the credentials");
}

BOOST_AUTO_TEST_CASE(recognizes_credentials_that_were_not_encoded) {
    const auto found = with("Basic key:secret-");
    BOOST_TEST(found.reason == reason::bad_base64);
    BOOST_TEST(found.text == "key:secret was sent as it is: expected its base64");
}

BOOST_AUTO_TEST_CASE(recognizes_base64_without_its_padding) {
    std::string field = http::make_basic(key, secret);
    BOOST_TEST_REQUIRE(field.ends_with('='));
    while (field.ends_with('=')) {
        field.pop_back();
    }
    const auto found = with(field);
    BOOST_TEST(found.reason == reason::bad_base64);
    BOOST_TEST(found.text ==
               "the credentials are no whole base64: perhaps the = at their end is missing");
}

BOOST_AUTO_TEST_CASE(recognizes_key_and_secret_exchanged) {
    const sendmock::account plain("k", "s");
    const http::request request{
        .method = "GET", .target = logs, .fields = {{"Authorization", http::make_basic("s", "k")}}};
    BOOST_TEST(explain(reason::unknown_key, request, sendmock::inspect(request), plain) ==
               "key and secret are exchanged");
}

BOOST_AUTO_TEST_CASE(recognizes_base64_of_base64) {
    const auto found =
        with("Basic " + http::base64_encode(http::base64_encode(key + ':' + secret)));
    BOOST_TEST(found.reason == reason::unknown_key);
    BOOST_TEST(found.text == "key:secret was encoded in base64 twice");
}

BOOST_AUTO_TEST_CASE(recognizes_white_space_around_the_key) {
    const auto found = with(key + '\n', secret);
    BOOST_TEST(found.reason == reason::unknown_key);
    BOOST_TEST(found.text == "there is white space around the key");
    BOOST_TEST(with(' ' + key, secret).text == found.text);
}

BOOST_AUTO_TEST_CASE(knows_no_such_key) {
    const auto found = with("other", secret);
    BOOST_TEST(found.reason == reason::unknown_key);
    BOOST_TEST(found.text ==
               "no account has this key; the nearest one may be in GET /__admin/accounts");
}

BOOST_AUTO_TEST_CASE(recognizes_an_empty_secret) {
    const auto found = with(key, "");
    BOOST_TEST(found.reason == reason::wrong_secret);
    BOOST_TEST(found.text == "the secret is empty: perhaps a variable that is not set");
}

BOOST_AUTO_TEST_CASE(recognizes_white_space_around_the_secret) {
    for (const std::string& odd : {secret + '\n', secret + "\r\n", ' ' + secret}) {
        const auto found = with(key, odd);
        BOOST_TEST(found.reason == reason::wrong_secret);
        BOOST_TEST(found.text ==
                   "there is white space around the secret, such as a file's line end");
    }
}

BOOST_AUTO_TEST_CASE(recognizes_a_percent_encoded_secret) {
    std::string encoded;
    http::append_form_encoded(encoded, secret);
    const auto found = with(key, encoded);
    BOOST_TEST(found.reason == reason::wrong_secret);
    BOOST_TEST(found.text == "the secret was percent-encoded, which Basic credentials are not");
}

BOOST_AUTO_TEST_CASE(says_of_another_secret_that_the_key_is_known) {
    const auto found = with(key, "other");
    BOOST_TEST(found.reason == reason::wrong_secret);
    BOOST_TEST(found.text == "the key is known, its secret is another");
}

BOOST_AUTO_TEST_CASE(recognizes_the_service_s_version_3) {
    const std::string expected =
        "the logs are in version 2 of the service, not in version 3: " + logs;
    for (const std::string target : {"/api/v3/integrations/logs", "/api/v3/logs", "/v3/logs"}) {
        const auto found = get(target);
        BOOST_TEST(found.reason == reason::unknown_path);
        BOOST_TEST(found.text == expected);
    }
}

BOOST_AUTO_TEST_CASE(names_the_nearest_path) {
    BOOST_TEST(get("/api/v2/integration/logs").text == "the nearest path is " + logs);
    BOOST_TEST(get("/api/v2/integrations/log").text == "the nearest path is " + logs);
    BOOST_TEST(get("/").text == "the nearest path is " + logs);
    BOOST_TEST(get("/api/v2/integrations/7/log").text ==
               "the nearest path is /api/v2/integrations/{id}/logs");
    BOOST_TEST(get("/api/v2/integration/1/logs").text ==
               "the nearest path is /api/v2/integrations/{id}/logs");
}

BOOST_AUTO_TEST_CASE(knows_where_admin_calls_go) {
    BOOST_TEST(get("/__admin/health").text ==
               "the admin calls are on a port of their own, or switched off");
}

BOOST_AUTO_TEST_CASE(knows_no_such_integration_or_format) {
    const auto integration = get("/api/v2/integrations/4/logs");
    BOOST_TEST(integration.reason == reason::unknown_integration);
    BOOST_TEST(integration.text == "no log and no option names this integration");
    const auto format = get(logs + "?format=csv");
    BOOST_TEST(format.reason == reason::unknown_format);
    BOOST_TEST(format.text == "the parameter format can only be json");
}

BOOST_AUTO_TEST_CASE(recognizes_a_cursor_that_was_encoded_twice) {
    std::string twice;
    http::append_form_encoded(twice, cursor_at("2023-03-01 01:02:00+00:00"));
    BOOST_TEST_REQUIRE(twice.find('%') != std::string::npos);
    const auto found = at(twice);
    BOOST_TEST(found.reason == reason::double_encoded_cursor);
    BOOST_TEST(found.text == "it was percent-encoded twice: a link is requested as it is");
}

BOOST_AUTO_TEST_CASE(recognizes_a_whole_link_as_a_cursor) {
    for (const std::string& link : {"http://mock.test" + logs + "?cursor=cD04",
                                    "https://mock.test" + logs,
                                    logs + "?cursor=cD04",
                                    std::string("cursor=cD04")}) {
        const auto found = at(link);
        BOOST_TEST(found.reason == reason::bad_cursor);
        BOOST_TEST(found.text == "a whole link was sent as the cursor: request the link itself");
    }
}

BOOST_AUTO_TEST_CASE(recognizes_a_cursor_of_the_other_ordering) {
    const auto id = at(cursor_at("8"));
    BOOST_TEST(id.reason == reason::bad_cursor);
    BOOST_TEST(id.text == "it belongs to the ordering -id, these logs are ordered by -created_at");
    owner.set_settings({.ordering = sendmock::ordering::id_descending});
    const auto time = at(cursor_at("2023-03-01 01:02:00+00:00"));
    BOOST_TEST(time.reason == reason::bad_cursor);
    BOOST_TEST(time.text ==
               "it belongs to the ordering -created_at, these logs are ordered by -id");
}

BOOST_AUTO_TEST_CASE(recognizes_a_position_that_is_none) {
    BOOST_TEST(at(cursor_at("soon")).text == "its position is neither an id nor a time");
}

BOOST_AUTO_TEST_CASE(recognizes_a_cursor_that_was_decoded) {
    // Some are no whole base64 by chance alone.
    for (const std::string tokens : {"p=2023-03-01 01:02:00+00:00", "o=1&p=8", "r=1&p=81"}) {
        const auto found = at(tokens);
        BOOST_TEST(found.reason == reason::bad_cursor);
        BOOST_TEST_CONTEXT(tokens) {
            BOOST_TEST(found.text == "it was decoded from base64: send it as the link has it");
        }
    }
}

BOOST_AUTO_TEST_CASE(recognizes_a_cursor_without_its_padding) {
    for (const std::string position :
         {"2023-03-01 01:02:00+00:00", "2023-03-01 01:02:00.1234567Z"}) {
        std::string cursor = cursor_at(position);
        BOOST_TEST_REQUIRE(cursor.ends_with('='));
        while (cursor.ends_with('=')) {
            cursor.pop_back();
        }
        const auto found = at(cursor);
        BOOST_TEST(found.reason == reason::bad_cursor);
        BOOST_TEST(found.text == "the = at its end is missing");
    }
}

BOOST_AUTO_TEST_CASE(says_of_any_other_cursor_that_it_is_none) {
    for (const std::string odd : {"é", "cD04x"}) {
        BOOST_TEST_CONTEXT(odd) {
            BOOST_TEST(at(odd).text == "it is no cursor, or a damaged one");
        }
    }
}

BOOST_AUTO_TEST_CASE(names_the_accept_field_and_the_methods) {
    http::request html = authorized(logs, "GET");
    html.fields.add("Accept", "text/html");
    const auto refused = answer(html);
    BOOST_TEST(refused.reason == reason::not_acceptable);
    BOOST_TEST(refused.text == "the Accept field leaves out application/json");
    const auto deleted = get(logs, "DELETE");
    BOOST_TEST(deleted.reason == reason::method_not_allowed);
    BOOST_TEST(deleted.text == "expected GET, HEAD, OPTIONS");
    BOOST_TEST(get("/api/v2/integrations/3/logs", "PUT").text ==
               "expected GET, POST, HEAD, OPTIONS");
}

BOOST_AUTO_TEST_CASE(says_where_logs_are_created) {
    BOOST_TEST(get(logs, "POST").text == "expected GET, HEAD, OPTIONS; logs are created at "
                                         "/api/v2/integrations/{id}/logs");
}

BOOST_AUTO_TEST_CASE(counts_the_bytes_of_a_get_s_content) {
    http::request request = authorized(logs, "GET");
    request.content = "{}";
    const auto found = answer(request);
    BOOST_TEST(found.reason == reason::get_with_body);
    BOOST_TEST(found.text == "a GET must not have content, and this one has 2 bytes");
}

BOOST_AUTO_TEST_CASE(names_the_limit_of_parameters) {
    const auto found = get(logs + '?' + std::string(1000, '&'));
    BOOST_TEST(found.reason == reason::too_many_parameters);
    BOOST_TEST(found.text == "the framework takes 1000 parameters at most");
}

BOOST_AUTO_TEST_CASE(names_the_media_type_of_a_log) {
    http::request request = authorized("/api/v2/integrations/3/logs", "POST");
    request.fields.add("Content-Type", "text/plain");
    request.content = "{}";
    const auto found = answer(request);
    BOOST_TEST(found.reason == reason::unsupported_media_type);
    BOOST_TEST(found.text == "expected Content-Type: application/json");
}

BOOST_AUTO_TEST_CASE(names_the_rate_limit) {
    owner.set_settings({.rate_limit = sendmock::rate_limit{.requests = 1}});
    BOOST_TEST(get(logs).reason == "");
    const auto found = get(logs);
    BOOST_TEST(found.reason == reason::rate_limited);
    BOOST_TEST(found.text == "more requests than the account may send: 1/min");
}

BOOST_AUTO_TEST_CASE(says_nothing_of_what_comes_from_outside_the_service) {
    const http::request request = authorized(logs, "GET");
    for (const std::string_view why : {reason::injected_fault,
                                       reason::bad_message,
                                       reason::internal_error,
                                       reason::other_origin}) {
        BOOST_TEST(explain(why, request, sendmock::inspect(request), owner) == "");
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
