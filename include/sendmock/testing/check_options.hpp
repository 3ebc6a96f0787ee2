// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_CHECK_OPTIONS_HPP
#define SENDMOCK_TESTING_CHECK_OPTIONS_HPP

#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/invariant.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::testing {

/// What clients may be able to do beyond what all must, as `--expect` names it.
inline constexpr std::array<std::string_view, 7> abilities{
    "retry", "retry-after", "partial", "int64", "backward", "memory", "strict-framing"};

/// Whether walks that show an invariant are so long that one is enough.
[[nodiscard]] constexpr bool has_long_walks(invariant which) noexcept {
    return which == invariant::survives_many_pages || which == invariant::memory_flat;
}

/// How far a check has come.
struct check_progress {
    std::size_t done = 0;    ///< walks
    std::size_t of = 0;      ///< walks drawn so far; grows where evidence is missing
    std::size_t failing = 0; ///< invariants that fail so far
};

/// The abilities for a sentence, with commas and "and".
[[nodiscard]] inline std::string ability_names() {
    std::string names;
    for (const std::string_view one : abilities) {
        names += one == abilities.front() ? "" : one == abilities.back() ? " and " : ", ";
        names += one;
    }
    return names;
}

/// How a client is checked. All members have defaults.
struct check_options {
    std::size_t cases = 200;             ///< walks, 1 to 1000000
    std::optional<std::uint64_t> seed{}; ///< of all walks; drawn if absent
    std::vector<invariant> only{};       ///< what is told of; all if empty
    std::vector<invariant> skip{};       ///< what is not told of
    std::set<std::string> expect{};      ///< abilities that the client is to have
    /// The longest that a client may hold on to a request that is not answered.
    std::chrono::milliseconds timeout{5000};
    std::uint32_t most_attempts = 10; ///< requests for one target, at least 1
    std::size_t jobs = 2;             ///< walks at a time, 1 to 256
    /// Walks that must show an invariant before it is said to hold, 1 to 1000. One is enough for
    /// `survives_many_pages` and `memory_flat`, whose walks are long.
    std::size_t min_informed = 3;
    bool fail_fast = false;         ///< draws no more walks once one fails; those under way end
    std::size_t most_shrinks = 60;  ///< walks to find a smaller counterexample, for each failure
    std::vector<walk_case> walks{}; ///< these instead of drawn ones; nothing is shrunk then
    /// Called after each walk, from one thread at a time.
    std::function<void(const check_progress&)> on_progress{};
    /// Asked before each walk, from one thread at a time; the check ends early once it returns
    /// true.
    std::function<bool()> interrupted{};

    /// @throws std::invalid_argument naming the member
    void check() const {
        const auto demand = [](bool holds, const std::string& message) {
            if (!holds) {
                throw std::invalid_argument(message);
            }
        };
        demand(cases >= 1 && cases <= 1'000'000, "cases: expected 1 to 1000000");
        demand(timeout >= std::chrono::milliseconds{50} && timeout <= std::chrono::hours{1},
               "timeout: expected 50 ms to an hour");
        demand(most_attempts >= 1, "most_attempts: expected at least 1");
        demand(jobs >= 1 && jobs <= 256, "jobs: expected 1 to 256");
        demand(min_informed >= 1 && min_informed <= 1000, "min_informed: expected 1 to 1000");
        for (const invariant which : only) {
            const std::string ability(describe(which).ability);
            demand(ability.empty() || expect.contains(ability),
                   "only: " + std::string(to_string(which)) + " needs the ability " + ability +
                       ", which is not expected");
        }
        demand(std::any_of(invariants.begin(),
                           invariants.end(),
                           [&](const invariant_description& one) { return tells_of(one.which); }),
               "only, skip: no invariant is left to report");
        for (const std::string& ability : expect) {
            demand(std::find(abilities.begin(), abilities.end(), ability) != abilities.end(),
                   "expect: there is no ability '" + ability + "'; there are " + ability_names());
        }
    }

    /// How many walks must show an invariant before it is said to hold.
    [[nodiscard]] std::size_t walks_needed(invariant which) const noexcept {
        return has_long_walks(which) ? 1 : min_informed;
    }

    /// Whether an invariant is told of.
    [[nodiscard]] bool tells_of(invariant which) const {
        const auto in = [&](const std::vector<invariant>& list) {
            return std::find(list.begin(), list.end(), which) != list.end();
        };
        const std::string_view ability = describe(which).ability;
        return (only.empty() || in(only)) && !in(skip) &&
               (ability.empty() || expect.contains(std::string(ability)));
    }
};

} // namespace sendmock::testing

#endif
