// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_CLIENT_PROCESS_HPP
#define SENDMOCK_TESTING_CLIENT_PROCESS_HPP

#include <sendmock/error.hpp>
#include <sendmock/testing/client_command.hpp>
#include <sendmock/testing/detail/child.hpp>
#include <sendmock/testing/detail/pipe.hpp>
#include <sendmock/testing/detail/spawn.hpp>

#include <poll.h>
#include <signal.h> // NOLINT: POSIX has more in it than C
#include <sys/ioctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::testing {

/// How a process ended.
struct process_ending {
    int exit_code = 0;
    int signal = 0;               ///< what killed it; 0: it ended by itself
    bool too_much_output = false; ///< it wrote more than `most_output_bytes` and was killed
};

/// A client that is a program, and runs in a process group of its own. Its standard input is at its
/// end. When it has ended, what else it started in its group is killed; what has left the group is
/// left to a `descendant_guard`.
///
/// An object is used by one thread at a time; several objects do not disturb each other.
class client_process {
public:
    /// Starts it.
    /// @throws start_failure if the program cannot be started
    /// @throws sendmock::error if there are no descriptors left
    /// @throws std::invalid_argument if the command names no program, or has what none can be given
    explicit client_process(const client_command& command)
        : client_process(command, detail::make_pipe(), detail::make_pipe()) {}

    client_process(const client_process&) = delete;
    client_process& operator=(const client_process&) = delete;

    /// Kills the group and reaps what it can.
    ~client_process() {
        try {
            kill();
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): somebody else reaped it
        }
    }

    /// Reads what there is, until it has ended, the deadline has passed, or a descriptor is ready
    /// for reading, whichever comes first.
    /// @param wake  -1 for none; it is not read from
    /// @return whether it has ended and all of its output was read
    /// @throws sendmock::error if its ending cannot be known, for this process ignores SIGCHLD or
    /// reaps all of its children elsewhere
    bool wait(std::chrono::steady_clock::time_point until, int wake = -1) {
        while (!over_) {
            std::array<pollfd, 4> watched{{{output_end_.get(), POLLIN, 0},
                                           {errors_end_.get(), POLLIN, 0},
                                           {process_.end_descriptor(), POLLIN, 0},
                                           {wake, POLLIN, 0}}};
            static_cast<void>(detail::poll_until(watched, process_.next_look(until)));
            if (watched[0].revents != 0) {
                read_output();
            }
            if (watched[1].revents != 0) {
                read_errors();
            }
            if (process_.end_descriptor() < 0 || watched[2].revents != 0) {
                look_at_process();
            }
            if (watched[3].revents != 0 || std::chrono::steady_clock::now() >= until) {
                break;
            }
        }
        return over_;
    }

    /// The most memory that the program has held so far, in bytes, as long as it runs; nothing
    /// where the system does not tell.
    [[nodiscard]] std::optional<std::size_t> peak_memory() const { return process_.peak_memory(); }

    /// Kills it with its group, if it has not ended, and waits for its end: what it had started in
    /// its group is gone as well.
    /// @throws sendmock::error as `wait` does
    void kill() {
        if (!over_) {
            kill_group();
            wait(std::chrono::steady_clock::now() + patience);
        }
    }

    /// Nothing before `wait` has seen the end.
    [[nodiscard]] std::optional<process_ending> ending() const noexcept { return ending_; }

    /// What has been read of its standard output, at most `most_output_bytes`.
    [[nodiscard]] const std::string& output() const noexcept { return output_; }

    /// The end of what has been read of its standard error, at most `most_error_bytes`. It may
    /// begin amid a character.
    [[nodiscard]] const std::string& errors() const noexcept { return errors_; }

    /// How many bytes of standard error came before those.
    [[nodiscard]] std::size_t dropped_error_bytes() const noexcept { return dropped_error_bytes_; }

private:
    static constexpr std::chrono::seconds patience{10};

    client_process(const client_command& command,
                   detail::pipe_ends output,
                   detail::pipe_ends errors)
        : program_(command.arguments.empty() ? "" : command.arguments.front()),
          most_output_(command.most_output_bytes),
          most_errors_(command.most_error_bytes),
          output_end_(std::move(output.read)),
          errors_end_(std::move(errors.read)),
          process_(detail::spawn(command,
                                 command.shares_output ? STDOUT_FILENO : output.write.get(),
                                 command.shares_output ? STDERR_FILENO : errors.write.get())) {}

    /// @return how many bytes came
    std::size_t read_output() {
        return read_some(output_end_, [this](std::string_view read) {
            const std::size_t room = most_output_ - output_.size();
            output_.append(read.substr(0, room));
            if (read.size() > room) {
                too_much_output_ = true;
                output_end_.close();
                if (!over_) {
                    kill_group();
                }
            }
        });
    }

    /// @return how many bytes came
    std::size_t read_errors() {
        return read_some(errors_end_, [this](std::string_view read) {
            errors_.append(read);
            if (errors_.size() > most_errors_) {
                dropped_error_bytes_ += errors_.size() - most_errors_;
                errors_.erase(0, errors_.size() - most_errors_);
            }
        });
    }

    template <class Keep>
    static std::size_t read_some(detail::file_descriptor& from, Keep keep) {
        std::array<char, std::size_t{64} << 10U> buffer; // NOLINT: filled by read
        const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
        if (got <= 0) {
            if (got == 0) { // else it would be ready for ever
                from.close();
            }
            return 0;
        }
        keep(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
        return static_cast<std::size_t>(got);
    }

    /// Reads what is in a pipe now, for a process outside the group may write on for ever.
    template <class Read>
    static void read_rest(detail::file_descriptor& from, Read read) {
        int size = 0;
        if (::ioctl(from.get(), FIONREAD, &size) == 0) {
            for (auto left = static_cast<std::size_t>(std::max(size, 0)); left > 0;) {
                const std::size_t got = read();
                if (got == 0) {
                    break;
                }
                left -= std::min(left, got);
            }
        }
        from.close();
    }

    void look_at_process() {
        switch (process_.state()) {
        case detail::child_state::running:
            return;
        case detail::child_state::not_ours:
            over_ = true;
            throw error("how " + program_ + " ended cannot be known: this process ignores " +
                        "SIGCHLD, or has waited for any child");
        case detail::child_state::ended:
            finish();
        }
    }

    void finish() {
        // Before it is reaped, no other group can have its number.
        kill_group();
        over_ = true;
        const int status = process_.reap();
        reap_group();
        read_rest(output_end_, [this] { return read_output(); });
        read_rest(errors_end_, [this] { return read_errors(); });
        ending_ = {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                   .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                   .too_much_output = too_much_output_};
    }

    void kill_group() const noexcept {
        ::kill(-process_.number(), SIGKILL);
        ::kill(process_.number(), SIGKILL); // it may have joined another group
    }

    /// Those of the killed group that a descendant_guard has made our children. There is nothing to
    /// wait for them with but short waits.
    void reap_group() const noexcept {
        const auto until = std::chrono::steady_clock::now() + patience;
        std::array<pollfd, 0> nothing{};
        for (;;) {
            const pid_t reaped = ::waitpid(-process_.number(), nullptr, WNOHANG);
            if (reaped < 0 || std::chrono::steady_clock::now() >= until) {
                return;
            }
            if (reaped == 0) {
                static_cast<void>(detail::poll_until(
                    nothing, std::chrono::steady_clock::now() + std::chrono::milliseconds{1}));
            }
        }
    }

    std::string program_;
    std::size_t most_output_;
    std::size_t most_errors_;
    detail::file_descriptor output_end_;
    detail::file_descriptor errors_end_;
    detail::child process_;
    std::string output_;
    std::string errors_;
    std::size_t dropped_error_bytes_ = 0;
    bool too_much_output_ = false;
    bool over_ = false; // it has been reaped
    std::optional<process_ending> ending_;
};

} // namespace sendmock::testing

#endif
