// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_ADVICE_HPP
#define SENDMOCK_TESTING_ADVICE_HPP

#include <sendmock/verdict/invariant.hpp>

#include <string_view>

namespace sendmock::testing {

/// What to do about an invariant that fails, in one or two sentences for the client's author.
[[nodiscard]] constexpr std::string_view advice_for(invariant which) noexcept {
    using enum invariant;
    switch (which) {
    case complete:
        return "Follow `next` until it is null. Empty and short pages are not the end.";
    case in_order:
        return "Return rows in the order in which they come; do not sort or regroup them.";
    case exactly_once:
        return "When you start over, drop the rows that you already have.";
    case terminates:
        return "End after the last page. Remember the links that you followed, and report an error "
               "when one comes again.";
    case cursor_verbatim:
        return "Request the `next` URL as it is. If you must take the cursor out of it, decode it "
               "once and encode it once.";
    case no_self_made_cursor:
        return "Treat cursors as opaque: send only those that a link contained.";
    case parameters_kept:
        return "Request the `next` URL as it is: it has the parameters of the first request.";
    case no_request_after_end:
        return "Stop when `next` is null.";
    case every_request_authenticated:
        return "Set the Authorization field on every request, not only on the first.";
    case credentials_stay_home:
        return "Send credentials only if scheme, host and port are those of the first URL. Check "
               "this for links and for redirects.";
    case no_downgrade:
        return "Refuse links and redirects that lead from https to http.";
    case certificate_verified:
        return "Turn certificate verification on, for every connection.";
    case host_name_verified:
        return "Turn host name verification on; a valid certificate alone is not enough.";
    case reports_tls_failure:
        return "Report a failed handshake or a refused certificate as an error.";
    case reports_401:
    case reports_404:
    case reports_server_error:
        return "Treat every status other than 200 as an error, and report it: do not end as if "
               "there were no more rows.";
    case reports_truncation:
        return "Compare the length with Content-Length, wait for the last chunk, and report an "
               "error if the connection ends early.";
    case reports_wrong_shape:
        return "Check that the page is an object whose `results` is an array, and report an error "
               "otherwise.";
    case reports_not_json:
        return "Report an error when a page does not parse as JSON.";
    case reports_stall:
        return "Report a time-out as an error.";
    case bounded_attempts:
        return "Bound the number of retries.";
    case ids_exact:
        return "Read ids as 64-bit integers, not as floating-point numbers.";
    case times_exact:
        return "Keep the offset of a time, or convert it to UTC.";
    case text_exact:
        return "Decode JSON texts as UTF-8, reset an object before you fill it again, and leave "
               "absent and null members empty.";
    case optional_fields_tolerated:
        return "Allow optional members to be null or missing.";
    case unknown_fields_tolerated:
        return "Ignore members that you do not know, and keep values that you do not know.";
    case times_out:
        return "Set a time-out for connecting and for reading, within SENDMOCK_TIMEOUT.";
    case secret_not_leaked:
        return "Take the secret and the Authorization field out of messages and logs.";
    case survives_many_pages:
        return "Read pages in a loop rather than by recursion.";
    case no_crash:
        return "Find the signal's cause; a core dump or a sanitizer shows the place.";
    case retries_succeed:
        return "Retry 429, 502, 503 and 504 at least twice.";
    case retry_after_kept:
        return "Wait as long as Retry-After asks (seconds or a date), up to a limit of your own.";
    case rows_before_failure_kept:
        return "Return rows page by page, before the next request.";
    case int64_ids_exact:
        return "Read ids as 64-bit integers: doubles are exact only up to 2^53.";
    case backward_walk:
        return "Follow `previous` from the last page to the first.";
    case memory_flat:
        return "Return rows page by page instead of collecting all of them.";
    default:
        return "";
    }
}

} // namespace sendmock::testing

#endif
