// SPDX-License-Identifier: MIT
#include <sendmock/logs/document_fault.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace unit::logs::document_fault {

using sendmock::pointer_to;

} // namespace unit::logs::document_fault

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(logs)
BOOST_AUTO_TEST_SUITE(document_fault)

BOOST_AUTO_TEST_CASE(says_where_and_why) {
    const sendmock::document_fault fault("/a/0", "is required");
    BOOST_TEST(fault.pointer() == "/a/0");
    BOOST_TEST(fault.cause() == "is required");
    BOOST_TEST(fault.what() == std::string("/a/0: is required"));
}

BOOST_AUTO_TEST_CASE(says_only_why_of_a_whole_document) {
    const sendmock::document_fault fault("", "expected JSON");
    BOOST_TEST(fault.pointer() == "");
    BOOST_TEST(fault.what() == std::string("expected JSON"));
}

BOOST_AUTO_TEST_CASE(is_an_error_of_the_library_s) {
    BOOST_CHECK_THROW(throw sendmock::document_fault("/a", "b"), sendmock::error);
}

BOOST_AUTO_TEST_CASE(writes_pointers_as_rfc_6901_has_them) {
    BOOST_TEST(pointer_to("a") == "/a");
    BOOST_TEST(pointer_to("a", "/b/0") == "/b/0/a");
    BOOST_TEST(pointer_to("") == "/");
    BOOST_TEST(pointer_to("a/b") == "/a~1b");
    BOOST_TEST(pointer_to("m~n") == "/m~0n");
    BOOST_TEST(pointer_to("~1/") == "/~01~1");
    BOOST_TEST(pointer_to("é \"") == "/é \"");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
