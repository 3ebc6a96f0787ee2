// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_ACCOUNTS_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_ACCOUNTS_HPP

#include <sendmock/logs/member_text.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/detail/admin_json.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace sendmock::detail {

[[nodiscard]] inline http::response show_accounts(const account_registry& accounts) {
    ordered_json list = ordered_json::array();
    for (const auto& account : accounts.all()) {
        list.push_back({{"key", account->key()},
                        {"default", account.get() == &accounts.default_account()},
                        {"logs", account->logs().size()},
                        {"settings", to_json(account->settings())}});
    }
    return admin_success(200, dump({{"accounts", std::move(list)}}));
}

/// Makes an account from `{"secret": …, "logs": […], and any of the settings}`.
[[nodiscard]] inline http::response put_account(const admin_call& call,
                                                account_registry& accounts) {
    account_options options{.key = call.segments[1]};
    const ordered_json wanted = parse_object(call.request.content);
    if (!wanted.contains("secret") || !wanted["secret"].is_string()) {
        throw admin_fault("/secret", "expected a string");
    }
    for (const auto& [name, value] : wanted.items()) {
        if (name == "secret") {
            options.secret = value.get<std::string>();
        } else if (name == "logs") {
            log_reader reader({.shape = document_shape::array});
            std::vector<log_draft> drafts = reader.read(member_text(call.request.content, name));
            if (!reader.faults().empty()) {
                return refuse_logs(reader.faults(), "/logs");
            }
            options.logs = complete(std::move(drafts));
        } else if (!change_setting(options.settings, name, value)) {
            throw admin_fault(
                pointer_to(name),
                "expected secret, logs, page_size, ordering, rate_limit or owner_ids");
        }
    }
    try {
        account::check_key(options.key);
    } catch (const std::invalid_argument& failure) {
        throw admin_fault("", failure.what());
    }
    if (options.key.empty()) {
        throw admin_fault("", "key: expected at least one character");
    }
    const bool is_new = accounts.put(std::make_shared<mock_account>(std::move(options)));
    return admin_success(is_new ? 201 : 200, dump({{"key", call.segments[1]}}));
}

[[nodiscard]] inline http::response remove_account(const admin_call& call,
                                                   account_registry& accounts) {
    return accounts.remove(call.segments[1]) ? admin_success(204, "")
                                             : admin_failure(404, "no account has this key");
}

/// The calls about the accounts as such.
[[nodiscard]] inline http::response steer_accounts(const admin_call& call,
                                                   account_registry& accounts) {
    if (call.segments.size() == 1) {
        return call.allow({{"GET", [&] { return show_accounts(accounts); }}});
    }
    return call.allow({{"PUT", [&] { return put_account(call, accounts); }},
                       {"DELETE", [&] { return remove_account(call, accounts); }}});
}

} // namespace sendmock::detail

#endif
