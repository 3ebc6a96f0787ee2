// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_TLS_TRANSPORT_HPP
#define SENDMOCK_SERVER_DETAIL_TLS_TRANSPORT_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/net/socket_bio.hpp>
#include <sendmock/net/tls_session.hpp>
#include <sendmock/server/detail/connection_record.hpp>
#include <sendmock/server/detail/socket_faults.hpp>
#include <sendmock/server/detail/standard_profile.hpp>
#include <sendmock/server/detail/tls_alert.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/server/detail/transport.hpp>
#include <sendmock/server/detail/wake_pipe.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// Bytes through TLS. What OpenSSL writes and reads goes straight to and from the socket; what
/// there is no room for waits here. No call raises a signal.
class tls_transport final : public transport, private net::socket_bio {
public:
    /// @param socket  one that blocks
    /// @param contexts  must live longer
    /// @param forced  a profile whatever name the client asks for; absent for the one of the name
    /// @param record  where the handshake is noted, which must live longer
    tls_transport(int socket,
                  const tls_contexts& contexts,
                  const std::optional<tls_profile>& forced,
                  connection_record& record)
        : transport(socket), standard_(contexts.standard()), record_(record) {
        if (forced) {
            decision_ = {.profile = *forced, .forced = true};
        }
        session_ = contexts.start_session(decision_);
        attach_to(session_.get());
        ::SSL_set_info_callback(session_.get(), &on_info);
    }

    /// Shakes hands, or fails to, as the profile wants it; the client has been told then.
    /// @return whether requests can be read
    [[nodiscard]] bool shake_hands(net::deadline until, const stop_signal& stop) {
        bool hello_noted = false;
        for (;;) {
            ::ERR_clear_error();
            const int result = ::SSL_do_handshake(session_.get());
            if (decision_.server_name && !std::exchange(hello_noted, true)) {
                record_.note_hello(*decision_.server_name, to_string(decision_.profile));
            }
            const int error = ::SSL_get_error(session_.get(), result);
            const unsigned long cause = ::ERR_peek_last_error();
            const bool flushed = flush(
                std::chrono::ceil<std::chrono::milliseconds>(until - net::deadline::clock::now()));
            if (result == 1) {
                // Even if the client has gone since: it may have looked at the certificate late.
                record_.complete_handshake(::SSL_get_version(session_.get()));
                return flushed;
            }
            if (error == SSL_ERROR_WANT_READ && flushed) {
                if (net::wait_until_ready(socket(), POLLIN, until)) {
                    continue;
                }
                record_.fail_handshake("the client fell silent");
                return false;
            }
            if (error == SSL_ERROR_WANT_CLIENT_HELLO_CB) {
                break_off(stop);
                return false;
            }
            failed_ = true; // an alert is on its way
            note_failure(cause, stop);
            return false;
        }
    }

    [[nodiscard]] bool secure() const noexcept override { return true; }

    [[nodiscard]] bool is_outdated() const noexcept override {
        return standard_.is_outdated(decision_.standard);
    }

    [[nodiscard]] bool wait_readable(net::deadline until) override {
        return (!starved_ && ::SSL_has_pending(session_.get()) == 1) ||
               transport::wait_readable(until);
    }

    [[nodiscard]] ssize_t receive_some(char* buffer, std::size_t size) override {
        return read(buffer, size);
    }

    [[nodiscard]] ssize_t receive_next(char* buffer, std::size_t size) override {
        // Of a request that has begun, the rest is read, whatever changes meanwhile.
        for (bool has_begun = ::SSL_has_pending(session_.get()) == 1;; has_begun = true) {
            if (!has_begun || starved_) {
                const int ready = wait_for_bytes(!has_begun);
                if (ready <= 0) {
                    return ready;
                }
            }
            const ssize_t received = read(buffer, size);
            if (received >= 0 || !starved_) {
                return received;
            }
        }
    }

    [[nodiscard]] bool send(std::string_view first,
                            std::string_view second,
                            std::chrono::milliseconds patience) override {
        // One record for a head and the content that follows it.
        std::string together;
        if (!first.empty() && !second.empty()) {
            const std::size_t room = largest_record_ - std::min(largest_record_, first.size());
            together.append(first).append(second.substr(0, room));
            second.remove_prefix(std::min(room, second.size()));
            first = together;
        }
        return (first.empty() || write(first, patience)) &&
               (second.empty() || write(second, patience));
    }

protected:
    void say_goodbye() override {
        if (!failed_) {
            ::ERR_clear_error();
            ::SSL_shutdown(session_.get());
            constexpr std::chrono::milliseconds patience{100};
            static_cast<void>(flush(patience));
        }
    }

private:
    static constexpr std::size_t largest_record_ = SSL3_RT_MAX_PLAIN_LENGTH;

    [[nodiscard]] bool write(std::string_view bytes, std::chrono::milliseconds patience) {
        while (!bytes.empty() && !failed_) {
            ::ERR_clear_error();
            std::size_t written = 0;
            if (::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &written) != 1) {
                failed_ = true;
                break;
            }
            bytes.remove_prefix(written);
            if (!flush(patience)) {
                return false;
            }
        }
        return !failed_;
    }

    [[nodiscard]] ssize_t read(char* buffer, std::size_t size) {
        if (failed_) {
            errno = ECONNRESET;
            return -1;
        }
        ::ERR_clear_error();
        clear_system_error();
        std::size_t received = 0;
        const int result = ::SSL_read_ex(session_.get(), buffer, size, &received);
        constexpr std::chrono::milliseconds patience{1000};
        static_cast<void>(flush(patience)); // answers to key updates
        starved_ = false;
        if (result == 1) {
            in_use_ = true;
            return static_cast<ssize_t>(received);
        }
        switch (::SSL_get_error(session_.get(), result)) {
        case SSL_ERROR_ZERO_RETURN:
            return 0;
        case SSL_ERROR_WANT_READ:
            starved_ = true;
            errno = EAGAIN;
            return -1;
        default:
            failed_ = true;
            // In TLS 1.3 a client may refuse what the server takes for a completed handshake.
            if (!in_use_ && decision_.alerts.received != 0) {
                note_alert_of_client();
            }
            errno = system_error() != 0 ? system_error() : ECONNRESET;
            return -1;
        }
    }

    /// Waits for the socket's receive timeout.
    /// @param ends_by_change  whether a change of the profile ends the wait, if nothing has come
    /// @return 1 when there are bytes, 0 after a change, -1 with errno otherwise
    [[nodiscard]] int wait_for_bytes(bool ends_by_change) const {
        std::shared_ptr<const wake_pipe> change;
        bool is_changed = false;
        if (ends_by_change && decision_.standard) {
            change = standard_.change_after(*decision_.standard);
            is_changed = change == nullptr;
        }
        const auto longest = net::receive_timeout(socket());
        std::array<pollfd, 2> watched{
            {{.fd = socket(), .events = POLLIN, .revents = 0},
             {.fd = change ? change->reading_end() : -1, .events = POLLIN, .revents = 0}}};
        const int ended =
            net::poll_until(watched,
                            is_changed             ? net::deadline::clock::now()
                            : longest.count() == 0 ? net::deadline::max()
                                                   : net::deadline::clock::now() + longest);
        if (watched[0].revents != 0) {
            return 1;
        }
        if (ended > 0 || is_changed) {
            return 0;
        }
        errno = EAGAIN;
        return -1;
    }

    static void on_info(const SSL* session, int where, int value) noexcept {
        note_alert(
            session, where, value, static_cast<hello_decision*>(SSL_get_app_data(session))->alerts);
    }

    void note_alert_of_client() {
        const std::string name = alert_name(decision_.alerts.received);
        record_.fail_handshake("the client sent " + name, name);
    }

    /// @param cause  OpenSSL's error, 0 for none
    void note_failure(unsigned long cause, const stop_signal& stop) {
        if (decision_.alerts.received != 0) {
            note_alert_of_client();
        } else if (decision_.alerts.sent != 0) {
            const char* const reason = ::ERR_GET_REASON(cause) == SSL_R_CALLBACK_FAILED
                                           ? nullptr // the profile's will
                                           : ::ERR_reason_error_string(cause);
            record_.fail_handshake("the server sent " + alert_name(decision_.alerts.sent) +
                                   (reason != nullptr ? ": " + std::string(reason) : ""));
        } else {
            record_.fail_handshake(stop.stopping ? "the server stopped"
                                                 : "the client closed the connection");
        }
    }

    /// Sends what OpenSSL has written.
    [[nodiscard]] bool flush(std::chrono::milliseconds patience) {
        const bool sent = to_send_.empty() || transport::send(to_send_, {}, patience);
        to_send_.clear();
        failed_ = failed_ || !sent;
        return sent;
    }

    /// Ends a handshake as no TLS server does.
    void break_off(const stop_signal& stop) {
        failed_ = true;
        constexpr std::string_view in_plain_http =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 27\r\n"
            "Connection: close\r\n\r\nThis port speaks plain HTTP";
        switch (decision_.profile) {
        case tls_profile::handshake_reset:
            record_.fail_handshake("the server reset the connection");
            reset();
            break;
        case tls_profile::handshake_stall:
            record_.fail_handshake("the server fell silent");
            static_cast<void>(
                wait_unless_stopped(socket(), stop.descriptor, net::deadline::max(), true));
            break;
        case tls_profile::plain_http: {
            constexpr std::chrono::milliseconds patience{1000};
            record_.fail_handshake("the server answered in plain HTTP");
            static_cast<void>(transport::send(in_plain_http, {}, patience));
            break;
        }
        default:
            record_.fail_handshake("the server closed the connection");
            break; // the end follows
        }
    }

    ssize_t write_bytes(std::string_view bytes) noexcept override {
        std::string_view left = bytes;
        if (to_send_.empty()) {
            const ssize_t sent = net::send_some(socket(), left);
            left.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
        }
        try {
            to_send_ += left; // for want of room, or the client is gone, which shows later
        } catch (...) {       // NOLINT: nothing may go through OpenSSL
            failed_ = true;
            errno = ENOMEM;
            return -1;
        }
        return static_cast<ssize_t>(bytes.size());
    }

    ssize_t read_bytes(char* buffer, std::size_t size) noexcept override {
        return net::receive_some(socket(), buffer, size);
    }

    hello_decision decision_{};
    const standard_profile& standard_;
    connection_record& record_;
    bool in_use_ = false; // something was read
    std::string to_send_;
    bool starved_ = false;     // what was received is only part of a record
    bool failed_ = false;      // no more TLS on this connection
    net::tls_session session_; // last: its bytes go through all of the above
};

} // namespace sendmock::detail

#endif
