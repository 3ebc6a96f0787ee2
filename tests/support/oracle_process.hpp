// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_ORACLE_PROCESS_HPP
#define SENDMOCK_TESTS_SUPPORT_ORACLE_PROCESS_HPP

#include <sendmock/net/file_descriptor.hpp>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

extern char** environ;

namespace sendmock::tests {

/// A child process that answers each line on its standard input with one line on its standard
/// output. It ends with its owner, at the latest `patience` after that.
class oracle_process {
public:
    using clock = std::chrono::steady_clock;

    /// How long the child has to end by itself once its input has ended.
    static constexpr std::chrono::seconds patience{5};

    /// @param command  the program's path, then its arguments
    /// @throws std::runtime_error if the program cannot be started
    explicit oracle_process(std::vector<std::string> command) : command_(std::move(command)) {
        // A pair of sockets stands for two pipes, for a write to a dead child on it can be told
        // not to raise SIGPIPE. Nothing here outlives an exec but what the child is given.
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
            fail("socketpair", errno);
        }
        stream_ = net::file_descriptor(ends[0]);
        const net::file_descriptor childs_end(ends[1]);
        // A file takes whatever the child complains of without ever blocking it.
        errors_ = net::file_descriptor(::memfd_create("stderr", MFD_CLOEXEC));
        if (errors_.get() < 0) {
            fail("memfd_create", errno);
        }
        spawn(childs_end.get());
        process_ = net::file_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
        if (process_.get() < 0) {
            const int error = errno;
            reap();
            fail("pidfd_open", error);
        }
    }

    oracle_process(const oracle_process&) = delete;
    oracle_process& operator=(const oracle_process&) = delete;

    ~oracle_process() {
        stream_.close(); // ends its input
        reap();
    }

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    /// Sends a line and returns the answer, both without their line end.
    /// @throws std::runtime_error if the child is dead or the time is up, with what it wrote to
    /// its standard error; after a late answer no other can be trusted
    std::string ask(std::string_view question, std::chrono::milliseconds within) {
        if (pid_ <= 0) {
            fail_with_state();
        }
        const clock::time_point deadline = clock::now() + within;
        std::string line(question);
        line += '\n';
        std::string_view unsent = line;
        // Reads while it writes: else each side could wait for the other to make room.
        for (std::size_t seen = 0;;) {
            const std::size_t end = unsent.empty() ? received_.find('\n', seen) : std::string::npos;
            if (end != std::string::npos) {
                std::string answer = received_.substr(0, end);
                received_.erase(0, end + 1);
                return answer;
            }
            seen = unsent.empty() ? received_.size() : 0;
            const short ready = wait(unsent.empty() ? POLLIN : POLLIN | POLLOUT, deadline);
            if (ready & POLLOUT) {
                send_some(unsent);
            }
            if (ready & (POLLIN | POLLHUP | POLLERR)) {
                receive_some();
            }
        }
    }

private:
    void spawn(int stream) {
        std::vector<char*> arguments;
        for (std::string& argument : command_) {
            arguments.push_back(argument.data());
        }
        arguments.push_back(nullptr);
        sigset_t none;
        sigemptyset(&none);
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attributes;
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        posix_spawn_file_actions_adddup2(&actions, stream, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, stream, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, errors_.get(), STDERR_FILENO);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        const int error =
            ::posix_spawn(&pid_, arguments[0], &actions, &attributes, arguments.data(), environ);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        if (error != 0) {
            fail("posix_spawn", error);
        }
    }

    /// Waits for what the stream is ready for; nothing if it was interrupted.
    [[nodiscard]] short wait(int events, clock::time_point deadline) const {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()).count();
        pollfd waited{.fd = stream_.get(), .events = static_cast<short>(events), .revents = 0};
        const int ready = ::poll(&waited, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
        if (ready < 0 && errno != EINTR) {
            fail("poll", errno);
        }
        if (ready <= 0 && clock::now() >= deadline) {
            throw std::runtime_error(name() + " did not answer in time" + complaint());
        }
        return ready > 0 ? waited.revents : short{0};
    }

    void send_some(std::string_view& unsent) {
        const ssize_t sent =
            ::send(stream_.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            unsent.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN && errno != EINTR) {
            fail_with_state();
        }
    }

    void receive_some() {
        std::array<char, 65536> buffer; // NOLINT: written before it is read
        const ssize_t got = ::recv(stream_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got > 0) {
            received_.append(buffer.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            fail_with_state();
        }
    }

    /// Waits for the end of the child, which has nothing more to read, and makes it end if need be.
    int reap() noexcept {
        if (pid_ <= 0) {
            return status_;
        }
        pollfd ended{.fd = process_.get(), .events = POLLIN, .revents = 0};
        const clock::time_point deadline = clock::now() + patience;
        int ready = 0;
        while (process_.get() >= 0 && ready <= 0) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now());
            if (left.count() <= 0) {
                break;
            }
            ready = ::poll(&ended, 1, static_cast<int>(left.count()));
        }
        if (ready <= 0) {
            ::kill(pid_, SIGKILL);
        }
        while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        return status_;
    }

    [[noreturn]] void fail_with_state() {
        stream_.close();
        const int status = reap();
        throw std::runtime_error(name() + " ended before it answered: " +
                                 (WIFEXITED(status)
                                      ? "exit code " + std::to_string(WEXITSTATUS(status))
                                      : "signal " + std::to_string(WTERMSIG(status))) +
                                 complaint());
    }

    [[noreturn]] void fail(std::string_view what, int error) const {
        throw std::runtime_error(name() + ": " + std::string(what) + ": " + std::strerror(error));
    }

    [[nodiscard]] std::string name() const {
        std::string all;
        for (const std::string& part : command_) {
            all += (all.empty() ? "`" : " ") + part;
        }
        return all + "`";
    }

    /// The end of what the child wrote to its standard error.
    [[nodiscard]] std::string complaint() const {
        std::string text(4000, '\0');
        const off_t size = ::lseek(errors_.get(), 0, SEEK_END);
        const off_t from = std::max<off_t>(size - static_cast<off_t>(text.size()), 0);
        const ssize_t got = ::pread(errors_.get(), text.data(), text.size(), from);
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return text.empty() ? "; nothing on its standard error"
                            : "; its standard error ends with:\n" + text;
    }

    std::vector<std::string> command_;
    net::file_descriptor stream_;
    net::file_descriptor errors_;
    net::file_descriptor process_;
    pid_t pid_ = -1;
    int status_ = 0;
    std::string received_;
};

} // namespace sendmock::tests

#endif
