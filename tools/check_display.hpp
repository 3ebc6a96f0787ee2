// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_CHECK_DISPLAY_HPP
#define SENDMOCK_TOOLS_CHECK_DISPLAY_HPP

#include <sendmock/testing/check_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace sendmock::command {

/// Shows how far a check has come on standard error: one line that is written again on a terminal,
/// otherwise a line for each tenth. Not safe to use from several threads at once.
class check_display {
public:
    explicit check_display(bool is_terminal) : is_terminal_(is_terminal) {}

    void show(const testing::check_progress& now) {
        const std::size_t tenth = 10 * now.done / std::max<std::size_t>(1, now.of);
        if (!is_terminal_ && tenth <= shown_tenth_) {
            return;
        }
        shown_tenth_ = tenth;
        const std::string line = std::to_string(now.done) + " of " + std::to_string(now.of) +
                                 " walks, " + std::to_string(now.failing) +
                                 (now.failing == 1 ? " invariant fails" : " invariants fail") +
                                 time_left(now);
        if (is_terminal_) {
            const std::size_t rest = width_ > line.size() ? width_ - line.size() : 0;
            std::fprintf(stderr, "\r%s%*s", line.c_str(), static_cast<int>(rest), "");
            width_ = line.size();
        } else {
            std::fprintf(stderr, "%s\n", line.c_str());
        }
        std::fflush(stderr);
    }

    /// Takes the line away from a terminal.
    void clear() {
        if (is_terminal_ && width_ != 0) {
            std::fprintf(stderr, "\r%*s\r", static_cast<int>(width_), "");
            std::fflush(stderr);
        }
    }

private:
    /// What is left if the walks that are left take as long as those before; said once that is
    /// more than a moment.
    [[nodiscard]] std::string time_left(const testing::check_progress& now) const {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
        const double left = passed.count() /
                            static_cast<double>(std::max<std::size_t>(1, now.done)) *
                            static_cast<double>(now.of - std::min(now.of, now.done));
        constexpr double moment = 2; // seconds
        return passed.count() < moment || left < 1
                   ? ""
                   : ", about " + std::to_string(static_cast<long>(left)) + " s left";
    }

    const bool is_terminal_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::size_t shown_tenth_ = 0;
    std::size_t width_ = 0; // of the line on the terminal
};

} // namespace sendmock::command

#endif
