// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_PROCESS_TABLE_HPP
#define SENDMOCK_TESTING_DETAIL_PROCESS_TABLE_HPP

#include <sendmock/testing/detail/pipe.hpp>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

/// What Linux tells of all processes, in /proc.
namespace sendmock::testing::detail {

/// Two processes are never equal, though one may get the number that another one had.
struct process_identity {
    pid_t number = 0;
    unsigned long long start = 0; ///< in ticks since the system's own

    bool operator==(const process_identity&) const = default;
};

/// The value of a text that is nothing but a number.
/// @return 0 for other texts
template <class Number>
[[nodiscard]] Number number_in(std::string_view text) noexcept {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc() && stop == end ? value : Number{};
}

/// A field of /proc/PID/stat after the program's name, as proc(5) counts them, from 3 on. The name
/// may hold spaces and brackets.
[[nodiscard]] inline std::string_view stat_field(std::string_view stat, int index) noexcept {
    std::string_view rest = stat.substr(std::min(stat.rfind(')'), stat.size()));
    for (int field = 2; field < index; ++field) {
        rest.remove_prefix(std::min(rest.find(' '), rest.size()));
        rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
    }
    return rest.substr(0, rest.find(' '));
}

/// The children that a process has, those included that have ended and are not reaped.
/// @return none where there is no /proc
[[nodiscard]] inline std::vector<process_identity> children_of(pid_t parent) {
    constexpr int parent_field = 4;
    constexpr int start_field = 22;
    std::vector<process_identity> children;
    std::error_code failure;
    std::filesystem::directory_iterator entry("/proc", failure);
    for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
        const auto number = number_in<pid_t>(entry->path().filename().native());
        if (number <= 0) {
            continue;
        }
        const file_descriptor file(::open((entry->path() / "stat").c_str(), O_RDONLY | O_CLOEXEC));
        std::array<char, 1024> buffer{};
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        const std::string_view stat(buffer.data(),
                                    static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (number_in<pid_t>(stat_field(stat, parent_field)) == parent) {
            children.push_back(
                {.number = number,
                 .start = number_in<unsigned long long>(stat_field(stat, start_field))});
        }
    }
    return children;
}

} // namespace sendmock::testing::detail

#endif
