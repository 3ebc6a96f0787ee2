// SPDX-License-Identifier: MIT
#include <sendmock/faults/pager_faults.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace unit::faults::pager_faults {

using sendmock::tests::has_message;

/// Checks that a fault has one part, and which.
void check(const sendmock::fault& made, std::string_view name) {
    BOOST_TEST_CONTEXT(name) {
        BOOST_TEST(to_string(made) == name);
        BOOST_TEST(to_string(made.pager->kind) == name);
        BOOST_CHECK_NO_THROW(made.check());
    }
}

} // namespace unit::faults::pager_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(pager_faults)

BOOST_AUTO_TEST_CASE(each_word_makes_its_fault) {
    check(sendmock::empty_page(), "EMPTY");
    check(sendmock::short_page(1), "SHORT");
    check(sendmock::repeat_cursor(), "REPEAT_CURSOR");
    check(sendmock::cursor_cycle(2), "CYCLE");
    check(sendmock::next_empty_string(), "NEXT_EMPTY_STRING");
    check(sendmock::next_absent(), "NEXT_ABSENT");
    check(sendmock::next_other_origin(), "NEXT_OTHER_ORIGIN");
    check(sendmock::next_http_downgrade(), "NEXT_HTTP_DOWNGRADE");
    check(sendmock::next_userinfo(), "NEXT_USERINFO");
    check(sendmock::next_relative(), "NEXT_RELATIVE");
    check(sendmock::redirect_other_origin(), "REDIRECT_OTHER_ORIGIN");
    check(sendmock::expire_cursor(), "EXPIRE_CURSOR");
    check(sendmock::opaque_cursors(), "OPAQUE_CURSORS");
    check(sendmock::opaque_cursors(1000), "OPAQUE_CURSORS");
    check(sendmock::next_object(), "NEXT_OBJECT");
    check(sendmock::next_number(), "NEXT_NUMBER");
    check(sendmock::next_false(), "NEXT_FALSE");
    check(sendmock::null_row(), "NULL_ROW");
    check(sendmock::html_page(), "HTML");
    check(sendmock::wrong_shape(), "WRONG_SHAPE");
    check(sendmock::not_json(), "NOT_JSON");
    check(sendmock::unknown_fields(), "UNKNOWN_FIELDS");
    check(sendmock::unknown_exception_type(), "UNKNOWN_EXCEPTION_TYPE");
    check(sendmock::null_optionals(), "NULL_OPTIONALS");
    check(sendmock::no_optionals(), "NO_OPTIONALS");
}

BOOST_AUTO_TEST_CASE(an_opaque_cursor_has_20_to_4000_characters) {
    BOOST_TEST(sendmock::opaque_cursors().pager->cursor_length == 20U);
    BOOST_TEST(sendmock::opaque_cursors(4000).pager->cursor_length == 4000U);
    for (const std::uint32_t bad : {16U, 21U, 4004U}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::opaque_cursors(bad)),
                              std::invalid_argument,
                              has_message("length: expected a multiple of 4 from 20 to 4000"));
    }
}

BOOST_AUTO_TEST_CASE(a_short_page_has_1_to_1000_rows) {
    BOOST_TEST(sendmock::short_page(1).pager->rows == 1U);
    BOOST_TEST(sendmock::short_page(1000).pager->rows == 1000U);
    for (const std::size_t bad : {0U, 1001U}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::short_page(bad)),
                              std::invalid_argument,
                              has_message("rows: expected 1 to 1000"));
    }
}

BOOST_AUTO_TEST_CASE(a_cycle_has_2_to_1000_pages) {
    BOOST_TEST(sendmock::cursor_cycle(2).pager->length == 2U);
    BOOST_TEST(sendmock::cursor_cycle(1000).pager->length == 1000U);
    for (const std::uint32_t bad : {0U, 1U, 1001U}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::cursor_cycle(bad)),
                              std::invalid_argument,
                              has_message("length: expected 2 to 1000"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
