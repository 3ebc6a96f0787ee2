// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_PROCESS_STATE_HPP
#define SENDMOCK_TESTS_SUPPORT_PROCESS_STATE_HPP

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <set>
#include <string>

namespace sendmock::tests {

/// The numbers that are the names in a directory.
[[nodiscard]] inline std::set<int> numbers_in(const char* path) {
    std::set<int> numbers;
    DIR* directory = ::opendir(path);
    while (const dirent* entry = ::readdir(directory)) {
        if (entry->d_name[0] != '.') {
            numbers.insert(std::atoi(entry->d_name));
        }
    }
    numbers.erase(::dirfd(directory));
    ::closedir(directory);
    return numbers;
}

/// The open descriptors of this process.
[[nodiscard]] inline std::set<int> open_descriptors() {
    return numbers_in("/proc/self/fd");
}

[[nodiscard]] inline std::size_t count_threads() {
    return numbers_in("/proc/self/task").size();
}

/// What happens to each signal in this process.
[[nodiscard]] inline std::array<void (*)(int), 65> signal_dispositions() {
    std::array<void (*)(int), 65> dispositions{};
    for (std::size_t number = 1; number < dispositions.size(); ++number) {
        struct sigaction action {};

        ::sigaction(static_cast<int>(number), nullptr, &action);
        dispositions[number] = action.sa_handler;
    }
    return dispositions;
}

} // namespace sendmock::tests

#endif
