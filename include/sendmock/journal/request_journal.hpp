// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_REQUEST_JOURNAL_HPP
#define SENDMOCK_JOURNAL_REQUEST_JOURNAL_HPP

#include <sendmock/journal/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

namespace sendmock {

/// The requests that reached an account, oldest first. Safe to use from several threads.
///
/// Bounded in number and memory: the oldest entries go first. What it returns are copies.
class request_journal {
public:
    /// How much a journal keeps; its newest entry is always kept.
    struct bounds {
        std::size_t entries = 100'000;
        std::size_t bytes = 16 * 1024 * 1024; ///< memory of the entries, about
    };

    /// Says which entry is meant, whatever happens to the journal meanwhile.
    struct ticket {
        std::uint64_t number = 0;
        std::uint64_t generation = 0; ///< numbers begin again with each
    };

    request_journal() = default;

    explicit request_journal(const bounds& kept) : kept_(kept) {}

    request_journal(const request_journal&) = delete;
    request_journal& operator=(const request_journal&) = delete;

    ~request_journal() { tell_of_loss(last_number_); }

    /// Sees the entries before some of them are forgotten, all that were not seen yet among them.
    /// @param numbers  how many requests will no longer be counted by `last_number`
    using loss_observer =
        std::function<void(const std::deque<exchange>& entries, std::uint64_t numbers)>;

    /// Has an observer called before entries are forgotten: removed, dropped for others, or gone
    /// with the journal. It must not come back here; what it throws is ignored.
    void observe_losses(loss_observer observer) {
        const std::lock_guard lock(mutex_);
        on_loss_ = std::move(observer);
    }

    /// Adds an entry, numbered one higher than the last.
    ticket add(exchange entry) {
        const std::lock_guard lock(mutex_);
        entry.number = ++last_number_;
        bytes_ += bytes_of(entry);
        entries_.push_back(std::move(entry));
        while ((entries_.size() > kept_.entries || bytes_ > kept_.bytes) && entries_.size() > 1) {
            if (entries_.front().number > told_) {
                tell_of_loss(0);
            }
            bytes_ -= bytes_of(entries_.front());
            entries_.pop_front();
        }
        return {.number = last_number_, .generation = generation_};
    }

    /// Says what became of an answer; nothing happens if its entry is gone.
    void complete(const ticket& which, delivery outcome, std::size_t sent_bytes) {
        const std::lock_guard lock(mutex_);
        if (which.generation != generation_ || entries_.empty() ||
            which.number < entries_.front().number || which.number > entries_.back().number) {
            return;
        }
        exchange& entry =
            entries_[static_cast<std::size_t>(which.number - entries_.front().number)];
        entry.outcome = outcome;
        entry.sent_bytes = sent_bytes;
    }

    /// The entries after the given number, oldest first.
    [[nodiscard]] std::vector<exchange>
    requests(std::uint64_t since = 0,
             std::size_t limit = std::numeric_limits<std::size_t>::max()) const {
        std::vector<exchange> found;
        const std::lock_guard lock(mutex_);
        for (auto entry = behind(since); entry != entries_.end() && found.size() < limit; ++entry) {
            found.push_back(*entry);
        }
        return found;
    }

    /// Calls with each entry after the given number, oldest first. Nothing is added meanwhile: the
    /// call must be brief, and not come back here.
    template <class Call>
    void visit(std::uint64_t since, const Call& call) const {
        const std::lock_guard lock(mutex_);
        std::for_each(behind(since), entries_.end(), call);
    }

    /// How many entries there are.
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return entries_.size();
    }

    /// How many requests there have been since the start, those that are gone included.
    [[nodiscard]] std::uint64_t last_number() const {
        const std::lock_guard lock(mutex_);
        return last_number_;
    }

    /// Whether no entry is gone: there is one for each number up to the last.
    [[nodiscard]] bool is_whole() const {
        const std::lock_guard lock(mutex_);
        return entries_.size() == last_number_;
    }

    /// Removes all entries; numbers go on.
    void clear() {
        const std::lock_guard lock(mutex_);
        tell_of_loss(0);
        entries_.clear();
        bytes_ = 0;
    }

    /// Removes all entries; numbers begin again.
    void reset() {
        const std::lock_guard lock(mutex_);
        tell_of_loss(last_number_);
        told_ = 0;
        entries_.clear();
        bytes_ = 0;
        last_number_ = 0;
        ++generation_;
    }

private:
    /// With the lock held.
    void tell_of_loss(std::uint64_t numbers) noexcept {
        if (!on_loss_) {
            return;
        }
        try {
            on_loss_(entries_, numbers);
        } catch (...) { // NOLINT(bugprone-empty-catch): no request fails because of it
        }
        told_ = last_number_;
    }

    /// The first entry after a number; with the lock held.
    [[nodiscard]] std::deque<exchange>::const_iterator behind(std::uint64_t number) const {
        if (entries_.empty() || number >= entries_.back().number) {
            return entries_.end();
        }
        const std::uint64_t first = entries_.front().number;
        return entries_.begin() +
               static_cast<std::ptrdiff_t>(number < first ? 0 : number - first + 1);
    }

    [[nodiscard]] static std::size_t bytes_of(const exchange& entry) {
        std::size_t bytes = sizeof(exchange) + entry.account.size() + entry.method.size() +
                            entry.target.size() + entry.reason.size() + entry.cause.size() +
                            entry.fault.size() + entry.rule.size() + entry.content.size() +
                            (entry.cursor ? entry.cursor->size() : 0);
        if (entry.links) {
            for (const auto* link : {&entry.links->next, &entry.links->previous}) {
                bytes += *link ? (*link)->size() : 0;
            }
        }
        for (const auto& [name, value] : entry.fields) {
            bytes += sizeof(http::header_field) + name.size() + value.size();
        }
        return bytes;
    }

    const bounds kept_{};
    mutable std::mutex mutex_;     // guards all below
    std::deque<exchange> entries_; // numbered without gaps
    std::size_t bytes_ = 0;
    std::uint64_t last_number_ = 0;
    std::uint64_t generation_ = 0;
    loss_observer on_loss_;
    std::uint64_t told_ = 0; // the last number that the observer saw
};

} // namespace sendmock

#endif
