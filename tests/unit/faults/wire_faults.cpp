// SPDX-License-Identifier: MIT
#include <sendmock/faults/wire_faults.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace unit::faults::wire_faults {

/// Checks that a fault has one part, and which.
void check(const sendmock::fault& made,
           std::string_view name,
           std::optional<std::size_t> bytes = {}) {
    BOOST_TEST_CONTEXT(name) {
        BOOST_TEST(to_string(made) == name);
        BOOST_TEST(to_string(made.wire->kind) == name);
        BOOST_TEST((made.wire->bytes == bytes));
        BOOST_CHECK_NO_THROW(made.check());
    }
}

} // namespace unit::faults::wire_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(wire_faults)

BOOST_AUTO_TEST_CASE(each_word_makes_its_fault) {
    check(sendmock::empty_response(), "EMPTY_RESPONSE");
    check(sendmock::malformed_chunk(), "MALFORMED_RESPONSE_CHUNK");
    check(sendmock::random_data(), "RANDOM_DATA_THEN_CLOSE");
    check(sendmock::connection_reset(), "CONNECTION_RESET_BY_PEER");
    check(sendmock::content_length_mismatch(), "CONTENT_LENGTH_MISMATCH");
    check(sendmock::chunked_without_end(), "CHUNKED_WITHOUT_END");
    check(sendmock::stall_before_response(), "STALL_BEFORE_RESPONSE");
    check(sendmock::close_keep_alive(), "CLOSE_KEEP_ALIVE");
    check(sendmock::chunked_response(), "CHUNKED");
    check(sendmock::chunked_response_with_trailer(), "CHUNKED_WITH_TRAILER");
    check(sendmock::close_delimited(), "CLOSE_DELIMITED");
    check(sendmock::continue_first(), "CONTINUE_FIRST");
    check(sendmock::early_hints(), "EARLY_HINTS");
    check(sendmock::lower_case_fields(), "LOWER_CASE_FIELDS");
    check(sendmock::unusual_case_fields(), "UNUSUAL_CASE_FIELDS");
    check(sendmock::gzip_content(), "GZIP");
    check(sendmock::torn_characters(), "TORN_CHARACTERS");
    check(sendmock::gzip_cut_off(), "GZIP_CUT_OFF");
    check(sendmock::gzip_label_only(), "GZIP_LABEL_ONLY");
    check(sendmock::gzip_unlabelled(), "GZIP_UNLABELLED");
    check(sendmock::reset_on_accept(), "RESET_ON_ACCEPT");
    check(sendmock::fail_handshake(), "FAIL_HANDSHAKE");
}

BOOST_AUTO_TEST_CASE(some_say_after_how_many_bytes) {
    check(sendmock::connection_reset_after(7), "CONNECTION_RESET_BY_PEER", 7);
    check(sendmock::disconnect_during_body(), "DISCONNECT_DURING_RESPONSE_BODY");
    check(sendmock::disconnect_during_body(0), "DISCONNECT_DURING_RESPONSE_BODY", 0);
    check(sendmock::stall_during_body(), "STALL_DURING_RESPONSE_BODY");
    check(sendmock::stall_during_body(9), "STALL_DURING_RESPONSE_BODY", 9);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
