// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_SIGPIPE_GUARD_HPP
#define SENDMOCK_TESTING_DETAIL_SIGPIPE_GUARD_HPP

#include <signal.h>

namespace sendmock::testing::detail {

/// Keeps SIGPIPE from the thread that it is made on, and from threads that are started there: a
/// client writes to connections that were cut off, which would end the process of the test. What
/// the process does with the signal elsewhere is the user's say. To be destroyed by the same
/// thread.
class sigpipe_guard {
public:
    sigpipe_guard() noexcept : was_pending_(is_pending()) {
        ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
    }

    sigpipe_guard(const sigpipe_guard&) = delete;
    sigpipe_guard& operator=(const sigpipe_guard&) = delete;

    ~sigpipe_guard() {
        if (!was_pending_ && is_pending()) {
            int number = 0;
            ::sigwait(&sigpipe_, &number); // takes it away
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

private:
    [[nodiscard]] static sigset_t only_sigpipe() noexcept {
        sigset_t set{};
        ::sigemptyset(&set);
        ::sigaddset(&set, SIGPIPE);
        return set;
    }

    [[nodiscard]] static bool is_pending() noexcept {
        sigset_t pending{};
        ::sigpending(&pending);
        return ::sigismember(&pending, SIGPIPE) == 1;
    }

    const sigset_t sigpipe_ = only_sigpipe();
    const bool was_pending_;
    sigset_t before_{};
};

} // namespace sendmock::testing::detail

#endif
