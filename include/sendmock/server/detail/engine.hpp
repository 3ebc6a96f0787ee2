// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ENGINE_HPP
#define SENDMOCK_SERVER_DETAIL_ENGINE_HPP

#include <sendmock/http/response.hpp>
#include <sendmock/http/status.hpp>

#include <httplib.h>
#include <signal.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#ifndef CPPHTTPLIB_OPENSSL_SUPPORT
#error "sendmock needs cpp-httplib with CPPHTTPLIB_OPENSSL_SUPPORT, as its pkg-config file defines"
#endif

namespace sendmock::detail {

/// Takes the bytes of an answer on their way to the client.
/// @param more  the answer's content follows at once
/// @return false if they cannot be sent; nothing more is written then
using byte_sink = std::function<bool(std::string_view bytes, bool more)>;

/// An answer to be written.
struct outgoing_answer {
    http::response response{};
    bool head_only = false;        ///< the answer to a HEAD request
    std::string_view connection{}; ///< value of the Connection field; empty for none
};

/// What cpp-httplib sees of a connection: a request that stands for any, and a place to write to.
///
/// It defines the virtual functions of all versions; `override` would tie it to one.
class answer_stream final : public httplib::Stream {
public:
    answer_stream(const outgoing_answer& answer, const byte_sink& sink)
        : answer_(answer),
          sink_(sink),
          request_(answer.head_only ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n") {}

    [[nodiscard]] const outgoing_answer& answer() const noexcept { return answer_; }

    [[nodiscard]] bool failed() const noexcept { return failed_; }

    bool is_readable() const { return !request_.empty(); }

    bool wait_readable() const { return !request_.empty(); }

    bool is_writable() const { return !failed_; }

    bool wait_writable() const { return !failed_; }

    bool is_peer_alive() const { return !failed_; }

    time_t duration() const { return 0; }

    void set_read_timeout(time_t, time_t = 0) {}

    void get_remote_ip_and_port(std::string&, int&) const {}

    void get_local_ip_and_port(std::string&, int&) const {}

    socket_t socket() const { return 0; }

    ssize_t read(char* buffer, std::size_t size) {
        size = std::min(size, request_.size());
        std::memcpy(buffer, request_.data(), size);
        request_.remove_prefix(size);
        return static_cast<ssize_t>(size);
    }

    using httplib::Stream::write;

    ssize_t write(const char* buffer, std::size_t size) {
        std::string_view bytes(buffer, size);
        if (at_start_) {
            at_start_ = false;
            write_status_line(bytes);
        }
        // Held back only if content is sure to follow, in a write of its own.
        const std::size_t head_end = bytes.find("\r\n\r\n");
        send(bytes, content_follows() && head_end != bytes.npos && head_end + 4 == bytes.size());
        return failed_ ? -1 : static_cast<ssize_t>(size);
    }

private:
    [[nodiscard]] bool content_follows() const noexcept {
        return !answer_.head_only && !answer_.response.content.empty();
    }

    void send(std::string_view bytes, bool more) { failed_ = failed_ || !sink_(bytes, more); }

    /// cpp-httplib has its own phrase for each status, and none for many; ours goes out instead.
    void write_status_line(std::string_view& bytes) {
        const http::response& response = answer_.response;
        std::string line = "HTTP/1.1 " + std::to_string(response.status) + ' ';
        line += response.reason.empty() ? http::reason_phrase(response.status) : response.reason;
        const std::size_t end = std::min(bytes.find("\r\n"), bytes.size());
        if (bytes.substr(0, end) != line) {
            send(line, true);
            bytes.remove_prefix(end);
        }
    }

    const outgoing_answer& answer_;
    const byte_sink& sink_;
    std::string_view request_;
    bool at_start_ = true;
    bool failed_ = false;
};

/// Writes answers by means of cpp-httplib.
///
/// One object for the whole process; it never listens and reads nothing from the network.
class engine : httplib::Server {
public:
    [[nodiscard]] static engine& instance() {
        // Never destroyed: threads of servers in static objects may outlive it otherwise.
        static engine& only = *make();
        return only;
    }

    /// Writes an answer to the sink, and leaves its content where it is. Safe to call from several
    /// threads.
    /// @return false if the sink failed
    bool write(const outgoing_answer& answer, const byte_sink& sink) {
        answer_stream stream(answer, sink);
        current() = &stream;
        bool closed = false;
        process(*this, stream, closed, 0);
        current() = nullptr;
        return !stream.failed();
    }

private:
    engine() {
        // A server without a listening socket counts as one that is ending, and writes no content.
        svr_sock_ = 0;
        set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
            const http::response& ours = current()->answer().response;
            response.status = ours.status;
            if (!ours.content.empty()) {
                // Not as a body of its own, which would be copied or moved away.
                response.set_content_provider(
                    ours.content.size(),
                    "",
                    [&ours](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                        return sink.write(ours.content.data() + offset, length);
                    });
                response.headers.erase("Content-Type"); // ours is among the fields
            }
            for (const auto& [name, value] : ours.fields) {
                response.headers.emplace(name, value);
            }
            return HandlerResponse::Handled;
        });
        set_post_routing_handler([](const httplib::Request&, httplib::Response& response) {
            const outgoing_answer& ours = current()->answer();
            for (const char* own : {"Connection", "Keep-Alive", "Accept-Ranges"}) {
                response.headers.erase(own);
            }
            if (!ours.connection.empty()) {
                response.headers.emplace("Connection", std::string(ours.connection));
            }
            if (ours.response.status == 204) {
                response.headers.erase("Content-Length"); // RFC 9110, section 8.6
            }
        });
    }

    [[nodiscard]] static engine* make() {
        // cpp-httplib's constructor ignores SIGPIPE for the whole process; that is the user's say.
        struct sigaction before {};

        ::sigaction(SIGPIPE, nullptr, &before);
        auto* made = new engine;
        ::sigaction(SIGPIPE, &before, nullptr);
        return made;
    }

    [[nodiscard]] static answer_stream*& current() {
        thread_local answer_stream* stream = nullptr;
        return stream;
    }

    // cpp-httplib's signature before 0.18 and since; what compiles decides.
    template <class Server>
    static auto process(Server& server, answer_stream& stream, bool& closed, int)
        -> decltype(server.process_request(stream, false, closed, nullptr)) {
        return server.process_request(stream, false, closed, nullptr);
    }

    template <class Server>
    static auto process(Server& server, answer_stream& stream, bool& closed, long)
        -> decltype(server.process_request(stream, "", 0, "", 0, false, closed, nullptr)) {
        return server.process_request(stream, "", 0, "", 0, false, closed, nullptr);
    }
};

} // namespace sendmock::detail

#endif
