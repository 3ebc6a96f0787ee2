// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_REPORT_LINES_HPP
#define SENDMOCK_TESTING_REPORT_LINES_HPP

#include <sendmock/http/printable.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/journal/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sendmock::testing::detail {

inline constexpr std::size_t report_width = 80; // columns

/// A number with its noun: "1 walk", "2 walks".
[[nodiscard]] inline std::string counted(std::uint64_t number, std::string_view noun) {
    return std::to_string(number) + ' ' + std::string(noun) + (number == 1 ? "" : "s");
}

/// How much of a text fits into some columns, at least one character; it ends between characters
/// of UTF-8, each of which counts by its bytes.
[[nodiscard]] inline std::size_t part_that_fits(std::string_view text,
                                                std::size_t columns) noexcept {
    if (text.size() <= columns) {
        return text.size();
    }
    const std::size_t end = http::cut_utf8(text, columns).size();
    return end > 0 ? end : http::detail::first_utf8_part(text).size;
}

/// Breaks a text into lines of at most 80 columns: at blanks, and within words that are longer than
/// a line.
/// @param first  what the first line begins with
/// @param indent  blanks before each other line
[[nodiscard]] inline std::string
wrapped(std::string_view first, std::string_view text, std::size_t indent) {
    std::string result;
    std::string line(first);
    bool empty = true;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        if (!empty && line.size() + 1 + blank > report_width) {
            result += line + '\n';
            line.assign(indent, ' ');
            empty = true;
        }
        line += empty ? "" : " ";
        const std::size_t columns = line.size() < report_width ? report_width - line.size() : 1;
        const std::size_t part = part_that_fits(text.substr(0, blank), columns);
        line += text.substr(0, part);
        empty = part < blank;
        if (empty) {
            result += line + '\n';
            line.assign(indent, ' ');
        }
        text.remove_prefix(empty ? part : std::min(blank + 1, text.size()));
    }
    return result + line + '\n';
}

/// The same, with the first line indented as far as `first_indent`.
[[nodiscard]] inline std::string
wrapped(std::string_view text, std::size_t indent, std::size_t first_indent) {
    return wrapped(std::string(first_indent, ' '), text, indent);
}

/// An exchange in one line, in characters that a terminal only prints; a long target is cut in the
/// middle, so that the line fits.
/// @param mark  what the line begins with
[[nodiscard]] inline std::string line_of(const exchange& entry, std::string_view mark = "    ") {
    constexpr std::size_t most_target = 48;
    std::string line = std::to_string(entry.number) + ' ' + entry.method + ' ' +
                       http::cut_in_the_middle(entry.target, most_target) + " -> " +
                       std::to_string(entry.status);
    if (entry.page) {
        line += ", page " + std::to_string(*entry.page);
    }
    line += !entry.fault.empty()    ? ", " + entry.fault
            : !entry.reason.empty() ? " (" + entry.reason + ')'
                                    : "";
    line += entry.outcome == delivery::failed    ? ", not delivered whole"
            : entry.outcome == delivery::pending ? ", pending"
                                                 : "";
    return std::string(mark) + http::printable(line) + '\n';
}

} // namespace sendmock::testing::detail

#endif
