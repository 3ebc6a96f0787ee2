// SPDX-License-Identifier: MIT
#include <sendmock/http/status.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <set>
#include <string_view>

namespace unit::http::status {

using sendmock::http::reason_phrase;

} // namespace unit::http::status

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(status)

BOOST_AUTO_TEST_CASE(knows_the_registered_phrases) {
    BOOST_TEST(reason_phrase(100) == "Continue");
    BOOST_TEST(reason_phrase(200) == "OK");
    BOOST_TEST(reason_phrase(201) == "Created");
    BOOST_TEST(reason_phrase(204) == "No Content");
    BOOST_TEST(reason_phrase(400) == "Bad Request");
    BOOST_TEST(reason_phrase(401) == "Unauthorized");
    BOOST_TEST(reason_phrase(403) == "Forbidden");
    BOOST_TEST(reason_phrase(404) == "Not Found");
    BOOST_TEST(reason_phrase(405) == "Method Not Allowed");
    BOOST_TEST(reason_phrase(406) == "Not Acceptable");
    BOOST_TEST(reason_phrase(408) == "Request Timeout");
    BOOST_TEST(reason_phrase(409) == "Conflict");
    BOOST_TEST(reason_phrase(413) == "Content Too Large");
    BOOST_TEST(reason_phrase(417) == "Expectation Failed");
    BOOST_TEST(reason_phrase(422) == "Unprocessable Content");
    BOOST_TEST(reason_phrase(429) == "Too Many Requests");
    BOOST_TEST(reason_phrase(431) == "Request Header Fields Too Large");
    BOOST_TEST(reason_phrase(500) == "Internal Server Error");
    BOOST_TEST(reason_phrase(501) == "Not Implemented");
    BOOST_TEST(reason_phrase(503) == "Service Unavailable");
    BOOST_TEST(reason_phrase(505) == "HTTP Version Not Supported");
    BOOST_TEST(reason_phrase(511) == "Network Authentication Required");
}

BOOST_AUTO_TEST_CASE(knows_the_codes_that_nginx_added) {
    BOOST_TEST(reason_phrase(495) == "SSL Certificate Error");
    BOOST_TEST(reason_phrase(496) == "SSL Certificate Required");
    BOOST_TEST(reason_phrase(497) == "HTTP Request Sent to HTTPS Port");
    BOOST_TEST(reason_phrase(499) == "Client Closed Request");
}

BOOST_AUTO_TEST_CASE(has_no_phrase_for_other_codes) {
    for (const int status : {std::numeric_limits<int>::min(),
                             -404,
                             0,
                             99,
                             104,
                             199,
                             306,
                             418,
                             494,
                             498,
                             512,
                             600,
                             std::numeric_limits<int>::max()}) {
        BOOST_TEST(reason_phrase(status) == "", status);
    }
}

BOOST_AUTO_TEST_CASE(has_a_phrase_of_its_own_for_each_code) {
    std::set<std::string_view> phrases;
    int known = 0;
    for (int status = 0; status < 1000; ++status) {
        const std::string_view phrase = reason_phrase(status);
        if (!phrase.empty()) {
            ++known;
            phrases.insert(phrase);
        }
    }
    BOOST_TEST(known == 65);
    BOOST_TEST(phrases.size() == 65U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
