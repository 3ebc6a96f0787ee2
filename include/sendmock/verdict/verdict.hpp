// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_VERDICT_HPP
#define SENDMOCK_VERDICT_VERDICT_HPP

#include <sendmock/verdict/invariant.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// Whether an invariant holds, as far as a walk shows it.
enum class judgement_state {
    not_judged,
    holds,
    fails,
    inconclusive ///< of many walks: too few of them showed it, and none broke it
};

[[nodiscard]] constexpr std::string_view to_string(judgement_state state) noexcept {
    switch (state) {
    case judgement_state::holds:
        return "holds";
    case judgement_state::fails:
        return "fails";
    case judgement_state::inconclusive:
        return "inconclusive";
    case judgement_state::not_judged:
        break;
    }
    return "not_judged";
}

/// What is said of one invariant.
struct judgement {
    judgement_state state = judgement_state::not_judged;
    std::string expected{}; ///< where it fails
    std::string happened{}; ///< where it fails
    std::string reason{};   ///< where it is not judged although there was something to look at
    /// Where it fails by a request: its number in the journal, or in the canary's.
    std::optional<std::uint64_t> request{};
};

/// What is said of all invariants. The first failure of each is kept.
class verdict {
public:
    [[nodiscard]] const judgement& operator[](invariant which) const noexcept {
        return judgements_[static_cast<std::size_t>(which)];
    }

    /// Whether none fails.
    [[nodiscard]] bool holds() const noexcept {
        return std::none_of(judgements_.begin(), judgements_.end(), [](const judgement& one) {
            return one.state == judgement_state::fails;
        });
    }

    /// It was looked at, and nothing was found so far.
    void note(invariant which) noexcept {
        judgement& one = at(which);
        if (one.state == judgement_state::not_judged && one.reason.empty()) {
            one.state = judgement_state::holds;
        }
    }

    /// What there is does not show whether it holds: it is not judged, unless it fails. The first
    /// reason is kept.
    void leave(invariant which, std::string reason) {
        judgement& one = at(which);
        if (one.state != judgement_state::fails && one.reason.empty()) {
            one = {.reason = std::move(reason)};
        }
    }

    /// Adds a verdict on what came later.
    void add(const verdict& later) {
        for (const invariant_description& one : invariants) {
            const judgement& added = later[one.which];
            if (added.state == judgement_state::fails) {
                fail(one.which, added.expected, added.happened, added.request);
            } else if (!added.reason.empty()) {
                leave(one.which, added.reason);
            } else if (added.state == judgement_state::holds) {
                note(one.which);
            }
        }
    }

    void fail(invariant which,
              std::string expected,
              std::string happened,
              std::optional<std::uint64_t> request = {}) {
        judgement& one = at(which);
        if (one.state != judgement_state::fails) {
            one = {.state = judgement_state::fails,
                   .expected = std::move(expected),
                   .happened = std::move(happened),
                   .request = request};
        }
    }

    /// The same with all texts changed, such as to take secrets out of them.
    template <class Change>
    [[nodiscard]] verdict masked(const Change& change) const {
        verdict made = *this;
        for (judgement& one : made.judgements_) {
            one.expected = change(one.expected);
            one.happened = change(one.happened);
            one.reason = change(one.reason);
        }
        return made;
    }

private:
    [[nodiscard]] judgement& at(invariant which) noexcept {
        return judgements_[static_cast<std::size_t>(which)];
    }

    std::array<judgement, invariants.size()> judgements_{};
};

} // namespace sendmock

#endif
