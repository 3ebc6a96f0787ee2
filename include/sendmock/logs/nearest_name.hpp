// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_NEAREST_NAME_HPP
#define SENDMOCK_LOGS_NEAREST_NAME_HPP

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace sendmock {

namespace detail {

/// Letters' case and the kind of dash are what people mistake first.
[[nodiscard]] constexpr char folded(char c) noexcept {
    const bool upper = c >= 'A' && c <= 'Z';
    return upper ? static_cast<char>(c - 'A' + 'a') : c == '_' ? '-' : c;
}

} // namespace detail

/// How many letters have to be inserted, removed, exchanged or swapped with their neighbour to make
/// one text of the other (the distance of optimal string alignment). Letters' case, and a dash in
/// place of an underscore, make no difference.
[[nodiscard]] inline std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before(to.size() + 1);
    std::vector<std::size_t> above(to.size() + 1);
    std::vector<std::size_t> row(to.size() + 1);
    for (std::size_t at = 0; at <= to.size(); ++at) {
        row[at] = at;
    }
    for (std::size_t i = 1; i <= from.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const char one = detail::folded(from[i - 1]);
            const char other = detail::folded(to[j - 1]);
            row[j] =
                std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (one == other ? 0 : 1)});
            if (i > 1 && j > 1 && one == detail::folded(to[j - 2]) &&
                other == detail::folded(from[i - 2])) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
    }
    return row[to.size()];
}

/// The known name that was probably meant by one that is not known; the first of several that are
/// equally near, empty where none is known.
[[nodiscard]] inline std::string_view nearest_name(std::string_view unknown,
                                                   std::span<const std::string_view> known) {
    constexpr std::size_t longest = 200; // of what is compared
    std::string_view nearest;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const std::string_view name : known) {
        const std::size_t distance = edit_distance(unknown.substr(0, longest), name);
        if (distance < least) {
            least = distance;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace sendmock

#endif
