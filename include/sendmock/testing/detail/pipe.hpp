// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_PIPE_HPP
#define SENDMOCK_TESTING_DETAIL_PIPE_HPP

#include <sendmock/error.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

namespace sendmock::testing::detail {

using deadline = std::chrono::steady_clock::time_point;

[[nodiscard]] inline std::string errno_text(int code) {
    return std::generic_category().message(code);
}

/// Owns a file descriptor.
class file_descriptor {
public:
    file_descriptor() = default;

    explicit file_descriptor(int number) noexcept : number_(number) {}

    file_descriptor(file_descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    file_descriptor& operator=(file_descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    file_descriptor(const file_descriptor&) = delete;
    file_descriptor& operator=(const file_descriptor&) = delete;

    ~file_descriptor() { close(); }

    void close() noexcept {
        if (number_ >= 0) {
            ::close(std::exchange(number_, -1));
        }
    }

    [[nodiscard]] int get() const noexcept { return number_; }

private:
    int number_ = -1;
};

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

/// Waits until one of some descriptors is ready or has failed, or the deadline.
/// @param watched  those below 0 are left out
/// @return whether one is
template <std::size_t Count>
bool poll_until(std::array<pollfd, Count>& watched, deadline until) noexcept {
    for (;;) {
        std::int64_t wait = 0;
        if (const auto now = std::chrono::steady_clock::now(); now < until) {
            wait = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
            wait = std::min<std::int64_t>(wait, std::numeric_limits<int>::max());
        }
        const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(wait));
        if (ready >= 0 || errno != EINTR) {
            return ready > 0;
        }
    }
}

} // namespace sendmock::testing::detail

#endif
