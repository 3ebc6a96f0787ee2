// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CONNECTION_RECORD_HPP
#define SENDMOCK_SERVER_DETAIL_CONNECTION_RECORD_HPP

#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/service/time_source.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// Where a listener notes its connections.
struct connection_observer {
    connection_journal* journal = nullptr; ///< must live longer; null: they are not noted
    time_source now = system_time;
    /// Called by the connection's thread; what it throws is ignored.
    std::function<void(const connection_entry&)> on_failed_handshake{};
};

/// What is noted of one connection, from when it is accepted. Used by one thread at a time.
class connection_record {
public:
    /// A connection that is not noted.
    connection_record() = default;

    /// @param observer  must live longer
    /// @param entry  what is known when it is accepted, besides number and time
    connection_record(const connection_observer& observer, connection_entry entry)
        : observer_(observer.journal != nullptr ? &observer : nullptr), entry_(std::move(entry)) {
        if (observer_ == nullptr) {
            return;
        }
        try {
            entry_.time = observer_->now();
        } catch (...) { // NOLINT: the user's time source; nothing may escape a server thread
            entry_.time = system_time();
        }
        generation_ = observer_->journal->generation();
        entry_.number = observer_->journal->add(entry_);
    }

    /// Among the server's connections, from 1; 0 for one that is not noted.
    [[nodiscard]] std::uint64_t number() const noexcept { return entry_.number; }

    /// The client has not begun a handshake, and will not.
    void skip_handshake(std::string_view cause) {
        entry_.handshake = handshake_outcome::no_tls;
        entry_.cause = cause;
        update();
    }

    /// The client's first byte is that of a handshake.
    /// @param fault  by which it is to fail; empty for none
    void begin_handshake(std::string_view fault = {}) {
        entry_.tls = true;
        entry_.fault = fault;
        update();
    }

    /// The client's hello was read, and is answered by a profile.
    void note_hello(std::string_view sni, std::string_view profile) {
        entry_.sni = sni;
        entry_.profile = profile;
        update();
    }

    /// @param version  such as `TLSv1.3`
    void complete_handshake(std::string_view version) {
        entry_.version = version;
        entry_.handshake = handshake_outcome::completed;
        update();
    }

    /// @param cause  in plain words
    /// @param alert  that the client sent; empty for none
    void fail_handshake(std::string_view cause, std::string_view alert = {}) {
        entry_.handshake = handshake_outcome::failed;
        entry_.cause = cause;
        entry_.alert = alert;
        update();
        if (observer_ != nullptr && observer_->on_failed_handshake) {
            try {
                entry_.since_reset = observer_->journal->since_reset(entry_.number);
                observer_->on_failed_handshake(entry_);
            } catch (...) { // NOLINT: nothing may escape a server thread, and nobody is told
            }
        }
    }

    /// The server cannot serve the connection, or no longer; nothing happens once it is known what
    /// became of the handshake.
    void give_up() noexcept {
        if (entry_.handshake != handshake_outcome::pending) {
            return;
        }
        try {
            constexpr std::string_view cause = "the server failed to serve it";
            if (entry_.tls) {
                fail_handshake(cause);
            } else {
                skip_handshake(cause);
            }
        } catch (...) { // NOLINT: no memory even for this
        }
    }

    /// A request has come: the connection is shown again if the journal was cleared meanwhile.
    void note_request() {
        if (observer_ == nullptr) {
            return;
        }
        const std::uint64_t generation = observer_->journal->generation();
        if (std::exchange(generation_, generation) != generation) {
            observer_->journal->restore(entry_);
        }
    }

private:
    void update() const {
        if (observer_ != nullptr) {
            observer_->journal->update(entry_);
        }
    }

    const connection_observer* observer_ = nullptr; // null: not noted
    connection_entry entry_{};
    std::uint64_t generation_ = 0; // of the journal when it last had this entry
};

} // namespace sendmock::detail

#endif
