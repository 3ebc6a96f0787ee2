// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_WALK_TRACKER_HPP
#define SENDMOCK_JOURNAL_WALK_TRACKER_HPP

#include <sendmock/journal/cursor_register.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sendmock {

/// Where a request stands in its client's walk over the pages.
struct walk_step {
    std::optional<std::uint32_t> walk{}; ///< from 1; absent for a cursor never issued
    std::optional<std::uint32_t> page{}; ///< from 1; absent for a cursor never issued
    std::uint32_t attempt = 1;
    std::uint64_t generation = 0; ///< of the tracker's notes when the request came
};

/// Follows the walks of one account's clients by the links that were issued to them. Safe to use
/// from several threads; concurrent walks of one account share its notes.
///
/// The mock's own notion (synthetic): the service itself keeps no such state.
class walk_tracker {
public:
    static constexpr std::size_t most_notes = 10'000;

    /// Places a request for a page.
    /// @param cursor  the form-decoded `cursor` parameter; nothing where it means the first page
    [[nodiscard]] walk_step enter_page(std::string_view method,
                                       std::string_view target,
                                       const std::optional<std::string>& cursor) {
        const std::lock_guard lock(mutex_);
        walk_step step{.attempt = count_attempt(method, target), .generation = generation_};
        if (!cursor) {
            if (first_page_delivered_) {
                ++walk_;
                first_page_delivered_ = false;
            }
            step.walk = walk_;
            step.page = 1;
        } else if (const auto found = notes_.find(*cursor);
                   found != notes_.end() && found->second.walk != 0) {
            step.walk = found->second.walk;
            step.page = found->second.page;
        }
        return step;
    }

    /// When a cursor was issued last; nothing where it never was.
    [[nodiscard]] std::optional<instant> issued(const std::string& cursor) const {
        const std::lock_guard lock(mutex_);
        const auto found = notes_.find(cursor);
        return found == notes_.end() ? std::nullopt : std::optional(found->second.issued);
    }

    /// Places a request that asks for no page: it has only an attempt.
    [[nodiscard]] walk_step enter(std::string_view method, std::string_view target) {
        const std::lock_guard lock(mutex_);
        return {.attempt = count_attempt(method, target), .generation = generation_};
    }

    /// The cursor that leads to a page of a walk; nothing where none was issued, as for page 1.
    [[nodiscard]] std::optional<std::string> cursor_of(std::uint32_t walk,
                                                       std::uint32_t page) const {
        const std::lock_guard lock(mutex_);
        std::optional<std::string> back;
        for (const auto& [cursor, link] : notes_) {
            if (link.walk == walk && link.page == page) {
                if (link.onward) {
                    return cursor;
                }
                back = cursor;
            }
        }
        return back;
    }

    /// What is known of single cursors; forgotten with the links.
    [[nodiscard]] cursor_register& cursors() noexcept { return cursors_; }

    /// Whether a step's answer still belongs to the present data.
    [[nodiscard]] bool is_current(const walk_step& step) const {
        const std::lock_guard lock(mutex_);
        return step.generation == generation_;
    }

    /// A step whose own request changed the data: its answer belongs to the new ones.
    [[nodiscard]] walk_step renewed(walk_step step) const {
        const std::lock_guard lock(mutex_);
        step.generation = generation_;
        return step;
    }

    /// Notes the links of a page that is about to be answered.
    void note_links(const walk_step& from,
                    const std::optional<std::string>& next,
                    const std::optional<std::string>& previous,
                    instant now) {
        const std::lock_guard lock(mutex_);
        if (from.generation != generation_) {
            return; // the links lead into data that are gone
        }
        const bool placed = from.walk && from.page;
        if (next) {
            issued_link link{.issued = now};
            if (placed) {
                link.walk = *from.walk;
                link.page = *from.page + 1;
                link.onward = true;
            }
            note(*next, link);
        }
        if (previous) {
            issued_link link{.issued = now};
            if (placed && *from.page > 1) {
                link.walk = *from.walk;
                link.page = *from.page - 1;
            }
            note(*previous, link);
        }
    }

    /// Says that an answer leaves complete and unaltered. It is said before the last byte leaves,
    /// so that the client's next request finds it; `failed` takes it back.
    void delivered(std::string_view method, std::string_view target, const walk_step& step) {
        const std::lock_guard lock(mutex_);
        if (step.generation != generation_) {
            return;
        }
        attempts_.erase(key_of(method, target));
        if (step.page == 1U && step.walk == walk_) {
            first_page_delivered_ = true;
        }
    }

    /// Takes `delivered` back: the client was gone before all of it was written.
    void failed(std::string_view method, std::string_view target, const walk_step& step) {
        const std::lock_guard lock(mutex_);
        if (step.generation != generation_) {
            return;
        }
        attempts_[key_of(method, target)] += step.attempt;
        if (step.page == 1U && step.walk == walk_) {
            first_page_delivered_ = false;
        }
    }

    /// Forgets all links and attempts: the data or the rules are no longer the same. Answers that
    /// are under way then leave no note.
    void clear() {
        const std::lock_guard lock(mutex_);
        forget();
    }

    /// `clear` where the data are no longer those of the last call.
    /// @param data_version  larger with each replacement
    void follow_data(std::uint64_t data_version) {
        const std::lock_guard lock(mutex_);
        if (data_version > data_version_) {
            data_version_ = data_version;
            forget();
        }
    }

    /// As at the start: `clear`, and walks are numbered from 1 again.
    void reset() {
        const std::lock_guard lock(mutex_);
        forget();
        walk_ = 0;
    }

private:
    struct issued_link {
        std::uint32_t walk = 0; // 0: it leads to no page of a walk
        std::uint32_t page = 0;
        bool onward = false;                             // it was a page's `next`
        instant issued{};                                // last
        std::list<const std::string*>::iterator place{}; // in order_
    };

    void forget() {
        order_.clear();
        notes_.clear();
        attempts_.clear();
        first_page_delivered_ = true;
        cursors_.clear();
        ++generation_;
    }

    [[nodiscard]] static std::string key_of(std::string_view method, std::string_view target) {
        return std::string(method).append(1, ' ').append(target);
    }

    std::uint32_t count_attempt(std::string_view method, std::string_view target) {
        // Only targets without a success since are kept; clients that try that many different
        // ones are not retrying.
        if (attempts_.size() >= most_notes) {
            attempts_.clear();
        }
        return ++attempts_[key_of(method, target)];
    }

    void note(const std::string& cursor, issued_link link) {
        const auto [noted, is_new] = notes_.try_emplace(cursor, link);
        if (!is_new) {
            noted->second.issued = link.issued;
            if (noted->second.walk >= link.walk) {
                return; // a repeated cursor stays on its page
            }
            order_.erase(noted->second.place);
            noted->second = link;
        } else if (notes_.size() > most_notes) {
            notes_.erase(notes_.find(*order_.front()));
            order_.pop_front();
        }
        noted->second.place = order_.insert(order_.end(), &noted->first);
    }

    mutable std::mutex mutex_; // guards all below
    std::uint64_t data_version_ = 0;
    std::uint64_t generation_ = 0; // a new one each time that all is forgotten
    std::uint32_t walk_ = 0;
    bool first_page_delivered_ = true; // so that the first request starts walk 1
    std::unordered_map<std::string, issued_link> notes_;
    std::list<const std::string*> order_; // the cursors of notes_, oldest first
    std::unordered_map<std::string, std::uint32_t> attempts_;
    cursor_register cursors_;
};

} // namespace sendmock

#endif
