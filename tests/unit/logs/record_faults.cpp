// SPDX-License-Identifier: MIT
#include <sendmock/logs/record_faults.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(record_faults)

BOOST_AUTO_TEST_CASE(says_the_first_fault_and_has_them_all) {
    using sendmock::fault_kind;
    const std::vector<sendmock::input_fault> faults{
        {fault_kind::required, "/logs/0/id", "an integer >= 0", "nothing"},
        {fault_kind::wrong_type, "/logs/1", "an object", "the number 7"}};
    const sendmock::record_faults refused(faults);
    BOOST_TEST(refused.what() ==
               std::string("/logs/0/id: expected an integer >= 0, found nothing"));
    BOOST_TEST(refused.pointer() == "/logs/0/id");
    BOOST_TEST(refused.cause() == "expected an integer >= 0, found nothing");
    BOOST_TEST((refused.faults() == faults));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
