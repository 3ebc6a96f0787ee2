// SPDX-License-Identifier: MIT
#include <sendmock/service/refusal.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::service::refusal {

using sendmock::error_body;
using sendmock::to_response;

namespace http = sendmock::http;

} // namespace unit::service::refusal

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(refusal)

BOOST_AUTO_TEST_CASE(writes_the_error_body_with_its_keys_in_the_recorded_order) {
    BOOST_TEST(error_body(404, "/api/v2/integrations/logs", "Invalid cursor") ==
               R"({"error":{"code":404,"request":"api/v2/integrations/logs",)"
               R"("message":"Invalid cursor"}})");
}

BOOST_AUTO_TEST_CASE(leaves_out_the_leading_slash_alone) {
    const auto request_of = [](const std::string& path) {
        const std::string body = error_body(400, path, "");
        const std::string before = R"({"error":{"code":400,"request":")";
        const std::string after = R"(","message":""}})";
        BOOST_TEST(body.starts_with(before));
        BOOST_TEST(body.ends_with(after));
        return body.substr(before.size(), body.size() - before.size() - after.size());
    };
    BOOST_TEST(request_of("/api/v2/integrations/logs/") == "api/v2/integrations/logs/");
    BOOST_TEST(request_of("//x") == "/x");
    BOOST_TEST(request_of("/") == "");
    BOOST_TEST(request_of("") == "");
    BOOST_TEST(request_of("*") == "*");
}

BOOST_AUTO_TEST_CASE(escapes_texts_and_writes_utf_8_as_it_is) {
    BOOST_TEST(error_body(405, "/a\"b\\c\n\xC3\xA9", "Method \"DELETE\" not allowed.") ==
               R"({"error":{"code":405,"request":"a\"b\\c\n)"
               "\xC3\xA9"
               R"(","message":"Method \"DELETE\" not allowed."}})");
}

// A path is percent-decoded and a field value may be any bytes, but JSON is UTF-8.
BOOST_AUTO_TEST_CASE(repairs_what_is_not_utf_8) {
    BOOST_TEST(error_body(404, "/\xFF/x", "\xE9") == R"({"error":{"code":404,"request":")"
                                                     "\xEF\xBF\xBD/x"
                                                     R"(","message":")"
                                                     "\xEF\xBF\xBD"
                                                     R"("}})");
}

BOOST_AUTO_TEST_CASE(answers_with_an_error_body_in_json) {
    const http::response answer = to_response({.status = 403, .message = "No."}, "/x");
    BOOST_TEST(answer.status == 403);
    BOOST_TEST(answer.reason == "");
    BOOST_TEST((answer.fields == http::header_fields{{"Content-Type", "application/json"}}));
    BOOST_TEST(answer.content == error_body(403, "/x", "No."));
}

BOOST_AUTO_TEST_CASE(asks_for_bearer_where_credentials_are_missing) {
    const http::response answer = to_response({.status = 401, .message = "Who?"}, "/x");
    BOOST_TEST((answer.fields == http::header_fields{{"WWW-Authenticate", "Bearer"},
                                                     {"Content-Type", "application/json"}}));
    BOOST_TEST(answer.content == error_body(401, "/x", "Who?"));
}

BOOST_AUTO_TEST_CASE(answers_too_many_requests_with_nothing) {
    const http::response answer = to_response({.status = 429, .message = "Slowly."}, "/x");
    BOOST_TEST(answer.status == 429);
    BOOST_TEST(answer.fields.empty());
    BOOST_TEST(answer.content == "");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
