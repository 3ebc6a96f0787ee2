// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_INTERRUPT_HPP
#define SENDMOCK_TESTING_INTERRUPT_HPP

#include <sendmock/testing/detail/pipe.hpp>

#include <signal.h> // NOLINT: POSIX has more in it than C
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <stdexcept>

namespace sendmock::testing {

/// While it lives, SIGINT, SIGTERM and SIGHUP do not end this process but are noted, and make a
/// descriptor ready for reading; then what they did before is restored. SIGHUP stays ignored where
/// it was, as under nohup(1).
class interrupt_signal {
public:
    /// @throws std::logic_error if there is one already
    /// @throws sendmock::error if there are no descriptors left
    interrupt_signal() : descriptor_(woken().read.get()) {
        if (exists.exchange(true)) {
            throw std::logic_error("there is an interrupt_signal already");
        }
        char byte = 0;
        while (::read(descriptor_, &byte, 1) > 0) {
        }
        first = 0;
        writing_end = woken().write.get();
        for (std::size_t i = 0; i < signals.size(); ++i) {
            ::sigaction(signals[i], nullptr, &former_[i]);
            const bool ignored = former_[i].sa_handler == SIG_IGN; // NOLINT: a macro's cast
            if (signals[i] == SIGHUP && ignored) {
                continue;
            }

            struct sigaction noted {};

            noted.sa_handler = note;
            noted.sa_flags = SA_RESTART;
            sigfillset(&noted.sa_mask);
            ::sigaction(signals[i], &noted, nullptr);
        }
    }

    interrupt_signal(const interrupt_signal&) = delete;
    interrupt_signal& operator=(const interrupt_signal&) = delete;

    ~interrupt_signal() {
        for (std::size_t i = 0; i < signals.size(); ++i) {
            ::sigaction(signals[i], &former_[i], nullptr);
        }
        exists = false;
    }

    /// The first signal that came; 0: none yet.
    [[nodiscard]] int number() const noexcept { // NOLINT: there is one object at a time
        return first;
    }

    /// Ready for reading as soon as a signal has come; not to be read from.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    static constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};

    /// Made once and never closed: a signal may be on its way to another thread when this ends, and
    /// must not write to whatever has got the descriptor's number by then.
    [[nodiscard]] static const detail::pipe_ends& woken() {
        static const auto* const pipe = new detail::pipe_ends(detail::make_pipe());
        return *pipe;
    }

    static void note(int signal) noexcept {
        const int failure = errno;
        int none = 0;
        if (first.compare_exchange_strong(none, signal)) { // so that the pipe is never full
            const char byte = 0;
            static_cast<void>(::write(writing_end, &byte, 1) == 1);
        }
        errno = failure;
    }

    // All that a signal handler may touch.
    static_assert(std::atomic<int>::is_always_lock_free);
    static inline std::atomic<int> first{0};
    static inline std::atomic<int> writing_end{-1};

    static inline std::atomic<bool> exists{false};
    int descriptor_;
    std::array<struct sigaction, signals.size()> former_{};
};

} // namespace sendmock::testing

#endif
