// SPDX-License-Identifier: MIT
#include <sendmock/logs/detail/fault_list.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace unit::logs::detail::fault_list {

using sendmock::detail::fault_list;
using sendmock::detail::syntax_fault;

} // namespace unit::logs::detail::fault_list

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(fault_list)

BOOST_AUTO_TEST_CASE(holds_no_more_than_somebody_may_want_to_read) {
    fault_list faults;
    for (std::size_t count = 0; count < 2 * fault_list::most; ++count) {
        BOOST_TEST(faults.full() == (count >= fault_list::most));
        faults.add({});
    }
    BOOST_TEST(std::move(faults).take().size() == fault_list::most);
}

BOOST_AUTO_TEST_CASE(takes_a_parsers_message_apart) {
    const auto fault =
        syntax_fault("/a",
                     {.line = 2, .column = 5},
                     "[json.exception.parse_error.101] parse error at line 2, column "
                     "5: syntax error while parsing value - invalid literal; last "
                     "read: '\"a\":?'; expected '[', '{', or a literal");
    BOOST_TEST((fault.kind == sendmock::fault_kind::syntax));
    BOOST_TEST(fault.pointer == "/a");
    BOOST_TEST(fault.expected == "'[', '{', or a literal");
    BOOST_TEST(fault.found == "invalid literal at line 2, column 5");
}

BOOST_AUTO_TEST_CASE(copes_with_a_message_that_is_worded_otherwise) {
    for (const std::string_view message :
         {"", "oh no", "; expected ", "] ", " - ", "; last read: "}) {
        const auto fault = syntax_fault("", {.line = 1, .column = 2}, message);
        BOOST_TEST(fault.found.ends_with(" at line 1, column 2"), fault.found);
    }
}

BOOST_AUTO_TEST_CASE(repeats_no_bytes_that_may_be_no_utf8) {
    const auto fault = syntax_fault("", {.line = 1, .column = 2}, "something \xFF; expected \xFE");
    BOOST_TEST(to_string(fault, "f") ==
               "f: expected JSON in UTF-8, found something else at line 1, column 2");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
