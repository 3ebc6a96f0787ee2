// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_SOCKET_BIO_HPP
#define SENDMOCK_NET_SOCKET_BIO_HPP

#include <sendmock/net/openssl_error.hpp>
#include <sendmock/net/socket.hpp>

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace sendmock::net {

/// A BIO of OpenSSL's by which a TLS session reads from and writes to a socket. OpenSSL's own would
/// raise a signal where the peer has gone.
class socket_bio {
public:
    socket_bio(const socket_bio&) = delete;
    socket_bio& operator=(const socket_bio&) = delete;

protected:
    socket_bio() = default;
    ~socket_bio() = default;

    /// Has a session read and write here, which must live longer than the session does.
    /// @throws sendmock::error if OpenSSL fails
    void attach_to(SSL* session) {
        BIO* const made = ::BIO_new(method());
        demand_openssl(made != nullptr, "begin a TLS session");
        ::BIO_set_data(made, this);
        ::BIO_set_init(made, 1);
        ::SSL_set_bio(session, made, made); // which owns it now
    }

    /// How the system failed since `clear_system_error`, as errno; 0 if it did not.
    [[nodiscard]] int system_error() const noexcept { return system_error_; }

    void clear_system_error() noexcept { system_error_ = 0; }

private:
    /// Takes bytes of the session's.
    /// @return as send(2), with errno
    virtual ssize_t write_bytes(std::string_view bytes) noexcept = 0;

    /// Gets bytes for the session.
    /// @return as recv(2), with errno
    virtual ssize_t read_bytes(char* buffer, std::size_t size) noexcept = 0;

    /// Whether a call that failed is to be repeated; if not, notes why.
    [[nodiscard]] bool repeats(ssize_t result) noexcept {
        if (result >= 0) {
            return false;
        }
        if (would_block()) {
            return true;
        }
        system_error_ = errno;
        return false;
    }

    static int write(BIO* bio, const char* bytes, int size) noexcept {
        auto& self = *static_cast<socket_bio*>(::BIO_get_data(bio));
        BIO_clear_retry_flags(bio);
        const ssize_t written = self.write_bytes({bytes, static_cast<std::size_t>(size)});
        if (self.repeats(written)) {
            BIO_set_retry_write(bio);
        }
        return static_cast<int>(written);
    }

    static int read(BIO* bio, char* buffer, int size) noexcept {
        auto& self = *static_cast<socket_bio*>(::BIO_get_data(bio));
        BIO_clear_retry_flags(bio);
        const ssize_t received = self.read_bytes(buffer, static_cast<std::size_t>(size));
        if (self.repeats(received)) {
            BIO_set_retry_read(bio);
        }
        self.at_end_ = received == 0;
        return static_cast<int>(received);
    }

    static long control(BIO* bio, int command, long, void*) noexcept {
        const auto& self = *static_cast<socket_bio*>(::BIO_get_data(bio));
        switch (command) {
        case BIO_CTRL_FLUSH:
            return 1;
        case BIO_CTRL_EOF:
            return self.at_end_ ? 1 : 0;
        default:
            return 0;
        }
    }

    [[nodiscard]] static const BIO_METHOD* method() {
        static const BIO_METHOD* const only = [] {
            BIO_METHOD* made = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK,
                                              "a socket of sendmock");
            demand_openssl(made != nullptr, "begin a TLS session");
            ::BIO_meth_set_write(made, &write);
            ::BIO_meth_set_read(made, &read);
            ::BIO_meth_set_ctrl(made, &control);
            return made; // for the whole process
        }();
        return only;
    }

    int system_error_ = 0;
    bool at_end_ = false; // the peer sends nothing more
};

} // namespace sendmock::net

#endif
