// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_REQUEST_HPP
#define SENDMOCK_HTTP_REQUEST_HPP

#include <sendmock/http/header_fields.hpp>

#include <cstdint>
#include <string>

namespace sendmock::http {

/// A complete request message (RFC 9112 section 3), its content freed of any transfer coding.
struct request {
    std::string method{};
    /// The request target, word for word as in the request line.
    std::string target{};
    /// The digit after `HTTP/1.`.
    int minor_version = 1;
    header_fields fields{};
    std::string content{};
    /// Whether it came over TLS.
    bool secure = false;
    /// The number of the connection that it came over, from 1; 0 where connections have none.
    std::uint64_t connection = 0;
};

/// Tells whether the client wants the connection to persist after the answer
/// (RFC 9112 section 9.3): under HTTP/1.0 only where it says `keep-alive`.
[[nodiscard]] inline bool keeps_alive(const request& message) noexcept {
    if (lists_token(message.fields, "Connection", "close")) {
        return false;
    }
    return message.minor_version >= 1 || lists_token(message.fields, "Connection", "keep-alive");
}

} // namespace sendmock::http

#endif
