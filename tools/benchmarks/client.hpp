// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_CLIENT_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_CLIENT_HPP

#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/service/route.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sendmock::benchmark {

/// A connection that stays open.
class client {
public:
    /// @throws std::runtime_error if nobody listens
    explicit client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{.tv_sec = 30, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            ::close(socket_);
            throw std::runtime_error("cannot connect");
        }
    }

    client(const client&) = delete;
    client& operator=(const client&) = delete;

    ~client() { ::close(socket_); }

    /// Asks for a page.
    /// @return whether all of its answer came
    bool get_page(const std::string& target = std::string(logs_path)) {
        const std::string request =
            "GET " + target +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + http::make_basic("key", "secret") +
            "\r\n\r\n";
        if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
            return false;
        }
        std::size_t received = 0;
        std::size_t size = 0;
        head_.clear();
        while (size == 0 || received < size) {
            const ssize_t count = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
            if (count <= 0) {
                return false;
            }
            received += static_cast<std::size_t>(count);
            if (size == 0) {
                head_.append(buffer_.data(), static_cast<std::size_t>(count));
                size = size_of(head_);
            }
        }
        return true;
    }

private:
    /// The whole answer's size, 0 while its head is not complete.
    [[nodiscard]] static std::size_t size_of(std::string_view head) {
        const std::size_t end = head.find("\r\n\r\n");
        constexpr std::string_view field = "Content-Length: ";
        const std::size_t length = head.find(field);
        if (end == std::string_view::npos || length > end) {
            return 0;
        }
        return end + 4 + std::strtoull(head.data() + length + field.size(), nullptr, 10);
    }

    int socket_;
    std::string head_;
    std::array<char, std::size_t{64} * 1024> buffer_{};
};

} // namespace sendmock::benchmark

#endif
