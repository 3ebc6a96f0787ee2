// SPDX-License-Identifier: MIT
#include <sendmock/net/socket_bio.hpp>
#include <sendmock/net/tls_session.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>

namespace unit::net::socket_bio {

/// A session whose bytes wait in texts.
class side : private sendmock::net::socket_bio {
public:
    explicit side(bool server)
        : context_(sendmock::net::make_tls_context(::TLS_method())),
          session_(sendmock::net::make_tls_session(context_.get())) {
        // Ciphers that need no certificate.
        ::SSL_set_security_level(session_.get(), 0);
        SSL_set_max_proto_version(session_.get(), TLS1_2_VERSION);
        BOOST_REQUIRE(::SSL_set_cipher_list(session_.get(), "AECDH-AES128-SHA") == 1);
        attach_to(session_.get());
        server ? ::SSL_set_accept_state(session_.get()) : ::SSL_set_connect_state(session_.get());
    }

    using socket_bio::clear_system_error;
    using socket_bio::system_error;

    [[nodiscard]] SSL* get() const { return session_.get(); }

    /// @return SSL_ERROR_NONE if it is complete
    int shake_hands() {
        ::ERR_clear_error();
        return ::SSL_get_error(get(), ::SSL_do_handshake(get()));
    }

    std::string incoming;
    std::string outgoing;
    int failure = EAGAIN;       ///< of reads where nothing has come; 0 for the end
    int no_room = 0;            ///< of writes, 0 for room
    std::size_t room = 100'000; ///< for one write

private:
    ssize_t write_bytes(std::string_view bytes) noexcept override {
        if (no_room != 0) {
            errno = no_room;
            return -1;
        }
        bytes = bytes.substr(0, room);
        outgoing += bytes;
        return static_cast<ssize_t>(bytes.size());
    }

    ssize_t read_bytes(char* buffer, std::size_t size) noexcept override {
        const std::size_t count = std::min(size, incoming.size());
        if (count == 0 && failure != 0) {
            errno = failure;
            return -1;
        }
        std::copy_n(incoming.data(), count, buffer);
        incoming.erase(0, count);
        return static_cast<ssize_t>(count);
    }

    sendmock::net::tls_context context_;
    sendmock::net::tls_session session_; // last: its bytes go through all of the above
};

void deliver(side& from, side& to) {
    to.incoming += from.outgoing;
    from.outgoing.clear();
}

struct fixture {
    void shake_hands() {
        constexpr int most_rounds = 10;
        int left = SSL_ERROR_WANT_READ;
        for (int round = 0; round < most_rounds && left == SSL_ERROR_WANT_READ; ++round) {
            client.shake_hands();
            deliver(client, server);
            server.shake_hands();
            deliver(server, client);
            left = client.shake_hands();
        }
        BOOST_REQUIRE(left == SSL_ERROR_NONE);
        BOOST_REQUIRE(server.shake_hands() == SSL_ERROR_NONE);
    }

    side client{false};
    side server{true};
    std::array<char, 100> buffer{};
    std::size_t count = 0;
};

} // namespace unit::net::socket_bio

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(net)
BOOST_FIXTURE_TEST_SUITE(socket_bio, socket_bio::fixture)

BOOST_AUTO_TEST_CASE(carries_the_bytes_of_a_session) {
    shake_hands();
    BOOST_REQUIRE(::SSL_write_ex(client.get(), "abc", 3, &count) == 1);
    BOOST_TEST(client.outgoing.find("abc") == std::string::npos); // not as they are
    deliver(client, server);
    BOOST_REQUIRE(::SSL_read_ex(server.get(), buffer.data(), buffer.size(), &count) == 1);
    BOOST_TEST(std::string_view(buffer.data(), count) == "abc");
}

BOOST_AUTO_TEST_CASE(a_session_waits_for_what_has_not_come) {
    BOOST_TEST(client.shake_hands() == SSL_ERROR_WANT_READ);
    BOOST_TEST(!client.outgoing.empty());
    BOOST_TEST(client.system_error() == 0);
    // In pieces, too.
    for (const char byte : client.outgoing) {
        BOOST_TEST(server.shake_hands() == SSL_ERROR_WANT_READ);
        BOOST_TEST(server.outgoing.empty());
        server.incoming += byte;
    }
    server.shake_hands();
    BOOST_TEST(!server.outgoing.empty());
}

BOOST_AUTO_TEST_CASE(a_session_waits_for_room) {
    client.no_room = EAGAIN;
    BOOST_TEST(client.shake_hands() == SSL_ERROR_WANT_WRITE);
    BOOST_TEST(client.system_error() == 0);
    client.no_room = 0;
    client.room = 10;
    BOOST_TEST(client.shake_hands() == SSL_ERROR_WANT_READ);
    shake_hands();
}

BOOST_AUTO_TEST_CASE(keeps_how_the_system_failed) {
    client.failure = ECONNRESET;
    BOOST_TEST(client.shake_hands() == SSL_ERROR_SYSCALL);
    BOOST_TEST(client.system_error() == ECONNRESET);
    client.clear_system_error();
    BOOST_TEST(client.system_error() == 0);
    server.no_room = EPIPE;
    deliver(client, server);
    BOOST_TEST(server.shake_hands() == SSL_ERROR_SYSCALL);
    BOOST_TEST(server.system_error() == EPIPE);
}

BOOST_AUTO_TEST_CASE(the_end_is_told_from_what_has_not_come) {
    shake_hands();
    BIO* const bio = ::SSL_get_rbio(client.get());
    BOOST_TEST(::SSL_read_ex(client.get(), buffer.data(), buffer.size(), &count) == 0);
    BOOST_TEST(::SSL_get_error(client.get(), 0) == SSL_ERROR_WANT_READ);
    BOOST_TEST(BIO_eof(bio) == 0);
    client.failure = 0;
    ::ERR_clear_error();
    BOOST_TEST(::SSL_read_ex(client.get(), buffer.data(), buffer.size(), &count) == 0);
    BOOST_TEST(::SSL_get_error(client.get(), 0) == SSL_ERROR_SSL);
    BOOST_TEST(ERR_GET_REASON(::ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING);
    BOOST_TEST(client.system_error() == 0);
    BOOST_TEST(BIO_eof(bio) == 1);
    ::ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(all_sessions_share_one_kind_of_bio) {
    BOOST_TEST(BIO_method_type(::SSL_get_rbio(client.get())) ==
               BIO_method_type(::SSL_get_wbio(server.get())));
    BOOST_TEST((BIO_method_type(::SSL_get_rbio(client.get())) & BIO_TYPE_SOURCE_SINK) != 0);
    BOOST_TEST(BIO_flush(::SSL_get_wbio(client.get())) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
