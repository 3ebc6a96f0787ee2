// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DESCENDANT_GUARD_HPP
#define SENDMOCK_TESTING_DESCENDANT_GUARD_HPP

#include <sendmock/testing/detail/child.hpp>
#include <sendmock/testing/detail/process_table.hpp>

#include <signal.h> // NOLINT: POSIX has more in it than C
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <vector>

namespace sendmock::testing {

/// While it lives, no process that this one has started can leave it, by another session or by a
/// parent that ends; at its end all that were started since its beginning are killed and reaped.
/// Those that are older stay.
///
/// It concerns the whole process: make one before the first `client_process`, end it after the
/// last. Only Linux lets it do anything; elsewhere a process that leaves its group is on its own.
class descendant_guard {
public:
    descendant_guard() {
#ifdef __linux__
        older_ = detail::children_of(::getpid());
        ::prctl(PR_GET_CHILD_SUBREAPER, &was_subreaper_, 0, 0, 0);
        ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
        // Who starts us may have it ignored, and then no process's ending could be known.
        ::sigaction(SIGCHLD, nullptr, &former_action_);
        const bool ignored = former_action_.sa_handler == SIG_IGN; // NOLINT: a macro's cast
        if (ignored || (former_action_.sa_flags & SA_NOCLDWAIT) != 0) {
            struct sigaction plain {};

            plain.sa_handler = SIG_DFL;
            ::sigaction(SIGCHLD, &plain, nullptr);
        }
    }

    descendant_guard(const descendant_guard&) = delete;
    descendant_guard& operator=(const descendant_guard&) = delete;

    ~descendant_guard() {
        end_descendants();
        ::sigaction(SIGCHLD, &former_action_, nullptr);
#ifdef __linux__
        ::prctl(PR_SET_CHILD_SUBREAPER, was_subreaper_, 0, 0, 0);
#endif
    }

    /// Kills and reaps them now: for use between clients, none of which may run. Takes microseconds
    /// if there are none, and gives up after 10 seconds.
    void end_descendants() const noexcept {
        try {
            const auto until = std::chrono::steady_clock::now() + patience;
            while (has_children() && std::chrono::steady_clock::now() < until &&
                   end_children(until)) {
            }
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): no memory for the list
        }
    }

private:
    static constexpr std::chrono::seconds patience{10};

    /// Without reaping any.
    [[nodiscard]] static bool has_children() noexcept {
        siginfo_t seen{};
        return ::waitid(P_ALL, 0, &seen, WEXITED | WNOHANG | WNOWAIT) == 0 || errno == EINTR;
    }

    /// Only children are killed: nobody else can reap them, so that no other process can have their
    /// numbers. Their own children become ours at their end.
    /// @return whether there was one
    [[nodiscard]] bool end_children(detail::deadline until) const {
        std::vector<pid_t> killed;
        for (const detail::process_identity& child : detail::children_of(::getpid())) {
            const bool older = std::find(older_.begin(), older_.end(), child) != older_.end();
            if (!older && ::kill(child.number, SIGKILL) == 0) {
                killed.push_back(child.number);
            }
        }
        for (const pid_t number : killed) {
            const detail::child child(number);
            if (child.wait(until) == detail::child_state::ended) {
                child.reap();
            }
        }
        return !killed.empty();
    }

    std::vector<detail::process_identity> older_;
    [[maybe_unused]] int was_subreaper_ = 0; // only Linux has such

    struct sigaction former_action_ {};
};

} // namespace sendmock::testing

#endif
