// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_CHILD_HPP
#define SENDMOCK_TESTING_DETAIL_CHILD_HPP

#include <sendmock/testing/detail/pipe.hpp>

#include <poll.h>
#include <signal.h> // NOLINT: POSIX has more in it than C
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::testing::detail {

enum class child_state {
    running,
    ended,    ///< and its number is still taken, for nobody has reaped it
    not_ours, ///< not there, or no child of this process
};

/// A child of this process, by its number. It is neither killed nor reaped with this object.
class child {
public:
    explicit child(pid_t number) noexcept : number_(number) {
#if defined(__linux__) && defined(SYS_pidfd_open)
        end_ = file_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, number, 0)));
#endif
    }

    [[nodiscard]] pid_t number() const noexcept {
        return number_;
    }

    /// Ready for reading once it has ended; below 0 where the system has no such descriptor.
    [[nodiscard]] int end_descriptor() const noexcept {
        return end_.get();
    }

    /// How long to wait at most before the next look at its state.
    [[nodiscard]] deadline next_look(deadline until) const noexcept {
        constexpr std::chrono::milliseconds between_looks{1};
        return end_.get() >= 0 ? until
                               : std::min(until, std::chrono::steady_clock::now() + between_looks);
    }

    [[nodiscard]] child_state state() const noexcept {
        siginfo_t seen{};
        const auto id = static_cast<id_t>(number_);
        int failure = 0;
        do {
            failure = ::waitid(P_PID, id, &seen, WEXITED | WNOHANG | WNOWAIT);
        } while (failure != 0 && errno == EINTR);
        if (failure != 0) {
            return child_state::not_ours;
        }
        return seen.si_pid == 0 ? child_state::running : child_state::ended;
    }

    /// @return its state at its end or at the deadline
    [[nodiscard]] child_state wait(deadline until) const noexcept {
        for (;;) {
            const child_state now = state();
            if (now != child_state::running || std::chrono::steady_clock::now() >= until) {
                return now;
            }
            std::array<pollfd, 1> watched{{{.fd = end_.get(), .events = POLLIN, .revents = 0}}};
            static_cast<void>(poll_until(watched, next_look(until)));
        }
    }

    /// The most memory that it has held so far, in bytes, as long as it runs; nothing where the
    /// system does not tell. What it started is not counted.
    [[nodiscard]] std::optional<std::size_t> peak_memory() const {
        std::ifstream status("/proc/" + std::to_string(number_) + "/status");
        for (std::string line; std::getline(status, line);) {
            constexpr std::string_view name = "VmHWM:"; // in units of 1024 bytes
            if (line.starts_with(name)) {
                return static_cast<std::size_t>(std::stoull(line.substr(name.size()))) * 1024;
            }
        }
        return std::nullopt;
    }

    /// Once it has ended.
    /// @return the status, as waitpid(2) has it
    int reap() const noexcept {
        int status = 0;
        while (::waitpid(number_, &status, 0) < 0 && errno == EINTR) {
        }
        return status;
    }

private:
    pid_t number_;
    file_descriptor end_;
};

} // namespace sendmock::testing::detail

#endif
