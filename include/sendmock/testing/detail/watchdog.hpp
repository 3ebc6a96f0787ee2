// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_WATCHDOG_HPP
#define SENDMOCK_TESTING_DETAIL_WATCHDOG_HPP

#include <sendmock/testing/detail/walk_watch.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <iterator>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace sendmock::testing::detail {

/// Cuts walks off that do not end, for clients that run on a thread of ours. Safe to use from
/// several threads.
class watchdog {
public:
    /// @param give_up  called with the reason where a client goes on even then; must not return
    explicit watchdog(std::function<void(const std::string&)> give_up)
        : give_up_(std::move(give_up)), thread_([this] { watch(); }) {}

    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;

    ~watchdog() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    /// Calls a client while its walk is watched.
    /// @return why the walk was cut off, if it was
    template <class Call>
    std::optional<std::string> during(walk_watch& watch, const Call& call) {
        const auto which = begin(watch);
        try {
            call();
        } catch (...) {
            end(which);
            throw;
        }
        return end(which);
    }

    /// How long a client may go on after its connections were reset, beyond the silence that it
    /// was allowed: long, for giving it up ends the process, and the machine may be busy.
    static constexpr std::chrono::seconds patience{5};

private:
    struct watched {
        walk_watch* walk = nullptr;
        std::optional<std::string> reason{}; // why it was cut off
        std::chrono::steady_clock::time_point cut_at{};
    };

    using place = std::list<watched>::iterator;

    place begin(walk_watch& watch) {
        const std::lock_guard lock(mutex_);
        watched_.push_back({.walk = &watch});
        changed_.notify_all();
        return std::prev(watched_.end());
    }

    std::optional<std::string> end(place which) {
        const std::lock_guard lock(mutex_);
        auto reason = std::move(which->reason);
        watched_.erase(which);
        return reason;
    }

    void watch() {
        constexpr std::chrono::milliseconds pause{20};
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            if (watched_.empty()) {
                changed_.wait(lock);
            } else {
                changed_.wait_for(lock, pause, [this] { return stopping_; });
            }
            for (watched& one : watched_) {
                look_at(one);
            }
        }
    }

    void look_at(watched& one) {
        const auto now = std::chrono::steady_clock::now();
        if (!one.reason) {
            one.reason = one.walk->overdue();
            if (one.reason) {
                one.cut_at = now;
                one.walk->cut_off();
            }
        } else if (now - one.cut_at > one.walk->silence() + patience) {
            give_up_(*one.reason + ". The walk: " + one.walk->description());
        }
    }

    const std::function<void(const std::string&)> give_up_;
    std::mutex mutex_; // guards all below
    std::condition_variable changed_;
    std::list<watched> watched_;
    bool stopping_ = false;
    std::thread thread_; // last: it uses all of the above
};

} // namespace sendmock::testing::detail

#endif
