// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_EXIT_STATUS_HPP
#define SENDMOCK_TOOLS_EXIT_STATUS_HPP

namespace sendmock::command {

// The exit statuses of all commands, besides 0 and 1.
inline constexpr int bad_usage = 2;
inline constexpr int cannot_start = 3;
inline constexpr int inconclusive = 4; ///< `check`: too little evidence, and nothing fails

/// What a command exits with that a signal ended, as shells tell it.
[[nodiscard]] constexpr int ended_by_signal(int number) noexcept {
    return 128 + number;
}

} // namespace sendmock::command

#endif
