// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_CHECK_LOOP_HPP
#define SENDMOCK_TESTING_DETAIL_CHECK_LOOP_HPP

#include <sendmock/logs/random_bits.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/testing/detail/case_walker.hpp>
#include <sendmock/testing/tested_client.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/testing/walk_cases.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// Draws walks, has a client walk them, and looks for the smallest that breaks each invariant:
/// several walks at a time, one server for each worker.
class check_loop {
public:
    check_loop(tested_client& client, const check_options& options)
        : client_(client),
          options_(options),
          seed_(options.seed ? *options.seed : std::random_device{}()),
          walker_(client, options, seed_),
          troubles_(draw_troubles(options, seed_)),
          tallies_(sendmock::invariants.size()) {}

    [[nodiscard]] check_report run() {
        const auto begin = std::chrono::steady_clock::now();
        in_parallel(troubles_.size(),
                    [this](std::size_t at, case_server& server) { walk(at, server); });
        walk_many_pages();
        compare_memory();
        std::vector<std::size_t> failing;
        for (std::size_t which = 0; which < tallies_.size(); ++which) {
            if (tallies_[which].first_failure) {
                failing.push_back(which);
            }
        }
        in_parallel(failing.size(),
                    [&](std::size_t at, case_server& server) { shrink(failing[at], server); });
        return report(begin);
    }

    /// Logs of the two walks whose memory is compared: the first is long enough to be looked at.
    static constexpr std::uint32_t brief_rows = 5000;
    static constexpr std::uint32_t lengthy_rows = 100'000;

private:
    struct tally {
        std::size_t judged = 0;
        std::size_t failed = 0;
        std::optional<std::size_t> first_failure{}; // a place in troubles_
        std::optional<counterexample> smallest{};
    };

    /// Calls for each place below a number, in as many threads as there are jobs.
    template <class Call>
    void in_parallel(std::size_t count, const Call& call) {
        std::atomic<std::size_t> next{0};
        std::exception_ptr failure;
        const auto work = [&] {
            try {
                case_server server;
                for (std::size_t at = next++; at < count && !stopped(); at = next++) {
                    call(at, server);
                }
            } catch (...) {
                const std::lock_guard lock(mutex_);
                failure = std::current_exception();
                failed_ = true;
            }
        };
        std::vector<std::thread> threads;
        for (std::size_t job = 1; job < std::min(options_.jobs, count); ++job) {
            threads.emplace_back(work);
        }
        work();
        for (std::thread& thread : threads) {
            thread.join();
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    [[nodiscard]] bool stopped() {
        const std::lock_guard lock(mutex_); // one thread at a time asks
        if (!failed_ && options_.interrupted && options_.interrupted()) {
            interrupted_ = true;
        }
        return failed_ || interrupted_;
    }

    /// Whether no more walks are wanted, since one failed.
    [[nodiscard]] bool is_enough() const { return options_.fail_fast && failing_; }

    /// The walk at a place, with all smaller ones.
    [[nodiscard]] rc::Shrinkable<walk_case> drawn(std::size_t at) const {
        constexpr int size = 100; // RapidCheck's; the cases make nothing of it
        const auto& [trouble, variant] = troubles_[at];
        return walk_cases(trouble, variant)(rc::Random(mixed(seed_ + at)), size);
    }

    void walk(std::size_t at, case_server& server) {
        if (is_enough()) {
            return;
        }
        const walk_case one = drawn(at).value();
        if (trouble_of(one).many_pages) {
            return; // when it is known how fast the client is
        }
        if (one.backward && !client_.walks_backward()) {
            return;
        }
        take(at, one, walked(one, server));
    }

    [[nodiscard]] walked_case walked(const walk_case& one, case_server& server) {
        walked_case made = walker_.walk(one, server);
        if (made.interrupted) {
            interrupted_ = true;
        }
        return made;
    }

    void take(std::size_t at, const walk_case& one, walked_case made) {
        if (made.interrupted) {
            return;
        }
        const std::lock_guard lock(mutex_);
        if (one.trouble == 0) {
            measure(made);
        }
        for (std::size_t which = 0; which < tallies_.size(); ++which) {
            const judgement& found = made.found[static_cast<invariant>(which)];
            tally& sum = tallies_[which];
            if (found.state == judgement_state::not_judged ||
                !options_.tells_of(static_cast<invariant>(which))) {
                continue;
            }
            ++sum.judged;
            if (found.state == judgement_state::fails) {
                ++sum.failed;
                failing_ = true;
                if (!sum.first_failure || at < *sum.first_failure) {
                    sum.first_failure = at;
                    sum.smallest = counterexample{.walk = one,
                                                  .found = found,
                                                  .requests = made.shown,
                                                  .elsewhere = made.elsewhere,
                                                  .case_number = at + 1};
                }
            }
        }
        ++done_;
        if (options_.on_progress) {
            options_.on_progress(done_, troubles_.size());
        }
    }

    /// Notes how fast the client pages, once it runs.
    void measure(const walked_case& made) {
        if (made.requests > 1) {
            pages_ += made.requests - 1;
            time_ += made.paging;
        }
    }

    /// Thousands of pages, as many as the client reads in the time that is left for them.
    void walk_many_pages() {
        if (!options_.tells_of(invariant::survives_many_pages) || is_enough()) {
            return;
        }
        for (std::size_t at = 0; at < troubles_.size() && !stopped(); ++at) {
            if (!troubles().at(troubles_[at].trouble).many_pages) {
                continue;
            }
            constexpr double budget = 30; // seconds
            constexpr std::uint32_t most = 5000;
            constexpr std::uint32_t fewest = 1200; // beyond the usual limits of recursion
            case_server server;
            if (pages_ == 0) { // no healthy walk was drawn
                const walk_case probe{.rows = 30, .page_size = 1};
                measure(walked(probe, server));
            }
            const double seconds = std::chrono::duration<double>(time_).count();
            const double rate = seconds > 0 ? static_cast<double>(pages_) / seconds : 0;
            walk_case one = drawn(at).value();
            one.rows = static_cast<std::uint32_t>(std::min<double>(most, budget * rate));
            one.page_size = 1;
            if (one.rows >= fewest) {
                take(at, one, walked(one, server));
            }
            return;
        }
    }

    /// The memory of a walk over a hundred megabytes, beside that of a short one.
    void compare_memory() {
        if (!options_.tells_of(invariant::memory_flat) || !client_.has_memory_of_its_own() ||
            stopped() || is_enough()) {
            return;
        }
        constexpr std::size_t allowed = std::size_t{64} << 20U;
        const walk_case brief{
            .rows = brief_rows, .page_size = 100, .style = data_style::long_bodies};
        walk_case lengthy = brief;
        lengthy.rows = lengthy_rows;
        std::vector<std::size_t> taken;
        case_server server;
        for (const walk_case& one : {brief, lengthy}) {
            const client_walk made = walker_.unjudged(one, server);
            if (made.interrupted || stopped()) {
                return;
            }
            if (made.ending != walk_ending::completed || made.rows.size() != one.rows) {
                fail_memory(one,
                            std::to_string(one.rows) +
                                " rows of a walk on which nothing goes wrong",
                            made.ending == walk_ending::completed
                                ? std::to_string(made.rows.size()) + " rows"
                                : made.ending_text);
                return;
            }
            if (!made.peak_memory) {
                return; // the system does not tell, or the walk was over before it was asked
            }
            taken.push_back(*made.peak_memory);
        }
        const auto megabytes = [](std::size_t bytes) {
            return std::to_string(bytes >> 20U) + " MiB";
        };
        if (taken.back() > taken.front() + allowed) {
            fail_memory(lengthy,
                        "at most " + megabytes(allowed) +
                            " more than for a short walk, which took " + megabytes(taken.front()),
                        "it took " + megabytes(taken.back()));
        } else {
            const std::lock_guard lock(mutex_);
            ++tallies_[static_cast<std::size_t>(invariant::memory_flat)].judged;
        }
    }

    void fail_memory(const walk_case& one, std::string expected, std::string happened) {
        const std::lock_guard lock(mutex_);
        tallies_[static_cast<std::size_t>(invariant::memory_flat)] = {
            .judged = 1,
            .failed = 1,
            .smallest = counterexample{.walk = one,
                                       .found = {.state = judgement_state::fails,
                                                 .expected = std::move(expected),
                                                 .happened = std::move(happened)}}};
    }

    /// Follows smaller walks as long as they break the invariant, too.
    void shrink(std::size_t which, case_server& server) {
        const auto broken = static_cast<invariant>(which);
        counterexample smallest;
        {
            const std::lock_guard lock(mutex_);
            smallest = *tallies_[which].smallest;
        }
        if (!trouble_of(smallest.walk).many_pages) {
            const auto slow = std::chrono::steady_clock::now() + std::chrono::seconds{20};
            std::size_t walks = 0;
            rc::Shrinkable<walk_case> present = drawn(smallest.case_number - 1);
            for (bool smaller = true; smaller;) {
                smaller = false;
                rc::Seq<rc::Shrinkable<walk_case>> candidates = present.shrinks();
                while (walks < options_.most_shrinks && !stopped() &&
                       std::chrono::steady_clock::now() < slow) {
                    const auto candidate = candidates.next();
                    if (!candidate) {
                        break;
                    }
                    ++walks;
                    walked_case made = walked(candidate->value(), server);
                    if (made.found[broken].state == judgement_state::fails) {
                        smallest.walk = candidate->value();
                        smallest.found = made.found[broken];
                        smallest.requests = std::move(made.shown);
                        smallest.elsewhere = std::move(made.elsewhere);
                        ++smallest.smaller_walks;
                        present = *candidate;
                        smaller = true;
                        break;
                    }
                }
            }
        }
        const std::lock_guard lock(mutex_);
        tallies_[which].smallest = std::move(smallest);
    }

    [[nodiscard]] check_report report(std::chrono::steady_clock::time_point begin) const {
        check_report made{.seed = seed_,
                          .cases = done_,
                          .time = std::chrono::duration_cast<std::chrono::milliseconds>(
                              std::chrono::steady_clock::now() - begin),
                          .interrupted = interrupted_};
        for (std::size_t which = 0; which < tallies_.size(); ++which) {
            const auto told = static_cast<invariant>(which);
            if (!options_.tells_of(told)) {
                continue;
            }
            const tally& sum = tallies_[which];
            made.invariants.push_back({.which = told,
                                       .state = sum.failed != 0   ? judgement_state::fails
                                                : sum.judged != 0 ? judgement_state::holds
                                                                  : judgement_state::not_judged,
                                       .judged = sum.judged,
                                       .failed = sum.failed,
                                       .counterexample = sum.smallest});
        }
        return made;
    }

    tested_client& client_;
    const check_options& options_;
    const std::uint64_t seed_;
    case_walker walker_;
    const std::vector<drawn_trouble> troubles_; // of the walks, by their place
    std::atomic<bool> failed_{false};           // a worker ended by an exception
    std::atomic<bool> failing_{false};          // an invariant that is told of
    std::atomic<bool> interrupted_{false};
    std::mutex mutex_;           // guards all below
    std::vector<tally> tallies_; // by invariant
    std::size_t done_ = 0;
    std::size_t pages_ = 0; // that the client asked for, in this time
    std::chrono::microseconds time_{};
};

} // namespace sendmock::testing::detail

#endif
