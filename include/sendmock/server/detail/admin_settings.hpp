// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_SETTINGS_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_SETTINGS_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/document_place.hpp>
#include <sendmock/logs/json_document.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/detail/standard_profile.hpp>
#include <sendmock/service/account.hpp>
#include <sendmock/service/settings_json.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail {

/// The calls about settings: those of one account, or, without an account's key in the path, those
/// of the default account and the server's TLS profile.
struct admin_settings {
    /// The name of the server's setting; the others are an account's.
    static constexpr const char* tls_profile_name = "tls_profile";

    const admin_call& call;
    bool of_server = true;           ///< whether the path has no account's key
    standard_profile* tls = nullptr; ///< null for a server that does not speak TLS

    [[nodiscard]] http::response steer() const {
        return call.allow({{"GET", [&] { return show(call.account->settings()); }},
                           {"PATCH", [&] { return change(); }}});
    }

private:
    [[nodiscard]] http::response show(const account_settings& settings) const {
        json_object_text shown;
        add_settings(shown, change_to(settings));
        if (of_server && tls != nullptr) {
            shown.add(tls_profile_name, to_string(tls->current().profile));
        }
        return admin_success(200, std::move(shown).take());
    }

    [[nodiscard]] http::response change() const {
        const ordered_json wanted = parse_json_object(call.request.content);
        const document_place document(wanted, call.request.content);
        const auto profile = read_profile(document);
        std::vector<std::string_view> names(setting_names.begin(), setting_names.end());
        if (of_server && tls != nullptr) {
            names.emplace_back(tls_profile_name);
        }
        document.expect_object("settings", names);
        const settings_change change = read_settings(document);
        const account_settings changed = call.account->served().update_settings(
            [&](account_settings& settings) { change.apply(settings); });
        if (profile) {
            tls->change(*profile);
        }
        return show(changed);
    }

    /// @throws document_fault where there is no such setting, and for a name that no profile has
    [[nodiscard]] std::optional<tls_profile> read_profile(const document_place& document) const {
        const auto place = document.find(tls_profile_name);
        if (!place) {
            return std::nullopt;
        }
        if (!of_server) {
            throw document_fault(place->pointer(),
                                 "belongs to the server; PATCH /__admin/settings");
        }
        if (tls == nullptr) {
            throw document_fault(place->pointer(), "this server does not speak TLS");
        }
        return static_cast<tls_profile>(place->one_of("a TLS profile", tls_profile_names));
    }
};

} // namespace sendmock::detail

#endif
