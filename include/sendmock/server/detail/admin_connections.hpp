// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_CONNECTIONS_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_CONNECTIONS_HPP

#include <sendmock/http/response.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/journal/connection_json.hpp>
#include <sendmock/server/account_registry.hpp>
#include <sendmock/server/detail/admin_call.hpp>
#include <sendmock/server/detail/connection_list.hpp>
#include <sendmock/server/mock_account.hpp>

#include <cstddef>
#include <limits>
#include <utility>

namespace sendmock::detail {

/// The connections after `since`, at most `limit`, oldest first.
/// @param of  only those with requests of this account; null for all, with the counts of handshakes
[[nodiscard]] inline http::response show_connections(const admin_call& call,
                                                     const connection_journal& journal,
                                                     const account_registry& accounts,
                                                     const mock_account* of) {
    call.expect_parameters({"since", "limit"});
    const auto limit =
        static_cast<std::size_t>(call.count("limit", std::numeric_limits<std::size_t>::max()));
    ordered_json connections = ordered_json::array();
    for (connection_entry& entry :
         list_connections(journal, accounts, call.count("since", 0), of)) {
        if (connections.size() == limit) {
            break;
        }
        connections.push_back(to_json(redacted(std::move(entry), call.secrets)));
    }
    ordered_json shown{{"connections", std::move(connections)}};
    if (of == nullptr) {
        shown["total"] = journal.last_number();
        shown["handshakes"] = to_json(journal.handshakes());
    }
    return admin_success(200, dump(shown));
}

/// The calls about all connections, or about one account's, which can only be shown.
[[nodiscard]] inline http::response steer_connections(const admin_call& call,
                                                      connection_journal& journal,
                                                      const account_registry& accounts,
                                                      const mock_account* of) {
    const auto show = [&] { return show_connections(call, journal, accounts, of); };
    if (of != nullptr) {
        return call.allow({{"GET", show}});
    }
    return call.allow({{"GET", show}, {"DELETE", [&] {
                                           journal.clear();
                                           return admin_success(204, "");
                                       }}});
}

} // namespace sendmock::detail

#endif
