// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_VERDICT_JSON_HPP
#define SENDMOCK_VERDICT_VERDICT_JSON_HPP

#include <sendmock/verdict/verdict.hpp>

#include <nlohmann/json.hpp>

#include <utility>

namespace sendmock {

/// A judgement as reports and admin calls show it. Texts may hold what clients sent.
[[nodiscard]] inline nlohmann::ordered_json to_json(invariant which, const judgement& said) {
    nlohmann::ordered_json shown{{"name", to_string(which)},
                                 {"meaning", describe(which).meaning},
                                 {"state", to_string(said.state)}};
    if (said.state == judgement_state::fails) {
        shown["expected"] = said.expected;
        shown["happened"] = said.happened;
        if (said.request) {
            shown["request"] = *said.request;
        }
    } else if (!said.reason.empty()) {
        shown["reason"] = said.reason;
    }
    return shown;
}

/// All invariants, in their order.
[[nodiscard]] inline nlohmann::ordered_json to_json(const verdict& said) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const invariant_description& one : invariants) {
        list.push_back(to_json(one.which, said[one.which]));
    }
    return {{"holds", said.holds()}, {"invariants", std::move(list)}};
}

} // namespace sendmock

#endif
