// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_REFUSAL_HPP
#define SENDMOCK_SERVICE_REFUSAL_HPP

#include <sendmock/http/response.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/json_text.hpp>

#include <string>
#include <string_view>

namespace sendmock {

/// Why the service does not do what a request asks.
struct refusal {
    int status = 400;
    std::string message{};     ///< for the error body, as the service words it
    std::string_view reason{}; ///< one word of the mock's own, for `X-Sendmock-Reason`; static
};

/// An error body: compact JSON with the keys in the recorded order; what is not UTF-8 is repaired.
///
/// @param path  the request's, percent-decoded; empty if none could be read
[[nodiscard]] inline std::string
error_body(int status, std::string_view path, std::string_view message) {
    if (path.starts_with('/')) {
        path.remove_prefix(1);
    }
    std::string body = R"({"error":{"code":)" + std::to_string(status) + R"(,"request":)";
    append_json_string(body, http::repair_utf8(path));
    body += R"(,"message":)";
    append_json_string(body, http::repair_utf8(message));
    return body += "}}";
}

/// The answer to a refused request.
///
/// 429 has an empty body (documented) and 401 asks for `Bearer` even where Basic is meant
/// (recorded).
[[nodiscard]] inline http::response to_response(const refusal& refused, std::string_view path) {
    http::response response{.status = refused.status};
    if (refused.status == 401) {
        response.fields.add("WWW-Authenticate", "Bearer");
    }
    if (refused.status != 429) {
        response.fields.add("Content-Type", "application/json");
        response.content = error_body(refused.status, path, refused.message);
    }
    return response;
}

} // namespace sendmock

#endif
