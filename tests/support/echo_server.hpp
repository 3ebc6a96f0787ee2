// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_ECHO_SERVER_HPP
#define SENDMOCK_TESTS_SUPPORT_ECHO_SERVER_HPP

#include <sendmock/server/detail/listener.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sendmock::tests {

/// A listener that answers with what it was asked: `METHOD TARGET CONTENT`, and the number of
/// bytes in place of content that is long.
class echo_server {
public:
    /// Larger than all buffers between a server and a client that does not read.
    static constexpr std::size_t big = std::size_t{16} * 1024 * 1024;

    explicit echo_server(const detail::listener_options& options = {})
        : listener_(detail::listen_on("127.0.0.1", 0), options, responder()) {}

    [[nodiscard]] std::uint16_t port() const { return listener_.address().port; }

    /// How many answers were written, and how many could not be.
    [[nodiscard]] int written() const { return written_; }

    [[nodiscard]] int failed() const { return failed_; }

    /// How many answers have been begun.
    [[nodiscard]] int begun() const { return begun_; }

    /// Of the last answer that was done.
    [[nodiscard]] std::size_t last_bytes() const { return last_bytes_; }

private:
    [[nodiscard]] static http::response respond(const http::request& request) {
        http::response response{.fields = {{"Content-Type", "text/plain"}}};
        if (request.target == "/495") {
            response.status = 495;
            return response;
        }
        if (request.target == "/204") {
            response.status = 204;
            return response;
        }
        if (request.target == "/big") {
            response.content = std::string(big, 'x');
            return response;
        }
        constexpr std::size_t most = 100;
        response.content = request.method + ' ' + request.target + ' ';
        response.content += request.content.size() > most ? std::to_string(request.content.size())
                                                          : request.content;
        for (const std::string_view name : {"Authorization", "A"}) {
            if (const std::string* value = request.fields.find(name)) {
                response.fields.add("Echo", *value);
            }
        }
        return response;
    }

    [[nodiscard]] detail::reply noted(http::response response) {
        ++begun_;
        return {.response = std::move(response), .done = [this](bool written, std::size_t bytes) {
                    last_bytes_ = bytes;
                    ++(written ? written_ : failed_);
                }};
    }

    [[nodiscard]] detail::responder responder() {
        return {.respond = [this](const http::request& request) { return noted(respond(request)); },
                .refuse =
                    [this](const http::parse_failure& why, const http::request&) {
                        return noted({.status = why.status, .content = why.cause});
                    }};
    }

    std::atomic<int> begun_{0};
    std::atomic<int> written_{0};
    std::atomic<int> failed_{0};
    std::atomic<std::size_t> last_bytes_{0};
    detail::listener listener_; // last: its threads use the above
};

} // namespace sendmock::tests

#endif
