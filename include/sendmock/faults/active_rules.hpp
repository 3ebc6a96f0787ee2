// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_ACTIVE_RULES_HPP
#define SENDMOCK_FAULTS_ACTIVE_RULES_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/pager_fault.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/http/accept_encoding.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/logs/writer_first_mutex.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// What rules look at in a request.
struct request_facts {
    std::string_view method{};
    std::string_view path{}; ///< percent-decoded
    std::string_view account{};
    std::optional<std::uint64_t> page{}; ///< of the client's walk
    std::uint64_t attempt = 1;
    bool asks_for_page = false;                  ///< whether the service would answer with one
    bool has_cursor = false;                     ///< whether it has an effective one
    const http::header_fields* fields = nullptr; ///< read where a rule depends on them; or null
    bool is_http_1_0 = false;
};

/// A fault that is to act now.
struct planned_fault {
    fault then{};
    std::string rule{};         ///< its label
    random_bits draws{0, 0, 0}; ///< for what the fault draws
};

/// The rules in force for an account, with how often each acted: decides, does not act itself.
/// Safe to use from several threads.
class active_rules {
public:
    /// A rule, and how often it acted.
    struct state {
        sendmock::rule rule{};
        std::uint64_t fired = 0;
    };

    /// @param seed  of all draws, where a scenario has none of its own
    explicit active_rules(std::uint64_t seed = 0) : default_seed_(seed), seed_(seed) {}

    /// Adds a rule behind those that are there.
    /// @throws std::invalid_argument as rule::check
    void add(rule added) {
        added.check();
        const std::lock_guard lock(mutex_);
        append(std::move(added));
        describe();
    }

    /// Puts a scenario's rules in place of all; requests go on to be counted.
    /// @throws std::invalid_argument as scenario::check; nothing is changed then
    void set(const scenario& wanted) { set(checked_scenario(wanted)); }

    /// As the other, without looking at them again.
    void set(const checked_scenario& wanted) {
        const std::lock_guard lock(mutex_);
        clear_rules();
        name_ = wanted->name;
        description_ = wanted->description;
        seed_ = wanted->seed.value_or(default_seed_);
        for (const rule& added : wanted->rules) {
            append(added);
        }
        describe();
    }

    /// Removes all rules.
    void clear() { set({}); }

    /// As at the start: no rules, and requests are counted from 1 again.
    void reset() {
        clear();
        requests_ = 0;
    }

    /// Decides on a request: the first rule that matches and may still act does.
    [[nodiscard]] std::optional<planned_fault> decide(const request_facts& facts) {
        const std::uint64_t number = ++requests_;
        if (!any_for_requests_) {
            return std::nullopt;
        }
        const gate_key key(facts);
        {
            const std::shared_lock lock(mutex_); // most requests go no further
            if (!first_match(facts, key, number)) {
                return std::nullopt;
            }
        }
        const std::lock_guard lock(mutex_);
        const auto at = first_match(facts, key, number);
        return at ? std::optional(fire(*at, number)) : std::nullopt;
    }

    /// Decides on a connection, before anything is read.
    /// @param number  among the server's connections since its last reset, from 1
    [[nodiscard]] std::optional<planned_fault> decide_at_accept(std::uint64_t number) {
        if (!any_at_accept_) {
            return std::nullopt;
        }
        const std::lock_guard lock(mutex_);
        for (std::size_t at = 0; at < gates_.size(); ++at) {
            const auto& range = rules_[at].rule.when.terms().connection;
            if (gates_[at].at_accept && gates_[at].open && (!range || range->contains(number)) &&
                drawn(at, number)) {
                return fire(at, number);
            }
        }
        return std::nullopt;
    }

    /// The labels of the rules that have not acted yet.
    [[nodiscard]] std::vector<std::string> unused() const {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> labels;
        for (std::size_t at = 0; at < rules_.size(); ++at) {
            if (rules_[at].fired == 0) {
                labels.push_back(label_of(rules_[at].rule, at));
            }
        }
        return labels;
    }

    /// The rules at one moment, as a scenario, and how often each acted.
    [[nodiscard]] std::pair<scenario, std::vector<state>> current() const {
        const std::lock_guard lock(mutex_);
        scenario made{.name = name_, .description = description_, .seed = seed_};
        for (const state& one : rules_) {
            made.rules.push_back(one.rule);
        }
        return {std::move(made), rules_};
    }

private:
    /// A text as a gate knows it; never 0.
    [[nodiscard]] static std::uint32_t mark_of(std::string_view text) noexcept {
        return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text)) | 1U;
    }

    /// What gates look at in a request.
    struct gate_key {
        explicit gate_key(const request_facts& facts) noexcept
            : page(facts.page.value_or(0)),
              method(mark_of(facts.method)),
              path(mark_of(without_slash(facts.path))),
              account(mark_of(facts.account)),
              asks_for_page(facts.asks_for_page) {}

        std::uint64_t page; // 0: of no walk
        std::uint32_t method;
        std::uint32_t path;
        std::uint32_t account;
        bool asks_for_page;
    };

    /// What decides about most rules, packed so that a thousand of them are soon looked through.
    struct gate {
        std::uint64_t first_page = 0; // 0: pages do not matter
        std::uint64_t last_page = 0;
        std::uint32_t method = 0; // marks; 0: does not matter
        std::uint32_t path = 0;
        std::uint32_t account = 0;
        bool at_accept = false;
        bool for_pages = false; // a fault of a page
        bool open = true;       // it may still act

        [[nodiscard]] bool lets_in(const gate_key& key) const noexcept {
            return (first_page == 0 || (key.page >= first_page && key.page <= last_page)) &&
                   (method == 0 || method == key.method) && (path == 0 || path == key.path) &&
                   (account == 0 || account == key.account) && open && !at_accept &&
                   (!for_pages || key.asks_for_page);
        }
    };

    static constexpr std::uint64_t chance_purpose_ = 0x63;
    static constexpr std::uint64_t fault_purpose_ = 0x66;

    void append(rule added) {
        const condition_terms& terms = added.when.terms();
        gates_.push_back({.first_page = terms.page ? terms.page->from : 0,
                          .last_page = terms.page ? terms.page->to : 0,
                          .method = terms.method ? mark_of(*terms.method) : 0,
                          .path = terms.path ? mark_of(without_slash(*terms.path)) : 0,
                          .account = terms.account ? mark_of(*terms.account) : 0,
                          .at_accept = added.then.at_accept(),
                          .for_pages = added.then.pager.has_value()});
        rules_.push_back({.rule = std::move(added)});
    }

    void clear_rules() {
        rules_.clear();
        gates_.clear();
        name_.clear();
        description_.clear();
    }

    void describe() {
        any_at_accept_ = std::any_of(
            gates_.begin(), gates_.end(), [](const gate& one) { return one.at_accept; });
        any_for_requests_ = std::any_of(
            gates_.begin(), gates_.end(), [](const gate& one) { return !one.at_accept; });
    }

    [[nodiscard]] static std::string_view without_slash(std::string_view path) noexcept {
        return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    }

    /// The rule that is to act, if any.
    [[nodiscard]] std::optional<std::size_t>
    first_match(const request_facts& facts, const gate_key& key, std::uint64_t number) const {
        for (std::size_t at = 0; at < gates_.size(); ++at) {
            if (gates_[at].lets_in(key) && holds(rules_[at].rule, facts, number) &&
                drawn(at, number)) {
                return at;
            }
        }
        return std::nullopt;
    }

    /// Whether all holds that the gate does not know for sure, but for the probability.
    [[nodiscard]] static bool
    holds(const rule& one, const request_facts& facts, std::uint64_t number) {
        const condition_terms& terms = one.when.terms();
        return (!terms.attempt || terms.attempt->contains(facts.attempt)) &&
               (!terms.request || terms.request->contains(number)) &&
               (!terms.method || *terms.method == facts.method) &&
               (!terms.path || without_slash(*terms.path) == without_slash(facts.path)) &&
               (!terms.account || *terms.account == facts.account) &&
               (!one.then.pager ||
                can_act(*one.then.pager, facts.page.value_or(0), facts.has_cursor)) &&
               (!one.then.wire ||
                can_act(one.then.wire->kind,
                        facts.fields != nullptr && http::accepts_gzip(*facts.fields),
                        facts.is_http_1_0));
    }

    [[nodiscard]] bool drawn(std::size_t at, std::uint64_t number) const {
        const auto& probability = rules_[at].rule.when.terms().probability;
        return !probability ||
               random_bits(seed_, chance_purpose_ + (at << 8U), number).chance(share(*probability));
    }

    [[nodiscard]] planned_fault fire(std::size_t at, std::uint64_t number) {
        state& acting = rules_[at];
        ++acting.fired;
        const auto& times = acting.rule.when.terms().times;
        gates_[at].open = !times || acting.fired < *times;
        return {.then = acting.rule.then,
                .rule = label_of(acting.rule, at),
                .draws = random_bits(seed_, fault_purpose_ + (at << 8U), number)};
    }

    const std::uint64_t default_seed_;
    std::atomic<std::uint64_t> requests_{0};
    std::atomic<bool> any_for_requests_{false};
    std::atomic<bool> any_at_accept_{false};
    mutable writer_first_mutex mutex_; // guards all below
    std::string name_;
    std::string description_;
    std::uint64_t seed_;
    std::vector<state> rules_;
    std::vector<gate> gates_; // of rules_, one each
};

} // namespace sendmock

#endif
