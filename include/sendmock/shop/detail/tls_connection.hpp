// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_TLS_CONNECTION_HPP
#define SENDMOCK_SHOP_DETAIL_TLS_CONNECTION_HPP

#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/freed_by.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/net/socket_bio.hpp>
#include <sendmock/net/tls_session.hpp>
#include <sendmock/shop/detail/certificate_names.hpp>
#include <sendmock/shop/detail/client_connection.hpp>
#include <sendmock/shop/detail/tls_failure.hpp>
#include <sendmock/shop/python_text.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/tls1.h>
#include <poll.h>

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
class tls_connection final : public client_connection, private net::socket_bio {
public:
    /// @throws sendmock::error if OpenSSL has no memory
    tls_connection(net::file_descriptor socket, SSL_CTX* context)
        : client_connection(std::move(socket)), session_(net::make_tls_session(context)) {
        attach_to(session_.get());
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
        const std::unique_ptr<X509, net::freed_by<&::X509_free>> certificate(
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
        const net::deadline until = std::chrono::steady_clock::now() + timeout;
        for (;;) {
            ::ERR_clear_error();
            clear_system_error();
            const int returned = call();
            if (returned == 1) {
                return std::nullopt;
            }
            const int result = ::SSL_get_error(session_.get(), returned);
            if (result == SSL_ERROR_WANT_READ || result == SSL_ERROR_WANT_WRITE) {
                if (!net::wait_until_ready(
                        socket(), result == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, until)) {
                    return wire_failure{.what = wire_failure::kind::timeout};
                }
                continue;
            }
            return python_ssl_failure(session_.get(), result, system_error(), which);
        }
    }

    ssize_t write_bytes(std::string_view bytes) noexcept override {
        return net::send_some(socket(), bytes);
    }

    ssize_t read_bytes(char* buffer, std::size_t size) noexcept override {
        return net::receive_some(socket(), buffer, size);
    }

    net::tls_session session_;
};

} // namespace sendmock::detail::shop

#endif
