// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_CHECK_LOOP_HPP
#define SENDMOCK_TESTING_DETAIL_CHECK_LOOP_HPP

#include <sendmock/logs/random_bits.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/testing/detail/case_walker.hpp>
#include <sendmock/testing/no_request_made.hpp>
#include <sendmock/testing/tested_client.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/testing/walk_cases.hpp>
#include <sendmock/verdict/cause.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <random>
#include <set>
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
          troubles_(options.walks.empty() ? draw_troubles(options, seed_)
                                          : troubles_of(options.walks)),
          tallies_(sendmock::invariants.size()) {}

    /// @throws no_request_made where the client asks for nothing on a healthy walk
    [[nodiscard]] check_report run() {
        const auto begin = std::chrono::steady_clock::now();
        if (walk_first()) {
            walk_all(0);
            leave_what_is_not_returned();
            if (options_.walks.empty()) {
                look_for_more_evidence();
                compare_memory();
            }
            confirm_late_ends();
            find_smallest();
        }
        return report(begin);
    }

    /// Logs of the two walks whose memory is compared: the first is long enough to be looked at.
    static constexpr std::uint32_t brief_rows = 5000;
    static constexpr std::uint32_t lengthy_rows = 100'000;
    /// Pages of the long walk: beyond the usual limits of recursion.
    static constexpr std::uint32_t many_pages = 1200;
    /// Walks after which a client that ended none of them by itself is given up.
    static constexpr std::size_t enough_bad_ends = 12;

private:
    /// The walks with one trouble on which an invariant failed.
    struct failing_walks {
        std::size_t count = 0;
        counterexample first{}; // of them, in the order in which they were drawn; if it can be, one
                                // on which the client ended by itself
        bool is_first_cut_off = false;
    };

    struct tally {
        std::size_t judged = 0;
        std::map<std::size_t, failing_walks> failing{}; // by trouble
        std::vector<counterexample> smallest{};         // of each cause; the first explains most
        std::set<invariant> also{};
        std::string reason{}; // why it is not told of, though walks broke it

        [[nodiscard]] std::size_t failed() const {
            std::size_t sum = 0;
            for (const auto& [trouble, walks] : failing) {
                sum += walks.count;
            }
            return sum;
        }
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

    /// Whether no more walks are wanted, since one failed or all end alike.
    [[nodiscard]] bool is_enough() const { return (options_.fail_fast && failing_) || given_up_; }

    /// One healthy walk before all others.
    /// @return whether the client can be judged by more
    [[nodiscard]] bool walk_first() {
        if (stopped()) {
            return false;
        }
        const walk_case one{.rows = 3, .page_size = 2};
        case_server server;
        walked_case made = walker_.walk_first(one, server);
        if (made.interrupted) {
            interrupted_ = true;
            return false;
        }
        constexpr int not_executable = 126; // as shells say it
        constexpr int not_found = 127;
        if (made.requests == 0 || made.exit_code == not_executable || made.exit_code == not_found) {
            const std::string ending = made.exit_code
                                           ? "it exited with " + std::to_string(*made.exit_code)
                                           : made.ending_text;
            throw no_request_made(ending.empty() ? "it ended well" : ending, made.output);
        }
        const bool ended_by_itself =
            made.ending == walk_ending::completed || made.ending == walk_ending::error;
        if (made.rows != 0 || !ended_by_itself) {
            return true;
        }
        rowless_walk_ = counterexample{
            .walk = one,
            .found = {.state = judgement_state::fails,
                      .expected = "3 rows from a healthy walk",
                      .happened =
                          "the client asked for pages and returned " +
                          (made.other_objects == 0
                               ? "no row"
                               : std::to_string(made.other_objects) +
                                     (made.other_objects == 1 ? " object" : " objects") +
                                     " without `id` (a page is no row: return its `results`, each "
                                     "by itself)") +
                          "; " + (made.ending_text.empty() ? "it ended well" : made.ending_text)},
            .requests = std::move(made.shown),
            .elsewhere = std::move(made.elsewhere),
            .output = std::move(made.output)};
        return false;
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
        in_parallel(order.size(),
                    [&](std::size_t at, case_server& server) { walk(order[at], server); });
    }

    /// Leaves what a client does not return unjudged: it may print no more than ids.
    void leave_what_is_not_returned() {
        for (const auto& [which, reason] :
             {std::pair{invariant::times_exact, "the client returns no times"},
              std::pair{invariant::text_exact, "the client returns ids alone, or times"}}) {
            tally& sum = tallies_[static_cast<std::size_t>(which)];
            if (rows_ != 0 && sum.judged == 0 && sum.failing.empty()) {
                sum.reason = reason;
            }
        }
    }

    /// Has the client walk once more, by itself, where it was cut off: on a busy machine one that
    /// is right may be late. What does not fail again is no finding.
    void confirm_late_ends() {
        if (!options_.walks.empty() || given_up_) {
            return;
        }
        case_server server;
        for (std::size_t which = 0; which < tallies_.size(); ++which) {
            tally& sum = tallies_[which];
            while (!stopped()) {
                const auto late =
                    std::find_if(sum.failing.begin(), sum.failing.end(), [](const auto& kind) {
                        return kind.second.is_first_cut_off;
                    });
                if (late == sum.failing.end()) {
                    break;
                }
                const walked_case again = walked(late->second.first.walk, server);
                if (again.interrupted ||
                    again.found[static_cast<invariant>(which)].state == judgement_state::fails) {
                    break; // then the others are no accident, either
                }
                sum.judged -= late->second.count;
                sum.failing.erase(late);
            }
        }
    }

    /// Draws further walks for the invariants that too few walks showed, half as many as there were
    /// at most.
    void look_for_more_evidence() {
        std::size_t most = troubles_.size() / 2;
        for (std::size_t round = 0; most > 0 && !stopped() && !is_enough(); ++round) {
            const std::size_t first = troubles_.size();
            for (std::size_t which = 0; which < tallies_.size(); ++which) {
                const auto told = static_cast<invariant>(which);
                const std::size_t needed = options_.walks_needed(told);
                const tally& sum = tallies_[which];
                if (options_.tells_of(told) && sum.failing.empty() && sum.reason.empty() &&
                    sum.judged < needed) {
                    for (const drawn_trouble& one :
                         draw_more_troubles(options_, told, needed - sum.judged, round)) {
                        if (most > 0) {
                            troubles_.push_back(one);
                            --most;
                        }
                    }
                }
            }
            if (troubles_.size() == first) {
                return;
            }
            walk_all(first);
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
        walk_case one = drawn(at).value();
        if (one.backward && !client_.walks_backward()) {
            return;
        }
        if (trouble_of(one).many_pages && options_.walks.empty()) {
            if (!options_.tells_of(trouble_of(one).at_loss)) {
                return;
            }
            one.rows = many_pages;
            one.page_size = 1;
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

    /// The invariants that a walk broke, as far as they are told of.
    [[nodiscard]] std::vector<invariant> broken_by(const verdict& found) const {
        std::vector<invariant> broken;
        for (const invariant_description& one : sendmock::invariants) {
            if (options_.tells_of(one.which) && found[one.which].state == judgement_state::fails) {
                broken.push_back(one.which);
            }
        }
        return broken;
    }

    void take(std::size_t at, const walk_case& one, walked_case made) {
        if (made.interrupted) {
            return;
        }
        const std::lock_guard lock(mutex_);
        const std::vector<invariant> broken = broken_by(made.found);
        for (std::size_t which = 0; which < tallies_.size(); ++which) {
            const auto told = static_cast<invariant>(which);
            const judgement& found = made.found[told];
            if (found.state == judgement_state::not_judged || !options_.tells_of(told)) {
                continue;
            }
            tally& sum = tallies_[which];
            if (found.state != judgement_state::fails) {
                ++sum.judged;
                continue;
            }
            const auto cause = std::find_if(broken.begin(), broken.end(), [&](invariant other) {
                return other != told && follows_from(told, other);
            });
            if (cause != broken.end()) {
                tallies_[static_cast<std::size_t>(*cause)].also.insert(told);
                continue;
            }
            ++sum.judged;
            failing_ = true;
            failing_walks& alike = sum.failing[one.trouble];
            const bool is_cut_off = made.ending == walk_ending::cut_off;
            if (++alike.count == 1 || is_cut_off < alike.is_first_cut_off ||
                (is_cut_off == alike.is_first_cut_off && at + 1 < alike.first.case_number)) {
                alike.first = example(one, found, made);
                alike.first.case_number = at + 1;
                alike.is_first_cut_off = is_cut_off;
            }
        }
        ++done_;
        rows_ += made.rows;
        note_ending(made.ending);
        if (options_.on_progress) {
            options_.on_progress(
                {.done = done_, .of = troubles_.size(), .failing = failing_invariants()});
        }
    }

    [[nodiscard]] static counterexample
    example(const walk_case& one, const judgement& found, const walked_case& made) {
        return {.walk = one,
                .found = found,
                .requests = made.shown,
                .elsewhere = made.elsewhere,
                .output = made.output};
    }

    [[nodiscard]] std::size_t failing_invariants() const {
        return static_cast<std::size_t>(std::count_if(
            tallies_.begin(), tallies_.end(), [](const tally& sum) { return sum.failed() != 0; }));
    }

    /// Gives a client up that never ends by itself, whatever is served: each such walk takes long.
    void note_ending(walk_ending ending) {
        const bool bad = ending == walk_ending::cut_off || ending == walk_ending::crash;
        bad_ends_ += bad ? 1U : 0U;
        if (bad_ends_ == done_ && done_ == enough_bad_ends && done_ < troubles_.size()) {
            given_up_ = true;
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
        tally& sum = tallies_[static_cast<std::size_t>(invariant::memory_flat)];
        sum.judged = 1;
        sum.failing[one.trouble] = {.count = 1,
                                    .first = {.walk = one,
                                              .found = {.state = judgement_state::fails,
                                                        .expected = std::move(expected),
                                                        .happened = std::move(happened)}}};
    }

    /// Looks for the smallest walks that break each invariant, and for those that would be broken
    /// without their trouble as well.
    void find_smallest() {
        std::vector<std::size_t> failing;
        for (std::size_t which = 0; which < tallies_.size(); ++which) {
            if (!tallies_[which].failing.empty()) {
                failing.push_back(which);
            }
        }
        in_parallel(failing.size(),
                    [&](std::size_t at, case_server& server) { shrink(failing[at], server); });
        for (const std::size_t which : failing) {
            tally& sum = tallies_[which];
            if (sum.smallest.empty()) { // the check was interrupted
                sum.smallest.push_back(first_walks(sum).front());
            }
        }
    }

    /// The first walk with each trouble that an invariant failed on, the most frequent one's first.
    [[nodiscard]] static std::vector<counterexample> first_walks(const tally& sum) {
        std::vector<failing_walks> kinds;
        for (const auto& [trouble, walks] : sum.failing) {
            kinds.push_back(walks);
        }
        std::stable_sort(
            kinds.begin(), kinds.end(), [](const failing_walks& one, const failing_walks& other) {
                const bool one_is_long = trouble_of(one.first.walk).many_pages;
                const bool other_is_long = trouble_of(other.first.walk).many_pages;
                return one_is_long != other_is_long ? other_is_long : one.count > other.count;
            });
        std::vector<counterexample> firsts;
        for (failing_walks& walks : kinds) {
            firsts.push_back(std::move(walks.first));
        }
        return firsts;
    }

    /// Finds the smallest walk for each of the causes for which an invariant fails.
    void shrink(std::size_t which, case_server& server) {
        constexpr std::size_t most_causes = 3;
        constexpr std::size_t most_kinds = 5; // that are looked at
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        std::vector<counterexample> firsts;
        {
            const std::lock_guard lock(mutex_);
            firsts = first_walks(tallies_[which]);
        }
        firsts.resize(std::min(firsts.size(), most_kinds));
        std::vector<counterexample> smallest;
        for (const counterexample& first : firsts) {
            if (!smallest.empty() && (stopped() || std::chrono::steady_clock::now() > until ||
                                      options_.most_shrinks == 0)) {
                break;
            }
            // A first one is wanted as small as can be; the others only as other causes.
            const std::size_t most_walks =
                smallest.empty() ? options_.most_shrinks : options_.most_shrinks / 3;
            counterexample found =
                smallest_from(first, static_cast<invariant>(which), most_walks, until, server);
            const bool is_new =
                std::none_of(smallest.begin(), smallest.end(), [&](const counterexample& other) {
                    return other.walk.trouble == found.walk.trouble;
                });
            const bool explains_all = found.walk.trouble == 0;
            if (is_new) {
                smallest.insert(explains_all ? smallest.begin() : smallest.end(), std::move(found));
            }
            if (explains_all || smallest.size() == most_causes) {
                break;
            }
        }
        blame_healthy_walk(which, smallest, server);
        const std::lock_guard lock(mutex_);
        tallies_[which].smallest = std::move(smallest);
    }

    /// Follows smaller walks as long as they break the invariant, too.
    [[nodiscard]] counterexample smallest_from(counterexample smallest,
                                               invariant broken,
                                               std::size_t most_walks,
                                               std::chrono::steady_clock::time_point until,
                                               case_server& server) {
        if (smallest.case_number == 0 || trouble_of(smallest.walk).many_pages) {
            return smallest;
        }
        std::size_t walks = 0;
        rc::Shrinkable<walk_case> present = drawn(smallest.case_number - 1);
        for (bool smaller = true; smaller;) {
            smaller = false;
            rc::Seq<rc::Shrinkable<walk_case>> candidates = present.shrinks();
            while (walks < most_walks && !stopped() && std::chrono::steady_clock::now() < until) {
                const auto candidate = candidates.next();
                if (!candidate) {
                    break;
                }
                ++walks;
                walked_case made = walked(candidate->value(), server);
                if (made.found[broken].state == judgement_state::fails) {
                    counterexample next = example(candidate->value(), made.found[broken], made);
                    next.case_number = smallest.case_number;
                    next.smaller_walks = smallest.smaller_walks + 1;
                    smallest = std::move(next);
                    present = *candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    /// Where the smallest walk fails without its trouble as well, though by another invariant, that
    /// one alone is to blame.
    void blame_healthy_walk(std::size_t which,
                            const std::vector<counterexample>& smallest,
                            case_server& server) {
        const auto broken = static_cast<invariant>(which);
        if (smallest.empty() || smallest.front().walk.trouble == 0 || options_.most_shrinks == 0 ||
            smallest.front().walk.backward || !options_.walks.empty() || stopped()) {
            return;
        }
        walk_case healthy = smallest.front().walk;
        if (trouble_of(healthy).many_pages) {
            healthy.rows = 3;
        }
        healthy.trouble = 0;
        healthy.style = data_style::ordinary;
        const walked_case made = walked(healthy, server);
        if (made.interrupted) {
            return;
        }
        if (made.found[broken].state == judgement_state::fails) {
            return;
        }
        const bool is_at_loss = trouble_of(smallest.front().walk).at_loss == broken;
        const std::vector<invariant> causes = broken_by(made.found);
        const auto found = std::find_if(causes.begin(), causes.end(), [&](invariant other) {
            const bool loses_rows = other == invariant::complete ||
                                    other == invariant::terminates || other == invariant::no_crash;
            return follows_from(broken, other) || (is_at_loss && loses_rows);
        });
        if (found == causes.end()) {
            return;
        }
        const invariant cause = *found;
        const std::lock_guard lock(mutex_);
        tally& other = tallies_[static_cast<std::size_t>(cause)];
        if (other.failing.empty()) {
            ++other.judged;
            other.failing[0] = {.count = 1, .first = example(healthy, made.found[cause], made)};
            other.smallest = {other.failing[0].first};
        }
        other.also.insert(broken);
        tallies_[which].reason =
            "the same walk fails without its trouble, too: see " + std::string(to_string(cause));
    }

    [[nodiscard]] check_report report(std::chrono::steady_clock::time_point begin) const {
        check_report made{.seed = seed_,
                          .cases = done_,
                          .time = std::chrono::duration_cast<std::chrono::milliseconds>(
                              std::chrono::steady_clock::now() - begin),
                          .interrupted = interrupted_,
                          .stopped = given_up_
                                         ? "the client ended none of the first " +
                                               std::to_string(enough_bad_ends) + " walks by itself"
                                         : "",
                          .rowless_walk = rowless_walk_};
        for (std::size_t which = 0; which < tallies_.size(); ++which) {
            const auto told = static_cast<invariant>(which);
            if (!options_.tells_of(told)) {
                continue;
            }
            const tally& sum = tallies_[which];
            invariant_report one{.which = told,
                                 .state = state_of(told, sum),
                                 .judged = sum.judged,
                                 .failed = sum.failed(),
                                 .also = {sum.also.begin(), sum.also.end()},
                                 .reason = sum.reason};
            if (one.state == judgement_state::fails) {
                one.counterexample = sum.smallest.front();
                one.other_counterexamples.assign(sum.smallest.begin() + 1, sum.smallest.end());
                for (const auto& [trouble, walks] : sum.failing) {
                    one.kinds.push_back({.trouble = trouble, .failed = walks.count});
                }
                std::stable_sort(one.kinds.begin(),
                                 one.kinds.end(),
                                 [](const failing_kind& some, const failing_kind& other) {
                                     return some.failed > other.failed;
                                 });
            }
            made.invariants.push_back(std::move(one));
        }
        return made;
    }

    [[nodiscard]] judgement_state state_of(invariant which, const tally& sum) const {
        if (!sum.reason.empty()) {
            return judgement_state::not_judged;
        }
        if (!sum.failing.empty()) {
            return judgement_state::fails;
        }
        const bool is_replay = !options_.walks.empty();
        if (sum.judged >= (is_replay ? 1 : options_.walks_needed(which))) {
            return judgement_state::holds;
        }
        const bool cannot_be_judged =
            (which == invariant::backward_walk && !client_.walks_backward()) ||
            which == invariant::memory_flat || rowless_walk_ || is_replay;
        return cannot_be_judged ? judgement_state::not_judged : judgement_state::inconclusive;
    }

    tested_client& client_;
    const check_options& options_;
    const std::uint64_t seed_;
    case_walker walker_;
    std::vector<drawn_trouble> troubles_; // of the walks, by their place; not changed while walking
    std::atomic<bool> failed_{false};     // a worker ended by an exception
    std::atomic<bool> failing_{false};    // an invariant that is told of
    std::atomic<bool> given_up_{false};   // all walks end alike
    std::atomic<bool> interrupted_{false};
    std::optional<counterexample> rowless_walk_; // set before all others
    std::mutex mutex_;                           // guards all below
    std::vector<tally> tallies_;                 // by invariant
    std::size_t done_ = 0;
    std::size_t rows_ = 0;     // that were returned
    std::size_t bad_ends_ = 0; // walks that did not end by themselves
};

} // namespace sendmock::testing::detail

#endif
