// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_STANDARD_PROFILE_HPP
#define SENDMOCK_SERVER_DETAIL_STANDARD_PROFILE_HPP

#include <sendmock/faults/tls_profile.hpp>

#include <sys/socket.h>

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>

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

    /// A kept connection, which is woken by a change if it waits for a request. Used by the
    /// connection's thread alone.
    class kept_connection {
    public:
        /// @param of  must live longer
        /// @param socket  open as long as this lives
        kept_connection(standard_profile& of, int socket) : of_(of), entry_{.socket = socket} {
            const std::lock_guard lock(of_.mutex_);
            place_ = of_.kept_.insert(of_.kept_.end(), &entry_);
        }

        kept_connection(const kept_connection&) = delete;
        kept_connection& operator=(const kept_connection&) = delete;

        ~kept_connection() {
            const std::lock_guard lock(of_.mutex_);
            of_.kept_.erase(place_);
        }

        /// Whether the profile was changed since a choice was made.
        /// @param made_with  absent for a connection that no change concerns
        [[nodiscard]] bool is_outdated(const std::optional<choice>& made_with) const noexcept {
            return made_with && *made_with != of_.current();
        }

        /// To be called before the wait for a request; the wait ends at once if the profile is
        /// changed meanwhile, or was before.
        void begin_rest(const std::optional<choice>& made_with) {
            if (!made_with) {
                return;
            }
            const std::lock_guard lock(of_.mutex_);
            entry_.rests = true;
            if (is_outdated(made_with)) { // a change before this may have seen no rest
                end_reading(entry_.socket);
            }
        }

        /// To be called when the first byte of a request has come, before it is taken from the
        /// socket, or when the wait has ended without.
        void end_rest() {
            const std::lock_guard lock(of_.mutex_);
            entry_.rests = false;
        }

    private:
        friend class standard_profile;

        struct entry {
            int socket;
            bool rests = false;
        };

        standard_profile& of_;
        entry entry_;
        std::list<entry*>::iterator place_{};
    };

    explicit standard_profile(tls_profile first) noexcept : first_(first), choice_({first, 0}) {}

    standard_profile(const standard_profile&) = delete;
    standard_profile& operator=(const standard_profile&) = delete;

    [[nodiscard]] choice current() const noexcept { return choice_; }

    /// The next handshake finds this profile. Changes nothing if it is the present one.
    void change(tls_profile profile) {
        const std::lock_guard lock(mutex_);
        const choice present = choice_;
        if (present.profile == profile) {
            return;
        }
        choice_ = choice{profile, present.number + 1};
        for (const kept_connection::entry* one : kept_) {
            if (one->rests) {
                end_reading(one->socket);
            }
        }
    }

    /// As at the start.
    void reset() { change(first_); }

private:
    /// Ends a wait for a request, unless the first bytes of one have come: all of it is read then.
    static void end_reading(int socket) noexcept {
        char first = 0;
        if (::recv(socket, &first, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) {
            ::shutdown(socket, SHUT_RD);
        }
    }

    const tls_profile first_;
    std::atomic<choice> choice_;
    std::mutex mutex_; // guards kept_ and their entries, and keeps changes apart
    std::list<kept_connection::entry*> kept_;
};

} // namespace sendmock::detail

#endif
