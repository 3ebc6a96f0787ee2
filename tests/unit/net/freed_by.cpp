// SPDX-License-Identifier: MIT
#include <sendmock/net/freed_by.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace unit::net::freed_by {

struct object {
    std::vector<int>& freed;
    int number;
};

void free_object(object* gone) {
    gone->freed.push_back(gone->number);
}

using owner = std::unique_ptr<object, sendmock::net::freed_by<&free_object>>;

} // namespace unit::net::freed_by

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_AUTO_TEST_SUITE(freed_by)

BOOST_AUTO_TEST_CASE(each_object_is_freed_once_and_none_where_there_is_none) {
    std::vector<int> freed;
    object first{freed, 1};
    object second{freed, 2};
    {
        owner none;
        owner one(&first);
        owner moved(std::move(one));
        owner other(&second);
        BOOST_TEST(freed.empty());
        other.reset();
        BOOST_TEST(freed == std::vector{2}, boost::test_tools::per_element());
    }
    BOOST_TEST(freed == (std::vector{2, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(takes_no_room_beside_the_pointer) {
    BOOST_TEST(sizeof(owner) == sizeof(object*));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
