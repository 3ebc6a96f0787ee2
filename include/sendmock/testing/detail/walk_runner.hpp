// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_WALK_RUNNER_HPP
#define SENDMOCK_TESTING_DETAIL_WALK_RUNNER_HPP

#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/testing/detail/case_walker.hpp>
#include <sendmock/testing/tested_client.hpp>
#include <sendmock/testing/walk_case.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sendmock::testing::detail {

/// Has a client walk, several walks at a time with a server each, until the check is interrupted.
/// Safe to use from several threads.
class walk_runner {
public:
    /// @param client, options  must live longer
    walk_runner(tested_client& client, const check_options& options, std::uint64_t seed)
        : options_(options), walker_(client, options, seed) {}

    /// Calls `call(place, server)` for each place below a number, in as many threads as there are
    /// jobs.
    /// @throws what a call threw first, or std::system_error for want of a thread; no call begins
    /// after that
    template <class Call>
    void run(std::size_t count, const Call& call) {
        std::atomic<std::size_t> next{0};
        std::exception_ptr failure;
        const auto work = [&] {
            try {
                case_server server;
                for (std::size_t at = next++; at < count && !is_stopped(); at = next++) {
                    call(at, server);
                }
            } catch (...) {
                fail(failure);
            }
        };
        std::vector<std::thread> threads;
        try {
            for (std::size_t job = 1; job < std::min(options_.jobs, count); ++job) {
                threads.emplace_back(work);
            }
            work();
        } catch (...) { // no thread to be had
            fail(failure);
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    /// Whether no further walk may begin. Asks `check_options::interrupted`.
    [[nodiscard]] bool is_stopped() {
        const std::lock_guard lock(mutex_); // one thread at a time asks
        if (!failed_ && options_.interrupted && options_.interrupted()) {
            interrupted_ = true;
        }
        return failed_ || interrupted_;
    }

    [[nodiscard]] bool is_interrupted() const noexcept { return interrupted_; }

    [[nodiscard]] walked_case walk(const walk_case& one, case_server& server) {
        return noted(walker_.walk(one, server));
    }

    /// Gives the client ten times as long to start.
    [[nodiscard]] walked_case walk_first(const walk_case& one, case_server& server) {
        return noted(walker_.walk_first(one, server));
    }

    /// What the client returned of a walk whose requests are not judged.
    [[nodiscard]] client_walk unjudged(const walk_case& one, case_server& server) {
        return noted(walker_.unjudged(one, server));
    }

private:
    /// Lets no further walk begin.
    /// @param failure  the first one; set to the exception that is handled now
    void fail(std::exception_ptr& failure) {
        const std::lock_guard lock(mutex_);
        if (!failure) {
            failure = std::current_exception();
        }
        failed_ = true;
    }

    template <class Walk>
    [[nodiscard]] Walk noted(Walk ended) {
        if (ended.interrupted) {
            interrupted_ = true;
        }
        return ended;
    }

    const check_options& options_;
    case_walker walker_;
    std::mutex mutex_; // guards failures, and lets one thread at a time ask for interruption
    std::atomic<bool> failed_{false}; // a worker ended by an exception
    std::atomic<bool> interrupted_{false};
};

} // namespace sendmock::testing::detail

#endif
