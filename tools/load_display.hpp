// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_LOAD_DISPLAY_HPP
#define SENDMOCK_TOOLS_LOAD_DISPLAY_HPP

#include <sendmock/http/printable.hpp>
#include <sendmock/logs/fixture.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace sendmock::command {

/// Shows on standard error how far a file is read, where that is a terminal and it takes long.
class load_display {
public:
    explicit load_display(std::string file)
        : file_(std::move(file)), shown_(::isatty(STDERR_FILENO) == 1) {}

    load_display(const load_display&) = delete;
    load_display& operator=(const load_display&) = delete;

    ~load_display() {
        if (drawn_) {
            std::fputs("\r\033[K", stderr);
        }
    }

    /// What load_logs() is to call; valid as long as this object.
    [[nodiscard]] load_progress callback() {
        if (!shown_) {
            return {};
        }
        return [this](std::uint64_t read, std::uint64_t size) { draw(read, size); };
    }

private:
    void draw(std::uint64_t read, std::uint64_t size) {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_) {
            return;
        }
        next_ = now + std::chrono::milliseconds{100};
        drawn_ = true;
        constexpr std::uint64_t mebibyte = 1024 * 1024;
        std::fprintf(stderr,
                     "\r\033[Kreading %s: %llu MiB",
                     http::printable(file_).c_str(),
                     static_cast<unsigned long long>(read / mebibyte));
        if (size != 0) {
            std::fprintf(stderr, " (%llu %%)", static_cast<unsigned long long>(100 * read / size));
        }
    }

    const std::string file_;
    const bool shown_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point next_ =
        std::chrono::steady_clock::now() + std::chrono::milliseconds{300};
};

} // namespace sendmock::command

#endif
