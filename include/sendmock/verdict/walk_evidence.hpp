// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_WALK_EVIDENCE_HPP
#define SENDMOCK_VERDICT_WALK_EVIDENCE_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/verdict/invariant.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sendmock {

/// How a client's walk ended.
enum class walk_ending {
    completed, ///< it says that it has all rows
    error,     ///< it reports an error
    crash,     ///< a signal ended it
    cut_off    ///< it did not end by itself
};

/// What is right for a client to do on a walk. A walk is healthy unless something here says else.
struct walk_expectation {
    /// Whether an error is right as well as getting over what went wrong.
    bool may_fail = false;
    /// What is told where the client lost rows without an error, or failed where it must not.
    invariant at_loss = invariant::complete;
    /// Whether rules bring about what the walk is for: where none acted, `complete` is told.
    bool by_rules = false;
    /// What is told where any request is sent: `certificate_verified` or `host_name_verified`. It
    /// is not judged where the client began no TLS handshake, for then it saw no certificate. Where
    /// a rule changes the certificate, requests over `walk_evidence::untrusted_connections` count.
    std::optional<invariant> no_request{};
    /// What is told where the client does not end by itself.
    invariant at_endless = invariant::terminates;
    bool stalls = false;          ///< an answer does not come
    bool leads_elsewhere = false; ///< a link or redirection leads to another origin
    /// The rows of the pages before a failure are wanted.
    bool wants_partial_rows = false;
    /// A time that a request must not be repeated before, as Retry-After asked.
    std::optional<std::chrono::milliseconds> retry_after{};
    /// Whether values besides ids are compared.
    bool compares_values = true;
    /// What is told of a wrong id.
    invariant at_wrong_id = invariant::ids_exact;
    bool backward = false; ///< the walk is one by `previous`, the rows are to be reversed
};

/// All that is known of one client's walk: what the server saw, and what the client returned.
struct walk_evidence {
    std::string first_target{}; ///< path and query of the URL that the client was given
    bool secure = false;        ///< that URL was an https one
    account_secret credentials{};
    /// All that reached the server meanwhile, contents kept, oldest first.
    std::vector<exchange> requests{};
    std::vector<exchange> elsewhere{}; ///< what reached the canary
    std::uint64_t handshakes = 0;      ///< how many TLS handshakes with the server were begun
    /// The numbers of connections whose certificate was not to be trusted.
    std::set<std::uint64_t> untrusted_connections{};
    std::vector<nlohmann::json> rows{}; ///< the logs that the client returned, in order
    walk_ending ending = walk_ending::completed;
    std::string ending_text{};        ///< what it said or did at the end, for people
    std::string output{};             ///< all that it printed besides the rows
    std::uint32_t most_attempts = 10; ///< at one target
    walk_expectation expected{};
};

} // namespace sendmock

#endif
