// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_SHOP_EXCHANGE_HPP
#define SENDMOCK_SHOP_DETAIL_SHOP_EXCHANGE_HPP

#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/http/response_parser.hpp>
#include <sendmock/http/url.hpp>
#include <sendmock/net/file_descriptor.hpp>
#include <sendmock/shop/detail/client_connection.hpp>
#include <sendmock/shop/detail/connect.hpp>
#include <sendmock/shop/detail/content_coding.hpp>
#include <sendmock/shop/detail/tls_client_context.hpp>
#include <sendmock/shop/detail/tls_connection.hpp>
#include <sendmock/shop/detail/tls_failure.hpp>
#include <sendmock/shop/python_error.hpp>

#include <openssl/ssl.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::detail::shop {

/// One request.
struct shop_request {
    http::url url{};
    std::string method{};
    /// Without Host, unless the caller's own.
    http::header_fields fields{};
    std::string content{};
};

/// What became of a request.
struct shop_answer {
    /// Nothing if the answer's head did not come.
    std::optional<http::response> response{};
    bool cut = false; ///< its content goes on
    python::exception failure{};
    /// The failure is of the content's framing or coding, which does not matter in a redirect.
    bool content_alone = false;
};

/// The limits of a call.
struct exchange_limits {
    std::chrono::milliseconds connect_timeout{};
    std::chrono::milliseconds read_timeout{};
    std::size_t most_content_bytes = 0;
};

/// Asks a shop once, on a connection of its own, as requests does.
class shop_exchange {
public:
    /// @param context  null if the URL is not https
    shop_exchange(const shop_request& request, SSL_CTX* context, const exchange_limits& limits)
        : request_(request),
          pool_{.secure = request.url.secure(),
                .host = request.url.host,
                .port = request.url.effective_port(),
                .target = request.url.target()},
          context_(context),
          limits_(limits),
          // http.client's own limits; the field lines count with the empty one there.
          parsed_{.head_bytes = 65'536, .fields = 99, .content_bytes = limits.most_content_bytes},
          parser_(request.method, parsed_) {}

    [[nodiscard]] shop_answer run() {
        shop_answer answer;
        answer.failure = connect();
        if (!answer.failure) {
            answer.failure = exchange(answer);
        }
        if (parser_.head_complete()) {
            answer.response = parser_.take_response();
            decode(answer);
        }
        return answer;
    }

private:
    [[nodiscard]] python::exception connect() {
        if (!has_good_labels(pool_.host)) {
            return python::no_such_label(pool_.host);
        }
        auto connected = shop::connect(pool_.host, pool_.port, limits_.connect_timeout);
        if (const auto* failure = std::get_if<connect_failure>(&connected)) {
            return failure->timed_out
                       ? python::connect_timed_out(pool_, limits_.connect_timeout)
                       : python::new_connection_failed(
                             pool_, python::errno_text(failure->code, failure->message));
        }
        auto socket = std::get<net::file_descriptor>(std::move(connected));
        if (!pool_.secure) {
            connection_ = std::make_unique<client_connection>(std::move(socket));
            return {};
        }
        auto secured = std::make_unique<tls_connection>(std::move(socket), context_);
        const auto failure = secured->shake_hands(pool_.host, limits_.connect_timeout);
        connection_ = std::move(secured);
        return failure ? to_exception(*failure, limits_.connect_timeout) : python::exception{};
    }

    /// As Python's codec for international names demands it.
    [[nodiscard]] static bool has_good_labels(std::string_view host) noexcept {
        constexpr std::size_t longest = 63;
        if (host.ends_with('.')) {
            host.remove_suffix(1);
        }
        for (;;) {
            const std::size_t point = host.find('.');
            const std::size_t size = point == std::string_view::npos ? host.size() : point;
            if (size == 0 || size > longest) {
                return false;
            }
            if (point == std::string_view::npos) {
                return true;
            }
            host.remove_prefix(point + 1);
        }
    }

    [[nodiscard]] std::string text() const {
        std::string text = request_.method + ' ' + pool_.target + " HTTP/1.1\r\n";
        if (request_.fields.find("Host") == nullptr) {
            http::url named = request_.url; // without a root's point
            named.host.erase(named.host.find_last_not_of('.') + 1);
            text += "Host: " + named.authority() + "\r\n";
        }
        const bool expects_content =
            request_.method == "POST" || request_.method == "PUT" || request_.method == "PATCH";
        if (expects_content && request_.content.empty() &&
            request_.fields.find("Content-Length") == nullptr) {
            text += "Content-Length: 0\r\n"; // http.client's own, after a redirect
        }
        for (const http::header_field& field : request_.fields) {
            text += field.name + ": " + field.value + "\r\n";
        }
        return text + "\r\n" + request_.content;
    }

    [[nodiscard]] python::exception exchange(shop_answer& answer) {
        const auto unsent = connection_->send(text(), limits_.connect_timeout);
        // A shop may answer, and close, before it has read all.
        if (unsent && !(unsent->what == wire_failure::kind::system && unsent->code == EPIPE)) {
            return unsent->what == wire_failure::kind::timeout
                       ? python::connection_aborted("TimeoutError('timed out')")
                       : to_exception(*unsent, limits_.connect_timeout);
        }
        std::array<char, std::size_t{16} * 1024> buffer; // NOLINT: filled by receive
        for (;;) {
            switch (parser_.next()) {
            case http::response_parser::outcome::complete:
                return {};
            case http::response_parser::outcome::failure:
                return to_exception(parser_.failure(), answer);
            case http::response_parser::outcome::need_more:
                break;
            }
            const auto received =
                connection_->receive(buffer.data(), buffer.size(), limits_.read_timeout);
            if (const auto* failure = std::get_if<wire_failure>(&received)) {
                return parser_.head_complete() ? content_failure(*failure, answer)
                                               : to_exception(*failure, limits_.read_timeout);
            }
            if (const std::size_t size = std::get<std::size_t>(received); size > 0) {
                parser_.append({buffer.data(), size});
            } else {
                parser_.finish();
            }
        }
    }

    [[nodiscard]] python::exception to_exception(const wire_failure& failure,
                                                 std::chrono::milliseconds timeout) const {
        switch (failure.what) {
        case wire_failure::kind::timeout:
            return python::read_timed_out(pool_, timeout);
        case wire_failure::kind::tls:
            return python::tls_failed(pool_, failure.cause);
        case wire_failure::kind::system:
            break;
        }
        return python::connection_aborted(failure.cause);
    }

    [[nodiscard]] python::exception to_exception(const http::response_failure& failure,
                                                 shop_answer& answer) const {
        if (failure.fault == http::response_fault::conflicting_lengths) {
            return python::conflicting_lengths(failure.text);
        }
        answer.cut = failure.fault == http::response_fault::large_content;
        const std::string cause = python::http_exception(failure, parsed_);
        if (cause.empty()) {
            return {}; // taken as it is
        }
        answer.content_alone = parser_.head_complete();
        return answer.content_alone ? python::connection_broken(cause)
                                    : python::connection_aborted(cause);
    }

    [[nodiscard]] python::exception content_failure(const wire_failure& failure,
                                                    shop_answer& answer) const {
        switch (failure.what) {
        case wire_failure::kind::timeout:
            return python::content_timed_out(pool_);
        case wire_failure::kind::tls:
            return python::tls_failed_in_content(failure.text);
        case wire_failure::kind::system:
            break;
        }
        answer.content_alone = true;
        return python::connection_broken(failure.cause);
    }

    void decode(shop_answer& answer) const {
        http::response& response = *answer.response;
        decoded_content decoded =
            decode_content(response.content, response.fields, limits_.most_content_bytes);
        answer.cut = answer.cut || decoded.cut;
        if (!decoded.fault.empty()) {
            // Found before what comes after it, such as the end of the connection.
            const std::string* const coding = response.fields.find("Content-Encoding");
            std::string name;
            for (const char c : coding == nullptr ? std::string{} : *coding) {
                name += http::to_lower(c);
            }
            answer.failure = python::content_not_decoded(name, decoded.fault);
            answer.content_alone = true;
            if (decoded.text.empty()) {
                return; // what came tells more
            }
        }
        response.content = std::move(decoded.text);
    }

    const shop_request& request_;
    const python::called_pool pool_;
    SSL_CTX* const context_;
    const exchange_limits limits_;
    const http::message_limits parsed_;
    http::response_parser parser_;
    std::unique_ptr<client_connection> connection_;
};

} // namespace sendmock::detail::shop

#endif
