// SPDX-License-Identifier: MIT
#include <sendmock/logs/input_fault.hpp>

#include <boost/test/unit_test.hpp>

namespace unit::logs::input_fault {

using sendmock::fault_kind;
using sendmock::to_string;

} // namespace unit::logs::input_fault

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(input_fault)

BOOST_AUTO_TEST_CASE(is_told_in_one_line) {
    const sendmock::input_fault fault{fault_kind::wrong_type,
                                      "/results/3/response_code",
                                      "an integer >= 0 or null",
                                      R"(the string "404")"};
    BOOST_TEST(to_string(fault, "logs.json") ==
               "logs.json: /results/3/response_code: expected an integer >= 0 or null, "
               R"(found the string "404")");
}

BOOST_AUTO_TEST_CASE(names_no_pointer_where_the_whole_document_is_meant) {
    const sendmock::input_fault fault{fault_kind::wrong_type, "", "an object", "null"};
    BOOST_TEST(to_string(fault, "body") == "body: expected an object, found null");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
