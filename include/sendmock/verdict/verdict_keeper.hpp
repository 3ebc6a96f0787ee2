// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_VERDICT_KEEPER_HPP
#define SENDMOCK_VERDICT_VERDICT_KEEPER_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/verdict/secret_forms.hpp>
#include <sendmock/verdict/server_verdict.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sendmock {

/// All that was found of an account's clients since the start.
struct kept_verdict {
    verdict found{};
    std::uint64_t requests = 0; ///< that reached the account
    /// Of each invariant that fails: the requests up to the one that shows it, redacted. Those that
    /// reached another origin for `credentials_stay_home` and `no_downgrade`.
    std::map<invariant, std::vector<exchange>> evidence{};
};

/// Keeps what is found while journals are cleared and accounts removed. Safe to use from several
/// threads; it calls nothing back.
class verdict_keeper {
public:
    static constexpr std::size_t most_evidence = 20; ///< requests for each invariant

    /// @param secure  whether the server speaks TLS
    explicit verdict_keeper(bool secure) : secure_(secure) {}

    /// Has an account's secret masked in all that is kept.
    void mask(account_secret secret) {
        const std::lock_guard lock(mutex_);
        secrets_.push_back(std::move(secret));
    }

    /// Judges an account's requests, oldest first.
    /// @param numbers  how many requests there were that nobody will count later
    template <class Exchanges>
    void keep(const std::string& account, const Exchanges& requests, std::uint64_t numbers) {
        const std::lock_guard lock(mutex_);
        accounts_[account].requests += numbers;
        if (!requests.empty()) {
            judge(account, {.requests = without_contents(requests), .secure = secure_});
        }
    }

    /// Judges what reached another origin.
    template <class Exchanges>
    void keep_elsewhere(const Exchanges& requests) {
        std::map<std::string, std::vector<exchange>> of_accounts;
        for (const exchange& entry : requests) {
            of_accounts[entry.account].push_back(entry);
        }
        const std::lock_guard lock(mutex_);
        for (auto& [account, entries] : of_accounts) {
            judge(account, {.elsewhere = std::move(entries), .secure = secure_});
        }
    }

    /// What was kept, by the accounts' keys.
    [[nodiscard]] std::map<std::string, kept_verdict> verdicts() const {
        const std::lock_guard lock(mutex_);
        return accounts_;
    }

private:
    template <class Exchanges>
    [[nodiscard]] static std::vector<exchange> without_contents(const Exchanges& requests) {
        std::vector<exchange> entries(requests.begin(), requests.end());
        for (exchange& entry : entries) {
            entry.content.clear();
        }
        return entries;
    }

    [[nodiscard]] std::string masked(const std::string& text) const {
        return masked_text(text, secrets_);
    }

    /// With the lock held.
    void judge(const std::string& account, const server_evidence& evidence) {
        kept_verdict& kept = accounts_[account];
        const verdict later = judge_requests(evidence).masked(
            [this](const std::string& text) { return masked(text); });
        for (const invariant_description& one : invariants) {
            const judgement& said = later[one.which];
            if (said.state == judgement_state::fails &&
                kept.found[one.which].state != judgement_state::fails) {
                kept.evidence[one.which] = shown(evidence, said.request.value_or(0));
            }
        }
        kept.found.add(later);
    }

    /// The requests up to a number.
    [[nodiscard]] std::vector<exchange> shown(const server_evidence& evidence,
                                              std::uint64_t number) const {
        const auto& all = evidence.elsewhere.empty() ? evidence.requests : evidence.elsewhere;
        const auto end = std::find_if(
            all.begin(), all.end(), [&](const exchange& entry) { return entry.number > number; });
        const auto count = std::min<std::ptrdiff_t>(std::distance(all.begin(), end), most_evidence);
        std::vector<exchange> list;
        std::for_each(end - count, end, [&](const exchange& entry) {
            list.push_back(redacted(entry, secrets_));
        });
        return list;
    }

    const bool secure_;
    mutable std::mutex mutex_; // guards all below
    std::vector<account_secret> secrets_;
    std::map<std::string, kept_verdict> accounts_;
};

} // namespace sendmock

#endif
