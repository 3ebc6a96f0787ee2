// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_HAS_MESSAGE_HPP
#define SENDMOCK_TESTS_SUPPORT_HAS_MESSAGE_HPP

#include <boost/test/unit_test.hpp>

#include <exception>
#include <string>
#include <utility>

namespace sendmock::tests {

/// What BOOST_CHECK_EXCEPTION wants of an exception whose message is known; shows another one.
[[nodiscard]] inline auto has_message(std::string expected) {
    return [expected = std::move(expected)](const std::exception& failure) {
        BOOST_TEST(failure.what() == expected);
        return failure.what() == expected;
    };
}

} // namespace sendmock::tests

#endif
