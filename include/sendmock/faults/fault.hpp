// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_FAULT_HPP
#define SENDMOCK_FAULTS_FAULT_HPP

#include <sendmock/http/status.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace sendmock {

/// What goes wrong with an answer: the service's own is replaced by this refusal.
struct fault {
    std::string name{}; ///< as the journal shows it
    refusal replacement{};
};

namespace detail {

[[nodiscard]] inline std::string_view error_message(int status) {
    switch (status) {
    case 401:
        return "Invalid username/password.";
    case 403:
        return "You do not have permission to perform this action.";
    case 404:
        return "Not found.";
    default:
        return http::reason_phrase(status);
    }
}

} // namespace detail

/// An HTTP error in place of the service's answer, with the service's error body for that status.
///
/// @param status  400 to 599
/// @throws std::invalid_argument for any other status
[[nodiscard]] inline fault http_error(int status) {
    if (status < 400 || status > 599) {
        throw std::invalid_argument("http_error: expected a status from 400 to 599, found " +
                                    std::to_string(status));
    }
    return {.name = "http_error(" + std::to_string(status) + ")",
            .replacement = {.status = status,
                            .message = std::string(detail::error_message(status)),
                            .reason = reason::injected_fault}};
}

} // namespace sendmock

#endif
