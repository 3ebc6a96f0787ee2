// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_MOCK_ACCOUNT_HPP
#define SENDMOCK_SERVER_MOCK_ACCOUNT_HPP

#include <sendmock/faults/active_rules.hpp>
#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/journal/walk_tracker.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/log_store.hpp>
#include <sendmock/server/detail/standard_profile.hpp>
#include <sendmock/server/server_options.hpp>
#include <sendmock/service/account.hpp>

#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock {

/// What an account is to its server.
struct account_place {
    std::uint64_t seed = 0;  ///< of all draws, where a scenario has none of its own
    bool is_default = false; ///< whether its rules may concern all accounts
    std::shared_ptr<detail::standard_profile> tls{}; ///< the server's; null without TLS
};

/// One account of a mock server: its logs and settings, the faults that are injected into its
/// answers, and the journal of its requests. Safe to use from several threads, while serving too.
class mock_account {
public:
    /// @throws std::invalid_argument naming the member that is out of range, of generated logs too
    /// @throws sendmock::error if two logs have the same id
    explicit mock_account(account_options options, const account_place& place = {})
        : place_(place),
          served_(std::move(options.key), std::move(options.secret), options.settings),
          first_settings_(options.settings),
          integrations_(std::move(options.integrations)),
          first_scenario_(std::move(options.scenario)),
          rules_(place.seed),
          journal_(options.journal) {
        served_.logs().add_integrations(integrations_);
        set_logs(std::move(options.logs));
        refuse_others(first_scenario_);
        rules_.set(first_scenario_);
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
    /// @param name  the rule's, as the journal shows it; `#1` and so on without one
    /// @throws std::invalid_argument naming what is out of range, cannot be together or can never
    /// act
    void inject(condition when, fault what, std::string name = {}) {
        rule added{.when = std::move(when), .then = std::move(what), .name = std::move(name)};
        if (const auto why = objection_to(added)) {
            throw std::invalid_argument(*why);
        }
        const auto& account = added.when.terms().account;
        if (account && *account != key()) { // a scenario may be that of several accounts
            throw std::invalid_argument("account: expected " + key() +
                                        ", the only one whose requests its rules see, found " +
                                        *account);
        }
        rules_.add(std::move(added));
    }

    /// Puts a scenario's rules, logs, settings and, from the default account, the server's TLS
    /// profile in place of the present ones; what it does not say stays, rules excepted. A reset
    /// of the server brings back what was before.
    /// @throws std::invalid_argument as `inject`, for accounts, which belong to a server, and for
    /// a TLS profile that cannot be changed by this account
    /// @throws sendmock::error if two logs have the same id; nothing is changed then
    void set_scenario(const sendmock::scenario& wanted) {
        const checked_scenario checked(wanted);
        refuse_others(wanted);
        if (wanted.server) {
            if (const auto why = objection_to(*wanted.server)) {
                throw std::invalid_argument(why->what());
            }
        }
        const std::lock_guard lock(mutex_);
        if (wanted.server) {
            const scenario_data& data = wanted.server->data;
            account_settings settings = served_.settings();
            data.settings.apply(settings);
            settings.check();
            if (data.logs) {
                served_.logs().replace(*data.logs);
            }
            served_.update_settings(
                [&](account_settings& present) { data.settings.apply(present); });
            if (wanted.server->tls) {
                place_.tls->change(*wanted.server->tls);
            }
        }
        rules_.set(checked);
        walks_.clear();
    }

    /// Has later resets bring back these rules, besides the logs and settings of the start.
    /// @throws std::invalid_argument as `inject`
    void set_first_scenario(const sendmock::scenario& wanted) {
        wanted.check();
        refuse_others(wanted);
        const std::lock_guard lock(mutex_);
        first_scenario_ = wanted;
    }

    /// Why a rule cannot be one of this account's, nothing if it can: connections belong to none,
    /// and a server without TLS has no profile.
    [[nodiscard]] std::optional<std::string> objection_to(const rule& wanted) const {
        if (wanted.then.at_accept() && !place_.is_default) {
            return std::string(to_string(wanted.then.wire->kind)) +
                   ": connections belong to no account; expected it in the default account's rules";
        }
        if (wanted.then.tls && place_.tls == nullptr) {
            return "tls: a rule cannot change the profile of a server that does not speak TLS";
        }
        return std::nullopt;
    }

    /// Why what a scenario serves cannot be put in place of what is served, with the place in the
    /// scenario's document; nothing if it can.
    [[nodiscard]] std::optional<document_fault> objection_to(const scenario_server& wanted) const {
        if (!wanted.accounts.empty()) {
            return document_fault("/server/accounts",
                                  "a scenario brings accounts only when a server starts");
        }
        if (wanted.tls && !place_.is_default) {
            return document_fault("/server/tls",
                                  "belongs to the server; expected it in the default account's "
                                  "scenario");
        }
        if (wanted.tls && place_.tls == nullptr) {
            return document_fault("/server/tls",
                                  "this server does not speak TLS, which only a start can change");
        }
        return std::nullopt;
    }

    /// Removes all rules.
    void clear_scenario() {
        rules_.clear();
        walks_.clear();
    }

    /// The rules in force, with those that were injected.
    [[nodiscard]] sendmock::scenario scenario() const { return rules_.current().first; }

    /// The names of the rules that have not acted yet; `#1` for the first one if it has none.
    [[nodiscard]] std::vector<std::string> unused_rules() const { return rules_.unused(); }

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

    /// As it was made: logs, settings, rules, an empty journal.
    void reset() {
        const std::lock_guard lock(mutex_); // no planned change comes between
        rules_.reset();
        rules_.set(first_scenario_);
        served_.logs().replace(first_logs_);
        served_.logs().set_integrations(integrations_);
        served_.set_settings({}); // a rate limit that stayed the same would go on counting
        served_.set_settings(first_settings_);
        walks_.reset();
        journal_.reset();
    }

    /// What the service sees of the account.
    [[nodiscard]] account& served() noexcept { return served_; }

    [[nodiscard]] const account& served() const noexcept { return served_; }

    /// The rules, with how often each acted.
    [[nodiscard]] active_rules& rules() noexcept { return rules_; }

    [[nodiscard]] const active_rules& rules() const noexcept { return rules_; }

    /// Where its clients' walks are; nowhere any more once all logs were replaced.
    [[nodiscard]] walk_tracker& walks() {
        walks_.follow_data(served_.logs().replacements());
        return walks_;
    }

private:
    /// @throws std::invalid_argument for the first rule that cannot be this account's
    void refuse_others(const sendmock::scenario& wanted) const {
        for (const rule& one : wanted.rules) {
            if (const auto why = objection_to(one)) {
                throw std::invalid_argument(*why);
            }
        }
    }

    const account_place place_;
    account served_;
    const account_settings first_settings_;
    const std::vector<std::int64_t> integrations_;
    sendmock::scenario first_scenario_;
    std::mutex mutex_; // guards first_logs_ and first_scenario_, and keeps changes apart
    log_data first_logs_{};
    active_rules rules_;
    walk_tracker walks_;
    request_journal journal_;
};

} // namespace sendmock

#endif
