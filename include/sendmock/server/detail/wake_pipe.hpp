// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_WAKE_PIPE_HPP
#define SENDMOCK_SERVER_DETAIL_WAKE_PIPE_HPP

#include <sendmock/error.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/socket.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace sendmock::detail {

/// Two descriptors: what is written to one wakes a poll on the other.
class wake_pipe {
public:
    /// @throws sendmock::error if there are no descriptors left
    wake_pipe() {
        std::array<int, 2> ends{};
#ifdef __linux__
        const int failure = ::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK);
#else
        const int failure = ::pipe(ends.data());
#endif
        if (failure != 0) {
            throw error("cannot make a pipe: " + net::errno_text(errno));
        }
        read_ = net::file_descriptor(ends[0]);
        write_ = net::file_descriptor(ends[1]);
#ifndef __linux__
        net::set_close_on_exec_and_nonblocking(ends[0]);
        net::set_close_on_exec_and_nonblocking(ends[1]);
#endif
    }

    void wake() const noexcept {
        const char byte = 0;
        static_cast<void>(::write(write_.get(), &byte, 1) == 1);
    }

    [[nodiscard]] int reading_end() const noexcept {
        return read_.get();
    }

private:
    net::file_descriptor read_;
    net::file_descriptor write_;
};

} // namespace sendmock::detail

#endif
