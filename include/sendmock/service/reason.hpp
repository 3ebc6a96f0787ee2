// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_REASON_HPP
#define SENDMOCK_SERVICE_REASON_HPP

#include <string_view>

/// Why a request was refused, in one word: the values of `X-Sendmock-Reason` and of
/// `exchange::reason` (synthetic; the service itself gives only the message).
namespace sendmock::reason {

/// No Authorization field, or one without credentials.
inline constexpr std::string_view no_credentials = "no_credentials";
/// Another scheme than Basic.
inline constexpr std::string_view not_basic = "not_basic";
/// More than one word after the scheme.
inline constexpr std::string_view credentials_with_spaces = "credentials_with_spaces";
/// Credentials that are no base64, or have no colon.
inline constexpr std::string_view bad_base64 = "bad_base64";
/// No account has this key.
inline constexpr std::string_view unknown_key = "unknown_key";
/// The account has another secret.
inline constexpr std::string_view wrong_secret = "wrong_secret";
/// The service has nothing there.
inline constexpr std::string_view unknown_path = "unknown_path";
/// No log and no option names this integration.
inline constexpr std::string_view unknown_integration = "unknown_integration";
/// A `format` parameter other than `json`.
inline constexpr std::string_view unknown_format = "unknown_format";
/// A cursor that the service cannot read.
inline constexpr std::string_view bad_cursor = "bad_cursor";
/// A cursor that would make sense if it were decoded once more.
inline constexpr std::string_view double_encoded_cursor = "double_encoded_cursor";
/// A cursor that was good once: too old, or expired by a fault.
inline constexpr std::string_view expired_cursor = "expired_cursor";
/// An Accept field that excludes JSON.
inline constexpr std::string_view not_acceptable = "not_acceptable";
/// A method that the resource does not have.
inline constexpr std::string_view method_not_allowed = "method_not_allowed";
/// A GET with content.
inline constexpr std::string_view get_with_body = "get_with_body";
/// More than 1,000 query parameters.
inline constexpr std::string_view too_many_parameters = "too_many_parameters";
/// Content that is not declared as JSON.
inline constexpr std::string_view unsupported_media_type = "unsupported_media_type";
/// A log that cannot be created as it is.
inline constexpr std::string_view invalid_log = "invalid_log";
/// More requests than the account may send.
inline constexpr std::string_view rate_limited = "rate_limited";
/// A fault that the test asked for.
inline constexpr std::string_view injected_fault = "injected_fault";
/// At the other origin: a request without credentials.
inline constexpr std::string_view other_origin = "other_origin";
/// Plain HTTP without credentials at a port that speaks TLS.
inline constexpr std::string_view plain_http = "plain_http";
/// At the other origin, or in plain HTTP at a port that speaks TLS: a request with credentials,
/// which no client should send there.
inline constexpr std::string_view credentials_arrived = "credentials_arrived";
/// What came is not one HTTP message (RFC 9112).
inline constexpr std::string_view bad_message = "bad_message";
/// The message did not come in time.
inline constexpr std::string_view request_timeout = "request_timeout";
/// More clients at a time than allowed.
inline constexpr std::string_view too_many_connections = "too_many_connections";
/// The mock itself failed.
inline constexpr std::string_view internal_error = "internal_error";

} // namespace sendmock::reason

#endif
