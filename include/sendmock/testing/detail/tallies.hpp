// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_TALLIES_HPP
#define SENDMOCK_TESTING_DETAIL_TALLIES_HPP

#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/detail/case_walker.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/cause.hpp>
#include <sendmock/verdict/invariant.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// The walks with one trouble on which an invariant failed.
struct failed_walks {
    std::size_t count = 0;
    counterexample first{}; // of them, in the order in which they were drawn; one on which the
                            // client ended by itself, if there is one
    bool is_first_cut_off = false;
};

/// @param found  of the walk; the client's ending is what the walk's advice is about
[[nodiscard]] inline counterexample
counterexample_of(const walk_case& one, const judgement& found, const walked_case& walked) {
    return {.walk = one,
            .found = found,
            .requests = walked.shown,
            .elsewhere = walked.elsewhere,
            .output = walked.output,
            .advice = walked.ending_text.empty() ||
                              found.happened.find(walked.ending_text) == std::string::npos
                          ? ""
                          : walked.advice};
}

/// What the walks of a check showed of one invariant.
struct tally {
    std::size_t judged = 0;                        // informative walks
    std::map<std::size_t, failed_walks> failing{}; // by trouble
    std::vector<counterexample> smallest{};        // of each cause; the first explains most
    std::set<invariant> also{};                    // failed on the same walks, and follow from it
    std::string reason{};                          // why it is not judged though walks broke it

    [[nodiscard]] std::size_t failed() const {
        std::size_t sum = 0;
        for (const auto& [trouble, walks] : failing) {
            sum += walks.count;
        }
        return sum;
    }

    /// @param at  the walk's place among those that were drawn
    void add_failure(std::size_t at,
                     const walk_case& one,
                     const judgement& found,
                     const walked_case& walked) {
        failed_walks& alike = failing[one.trouble];
        const bool is_cut_off = walked.ending == walk_ending::cut_off;
        if (++alike.count == 1 || is_cut_off < alike.is_first_cut_off ||
            (is_cut_off == alike.is_first_cut_off && at + 1 < alike.first.case_number)) {
            alike.first = counterexample_of(one, found, walked);
            alike.first.case_number = at + 1;
            alike.is_first_cut_off = is_cut_off;
        }
    }

    /// The first walk with each trouble that the invariant failed on, the most frequent one's
    /// first.
    [[nodiscard]] std::vector<counterexample> first_walks() const {
        std::vector<const failed_walks*> kinds;
        for (const auto& [trouble, walks] : failing) {
            kinds.push_back(&walks);
        }
        std::stable_sort(
            kinds.begin(), kinds.end(), [](const failed_walks* one, const failed_walks* other) {
                const bool one_is_long = trouble_of(one->first.walk).many_pages;
                const bool other_is_long = trouble_of(other->first.walk).many_pages;
                return one_is_long != other_is_long ? other_is_long : one->count > other->count;
            });
        std::vector<counterexample> firsts;
        for (const failed_walks* walks : kinds) {
            firsts.push_back(walks->first);
        }
        return firsts;
    }

    [[nodiscard]] invariant_report report(invariant which, judgement_state state) const {
        invariant_report one{.which = which,
                             .state = state,
                             .judged = judged,
                             .failed = failed(),
                             .also = {also.begin(), also.end()},
                             .reason = reason};
        if (state == judgement_state::fails) {
            one.counterexample = smallest.front();
            one.other_counterexamples.assign(smallest.begin() + 1, smallest.end());
            for (const auto& [trouble, walks] : failing) {
                one.kinds.push_back({.trouble = trouble, .failed = walks.count});
            }
            std::stable_sort(one.kinds.begin(),
                             one.kinds.end(),
                             [](const failing_kind& some, const failing_kind& other) {
                                 return some.failed > other.failed;
                             });
        }
        return one;
    }
};

/// What the walks of a check showed, by invariant. Not safe to use from several threads.
class tallies {
public:
    /// @param options  must live longer
    explicit tallies(const check_options& options)
        : options_(options), list_(sendmock::invariants.size()) {}

    [[nodiscard]] tally& operator[](invariant which) {
        return list_[static_cast<std::size_t>(which)];
    }

    [[nodiscard]] const tally& operator[](invariant which) const {
        return list_[static_cast<std::size_t>(which)];
    }

    /// The invariants that are reported and that a walk broke.
    [[nodiscard]] std::vector<invariant> broken_by(const verdict& found) const {
        std::vector<invariant> broken;
        for (const invariant_description& one : sendmock::invariants) {
            if (options_.tells_of(one.which) && found[one.which].state == judgement_state::fails) {
                broken.push_back(one.which);
            }
        }
        return broken;
    }

    /// The invariants of which a walk is known that broke them.
    [[nodiscard]] std::vector<invariant> failing() const {
        std::vector<invariant> list;
        for (const invariant_description& one : sendmock::invariants) {
            if (!(*this)[one.which].failing.empty()) {
                list.push_back(one.which);
            }
        }
        return list;
    }

    /// Adds what a walk showed. A failure that follows from another one counts for that one.
    /// @param at  the walk's place among those that were drawn
    void add(std::size_t at, const walk_case& one, const walked_case& walked) {
        const std::vector<invariant> broken = broken_by(walked.found);
        for (const auto& description : sendmock::invariants) {
            const invariant which = description.which;
            const judgement& found = walked.found[which];
            if (found.state == judgement_state::not_judged || !options_.tells_of(which)) {
                continue;
            }
            tally& sum = (*this)[which];
            if (found.state != judgement_state::fails) {
                ++sum.judged;
                continue;
            }
            const auto cause = std::find_if(broken.begin(), broken.end(), [&](invariant other) {
                return other != which && follows_from(which, other);
            });
            if (cause != broken.end()) {
                (*this)[*cause].also.insert(which);
                continue;
            }
            ++sum.judged;
            sum.add_failure(at, one, found, walked);
        }
    }

private:
    const check_options& options_;
    std::vector<tally> list_;
};

} // namespace sendmock::testing::detail

#endif
