// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_TESTED_CLIENT_HPP
#define SENDMOCK_TESTING_TESTED_CLIENT_HPP

#include <sendmock/server/endpoint.hpp>
#include <sendmock/testing/detail/walk_watch.hpp>
#include <sendmock/verdict/walk_evidence.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing {

/// What a client made of one walk.
struct client_walk {
    std::vector<nlohmann::json> rows{}; ///< the logs that it returned, in order
    walk_ending ending = walk_ending::completed;
    std::string ending_text{};                ///< its error, or what else ended it
    std::string advice{};                     ///< what to do about that, where it is plain
    std::string output{};                     ///< all else that it said
    std::optional<int> exit_code{};           ///< of a program that ended by itself
    std::optional<std::size_t> peak_memory{}; ///< bytes; nothing where it is not known
    bool interrupted = false; ///< the check is to end: what it made until then says nothing of it

    /// Ends the walk because of too many rows, which would only fill the memory.
    void end_after_rows(std::string what_happened) {
        ending = walk_ending::cut_off;
        ending_text = std::move(what_happened);
        advice = "Return each row once, and end after the last page.";
    }
};

/// A client under test, however it is run. Used from several threads at once.
class tested_client {
public:
    tested_client() = default;
    tested_client(const tested_client&) = delete;
    tested_client& operator=(const tested_client&) = delete;
    virtual ~tested_client() = default;

    /// Has it walk once, and returns when it has ended or was cut off.
    /// @param watch  says when it is to be cut off
    /// @param backward  whether it is to follow `previous`
    [[nodiscard]] virtual client_walk
    walk(const endpoint& at, detail::walk_watch& watch, bool backward) = 0;

    /// What to do where it returned no row, in a sentence for its author.
    [[nodiscard]] virtual std::string advice_on_rows() const {
        return "Return each row of `results` by itself.";
    }

    /// Whether it can be told to walk backward.
    [[nodiscard]] virtual bool walks_backward() const { return false; }

    /// Whether it is known how much memory it takes, where the system tells.
    [[nodiscard]] virtual bool has_memory_of_its_own() const { return false; }
};

} // namespace sendmock::testing

#endif
