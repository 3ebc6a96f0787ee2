// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_CHILD_PROCESS_HPP
#define SENDMOCK_TESTS_SUPPORT_CHILD_PROCESS_HPP

#include <sendmock/net/errno_text.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/testing/detail/child.hpp>
#include <sendmock/testing/detail/pipe.hpp>
#include <sendmock/testing/detail/spawn.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// Where a child's standard error goes.
enum class error_stream {
    kept,      ///< a file that takes everything, to be looked at
    not_read,  ///< a pipe that is never read
    not_there, ///< a pipe whose reader has gone
    terminal,  ///< to be looked at once the child has ended; takes 4,096 bytes before that
};

/// A child process whose standard output is read line by line. It is killed with its owner if it
/// still runs, and always reaped. Nothing waits longer than its deadline.
class child_process {
public:
    /// @param command  the program's path, then its arguments
    explicit child_process(std::vector<std::string> command,
                           error_stream errors = error_stream::kept)
        : command_(std::move(command)) {
        auto output = testing::detail::make_pipe();
        output_ = std::move(output.read);
        net::file_descriptor childs_errors;
        if (errors == error_stream::kept) {
            errors_ = net::file_descriptor(::memfd_create("stderr", MFD_CLOEXEC));
        } else if (errors == error_stream::terminal) {
            auto terminal = make_terminal();
            terminal_ = std::move(terminal.read);
            childs_errors = std::move(terminal.write);
        } else {
            auto unread = testing::detail::make_pipe();
            childs_errors = std::move(unread.write);
            if (errors == error_stream::not_read) {
                unread_errors_ = std::move(unread.read);
            }
        }
        process_.emplace(testing::detail::spawn({.arguments = command_},
                                                output.write.get(),
                                                errors_ ? errors_.get() : childs_errors.get()));
    }

    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    ~child_process() {
        if (!status_) {
            ::kill(pid(), SIGKILL);
            process_->reap();
        }
    }

    [[nodiscard]] pid_t pid() const noexcept { return process_->number(); }

    /// The next line of its standard output, without the line end.
    /// @throws std::runtime_error if none came, with what it wrote to its standard error
    [[nodiscard]] std::string read_line() {
        std::size_t end = unread_.find('\n');
        for (; end == std::string::npos; end = unread_.find('\n')) {
            if (!read_some()) {
                throw std::runtime_error("no line came from " + command_[0] + ": " + errors());
            }
        }
        std::string line = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return line;
    }

    /// All of its standard output that has not been read, up to its end.
    [[nodiscard]] std::string read_rest() {
        while (read_some()) {
        }
        return std::exchange(unread_, {});
    }

    /// All that it has written to its standard error, if that is kept.
    [[nodiscard]] std::string errors() const {
        std::string text;
        std::array<char, 65536> buffer; // NOLINT: filled by pread
        for (;;) {
            const ssize_t got = ::pread(
                errors_.get(), buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
            if (got <= 0) {
                return text;
            }
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

    /// All that it has written to the terminal; once it has ended.
    [[nodiscard]] std::string shown() const {
        std::string text;
        std::array<char, 4096> buffer; // NOLINT: filled by read
        for (;;) {
            const ssize_t got = ::read(terminal_.get(), buffer.data(), buffer.size());
            if (got <= 0) {
                return text; // EIO: nobody has it open any more
            }
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

    /// Nothing happens once it was waited for.
    void send_signal(int number) const {
        if (!status_) {
            ::kill(pid(), number);
        }
    }

    /// Waits for its end.
    /// @return the exit status, or minus the number of the signal that killed it
    /// @throws std::runtime_error if it still runs at the deadline
    int wait(std::chrono::milliseconds within = patience_) {
        if (!status_) {
            if (process_->wait(std::chrono::steady_clock::now() + within) ==
                testing::detail::child_state::running) {
                throw std::runtime_error(command_[0] + " does not end");
            }
            status_ = process_->reap();
        }
        return WIFEXITED(*status_) ? WEXITSTATUS(*status_) : -WTERMSIG(*status_);
    }

private:
    static constexpr std::chrono::seconds patience_{30};

    /// A terminal that is no process's controlling one.
    /// @return the end that shows what is written, and the one that programs write to
    [[nodiscard]] static testing::detail::pipe_ends make_terminal() {
        net::file_descriptor shown(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (!shown || ::grantpt(shown.get()) != 0 || ::unlockpt(shown.get()) != 0) {
            throw std::runtime_error("posix_openpt: " + net::errno_text(errno));
        }
        std::array<char, 64> name; // NOLINT: filled by ptsname_r
        if (::ptsname_r(shown.get(), name.data(), name.size()) != 0) {
            throw std::runtime_error("ptsname_r: " + net::errno_text(errno));
        }
        net::file_descriptor written(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (!written) {
            throw std::runtime_error(name.data() + (": " + net::errno_text(errno)));
        }
        return {std::move(shown), std::move(written)};
    }

    /// @return false at the output's end and at the deadline
    bool read_some() {
        std::array<char, 4096> buffer; // NOLINT: filled by read
        if (!net::wait_until_ready(
                output_.get(), POLLIN, std::chrono::steady_clock::now() + patience_)) {
            return false;
        }
        const ssize_t got = ::read(output_.get(), buffer.data(), buffer.size());
        unread_.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return got > 0;
    }

    std::vector<std::string> command_;
    net::file_descriptor output_;
    net::file_descriptor errors_;
    net::file_descriptor unread_errors_;
    net::file_descriptor terminal_;
    std::optional<testing::detail::child> process_; // always there once it is made
    std::optional<int> status_;                     // once it was reaped, as waitpid(2) has it
    std::string unread_;
};

} // namespace sendmock::tests

#endif
