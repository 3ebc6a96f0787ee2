// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_DETAIL_LINE_READER_HPP
#define SENDMOCK_HTTP_DETAIL_LINE_READER_HPP

#include <sendmock/http/parse_failure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock::http::detail {

/// Tells whether a byte may stand inside a line of a message: no control character but the tab.
[[nodiscard]] constexpr bool is_line_byte(char byte) noexcept {
    const auto code = static_cast<unsigned char>(byte);
    return (code >= 0x20 && code != 0x7f) || code == '\t';
}

/// Returns how many bytes at the front may stand inside a line.
[[nodiscard]] inline std::size_t line_bytes(std::string_view bytes) noexcept {
    const auto end =
        std::find_if_not(bytes.begin(), bytes.end(), [](char byte) { return is_line_byte(byte); });
    return static_cast<std::size_t>(end - bytes.begin());
}

/// How many bytes the lines to come may take together, line ends included, and what to answer
/// when they take more. The text must outlive the reader.
struct line_budget {
    std::size_t bytes = 0;
    int status = 400;
    std::string_view cause;
};

/// Cuts bytes that arrive in pieces of any size into lines that end in CR LF.
///
/// Bytes that no line may hold are refused where they stand, without waiting for the line's end.
/// Each byte is looked at once, however small the pieces are.
class line_reader {
public:
    explicit line_reader(line_budget budget) noexcept : budget_{budget} {}

    /// Sets what the lines to come may take, between two lines.
    void restart(line_budget budget) noexcept { budget_ = budget; }

    /// Takes bytes off the front, up to the end of a line.
    /// @return true if the line is complete, false if more bytes are needed (all were taken)
    [[nodiscard]] parse_result<bool> read(std::string_view& bytes);

    /// Returns the line just completed, without its CR LF; it holds until the next read, and as
    /// long as the bytes given to the last one.
    [[nodiscard]] std::string_view line() const noexcept { return line_; }

    /// Tells whether a part of a line was taken.
    [[nodiscard]] bool begun() const noexcept { return !held_.empty() && !complete_; }

private:
    line_budget budget_;
    std::string held_; // of a line in several pieces, the CR included
    std::string_view line_;
    bool complete_ = false;
};

inline parse_result<bool> line_reader::read(std::string_view& bytes) {
    if (complete_) {
        held_.clear();
        complete_ = false;
    }
    const std::string_view allowed = bytes.substr(0, budget_.bytes);
    bool after_cr = !held_.empty() && held_.back() == '\r';
    std::size_t taken = after_cr ? 0 : line_bytes(allowed);
    for (; taken < allowed.size() && !complete_; ++taken) {
        const char byte = allowed[taken];
        if (after_cr) {
            if (byte != '\n') {
                return parse_failure{400, "a CR stands alone in a line"};
            }
            complete_ = true;
        } else if (byte == '\r') {
            after_cr = true;
        } else if (byte == '\n') {
            return parse_failure{400, "a line ends in LF without CR"};
        } else {
            return parse_failure{400, "a line holds a control character"};
        }
    }
    if (!complete_ && taken < bytes.size()) {
        return parse_failure{budget_.status, std::string{budget_.cause}};
    }
    budget_.bytes -= taken;
    if (complete_ && held_.empty()) {
        line_ = bytes.substr(0, taken - 2);
    } else {
        held_.append(bytes, 0, taken);
        line_ = std::string_view{held_}.substr(0, complete_ ? held_.size() - 2 : 0);
    }
    bytes.remove_prefix(taken);
    return complete_;
}

} // namespace sendmock::http::detail

#endif
