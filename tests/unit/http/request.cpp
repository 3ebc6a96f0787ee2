// SPDX-License-Identifier: MIT
#include <sendmock/http/request.hpp>

#include <boost/test/unit_test.hpp>

#include <initializer_list>

namespace unit::http::request {

using sendmock::http::header_field;
using sendmock::http::keeps_alive;

bool persists(int minor_version, std::initializer_list<header_field> fields) {
    return keeps_alive({.method = "GET",
                        .target = "/",
                        .minor_version = minor_version,
                        .fields = sendmock::http::header_fields(fields)});
}

} // namespace unit::http::request

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(http)
BOOST_AUTO_TEST_SUITE(request)

BOOST_AUTO_TEST_CASE(is_http_1_1_over_plain_tcp_by_default) {
    const sendmock::http::request message;
    BOOST_TEST(message.minor_version == 1);
    BOOST_TEST(!message.secure);
    BOOST_TEST(message.fields.empty());
}

BOOST_AUTO_TEST_CASE(persists_under_http_1_1_unless_close_is_said) {
    for (const int minor : {1, 2, 9}) {
        BOOST_TEST(persists(minor, {}));
        BOOST_TEST(persists(minor, {{"Connection", "keep-alive"}}));
        BOOST_TEST(persists(minor, {{"Connection", ""}}));
        BOOST_TEST(persists(minor, {{"Connection", "closed, x-close"}}));
        BOOST_TEST(!persists(minor, {{"Connection", "close"}}));
    }
}

BOOST_AUTO_TEST_CASE(ends_under_http_1_0_unless_keep_alive_is_said) {
    BOOST_TEST(!persists(0, {}));
    BOOST_TEST(!persists(0, {{"Connection", "close"}}));
    BOOST_TEST(!persists(0, {{"Connection", "Upgrade"}}));
    BOOST_TEST(!persists(0, {{"Keep-Alive", "timeout=5"}}));
    BOOST_TEST(persists(0, {{"Connection", "keep-alive"}}));
}

BOOST_AUTO_TEST_CASE(finds_connection_options_in_any_case_and_in_every_line) {
    BOOST_TEST(!persists(1, {{"CONNECTION", "Upgrade ,\tCLOSE"}}));
    BOOST_TEST(!persists(1, {{"Connection", "Upgrade"}, {"connection", "Close"}}));
    BOOST_TEST(persists(0, {{"connection", "TE, Keep-Alive"}}));
    BOOST_TEST(persists(0, {{"Connection", "TE"}, {"Connection", "KEEP-ALIVE"}}));
}

BOOST_AUTO_TEST_CASE(lets_close_win_over_keep_alive) {
    for (const int minor : {0, 1}) {
        BOOST_TEST(!persists(minor, {{"Connection", "keep-alive, close"}}));
        BOOST_TEST(!persists(minor, {{"Connection", "close"}, {"Connection", "keep-alive"}}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
