// SPDX-License-Identifier: MIT
#include <sendmock/net/file_descriptor.hpp>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace unit::net::file_descriptor {

/// A descriptor of its own, with no flags.
int make() {
    return ::fcntl(STDERR_FILENO, F_DUPFD, 0);
}

bool is_open(int number) {
    return ::fcntl(number, F_GETFD) >= 0;
}

} // namespace unit::net::file_descriptor

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_AUTO_TEST_SUITE(file_descriptor)

BOOST_AUTO_TEST_CASE(a_descriptor_has_one_owner_and_is_closed_with_it) {
    using sendmock::net::file_descriptor;
    const int number = make();
    {
        file_descriptor first(number);
        file_descriptor second(std::move(first));
        BOOST_TEST(!first); // NOLINT: it says that it owns nothing
        BOOST_TEST(second.get() == number);
        BOOST_TEST(is_open(number));
    }
    BOOST_TEST(!is_open(number));
}

BOOST_AUTO_TEST_CASE(what_it_owned_is_closed_when_it_is_assigned_another) {
    using sendmock::net::file_descriptor;
    const int former = make();
    const int number = make();
    file_descriptor owner(former);
    owner = file_descriptor(number);
    BOOST_TEST(!is_open(former));
    BOOST_TEST(owner.get() == number);
    owner = file_descriptor();
    BOOST_TEST(!is_open(number));
}

BOOST_AUTO_TEST_CASE(there_may_be_none) {
    using sendmock::net::file_descriptor;
    BOOST_TEST(!file_descriptor());
    BOOST_TEST(!file_descriptor(-1));
    BOOST_TEST(static_cast<bool>(file_descriptor(make())));
}

BOOST_AUTO_TEST_CASE(sets_two_flags_and_keeps_the_others) {
    const sendmock::net::file_descriptor file(
        ::open("/dev/null", O_WRONLY | O_APPEND)); // NOLINT: without O_CLOEXEC
    BOOST_TEST((::fcntl(file.get(), F_GETFD) & FD_CLOEXEC) == 0);
    sendmock::net::set_close_on_exec_and_nonblocking(file.get());
    BOOST_TEST((::fcntl(file.get(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(file.get(), F_GETFL) & (O_NONBLOCK | O_APPEND)) == (O_NONBLOCK | O_APPEND));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
