// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_MESSAGE_LIMITS_HPP
#define SENDMOCK_HTTP_MESSAGE_LIMITS_HPP

#include <cstddef>

namespace sendmock::http {

/// How large a received message may be; one that is larger is refused, not cut.
///
/// Each limit is itself still allowed.
struct message_limits {
    /// Start line, field lines and the empty line, with their line ends; trailers count anew.
    std::size_t head_bytes = std::size_t{64} * 1024;
    /// Field lines in a head, and again in the trailers.
    std::size_t fields = 100;
    /// Content after the transfer coding was taken off.
    std::size_t content_bytes = std::size_t{10} * 1024 * 1024;
};

} // namespace sendmock::http

#endif
