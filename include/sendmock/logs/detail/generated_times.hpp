// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_GENERATED_TIMES_HPP
#define SENDMOCK_LOGS_DETAIL_GENERATED_TIMES_HPP

#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace sendmock::detail {

/// Logs of a generated sequence that have the same time: those from begin up to, but without, end.
struct tied_logs {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    instant at{};
};

/// When the logs of a generated sequence happened. Later logs have later times or the same one;
/// everything is found by arithmetic, however long the sequence.
///
/// Runs of equal times are numbered from 0. Run g begins at a random log of the g-th of equal
/// stretches of logs, and its time is a random one of the g-th of equal stretches of time.
class generated_times {
public:
    explicit generated_times(const generated_logs& options)
        : seed_(options.seed),
          count_(options.count),
          distinct_(parts_ - static_cast<std::uint64_t>(std::llround(options.ties * parts_))),
          from_(options.from),
          slots_(options.interval),
          whole_(options.whole_seconds) {}

    /// The run that a log belongs to.
    [[nodiscard]] std::uint64_t run_of(std::uint64_t log) const noexcept {
        if (distinct_ == 0) {
            return 0;
        }
        // The last stretch that begins at or before the log; its run may begin after it.
        const std::uint64_t run = ((log + 1) * distinct_ + parts_ - 1) / parts_ - 1;
        return run > 0 && begin_of(run) > log ? run - 1 : run;
    }

    /// @param run  one that has logs
    [[nodiscard]] tied_logs run(std::uint64_t run) const noexcept {
        return {.begin = begin_of(run), .end = begin_of(run + 1), .at = time_of(run)};
    }

    /// How many logs are earlier than a time.
    [[nodiscard]] std::uint64_t earlier_than(instant at) const noexcept {
        if (count_ == 0 || at <= from_) {
            return 0;
        }
        if (at > last_instant) {
            return count_; // which no log is, and which may be too far away to subtract from
        }
        const std::uint64_t run = slots_.slot_at(static_cast<std::uint64_t>((at - from_).count()));
        if (run > run_of(count_ - 1)) {
            return count_;
        }
        return begin_of(time_of(run) < at ? run + 1 : run);
    }

    /// How many logs are not later than a time.
    [[nodiscard]] std::uint64_t not_later_than(instant at) const noexcept {
        return at >= last_instant ? count_ : earlier_than(at + std::chrono::microseconds{1});
    }

private:
    static constexpr std::uint64_t parts_ = 1'000'000; // ties are counted in millionths
    static constexpr std::uint64_t begin_purpose_ = 1;
    static constexpr std::uint64_t time_purpose_ = 2;

    [[nodiscard]] std::uint64_t begin_of(std::uint64_t run) const noexcept {
        if (run == 0 || distinct_ == 0) {
            return run == 0 ? 0 : count_;
        }
        const std::uint64_t first = run * parts_ / distinct_;
        const std::uint64_t length = (run + 1) * parts_ / distinct_ - first;
        const std::uint64_t begin =
            length == 1 ? first : first + random_bits(seed_, begin_purpose_, run).below64(length);
        return std::min(begin, count_);
    }

    [[nodiscard]] instant time_of(std::uint64_t run) const noexcept {
        using namespace std::chrono;
        constexpr std::uint64_t second = 1'000'000;
        random_bits bits(seed_, time_purpose_, run);
        const std::uint64_t begin = slots_.begin_of(run);
        const std::uint64_t length = slots_.length_of(run);
        if (bits.chance(whole_)) {
            // Times may lie before 1970: whole seconds are counted from the one before the first.
            const auto fraction =
                static_cast<std::uint64_t>((from_ - floor<seconds>(from_)).count());
            const std::uint64_t first = (begin + fraction + second - 1) / second;
            const std::uint64_t last = (begin + fraction + length - 1) / second;
            if (first <= last) {
                const std::uint64_t chosen = first + bits.below64(last - first + 1);
                return from_ + microseconds(static_cast<std::int64_t>(chosen * second - fraction));
            }
        }
        return from_ + microseconds(static_cast<std::int64_t>(begin + bits.below64(length)));
    }

    std::uint64_t seed_;
    std::uint64_t count_;
    std::uint64_t distinct_; // times among parts_ logs
    instant from_;
    time_slots slots_;
    share whole_;
};

} // namespace sendmock::detail

#endif
