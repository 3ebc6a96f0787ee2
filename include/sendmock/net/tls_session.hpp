// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_TLS_SESSION_HPP
#define SENDMOCK_NET_TLS_SESSION_HPP

#include <sendmock/net/freed_by.hpp>
#include <sendmock/net/openssl_error.hpp>

#include <openssl/ssl.h>

#include <memory>

namespace sendmock::net {

/// What the TLS sessions of one side have in common.
using tls_context = std::unique_ptr<SSL_CTX, freed_by<&::SSL_CTX_free>>;

/// TLS on one connection.
using tls_session = std::unique_ptr<SSL, freed_by<&::SSL_free>>;

/// @throws sendmock::error if OpenSSL fails
[[nodiscard]] inline tls_context make_tls_context(const SSL_METHOD* method) {
    tls_context made(::SSL_CTX_new(method));
    demand_openssl(made != nullptr, "make a TLS context");
    return made;
}

/// A session that does not know yet where its bytes come from.
/// @throws sendmock::error if OpenSSL fails
[[nodiscard]] inline tls_session make_tls_session(SSL_CTX* context) {
    tls_session made(::SSL_new(context));
    demand_openssl(made != nullptr, "begin a TLS session");
    return made;
}

} // namespace sendmock::net

#endif
