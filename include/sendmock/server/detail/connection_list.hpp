// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CONNECTION_LIST_HPP
#define SENDMOCK_SERVER_DETAIL_CONNECTION_LIST_HPP

#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/detail/connection_record.hpp>
#include <sendmock/server/mock_account.hpp>
#include <sendmock/server/server_options.hpp>

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace sendmock::detail {

/// The connections after a number, oldest first, with their requests in the order of their
/// accounts and numbers, without those that served admin calls alone.
/// @param of  only those with requests of this account, and these requests alone; null for all
[[nodiscard]] inline std::vector<connection_entry>
list_connections(const connection_journal& journal,
                 const account_registry& accounts,
                 std::uint64_t since = 0,
                 const mock_account* of = nullptr) {
    std::vector<connection_entry> entries = journal.entries(since);
    std::unordered_map<std::uint64_t, std::size_t> places;
    for (std::size_t at = 0; at < entries.size(); ++at) {
        places.emplace(entries[at].number, at);
    }
    for (const auto& account : accounts.all()) {
        if (of != nullptr && account.get() != of) {
            continue;
        }
        account->journal().visit(0, [&](const exchange& entry) {
            if (const auto place = places.find(entry.connection); place != places.end()) {
                entries[place->second].requests.push_back(
                    {.account = account->key(), .number = entry.number});
            }
        });
    }
    std::erase_if(entries, [of](const connection_entry& entry) {
        return entry.requests.empty() && (entry.admin || of != nullptr);
    });
    return entries;
}

/// What notes a server's connections; a failed handshake is reported without secrets.
/// @param journal, accounts  must live longer
[[nodiscard]] inline connection_observer make_connection_observer(
    const server_options& options, connection_journal& journal, const account_registry& accounts) {
    connection_observer observer{.journal = &journal, .now = options.now};
    if (options.on_failed_handshake) {
        observer.on_failed_handshake =
            [&accounts, report = options.on_failed_handshake](const connection_entry& entry) {
                report(redacted(entry, accounts.secrets()));
            };
    }
    return observer;
}

} // namespace sendmock::detail

#endif
