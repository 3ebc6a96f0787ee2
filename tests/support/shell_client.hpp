// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_SHELL_CLIENT_HPP
#define SENDMOCK_TESTS_SUPPORT_SHELL_CLIENT_HPP

#include <sendmock/testing/client_process.hpp>

#include <signal.h>
#include <sys/types.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace sendmock::tests {

/// By when what a test waits for has come.
[[nodiscard]] inline std::chrono::steady_clock::time_point in_time() {
    return std::chrono::steady_clock::now() + std::chrono::seconds{30};
}

/// A client that is a shell script.
[[nodiscard]] inline testing::client_command shell(const std::string& script) {
    return {.arguments = {"/bin/sh", "-c", script}};
}

/// Waits until a client that runs on has written some lines.
/// @throws std::runtime_error if they do not come
inline void wait_for_lines(testing::client_process& client, int lines = 1) {
    const auto until = in_time();
    const auto written = [&] {
        int count = 0;
        for (const char letter : client.output()) {
            count += letter == '\n' ? 1 : 0;
        }
        return count;
    };
    while (written() < lines) {
        if (std::chrono::steady_clock::now() >= until) {
            throw std::runtime_error("no line came: " + client.errors());
        }
        if (client.wait(std::chrono::steady_clock::now() + std::chrono::milliseconds{1}) &&
            written() < lines) {
            throw std::runtime_error("it has ended: " + client.errors());
        }
    }
}

/// The number of a process that a client wrote as its only line.
[[nodiscard]] inline pid_t written_number(testing::client_process& client) {
    wait_for_lines(client);
    return static_cast<pid_t>(std::stoi(client.output()));
}

/// Whether there is such a process, or what is left of it until it is reaped.
[[nodiscard]] inline bool process_exists(pid_t number) {
    return ::kill(number, 0) == 0;
}

} // namespace sendmock::tests

#endif
