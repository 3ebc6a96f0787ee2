// SPDX-License-Identifier: MIT
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/wire_faults.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace unit::faults::rule {

using sendmock::http_error;
using sendmock::on_any_request;
using sendmock::on_connection;
using sendmock::on_page;
using sendmock::on_pages;
using sendmock::on_request;
using sendmock::tests::has_message;

} // namespace unit::faults::rule

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(rule)

BOOST_AUTO_TEST_CASE(joins_a_condition_and_a_fault_and_may_have_a_name) {
    const sendmock::rule made{on_page(2), http_error(503), "the second page"};
    BOOST_CHECK_NO_THROW(made.check());
    BOOST_TEST((made.when == on_page(2)));
    BOOST_TEST(made.then.respond->status == 503);
    BOOST_TEST(made.name == "the second page");
}

BOOST_AUTO_TEST_CASE(refuses_a_fault_that_cannot_be) {
    BOOST_CHECK_EXCEPTION((sendmock::rule{on_page(2), {}, {}}.check()),
                          std::invalid_argument,
                          has_message("a fault has to do something"));
}

BOOST_AUTO_TEST_CASE(counts_connections_for_faults_at_accept_alone) {
    for (const auto& fault : {sendmock::reset_on_accept(), sendmock::fail_handshake()}) {
        BOOST_CHECK_NO_THROW(
            (sendmock::rule{on_connection(2).probability(0.5).times(3), fault, {}}.check()));
        BOOST_CHECK_NO_THROW((sendmock::rule{on_any_request().always(), fault, {}}.check()));
    }
    for (const auto& fault :
         {http_error(503), sendmock::empty_response(), sendmock::empty_page()}) {
        BOOST_CHECK_EXCEPTION(
            (sendmock::rule{on_connection(2), fault, {}}.check()),
            std::invalid_argument,
            has_message("connection: only RESET_ON_ACCEPT and FAIL_HANDSHAKE take it"));
    }
}

BOOST_AUTO_TEST_CASE(knows_nothing_of_a_request_before_there_is_one) {
    for (const auto& when : {on_any_request().method("GET"),
                             on_any_request().path("/"),
                             on_any_request().account("key"),
                             on_any_request().attempt(1),
                             on_page(1),
                             on_request(1)}) {
        BOOST_CHECK_EXCEPTION(
            (sendmock::rule{when, sendmock::fail_handshake(), {}}.check()),
            std::invalid_argument,
            has_message("FAIL_HANDSHAKE takes only connection, probability and times: it acts "
                        "before there is a request"));
    }
}

BOOST_AUTO_TEST_CASE(refuses_pages_on_which_its_fault_can_never_act) {
    BOOST_CHECK_EXCEPTION((sendmock::rule{on_page(1), sendmock::expire_cursor(), {}}.check()),
                          std::invalid_argument,
                          has_message("page: EXPIRE_CURSOR acts from page 2 on"));
    BOOST_CHECK_NO_THROW((sendmock::rule{on_page(2), sendmock::expire_cursor(), {}}.check()));
    BOOST_CHECK_EXCEPTION((sendmock::rule{on_pages(1, 3), sendmock::cursor_cycle(4), {}}.check()),
                          std::invalid_argument,
                          has_message("page: CYCLE acts from page 4 on"));
    BOOST_CHECK_NO_THROW((sendmock::rule{on_pages(1, 4), sendmock::cursor_cycle(4), {}}.check()));
    BOOST_CHECK_NO_THROW((sendmock::rule{on_page(1), sendmock::repeat_cursor(), {}}.check()));
}

BOOST_AUTO_TEST_CASE(refuses_a_method_that_asks_for_no_page_where_a_page_is_meant) {
    for (const std::string method : {"POST", "HEAD", "get"}) {
        const auto refusal =
            has_message("method: expected GET, which alone asks for pages, found " + method);
        BOOST_CHECK_EXCEPTION(
            (sendmock::rule{on_page(1).method(method), http_error(503), {}}.check()),
            std::invalid_argument,
            refusal);
        BOOST_CHECK_EXCEPTION(
            (sendmock::rule{on_any_request().method(method), sendmock::empty_page(), {}}.check()),
            std::invalid_argument,
            refusal);
        BOOST_CHECK_NO_THROW(
            (sendmock::rule{on_request(1).method(method), http_error(503), {}}.check()));
    }
    BOOST_CHECK_NO_THROW(
        (sendmock::rule{on_page(2).method("GET"), sendmock::empty_page(), {}}.check()));
    // An application may answer with pages anywhere.
    BOOST_CHECK_NO_THROW(
        (sendmock::rule{on_page(2).path("/"), sendmock::empty_page(), {}}.check()));
}

BOOST_AUTO_TEST_CASE(is_called_by_its_name_or_else_by_its_place_from_1) {
    BOOST_TEST(sendmock::label_of({on_page(1), http_error(503), "mine"}, 4) == "mine");
    BOOST_TEST(sendmock::label_of({on_page(1), http_error(503), {}}, 0) == "#1");
    BOOST_TEST(sendmock::label_of({on_page(1), http_error(503), {}}, 11) == "#12");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
