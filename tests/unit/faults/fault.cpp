// SPDX-License-Identifier: MIT
#include <sendmock/faults/fault.hpp>

#include "support/has_message.hpp"
#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace unit::faults::fault {

using sendmock::log_change;
using sendmock::pager_fault;
using sendmock::pager_fault_kind;
using sendmock::wire_fault;
using sendmock::wire_fault_kind;
using sendmock::tests::has_message;
using sendmock::tests::numbered_log;
using sendmock::tests::numbered_logs;
using namespace std::chrono_literals;

sendmock::fault with_status(int status) {
    return {.respond = sendmock::canned_response{.status = status}};
}

sendmock::fault with_page(pager_fault_kind kind) {
    return {.pager = pager_fault{.kind = kind}};
}

sendmock::fault on_wire(wire_fault_kind kind, std::optional<std::size_t> bytes = {}) {
    return {.wire = wire_fault{.kind = kind, .bytes = bytes}};
}

const sendmock::fault slow{.delay = sendmock::delay{.fixed = 5ms}};
const sendmock::fault erasing{.change = log_change{.erased = {1}}};
const sendmock::fault switching{.tls = sendmock::tls_profile::expired};

} // namespace unit::faults::fault

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(fault)

BOOST_AUTO_TEST_CASE(has_no_part_at_first_and_is_refused_so) {
    const sendmock::fault made;
    BOOST_TEST(!(made.change || made.respond || made.pager || made.delay || made.wire || made.tls));
    BOOST_CHECK_EXCEPTION(
        made.check(), std::invalid_argument, has_message("a fault has to do something"));
}

BOOST_AUTO_TEST_CASE(takes_each_part_alone) {
    for (const auto& made : {with_status(503),
                             with_page(pager_fault_kind::empty),
                             on_wire(wire_fault_kind::empty_response),
                             slow,
                             erasing,
                             switching}) {
        BOOST_CHECK_NO_THROW(made.check());
    }
}

BOOST_AUTO_TEST_CASE(joins_the_parts_of_two) {
    const sendmock::fault made = erasing.with(with_status(503))
                                     .with(slow)
                                     .with(switching)
                                     .with(on_wire(wire_fault_kind::close_keep_alive));
    BOOST_TEST((made.tls == sendmock::tls_profile::expired));
    BOOST_TEST((made.change->erased == std::vector<std::int64_t>{1}));
    BOOST_TEST(made.respond->status == 503);
    BOOST_TEST((made.delay->fixed == 5ms));
    BOOST_TEST((made.wire->kind == wire_fault_kind::close_keep_alive));
    BOOST_TEST(!made.pager.has_value());
    BOOST_TEST((with_page(pager_fault_kind::html).with(slow).pager->kind ==
                pager_fault_kind::html)); // from the left
    BOOST_TEST((slow.with(with_page(pager_fault_kind::html)).pager->kind ==
                pager_fault_kind::html)); // from the right
}

BOOST_AUTO_TEST_CASE(changes_neither_of_the_two_that_it_joins) {
    const sendmock::fault left = with_status(503);
    const sendmock::fault right = slow;
    static_cast<void>(left.with(right));
    BOOST_TEST(!left.delay.has_value());
    BOOST_TEST(!right.respond.has_value());
}

BOOST_AUTO_TEST_CASE(has_no_part_twice) {
    const auto twice = [](const sendmock::fault& made, const std::string& what) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(made.with(made)),
                              std::invalid_argument,
                              has_message("a fault has one " + what + " at most"));
    };
    twice(erasing, "change");
    twice(with_status(503), "response");
    twice(with_page(pager_fault_kind::empty), "pager fault");
    twice(slow, "delay");
    twice(on_wire(wire_fault_kind::empty_response), "fault on the wire");
    twice(switching, "TLS profile");
}

BOOST_AUTO_TEST_CASE(does_not_alter_a_page_that_a_response_replaces) {
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(with_status(503).with(with_page(pager_fault_kind::empty))),
        std::invalid_argument,
        has_message("a page that is replaced by a response cannot have a pager fault as well"));
}

BOOST_AUTO_TEST_CASE(stands_alone_where_it_acts_before_there_is_a_request) {
    for (const auto kind : {wire_fault_kind::reset_on_accept, wire_fault_kind::fail_handshake}) {
        BOOST_TEST(on_wire(kind).at_accept());
        BOOST_CHECK_NO_THROW(on_wire(kind).check());
        for (const auto& other :
             {erasing, with_status(503), with_page(pager_fault_kind::empty), slow, switching}) {
            BOOST_CHECK_EXCEPTION(static_cast<void>(on_wire(kind).with(other)),
                                  std::invalid_argument,
                                  has_message(std::string(to_string(kind)) +
                                              " acts before there is a request, and stands alone"));
        }
    }
    BOOST_TEST(!on_wire(wire_fault_kind::empty_response).at_accept());
    BOOST_TEST(!slow.at_accept());
}

BOOST_AUTO_TEST_CASE(concerns_all_accounts_by_connections_and_the_tls_profile) {
    BOOST_TEST(switching.with(slow).is_server_wide());
    BOOST_TEST(on_wire(wire_fault_kind::reset_on_accept).is_server_wide());
    BOOST_TEST(!on_wire(wire_fault_kind::empty_response).is_server_wide());
    BOOST_TEST(!erasing.with(with_status(503)).with(slow).is_server_wide());
}

BOOST_AUTO_TEST_CASE(leaves_off_after_some_bytes_where_that_makes_sense_alone) {
    for (std::size_t place = 0; place < sendmock::wire_fault_names.size(); ++place) {
        const auto kind = static_cast<wire_fault_kind>(place);
        BOOST_TEST_CONTEXT(to_string(kind)) {
            if (takes_bytes(kind)) {
                BOOST_CHECK_NO_THROW(on_wire(kind, 0).check());
                BOOST_CHECK_NO_THROW(on_wire(kind, 1'000'000).check());
            } else {
                BOOST_CHECK_EXCEPTION(
                    on_wire(kind, 0).check(),
                    std::invalid_argument,
                    has_message("bytes: " + std::string(to_string(kind)) + " has none"));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(bounds_the_rows_of_a_page_and_the_length_of_a_cycle) {
    const auto rows = [](std::size_t count) {
        return sendmock::fault{
            .pager = pager_fault{.kind = pager_fault_kind::short_page, .rows = count}};
    };
    const auto length = [](std::uint32_t pages) {
        return sendmock::fault{.pager =
                                   pager_fault{.kind = pager_fault_kind::cycle, .length = pages}};
    };
    for (const std::size_t good : {1U, 1000U}) {
        BOOST_CHECK_NO_THROW(rows(good).check());
    }
    for (const std::uint32_t good : {2U, 1000U}) {
        BOOST_CHECK_NO_THROW(length(good).check());
    }
    for (const std::size_t bad : {0U, 1001U}) {
        BOOST_CHECK_EXCEPTION(
            rows(bad).check(), std::invalid_argument, has_message("rows: expected 1 to 1000"));
    }
    for (const std::uint32_t bad : {0U, 1U, 1001U}) {
        BOOST_CHECK_EXCEPTION(
            length(bad).check(), std::invalid_argument, has_message("length: expected 2 to 1000"));
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_one_of_its_parts_refuses) {
    BOOST_CHECK_EXCEPTION(with_status(100).check(),
                          std::invalid_argument,
                          has_message("status: expected 200 to 999, found 100"));
    BOOST_CHECK_EXCEPTION((sendmock::fault{.delay = sendmock::delay{.fixed = -1ms}}.check()),
                          std::invalid_argument,
                          has_message("delay: expected 0 to 3600000 milliseconds"));
    BOOST_CHECK_THROW(
        (sendmock::fault{.change = log_change{.inserted = {numbered_log(1), numbered_log(1)}}}
             .check()),
        sendmock::duplicate_id);
}

BOOST_AUTO_TEST_CASE(tells_whether_the_client_gets_something_else) {
    BOOST_TEST(with_status(200).alters_answer());
    BOOST_TEST(with_page(pager_fault_kind::empty).alters_answer());
    BOOST_TEST(on_wire(wire_fault_kind::connection_reset_by_peer).alters_answer());
    BOOST_TEST(slow.with(with_status(503)).alters_answer());
    BOOST_TEST(!on_wire(wire_fault_kind::close_keep_alive).alters_answer()); // after all of it
    BOOST_TEST(!slow.alters_answer());
    BOOST_TEST(!erasing.alters_answer());
    BOOST_TEST(!switching.alters_answer());
}

BOOST_AUTO_TEST_CASE(is_shown_by_its_parts_in_the_order_in_which_they_act) {
    BOOST_TEST(to_string(with_status(404)) == "http_error(404)");
    BOOST_TEST(to_string(with_status(599)) == "http_error(599)");
    BOOST_TEST(to_string(with_status(399)) == "respond(399)");
    BOOST_TEST(to_string(with_status(600)) == "respond(600)");
    BOOST_TEST(to_string(with_page(pager_fault_kind::short_page)) == "SHORT");
    BOOST_TEST(to_string(slow) == "delay");
    BOOST_TEST(to_string(on_wire(wire_fault_kind::fail_handshake)) == "FAIL_HANDSHAKE");
    BOOST_TEST(to_string(sendmock::fault{.change = log_change{.replaced = numbered_logs(1, 2),
                                                              .erased = {1, 2, 3},
                                                              .inserted = numbered_logs(8, 9)}}) ==
               "replace_logs + erase_logs(3) + insert_logs(2)");
    BOOST_TEST(to_string(on_wire(wire_fault_kind::stall_before_response)
                             .with(slow)
                             .with(with_page(pager_fault_kind::next_absent))
                             .with(switching)
                             .with(erasing)) == "erase_logs(1) + switch_tls_profile(expired) + "
                                                "NEXT_ABSENT + delay + STALL_BEFORE_RESPONSE");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
