// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_RAW_CLIENT_HPP
#define SENDMOCK_TESTS_SUPPORT_RAW_CLIENT_HPP

#include <sendmock/http/header_fields.hpp>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::tests {

/// How long a client waits for anything; much longer than any answer takes.
inline constexpr std::chrono::seconds patience{30};

/// How the bytes from a server came to their end.
enum class ending {
    silence, ///< the deadline came first
    fin,     ///< the server sends nothing more
    rst,     ///< the connection was reset
};

inline std::ostream& operator<<(std::ostream& out, ending how) {
    return out << (how == ending::silence ? "silence" : how == ending::fin ? "FIN" : "RST");
}

/// All that came from a server, up to its end.
struct received {
    std::string bytes{};
    tests::ending ending = tests::ending::silence;
};

/// One answer that came from a server.
struct received_answer {
    int status = 0;
    std::string reason{};
    http::header_fields fields{};
    std::string content{};
    std::size_t bytes = 0; ///< head and content

    /// The value of a field, empty without one.
    [[nodiscard]] std::string field(std::string_view name) const {
        const std::string* value = fields.find(name);
        return value == nullptr ? std::string() : *value;
    }
};

/// A client that sends and receives exactly the bytes that it is told to. Nothing waits longer
/// than the deadlines, and nothing raises a signal.
class raw_client {
public:
    /// @param receive_buffer  bytes that the system takes from a server unread, about; 0 for many
    explicit raw_client(std::uint16_t port,
                        const std::string& host = "127.0.0.1",
                        int receive_buffer = 0) {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = AI_NUMERICHOST;
        addrinfo* found = nullptr;
        if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
            throw std::runtime_error("not an address: " + host);
        }
        const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> address(found, &::freeaddrinfo);
        socket_ = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1; // each send leaves at once
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (receive_buffer != 0) {
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        }
        if (::connect(socket_, address->ai_addr, address->ai_addrlen) != 0) {
            const std::string cause = std::strerror(errno);
            close();
            throw std::runtime_error("cannot connect to port " + std::to_string(port) + ": " +
                                     cause);
        }
    }

    raw_client(raw_client&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), unread_(std::move(other.unread_)) {}

    raw_client& operator=(raw_client&& other) noexcept {
        std::swap(socket_, other.socket_);
        std::swap(unread_, other.unread_);
        return *this;
    }

    ~raw_client() { close(); }

    /// @return false if the server took no more
    bool send(std::string_view bytes) {
        const clock::time_point until = clock::now() + patience;
        while (!bytes.empty()) {
            const ssize_t sent =
                ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if ((errno != EAGAIN && errno != EINTR) || !wait(POLLOUT, until)) {
                return false;
            }
        }
        return true;
    }

    /// Sends nothing more, and still receives.
    void finish() const { ::shutdown(socket_, SHUT_WR); }

    /// Ends the connection by an RST.
    void reset() {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close();
    }

    void close() {
        if (socket_ >= 0) {
            ::close(std::exchange(socket_, -1));
        }
    }

    /// Receives until the server ends the connection.
    /// @param within  how long to wait; a short time where silence is what is expected
    [[nodiscard]] received read_to_end(std::chrono::milliseconds within = patience) {
        const clock::time_point until = clock::now() + within;
        ending how = ending::silence;
        while (receive(until, how)) {
        }
        return {.bytes = std::exchange(unread_, {}), .ending = how};
    }

    /// Receives one answer; what follows it stays unread.
    /// @param head_only  the request was HEAD
    /// @throws std::runtime_error if none came whole, with what did come
    [[nodiscard]] received_answer read_answer(bool head_only = false) {
        received_answer answer;
        const std::string head = take(size_of_head());
        read_head(head, answer);
        const bool has_content = !head_only && answer.status >= 200 && answer.status != 204;
        if (has_content) {
            answer.content = take(std::stoul(answer.field("Content-Length")));
        }
        answer.bytes = head.size() + answer.content.size();
        return answer;
    }

private:
    using clock = std::chrono::steady_clock;

    /// @return false at the deadline
    [[nodiscard]] bool wait(short events, clock::time_point until) const {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
            pollfd watched{.fd = socket_, .events = events, .revents = 0};
            const auto longest = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
            const int ready = ::poll(&watched, 1, longest);
            if (ready >= 0 || errno != EINTR) {
                return ready > 0;
            }
        }
    }

    /// @return false if nothing more comes, and how that came about
    bool receive(clock::time_point until, ending& how) {
        if (!wait(POLLIN, until)) {
            how = ending::silence;
            return false;
        }
        std::array<char, 65536> buffer; // NOLINT: filled by recv
        const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got > 0) {
            unread_.append(buffer.data(), static_cast<std::size_t>(got));
            return true;
        }
        how = got == 0 ? ending::fin : ending::rst;
        return false;
    }

    /// Receives until there are so many bytes.
    void await(std::size_t size) {
        const clock::time_point until = clock::now() + patience;
        while (unread_.size() < size) {
            ending how = ending::silence;
            if (!receive(until, how)) {
                throw std::runtime_error("no whole answer came, but: " + unread_);
            }
        }
    }

    [[nodiscard]] std::size_t size_of_head() {
        constexpr std::string_view mark = "\r\n\r\n";
        std::size_t at = unread_.find(mark);
        for (; at == std::string::npos; at = unread_.find(mark)) {
            await(unread_.size() + 1);
        }
        return at + mark.size();
    }

    [[nodiscard]] std::string take(std::size_t size) {
        await(size);
        std::string taken = unread_.substr(0, size);
        unread_.erase(0, size);
        return taken;
    }

    static void read_head(std::string_view head, received_answer& answer) {
        const auto next_line = [&head] {
            const std::size_t end = head.find("\r\n");
            const std::string_view line = head.substr(0, end);
            head.remove_prefix(end + 2);
            return line;
        };
        const std::string_view status_line = next_line();
        constexpr std::string_view version = "HTTP/1.1 ";
        if (!status_line.starts_with(version)) {
            throw std::runtime_error("no status line: " + std::string(status_line));
        }
        answer.status = std::stoi(std::string(status_line.substr(version.size(), 3)));
        answer.reason = status_line.substr(version.size() + 4);
        for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
            const std::size_t colon = line.find(": ");
            answer.fields.add(std::string(line.substr(0, colon)),
                              std::string(line.substr(colon + 2)));
        }
    }

    int socket_ = -1;
    std::string unread_;
};

} // namespace sendmock::tests

#endif
