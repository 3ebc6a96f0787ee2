// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_FILE_WATCH_HPP
#define SENDMOCK_TOOLS_FILE_WATCH_HPP

#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace sendmock::command {

/// What tells whether a file has changed.
struct file_state {
    bool exists = false;
    timespec written{};
    off_t size = 0;
    ino_t number = 0; // another one for a file that is put in place of the former

    [[nodiscard]] bool operator==(const file_state& other) const noexcept {
        return exists == other.exists && written.tv_sec == other.written.tv_sec &&
               written.tv_nsec == other.written.tv_nsec && size == other.size &&
               number == other.number;
    }
};

[[nodiscard]] inline file_state state_of(const std::string& file) noexcept {
    struct stat found {};

    // What is no file, such as a pipe, would be waited for: it counts as gone.
    if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) {
        return {};
    }
#ifdef __APPLE__
    const timespec written = found.st_mtimespec;
#else
    const timespec written = found.st_mtim;
#endif
    return {.exists = true, .written = written, .size = found.st_size, .number = found.st_ino};
}

/// Calls back when a file has changed, until destruction.
///
/// It looks five times a second, which works on every file system and for files that are put in
/// place of others. A file that is gone has not changed: it may be about to be written anew.
class file_watch {
public:
    /// @param known  the file's state before it was read
    /// @param on_change  called by a thread of the watch's own; must not throw
    file_watch(std::string file, const file_state& known, std::function<void()> on_change)
        : file_(std::move(file)),
          on_change_(std::move(on_change)),
          seen_(known),
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
    void watch() {
        constexpr std::chrono::milliseconds interval{200};
        std::unique_lock lock(mutex_);
        while (!woken_.wait_for(lock, interval, [this] { return over_; })) {
            const file_state now = state_of(file_);
            if (now.exists && !(now == seen_)) {
                seen_ = now;
                lock.unlock();
                on_change_();
                lock.lock();
            }
        }
    }

    const std::string file_;
    const std::function<void()> on_change_;
    file_state seen_; // the watching thread's alone
    std::mutex mutex_;
    std::condition_variable woken_;
    bool over_ = false; // guarded by mutex_
    std::thread thread_;
};

} // namespace sendmock::command

#endif
