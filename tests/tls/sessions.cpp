// SPDX-License-Identifier: MIT
// A TLS session is resumed under its own profile, and never under another.
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/server/mock_server.hpp>

#include <arpa/inet.h>
#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace tls::sessions {

using sendmock::tls_profile;

using context_ptr = std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)>;
using session_ptr = std::unique_ptr<SSL_SESSION, decltype(&::SSL_SESSION_free)>;

/// A client that verifies nothing, so that it can resume anything, and keeps the last session.
class client {
public:
    explicit client(int version) : context_(::SSL_CTX_new(::TLS_client_method()), &::SSL_CTX_free) {
        SSL_CTX_set_min_proto_version(context_.get(), version);
        SSL_CTX_set_max_proto_version(context_.get(), version);
        SSL_CTX_set_session_cache_mode(context_.get(),
                                       SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
        SSL_CTX_set_app_data(context_.get(), this);
        ::SSL_CTX_sess_set_new_cb(context_.get(), [](SSL* wire, SSL_SESSION* session) {
            auto* self = static_cast<client*>(SSL_CTX_get_app_data(::SSL_get_SSL_CTX(wire)));
            self->last_.reset(session);
            return 1;
        });
    }

    /// Gets a page of a host.
    /// @return whether the session of the last call was resumed
    bool get(std::uint16_t port, const std::string& host) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        BOOST_REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) ==
                      0);
        const std::unique_ptr<SSL, decltype(&::SSL_free)> wire(::SSL_new(context_.get()),
                                                               &::SSL_free);
        ::SSL_set_fd(wire.get(), socket);
        SSL_set_tlsext_host_name(wire.get(), host.c_str());
        if (last_) {
            ::SSL_set_session(wire.get(), last_.get());
        }
        BOOST_REQUIRE(::SSL_connect(wire.get()) == 1);
        const std::string request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        ::SSL_write(wire.get(), request.data(), static_cast<int>(request.size()));
        std::array<char, 4096> buffer{};
        while (::SSL_read(wire.get(), buffer.data(), static_cast<int>(buffer.size())) > 0) {
        }
        const bool resumed = ::SSL_session_reused(wire.get()) == 1;
        ::SSL_shutdown(wire.get());
        ::close(socket);
        return resumed;
    }

private:
    context_ptr context_;
    session_ptr last_{nullptr, &::SSL_SESSION_free};
};

} // namespace tls::sessions

BOOST_AUTO_TEST_SUITE(tls)
BOOST_AUTO_TEST_SUITE(sessions)

BOOST_AUTO_TEST_CASE(are_resumed_under_their_own_profile) {
    const sendmock::mock_server server{{.tls = tls_profile::good}};
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        client one(version);
        BOOST_TEST(!one.get(server.port(), "good.localhost"));
        BOOST_TEST(one.get(server.port(), "good.localhost"));
    }
}

BOOST_AUTO_TEST_CASE(never_cross_profiles) {
    const sendmock::mock_server server{{.tls = tls_profile::good}};
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        for (const char* other : {"expired.localhost", "self-signed.localhost"}) {
            client there(version);
            BOOST_TEST(!there.get(server.port(), "good.localhost"));
            BOOST_TEST(!there.get(server.port(), other));
            client back(version);
            BOOST_TEST(!back.get(server.port(), other));
            BOOST_TEST(!back.get(server.port(), "good.localhost"));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
