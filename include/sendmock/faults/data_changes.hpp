// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_DATA_CHANGES_HPP
#define SENDMOCK_FAULTS_DATA_CHANGES_HPP

#include <sendmock/faults/fault.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/log_record.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace sendmock {

/// Logs that come while a client is paging: they are there when the request is answered, which is
/// otherwise answered as usual; as a 500, with nothing changed, if an id exists by then, as it does
/// where the same logs are inserted again (`times`).
/// @throws duplicate_id if two have the same id
[[nodiscard]] inline fault insert_logs(std::vector<log_record> logs) {
    return detail::checked({.change = log_change{.inserted = std::move(logs)}});
}

/// Logs that go while a client is paging. Ids that do not exist are passed over.
[[nodiscard]] inline fault erase_logs(std::vector<std::int64_t> ids) {
    return detail::checked({.change = log_change{.erased = std::move(ids)}});
}

/// Other logs in place of all while a client is paging: its cursors lead into the new ones.
/// @throws duplicate_id if two have the same id, std::invalid_argument as generated_logs::check
[[nodiscard]] inline fault replace_logs(log_data logs) {
    return detail::checked({.change = log_change{.replaced = std::move(logs)}});
}

} // namespace sendmock

#endif
