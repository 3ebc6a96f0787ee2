// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_SMALLEST_WALKS_HPP
#define SENDMOCK_TESTING_DETAIL_SMALLEST_WALKS_HPP

#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/testing/detail/case_walker.hpp>
#include <sendmock/testing/detail/tallies.hpp>
#include <sendmock/testing/detail/walk_runner.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/cause.hpp>
#include <sendmock/verdict/invariant.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// Another invariant that a client breaks on a healthy walk, which explains the failure of one.
struct deeper_cause {
    invariant which{};
    counterexample shown{};
};

/// The smallest walks on which one invariant fails.
struct smallest_walks {
    std::vector<counterexample> walks{}; ///< of each cause; the first explains most
    std::optional<deeper_cause> cause{};
};

/// Looks for the smallest walks on which an invariant fails. Safe to use from several threads,
/// with a server each.
class smallest_walk_search {
public:
    using drawn_walks = std::function<rc::Shrinkable<walk_case>(std::size_t place)>;

    /// @param runner, options, all  must live longer
    /// @param drawn  the walk at a place, with all smaller ones
    smallest_walk_search(walk_runner& runner,
                         const check_options& options,
                         const tallies& all,
                         drawn_walks drawn)
        : runner_(runner), options_(options), all_(all), drawn_(std::move(drawn)) {}

    /// The smallest walk for each of the causes for which an invariant fails.
    [[nodiscard]] smallest_walks search(invariant which, case_server& server) const {
        constexpr std::size_t most_causes = 3;
        constexpr std::size_t most_kinds = 5; // that are looked at
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        std::vector<counterexample> firsts = all_[which].first_walks();
        firsts.resize(std::min(firsts.size(), most_kinds));
        std::vector<counterexample> smallest;
        for (const counterexample& first : firsts) {
            if (!smallest.empty() &&
                (runner_.is_stopped() || std::chrono::steady_clock::now() > until ||
                 options_.most_shrinks == 0)) {
                break;
            }
            // The first is to be as small as can be; the others only to show other causes.
            const std::size_t most_walks =
                smallest.empty() ? options_.most_shrinks : options_.most_shrinks / 3;
            counterexample found = smallest_from(first, which, most_walks, until, server);
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
        std::optional<deeper_cause> cause = cause_without_trouble(which, smallest.front(), server);
        return {std::move(smallest), std::move(cause)};
    }

private:
    /// Follows smaller walks as long as they break the invariant, too.
    [[nodiscard]] counterexample smallest_from(counterexample smallest,
                                               invariant broken,
                                               std::size_t most_walks,
                                               std::chrono::steady_clock::time_point until,
                                               case_server& server) const {
        if (smallest.case_number == 0) {
            return smallest;
        }
        std::size_t walks = 0;
        rc::Shrinkable<walk_case> present = drawn_(smallest.case_number - 1);
        for (bool smaller = true; smaller;) {
            smaller = false;
            rc::Seq<rc::Shrinkable<walk_case>> candidates = present.shrinks();
            while (walks < most_walks && !runner_.is_stopped() &&
                   std::chrono::steady_clock::now() < until) {
                const auto candidate = candidates.next();
                if (!candidate) {
                    break;
                }
                ++walks;
                const walked_case walked = runner_.walk(candidate->value(), server);
                if (walked.found[broken].state == judgement_state::fails) {
                    counterexample next =
                        counterexample_of(candidate->value(), walked.found[broken], walked);
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
    [[nodiscard]] std::optional<deeper_cause> cause_without_trouble(invariant broken,
                                                                    const counterexample& smallest,
                                                                    case_server& server) const {
        if (smallest.walk.trouble == 0 || smallest.walk.backward || options_.most_shrinks == 0 ||
            !options_.walks.empty() || runner_.is_stopped()) {
            return std::nullopt;
        }
        walk_case healthy = smallest.walk;
        if (trouble_of(healthy).many_pages) {
            healthy.rows = 3;
        }
        healthy.trouble = 0;
        healthy.style = data_style::ordinary;
        const walked_case walked = runner_.walk(healthy, server);
        if (walked.interrupted || walked.found[broken].state == judgement_state::fails) {
            return std::nullopt;
        }
        const bool is_at_loss = trouble_of(smallest.walk).at_loss == broken;
        for (const invariant other : all_.broken_by(walked.found)) {
            const bool loses_rows = other == invariant::complete ||
                                    other == invariant::terminates || other == invariant::no_crash;
            if (follows_from(broken, other) || (is_at_loss && loses_rows)) {
                return deeper_cause{other, counterexample_of(healthy, walked.found[other], walked)};
            }
        }
        return std::nullopt;
    }

    walk_runner& runner_;
    const check_options& options_;
    const tallies& all_;
    const drawn_walks drawn_;
};

} // namespace sendmock::testing::detail

#endif
