// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_TLS_CONNECTION_HPP
#define SENDMOCK_SHOP_DETAIL_TLS_CONNECTION_HPP

#include <sendmock/shop/detail/certificate_names.hpp>
#include <sendmock/shop/detail/client_connection.hpp>
#include <sendmock/shop/detail/client_socket.hpp>
#include <sendmock/shop/detail/tls_client_context.hpp>
#include <sendmock/shop/detail/tls_failure.hpp>
#include <sendmock/shop/python_text.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/tls1.h>
#include <poll.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::detail::shop {

/// A connection through TLS. No call raises a signal, and nothing of the process is changed.
class tls_connection final : public client_connection {
public:
    /// @throws sendmock::error if OpenSSL has no memory
    tls_connection(client_socket socket, SSL_CTX* context)
        : client_connection(std::move(socket)), session_(::SSL_new(context)) {
        demand_tls(session_ != nullptr, "begin a TLS session");
        BIO* const wire = ::BIO_new(method());
        demand_tls(wire != nullptr, "begin a TLS session");
        ::BIO_set_data(wire, this);
        ::BIO_set_init(wire, 1);
        ::SSL_set_bio(session_.get(), wire, wire); // which owns it now
        ::SSL_set_connect_state(session_.get());
    }

    /// Shakes hands and checks that the certificate is the host's.
    /// @param timeout  for all of it
    [[nodiscard]] std::optional<wire_failure> shake_hands(const std::string& host,
                                                          std::chrono::milliseconds timeout) {
        std::string name = host; // a root's point belongs to the look-up alone
        name.erase(name.find_last_not_of('.') + 1);
        if (address_bytes(name).empty()) {
            SSL_set_tlsext_host_name(session_.get(), name.c_str());
        }
        const auto call = [this] { return ::SSL_do_handshake(session_.get()); };
        if (auto failure = run(call, timeout, ssl_call::handshake)) {
            return failure;
        }
        const std::unique_ptr<X509, freed_by_openssl<&::X509_free>> certificate(
            ::SSL_get1_peer_certificate(session_.get()));
        if (const auto fault = find_name_fault(certificate.get(), name)) {
            return wire_failure{.what = wire_failure::kind::tls,
                                .cause = "CertificateError(" + python::repr(*fault) + ')',
                                .text = *fault};
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<wire_failure> send(std::string_view bytes,
                                                   std::chrono::milliseconds timeout) override {
        std::size_t sent = 0; // all, for partial writes are not enabled
        const auto call = [&] {
            return ::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &sent);
        };
        return bytes.empty() ? std::nullopt : run(call, timeout, ssl_call::write);
    }

    [[nodiscard]] std::variant<std::size_t, wire_failure>
    receive(char* buffer, std::size_t size, std::chrono::milliseconds timeout) override {
        std::size_t received = 0;
        const auto call = [&] { return ::SSL_read_ex(session_.get(), buffer, size, &received); };
        if (auto failure = run(call, timeout, ssl_call::read)) {
            if (failure->end) {
                return std::size_t{0};
            }
            return *std::move(failure);
        }
        return received;
    }

private:
    /// Repeats a call of OpenSSL's as long as it wants bytes, or room for them.
    template <class Call>
    [[nodiscard]] std::optional<wire_failure>
    run(const Call& call, std::chrono::milliseconds timeout, ssl_call which) {
        const deadline until = std::chrono::steady_clock::now() + timeout;
        for (;;) {
            ::ERR_clear_error();
            system_error_ = 0;
            const int returned = call();
            if (returned == 1) {
                return std::nullopt;
            }
            const int result = ::SSL_get_error(session_.get(), returned);
            if (result == SSL_ERROR_WANT_READ || result == SSL_ERROR_WANT_WRITE) {
                if (!socket().wait(result == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, until)) {
                    return wire_failure{.what = wire_failure::kind::timeout};
                }
                continue;
            }
            return python_ssl_failure(session_.get(), result, system_error_, which);
        }
    }

    static int bio_write(BIO* wire, const char* bytes, int size) {
        auto& self = *static_cast<tls_connection*>(::BIO_get_data(wire));
        BIO_clear_retry_flags(wire);
        const ssize_t sent = self.socket().send(bytes, static_cast<std::size_t>(size));
        if (sent < 0 && would_block()) {
            BIO_set_retry_write(wire);
        } else if (sent < 0) {
            self.system_error_ = errno;
        }
        return static_cast<int>(sent);
    }

    static int bio_read(BIO* wire, char* buffer, int size) {
        auto& self = *static_cast<tls_connection*>(::BIO_get_data(wire));
        BIO_clear_retry_flags(wire);
        const ssize_t received = self.socket().receive(buffer, static_cast<std::size_t>(size));
        if (received < 0 && would_block()) {
            BIO_set_retry_read(wire);
        } else if (received < 0) {
            self.system_error_ = errno;
        }
        self.at_end_ = received == 0;
        return static_cast<int>(received);
    }

    static long bio_control(BIO* wire, int command, long, void*) {
        const auto& self = *static_cast<tls_connection*>(::BIO_get_data(wire));
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
                                              "a client's socket of sendmock");
            demand_tls(made != nullptr, "begin a TLS session");
            ::BIO_meth_set_write(made, &bio_write);
            ::BIO_meth_set_read(made, &bio_read);
            ::BIO_meth_set_ctrl(made, &bio_control);
            return made; // for the whole process
        }();
        return only;
    }

    std::unique_ptr<SSL, freed_by_openssl<&::SSL_free>> session_;
    int system_error_ = 0; // of the last call
    bool at_end_ = false;  // the shop sends nothing more
};

} // namespace sendmock::detail::shop

#endif
