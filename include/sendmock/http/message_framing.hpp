// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_MESSAGE_FRAMING_HPP
#define SENDMOCK_HTTP_MESSAGE_FRAMING_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_head.hpp>
#include <sendmock/http/parse_failure.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sendmock::http {

/// How the end of a message's content is found (RFC 9112 section 6).
struct message_framing {
    bool chunked = false;
    /// Bytes, only where the head tells them.
    std::optional<std::size_t> content_length;

    bool operator==(const message_framing&) const = default;
};

/// Returns the elements of a list-valued field, over all its lines (RFC 9110 section 5.6.1),
/// trimmed.
///
/// Empty elements are kept: it depends on the field whether they are harmless. The views point
/// into the fields. Commas inside quoted strings separate too.
[[nodiscard]] inline std::vector<std::string_view> list_elements(const header_fields& fields,
                                                                 std::string_view name) {
    std::vector<std::string_view> elements;
    for (const auto& field : fields) {
        if (!equal_ignoring_case(field.name, name)) {
            continue;
        }
        std::string_view rest = field.value;
        for (auto comma = rest.find(','); comma != rest.npos; comma = rest.find(',')) {
            elements.push_back(trim(rest.substr(0, comma)));
            rest.remove_prefix(comma + 1);
        }
        elements.push_back(trim(rest));
    }
    return elements;
}

/// Reads 1*DIGIT; a number that does not fit becomes the largest one that does.
[[nodiscard]] inline std::optional<std::size_t> parse_length(std::string_view digits) noexcept {
    constexpr auto largest = std::numeric_limits<std::size_t>::max();
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return std::nullopt;
    }
    std::size_t length = 0;
    for (const char digit : digits) {
        const auto units = static_cast<std::size_t>(digit - '0');
        length = length > (largest - units) / 10 ? largest : length * 10 + units;
    }
    return length;
}

namespace detail {

/// Returns nullopt if the only transfer coding is chunked, once and without parameters.
[[nodiscard]] inline std::optional<parse_failure>
check_transfer_codings(const std::vector<std::string_view>& codings) {
    bool unknown = false;
    for (std::size_t i = 0; i < codings.size(); ++i) {
        const auto coding = codings[i];
        const auto name = trim(coding.substr(0, coding.find(';')));
        if (!is_token(name)) {
            return parse_failure{400, "Transfer-Encoding is malformed"};
        }
        if (!equal_ignoring_case(name, "chunked")) {
            unknown = true;
        } else if (i + 1 != codings.size() || name.size() != coding.size()) {
            return parse_failure{400, "chunked is not once, last and without parameters"};
        }
    }
    if (unknown) {
        return parse_failure{501, "no transfer coding but chunked is understood"};
    }
    return std::nullopt;
}

} // namespace detail

/// Finds out from a request's fields how its content ends, refusing all that two readers could
/// understand differently: both length fields, a repeated Content-Length, chunked under HTTP/1.0
/// (RFC 9112 sections 6.1 to 6.3).
/// @param most_content_bytes a Content-Length above is refused with 413
[[nodiscard]] inline parse_result<message_framing>
request_framing(const header_fields& fields, int minor_version, std::size_t most_content_bytes) {
    const auto lengths = fields.count("Content-Length");
    if (fields.count("Transfer-Encoding") != 0) {
        if (minor_version == 0) {
            return parse_failure{400, "HTTP/1.0 knows no Transfer-Encoding"};
        }
        if (lengths != 0) {
            return parse_failure{400, "there are both Transfer-Encoding and Content-Length"};
        }
        if (auto failure =
                detail::check_transfer_codings(list_elements(fields, "Transfer-Encoding"))) {
            return *std::move(failure);
        }
        return message_framing{.chunked = true, .content_length = std::nullopt};
    }
    if (lengths == 0) {
        return message_framing{};
    }
    if (lengths > 1) {
        return parse_failure{400, "there is more than one Content-Length"};
    }
    const auto length = parse_length(*fields.find("Content-Length"));
    if (!length) {
        return parse_failure{400, "Content-Length is not a number"};
    }
    if (*length > most_content_bytes) {
        return parse_failure{413, "Content-Length is above the limit"};
    }
    return message_framing{.chunked = false, .content_length = length};
}

} // namespace sendmock::http

#endif
