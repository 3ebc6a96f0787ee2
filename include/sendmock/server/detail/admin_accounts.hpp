// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_ACCOUNTS_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_ACCOUNTS_HPP

#include <sendmock/http/response.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/document_place.hpp>
#include <sendmock/logs/json_document.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/logs/log_data_json.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/server_options.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/settings_json.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail {

[[nodiscard]] inline http::response show_accounts(const account_registry& accounts) {
    std::string list = "[";
    for (const auto& account : accounts.all()) {
        json_object_text one;
        one.add("key", account->key())
            .add("default", account.get() == &accounts.default_account())
            .add("logs", account->logs().size())
            .add_json("settings", to_json_text(account->settings()));
        list += list.size() > 1 ? "," : "";
        list += std::move(one).take();
    }
    json_object_text shown;
    shown.add_json("accounts", list += ']');
    return admin_success(200, std::move(shown).take());
}

/// Makes an account from `{"secret": …, "logs": […], and any of the settings}`.
[[nodiscard]] inline http::response put_account(const admin_call& call,
                                                account_registry& accounts) {
    account_options options{.key = call.segments[1]};
    const ordered_json wanted = parse_json_object(call.request.content);
    const document_place document(wanted, call.request.content);
    constexpr std::array own_names{std::string_view("secret"), std::string_view("logs")};
    std::vector<std::string_view> names(own_names.begin(), own_names.end());
    names.insert(names.end(), setting_names.begin(), setting_names.end());
    document.expect_object("an account", names);
    const auto secret = document.find("secret");
    if (!secret || !secret->value().is_string()) {
        throw document_fault("/secret", "expected a string"); // which is not shown
    }
    options.secret = secret->string();
    if (const auto logs = document.find("logs")) {
        options.logs = read_records(*logs);
    }
    read_settings(document).apply(options.settings);
    try {
        account::check_key(options.key);
    } catch (const std::invalid_argument& failure) {
        throw document_fault("", failure.what());
    }
    if (options.key.empty()) {
        throw document_fault("", "key: expected at least one character");
    }
    const bool is_new = accounts.put(accounts.make(std::move(options)));
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
