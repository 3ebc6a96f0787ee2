// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_BROKEN_CLIENTS_HPP
#define SENDMOCK_TESTS_CLIENTS_BROKEN_CLIENTS_HPP

#include <sendmock/server/endpoint.hpp>
#include <sendmock/testing/callable_client.hpp>
#include <sendmock/verdict/invariant.hpp>

#include "clients/broken/credentials.hpp"
#include "clients/broken/cursors.hpp"
#include "clients/broken/failures.hpp"
#include "clients/broken/loops.hpp"
#include "clients/broken/paging.hpp"
#include "clients/broken/values.hpp"
#include "clients/honest_client.hpp"

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace clients {

/// A client with one bug.
struct broken_client {
    std::string_view bug{};
    sendmock::invariant meant{}; ///< the invariant that the bug breaks
    void (*walk)(const sendmock::endpoint& at,
                 std::chrono::milliseconds timeout,
                 const sendmock::testing::emitter& emit) = nullptr;
    std::string ability{}; ///< that has to be expected for it to matter; empty for none
};

template <class Client>
void walk_with(const sendmock::endpoint& at,
               std::chrono::milliseconds timeout,
               const sendmock::testing::emitter& emit) {
    Client(at, timeout).for_each_log(emit);
}

/// All of them. Each is honest but for its bug.
inline const std::vector<broken_client>& broken_clients() {
    using namespace broken;
    using enum sendmock::invariant;
    static const std::vector<broken_client> all{
        // Paging.
        {"stops at an empty page", complete, walk_with<stops_at_an_empty_page>},
        {"stops at a short page", complete, walk_with<stops_at_a_short_page>},
        {"reads one page", complete, walk_with<reads_one_page>},
        {"drops the last page", complete, walk_with<drops_the_last_page>},
        {"forgets all at an empty last page",
         complete,
         walk_with<forgets_all_at_an_empty_last_page>},
        {"drops ties at a page's edge", complete, walk_with<drops_ties_at_the_edge>},
        {"keeps one row of each time", complete, walk_with<keeps_one_row_of_each_time>},
        {"drops the first row of later pages",
         complete,
         walk_with<drops_the_first_row_of_later_pages>},
        {"returns earlier pages again", exactly_once, walk_with<returns_earlier_pages_again>},
        {"restarts and returns rows again", exactly_once, walk_with<restarts_with_duplicates>},
        {"returns rows by id", in_order, walk_with<returns_rows_by_id>},
        {"returns a page behind the next one",
         in_order,
         walk_with<returns_each_page_behind_the_next>},
        {"follows an empty next", exactly_once, walk_with<follows_an_empty_next>},
        {"asks for null at the end", no_request_after_end, walk_with<asks_for_null_at_the_end>},
        {"follows previous at the end",
         no_request_after_end,
         walk_with<follows_previous_at_the_end>},
        // Cursors and parameters.
        {"encodes cursors twice", cursor_verbatim, walk_with<encodes_cursors_twice>},
        {"does not encode cursors", cursor_verbatim, walk_with<does_not_encode_cursors>},
        {"drops the padding of cursors", cursor_verbatim, walk_with<drops_the_padding_of_cursors>},
        {"writes cursors in small letters",
         cursor_verbatim,
         walk_with<writes_cursors_in_small_letters>},
        {"takes the link for the cursor",
         cursor_verbatim,
         walk_with<takes_the_link_for_the_cursor>},
        {"makes cursors of times", no_self_made_cursor, walk_with<makes_cursors_of_times>},
        {"makes cursors of offsets", no_self_made_cursor, walk_with<makes_cursors_of_offsets>},
        {"drops other parameters", parameters_kept, walk_with<drops_other_parameters>},
        {"keeps one parameter of each name",
         parameters_kept,
         walk_with<keeps_one_parameter_of_each_name>},
        {"adds a parameter", parameters_kept, walk_with<adds_a_parameter>},
        {"joins relative links to its URL",
         parameters_kept,
         walk_with<joins_relative_links_to_its_url>},
        // Credentials and certificates.
        {"follows links anywhere", credentials_stay_home, walk_with<follows_links_anywhere>},
        {"compares origins by their beginning",
         credentials_stay_home,
         walk_with<compares_origins_by_their_beginning>},
        {"follows redirections anywhere",
         credentials_stay_home,
         walk_with<follows_redirections_anywhere>},
        {"compares host names alone", no_downgrade, walk_with<compares_host_names_alone>},
        {"falls back to plain HTTP", no_downgrade, walk_with<falls_back_to_plain_http>},
        {"authenticates the first page alone",
         every_request_authenticated,
         walk_with<authenticates_the_first_page_alone>},
        {"swaps key and secret", every_request_authenticated, walk_with<swaps_key_and_secret>},
        {"tells the secret", secret_not_leaked, walk_with<tells_the_secret>},
        {"tells the header field", secret_not_leaked, walk_with<tells_the_header_field>},
        {"does not check certificates",
         certificate_verified,
         walk_with<does_not_check_certificates>},
        {"does not check host names", host_name_verified, walk_with<does_not_check_host_names>},
        {"trusts the common name", host_name_verified, walk_with<trusts_the_common_name>},
        {"takes a TLS failure for the end",
         reports_tls_failure,
         walk_with<takes_a_tls_failure_for_the_end>},
        // Failures.
        {"takes 401 for the end", reports_401, walk_with<takes_for_the_end<401, 401>>},
        {"takes 404 for the end", reports_404, walk_with<takes_for_the_end<404, 404>>},
        {"takes 404 on later pages for the end",
         reports_404,
         walk_with<takes_404_for_the_end_later>},
        {"takes 403 for the end", reports_server_error, walk_with<takes_for_the_end<403, 403>>},
        {"takes 429 for the end", reports_server_error, walk_with<takes_for_the_end<429, 429>>},
        {"takes 5xx for the end", reports_server_error, walk_with<takes_for_the_end<500, 599>>},
        {"takes content that is cut off",
         reports_truncation,
         walk_with<takes_content_that_is_cut_off>,
         "strict-framing"},
        {"takes chunks without an end",
         reports_truncation,
         walk_with<takes_chunks_without_an_end>,
         "strict-framing"},
        {"takes a lost connection for the end",
         reports_truncation,
         walk_with<takes_a_lost_connection_for_the_end>},
        {"takes a time-out for the end", reports_stall, walk_with<takes_a_time_out_for_the_end>},
        {"never times out", times_out, walk_with<never_times_out>},
        {"takes what is no JSON for an empty page",
         reports_not_json,
         walk_with<takes_what_is_no_json_for_an_empty_page>},
        {"takes any JSON for a page", reports_wrong_shape, walk_with<takes_any_json_for_a_page>},
        {"takes null for no rows", reports_wrong_shape, walk_with<takes_null_for_no_rows>},
        {"retries 401 for ever", bounded_attempts, walk_with<retries_for_ever<401>>},
        {"retries 404 for ever", bounded_attempts, walk_with<retries_for_ever<404>>},
        {"retries 503 for ever", bounded_attempts, walk_with<retries_for_ever<503>>},
        {"reconnects too often", bounded_attempts, walk_with<reconnects_too_often>},
        {"does not retry", retries_succeed, walk_with<honest_client>, "retry"},
        {"retries once", retries_succeed, walk_with<retries_once>, "retry"},
        {"retries at once", retry_after_kept, walk_with<retries_at_once>, "retry-after"},
        {"takes a date for no time",
         retry_after_kept,
         walk_with<takes_a_date_for_no_time>,
         "retry-after"},
        {"waits for any Retry-After",
         retry_after_kept,
         walk_with<waits_for_any_retry_after>,
         "retry-after"},
        {"loses rows on an error", rows_before_failure_kept, walk_with<buffering>, "partial"},
        // Values.
        {"reads ids as 32 bits", ids_exact, walk_with<reads_ids_as<std::int32_t>>},
        {"reads ids as floats", ids_exact, walk_with<reads_ids_as<float>>},
        {"reads ids as doubles", int64_ids_exact, walk_with<reads_ids_as<double>>, "int64"},
        {"drops the offset of times", times_exact, walk_with<drops_the_offset_of_times>},
        {"drops fractions of seconds", times_exact, walk_with<drops_fractions_of_seconds>},
        {"reads UTF-8 as Latin-1", text_exact, walk_with<reads_utf_8_as_latin_1>},
        {"has no emoji", text_exact, walk_with<has_no_emoji>},
        {"returns numbers as texts", text_exact, walk_with<returns_numbers_as_texts>},
        {"writes header names in small letters",
         text_exact,
         walk_with<writes_header_names_in_small_letters>},
        {"needs texts where null may be",
         optional_fields_tolerated,
         walk_with<needs_texts_where_null_may_be>},
        {"needs members that are optional",
         optional_fields_tolerated,
         walk_with<needs_members_that_are_optional>},
        {"skips logs without a code",
         optional_fields_tolerated,
         walk_with<skips_logs_without_a_code>},
        {"refuses unknown members", unknown_fields_tolerated, walk_with<refuses_unknown_members>},
        {"refuses unknown exceptions",
         unknown_fields_tolerated,
         walk_with<refuses_unknown_exceptions>},
        // Loops.
        {"follows links for ever", terminates, walk_with<follows_links_for_ever>},
        {"follows circles for ever", bounded_attempts, walk_with<follows_circles_for_ever>},
        {"takes a circle for the end", complete, walk_with<takes_a_circle_for_the_end>},
        {"recurs for each page", survives_many_pages, walk_with<recurs_for_each_page>}};
    return all;
}

} // namespace clients

#endif
