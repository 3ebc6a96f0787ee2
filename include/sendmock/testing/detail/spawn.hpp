// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_SPAWN_HPP
#define SENDMOCK_TESTING_DETAIL_SPAWN_HPP

#include <sendmock/testing/client_command.hpp>
#include <sendmock/testing/detail/pipe.hpp>
#include <sendmock/testing/start_failure.hpp>

#include <fcntl.h>
#include <signal.h> // NOLINT: POSIX has more in it than C
#include <spawn.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#ifndef __linux__
extern char** environ;
#endif

namespace sendmock::testing::detail {

/// @throws std::invalid_argument naming what no program can be given
inline void check_command(const client_command& command) {
    constexpr char end = '\0';
    if (command.arguments.empty()) {
        throw std::invalid_argument("a client command needs a program");
    }
    for (const std::string& argument : command.arguments) {
        if (argument.find(end) != std::string::npos) {
            throw std::invalid_argument("a client command's argument has a zero byte: " + argument);
        }
    }
    for (const auto& [name, value] : command.environment) {
        if (name.empty() || name.find('=') != std::string::npos ||
            name.find(end) != std::string::npos || value.find(end) != std::string::npos) {
            throw std::invalid_argument("no environment can have this variable: '" + name + "'");
        }
    }
}

/// Our own environment with a command's, each as `NAME=value`.
[[nodiscard]] inline std::vector<std::string> make_environment(const client_command& command) {
    std::vector<std::string> variables;
    for (char** own = environ; own != nullptr && *own != nullptr; ++own) {
        const std::string_view variable = *own;
        const std::string_view name = variable.substr(0, variable.find('='));
        if (std::none_of(command.environment.begin(),
                         command.environment.end(),
                         [name](const auto& added) { return added.first == name; })) {
            variables.emplace_back(variable);
        }
    }
    for (const auto& [name, value] : command.environment) {
        variables.push_back(name + '=' + value);
    }
    return variables;
}

/// As exec(3) wants them; valid as long as the texts are.
[[nodiscard]] inline std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// What a new process has before its program runs: a group of its own, the default for each signal,
/// none of them blocked, /dev/null as standard input, and no descriptors but the standard ones.
class start_state {
public:
    /// @param output, errors  above 2, or those of our own
    start_state(int output, int errors) noexcept {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
        int flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        // Elsewhere it inherits what others have opened without close-on-exec.
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
#endif
#elif defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
        sigset_t none{};
        sigset_t all{};
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
    }

    start_state(const start_state&) = delete;
    start_state& operator=(const start_state&) = delete;

    ~start_state() {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&actions_);
    }

    [[nodiscard]] const posix_spawn_file_actions_t* actions() const noexcept {
        return &actions_;
    }

    [[nodiscard]] const posix_spawnattr_t* attributes() const noexcept {
        return &attributes_;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// Starts a command in a process group of its own, which has the new process's number. Its cost
/// does not grow with the memory that this process has.
/// @param output, errors  what it gets as standard output and error; above 2, or those of our own
/// @throws start_failure if the program cannot be started
/// @throws std::invalid_argument if the command names no program, or has what none can be given
[[nodiscard]] inline pid_t spawn(const client_command& command, int output, int errors) {
    check_command(command);
    std::vector<std::string> arguments = command.arguments;
    std::vector<std::string> environment = make_environment(command);
    const start_state state(output, errors);
    pid_t started = -1;
    const int failure = ::posix_spawnp(&started,
                                       arguments.front().c_str(),
                                       state.actions(),
                                       state.attributes(),
                                       pointers_to(arguments).data(),
                                       pointers_to(environment).data());
    if (failure != 0) {
        throw start_failure(command.arguments.front(), errno_text(failure));
    }
    return started;
}

} // namespace sendmock::testing::detail

#endif
