// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CONNECTION_HPP
#define SENDMOCK_SERVER_DETAIL_CONNECTION_HPP

#include <sendmock/http/content_pool.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/request_parser.hpp>
#include <sendmock/server/detail/delivery_plan.hpp>
#include <sendmock/server/detail/engine.hpp>
#include <sendmock/server/detail/socket.hpp>
#include <sendmock/server/detail/socket_faults.hpp>
#include <sendmock/server/detail/wire_script.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// What is done with a connection before anything is read.
enum class accept_action { serve, reset, fail_handshake };

/// An answer and what is to be told of its fate.
struct reply {
    http::response response{};
    /// How it is to be delivered, other than whole and at once.
    std::optional<delivery_plan> plan{};
    /// Called once, after the last byte was written or could not be.
    std::function<void(bool written, std::size_t bytes)> done{};
};

/// Answers what connections read; called by many threads at once, must not throw.
struct responder {
    std::function<reply(const http::request&)> respond{};
    /// For a message that could not be read; the connection ends after it.
    std::function<reply(const http::parse_failure&, const http::request& partial)> refuse{};
    /// Called by the accepting thread for each connection, in order; if absent, all are served.
    std::function<accept_action()> accept{};
};

/// How long a connection waits.
struct connection_times {
    std::chrono::milliseconds io{10'000};   ///< for a whole message to come, or for room to write
    std::chrono::milliseconds idle{60'000}; ///< for the first byte of the next message
};

/// Tells connections that the server stops.
struct stop_signal {
    const std::atomic<bool>& stopping;
    int descriptor; ///< becomes readable then, and stays so
};

/// Reads the messages of one connection and writes the answers, in turn.
class connection {
public:
    /// @param socket  one that blocks
    connection(int socket,
               const http::message_limits& limits,
               const connection_times& times,
               const stop_signal& stop)
        : socket_(socket), times_(times), stop_(stop), parser_(limits) {
        set_receive_timeout(socket_, times_.idle);
    }

    /// Serves until the client or the server ends the connection.
    void serve(const responder& responder) {
        for (bool goes_on = true; goes_on && !stop_.stopping;) {
            switch (parser_.next()) {
            case http::request_parser::outcome::request:
                goes_on = answer(responder);
                break;
            case http::request_parser::outcome::failure:
                refuse(responder, parser_.failure());
                goes_on = false;
                break;
            case http::request_parser::outcome::end:
                goes_on = false;
                break;
            case http::request_parser::outcome::need_more:
                goes_on = read_more(responder);
                break;
            }
        }
        linger();
    }

    /// Ends the connection before anything is read.
    void fail(accept_action how) {
        if (how == accept_action::reset) {
            reset_on_close(socket_);
            reset_ = true;
        }
        linger();
    }

    /// Answers without reading, then ends the connection.
    void turn_away(const responder& responder, const http::parse_failure& why) {
        write(responder.refuse(why, {}), false, "close");
        linger();
    }

private:
    [[nodiscard]] bool answer(const responder& responder) {
        const http::request request = parser_.take_request();
        in_message_ = false;
        const bool keep = http::keeps_alive(request);
        std::string_view field = keep ? "" : "close";
        if (keep && request.minor_version == 0) {
            field = "keep-alive"; // HTTP/1.0 clients wait for the confirmation
        }
        return write(responder.respond(request), request.method == "HEAD", field) && keep;
    }

    /// The first bytes of a message are waited for by the call that receives them, which is what
    /// clients feel; the others by a deadline for the whole message.
    /// @return false if the connection is over
    [[nodiscard]] bool read_more(const responder& responder) {
        if (parser_.idle()) {
            in_message_ = false;
        } else if (!in_message_) {
            in_message_ = true;
            continued_ = false;
            message_deadline_ = std::chrono::steady_clock::now() + times_.io;
        }
        if (parser_.wants_continue() && !std::exchange(continued_, true) &&
            !send("HTTP/1.1 100 Continue\r\n\r\n", false)) {
            return false;
        }
        if (in_message_ && !wait_until_ready(socket_, POLLIN, message_deadline_)) {
            refuse(responder, {.status = 408, .cause = "the message did not arrive in time"});
            return false;
        }
        std::array<char, std::size_t{16} * 1024> buffer; // NOLINT: filled by recv
        const ssize_t received = in_message_ ? receive_some(socket_, buffer.data(), buffer.size())
                                             : receive_next(socket_, buffer.data(), buffer.size());
        if (received > 0) {
            parser_.append({buffer.data(), static_cast<std::size_t>(received)});
        } else if (received == 0) {
            parser_.finish(); // half-closed: what was asked is still answered
        } else if (!in_message_ || !would_block()) {
            return false; // idle for too long, or broken
        }
        return true;
    }

    /// Answers the message that is being read; nothing can be read after it.
    void refuse(const responder& responder, const http::parse_failure& why) {
        const http::request& partial = parser_.partial_request();
        write(responder.refuse(why, partial), partial.method == "HEAD", "close");
    }

    /// @return whether the connection can go on
    bool write(reply prepared, bool head_only, std::string_view connection_field) {
        std::size_t bytes = 0;
        bool goes_on = true;
        outgoing_answer answer{.response = std::move(prepared.response),
                               .head_only = head_only,
                               .connection = connection_field};
        const auto count_and_send = [&](std::string_view piece, bool more) {
            bytes += piece.size();
            return send(piece, more);
        };
        bool written = false;
        if (prepared.plan) {
            std::string message;
            engine::instance().write(answer, [&](std::string_view piece, bool) {
                message += piece;
                return true;
            });
            const wire_script script =
                make_script(message, prepared.plan->fault, prepared.plan->draws);
            written = follow(script, *prepared.plan, count_and_send) && script.whole;
            goes_on = written && script.end == wire_end::keep;
            if (script.end == wire_end::rst) {
                await_sent();
                reset_on_close(socket_);
                reset_ = true;
            }
        } else {
            written = engine::instance().write(answer, count_and_send);
            goes_on = written;
        }
        http::content_pool::shared().give_back(std::move(answer.response.content));
        if (prepared.done) {
            prepared.done(written, bytes);
        }
        if (prepared.plan && prepared.plan->fault && is_stall(prepared.plan->fault->kind)) {
            const deadline never = deadline::max();
            static_cast<void>(wait_unless_stopped(socket_, stop_.descriptor, never, true));
        }
        return goes_on;
    }

    [[nodiscard]] static bool is_stall(wire_fault_kind kind) noexcept {
        return kind == wire_fault_kind::stall_before_response ||
               kind == wire_fault_kind::stall_during_response_body;
    }

    /// Sends what a script has, in its time.
    /// @return false if the server stops, or the client is gone, before all of it was sent
    [[nodiscard]] bool
    follow(const wire_script& script, const delivery_plan& plan, const byte_sink& sink) {
        const deadline begin = std::chrono::steady_clock::now() + plan.wait;
        if (plan.wait.count() > 0 && !wait_until(begin)) {
            return false;
        }
        const bool in_pieces = plan.dribbled && !script.content.empty();
        if (!in_pieces) {
            return sink(script.head + script.content, false);
        }
        const std::string_view content = script.content;
        const std::size_t pieces = std::min<std::size_t>(plan.dribbled->chunks, content.size());
        const auto pause = std::chrono::microseconds(plan.dribbled->total) / pieces;
        if (!sink(script.head, false)) {
            return false;
        }
        const deadline first = std::chrono::steady_clock::now();
        for (std::size_t piece = 0; piece < pieces; ++piece) {
            const std::size_t from = content.size() * piece / pieces;
            const std::size_t to = content.size() * (piece + 1) / pieces;
            if (!wait_until(first + pause * (piece + 1)) ||
                !sink(content.substr(from, to - from), false)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool wait_until(deadline time) const noexcept {
        return wait_unless_stopped(socket_, stop_.descriptor, time) == wait_end::time;
    }

    /// Waits until the system has sent all, which a reset would drop.
    void await_sent() const {
        const deadline until = std::chrono::steady_clock::now() + times_.io;
        while (unsent_bytes(socket_) > 0 && std::chrono::steady_clock::now() < until) {
            constexpr std::chrono::milliseconds moment{1};
            if (!wait_until(std::chrono::steady_clock::now() + moment)) {
                return;
            }
        }
    }

    /// @param more  more follows at once: the bytes leave together with it
    [[nodiscard]] bool send(std::string_view bytes, bool more) {
        if (more) {
            held_back_ += bytes;
            return true;
        }
        std::string_view first = held_back_;
        while (!first.empty() || !bytes.empty()) {
            const ssize_t sent = send_some(socket_, first, bytes);
            if (sent >= 0) {
                const auto count = static_cast<std::size_t>(sent);
                const std::size_t of_first = std::min(count, first.size());
                first.remove_prefix(of_first);
                bytes.remove_prefix(count - of_first);
            } else if (!would_block() ||
                       !wait_until_ready(
                           socket_, POLLOUT, std::chrono::steady_clock::now() + times_.io)) {
                return false;
            }
        }
        held_back_.clear();
        return true;
    }

    /// Lets the client read the last answer: closing over unread bytes would reset the connection.
    void linger() const {
        if (reset_) {
            return;
        }
        ::shutdown(socket_, SHUT_WR);
        const deadline until = std::chrono::steady_clock::now() + std::chrono::seconds{2};
        std::array<char, std::size_t{16} * 1024> buffer; // NOLINT: filled by recv
        while (!stop_.stopping && wait_until_ready(socket_, POLLIN, until) &&
               receive_some(socket_, buffer.data(), buffer.size()) > 0 &&
               std::chrono::steady_clock::now() < until) {
        }
    }

    int socket_;
    const connection_times& times_;
    const stop_signal stop_;
    http::request_parser parser_;
    std::string held_back_;   // sent, but only to leave with what follows
    bool in_message_ = false; // a message has begun and message_deadline_ is its deadline
    bool continued_ = false;  // 100 Continue has been sent for it
    bool reset_ = false;      // closing it resets it
    deadline message_deadline_{};
};

} // namespace sendmock::detail

#endif
