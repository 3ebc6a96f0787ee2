// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_PARSE_FAILURE_HPP
#define SENDMOCK_HTTP_PARSE_FAILURE_HPP

#include <string>
#include <variant>

namespace sendmock::http {

/// Why a message cannot be read, and the status code that says so to its sender.
///
/// The cause is a short text in plain words. It never quotes the message, so it holds no secret.
struct parse_failure {
    int status = 400;
    std::string cause;

    bool operator==(const parse_failure&) const = default;
};

/// What was read, or why it could not be read.
template <typename Value>
using parse_result = std::variant<Value, parse_failure>;

} // namespace sendmock::http

#endif
