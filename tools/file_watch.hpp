// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_FILE_WATCH_HPP
#define SENDMOCK_TOOLS_FILE_WATCH_HPP

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace sendmock::command {

/// Calls back when a file has changed, until destruction.
///
/// It looks five times a second, which works on every file system and for files that are put in
/// place of others. A file that is gone has not changed: it may be about to be written anew.
class file_watch {
public:
    /// @param on_change  called by a thread of the watch's own; must not throw
    file_watch(std::filesystem::path file, std::function<void()> on_change)
        : file_(std::move(file)),
          on_change_(std::move(on_change)),
          seen_(state_of(file_)),
          thread_([this] { watch(); }) {}

    file_watch(const file_watch&) = delete;
    file_watch& operator=(const file_watch&) = delete;

    ~file_watch() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        woken_.notify_one();
        thread_.join();
    }

private:
    struct state {
        bool exists = false;
        std::filesystem::file_time_type written{};
        std::uintmax_t size = 0;

        [[nodiscard]] bool operator==(const state&) const = default;
    };

    [[nodiscard]] static state state_of(const std::filesystem::path& file) {
        std::error_code failure;
        state found;
        found.written = std::filesystem::last_write_time(file, failure);
        if (failure) {
            return {};
        }
        found.size = std::filesystem::file_size(file, failure);
        found.exists = !failure;
        return found.exists ? found : state{};
    }

    void watch() {
        constexpr std::chrono::milliseconds interval{200};
        std::unique_lock lock(mutex_);
        while (!woken_.wait_for(lock, interval, [this] { return over_; })) {
            const state now = state_of(file_);
            if (now.exists && now != seen_) {
                seen_ = now;
                lock.unlock();
                on_change_();
                lock.lock();
            }
        }
    }

    const std::filesystem::path file_;
    const std::function<void()> on_change_;
    state seen_; // the watching thread's alone
    std::mutex mutex_;
    std::condition_variable woken_;
    bool over_ = false; // guarded by mutex_
    std::thread thread_;
};

} // namespace sendmock::command

#endif
