// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <utility>

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_AUTO_TEST_SUITE(file_descriptor)

BOOST_AUTO_TEST_CASE(a_descriptor_has_one_owner_and_is_closed_with_it) {
    using sendmock::net::file_descriptor;
    const int number = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    const auto is_open = [number] { return ::fcntl(number, F_GETFD) >= 0; };
    {
        file_descriptor first(number);
        file_descriptor second(std::move(first));
        BOOST_TEST(!first); // NOLINT: it says that it owns nothing
        BOOST_TEST(second.get() == number);
        second = file_descriptor();
        BOOST_TEST(!is_open());
    }
    BOOST_TEST(!file_descriptor());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
