// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_REQUEST_HEAD_HPP
#define SENDMOCK_HTTP_REQUEST_HEAD_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_framing.hpp>
#include <sendmock/http/message_head.hpp>
#include <sendmock/http/parse_failure.hpp>
#include <sendmock/http/target.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

namespace sendmock::http {

/// The parts of a request line; the views point into the line.
struct request_line {
    std::string_view method;
    std::string_view target;
    int minor_version = 1;
};

namespace detail {

/// Tells whether a target is a host and a port, as for CONNECT (RFC 9112 section 3.2.3).
[[nodiscard]] inline bool is_authority_form(std::string_view target) noexcept {
    const auto colon = target.rfind(':');
    if (colon == std::string_view::npos || colon + 1 == target.size()) {
        return false;
    }
    const auto port = target.substr(colon + 1);
    return std::all_of(port.begin(), port.end(), is_digit) && is_host(target);
}

[[nodiscard]] inline bool is_target(std::string_view method, std::string_view target) {
    if (method == "CONNECT") {
        return is_authority_form(target);
    }
    return split_target(target) && (target != "*" || method == "OPTIONS");
}

/// Returns the minor version of HTTP/1, each above 1 understood as 1 (RFC 9110 section 2.5).
[[nodiscard]] inline parse_result<int> parse_version(std::string_view version) {
    constexpr std::string_view name = "HTTP/";
    const auto digits = version.substr(version.starts_with(name) ? name.size() : version.size());
    if (digits.size() != 3 || !is_digit(digits[0]) || digits[1] != '.' || !is_digit(digits[2])) {
        return parse_failure{400, "the request line does not end in an HTTP version"};
    }
    if (digits[0] != '1') {
        return parse_failure{505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    }
    return digits[2] == '0' ? 0 : 1;
}

} // namespace detail

/// Reads a request line, given without its line end: RFC 9112 section 3, none of its leniencies.
///
/// The target must be in one of the forms that its method allows (section 3.2): "*" only for
/// OPTIONS, host and port only for CONNECT.
[[nodiscard]] inline parse_result<request_line> parse_request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == last || line.find(' ', first + 1) != last) {
        return parse_failure{400, "the request line is not three words with one blank between"};
    }
    request_line result{line.substr(0, first), line.substr(first + 1, last - first - 1)};
    if (!detail::is_token(result.method)) {
        return parse_failure{400, "the method is not a token"};
    }
    // Before the target, so that the preface of HTTP/2 ("PRI * HTTP/2.0") hears of its version.
    const auto minor_version = detail::parse_version(line.substr(last + 1));
    if (const auto* failure = std::get_if<parse_failure>(&minor_version)) {
        return *failure;
    }
    result.minor_version = std::get<int>(minor_version);
    if (!detail::is_target(result.method, result.target)) {
        return parse_failure{400, "the request target has no valid form"};
    }
    return result;
}

/// Returns nullopt if the Host fields are as RFC 9112 section 3.2 demands, and name a host.
[[nodiscard]] inline std::optional<parse_failure> check_host(const header_fields& fields,
                                                             int minor_version) {
    const auto hosts = fields.count("Host");
    if (hosts > 1) {
        return parse_failure{400, "there is more than one Host"};
    }
    if (hosts == 0 && minor_version >= 1) {
        return parse_failure{400, "there is no Host"};
    }
    if (hosts == 1 && !is_host(*fields.find("Host"))) {
        return parse_failure{400, "Host names no host"};
    }
    return std::nullopt;
}

/// Tells whether 100-continue is expected; HTTP/1.0 expects nothing (RFC 9110 section 10.1.1).
[[nodiscard]] inline parse_result<bool> read_expectations(const header_fields& fields,
                                                          int minor_version) {
    bool expects_continue = false;
    if (minor_version >= 1) {
        for (const auto expectation : list_elements(fields, "Expect")) {
            if (equal_ignoring_case(expectation, "100-continue")) {
                expects_continue = true;
            } else if (!expectation.empty()) {
                return parse_failure{417, "no expectation but 100-continue is understood"};
            }
        }
    }
    return expects_continue;
}

} // namespace sendmock::http

#endif
