// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_BROKEN_SHOP_HPP
#define SENDMOCK_TESTS_SUPPORT_BROKEN_SHOP_HPP

#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/net/readiness.hpp>
#include <sendmock/net/socket.hpp>
#include <sendmock/server/detail/connection_record.hpp>
#include <sendmock/server/detail/listening_socket.hpp>
#include <sendmock/server/detail/tls_contexts.hpp>
#include <sendmock/server/detail/tls_transport.hpp>
#include <sendmock/server/detail/transport.hpp>
#include <sendmock/server/detail/wake_pipe.hpp>

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// A connection from a shop's point of view.
class shop_side {
public:
    shop_side(detail::transport& bytes, const detail::stop_signal& stop)
        : bytes_(bytes), stop_(stop) {}

    /// Reads a request's head, and the content that its Content-Length announces.
    std::string read_request() {
        std::string text;
        std::array<char, 16384> buffer; // NOLINT: filled by receive
        for (;;) {
            const std::size_t head = text.find("\r\n\r\n");
            const std::size_t length = text.find("Content-Length: ");
            if (head != std::string::npos &&
                text.size() >=
                    head + 4 +
                        (length < head ? std::stoul(text.substr(length + 16)) : std::size_t{0})) {
                return text;
            }
            const ssize_t got = bytes_.receive_next(buffer.data(), buffer.size());
            if (got <= 0) {
                return text;
            }
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

    /// Waits for bytes, whatever they are.
    void read_any() {
        std::array<char, 16384> buffer; // NOLINT: filled by receive
        static_cast<void>(bytes_.receive_next(buffer.data(), buffer.size()));
    }

    /// Waits for bytes without reading them: the client has then seen that it is connected.
    void await_bytes() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        static_cast<void>(net::wait_until_ready(bytes_.socket(), POLLIN, until));
    }

    void send(std::string_view bytes) {
        static_cast<void>(bytes_.send(bytes, {}, std::chrono::seconds{10}));
    }

    /// Sends bytes that do not go through TLS.
    void send_beside(std::string_view bytes) {
        static_cast<void>(net::send_some(bytes_.socket(), bytes));
    }

    /// Ends with RST.
    void reset() { bytes_.reset(); }

    /// Ends without TLS's own end.
    void cut() { bytes_.end(detail::ending_style::truncated, stop_); }

    /// Says nothing until the client has gone.
    void stall() {
        std::array<char, 1024> buffer; // NOLINT: filled by recv
        while (net::wait_until_ready(bytes_.socket(),
                                     POLLIN,
                                     std::chrono::steady_clock::now() + std::chrono::seconds{30}) &&
               ::recv(bytes_.socket(), buffer.data(), buffer.size(), MSG_DONTWAIT) > 0) {
        }
    }

private:
    detail::transport& bytes_;
    const detail::stop_signal& stop_;
};

/// A shop on loopback that answers however it likes, each connection by the same function.
class broken_shop {
public:
    using behaviour = std::function<void(shop_side&)>;

    /// @param contexts  for https, must live longer
    explicit broken_shop(behaviour behave,
                         std::optional<tls_profile> profile = {},
                         const detail::tls_contexts* contexts = nullptr)
        : behave_(std::move(behave)),
          profile_(profile),
          contexts_(contexts),
          listening_(detail::listen_on("127.0.0.1", 0)),
          thread_([this] { serve(); }) {}

    broken_shop(const broken_shop&) = delete;
    broken_shop& operator=(const broken_shop&) = delete;

    ~broken_shop() {
        stopping_ = true;
        wake_.wake();
        thread_.join();
        for (std::thread& connection : connections_) {
            connection.join();
        }
    }

    [[nodiscard]] std::uint16_t port() const { return listening_.address.port; }

    /// @param host  `127.0.0.1` or `localhost`
    [[nodiscard]] std::string url(const std::string& target = "/orders.json",
                                  const std::string& host = "127.0.0.1") const {
        return (profile_ ? "https://" : "http://") + host + ':' + std::to_string(port()) + target;
    }

private:
    void serve() {
        for (;;) {
            std::array<pollfd, 2> watched{
                {{.fd = listening_.descriptor.get(), .events = POLLIN, .revents = 0},
                 {.fd = wake_.reading_end(), .events = POLLIN, .revents = 0}}};
            ::poll(watched.data(), watched.size(), -1);
            if (stopping_) {
                return;
            }
            auto accepted = std::make_shared<net::file_descriptor>(
                detail::accept_connection(listening_.descriptor.get()));
            if (*accepted) {
                connections_.emplace_back([this, accepted] { talk(accepted->get()); });
            }
        }
    }

    void talk(int socket) {
        const detail::stop_signal stop{stopping_, wake_.reading_end()};
        constexpr std::chrono::seconds patience{10};
        net::set_receive_timeout(socket, patience);
        if (!profile_) {
            detail::transport bytes(socket);
            shop_side side(bytes, stop);
            behave_(side);
            bytes.end(detail::ending_style::orderly, stop);
            return;
        }
        detail::connection_record record;
        detail::tls_transport bytes(socket, *contexts_, profile_, record);
        if (bytes.shake_hands(std::chrono::steady_clock::now() + patience, stop)) {
            shop_side side(bytes, stop);
            behave_(side);
        }
        bytes.end(detail::ending_style::orderly, stop);
    }

    const behaviour behave_;
    const std::optional<tls_profile> profile_;
    const detail::tls_contexts* const contexts_;
    const detail::listening_socket listening_;
    detail::wake_pipe wake_;
    std::atomic<bool> stopping_{false};
    std::vector<std::thread> connections_; // of the thread below, until it has ended
    std::thread thread_;
};

/// Reads a request and answers with these bytes.
[[nodiscard]] inline broken_shop::behaviour answering(std::string bytes) {
    return [bytes = std::move(bytes)](shop_side& side) {
        side.read_request();
        side.send(bytes);
    };
}

/// The text of an answer.
[[nodiscard]] inline std::string answer_text(std::string_view status,
                                             std::string_view content = "{}",
                                             std::string_view type = "application/json",
                                             std::string_view fields = "") {
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Length: " + std::to_string(content.size()) + "\r\n" + std::string(fields) +
           "\r\n" + std::string(content);
}

} // namespace sendmock::tests

#endif
