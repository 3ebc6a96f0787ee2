// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_HTTP_FAULTS_HPP
#define SENDMOCK_FAULTS_HTTP_FAULTS_HPP

#include <sendmock/faults/canned_response.hpp>
#include <sendmock/faults/fault.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

namespace sendmock {

/// An answer in place of the service's: any status, fields and content.
/// @throws std::invalid_argument as `canned_response::check`
[[nodiscard]] inline fault respond(canned_response with) {
    canned_response grouped{.status = with.status, .fields = {}, .body = std::move(with.body)};
    for (const auto& [name, value] : with.fields) {
        grouped.add_field(name, value);
    }
    return detail::checked({.respond = std::move(grouped)});
}

/// An HTTP error in place of the service's answer, with the service's error body for that status.
/// @param status  400 to 599
/// @throws std::invalid_argument for any other status
[[nodiscard]] inline fault http_error(int status) {
    if (status < 400 || status > 599) {
        throw std::invalid_argument("http_error: expected a status from 400 to 599, found " +
                                    std::to_string(status));
    }
    return respond({.status = status});
}

/// 429 with an empty body, as the service documents it, without a Retry-After.
[[nodiscard]] inline fault too_many_requests() {
    return http_error(429);
}

/// 429 with a Retry-After of so many seconds; negative and huge ones go out as they are.
[[nodiscard]] inline fault too_many_requests(std::chrono::seconds retry_after) {
    return respond(
        {.status = 429, .fields = {{"Retry-After", std::to_string(retry_after.count())}}});
}

/// 429 with any text as Retry-After, such as `soon` or `{{now offset='30 seconds'}}`, which is an
/// HTTP date.
/// @throws std::invalid_argument if no field can have it
[[nodiscard]] inline fault too_many_requests(std::string retry_after) {
    return respond({.status = 429, .fields = {{"Retry-After", std::move(retry_after)}}});
}

/// 204 in place of the answer.
[[nodiscard]] inline fault no_content() {
    return respond({.status = 204});
}

/// A redirection to the same page on the same origin.
/// @param status  300 to 399
/// @throws std::invalid_argument for any other status
[[nodiscard]] inline fault redirect(int status = 302) {
    if (status < 300 || status > 399) {
        throw std::invalid_argument("redirect: expected a status from 300 to 399, found " +
                                    std::to_string(status));
    }
    return respond({.status = status,
                    .fields = {{"Location", "{{request.baseUrl}}{{request.url}}"}},
                    .body = ""});
}

/// A redirection to the same page on another origin, which notes whether credentials arrive
/// (`mock_server::canary`). Any request can have it; `redirect_other_origin` is for pages alone.
/// @param status  300 to 399
/// @throws std::invalid_argument for any other status
[[nodiscard]] inline fault redirect_to_other_origin(int status = 302) {
    fault made = redirect(status);
    made.respond->fields.set("Location", "{{canary.baseUrl}}{{request.url}}");
    return made;
}

/// A redirection to the same page over plain HTTP, at another port of the same host: the canary's,
/// too.
/// @param status  300 to 399
/// @throws std::invalid_argument for any other status
[[nodiscard]] inline fault redirect_to_http(int status = 302) {
    fault made = redirect(status);
    made.respond->fields.set("Location", "{{canary.httpBaseUrl}}{{request.url}}");
    return made;
}

} // namespace sendmock

#endif
