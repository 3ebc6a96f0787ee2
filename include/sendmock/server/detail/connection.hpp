// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CONNECTION_HPP
#define SENDMOCK_SERVER_DETAIL_CONNECTION_HPP

#include <sendmock/http/content_pool.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/request_parser.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/connection_record.hpp>
#include <sendmock/server/detail/delivery_plan.hpp>
#include <sendmock/server/detail/engine.hpp>
#include <sendmock/server/detail/scripted_delivery.hpp>
#include <sendmock/server/detail/socket_faults.hpp>
#include <sendmock/server/detail/transport.hpp>
#include <sendmock/server/detail/wire_script.hpp>

#include <array>
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

/// Reads the messages of one connection and writes the answers, in turn.
class connection {
public:
    /// @param record  where it is noted, which must live longer; null for nowhere
    connection(transport& wire,
               const http::message_limits& limits,
               const connection_times& times,
               const stop_signal& stop,
               connection_record* record = nullptr)
        : wire_(wire), times_(times), stop_(stop), record_(record), parser_(limits) {
        net::set_receive_timeout(wire_.socket(), times_.idle);
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
        wire_.end(style_, stop_);
    }

    /// Answers without reading, then ends the connection.
    void turn_away(const responder& responder, const http::parse_failure& why) {
        http::request unread;
        note_origin(unread);
        write(responder.refuse(why, unread), false, "close");
        wire_.end(style_, stop_);
    }

private:
    void note_origin(http::request& request) const {
        request.secure = wire_.secure();
        if (record_ != nullptr) {
            record_->note_request();
            request.connection = record_->number();
        }
    }

    [[nodiscard]] bool answer(const responder& responder) {
        http::request request = parser_.take_request();
        note_origin(request);
        in_message_ = false;
        reply prepared = responder.respond(request);
        const bool keep = http::keeps_alive(request) && !wire_.is_outdated(); // by the request, too
        std::string_view field = keep ? "" : "close";
        if (keep && request.minor_version == 0) {
            field = "keep-alive"; // HTTP/1.0 clients wait for the confirmation
        }
        return write(std::move(prepared), request.method == "HEAD", field) && keep;
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
        if (in_message_ && !wire_.wait_readable(message_deadline_)) {
            refuse(responder, {.status = 408, .cause = "the message did not arrive in time"});
            return false;
        }
        std::array<char, std::size_t{16} * 1024> buffer; // NOLINT: filled by recv
        const ssize_t received = in_message_ ? wire_.receive_some(buffer.data(), buffer.size())
                                             : wire_.receive_next(buffer.data(), buffer.size());
        if (received > 0) {
            parser_.append({buffer.data(), static_cast<std::size_t>(received)});
        } else if (received == 0) {
            parser_.finish(); // half-closed: what was asked is still answered
        } else if (!in_message_ || !net::would_block()) {
            return false; // idle for too long, or broken
        }
        return true;
    }

    /// Answers the message that is being read; nothing can be read after it.
    void refuse(const responder& responder, const http::parse_failure& why) {
        http::request partial = parser_.partial_request();
        note_origin(partial);
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
        bool silent = false;
        if (prepared.plan) {
            std::string message;
            engine::instance().write(answer, [&](std::string_view piece, bool) {
                message += piece;
                return true;
            });
            const wire_script script = make_script(message, *prepared.plan);
            written = follow(script, *prepared.plan, wire_, stop_, count_and_send) && script.whole;
            goes_on = written && script.end == wire_end::keep;
            style_ = script.style;
            silent = script.end == wire_end::stall;
            if (script.end == wire_end::rst) {
                await_sent(wire_, stop_, times_.io);
                wire_.reset();
            }
        } else {
            written = engine::instance().write(answer, count_and_send);
            goes_on = written;
        }
        http::content_pool::shared().give_back(std::move(answer.response.content));
        if (prepared.done) {
            prepared.done(written, bytes);
        }
        if (silent) {
            static_cast<void>(
                wait_unless_stopped(wire_.socket(), stop_.descriptor, net::deadline::max(), true));
        }
        return goes_on;
    }

    /// @param more  more follows at once: the bytes leave together with it
    [[nodiscard]] bool send(std::string_view bytes, bool more) {
        if (more) {
            held_back_ += bytes;
            return true;
        }
        const bool sent = wire_.send(held_back_, bytes, times_.io);
        held_back_.clear();
        return sent;
    }

    transport& wire_;
    const connection_times& times_;
    const stop_signal stop_;
    connection_record* const record_;
    http::request_parser parser_;
    std::string held_back_;   // sent, but only to leave with what follows
    bool in_message_ = false; // a message has begun and message_deadline_ is its deadline
    bool continued_ = false;  // 100 Continue has been sent for it
    ending_style style_ = ending_style::orderly;
    net::deadline message_deadline_{};
};

} // namespace sendmock::detail

#endif
