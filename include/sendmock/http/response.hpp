// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_RESPONSE_HPP
#define SENDMOCK_HTTP_RESPONSE_HPP

#include <sendmock/http/header_fields.hpp>

#include <string>

namespace sendmock::http {

/// A response message before framing: no field that says how its content is delimited.
struct response {
    int status = 200;
    /// The reason phrase; empty stands for the registered one (`reason_phrase`).
    std::string reason{};
    header_fields fields{};
    std::string content{};
};

} // namespace sendmock::http

#endif
