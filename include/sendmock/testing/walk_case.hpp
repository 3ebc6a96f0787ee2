// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_WALK_CASE_HPP
#define SENDMOCK_TESTING_WALK_CASE_HPP

#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/service/account.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::testing {

/// How the logs of a walk look.
enum class data_style {
    ordinary,        ///< every field is there, nothing is odd
    many_ties,       ///< most logs are of one time
    other_zones,     ///< times of many zones, with fractions of a second
    unusual_texts,   ///< other scripts, emoji, characters that JSON escapes
    sparse,          ///< optional fields are missing or null
    of_all_kinds,    ///< protected ones too, of every failure, with payloads that are long or texts
    ids_at_2_31,     ///< ids beyond 32 bits with a sign
    ids_at_2_53,     ///< ids up to 2^53 - 1
    ids_beyond_2_53, ///< odd ids beyond 2^53
    long_bodies,     ///< a kilobyte each
    large_pages,     ///< 100 rows of a kilobyte on a page, as many as the service has
    huge_pages,      ///< 40 rows of 50 kilobytes on a page, some above 64 KiB
    hundreds_of_pages ///< 300 pages
};

/// Parameters that a URL may have: one twice, one with characters that are encoded, one empty. The
/// service makes nothing of them (synthetic).
inline constexpr std::array<std::string_view, 4> url_parameters{
    "shop=1", "shop=2", "name=a%2Bb%26c", "empty="};

inline constexpr std::uint32_t all_parameters = (1U << url_parameters.size()) - 1;

/// A walk to be: what is served, and what goes wrong. A value, of which everything else is made.
struct walk_case {
    std::size_t trouble = 0; ///< what goes wrong: its place in `troubles`
    std::uint32_t rows = 0;
    std::uint32_t page_size = 1;
    std::uint32_t page = 1;   ///< at which it goes wrong
    std::uint32_t amount = 0; ///< of what a trouble counts: bytes, pages, milliseconds, a choice
    std::uint64_t seed = 0;   ///< of the logs, and of all that is drawn while serving
    data_style style = data_style::ordinary;
    sendmock::ordering ordering = sendmock::ordering::created_at_descending;
    std::uint32_t parameters = 0; ///< which of `url_parameters` the URL has, a bit for each
    /// Whether the URL is that of one integration, to which all logs belong.
    bool of_integration = false;
    bool backward = false; ///< whether the walk begins at the last page and follows `previous`

    [[nodiscard]] bool operator==(const walk_case&) const = default;

    /// How many pages the logs fill; at least 1, and as if no tie exceeded a page.
    [[nodiscard]] std::uint32_t pages() const noexcept {
        return std::max<std::uint32_t>(1, (rows + page_size - 1) / page_size);
    }
};

/// The logs that a walk is served.
[[nodiscard]] inline generated_logs logs_of(const walk_case& one) {
    generated_logs logs{.count = one.rows,
                        .seed = one.seed,
                        .ties = 0,
                        .failure_weights = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, // answers of 404 alone
                        .without_owner = 0,
                        .absent = 0,
                        .null = 0,
                        .protected_logs = 0,
                        .text_payloads = 0,
                        .unusual_texts = 0,
                        .other_zones = 0,
                        .whole_seconds = 1,
                        .body_bytes = 0};
    switch (one.style) {
    case data_style::ordinary:
        break;
    case data_style::many_ties:
        logs.ties = 0.9;
        break;
    case data_style::other_zones:
        logs.other_zones = 0.9;
        logs.whole_seconds = 0.3;
        break;
    case data_style::unusual_texts:
        logs.unusual_texts = 0.9;
        break;
    case data_style::sparse:
        logs.without_owner = 0.5;
        logs.absent = 0.4;
        logs.null = 0.4;
        logs.failure_weights.fill(1);
        break;
    case data_style::of_all_kinds:
        logs.failure_weights.fill(1);
        logs.protected_logs = 0.3;
        logs.text_payloads = 0.3;
        logs.body_bytes = 6000;
        break;
    case data_style::ids_at_2_31:
        logs.first_id = (std::int64_t{1} << 31U) - 1;
        break;
    case data_style::ids_at_2_53:
        logs.first_id = (std::int64_t{1} << 53U) - 1 - std::max<std::int64_t>(one.rows, 1);
        break;
    case data_style::hundreds_of_pages:
        break;
    case data_style::huge_pages:
        logs.body_bytes = 50'000;
        break;
    case data_style::large_pages:
    case data_style::long_bodies:
        logs.body_bytes = 500;
        break;
    case data_style::ids_beyond_2_53:
        logs.first_id = (std::int64_t{1} << 53U) + 1;
        break;
    }
    if (one.of_integration) {
        logs.shops = 1;
        logs.without_owner = 0;
    }
    return logs;
}

/// The query of a walk's first URL, without its question mark.
[[nodiscard]] inline std::string query_of(const walk_case& one) {
    std::string query;
    for (std::size_t at = 0; at < url_parameters.size(); ++at) {
        if ((one.parameters >> at & 1U) != 0) {
            query.append(query.empty() ? "" : "&").append(url_parameters[at]);
        }
    }
    return query;
}

[[nodiscard]] inline account_settings settings_of(const walk_case& one) {
    return {.page_size = one.page_size, .ordering = one.ordering};
}

} // namespace sendmock::testing

#endif
