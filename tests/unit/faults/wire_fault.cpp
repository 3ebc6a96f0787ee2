// SPDX-License-Identifier: MIT
#include <sendmock/faults/wire_fault.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::faults::wire_fault {

using kind = sendmock::wire_fault_kind;

} // namespace unit::faults::wire_fault

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(wire_fault)

BOOST_AUTO_TEST_CASE(is_named_as_in_the_contract) {
    const std::vector<std::pair<kind, std::string_view>> expected{
        {kind::empty_response, "EMPTY_RESPONSE"},
        {kind::malformed_response_chunk, "MALFORMED_RESPONSE_CHUNK"},
        {kind::random_data_then_close, "RANDOM_DATA_THEN_CLOSE"},
        {kind::connection_reset_by_peer, "CONNECTION_RESET_BY_PEER"},
        {kind::disconnect_during_response_body, "DISCONNECT_DURING_RESPONSE_BODY"},
        {kind::content_length_mismatch, "CONTENT_LENGTH_MISMATCH"},
        {kind::chunked_without_end, "CHUNKED_WITHOUT_END"},
        {kind::stall_before_response, "STALL_BEFORE_RESPONSE"},
        {kind::stall_during_response_body, "STALL_DURING_RESPONSE_BODY"},
        {kind::close_keep_alive, "CLOSE_KEEP_ALIVE"},
        {kind::chunked, "CHUNKED"},
        {kind::chunked_with_trailer, "CHUNKED_WITH_TRAILER"},
        {kind::close_delimited, "CLOSE_DELIMITED"},
        {kind::continue_first, "CONTINUE_FIRST"},
        {kind::early_hints, "EARLY_HINTS"},
        {kind::lower_case_fields, "LOWER_CASE_FIELDS"},
        {kind::unusual_case_fields, "UNUSUAL_CASE_FIELDS"},
        {kind::gzip, "GZIP"},
        {kind::torn_characters, "TORN_CHARACTERS"},
        {kind::gzip_cut_off, "GZIP_CUT_OFF"},
        {kind::gzip_label_only, "GZIP_LABEL_ONLY"},
        {kind::gzip_unlabelled, "GZIP_UNLABELLED"},
        {kind::reset_on_accept, "RESET_ON_ACCEPT"},
        {kind::fail_handshake, "FAIL_HANDSHAKE"}};
    BOOST_TEST(expected.size() == sendmock::wire_fault_names.size());
    for (const auto& [fault, name] : expected) {
        BOOST_TEST(to_string(fault) == name);
    }
}

BOOST_AUTO_TEST_CASE(some_act_before_there_is_a_request_and_some_leave_off_after_some_bytes) {
    const std::set<kind> at_accept{kind::reset_on_accept, kind::fail_handshake};
    const std::set<kind> with_bytes{kind::connection_reset_by_peer,
                                    kind::disconnect_during_response_body,
                                    kind::content_length_mismatch,
                                    kind::chunked_without_end,
                                    kind::stall_during_response_body};
    for (std::size_t place = 0; place < sendmock::wire_fault_names.size(); ++place) {
        const auto fault = static_cast<kind>(place);
        BOOST_TEST_CONTEXT(to_string(fault)) {
            BOOST_TEST(is_at_accept(fault) == at_accept.contains(fault));
            BOOST_TEST(takes_bytes(fault) == with_bytes.contains(fault));
        }
    }
}

BOOST_AUTO_TEST_CASE(right_framing_keeps_the_answer) {
    std::set<kind> right;
    std::set<kind> lasting;
    for (std::size_t place = 0; place < sendmock::wire_fault_names.size(); ++place) {
        const auto fault = static_cast<kind>(place);
        if (keeps_answer(fault)) {
            right.insert(fault);
        }
        if (keeps_connection(fault)) {
            lasting.insert(fault);
            BOOST_TEST(!ends_with_fin(fault));
        }
    }
    BOOST_TEST((right == std::set{kind::close_keep_alive,
                                  kind::chunked,
                                  kind::chunked_with_trailer,
                                  kind::close_delimited,
                                  kind::continue_first,
                                  kind::early_hints,
                                  kind::lower_case_fields,
                                  kind::unusual_case_fields,
                                  kind::gzip,
                                  kind::torn_characters}));
    BOOST_TEST((lasting == std::set{kind::chunked,
                                    kind::chunked_with_trailer,
                                    kind::continue_first,
                                    kind::early_hints,
                                    kind::lower_case_fields,
                                    kind::unusual_case_fields,
                                    kind::gzip,
                                    kind::torn_characters,
                                    kind::gzip_cut_off,
                                    kind::gzip_label_only,
                                    kind::gzip_unlabelled}));
    BOOST_TEST(ends_with_fin(kind::close_delimited));
}

BOOST_AUTO_TEST_CASE(is_equal_by_kind_and_bytes) {
    const sendmock::wire_fault cut{kind::disconnect_during_response_body, 3};
    BOOST_TEST((cut == sendmock::wire_fault{kind::disconnect_during_response_body, 3}));
    BOOST_TEST((cut != sendmock::wire_fault{kind::disconnect_during_response_body, 4}));
    BOOST_TEST((cut != sendmock::wire_fault{kind::disconnect_during_response_body, {}}));
    BOOST_TEST((cut != sendmock::wire_fault{kind::stall_during_response_body, 3}));
}

BOOST_AUTO_TEST_CASE(some_need_a_client_that_can_read_the_answer) {
    std::set<kind> compressed;
    std::set<kind> of_http_1_1;
    for (std::size_t place = 0; place < sendmock::wire_fault_names.size(); ++place) {
        const auto fault = static_cast<kind>(place);
        BOOST_TEST(can_act(fault, true, false));
        if (!can_act(fault, false, false)) {
            compressed.insert(fault);
        }
        if (!can_act(fault, true, true)) {
            of_http_1_1.insert(fault);
        }
    }
    BOOST_TEST((compressed == std::set{kind::gzip, kind::gzip_cut_off}));
    BOOST_TEST((of_http_1_1 == std::set{kind::malformed_response_chunk,
                                        kind::chunked_without_end,
                                        kind::chunked,
                                        kind::chunked_with_trailer,
                                        kind::continue_first,
                                        kind::early_hints}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
