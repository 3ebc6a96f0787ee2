// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_STANDARD_PROFILE_HPP
#define SENDMOCK_SERVER_DETAIL_STANDARD_PROFILE_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/server/detail/wake_pipe.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace sendmock::detail {

/// The TLS profile of clients that ask for no profile's host name. It can be changed at any time;
/// connections that were made under the former one end then. Safe to use from several threads.
class standard_profile {
public:
    /// The profile from one change to the next. Aligned, so that clang needs no libatomic for it.
    struct alignas(std::uint64_t) choice {
        tls_profile profile = tls_profile::good;
        std::uint32_t number = 0; ///< of the change, so that changing back makes another choice

        [[nodiscard]] bool operator==(const choice&) const = default;
    };

    /// @throws sendmock::error if there are no descriptors left
    explicit standard_profile(tls_profile first) : first_(first), choice_({first, 0}) {}

    standard_profile(const standard_profile&) = delete;
    standard_profile& operator=(const standard_profile&) = delete;

    [[nodiscard]] choice current() const noexcept { return choice_; }

    /// Whether the profile was changed since a choice was made.
    /// @param made_with  absent for a connection that no change concerns
    [[nodiscard]] bool is_outdated(const std::optional<choice>& made_with) const noexcept {
        return made_with && *made_with != current();
    }

    /// What wakes a wait for the next request once the profile is changed. It stays awake.
    /// @return null if the profile was changed already
    [[nodiscard]] std::shared_ptr<const wake_pipe> change_after(const choice& made_with) const {
        const std::lock_guard lock(mutex_);
        return is_outdated(made_with) ? nullptr : change_;
    }

    /// The next handshake finds this profile. Changes nothing if it is the present one.
    /// @throws sendmock::error if there are no descriptors left; nothing has changed then
    void change(tls_profile profile) {
        const std::lock_guard lock(mutex_);
        const choice present = choice_;
        if (present.profile == profile) {
            return;
        }
        auto next = std::make_shared<const wake_pipe>();
        choice_ = choice{profile, present.number + 1};
        change_->wake();
        change_ = std::move(next);
    }

    /// As at the start.
    void reset() { change(first_); }

private:
    const tls_profile first_;
    std::atomic<choice> choice_;
    mutable std::mutex mutex_; // guards change_, and keeps changes apart
    std::shared_ptr<const wake_pipe> change_ = std::make_shared<const wake_pipe>(); // the next one
};

} // namespace sendmock::detail

#endif
