// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_WRITER_FIRST_MUTEX_HPP
#define SENDMOCK_LOGS_WRITER_FIRST_MUTEX_HPP

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace sendmock {

/// A shared mutex whose readers let a waiting writer in first. std::shared_mutex of the GNU C
/// library prefers readers: readers that overlap without a gap would keep a writer out for ever.
class writer_first_mutex {
public:
    void lock() {
        ++writers_;
        turn_.lock();
        access_.lock();
    }

    void unlock() {
        access_.unlock();
        turn_.unlock();
        --writers_;
    }

    void lock_shared() {
        if (writers_.load(std::memory_order_relaxed) != 0) {
            const std::lock_guard wait_for_writer{turn_};
        }
        access_.lock_shared();
    }

    void unlock_shared() { access_.unlock_shared(); }

private:
    std::atomic<int> writers_{0}; // those that wait or write
    std::mutex turn_;             // held by the writer whose turn it is
    std::shared_mutex access_;
};

} // namespace sendmock

#endif
