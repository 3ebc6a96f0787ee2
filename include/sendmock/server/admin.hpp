// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_ADMIN_HPP
#define SENDMOCK_SERVER_ADMIN_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/http/target.hpp>
#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/record_faults.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/detail/admin_accounts.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/detail/admin_connections.hpp>
#include <sendmock/server/detail/admin_scenario.hpp>
#include <sendmock/server/detail/admin_settings.hpp>
#include <sendmock/server/detail/admin_verdict.hpp>
#include <sendmock/server/detail/standard_profile.hpp>
#include <sendmock/service/time_source.hpp>
#include <sendmock/version.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// What the admin calls need to know besides the accounts.
struct admin_options {
    std::string token{}; ///< wanted as `Authorization: Bearer`; empty for none
    std::uint64_t seed = 0;
    time_source now = system_time;
    bool can_shut_down = false; ///< whether `POST shutdown` is taken
    /// The TLS profile that the calls may change; null where the service is not served over TLS.
    detail::standard_profile* tls = nullptr;
    std::function<void()> on_reset{}; ///< what `POST reset` does; required
};

/// The JSON calls under `/__admin` by which programs in any language steer a mock server.
///
/// Requests go in, answers come out; a call that is refused changes nothing. Safe to use from
/// several threads.
class admin {
public:
    /// What every admin path begins with.
    static constexpr std::string_view prefix = "/__admin";

    /// An answer, and whether the server is to end once it is written.
    struct result {
        http::response response{};
        bool shut_down = false;
    };

    /// @param accounts, elsewhere, connections  must live longer
    admin(account_registry& accounts,
          canary& elsewhere,
          connection_journal& connections,
          admin_options options)
        : accounts_(accounts),
          elsewhere_(elsewhere),
          connections_(connections),
          options_(std::move(options)) {}

    /// Whether a request is an admin call.
    [[nodiscard]] static bool concerns(const http::request& request) {
        const auto parts = http::split_target(request.target);
        return parts &&
               (parts->path == prefix || parts->path.starts_with(std::string(prefix) + "/"));
    }

    /// Carries a call out.
    [[nodiscard]] result respond(const http::request& request) const {
        if (!permitted(request)) {
            http::response refused =
                detail::admin_failure(401, "expected Authorization: Bearer and the admin token");
            refused.fields.add("WWW-Authenticate", "Bearer");
            return {.response = std::move(refused)};
        }
        try {
            return carry_out(request);
        } catch (const record_faults& refused) {
            return {.response = detail::refuse_logs(refused.faults())};
        } catch (const document_fault& fault) {
            return {.response = detail::admin_failure(400, fault.what(), fault.pointer())};
        } catch (const std::invalid_argument& failure) {
            return {.response = detail::admin_failure(409, failure.what())};
        } catch (const std::exception& failure) {
            return {.response = detail::admin_failure(500, failure.what())};
        } catch (...) {
            return {.response = detail::admin_failure(500, "an exception that tells nothing")};
        }
    }

private:
    [[nodiscard]] bool permitted(const http::request& request) const {
        if (options_.token.empty()) {
            return true;
        }
        const std::string* given = request.fields.find("Authorization");
        constexpr std::string_view scheme = "bearer ";
        return given != nullptr && given->size() > scheme.size() &&
               http::equal_ignoring_case(std::string_view(*given).substr(0, scheme.size()),
                                         scheme) &&
               http::equal_in_constant_time(options_.token,
                                            http::trim(given->substr(scheme.size())));
    }

    [[nodiscard]] result carry_out(const http::request& request) const {
        const auto parts = http::split_target(request.target);
        std::string_view path = parts->path.substr(prefix.size());
        detail::admin_call call{.request = request,
                                .parameters = http::parse_form(parts->query),
                                .segments = detail::path_segments(path),
                                .account = accounts_.default_account_ptr(),
                                .now = options_.now(),
                                .secrets = accounts_.secrets()};
        const auto& segments = call.segments;
        const bool has_parameters = !segments.empty() && (segments.back() == "requests" ||
                                                          segments.back() == "connections");
        if (!has_parameters) {
            call.expect_parameters({});
        }
        if (segments.size() == 1 && segments[0] == "health") {
            return {.response = call.allow({{"GET", [&] { return health(); }}})};
        }
        if (segments.size() == 1 && segments[0] == "reset") {
            return {.response = call.allow({{"POST", [&] { return reset(); }}})};
        }
        if (segments.size() == 1 && segments[0] == "shutdown") {
            bool taken = false;
            http::response response = call.allow({{"POST", [&] { return shut_down(taken); }}});
            return {.response = std::move(response), .shut_down = taken};
        }
        const bool about_account = !segments.empty() && segments[0] == "accounts";
        if (about_account) {
            if (segments.size() <= 2) {
                return {.response = detail::steer_accounts(call, accounts_)};
            }
            call.account = accounts_.find(segments[1]);
            if (!call.account) {
                return {.response = detail::admin_failure(404, "no account has this key")};
            }
            call.segments.erase(call.segments.begin(), call.segments.begin() + 2);
            if (segments.size() == 1 && segments[0] == "canary") {
                return {.response = call.allow({{"GET", [&] {
                                                     return detail::show_canary(
                                                         elsewhere_, accounts_, call.account.get());
                                                 }}})};
            }
        } else if (segments.size() == 1 && segments[0] == "canary") {
            return {.response = steer_canary(call)};
        }
        if (segments.size() == 1 && segments[0] == "connections") {
            return {
                .response = detail::steer_connections(
                    call, connections_, accounts_, about_account ? call.account.get() : nullptr)};
        }
        if (segments.size() == 1 && segments[0] == "requests" && request.method == "DELETE") {
            call.expect_parameters({});
            if (!about_account) {
                connections_.clear();
            }
        }
        if (segments.size() == 1 && segments[0] == "verdict") {
            return {.response =
                        detail::show_verdict(call, elsewhere_, accounts_, options_.tls != nullptr)};
        }
        if (segments.size() == 1 && segments[0] == "scenario") {
            return {.response = detail::steer_scenario(call)};
        }
        if (segments.size() == 1 && segments[0] == "settings") {
            const detail::admin_settings settings{
                .call = call, .of_server = !about_account, .tls = options_.tls};
            return {.response = settings.steer()};
        }
        return {.response = detail::steer_account(call)};
    }

    [[nodiscard]] http::response steer_canary(const detail::admin_call& call) const {
        return call.allow(
            {{"GET", [&] { return detail::show_canary(elsewhere_, accounts_, nullptr); }},
             {"DELETE", [&] {
                  elsewhere_.clear();
                  return detail::admin_success(204, "");
              }}});
    }

    [[nodiscard]] http::response reset() const {
        options_.on_reset();
        return detail::admin_success(200, "{}");
    }

    [[nodiscard]] http::response health() const {
        return detail::admin_success(
            200,
            detail::dump({{"status", "healthy"}, {"version", version}, {"seed", options_.seed}}));
    }

    [[nodiscard]] http::response shut_down(bool& taken) const {
        if (!options_.can_shut_down) {
            return detail::admin_failure(409, "this server is ended by the program that made it");
        }
        taken = true;
        return detail::admin_success(202, "{}");
    }

    account_registry& accounts_;
    canary& elsewhere_;
    connection_journal& connections_;
    const admin_options options_;
};

} // namespace sendmock

#endif
