// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_QUERY_TEXT_HPP
#define SENDMOCK_TESTS_ORACLE_QUERY_TEXT_HPP

#include "oracle/cursor_text.hpp"
#include "oracle/random_bits.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// A few pieces of a name or value as a client may send them: visible ASCII, whole and broken
/// percent-coding, UTF-8 and what is none.
[[nodiscard]] inline std::string parameter_text(random_bits& bits) {
    constexpr std::string_view parts[] = {"a",
                                          "b",
                                          "x",
                                          "z",
                                          "A",
                                          "Z",
                                          "_",
                                          "0",
                                          "9",
                                          "~",
                                          ".",
                                          "-",
                                          "*",
                                          "!",
                                          "'",
                                          "(",
                                          ")",
                                          "/",
                                          "?",
                                          ":",
                                          "@",
                                          "$",
                                          ",",
                                          ";",
                                          "+",
                                          "++",
                                          "=",
                                          "\"",
                                          "<",
                                          ">",
                                          "[",
                                          "]",
                                          "\\",
                                          "^",
                                          "`",
                                          "{",
                                          "|",
                                          "}",
                                          "%",
                                          "%%",
                                          "%4",
                                          "%zz",
                                          "%4g",
                                          "%20",
                                          "%2B",
                                          "%26",
                                          "%3D",
                                          "%3B",
                                          "%23",
                                          "%25",
                                          "%2541",
                                          "%41",
                                          "%7e",
                                          "%2f",
                                          "%00",
                                          "%0A",
                                          "%0d",
                                          "%7F",
                                          "%c3%a9",
                                          "%E2%82%AC",
                                          "%80",
                                          "%ff",
                                          "%FE%FF",
                                          "%c3",
                                          "%C3%28",
                                          "%e2%82",
                                          "%E2%28",
                                          "%ed%a0%80",
                                          "%c0%af",
                                          "%f0%9f%98%80",
                                          "%f0%9f",
                                          "%F4%90%80%80",
                                          "%f8%88%80%80%80",
                                          "%EF%BB%BF",
                                          "page",
                                          "size",
                                          "cursor"};
    std::string text;
    for (std::size_t count = bits.below(4); count > 0; --count) {
        text += bits.pick(parts);
    }
    return text;
}

/// A query with a `cursor` among other parameters.
/// @param cursor  the parameter's value as it stands in the query; without it there is mostly none
[[nodiscard]] inline std::string random_query(random_bits& bits,
                                              const std::optional<std::string>& cursor,
                                              std::size_t most_parameters) {
    constexpr std::string_view names[] = {
        "a", "b", "x", "page_size", "A", "cursors", "Cursor", "", "c%", "integration_id"};
    constexpr std::string_view cursor_names[] = {"cursor", "%63ursor", "curs%6Fr", "c%75%72sor"};
    std::vector<std::string> pieces;
    for (std::size_t count = bits.below(most_parameters + 1); count > 0; --count) {
        std::string piece = bits.chance(60) ? std::string(bits.pick(names)) : parameter_text(bits);
        piece += bits.chance(80) ? "=" : "";
        pieces.push_back(piece + (bits.chance(80) ? parameter_text(bits) : ""));
        if (bits.chance(15)) {
            pieces.push_back(bits.pick(pieces)); // repeated
        }
        if (bits.chance(10)) {
            pieces.emplace_back(); // an empty piece
        }
    }
    if (most_parameters > 0 && bits.chance(2)) {
        constexpr std::string_view formats[] = {
            "format=json", "format=", "format=xml", "format=api", "format=json&format=csv"};
        pieces.emplace_back(bits.pick(formats));
    }
    const auto insert = [&](std::string value) {
        const std::size_t at = bits.below(pieces.size() + 1);
        const std::string_view name = bits.chance(90) ? cursor_names[0] : bits.pick(cursor_names);
        pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(at),
                      std::string(name) + "=" + std::move(value));
    };
    if (cursor) {
        insert(*cursor);
    }
    if (most_parameters > 0 && bits.chance(8)) {
        insert(bits.chance(30) ? "" : parameter_text(bits));
    }
    std::string query;
    for (const std::string& piece : pieces) {
        query += (&piece == &pieces.front() ? "" : "&") + piece;
    }
    return query;
}

} // namespace sendmock::tests

#endif
