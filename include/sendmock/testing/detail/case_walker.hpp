// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_CASE_WALKER_HPP
#define SENDMOCK_TESTING_DETAIL_CASE_WALKER_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/testing/detail/walk_watch.hpp>
#include <sendmock/testing/tested_client.hpp>
#include <sendmock/testing/troubles.hpp>
#include <sendmock/testing/walk_case.hpp>
#include <sendmock/verdict/judge.hpp>
#include <sendmock/verdict/secret_forms.hpp>
#include <sendmock/verdict/verdict.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::testing::detail {

/// What came of one walk.
struct walked_case {
    verdict found{};
    walk_ending ending = walk_ending::completed;
    std::optional<int> exit_code{};
    std::size_t rows = 0;          // with an id
    std::size_t other_objects = 0; // returned in place of rows
    std::size_t requests = 0;      // other origins included
    // Redacted, and only where something fails, no row was returned, or it took too long:
    std::string ending_text{};
    std::string advice{};          // on how it ended
    std::string output{};          // the client's own words
    std::vector<exchange> shown{}; // the requests
    std::vector<exchange> elsewhere{};
    bool interrupted = false; // nothing is judged then
};

/// Has a client walk one case at a time, with credentials of its own, and judges it. Safe to call
/// from several threads, with a server each.
class case_walker {
public:
    /// @param client, options  must live longer
    case_walker(tested_client& client, const check_options& options, std::uint64_t seed)
        : client_(client), options_(options), seed_(seed) {}

    [[nodiscard]] walked_case walk(const walk_case& one, case_server& server) {
        return walk(one, server, bounds_of(one));
    }

    /// Has the client walk for the first time, with patience: it may be slow to start.
    [[nodiscard]] walked_case walk_first(const walk_case& one, case_server& server) {
        walk_bounds bounds = bounds_of(one);
        bounds.start = 10 * options_.timeout;
        return walk(one, server, bounds);
    }

    /// Has the client walk a case whose requests are not judged.
    [[nodiscard]] client_walk unjudged(const walk_case& one, case_server& server) {
        return returned(one, server, bounds_of(one)).made;
    }

private:
    [[nodiscard]] walked_case
    walk(const walk_case& one, case_server& server, const walk_bounds& bounds) {
        returned_walk walk = returned(one, server, bounds);
        const account_secret& credentials = walk.credentials;
        const served_case& served = walk.served;
        client_walk& made = walk.made;
        if (made.interrupted) {
            return {.interrupted = true};
        }
        walk_evidence evidence{.first_target = served.first_target,
                               .secure = served.at.url.starts_with("https:"),
                               .credentials = credentials,
                               .requests = server.requests(served),
                               .elsewhere = server.elsewhere(),
                               .handshakes = server.handshakes(),
                               .untrusted_connections = turns_untrusted(one)
                                                            ? server.untrusted_connections()
                                                            : std::set<std::uint64_t>(),
                               .rows = std::move(made.rows),
                               .ending = made.ending,
                               .ending_text = std::move(made.ending_text),
                               .output = std::move(made.output),
                               .most_attempts = options_.most_attempts,
                               .expected = expectation_of(one)};
        const auto masked = [&](const std::string& text) {
            return masked_text(text, {credentials});
        };
        const std::size_t rows = with_id(evidence.rows);
        walked_case result{.ending = evidence.ending,
                           .exit_code = made.exit_code,
                           .rows = rows,
                           .other_objects = evidence.rows.size() - rows,
                           .requests = evidence.requests.size() + evidence.elsewhere.size()};
        if (result.requests != 0) {
            hung_ = 0;
        } else if (evidence.ending == walk_ending::cut_off) {
            ++hung_;
        }
        // What a journal lost might have been what was right.
        if (!walk.is_out_of_time) {
            result.found = served.is_known_whole() ? judge(evidence) : judge_outcome(evidence);
        }
        if (!result.found.holds() || result.rows == 0 || walk.is_out_of_time) {
            result.ending_text = masked(evidence.ending_text);
            result.advice = std::move(made.advice);
            result.output = masked(evidence.output);
            result.found = result.found.masked(masked);
            result.shown = shown(std::move(evidence.requests), credentials);
            result.elsewhere = shown(std::move(evidence.elsewhere), credentials);
        }
        return result;
    }

    /// Whether the certificate is trusted at first, and later not.
    [[nodiscard]] static bool turns_untrusted(const walk_case& one) {
        return trouble_of(one).no_request && trouble_of(one).tls == tls_profile::good;
    }

    /// What a client returned of a walk, and how that was served.
    struct returned_walk {
        account_secret credentials{};
        served_case served{};
        client_walk made{};
        bool is_out_of_time = false;
    };

    /// Has the client walk, with credentials of its own.
    [[nodiscard]] returned_walk
    returned(const walk_case& one, case_server& server, const walk_bounds& bounds) {
        account_secret credentials = new_credentials();
        served_case served = server.begin(one, credentials.key, credentials.secret);
        walk_watch watch(served.account, served.strays, bounds, [&server] { server.cut_off(); });
        client_walk made = client_.walk(served.at, watch, one.backward);
        return {std::move(credentials), std::move(served), std::move(made), watch.is_out_of_time()};
    }

    [[nodiscard]] static std::size_t with_id(const std::vector<nlohmann::json>& rows) {
        return static_cast<std::size_t>(
            std::count_if(rows.begin(), rows.end(), [](const nlohmann::json& row) {
                return row.is_object() && row.contains("id");
            }));
    }

    [[nodiscard]] walk_bounds bounds_of(const walk_case& one) const {
        using namespace std::chrono_literals;
        // Far more than rows take, however they are escaped; less than fills a machine's memory.
        constexpr std::size_t most_output = std::size_t{256} << 20U;
        constexpr std::size_t output_of_row = std::size_t{512} << 10U;
        // What a client reads and prints takes it some time: a second for a megabyte.
        const auto printing = one.rows * (std::chrono::microseconds{200} +
                                          logs_of(one).body_bytes * std::chrono::microseconds{1});
        // A client's own time-out may begin a little later than the server's.
        const auto grace = options_.timeout / 5 + 300ms;
        // On a busy machine an interpreter takes its time; one that hangs does so again and again.
        constexpr int most_hung = 3;
        const auto start = hung_ < most_hung ? 2 * options_.timeout : 0ms;
        // A walk over many pages may take a slow client longer than anybody wants to wait.
        const auto longest = trouble_of(one).many_pages
                                 ? std::max<std::chrono::milliseconds>(120s, 12 * options_.timeout)
                                 : 0ms;
        return {.silence = options_.timeout + grace + trouble_of(one).longest_wait +
                           std::chrono::duration_cast<std::chrono::milliseconds>(printing),
                .start = start,
                .longest = longest,
                .requests =
                    std::uint64_t{3} * one.pages() + std::uint64_t{8} * options_.most_attempts + 50,
                .attempts = std::uint64_t{2} * options_.most_attempts,
                .rows = std::uint64_t{20} * one.rows + 10'000, // no client errs so far by chance
                .output = std::min(most_output, (std::size_t{4} << 20U) + one.rows * output_of_row),
                .description = description_of(one)};
    }

    [[nodiscard]] account_secret new_credentials() {
        const std::uint64_t number = ++walks_;
        return {.key = "key-" + std::to_string(number) + '-' + token(mixed(seed_ + number), 8),
                .secret = token(mixed(seed_ ^ number), 24)};
    }

    [[nodiscard]] static std::string token(std::uint64_t seed, std::size_t length) {
        constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
        random_bits bits(seed, 0x6b, 0);
        std::string text;
        while (text.size() < length) {
            text += letters[bits.below(static_cast<std::uint32_t>(letters.size()))];
        }
        return text;
    }

    [[nodiscard]] static std::vector<exchange> shown(std::vector<exchange> entries,
                                                     const account_secret& credentials) {
        constexpr std::size_t most = 200;
        entries.resize(std::min(entries.size(), most));
        for (exchange& entry : entries) {
            entry.content.clear();
            entry = redacted(std::move(entry), {credentials});
        }
        return entries;
    }

    tested_client& client_;
    const check_options& options_;
    const std::uint64_t seed_;
    std::atomic<std::uint64_t> walks_{0};
    std::atomic<int> hung_{0}; // walks in a row that were cut off before any request
};

} // namespace sendmock::testing::detail

#endif
