// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_POSITION_HPP
#define SENDMOCK_SERVICE_POSITION_HPP

#include <sendmock/logs/log_source.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/service/detail/integer_text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock {

/// The value that a cursor's position stands for: an id, or microseconds since 1970 in UTC.
///
/// @return `std::nullopt` where the ordering's field refuses the text. The framework crashes
/// there (500); the mock answers 404 `Invalid cursor` (synthetic).
[[nodiscard]] inline std::optional<std::int64_t> parse_position(std::string_view text,
                                                                ordering order) {
    if (order == ordering::id_descending) {
        const auto number = detail::parse_integer_text(text);
        return number ? detail::to_int64(*number) : std::nullopt;
    }
    const auto time = parse_position_time(text);
    return time ? std::optional(time->time_since_epoch().count()) : std::nullopt;
}

/// A row's position as the framework writes it into a cursor.
[[nodiscard]] inline std::string position_of(const log_row& row, ordering order) {
    return order == ordering::id_descending ? std::to_string(row.id) : to_position(row.created_at);
}

} // namespace sendmock

#endif
