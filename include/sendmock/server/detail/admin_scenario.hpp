// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_SCENARIO_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_SCENARIO_HPP

#include <sendmock/faults/active_rules.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/scenario_reader.hpp>
#include <sendmock/faults/scenario_writer.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/exchange_json.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/mock_account.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::detail {

/// The rules in force, as a scenario that can be put again, with how often each acted.
[[nodiscard]] inline http::response show_scenario(const mock_account& account) {
    const auto [shown, states] = account.rules().current();
    json_object_text text;
    text.add("name", shown.name).add("description", shown.description).add("seed", shown.seed);
    std::string rules = "[";
    for (const active_rules::state& state : states) {
        rules += rules.size() > 1 ? "," : "";
        rules += to_json_text(state.rule, state.fired);
    }
    text.add_json("rules", rules += ']');
    std::string unused = "[";
    for (std::size_t at = 0; at < states.size(); ++at) {
        if (states[at].fired == 0) {
            unused += unused.size() > 1 ? "," : "";
            append_json_string(unused, label_of(states[at].rule, at));
        }
    }
    text.add_json("unused", unused += ']');
    return admin_success(200, std::move(text).take());
}

/// The answer to a scenario that cannot be taken: every fault with its place.
[[nodiscard]] inline http::response refuse_scenario(const std::vector<document_fault>& faults) {
    ordered_json list = ordered_json::array();
    for (const document_fault& fault : faults) {
        list.push_back({{"pointer", fault.pointer()}, {"cause", fault.cause()}});
    }
    return admin_success(400,
                         dump({{"error", faults.front().what()},
                               {"pointer", faults.front().pointer()},
                               {"faults", std::move(list)}}));
}

[[nodiscard]] inline http::response put_scenario(const admin_call& call) {
    scenario_reader reader;
    const std::optional<scenario> wanted = reader.read(call.request.content);
    if (!wanted) {
        return refuse_scenario(reader.faults());
    }
    if (wanted->server) {
        if (const auto why = call.account->objection_to(*wanted->server)) {
            throw document_fault(*why);
        }
    }
    for (std::size_t at = 0; at < wanted->rules.size(); ++at) {
        if (const auto why = call.account->objection_to(wanted->rules[at])) {
            throw document_fault("/rules/" + std::to_string(at), *why);
        }
    }
    try {
        call.account->set_scenario(*wanted);
    } catch (const std::invalid_argument& failure) {
        throw document_fault("", failure.what());
    } catch (const duplicate_id& failure) {
        throw document_fault("/server/logs", failure.what());
    }
    return show_scenario(*call.account);
}

/// The calls about one account's rules.
[[nodiscard]] inline http::response steer_scenario(const admin_call& call) {
    return call.allow({{"GET", [&] { return show_scenario(*call.account); }},
                       {"PUT", [&] { return put_scenario(call); }},
                       {"DELETE", [&] {
                            call.account->clear_scenario();
                            return admin_success(204, "");
                        }}});
}

/// What arrived at the other origin, or in plain HTTP at a port of TLS.
/// @param account  only what bears this account's key; null for all
[[nodiscard]] inline http::response show_canary(const canary& elsewhere,
                                                const account_registry& accounts,
                                                const mock_account* account) {
    ordered_json requests = ordered_json::array();
    const auto secrets = accounts.secrets();
    bool credentials = account == nullptr && elsewhere.credentials_arrived(); // of all that came
    for (const exchange& entry : elsewhere.requests()) {
        if (account != nullptr && entry.account != account->key()) {
            continue;
        }
        requests.push_back(to_json(redacted(entry, secrets)));
        credentials = credentials || canary::carries_credentials(entry);
    }
    return admin_success(
        200, dump({{"credentials_arrived", credentials}, {"requests", std::move(requests)}}));
}

} // namespace sendmock::detail

#endif
