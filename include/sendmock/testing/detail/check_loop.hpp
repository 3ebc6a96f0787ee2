// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_CHECK_LOOP_HPP
#define SENDMOCK_TESTING_DETAIL_CHECK_LOOP_HPP

#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/testing/detail/case_walker.hpp>
#include <sendmock/testing/detail/memory_comparison.hpp>
#include <sendmock/testing/detail/smallest_walks.hpp>
#include <sendmock/testing/detail/tallies.hpp>
#include <sendmock/testing/detail/walk_runner.hpp>
#include <sendmock/testing/no_request_made.hpp>
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
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// Draws walks, has a client walk them, and looks for the smallest that breaks each invariant.
class check_loop {
public:
    check_loop(tested_client& client, const check_options& options)
        : client_(client),
          options_(options),
          seed_(options.seed ? *options.seed : std::random_device{}()),
          runner_(client, options, seed_),
          troubles_(options.walks.empty() ? draw_troubles(options, seed_)
                                          : troubles_of(options.walks)),
          tallies_(options) {}

    /// @throws no_request_made where the client asks for nothing on a healthy walk
    [[nodiscard]] check_report run() {
        const auto begin = std::chrono::steady_clock::now();
        if (walk_first()) {
            walk_all(0);
            leave_what_is_not_returned();
            if (options_.walks.empty()) {
                confirm_late_ends();
                look_for_more_evidence();
                compare_memory();
            }
            find_smallest();
        }
        return report(begin);
    }

private:
    /// Rounds of further walks after which those that showed no more of an invariant are the last.
    static constexpr std::size_t most_vain_rounds = 3;
    /// Walks after which a client that ended none of them by itself is given up.
    static constexpr std::size_t enough_bad_ends = 12;

    /// Whether no more walks are wanted, since one failed or all end alike.
    [[nodiscard]] bool is_enough() const { return (options_.fail_fast && failing_) || given_up_; }

    /// One healthy walk before all others.
    /// @return whether the client can be judged by more
    [[nodiscard]] bool walk_first() {
        if (runner_.is_stopped()) {
            return false;
        }
        const walk_case one{.rows = 3, .page_size = 2};
        case_server server;
        walked_case walked = runner_.walk_first(one, server);
        if (walked.interrupted) {
            return false;
        }
        constexpr int not_executable = 126; // as shells say it
        constexpr int not_found = 127;
        if (walked.requests == 0 || walked.exit_code == not_executable ||
            walked.exit_code == not_found) {
            const std::string ending = walked.exit_code
                                           ? "it exited with " + std::to_string(*walked.exit_code)
                                           : walked.ending_text;
            throw no_request_made(ending.empty() ? "it ended well" : ending, walked.output);
        }
        const bool ended_by_itself =
            walked.ending == walk_ending::completed || walked.ending == walk_ending::error;
        if (walked.rows != 0 || !ended_by_itself) {
            return true;
        }
        rowless_walk_ = counterexample{
            .walk = one,
            .found = {.state = judgement_state::fails,
                      .expected = "3 rows from a healthy walk",
                      .happened = "the client requested pages, but " + rowless_text(walked)},
            .requests = std::move(walked.shown),
            .elsewhere = std::move(walked.elsewhere),
            .output = std::move(walked.output),
            .advice = walked.advice.empty() ? client_.advice_on_rows() : std::move(walked.advice)};
        return false;
    }

    [[nodiscard]] static std::string rowless_text(const walked_case& walked) {
        if (!walked.advice.empty()) {
            return walked.ending_text;
        }
        const std::string ending =
            walked.ending_text.empty() ? "it ended well" : walked.ending_text;
        return "returned " +
               (walked.other_objects == 0
                    ? "no row"
                    : std::to_string(walked.other_objects) +
                          (walked.other_objects == 1 ? " object" : " objects") + " without `id`") +
               "; " + ending;
    }

    /// Walks all that was drawn from a place on. What takes long begins first, so that other walks
    /// go on meanwhile.
    void walk_all(std::size_t first) {
        std::vector<std::size_t> order(troubles_.size() - first);
        std::iota(order.begin(), order.end(), first);
        std::stable_partition(order.begin(), order.end(), [this](std::size_t at) {
            const trouble& what = troubles().at(troubles_[at].trouble);
            return what.stalls || what.many_pages || what.style == data_style::hundreds_of_pages;
        });
        runner_.run(order.size(),
                    [&](std::size_t at, case_server& server) { walk(order[at], server); });
    }

    /// Leaves what a client does not return unjudged: it may print no more than ids.
    void leave_what_is_not_returned() {
        for (const auto& [which, reason] :
             {std::pair{invariant::times_exact, "the client returns no times"},
              std::pair{invariant::text_exact, "the client returns ids alone, or times"}}) {
            tally& sum = tallies_[which];
            if (rows_ != 0 && sum.judged == 0 && sum.failing.empty()) {
                sum.reason = reason;
            }
        }
    }

    /// Has the client walk once more, by itself, where it was cut off: on a busy machine one that
    /// is right may be late. What does not fail again is no finding.
    void confirm_late_ends() {
        const std::vector<invariant> failing = tallies_.failing();
        if (given_up_ || failing.empty()) {
            return;
        }
        case_server server;
        for (const invariant which : failing) {
            tally& sum = tallies_[which];
            while (!runner_.is_stopped() && !confirmed_.contains(which)) {
                const auto late =
                    std::find_if(sum.failing.begin(), sum.failing.end(), [](const auto& kind) {
                        return kind.second.is_first_cut_off;
                    });
                if (late == sum.failing.end()) {
                    break;
                }
                const walked_case again = runner_.walk(late->second.first.walk, server);
                if (again.interrupted) {
                    break;
                }
                if (again.found[which].state == judgement_state::fails) {
                    confirmed_.insert(which); // then the others are no accident, either
                    break;
                }
                sum.judged -= late->second.count;
                sum.failing.erase(late);
            }
        }
        failing_ = !tallies_.failing().empty();
    }

    /// Draws further walks for the invariants that too few walks showed, half as many as there were
    /// at most.
    void look_for_more_evidence() {
        std::size_t most = troubles_.size() / 2;
        std::map<invariant, std::size_t> judged_before; // by the last round
        for (std::size_t round = 0; most > 0 && !runner_.is_stopped() && !is_enough(); ++round) {
            const std::size_t first = troubles_.size();
            for (const invariant_description& one : sendmock::invariants) {
                const tally& sum = tallies_[one.which];
                const std::size_t needed = options_.walks_needed(one.which);
                if (!options_.tells_of(one.which) || !sum.failing.empty() || !sum.reason.empty() ||
                    sum.judged >= needed) {
                    continue;
                }
                // The client may be unable to show it: one that hangs reports no stall.
                if (round >= most_vain_rounds && judged_before[one.which] == sum.judged) {
                    continue;
                }
                judged_before[one.which] = sum.judged;
                std::vector<drawn_trouble> more =
                    draw_more_troubles(options_, one.which, needed - sum.judged, round);
                more.resize(std::min(more.size(), most));
                most -= more.size();
                troubles_.insert(troubles_.end(), more.begin(), more.end());
            }
            if (troubles_.size() == first) {
                return;
            }
            walk_all(first);
            confirm_late_ends();
        }
    }

    [[nodiscard]] static std::vector<drawn_trouble>
    troubles_of(const std::vector<walk_case>& walks) {
        std::vector<drawn_trouble> list;
        for (const walk_case& one : walks) {
            list.push_back({.trouble = one.trouble});
        }
        return list;
    }

    /// The walk at a place, with all smaller ones.
    [[nodiscard]] rc::Shrinkable<walk_case> drawn(std::size_t at) const {
        if (!options_.walks.empty()) {
            return rc::shrinkable::just(options_.walks[at]);
        }
        return drawn_walk(troubles_[at], seed_, at);
    }

    void walk(std::size_t at, case_server& server) {
        if (is_enough()) {
            return;
        }
        const walk_case one = drawn(at).value();
        const trouble& what = trouble_of(one);
        const bool is_left_out =
            (one.backward && !client_.walks_backward()) ||
            (what.many_pages && options_.walks.empty() && !options_.tells_of(what.at_loss));
        if (!is_left_out) {
            take(at, one, runner_.walk(one, server));
        }
    }

    void take(std::size_t at, const walk_case& one, const walked_case& walked) {
        if (walked.interrupted) {
            return;
        }
        const std::lock_guard lock(mutex_);
        tallies_.add(at, one, walked);
        const std::size_t failing = tallies_.failing().size();
        failing_ = failing != 0;
        ++done_;
        rows_ += walked.rows;
        note_ending(walked);
        if (options_.on_progress) {
            options_.on_progress({.done = done_, .of = troubles_.size(), .failing = failing});
        }
    }

    /// Gives a client up that never ends by itself, whatever is served: each such walk takes long.
    void note_ending(const walked_case& walked) {
        const bool bad =
            walked.ending == walk_ending::cut_off || walked.ending == walk_ending::crash;
        bad_ends_ += bad ? 1U : 0U;
        if (bad_ends_ == done_ && done_ == enough_bad_ends && done_ < troubles_.size()) {
            given_up_ = true;
            last_ending_ = walked.ending_text;
        }
    }

    void compare_memory() {
        if (!options_.tells_of(invariant::memory_flat) || !client_.has_memory_of_its_own() ||
            runner_.is_stopped() || is_enough()) {
            return;
        }
        const auto compared = memory_comparison::of(runner_);
        if (!compared) {
            return;
        }
        tally& sum = tallies_[invariant::memory_flat];
        sum.judged = 1;
        if (compared->found.state == judgement_state::fails) {
            sum.failing[compared->walk.trouble] = {
                .count = 1, .first = {.walk = compared->walk, .found = compared->found}};
        }
    }

    void find_smallest() {
        const std::vector<invariant> failing = tallies_.failing();
        std::vector<std::optional<smallest_walks>> smallest(failing.size());
        const smallest_walk_search search(
            runner_, options_, tallies_, [this](std::size_t at) { return drawn(at); });
        runner_.run(failing.size(), [&](std::size_t at, case_server& server) {
            smallest[at] = search.search(failing[at], server);
        });
        for (std::size_t at = 0; at < failing.size(); ++at) {
            tally& sum = tallies_[failing[at]];
            if (!smallest[at]) { // the check was interrupted
                sum.smallest = {sum.first_walks().front()};
                continue;
            }
            sum.smallest = std::move(smallest[at]->walks);
            if (smallest[at]->cause) {
                blame(*smallest[at]->cause, failing[at]);
            }
        }
    }

    /// Reports a failure under the one that causes it.
    void blame(const deeper_cause& cause, invariant broken) {
        tally& other = tallies_[cause.which];
        if (other.failing.empty()) {
            ++other.judged;
            other.failing[0] = {.count = 1, .first = cause.shown};
            other.smallest = {cause.shown};
        }
        other.also.insert(broken);
        tallies_[broken].reason = "the same walk fails without its trouble, too: see " +
                                  std::string(to_string(cause.which));
    }

    [[nodiscard]] check_report report(std::chrono::steady_clock::time_point begin) const {
        check_report made{
            .seed = seed_,
            .cases = done_,
            .time = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin),
            .interrupted = runner_.is_interrupted(),
            .stopped = given_up_ ? "the client crashed or was cut off in each of the first " +
                                       std::to_string(enough_bad_ends) + " walks: " + last_ending_
                                 : "",
            .rowless_walk = rowless_walk_};
        for (const invariant_description& one : sendmock::invariants) {
            if (options_.tells_of(one.which)) {
                const tally& sum = tallies_[one.which];
                made.invariants.push_back(sum.report(one.which, state_of(one.which, sum)));
                made.invariants.back().needed = walks_needed(one.which);
            }
        }
        return made;
    }

    /// Walks that must show an invariant before it holds.
    [[nodiscard]] std::size_t walks_needed(invariant which) const {
        return options_.walks.empty() ? options_.walks_needed(which) : 1;
    }

    [[nodiscard]] judgement_state state_of(invariant which, const tally& sum) const {
        if (!sum.reason.empty()) {
            return judgement_state::not_judged;
        }
        if (!sum.failing.empty()) {
            return judgement_state::fails;
        }
        if (sum.judged >= walks_needed(which)) {
            return judgement_state::holds;
        }
        const bool cannot_be_judged =
            (which == invariant::backward_walk && !client_.walks_backward()) ||
            which == invariant::memory_flat || rowless_walk_ || !options_.walks.empty();
        return cannot_be_judged ? judgement_state::not_judged : judgement_state::inconclusive;
    }

    tested_client& client_;
    const check_options& options_;
    const std::uint64_t seed_;
    walk_runner runner_;
    std::vector<drawn_trouble> troubles_; // of the walks, by their place; not changed while walking
    std::atomic<bool> failing_{false};    // an invariant that is reported
    std::atomic<bool> given_up_{false};   // all walks end alike
    std::optional<counterexample> rowless_walk_; // set before all others
    std::set<invariant> confirmed_;              // that fail where a client is cut off
    std::mutex mutex_;                           // while walks are under way, guards all below
    tallies tallies_;
    std::size_t done_ = 0;
    std::size_t rows_ = 0;     // that were returned
    std::size_t bad_ends_ = 0; // walks that did not end by themselves
    std::string last_ending_;  // of the walk after which the client was given up
};

} // namespace sendmock::testing::detail

#endif
