// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_LAST_LINES_HPP
#define SENDMOCK_HTTP_LAST_LINES_HPP

#include <sendmock/http/printable.hpp>
#include <sendmock/http/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock::http {

/// The last lines of a text, without the line breaks at its end.
/// @param most  lines
[[nodiscard]] inline std::string_view last_lines(std::string_view text, std::size_t most) {
    while (text.ends_with('\n') || text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    std::size_t begin = text.size();
    for (std::size_t lines = 0; lines < most; ++lines) {
        if (begin == 0) {
            return text;
        }
        const std::size_t before = text.rfind('\n', begin - 1);
        if (before == std::string_view::npos) {
            return text;
        }
        begin = before;
    }
    return text.substr(std::min(begin + 1, text.size()));
}

/// What a program wrote, for a report: its last ten lines, in which long ones are cut in the
/// middle, in characters that a terminal only prints. A line break stands before each line.
/// @param text  what it wrote; it may begin amid a character
/// @return nothing where it wrote no line
[[nodiscard]] inline std::string last_words(std::string_view text) {
    constexpr std::size_t most_lines = 10;
    constexpr std::size_t most_bytes = 500; // of a line
    text = last_lines(text, most_lines);
    std::string words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        words += '\n' + printable_lines(cut_in_the_middle(line, most_bytes));
    }
    return words;
}

} // namespace sendmock::http

#endif
