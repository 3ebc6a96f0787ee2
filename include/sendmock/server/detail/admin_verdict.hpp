// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_VERDICT_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_VERDICT_HPP

#include <sendmock/http/response.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/mock_account.hpp>
#include <sendmock/verdict/server_verdict.hpp>
#include <sendmock/verdict/verdict.hpp>
#include <sendmock/verdict/verdict_json.hpp>
#include <sendmock/verdict/verdict_keeper.hpp>

#include <map>
#include <string>
#include <utility>

namespace sendmock::detail {

/// The verdict on an account's clients, as far as their requests alone show it. Nothing in it is a
/// secret.
/// @param secure  whether the server speaks TLS
[[nodiscard]] inline verdict verdict_on(const mock_account& owner,
                                        const canary& elsewhere,
                                        const account_registry& accounts,
                                        bool secure) {
    server_evidence evidence{.secure = secure};
    const auto secrets = accounts.secrets();
    for (exchange& entry : owner.journal().requests()) {
        entry.content.clear();
        evidence.requests.push_back(redacted(std::move(entry), secrets));
    }
    for (exchange& entry : elsewhere.requests()) {
        if (entry.account == owner.key()) {
            evidence.elsewhere.push_back(redacted(std::move(entry), secrets));
        }
    }
    return judge_requests(evidence);
}

[[nodiscard]] inline http::response show_verdict(const admin_call& call,
                                                 const canary& elsewhere,
                                                 const account_registry& accounts,
                                                 bool secure) {
    return call.allow(
        {{"GET", [&] {
              return admin_success(
                  200, dump(to_json(verdict_on(*call.account, elsewhere, accounts, secure))));
          }}});
}

/// What a keeper has, and what the journals have that it was not given yet, by the accounts' keys.
[[nodiscard]] inline std::map<std::string, kept_verdict> all_kept_verdicts(
    verdict_keeper& keeper, const account_registry& accounts, const canary& elsewhere) {
    const auto all = accounts.all_with_removed();
    for (const auto& account : all) {
        keeper.keep(account->key(), account->journal().requests(), 0);
    }
    keeper.keep_elsewhere(elsewhere.requests());
    auto kept = keeper.verdicts();
    for (const auto& account : all) {
        kept[account->key()].requests += account->journal().last_number();
    }
    return kept;
}

} // namespace sendmock::detail

#endif
