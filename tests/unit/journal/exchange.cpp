// SPDX-License-Identifier: MIT
#include <sendmock/journal/exchange.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace unit::journal::exchange {

using sendmock::delivery;
using sendmock::redacted;

namespace http = sendmock::http;

/// What is shown of a field's value.
std::string shown(std::string name, std::string value) {
    const auto fields = redacted({.fields = {{name, std::move(value)}}}).fields;
    BOOST_TEST(fields.size() == 1U);
    BOOST_TEST(fields.begin()->name == name);
    return fields.begin()->value;
}

std::string shown_target(std::string target) {
    return redacted({.target = std::move(target)}).target;
}

} // namespace unit::journal::exchange

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(journal)
BOOST_AUTO_TEST_SUITE(exchange)

BOOST_AUTO_TEST_CASE(names_what_became_of_an_answer) {
    BOOST_TEST(to_string(delivery::pending) == "pending");
    BOOST_TEST(to_string(delivery::complete) == "complete");
    BOOST_TEST(to_string(delivery::failed) == "failed");
}

BOOST_AUTO_TEST_CASE(shows_the_scheme_of_credentials_alone) {
    BOOST_TEST(shown("Authorization", "Basic a2V5OnNlY3JldA==") == "Basic ***");
    BOOST_TEST(shown("authorization", "bearer a b  c") == "bearer ***");
    BOOST_TEST(shown("AUTHORIZATION", "Basic ") == "Basic ***");
    BOOST_TEST(shown("Proxy-Authorization", "Digest realm=\"x\", response=\"y\"") == "Digest ***");
}

BOOST_AUTO_TEST_CASE(shows_nothing_of_credentials_without_a_scheme) {
    for (const auto& secret : {"secret",
                               "a2V5OnNlY3JldA==",
                               "",
                               "key:secret x",
                               "a2V5OnNlY3JldA== x",
                               "Basic\ta2V5OnNlY3JldA==",
                               "\"secret\" x"}) {
        BOOST_TEST_CONTEXT(secret) {
            BOOST_TEST(shown("Authorization", secret) == "***");
        }
    }
}

BOOST_AUTO_TEST_CASE(shows_no_secret_in_a_location) {
    BOOST_TEST(redacted({.location = "http://key:s3cret@host/logs"}).location ==
               "http://***@host/logs");
    BOOST_TEST(redacted({.location = "/logs?a=s3cret"}, {{"key", "s3cret"}}).location ==
               "/logs?a=***");
}

BOOST_AUTO_TEST_CASE(shows_nothing_of_cookies) {
    BOOST_TEST(shown("Cookie", "session=secret") == "***");
    BOOST_TEST(shown("cookie", "session=secret; theme=dark") == "***");
}

BOOST_AUTO_TEST_CASE(shows_all_other_fields_in_their_order) {
    const http::header_fields fields{{"Host", "mock.test"},
                                     {"Authorization", "Basic one"},
                                     {"X-Authorization-Kind", "Basic two"},
                                     {"Authorization", "Basic three"},
                                     {"Accept", "*/*"}};
    const http::header_fields expected{{"Host", "mock.test"},
                                       {"Authorization", "Basic ***"},
                                       {"X-Authorization-Kind", "Basic two"},
                                       {"Authorization", "Basic ***"},
                                       {"Accept", "*/*"}};
    BOOST_TEST((redacted({.fields = fields}).fields == expected));
}

BOOST_AUTO_TEST_CASE(shows_no_user_information_in_targets) {
    BOOST_TEST(shown_target("http://key:secret@mock.test/logs?a=b@c") ==
               "http://***@mock.test/logs?a=b@c");
    BOOST_TEST(shown_target("https://key@mock.test") == "https://***@mock.test");
    BOOST_TEST(shown_target("HTTP://a:b@c:d@mock.test?x") == "HTTP://***@mock.test?x");
    BOOST_TEST(shown_target("http://@mock.test/") == "http://***@mock.test/");
}

BOOST_AUTO_TEST_CASE(shows_other_targets_as_they_are) {
    for (const std::string target : {"",
                                     "*",
                                     "/api/v2/integrations/logs?cursor=cD04&a=b@c",
                                     "/path@with/at",
                                     "http://mock.test/path@with/at",
                                     "http://mock.test?a@b",
                                     "http://mock.test:80/"}) {
        BOOST_TEST_CONTEXT(target) {
            BOOST_TEST(shown_target(target) == target);
        }
    }
}

BOOST_AUTO_TEST_CASE(keeps_all_that_is_no_secret) {
    const sendmock::exchange entry{.number = 7,
                                   .time = sendmock::instant{std::chrono::microseconds{9}},
                                   .account = "key",
                                   .authenticated = true,
                                   .method = "GET",
                                   .target = "/x",
                                   .content_bytes = 3,
                                   .cursor = "p=8",
                                   .status = 404,
                                   .reason = "bad_cursor",
                                   .cause = "a cause",
                                   .walk = 2,
                                   .page = 3,
                                   .attempt = 4,
                                   .fault = "http_error(404)",
                                   .outcome = delivery::failed,
                                   .sent_bytes = 100};
    const sendmock::exchange copy = redacted(entry);
    BOOST_TEST(copy.number == 7U);
    BOOST_TEST((copy.time == entry.time));
    BOOST_TEST(copy.account == "key");
    BOOST_TEST(copy.authenticated);
    BOOST_TEST(copy.method == "GET");
    BOOST_TEST(copy.target == "/x");
    BOOST_TEST(copy.content_bytes == 3U);
    BOOST_TEST((copy.cursor == "p=8"));
    BOOST_TEST(copy.status == 404);
    BOOST_TEST(copy.reason == "bad_cursor");
    BOOST_TEST(copy.cause == "a cause");
    BOOST_TEST((copy.walk == 2U));
    BOOST_TEST((copy.page == 3U));
    BOOST_TEST(copy.attempt == 4U);
    BOOST_TEST(copy.fault == "http_error(404)");
    BOOST_TEST((copy.outcome == delivery::failed));
    BOOST_TEST(copy.sent_bytes == 100U);
}

BOOST_AUTO_TEST_CASE(masks_the_secret_wherever_it_stands) {
    const sendmock::exchange shown =
        redacted({.account = "key",
                  .method = "Xtops3cret",
                  .target = "/a?x=tops3cret&y=a2V5OnRvcHMzY3JldA==",
                  .fields = {{"X-Api-Key", "tops3crettops3cret"},
                             {"Referer", "http://key:other@h/tops3cret"},
                             {"X-tops3cret", "1"}},
                  .cursor = "p=tops3cret"},
                 {{.key = "key", .secret = "tops3cret"}});
    BOOST_TEST(shown.method == "X***");
    BOOST_TEST(shown.target == "/a?x=***&y=***");
    BOOST_TEST(shown.cursor.value_or("") == "p=***");
    BOOST_TEST((shown.fields == sendmock::http::header_fields{{"X-Api-Key", "******"},
                                                              {"Referer", "http://***@h/***"},
                                                              {"X-***", "1"}}));
}

BOOST_AUTO_TEST_CASE(masks_the_secrets_of_all_accounts_percent_encoded_too) {
    const sendmock::exchange shown =
        redacted({.account = "key", .target = "/a%2FB+c%20d/one%20two/a/B%2bc d/x%2", .fields = {}},
                 {{.key = "key", .secret = "a/B+c d"}, {.key = "other", .secret = "one two"}});
    BOOST_TEST(shown.target == "/***/***/***/x%2");
}

BOOST_AUTO_TEST_CASE(masks_secrets_that_are_encoded_more_than_once) {
    const std::vector<sendmock::account_secret> secrets{{.key = "key", .secret = "a/B+c d"}};
    for (const std::string target : {"/a%252FB%252Bc%2520d",
                                     "/a%252FB%252Bc%2Bd", // a form in a form
                                     "/a%25252FB%25252Bc%252520d",
                                     "/a%25252fB+c%252520d"}) {
        BOOST_TEST(redacted({.target = target}, secrets).target == "/***", target);
    }
    for (const std::string target :
         {"/a%252", "/a%25", "/a%", "/a%2525%2FB+c d", "/a%252GB+c d", "/ax2FB+c d"}) {
        BOOST_TEST(redacted({.target = target}, secrets).target == target);
    }
}

BOOST_AUTO_TEST_CASE(masks_secrets_that_have_a_percent_sign) {
    const std::vector<sendmock::account_secret> secrets{{.key = "key", .secret = "a%25b%z"}};
    for (const std::string target : {"/a%25b%z", "/a%2525b%25z", "/a%252525b%2525z"}) {
        BOOST_TEST(redacted({.target = target}, secrets).target == "/***", target);
    }
    for (const std::string target : {"/a%b%z", "/a%25c%z", "/a%25b%"}) {
        BOOST_TEST(redacted({.target = target}, secrets).target == target);
    }
}

BOOST_AUTO_TEST_CASE(masks_the_base64_of_secrets_without_their_keys_and_without_padding) {
    const std::vector<sendmock::account_secret> secrets{{.key = "key", .secret = "tops3cret!"}};
    for (const std::string target : {"/dG9wczNjcmV0IQ==",
                                     "/dG9wczNjcmV0IQ%3D%3D",
                                     "/dG9wczNjcmV0IQ",
                                     "/a2V5OnRvcHMzY3JldCE=",
                                     "/a2V5OnRvcHMzY3JldCE"}) {
        BOOST_TEST(redacted({.target = target}, secrets).target == "/***", target);
    }
}

BOOST_AUTO_TEST_CASE(does_not_look_for_a_secret_that_is_shorter_than_ordinary_words) {
    BOOST_TEST(redacted({.target = "/abc"}, {{.key = "k", .secret = "abc"}}).target == "/abc");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
