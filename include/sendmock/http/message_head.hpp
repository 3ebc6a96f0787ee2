// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_MESSAGE_HEAD_HPP
#define SENDMOCK_HTTP_MESSAGE_HEAD_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/detail/line_reader.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/parse_failure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace sendmock::http {

namespace detail {

[[nodiscard]] inline bool is_token(std::string_view text) noexcept {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_token_char(c); });
}

} // namespace detail

/// Reads a field line, given without its line end: RFC 9112 section 5; folded lines and blanks
/// before the colon are refused, bytes from 0x80 on are kept as they are.
[[nodiscard]] inline parse_result<header_field> parse_field_line(std::string_view line) {
    if (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
        return parse_failure{400, "a field line begins with a blank"};
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        return parse_failure{400, "a field line has no colon"};
    }
    const auto name = line.substr(0, colon);
    if (!detail::is_token(name)) {
        return parse_failure{400, "a field name is not a token"};
    }
    const auto value = trim(line.substr(colon + 1));
    if (detail::line_bytes(value) != value.size()) {
        return parse_failure{400, "a field value holds a control character"};
    }
    return header_field{std::string{name}, std::string{value}};
}

namespace detail {

/// Reads field lines into fields, up to and with the empty line that ends them.
/// @return true if the empty line was read, false if more bytes are needed
[[nodiscard]] inline parse_result<bool> read_field_lines(line_reader& lines,
                                                         std::string_view& bytes,
                                                         std::size_t most,
                                                         header_fields& fields) {
    for (;;) {
        auto progress = lines.read(bytes);
        if (progress != parse_result<bool>{true} || lines.line().empty()) {
            return progress;
        }
        if (fields.size() == most) {
            return parse_failure{431, "there are too many fields"};
        }
        auto field = parse_field_line(lines.line());
        if (auto* failure = std::get_if<parse_failure>(&field)) {
            return std::move(*failure);
        }
        auto& [name, value] = std::get<header_field>(field);
        fields.add(std::move(name), std::move(value));
    }
}

} // namespace detail

} // namespace sendmock::http

#endif
