// SPDX-License-Identifier: MIT
#include <sendmock/faults/field_template.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace unit::faults::field_template {

using sendmock::tests::has_message;

using namespace std::chrono;

int canary_asked = 0;

/// The text with a request at a known moment for https://mock.test/logs?a=b.
std::string expanded(const std::string& text) {
    return sendmock::field_template::expand(
        text,
        {.now = sys_days{year{2023} / 3 / 1} + hours{1} + microseconds{999'999},
         .base_url = "https://mock.test:8443",
         .url = "/logs?a=b",
         .canary_base_url =
             [] {
                 ++canary_asked;
                 return std::string("http://localhost:1");
             },
         .canary_http_base_url = [] { return std::string("http://mock.test:2"); }});
}

} // namespace unit::faults::field_template

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(field_template)

BOOST_AUTO_TEST_CASE(leaves_other_texts_as_they_are) {
    for (const char* text : {"", "soon", "-5", "{now}", "}}", "{ {now} }", "clé"}) {
        BOOST_TEST(expanded(text) == text);
    }
}

BOOST_AUTO_TEST_CASE(writes_the_time_as_an_http_date) {
    BOOST_TEST(expanded("{{now}}") == "Wed, 01 Mar 2023 01:00:00 GMT");
}

BOOST_AUTO_TEST_CASE(counts_from_now_in_seconds_minutes_hours_and_days) {
    BOOST_TEST(expanded("{{now offset='30 seconds'}}") == "Wed, 01 Mar 2023 01:00:30 GMT");
    BOOST_TEST(expanded("{{now offset='-5 minutes'}}") == "Wed, 01 Mar 2023 00:55:00 GMT");
    BOOST_TEST(expanded("{{now offset='23 hours'}}") == "Thu, 02 Mar 2023 00:00:00 GMT");
    BOOST_TEST(expanded("{{now offset='-1 days'}}") == "Tue, 28 Feb 2023 01:00:00 GMT");
    BOOST_TEST(expanded("{{now offset='0 days'}}") == expanded("{{now}}"));
    BOOST_TEST(expanded("{{now offset='36600 days'}}") == "Sun, 16 May 2123 01:00:00 GMT");
}

BOOST_AUTO_TEST_CASE(names_what_was_asked_for_and_another_origin) {
    BOOST_TEST(expanded("{{request.baseUrl}}{{request.url}}") == "https://mock.test:8443/logs?a=b");
    BOOST_TEST(expanded("a{{canary.baseUrl}}b{{request.url}}c") ==
               "ahttp://localhost:1b/logs?a=bc");
    BOOST_TEST(expanded("{{canary.httpBaseUrl}}{{request.url}}") == "http://mock.test:2/logs?a=b");
}

BOOST_AUTO_TEST_CASE(asks_for_the_other_origin_only_where_it_is_named) {
    canary_asked = 0;
    static_cast<void>(expanded("{{request.baseUrl}}{{now}}"));
    BOOST_TEST(canary_asked == 0);
    static_cast<void>(expanded("{{canary.baseUrl}}"));
    BOOST_TEST(canary_asked == 1);
}

BOOST_AUTO_TEST_CASE(refuses_a_placeholder_that_there_is_not_with_the_nearest) {
    const auto refused = [](const std::string& name, const std::string& nearest) {
        BOOST_CHECK_EXCEPTION(sendmock::field_template::check("x{{" + name + "}}"),
                              std::invalid_argument,
                              has_message("headers: there is no placeholder {{" + name +
                                          "}}; the nearest is {{" + nearest + "}}"));
    };
    refused("nwo", "now");
    refused(" now", "now");
    refused("", "now");
    refused("request.baseURL", "request.baseUrl");
    refused("request.uri", "request.url");
    refused("canary.baseurl", "canary.baseUrl");
    for (const char* odd : {"now offset=''",
                            "now offset='",
                            "now offset='30'",
                            "now offset='30seconds'",
                            "now offset='30 second'",
                            "now offset='+30 seconds'",
                            "now offset='1.5 hours'",
                            "now offset='36601 days'",
                            "now offset='-9223372036854775808 days'",
                            "now offset='9223372036854775808 days'",
                            "now offset=\"30 seconds\""}) {
        BOOST_TEST_CONTEXT(odd) {
            BOOST_CHECK_THROW(sendmock::field_template::check(std::string("{{") + odd + "}}"),
                              std::invalid_argument);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_placeholder_without_an_end) {
    for (const char* text : {"{{now", "{{", "{{now}}{{now}"}) {
        BOOST_CHECK_EXCEPTION(sendmock::field_template::check(text),
                              std::invalid_argument,
                              has_message("headers: {{ without }}"));
    }
}

BOOST_AUTO_TEST_CASE(does_not_look_for_placeholders_in_what_one_stands_for) {
    BOOST_TEST(sendmock::field_template::expand("{{request.url}}", {.url = "/{{now}}"}) ==
               "/{{now}}");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
