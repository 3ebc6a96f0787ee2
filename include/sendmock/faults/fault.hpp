// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_FAULT_HPP
#define SENDMOCK_FAULTS_FAULT_HPP

#include <sendmock/http/status.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// What goes wrong with an answer, or happens to the data before it.
struct fault {
    std::string name{};                   ///< as the journal shows it
    std::optional<refusal> replacement{}; ///< goes out in place of the service's own answer
    std::optional<log_change> change{};   ///< of the account's logs, just before the answer
};

namespace detail {

[[nodiscard]] inline std::string_view error_message(int status) {
    switch (status) {
    case 401:
        return "Invalid username/password.";
    case 403:
        return "You do not have permission to perform this action.";
    case 404:
        return "Not found.";
    default:
        return http::reason_phrase(status);
    }
}

} // namespace detail

/// An HTTP error in place of the service's answer, with the service's error body for that status.
///
/// @param status  400 to 599
/// @throws std::invalid_argument for any other status
[[nodiscard]] inline fault http_error(int status) {
    if (status < 400 || status > 599) {
        throw std::invalid_argument("http_error: expected a status from 400 to 599, found " +
                                    std::to_string(status));
    }
    return {.name = "http_error(" + std::to_string(status) + ")",
            .replacement = refusal{.status = status,
                                   .message = std::string(detail::error_message(status)),
                                   .reason = reason::injected_fault}};
}

namespace detail {

[[nodiscard]] inline fault checked_change(std::string name, log_change change) {
    change.check();
    return {.name = std::move(name), .change = std::move(change)};
}

} // namespace detail

/// Logs that come while a client is paging: they are there when the request is answered, which is
/// otherwise answered as usual; as a 500, with nothing changed, if an id exists by then, as it does
/// where the same logs are inserted again (`times`).
/// @throws duplicate_id if two have the same id
[[nodiscard]] inline fault insert_logs(std::vector<log_record> logs) {
    std::string name = "insert_logs(" + std::to_string(logs.size()) + ")";
    return detail::checked_change(std::move(name), {.inserted = std::move(logs)});
}

/// Logs that go while a client is paging. Ids that do not exist are passed over.
[[nodiscard]] inline fault erase_logs(std::vector<std::int64_t> ids) {
    std::string name = "erase_logs(" + std::to_string(ids.size()) + ")";
    return detail::checked_change(std::move(name), {.erased = std::move(ids)});
}

/// Other logs in place of all while a client is paging: its cursors lead into the new ones.
/// @throws duplicate_id if two have the same id, std::invalid_argument as generated_logs::check
[[nodiscard]] inline fault replace_logs(log_data logs) {
    return detail::checked_change("replace_logs", {.replaced = std::move(logs)});
}

} // namespace sendmock

#endif
