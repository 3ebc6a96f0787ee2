// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_LISTENER_HPP
#define SENDMOCK_SERVER_DETAIL_LISTENER_HPP

#include <sendmock/faults/wire_fault.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/connection.hpp>
#include <sendmock/server/detail/connection_record.hpp>
#include <sendmock/server/detail/engine.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/server/detail/tls_transport.hpp>
#include <sendmock/server/detail/transport.hpp>
#include <sendmock/server/detail/wake_pipe.hpp>

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace sendmock::detail {

/// How a listener serves.
struct listener_options {
    http::message_limits limits{};
    connection_times times{};
    std::size_t most_connections = 1024; ///< those beyond it get 503
};

/// How a listener speaks TLS, if it does.
struct listener_tls {
    std::shared_ptr<const tls_contexts> contexts{}; ///< null for plain HTTP
    std::optional<tls_profile> forced{};            ///< whatever name a client asks for
    responder plain_http{}; ///< for clients that speak plain HTTP to it; needed with contexts
};

/// Starts a thread that no signal is delivered to: signals are the user's.
template <class Function>
[[nodiscard]] std::thread start_thread(Function function) {
    sigset_t all{};
    sigset_t before{};
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        std::thread started(std::move(function));
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return started;
    } catch (...) {
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
}

/// Accepts connections and gives each a thread, so that none waits behind another. A thread whose
/// connection has ended takes the next one, if that comes soon: a new one costs more than a new
/// connection, and over TLS most, for OpenSSL has random generators of each thread's.
class listener {
public:
    /// Serves when it returns.
    listener(listening_socket socket,
             const listener_options& options,
             responder responder,
             listener_tls tls = {},
             connection_observer observer = {})
        : options_(options),
          responder_(std::move(responder)),
          tls_(std::move(tls)),
          observer_(std::move(observer)),
          address_(socket.address),
          socket_(std::move(socket.descriptor)) {
        static_cast<void>(engine::instance());
        thread_ = start_thread([this] { accept_all(); });
    }

    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    /// Accepts and reads no more; answers that are being written go on. The destructor waits.
    void stop() {
        if (stopping_.exchange(true)) {
            return;
        }
        stopped_at_ = std::chrono::steady_clock::now();
        wake_.wake();
        thread_.join();
        socket_ = net::file_descriptor();
        const std::lock_guard lock(mutex_);
        shut_down_all(SHUT_RD); // wakes those who wait for something to read
        for (worker& waiting : idle_) {
            waiting.called.notify_one();
        }
    }

    /// Ends all connections; an answer that is being written has a moment to be completed.
    ~listener() {
        stop();
        std::unique_lock lock(mutex_);
        if (!all_ended_.wait_until(lock, stopped_at_ + grace, [this] { return none_left(); })) {
            shut_down_all(SHUT_RDWR);
            all_ended_.wait(lock, [this] { return none_left(); });
        }
        lock.unlock();
        join_ended();
    }

    [[nodiscard]] const listening_address& address() const noexcept { return address_; }

private:
    /// Those beyond the limit of connections who are told so; the rest wait in the backlog.
    static constexpr std::size_t most_turned_away = 64;
    static constexpr std::chrono::milliseconds grace{50};
    /// How long a thread waits for another connection.
    static constexpr std::chrono::milliseconds rest{500};

    /// A thread and the connection that it serves, if any.
    struct worker {
        net::file_descriptor socket{};
        accept_action action = accept_action::serve;
        bool too_many = false;
        connection_record record{};
        std::condition_variable called{}; // with mutex_: there is a socket again
        std::thread thread{};
    };

    using workers = std::list<worker>;

    void accept_all() {
        while (!stopping_) {
            std::array<pollfd, 2> watched{
                {{.fd = wake_.reading_end(), .events = POLLIN, .revents = 0},
                 {.fd = socket_.get(), .events = POLLIN, .revents = 0}}};
            // Full, or out of descriptors: look again a little later unless woken to stop.
            const bool pause = paused_;
            ::poll(watched.data(), pause ? 1 : 2, pause ? 10 : -1);
            join_ended();
            paused_ = count() >= options_.most_connections + most_turned_away;
            if (stopping_ || paused_) {
                continue;
            }
            net::file_descriptor accepted = accept_connection(socket_.get());
            if (accepted) {
                start(std::move(accepted));
            } else {
                paused_ = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            }
        }
    }

    void start(net::file_descriptor accepted) {
        accept_action action = accept_action::serve;
        connection_record record;
        try {
            action = responder_.accept ? responder_.accept() : accept_action::serve;
            record = connection_record(observer_, first_entry(action));
        } catch (...) { // NOLINT: nothing may escape this thread; the connection is closed
            return;
        }
        std::unique_lock lock(mutex_);
        const bool too_many = serving_.size() - turned_away_ >= options_.most_connections;
        try {
            workers hired;
            if (idle_.empty()) {
                hired.emplace_back();
            }
            workers& from = idle_.empty() ? hired : idle_;
            const auto place = std::prev(from.end()); // whose caches are the warmest
            place->record = record;                   // first: it may throw
            place->action = action;
            place->too_many = too_many;
            place->socket = std::move(accepted);
            if (!place->thread.joinable()) {
                place->thread = start_thread([=, this] { work(place); });
            }
            serving_.splice(serving_.end(), from, place);
            turned_away_ += too_many ? 1 : 0;
            lock.unlock(); // for which the thread would wait at once
            place->called.notify_one();
        } catch (const std::exception&) { // no thread or memory to be had: it is closed
            paused_ = true;
            record.give_up();
        }
    }

    /// Serves one connection after the other, until none has come for a while.
    void work(workers::iterator place) {
        for (;;) {
            try {
                serve(*place);
            } catch (...) { // NOLINT: not even memory that is used up may end the program
            }
            place->record.give_up(); // where an exception left it pending
            std::unique_lock lock(mutex_);
            turned_away_ -= place->too_many ? 1 : 0;
            // Closed under the lock, so that nobody shuts down another's of the same number.
            place->socket = net::file_descriptor();
            idle_.splice(idle_.end(), serving_, place);
            place->called.wait_for(lock, rest, [&] { return place->socket || stopping_; });
            if (!place->socket) {
                ended_.splice(ended_.end(), idle_, place);
                if (none_left()) {
                    all_ended_.notify_all();
                }
                return;
            }
        }
    }

    /// What is known of a connection before anything is read.
    [[nodiscard]] connection_entry first_entry(accept_action action) const {
        connection_entry entry;
        if (action == accept_action::reset) {
            entry.cause = "the server reset the connection";
            entry.fault = to_string(wire_fault_kind::reset_on_accept);
            return entry;
        }
        if (tls_.contexts) {
            entry.handshake = handshake_outcome::pending;
        } else if (action == accept_action::fail_handshake) {
            entry.cause = "the server closed the connection";
            entry.fault = to_string(wire_fault_kind::fail_handshake);
        }
        return entry;
    }

    void serve(worker& at) {
        const stop_signal stop{.stopping = stopping_, .descriptor = wake_.reading_end()};
        transport plain(at.socket.get());
        if (at.action == accept_action::reset) {
            plain.reset();
        } else if (tls_.contexts) {
            serve_tls(plain, at, stop);
        } else if (at.action == accept_action::serve) {
            serve(plain, responder_, stop, at);
        } else {
            plain.end(ending_style::orderly, stop);
        }
    }

    void serve_tls(transport& plain, worker& at, const stop_signal& stop) {
        const net::deadline until = net::deadline::clock::now() + options_.times.io;
        const bool in_time = plain.wait_readable(until);
        const std::optional<char> first = in_time ? first_byte(plain.socket()) : std::nullopt;
        if (!first) {
            at.record.skip_handshake(stop.stopping ? "the server stopped"
                                     : in_time ? "the client closed the connection without a byte"
                                               : "the client sent nothing");
            plain.end(ending_style::orderly, stop);
            return;
        }
        if (begins_plain_http(*first)) {
            at.record.skip_handshake("the client spoke plain HTTP");
            serve(plain, tls_.plain_http, stop, at);
            return;
        }
        at.record.begin_handshake(at.action == accept_action::fail_handshake
                                      ? to_string(wire_fault_kind::fail_handshake)
                                      : std::string_view());
        tls_transport wire(plain.socket(),
                           *tls_.contexts,
                           at.action == accept_action::fail_handshake
                               ? tls_profile::handshake_failure
                               : tls_.forced,
                           at.record);
        if (wire.shake_hands(until, stop)) {
            serve(wire, responder_, stop, at);
        } else {
            wire.end(ending_style::orderly, stop);
        }
    }

    /// What a client begins with, which stays to be read; nothing where its bytes have ended.
    [[nodiscard]] static std::optional<char> first_byte(int socket) noexcept {
        char first = 0;
        return net::receive_next(socket, &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1
                   ? std::optional(first)
                   : std::nullopt;
    }

    /// Whether a byte begins a method (RFC 9112 section 3), or an empty line, which is to be
    /// ignored before it (section 2.2): no TLS record's type (RFC 8446 appendix B.1).
    [[nodiscard]] static bool begins_plain_http(char first) noexcept {
        return http::is_token_char(first) || http::is_white_space(first);
    }

    void
    serve(transport& wire, const responder& responder, const stop_signal& stop, worker& at) const {
        connection served(wire, options_.limits, options_.times, stop, &at.record);
        if (at.too_many) {
            served.turn_away(responder, {.status = 503, .cause = "too many connections"});
        } else {
            served.serve(responder);
        }
    }

    [[nodiscard]] std::size_t count() const {
        const std::lock_guard lock(mutex_);
        return serving_.size();
    }

    /// With the lock held.
    [[nodiscard]] bool none_left() const noexcept { return serving_.empty() && idle_.empty(); }

    void shut_down_all(int how) const {
        for (const worker& served : serving_) {
            ::shutdown(served.socket.get(), how);
        }
    }

    void join_ended() {
        workers ended;
        {
            const std::lock_guard lock(mutex_);
            ended.swap(ended_);
        }
        for (worker& served : ended) {
            served.thread.join();
        }
    }

    const listener_options options_;
    const responder responder_;
    const listener_tls tls_;
    const connection_observer observer_;
    const listening_address address_;
    net::file_descriptor socket_;
    wake_pipe wake_;
    std::atomic<bool> stopping_{false};
    std::chrono::steady_clock::time_point stopped_at_{}; // of the stopping thread alone
    bool paused_ = false;                                // of the accepting thread alone
    mutable std::mutex mutex_;                           // guards the workers and turned_away_
    std::condition_variable all_ended_;                  // with mutex_: none is left
    workers serving_;
    workers idle_;
    workers ended_;
    std::size_t turned_away_ = 0; // of serving_: those who are being told that there are too many
    std::thread thread_;          // accepts; last, it uses all of the above
};

} // namespace sendmock::detail

#endif
