// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_ACCOUNT_REGISTRY_HPP
#define SENDMOCK_SERVER_ACCOUNT_REGISTRY_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/server/detail/standard_profile.hpp>
#include <sendmock/server/mock_account.hpp>
#include <sendmock/server/server_options.hpp>
#include <sendmock/verdict/verdict_keeper.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// The accounts of a mock server by their keys. Safe to use from several threads.
class account_registry {
public:
    using account_ptr = std::shared_ptr<mock_account>;

    /// @param first  the default account, which is always there
    /// @param seed  of all draws, where a scenario has none of its own
    /// @param tls  the server's TLS profile; null without TLS
    /// @throws std::invalid_argument if two accounts have the same key
    account_registry(account_options first,
                     std::vector<account_options> others,
                     std::uint64_t seed = 0,
                     std::shared_ptr<detail::standard_profile> tls = nullptr)
        : seed_(seed),
          tls_(std::move(tls)),
          default_(std::make_shared<mock_account>(
              std::move(first), account_place{.seed = seed, .is_default = true, .tls = tls_})) {
        accounts_.emplace(default_->key(), default_);
        for (account_options& options : others) {
            auto added = make(std::move(options));
            if (!accounts_.emplace(added->key(), added).second) {
                throw std::invalid_argument("accounts: the key " + added->key() +
                                            " is there twice");
            }
        }
        first_accounts_ = accounts_;
    }

    /// Makes an account, which is not among the others before `put`.
    /// @throws as mock_account
    [[nodiscard]] account_ptr make(account_options options) const {
        auto made = std::make_shared<mock_account>(std::move(options),
                                                   account_place{.seed = seed_, .tls = tls_});
        report(*made);
        return made;
    }

    /// Has all accounts, those that are made later too, report to a keeper what they are about to
    /// forget. To be called before there are requests.
    void report_to(std::shared_ptr<verdict_keeper> keeper) {
        keeper_ = std::move(keeper);
        for (const account_ptr& account : all()) {
            report(*account);
        }
    }

    [[nodiscard]] mock_account& default_account() const noexcept { return *default_; }

    [[nodiscard]] const account_ptr& default_account_ptr() const noexcept { return default_; }

    /// The account with a key, null if there is none; it lives as long as the pointer.
    [[nodiscard]] account_ptr find(std::string_view key) const {
        const std::shared_lock lock(mutex_);
        const auto found = accounts_.find(key);
        return found == accounts_.end() ? nullptr : found->second;
    }

    /// What must not be shown of any account.
    [[nodiscard]] std::vector<account_secret> secrets() const {
        std::vector<account_secret> found;
        for (const account_ptr& account : all()) {
            found.push_back({.key = account->key(), .secret = account->secret()});
        }
        return found;
    }

    /// All accounts, by key.
    [[nodiscard]] std::vector<account_ptr> all() const {
        const std::shared_lock lock(mutex_);
        std::vector<account_ptr> found;
        for (const auto& [key, account] : accounts_) {
            found.push_back(account);
        }
        return found;
    }

    /// All accounts, and those of the start that were removed, which a reset brings back.
    [[nodiscard]] std::vector<account_ptr> all_with_removed() const {
        std::vector<account_ptr> found = all();
        for (const auto& [key, account] : first_accounts_) {
            if (std::find(found.begin(), found.end(), account) == found.end()) {
                found.push_back(account);
            }
        }
        return found;
    }

    /// Adds an account, in place of one with the same key.
    /// @return whether the key is new
    /// @throws std::invalid_argument for the default account's key
    bool put(account_ptr added) {
        if (added->key() == default_->key()) {
            throw std::invalid_argument("the default account cannot be replaced");
        }
        const std::unique_lock lock(mutex_);
        return accounts_.insert_or_assign(added->key(), added).second;
    }

    /// Removes an account; requests that are being answered go on.
    /// @return false if there was none
    /// @throws std::invalid_argument for the default account's key
    bool remove(std::string_view key) {
        if (key == default_->key()) {
            throw std::invalid_argument("the default account cannot be removed");
        }
        const std::unique_lock lock(mutex_);
        const auto found = accounts_.find(key);
        if (found == accounts_.end()) {
            return false;
        }
        accounts_.erase(found);
        return true;
    }

    /// The accounts that there were at the start, each as it was made.
    void reset() {
        const std::unique_lock lock(mutex_);
        accounts_ = first_accounts_;
        for (const auto& [key, account] : accounts_) {
            account->reset();
        }
    }

private:
    using account_map = std::map<std::string, account_ptr, std::less<>>;

    void report(mock_account& account) const {
        if (!keeper_) {
            return;
        }
        keeper_->mask({.key = account.key(), .secret = account.secret()});
        account.journal().observe_losses(
            [keeper = keeper_, key = account.key()](const auto& entries, std::uint64_t numbers) {
                keeper->keep(key, entries, numbers);
            });
    }

    const std::uint64_t seed_;
    const std::shared_ptr<detail::standard_profile> tls_; // null without TLS
    const account_ptr default_;
    std::shared_ptr<verdict_keeper> keeper_; // not changed once there are requests; null for none
    mutable std::shared_mutex mutex_;        // guards accounts_
    account_map accounts_;
    account_map first_accounts_; // not changed after construction
};

} // namespace sendmock

#endif
