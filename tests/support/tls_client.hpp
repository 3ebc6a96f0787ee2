// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_TLS_CLIENT_HPP
#define SENDMOCK_TESTS_SUPPORT_TLS_CLIENT_HPP

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::tests {

/// How the bytes from a server came to their end over TLS.
enum class tls_ending {
    silence,      ///< the deadline came first
    close_notify, ///< an orderly end
    fin,          ///< FIN without close_notify
    rst,          ///< the connection was reset
};

inline std::ostream& operator<<(std::ostream& out, tls_ending how) {
    constexpr std::array<const char*, 4> names{"silence", "close_notify", "FIN", "RST"};
    return out << names[static_cast<std::size_t>(how)];
}

/// A client that verifies nothing, and says how the bytes came to their end.
class tls_client {
public:
    explicit tls_client(std::uint16_t port,
                        std::chrono::milliseconds longest = std::chrono::seconds{30})
        : context_(::SSL_CTX_new(::TLS_client_method()), &::SSL_CTX_free),
          wire_(::SSL_new(context_.get()), &::SSL_free),
          socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(longest);
        const timeval wait{.tv_sec = seconds.count(),
                           .tv_usec = std::chrono::microseconds(longest - seconds).count()};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            ::close(socket_);
            throw std::runtime_error("cannot connect");
        }
        ::SSL_set_fd(wire_.get(), socket_);
    }

    tls_client(const tls_client&) = delete;
    tls_client& operator=(const tls_client&) = delete;

    ~tls_client() {
        if (socket_ >= 0) {
            ::close(socket_);
        }
    }

    /// Names the host in its hello, of which there is none otherwise.
    void ask_for(const std::string& host) { SSL_set_tlsext_host_name(wire_.get(), host.c_str()); }

    /// @return whether the handshake succeeded
    bool shake_hands() { return ::SSL_connect(wire_.get()) == 1; }

    /// The common name of the server's certificate; empty without one.
    [[nodiscard]] std::string presented() const {
        X509* const certificate = ::SSL_get0_peer_certificate(wire_.get());
        std::array<char, 100> name{};
        if (certificate != nullptr) {
            ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate),
                                        NID_commonName,
                                        name.data(),
                                        static_cast<int>(name.size()));
        }
        return name.data();
    }

    void send(std::string_view bytes) {
        ::SSL_write(wire_.get(), bytes.data(), static_cast<int>(bytes.size()));
    }

    /// Refuses a certificate that no CA of its own has signed; it has none.
    /// The bytes in which something would be sent, for `send_raw` to send in pieces.
    [[nodiscard]] std::string encrypted(std::string_view bytes) {
        BIO* const wire = ::SSL_get_wbio(wire_.get());
        ::BIO_up_ref(wire);
        BIO* const memory = ::BIO_new(::BIO_s_mem());
        ::BIO_up_ref(memory);
        ::SSL_set0_wbio(wire_.get(), memory);
        ::SSL_write(wire_.get(), bytes.data(), static_cast<int>(bytes.size()));
        ::SSL_set0_wbio(wire_.get(), wire);
        char* begin = nullptr;
        const auto size = static_cast<std::size_t>(BIO_get_mem_data(memory, &begin));
        std::string record(begin, size);
        ::BIO_free(memory);
        return record;
    }

    void verify() { ::SSL_set_verify(wire_.get(), SSL_VERIFY_PEER, nullptr); }

    /// @param version  such as TLS1_2_VERSION
    void speak_at_most(int version) { SSL_set_max_proto_version(wire_.get(), version); }

    /// Sends bytes beside TLS.
    void send_raw(std::string_view bytes) const {
        static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }

    /// Whether nothing comes for a time, not even the end.
    [[nodiscard]] bool hears_nothing(std::chrono::milliseconds time) const {
        pollfd watched{.fd = socket_, .events = POLLIN, .revents = 0};
        return ::poll(&watched, 1, static_cast<int>(time.count())) == 0;
    }

    /// The content of the next record; empty if none comes.
    std::string read_record() {
        std::string bytes(SSL3_RT_MAX_PLAIN_LENGTH, '\0');
        const int got = ::SSL_read(wire_.get(), bytes.data(), static_cast<int>(bytes.size()));
        bytes.resize(static_cast<std::size_t>(std::max(got, 0)));
        return bytes;
    }

    /// Ends in an orderly way, and still receives.
    void finish() { ::SSL_shutdown(wire_.get()); }

    /// Sends nothing more without saying so, and still receives.
    void cut() const { ::shutdown(socket_, SHUT_WR); }

    /// Ends the connection by FIN, or by RST where something has not been read.
    void close() { ::close(std::exchange(socket_, -1)); }

    /// All that comes, up to its end.
    std::string read_to_end(tls_ending& how) {
        std::string bytes;
        std::array<char, 65536> buffer{};
        for (;;) {
            ::ERR_clear_error();
            errno = 0;
            const int got = ::SSL_read(wire_.get(), buffer.data(), static_cast<int>(buffer.size()));
            if (got > 0) {
                bytes.append(buffer.data(), static_cast<std::size_t>(got));
                continue;
            }
            const int cause = errno;
            switch (::SSL_get_error(wire_.get(), got)) {
            case SSL_ERROR_ZERO_RETURN:
                how = tls_ending::close_notify;
                break;
            case SSL_ERROR_WANT_READ:
                how = tls_ending::silence;
                break;
            default:
                how = cause == ECONNRESET ? tls_ending::rst : tls_ending::fin;
            }
            return bytes;
        }
    }

private:
    std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&::SSL_free)> wire_;
    int socket_;
};

} // namespace sendmock::tests

#endif
