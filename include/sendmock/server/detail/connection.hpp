// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_CONNECTION_HPP
#define SENDMOCK_SERVER_DETAIL_CONNECTION_HPP

#include <sendmock/http/content_pool.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/request_parser.hpp>
#include <sendmock/server/detail/engine.hpp>
#include <sendmock/server/detail/socket.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// An answer and what is to be told of its fate.
struct reply {
    http::response response{};
    /// Called once, after the last byte was written or could not be.
    std::function<void(bool written, std::size_t bytes)> done{};
};

/// Answers what connections read; called by many threads at once, must not throw.
struct responder {
    std::function<reply(const http::request&)> respond{};
    /// For a message that could not be read; the connection ends after it.
    std::function<reply(const http::parse_failure&, const http::request& partial)> refuse{};
};

/// How long a connection waits.
struct connection_times {
    std::chrono::milliseconds io{10'000};   ///< for a whole message to come, or for room to write
    std::chrono::milliseconds idle{60'000}; ///< for the first byte of the next message
};

/// Reads the messages of one connection and writes the answers, in turn.
class connection {
public:
    /// @param socket  one that blocks
    connection(int socket,
               const http::message_limits& limits,
               const connection_times& times,
               const std::atomic<bool>& stopping)
        : socket_(socket), times_(times), stopping_(stopping), parser_(limits) {
        set_receive_timeout(socket_, times_.idle);
    }

    /// Serves until the client or the server ends the connection.
    void serve(const responder& responder) {
        for (bool goes_on = true; goes_on && !stopping_;) {
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

    bool write(reply prepared, bool head_only, std::string_view connection_field) {
        std::size_t bytes = 0;
        outgoing_answer answer{.response = std::move(prepared.response),
                               .head_only = head_only,
                               .connection = connection_field};
        const bool written =
            engine::instance().write(answer, [&](std::string_view piece, bool more) {
                bytes += piece.size();
                return send(piece, more);
            });
        http::content_pool::shared().give_back(std::move(answer.response.content));
        if (prepared.done) {
            prepared.done(written, bytes);
        }
        return written;
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
        ::shutdown(socket_, SHUT_WR);
        const deadline until = std::chrono::steady_clock::now() + std::chrono::seconds{2};
        std::array<char, std::size_t{16} * 1024> buffer; // NOLINT: filled by recv
        while (!stopping_ && wait_until_ready(socket_, POLLIN, until) &&
               receive_some(socket_, buffer.data(), buffer.size()) > 0 &&
               std::chrono::steady_clock::now() < until) {
        }
    }

    int socket_;
    const connection_times& times_;
    const std::atomic<bool>& stopping_;
    http::request_parser parser_;
    std::string held_back_;   // sent, but only to leave with what follows
    bool in_message_ = false; // a message has begun and message_deadline_ is its deadline
    bool continued_ = false;  // 100 Continue has been sent for it
    deadline message_deadline_{};
};

} // namespace sendmock::detail

#endif
