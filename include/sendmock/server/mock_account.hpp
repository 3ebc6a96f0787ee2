// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_MOCK_ACCOUNT_HPP
#define SENDMOCK_SERVER_MOCK_ACCOUNT_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/journal/walk_tracker.hpp>
#include <sendmock/server/server_options.hpp>
#include <sendmock/service/account.hpp>

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sendmock {

/// One account of a mock server: its logs and settings, the faults that are injected into its
/// answers, and the journal of its requests. Safe to use from several threads, while serving too.
class mock_account {
public:
    /// @throws std::invalid_argument naming the member that is out of range, of generated logs too
    /// @throws sendmock::error if two logs have the same id
    explicit mock_account(account_options options)
        : served_(std::move(options.key), std::move(options.secret), options.settings),
          first_settings_(options.settings),
          integrations_(std::move(options.integrations)) {
        served_.logs().add_integrations(integrations_);
        set_logs(std::move(options.logs));
    }

    [[nodiscard]] const std::string& key() const noexcept { return served_.key(); }

    [[nodiscard]] const std::string& secret() const noexcept { return served_.secret(); }

    /// The logs that are served; changes are seen by the next request.
    [[nodiscard]] log_store& logs() noexcept { return served_.logs(); }

    [[nodiscard]] const log_store& logs() const noexcept { return served_.logs(); }

    /// Puts other logs in place of all, for later resets too.
    /// @throws sendmock::error if two have the same id, std::invalid_argument as
    /// generated_logs::check; nothing is changed then
    void set_logs(log_data logs) {
        const std::lock_guard lock(mutex_);
        served_.logs().replace(logs);
        first_logs_ = std::move(logs);
    }

    [[nodiscard]] account_settings settings() const { return served_.settings(); }

    /// @throws std::invalid_argument naming the member; nothing is changed then
    void set_settings(const account_settings& settings) { served_.set_settings(settings); }

    /// Makes something go wrong, once unless `when` says otherwise. The first rule that matches a
    /// request and may still act does.
    void inject(condition when, fault what) { rules_.add({.when = when, .then = std::move(what)}); }

    /// How many injected faults have not acted yet.
    [[nodiscard]] std::size_t unused_rules() const { return rules_.unused_rules(); }

    /// The requests that reached the account.
    [[nodiscard]] const request_journal& journal() const noexcept { return journal_; }

    [[nodiscard]] request_journal& journal() noexcept { return journal_; }

    /// Carries a planned change of the logs out, unless the account was reset since it was planned.
    /// @param step  of the request before whose answer it comes
    /// @return the step as it stands among the changed logs
    /// @throws duplicate_id; nothing is changed then
    walk_step apply(const log_change& change, const walk_step& step) {
        const std::lock_guard lock(mutex_);
        if (!walks().is_current(step)) {
            return step;
        }
        served_.logs().apply(change);
        return walks().renewed(step);
    }

    /// As it was made: logs, settings, no faults, an empty journal.
    void reset() {
        const std::lock_guard lock(mutex_); // no planned change comes between
        rules_.clear();
        served_.logs().replace(first_logs_);
        served_.logs().set_integrations(integrations_);
        served_.set_settings({}); // a rate limit that stayed the same would go on counting
        served_.set_settings(first_settings_);
        walks_.reset();
        journal_.reset();
    }

    /// What the service sees of the account.
    [[nodiscard]] account& served() noexcept { return served_; }

    /// The rules of the injected faults.
    [[nodiscard]] scenario& rules() noexcept { return rules_; }

    /// Where its clients' walks are; nowhere any more once all logs were replaced.
    [[nodiscard]] walk_tracker& walks() {
        walks_.follow_data(served_.logs().replacements());
        return walks_;
    }

private:
    account served_;
    const account_settings first_settings_;
    const std::vector<std::int64_t> integrations_;
    std::mutex mutex_; // guards first_logs_, and keeps changes apart
    log_data first_logs_{};
    scenario rules_;
    walk_tracker walks_;
    request_journal journal_;
};

} // namespace sendmock

#endif
