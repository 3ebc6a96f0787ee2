// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_DETAIL_WALK_WATCH_HPP
#define SENDMOCK_TESTING_DETAIL_WALK_WATCH_HPP

#include <sendmock/journal/exchange.hpp>
#include <sendmock/server/mock_account.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace sendmock::testing::detail {

/// When a walk has to be given up.
struct walk_bounds {
    static constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

    std::chrono::milliseconds silence{0}; ///< without any request
    std::chrono::milliseconds start{0};   ///< as much more before the first: a program comes up
    std::chrono::milliseconds longest{0}; ///< of the whole walk, which is not judged then; 0: any
    std::uint64_t requests = no_limit;    ///< of the whole walk
    std::uint64_t attempts = no_limit;    ///< for one target, each time that it begins
    std::uint64_t rows = no_limit;        ///< that are returned
    std::size_t output = std::size_t{256} << 20U; ///< bytes on standard output
    std::string description{};                    ///< of the walk, for people
};

/// Watches one walk by its requests. Its members may be called from two threads.
class walk_watch {
public:
    /// @param account  of the walk
    /// @param strays  the account to which requests without credentials come
    /// @param cut  ends all connections of the server, and takes no new ones
    walk_watch(std::shared_ptr<mock_account> account,
               std::shared_ptr<mock_account> strays,
               const walk_bounds& bounds,
               std::function<void()> cut)
        : account_(std::move(account)),
          strays_(std::move(strays)),
          bounds_(bounds),
          cut_(std::move(cut)) {}

    /// How much a client may write on standard output.
    [[nodiscard]] std::size_t most_output_bytes() const noexcept { return bounds_.output; }

    /// How many rows a client may return.
    [[nodiscard]] std::uint64_t most_rows() const noexcept { return bounds_.rows; }

    /// Looks at the walk. To be called now and then, by one thread.
    /// @return why it has to be given up, if it has
    [[nodiscard]] std::optional<std::string> overdue() {
        const std::uint64_t requests =
            account_->journal().last_number() + strays_->journal().last_number();
        const auto now = std::chrono::steady_clock::now();
        if (requests != requests_) {
            requests_ = requests;
            last_change_ = now;
            count_attempts();
        }
        if (most_attempts_ > bounds_.attempts) {
            return "it was cut off after " + std::to_string(most_attempts_) +
                   " requests for one target";
        }
        if (requests > bounds_.requests) {
            return "it was cut off after " + std::to_string(requests) + " requests";
        }
        if (bounds_.longest.count() != 0 && now - begin_ > bounds_.longest) {
            is_out_of_time_ = true;
            return "it was cut off after " + std::to_string(bounds_.longest.count()) + " ms";
        }
        const auto longest = requests == 0 ? bounds_.silence + bounds_.start : bounds_.silence;
        if (now - last_change_ > longest) {
            return "it did not end, and asked for nothing for " + std::to_string(longest.count()) +
                   " ms";
        }
        return std::nullopt;
    }

    [[nodiscard]] const std::string& description() const noexcept { return bounds_.description; }

    /// How long it may go on from now if no request comes.
    [[nodiscard]] std::chrono::milliseconds silence() const noexcept { return bounds_.silence; }

    /// Ends the walk: its connections are reset, and no more are taken.
    void cut_off() {
        is_cut_off_ = true;
        cut_();
    }

    [[nodiscard]] bool is_cut_off() const noexcept { return is_cut_off_; }

    /// Whether it was given up because the whole walk took too long, which is nobody's fault.
    [[nodiscard]] bool is_out_of_time() const noexcept { return is_out_of_time_; }

private:
    void count_attempts() {
        account_->journal().visit(counted_, [this](const exchange& entry) {
            counted_ = entry.number;
            most_attempts_ =
                std::max(most_attempts_, ++attempts_[{entry.walk.value_or(0), entry.target}]);
        });
    }

    const std::shared_ptr<mock_account> account_;
    const std::shared_ptr<mock_account> strays_;
    const walk_bounds bounds_;
    const std::function<void()> cut_;
    std::uint64_t requests_ = 0;
    std::uint64_t counted_ = 0; // the number of the last request in attempts_
    std::map<std::pair<std::uint32_t, std::string>, std::uint64_t> attempts_; // as they are judged
    std::uint64_t most_attempts_ = 0;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_change_ = begin_;
    std::atomic<bool> is_out_of_time_{false};
    std::atomic<bool> is_cut_off_{false};
};

} // namespace sendmock::testing::detail

#endif
