// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_CONNECTION_JOURNAL_HPP
#define SENDMOCK_JOURNAL_CONNECTION_JOURNAL_HPP

#include <sendmock/journal/connection_entry.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace sendmock {

/// The connections to a server, oldest first, and how many handshakes there were. Safe to use from
/// several threads; what it returns are copies.
///
/// It keeps the newest 10,000. Its entries have no `requests`: those are in the accounts' journals,
/// by `exchange::connection`.
class connection_journal {
public:
    static constexpr std::size_t most = 10'000;

    connection_journal() = default;
    connection_journal(const connection_journal&) = delete;
    connection_journal& operator=(const connection_journal&) = delete;
    ~connection_journal() = default;

    /// Adds a connection, numbered one higher than the last.
    /// @return its number
    std::uint64_t add(connection_entry entry) {
        const std::lock_guard lock(mutex_);
        entry.number = ++last_number_;
        count(entry, true);
        records_.push_back({.entry = std::move(entry), .counted = true});
        drop_oldest();
        return last_number_;
    }

    /// Puts an entry in place of the one with its number, as an admin call's if that one was;
    /// nothing happens if that one is gone.
    void update(const connection_entry& entry) {
        const std::lock_guard lock(mutex_);
        const auto place = find(entry.number);
        if (place == records_.end() || place->entry.number != entry.number) {
            return;
        }
        if (place->counted) {
            count(place->entry, false);
            count(entry, true);
        }
        const bool admin = place->entry.admin;
        place->entry = entry;
        place->entry.admin = admin;
    }

    /// Brings an entry back that was removed by `clear`, for a connection that goes on. Its
    /// handshake is not counted again.
    void restore(const connection_entry& entry) {
        const std::lock_guard lock(mutex_);
        const auto place = find(entry.number);
        if (place == records_.end() || place->entry.number != entry.number) {
            records_.insert(place, {.entry = entry, .counted = false});
            drop_oldest();
        }
    }

    /// Says that an admin call came over a connection, whose handshake is no longer counted.
    void note_admin(std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        const auto place = find(number);
        if (place == records_.end() || place->entry.number != number) {
            return;
        }
        place->entry.admin = true;
        if (std::exchange(place->counted, false)) {
            count(place->entry, false);
        }
    }

    /// The entries after the given number, oldest first.
    [[nodiscard]] std::vector<connection_entry> entries(std::uint64_t since = 0) const {
        std::vector<connection_entry> copies;
        const std::lock_guard lock(mutex_);
        for (const record& one : records_) {
            if (one.entry.number > since) {
                copies.push_back(one.entry);
                copies.back().since_reset = count_since_reset(one.entry.number);
            }
        }
        return copies;
    }

    /// The handshakes since the start or the last `clear`, those of entries that were dropped
    /// included.
    [[nodiscard]] handshake_counts handshakes() const {
        const std::lock_guard lock(mutex_);
        return counts_;
    }

    /// How many connections there have been since the start, those that are gone and those of
    /// admin calls included.
    [[nodiscard]] std::uint64_t last_number() const {
        const std::lock_guard lock(mutex_);
        return last_number_;
    }

    /// What `connection_entry::since_reset` is for a number.
    [[nodiscard]] std::uint64_t since_reset(std::uint64_t number) const {
        const std::lock_guard lock(mutex_);
        return count_since_reset(number);
    }

    /// What `connection_entry::since_reset` will be for the connection that is added next.
    [[nodiscard]] std::uint64_t next_since_reset() const {
        const std::lock_guard lock(mutex_);
        return count_since_reset(last_number_ + 1);
    }

    /// How often it was cleared.
    [[nodiscard]] std::uint64_t generation() const noexcept { return generation_; }

    /// Removes all entries and counts handshakes from 0; numbers go on.
    void clear() {
        const std::lock_guard lock(mutex_);
        clear_entries();
    }

    /// As `clear`; `connection_entry::since_reset` begins anew.
    void reset() {
        const std::lock_guard lock(mutex_);
        clear_entries();
        last_before_reset_ = last_number_;
    }

private:
    struct record {
        connection_entry entry{};
        bool counted = true; // its handshake is part of counts_
    };

    /// With the lock held.
    void clear_entries() {
        records_.clear();
        counts_ = {};
        ++generation_;
    }

    /// The place of a number, or the one before which it belongs; with the lock held.
    [[nodiscard]] std::deque<record>::iterator find(std::uint64_t number) {
        return std::lower_bound(
            records_.begin(), records_.end(), number, [](const record& one, std::uint64_t wanted) {
                return one.entry.number < wanted;
            });
    }

    /// With the lock held.
    [[nodiscard]] std::uint64_t count_since_reset(std::uint64_t number) const noexcept {
        return number - std::min(number, last_before_reset_);
    }

    void drop_oldest() {
        if (records_.size() > most) {
            records_.pop_front();
        }
    }

    /// Adds an entry's handshake to the counts, or takes it off; with the lock held.
    void count(const connection_entry& entry, bool adds) {
        const auto change = [adds](std::uint64_t& number, bool applies) {
            if (applies && adds) {
                ++number;
            } else if (applies) {
                --number;
            }
        };
        const bool failed = entry.handshake == handshake_outcome::failed;
        change(counts_.begun, entry.tls);
        change(counts_.completed, entry.handshake == handshake_outcome::completed);
        change(counts_.failed, failed);
        change(counts_.alerts, failed && !entry.alert.empty());
    }

    mutable std::mutex mutex_;   // guards all below
    std::deque<record> records_; // by number, with gaps
    handshake_counts counts_;
    std::uint64_t last_number_ = 0;
    std::uint64_t last_before_reset_ = 0;
    std::atomic<std::uint64_t> generation_{0}; // changed with the lock held, read without
};

} // namespace sendmock

#endif
