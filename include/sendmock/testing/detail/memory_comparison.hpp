// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_MEMORY_COMPARISON_HPP
#define SENDMOCK_TESTING_DETAIL_MEMORY_COMPARISON_HPP

#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/testing/detail/walk_runner.hpp>
#include <sendmock/testing/tested_client.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// Whether a client keeps its memory flat, by two walks over rows of a kilobyte each.
struct memory_comparison {
    /// Logs of the two walks. The first is long enough for its memory to be sampled; the second
    /// is over a hundred megabytes.
    static constexpr std::uint32_t brief_rows = 5000;
    static constexpr std::uint32_t lengthy_rows = 100'000;
    static constexpr std::size_t allowed = std::size_t{64} << 20U; ///< more bytes for the second

    walk_case walk{}; ///< the one that was judged last
    judgement found{};

    /// @return absent if the check was interrupted, or the memory of a walk is not known
    [[nodiscard]] static std::optional<memory_comparison> of(walk_runner& runner) {
        const walk_case brief{
            .rows = brief_rows, .page_size = 100, .style = data_style::long_bodies};
        walk_case lengthy = brief;
        lengthy.rows = lengthy_rows;
        std::vector<std::size_t> taken;
        case_server server;
        for (const walk_case& one : {brief, lengthy}) {
            const client_walk walked = runner.unjudged(one, server);
            if (runner.is_stopped()) {
                return std::nullopt;
            }
            if (walked.ending != walk_ending::completed || walked.rows.size() != one.rows) {
                return failure(one,
                               std::to_string(one.rows) +
                                   " rows of a walk on which nothing goes wrong",
                               walked.ending == walk_ending::completed
                                   ? std::to_string(walked.rows.size()) + " rows"
                                   : walked.ending_text);
            }
            if (!walked.peak_memory) {
                return std::nullopt; // the system does not tell, or the walk was too short
            }
            taken.push_back(*walked.peak_memory);
        }
        if (taken.back() > taken.front() + allowed) {
            return failure(lengthy,
                           "at most " + megabytes(allowed) +
                               " more than for a short walk, which took " +
                               megabytes(taken.front()),
                           "it took " + megabytes(taken.back()));
        }
        return memory_comparison{.walk = lengthy, .found = {.state = judgement_state::holds}};
    }

private:
    [[nodiscard]] static memory_comparison
    failure(const walk_case& one, std::string expected, std::string happened) {
        return {.walk = one,
                .found = {.state = judgement_state::fails,
                          .expected = std::move(expected),
                          .happened = std::move(happened)}};
    }

    [[nodiscard]] static std::string megabytes(std::size_t bytes) {
        return std::to_string(bytes >> 20U) + " MiB";
    }
};

} // namespace sendmock::testing::detail

#endif
