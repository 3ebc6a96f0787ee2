// SPDX-License-Identifier: MIT
#include <sendmock/faults/canned_response.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace unit::faults::canned_response {

using sendmock::tests::has_message;

namespace http = sendmock::http;

void check_field(const std::string& name, const std::string& value) {
    sendmock::canned_response::check_field(name, value);
}

} // namespace unit::faults::canned_response

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(canned_response)

BOOST_AUTO_TEST_CASE(takes_final_statuses_alone) {
    for (const int good : {200, 204, 304, 404, 503, 999}) {
        BOOST_CHECK_NO_THROW(sendmock::canned_response{.status = good}.check());
    }
    for (const int bad : {-1, 0, 100, 199, 1000}) {
        BOOST_CHECK_EXCEPTION(
            sendmock::canned_response{.status = bad}.check(),
            std::invalid_argument,
            has_message("status: expected 200 to 999, found " + std::to_string(bad)));
    }
}

BOOST_AUTO_TEST_CASE(has_no_content_where_there_can_be_none) {
    for (const int status : {204, 304}) {
        BOOST_CHECK_EXCEPTION((sendmock::canned_response{.status = status, .body = "x"}.check()),
                              std::invalid_argument,
                              has_message("body: a " + std::to_string(status) + " has no content"));
        BOOST_CHECK_NO_THROW((sendmock::canned_response{.status = status, .body = ""}.check()));
    }
    BOOST_CHECK_NO_THROW((sendmock::canned_response{.status = 205, .body = "x"}.check()));
}

BOOST_AUTO_TEST_CASE(takes_names_that_are_tokens_alone) {
    for (const char* good : {"X-A", "retry-after", "x", "!#$%&'*+-.^_`|~"}) {
        BOOST_CHECK_NO_THROW(check_field(good, "v"));
    }
    for (const std::string bad : {"", "a b", "a:", "a\r\nb", "é"}) {
        BOOST_CHECK_EXCEPTION(check_field(bad, "v"),
                              std::invalid_argument,
                              has_message("headers: \"" + bad + "\" is no field name (RFC 9110)"));
    }
}

BOOST_AUTO_TEST_CASE(leaves_the_fields_that_frame_the_message_to_the_server) {
    for (const std::string own :
         {"Content-Length", "content-length", "Transfer-Encoding", "CONNECTION", "Date"}) {
        BOOST_CHECK_EXCEPTION(
            check_field(own, "1"),
            std::invalid_argument,
            has_message("headers: " + own + " is the server's own; see the faults on the wire"));
    }
    BOOST_CHECK_NO_THROW(check_field("Content-Type", "text/html"));
    BOOST_CHECK_NO_THROW(check_field("Content-Lengths", "1"));
}

BOOST_AUTO_TEST_CASE(takes_values_that_one_line_can_have_alone) {
    for (const char* good : {"", "a b", "a\tb", "clé", "\xFF", "{}", "}}"}) {
        BOOST_CHECK_NO_THROW(check_field("X", good));
    }
    for (const char* bad : {" a", "a ", "\ta", "a\r\nB: c", "a\nb", "\x1F", "\x7F"}) {
        BOOST_CHECK_EXCEPTION(check_field("X", bad),
                              std::invalid_argument,
                              has_message("headers: the value of X has a control character, or "
                                          "white space around it"));
    }
    BOOST_CHECK_THROW(check_field("X", std::string("a\0b", 3)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(takes_placeholders_that_there_are_alone) {
    BOOST_CHECK_NO_THROW(check_field("Retry-After", "{{now offset='30 seconds'}}"));
    BOOST_CHECK_THROW(check_field("Retry-After", "{{later}}"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(checks_all_its_fields) {
    const sendmock::canned_response made{.fields = {{"A", "1"}, {"B", "{{later}}"}}};
    BOOST_CHECK_THROW(made.check(), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(keeps_fields_of_one_name_together) {
    sendmock::canned_response made;
    made.add_field("A", "1");
    made.add_field("B", "2");
    made.add_field("a", "3");
    made.add_field("A", "4");
    made.add_field("B", "5");
    BOOST_TEST((made.fields ==
                http::header_fields{{"A", "1"}, {"A", "3"}, {"A", "4"}, {"B", "2"}, {"B", "5"}}));
}

BOOST_AUTO_TEST_CASE(adds_no_field_that_cannot_be_sent) {
    sendmock::canned_response made;
    made.add_field("A", "1");
    BOOST_CHECK_THROW(made.add_field("A", "\n"), std::invalid_argument);
    BOOST_CHECK_THROW(made.add_field("Date", "x"), std::invalid_argument);
    BOOST_TEST((made.fields == http::header_fields{{"A", "1"}}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
