// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_SCENARIO_HPP
#define SENDMOCK_FAULTS_SCENARIO_HPP

#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/service/settings_json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sendmock {

/// What an account serves, as far as a scenario says it.
struct scenario_data {
    std::optional<log_data> logs{};
    settings_change settings{};
};

/// An account that a scenario brings along.
struct scenario_account {
    std::string key{};
    std::string secret{};
    scenario_data data{}; ///< what it does not say is as the scenario has it for all
};

/// What a scenario serves, so that a file replays a whole case.
struct scenario_server {
    scenario_data data{};
    std::vector<scenario_account> accounts{}; ///< the first is the default one
    std::optional<tls_profile> tls{};         ///< https, with this profile
};

/// Rules, and what they act on. A value: `active_rules` follow it.
struct scenario {
    std::string name{};
    std::string description{};
    std::optional<std::uint64_t> seed{}; ///< of all draws; the server's own if absent
    std::optional<scenario_server> server{};
    std::vector<rule> rules{}; ///< the first that matches a request and may still act does

    /// @throws std::invalid_argument naming the rule
    void check() const {
        for (std::size_t at = 0; at < rules.size(); ++at) {
            try {
                rules[at].check();
            } catch (const std::invalid_argument& failure) {
                throw std::invalid_argument("rule " + label_of(rules[at], at) + ": " +
                                            failure.what());
            }
        }
    }

    /// Without what it serves, and without the rules that act on the whole server: they would act
    /// once for each account.
    [[nodiscard]] scenario for_further_accounts() const {
        scenario made{.name = name, .description = description, .seed = seed};
        std::copy_if(rules.begin(),
                     rules.end(),
                     std::back_inserter(made.rules),
                     [](const rule& one) { return !one.then.is_server_wide(); });
        return made;
    }
};

/// View of a scenario that was checked, for what need not check it again.
class checked_scenario {
public:
    /// @throws std::invalid_argument as scenario::check
    explicit checked_scenario(const scenario& wanted) : wanted_(&wanted) { wanted.check(); }

    [[nodiscard]] const scenario& operator*() const noexcept { return *wanted_; }

    [[nodiscard]] const scenario* operator->() const noexcept { return wanted_; }

private:
    const scenario* wanted_;
};

} // namespace sendmock

#endif
