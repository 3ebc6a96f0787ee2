// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_INVARIANT_HPP
#define SENDMOCK_VERDICT_INVARIANT_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sendmock {

/// What must hold of every walk of every client. Synthetic: the mock's own demands, each taken from
/// a bug that real clients have.
enum class invariant {
    complete,
    in_order,
    exactly_once,
    terminates,
    cursor_verbatim,
    no_self_made_cursor,
    parameters_kept,
    no_request_after_end,
    every_request_authenticated,
    credentials_stay_home,
    no_downgrade,
    certificate_verified,
    host_name_verified,
    reports_tls_failure,
    reports_401, // the first of those about a failure that is to be reported
    reports_404,
    reports_server_error,
    reports_truncation,
    reports_wrong_shape,
    reports_not_json,
    reports_stall, // the last of them
    bounded_attempts,
    ids_exact,
    times_exact,
    text_exact,
    optional_fields_tolerated,
    unknown_fields_tolerated,
    times_out,
    secret_not_leaked,
    survives_many_pages,
    no_crash,
    retries_succeed,
    retry_after_kept,
    rows_before_failure_kept,
    int64_ids_exact,
    backward_walk,
    memory_flat
};

/// An invariant as people are told of it.
struct invariant_description {
    sendmock::invariant which = invariant::complete;
    std::string_view name{};
    std::string_view meaning{}; ///< one sentence
    std::string_view ability{}; ///< as `--expect` names it, where only that asks for it
};

/// All of them, in the order of `invariant`.
inline constexpr std::array<invariant_description, 37> invariants{{
    {invariant::complete,
     "complete",
     "A walk that ends without an error returns every row that was served; a healthy walk ends "
     "without an error.",
     ""},
    {invariant::in_order, "in_order", "Rows come in the order in which they were served.", ""},
    {invariant::exactly_once,
     "exactly_once",
     "No row is returned more often than it was served.",
     ""},
    {invariant::terminates, "terminates", "The client ends by itself, whatever is served.", ""},
    {invariant::cursor_verbatim,
     "cursor_verbatim",
     "Each cursor is sent as it was issued, encoded for the URL once.",
     ""},
    {invariant::no_self_made_cursor,
     "no_self_made_cursor",
     "Every cursor that is sent comes from a link.",
     ""},
    {invariant::parameters_kept,
     "parameters_kept",
     "Every page is requested with the parameters of the first URL.",
     ""},
    {invariant::no_request_after_end,
     "no_request_after_end",
     "Nothing is requested after a page without `next`.",
     ""},
    {invariant::every_request_authenticated,
     "every_request_authenticated",
     "Every request to the service has the account's key and secret.",
     ""},
    {invariant::credentials_stay_home,
     "credentials_stay_home",
     "No credentials are sent to another origin, wherever links and redirects lead.",
     ""},
    {invariant::no_downgrade,
     "no_downgrade",
     "A walk that begins with https sends no request over plain HTTP.",
     ""},
    {invariant::certificate_verified,
     "certificate_verified",
     "No request is sent to a server whose certificate cannot be trusted.",
     ""},
    {invariant::host_name_verified,
     "host_name_verified",
     "No request is sent to a server whose certificate is for another host.",
     ""},
    {invariant::reports_tls_failure,
     "reports_tls_failure",
     "A walk that ends because TLS fails ends with an error.",
     ""},
    {invariant::reports_401,
     "reports_401",
     "A walk that ends at 401 ends with an error, not as if there were no more rows.",
     ""},
    {invariant::reports_404, "reports_404", "A walk that ends at 404 ends with an error.", ""},
    {invariant::reports_server_error,
     "reports_server_error",
     "A walk that ends at any other error status ends with an error.",
     ""},
    {invariant::reports_truncation,
     "reports_truncation",
     "A walk that ends at a missing, truncated or garbled answer ends with an error.",
     ""},
    {invariant::reports_wrong_shape,
     "reports_wrong_shape",
     "A walk that ends at JSON that is not a page ends with an error.",
     ""},
    {invariant::reports_not_json,
     "reports_not_json",
     "A walk that ends at an answer that is not JSON ends with an error.",
     ""},
    {invariant::reports_stall,
     "reports_stall",
     "A walk that ends at an answer that never comes ends with an error.",
     ""},
    {invariant::bounded_attempts,
     "bounded_attempts",
     "No target is requested more often than the limit allows.",
     ""},
    {invariant::ids_exact, "ids_exact", "Ids are returned as the numbers that were served.", ""},
    {invariant::times_exact,
     "times_exact",
     "Times are returned as the instants that were served.",
     ""},
    {invariant::text_exact,
     "text_exact",
     "All other values are returned as they were served, texts character by character.",
     ""},
    {invariant::optional_fields_tolerated,
     "optional_fields_tolerated",
     "Logs whose optional fields are null or missing are returned like all others.",
     ""},
    {invariant::unknown_fields_tolerated,
     "unknown_fields_tolerated",
     "Logs with fields or values that the client does not know are returned like all others.",
     ""},
    {invariant::times_out,
     "times_out",
     "The client gives up in time when the server does not answer.",
     ""},
    {invariant::secret_not_leaked,
     "secret_not_leaked",
     "The client's output contains neither the secret nor its base64 form.",
     ""},
    {invariant::survives_many_pages,
     "survives_many_pages",
     "A walk over more than a thousand pages ends without an error.",
     ""},
    {invariant::no_crash, "no_crash", "The client does not crash: no signal ends it.", ""},
    {invariant::retries_succeed,
     "retries_succeed",
     "The client recovers from a failure that lasts for two attempts.",
     "retry"},
    {invariant::retry_after_kept,
     "retry_after_kept",
     "The client waits as long as Retry-After says before it repeats a request, unless the time "
     "is absurd.",
     "retry-after"},
    {invariant::rows_before_failure_kept,
     "rows_before_failure_kept",
     "The rows of the pages before a failure are returned.",
     "partial"},
    {invariant::int64_ids_exact,
     "int64_ids_exact",
     "Ids beyond 2^53 are returned as the numbers that were served.",
     "int64"},
    {invariant::backward_walk,
     "backward_walk",
     "A walk from the last page by `previous` returns the forward walk's rows in reverse.",
     "backward"},
    {invariant::memory_flat,
     "memory_flat",
     "A walk over a hundred thousand rows takes hardly more memory than a short one.",
     "memory"},
}};

[[nodiscard]] constexpr const invariant_description& describe(invariant which) noexcept {
    return invariants[static_cast<std::size_t>(which)];
}

[[nodiscard]] constexpr std::string_view to_string(invariant which) noexcept {
    return describe(which).name;
}

/// @return nothing where none has the name
[[nodiscard]] constexpr std::optional<invariant> invariant_named(std::string_view name) noexcept {
    const auto* found = std::find_if(
        invariants.begin(), invariants.end(), [&](const auto& one) { return one.name == name; });
    return found == invariants.end() ? std::nullopt : std::optional(found->which);
}

} // namespace sendmock

#endif
