// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_JOURNAL_CURSOR_REGISTER_HPP
#define SENDMOCK_JOURNAL_CURSOR_REGISTER_HPP

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace sendmock {

/// What became of the cursors that an account's clients were given: which expired, which stand for
/// others. Keeps the latest of each. Safe to use from several threads.
///
/// The mock's own notion (synthetic): the service itself keeps no such state.
class cursor_register {
public:
    static constexpr std::size_t most = 10'000;

    /// All that is known of a cursor.
    struct entry {
        std::optional<std::string> stands_for{}; ///< the real cursor behind an opaque one
        bool expired = false;
        bool others_are_opaque = false; ///< whether there are opaque cursors, of which it is none
    };

    [[nodiscard]] entry find(const std::string& cursor) const {
        const std::lock_guard lock(mutex_);
        entry found{.expired = expired_.find(cursor) != nullptr};
        if (const std::string* real = stands_for_.find(cursor)) {
            found.stands_for = *real;
        }
        found.others_are_opaque = !found.stands_for && !stands_for_.empty();
        return found;
    }

    /// A cursor is dead from now on.
    void expire(const std::string& cursor) {
        const std::lock_guard lock(mutex_);
        expired_.add(cursor, true);
    }

    /// An opaque cursor stands for a real one.
    void stand_for(const std::string& opaque, const std::string& real) {
        const std::lock_guard lock(mutex_);
        stands_for_.add(opaque, real);
    }

    void clear() {
        const std::lock_guard lock(mutex_);
        expired_ = {};
        stands_for_ = {};
    }

private:
    /// The latest of what was added; what is there stays as it is.
    template <class Value>
    class latest {
    public:
        void add(const std::string& cursor, Value value) {
            if (!values_.try_emplace(cursor, std::move(value)).second) {
                return;
            }
            order_.push_back(cursor);
            if (order_.size() > most) {
                values_.erase(order_.front());
                order_.pop_front();
            }
        }

        [[nodiscard]] const Value* find(const std::string& cursor) const {
            const auto found = values_.find(cursor);
            return found == values_.end() ? nullptr : &found->second;
        }

        [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

    private:
        std::unordered_map<std::string, Value> values_;
        std::deque<std::string> order_; // of values_, oldest first
    };

    mutable std::mutex mutex_; // guards all below
    latest<bool> expired_;
    latest<std::string> stands_for_;
};

} // namespace sendmock

#endif
