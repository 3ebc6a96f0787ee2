// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_PIPE_HPP
#define SENDMOCK_TESTING_DETAIL_PIPE_HPP

#include <sendmock/error.hpp>
#include <sendmock/net/errno_text.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace sendmock::testing::detail {

using net::deadline;
using net::errno_text;
using net::file_descriptor;
using net::poll_until;

/// The two ends of a pipe. Programs that are started do not inherit them; reading does not block.
struct pipe_ends {
    file_descriptor read{};
    file_descriptor write{};
};

/// @throws sendmock::error if there are no descriptors left
[[nodiscard]] inline pipe_ends make_pipe() {
    std::array<int, 2> numbers{};
#ifdef __linux__
    // At once: another thread may start a program between two calls.
    const int failure = ::pipe2(numbers.data(), O_CLOEXEC);
#else
    const int failure = ::pipe(numbers.data());
#endif
    if (failure != 0) {
        throw error("cannot make a pipe: " + errno_text(errno));
    }
    pipe_ends made{.read = file_descriptor(numbers[0]), .write = file_descriptor(numbers[1])};
    for (file_descriptor* const end : {&made.read, &made.write}) {
#ifndef __linux__
        ::fcntl(end->get(), F_SETFD, FD_CLOEXEC);
#endif
        // The standard descriptors of a started program may not be in its way.
        if (end->get() <= STDERR_FILENO) {
            *end = file_descriptor(::fcntl(end->get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
            if (end->get() < 0) {
                throw error("cannot make a pipe: " + errno_text(errno));
            }
        }
    }
    ::fcntl(made.read.get(), F_SETFL, O_NONBLOCK);
    return made;
}

} // namespace sendmock::testing::detail

#endif
