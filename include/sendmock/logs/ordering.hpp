// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_ORDERING_HPP
#define SENDMOCK_LOGS_ORDERING_HPP

#include <optional>
#include <string_view>

namespace sendmock {

/// The order in which logs are paged; which of them the service uses is unknown (inferred).
enum class ordering {
    created_at_descending, ///< latest first, equal times by ascending id
    id_descending          ///< largest id first
};

/// Reads `-created_at` or `-id`; anything else is none.
[[nodiscard]] constexpr std::optional<ordering> parse_ordering(std::string_view text) noexcept {
    if (text == "-created_at") {
        return ordering::created_at_descending;
    }
    if (text == "-id") {
        return ordering::id_descending;
    }
    return std::nullopt;
}

/// Writes what parse_ordering() reads.
[[nodiscard]] constexpr std::string_view to_string(ordering value) noexcept {
    return value == ordering::id_descending ? "-id" : "-created_at";
}

} // namespace sendmock

#endif
