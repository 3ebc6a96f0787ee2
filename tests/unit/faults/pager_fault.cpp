// SPDX-License-Identifier: MIT
#include <sendmock/faults/pager_fault.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::faults::pager_fault {

using kind = sendmock::pager_fault_kind;

} // namespace unit::faults::pager_fault

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(pager_fault)

BOOST_AUTO_TEST_CASE(is_named_as_in_the_contract) {
    const std::vector<std::pair<kind, std::string_view>> expected{
        {kind::empty, "EMPTY"},
        {kind::short_page, "SHORT"},
        {kind::repeat_cursor, "REPEAT_CURSOR"},
        {kind::cycle, "CYCLE"},
        {kind::next_empty_string, "NEXT_EMPTY_STRING"},
        {kind::next_absent, "NEXT_ABSENT"},
        {kind::next_other_origin, "NEXT_OTHER_ORIGIN"},
        {kind::next_http_downgrade, "NEXT_HTTP_DOWNGRADE"},
        {kind::next_userinfo, "NEXT_USERINFO"},
        {kind::next_relative, "NEXT_RELATIVE"},
        {kind::redirect_other_origin, "REDIRECT_OTHER_ORIGIN"},
        {kind::expire_cursor, "EXPIRE_CURSOR"},
        {kind::opaque_cursors, "OPAQUE_CURSORS"},
        {kind::html, "HTML"},
        {kind::wrong_shape, "WRONG_SHAPE"},
        {kind::not_json, "NOT_JSON"},
        {kind::unknown_fields, "UNKNOWN_FIELDS"},
        {kind::unknown_exception_type, "UNKNOWN_EXCEPTION_TYPE"},
        {kind::null_optionals, "NULL_OPTIONALS"},
        {kind::no_optionals, "NO_OPTIONALS"},
        {kind::next_object, "NEXT_OBJECT"},
        {kind::next_number, "NEXT_NUMBER"},
        {kind::next_false, "NEXT_FALSE"},
        {kind::null_row, "NULL_ROW"}};
    BOOST_TEST(expected.size() == sendmock::pager_fault_names.size());
    for (const auto& [fault, name] : expected) {
        BOOST_TEST(to_string(fault) == name);
    }
}

BOOST_AUTO_TEST_CASE(a_cursor_expires_where_there_is_one) {
    constexpr sendmock::pager_fault expiring{.kind = kind::expire_cursor};
    BOOST_TEST(!can_act(expiring, 1, false));
    BOOST_TEST(can_act(expiring, 1, true)); // back at the first page
    BOOST_TEST(can_act(expiring, 2, true));
    BOOST_TEST(can_act(expiring, 0, true)); // never issued
}

BOOST_AUTO_TEST_CASE(a_cycle_needs_as_many_pages_as_it_is_long) {
    constexpr sendmock::pager_fault cycle{.kind = kind::cycle, .length = 3};
    BOOST_TEST(!can_act(cycle, 0, true));
    BOOST_TEST(!can_act(cycle, 2, true));
    BOOST_TEST(can_act(cycle, 3, true));
    BOOST_TEST(can_act(cycle, 4, true));
}

BOOST_AUTO_TEST_CASE(all_others_act_anywhere) {
    for (std::size_t place = 0; place < sendmock::pager_fault_names.size(); ++place) {
        const sendmock::pager_fault fault{.kind = static_cast<kind>(place)};
        if (fault.kind != kind::expire_cursor && fault.kind != kind::cycle) {
            BOOST_TEST_CONTEXT(to_string(fault.kind)) {
                BOOST_TEST(can_act(fault, 0, true));
                BOOST_TEST(can_act(fault, 1, false));
                BOOST_TEST(can_act(fault, 2, true));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
