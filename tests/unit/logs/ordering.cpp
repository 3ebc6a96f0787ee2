// SPDX-License-Identifier: MIT
#include <sendmock/logs/ordering.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(ordering)

BOOST_AUTO_TEST_CASE(reads_what_it_writes) {
    for (const auto order :
         {sendmock::ordering::created_at_descending, sendmock::ordering::id_descending}) {
        BOOST_TEST((sendmock::parse_ordering(sendmock::to_string(order)) == order));
    }
}

BOOST_AUTO_TEST_CASE(is_written_as_django_rest_framework_names_it) {
    BOOST_TEST(sendmock::to_string(sendmock::ordering::created_at_descending) == "-created_at");
    BOOST_TEST(sendmock::to_string(sendmock::ordering::id_descending) == "-id");
}

BOOST_AUTO_TEST_CASE(refuses_anything_else) {
    for (const auto* text : {"", "id", "created_at", "-ID", "-id ", "-updated_at"}) {
        BOOST_TEST(!sendmock::parse_ordering(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
