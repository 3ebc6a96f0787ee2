// SPDX-License-Identifier: MIT
#include <sendmock/logs/detail/json_path.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(json_path)

BOOST_AUTO_TEST_CASE(points_to_the_value_that_began_last) {
    sendmock::detail::json_path path;
    BOOST_TEST(path.pointer().empty());
    path.enter_object();
    BOOST_TEST(path.pointer().empty());
    path.key("results");
    path.enter_array();
    BOOST_TEST(path.pointer() == "/results");
    path.value();
    path.value();
    path.enter_object();
    BOOST_TEST(path.pointer() == "/results/1");
    path.key("a/b~c");
    BOOST_TEST(path.pointer() == "/results/1/a~1b~0c");
    BOOST_TEST(path.container_pointer() == "/results/1");
    BOOST_TEST(path.element_index(2) == 1U);
    path.enter_object();
    path.key("x");
    path.key("y");
    BOOST_TEST(path.pointer() == "/results/1/a~1b~0c/y");
    path.leave();
    BOOST_TEST(path.pointer() == "/results/1/a~1b~0c");
    path.leave();
    path.leave();
    path.key("next");
    BOOST_TEST(path.pointer() == "/next");
    BOOST_TEST(path.depth() == 1U);
}

BOOST_AUTO_TEST_CASE(knows_the_repeated_keys_of_the_innermost_object_only) {
    sendmock::detail::json_path path;
    path.enter_object();
    path.key("a");
    path.key("b");
    path.enter_object();
    path.key("a");
    path.key("b");
    BOOST_TEST(path.repeated_keys().empty());
    path.key("b");
    path.key("b");
    BOOST_TEST(path.repeated_keys().size() == 1U);
    BOOST_TEST(path.repeated_keys().at(0) == "b");
    path.leave();
    BOOST_TEST(path.repeated_keys().empty());
    path.key("a");
    BOOST_TEST(path.repeated_keys().size() == 1U);
}

BOOST_AUTO_TEST_CASE(tells_keys_apart_that_share_their_bytes) {
    sendmock::detail::json_path path;
    path.enter_object();
    for (const auto* key : {"ab", "a", "b", "", "aa", "ba"}) {
        path.key(key);
    }
    BOOST_TEST(path.repeated_keys().empty());
    path.key("");
    BOOST_TEST(path.repeated_keys().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
