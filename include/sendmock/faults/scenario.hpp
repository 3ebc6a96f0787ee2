// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_SCENARIO_HPP
#define SENDMOCK_FAULTS_SCENARIO_HPP

#include <sendmock/faults/rule.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace sendmock {

/// The rules in force for an account, with how often each acted: decides, does not act itself.
/// Safe to use from several threads.
class scenario {
public:
    /// Adds a rule behind those that are there.
    void add(rule added) {
        const std::lock_guard lock(mutex_);
        rules_.push_back({.rule = std::move(added)});
    }

    /// Decides on a request: the first rule that matches and may still act does.
    /// @param page  of the client's walk; nothing for a request that is for no page
    [[nodiscard]] std::optional<fault> decide(std::optional<std::uint32_t> page) {
        const std::lock_guard lock(mutex_);
        for (counted_rule& candidate : rules_) {
            const auto limit = candidate.rule.when.limit();
            if (candidate.rule.when.matches(page) && (!limit || candidate.acted < *limit)) {
                ++candidate.acted;
                return candidate.rule.then;
            }
        }
        return std::nullopt;
    }

    /// How many rules have not acted yet.
    [[nodiscard]] std::size_t unused_rules() const {
        const std::lock_guard lock(mutex_);
        std::size_t count = 0;
        for (const counted_rule& candidate : rules_) {
            count += candidate.acted == 0 ? 1 : 0;
        }
        return count;
    }

    /// Removes all rules.
    void clear() {
        const std::lock_guard lock(mutex_);
        rules_.clear();
    }

private:
    struct counted_rule {
        sendmock::rule rule;
        std::uint64_t acted = 0;
    };

    mutable std::mutex mutex_; // guards all below
    std::vector<counted_rule> rules_;
};

} // namespace sendmock

#endif
