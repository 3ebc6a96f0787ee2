// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_JSON_VALUE_HPP
#define SENDMOCK_LOGS_DETAIL_JSON_VALUE_HPP

#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/log_fields.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sendmock::detail {

/// A value as a parser meets it; of an array or object, only that it begins.
struct json_value {
    json_kinds kind = json_kinds::none;
    std::string_view text{};   ///< a string's characters, a number's digits, true, false or null
    std::int64_t integer = 0;  ///< of an integer that fits
    bool fits_64_bits = false; ///< of an integer
};

/// The first characters of a UTF-8 text, and dots where there are more.
[[nodiscard]] inline std::string shortened(std::string_view utf8, std::size_t most_characters) {
    std::size_t characters = 0;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const bool begins_character = (static_cast<unsigned char>(utf8[at]) & 0xC0) != 0x80;
        if (begins_character && characters++ == most_characters) {
            return std::string{utf8.substr(0, at)} + "...";
        }
    }
    return std::string{utf8};
}

/// A text as a JSON string, cut where it is long: fit for a message.
[[nodiscard]] inline std::string quoted(std::string_view utf8) {
    std::string out;
    append_json_string(out, shortened(utf8, 60));
    return out;
}

/// A value in words: `the string "404"`, `an object`.
[[nodiscard]] inline std::string describe(const json_value& value) {
    switch (value.kind) {
    case json_kinds::string:
        return "the string " + quoted(value.text);
    case json_kinds::integer:
    case json_kinds::number:
        return "the number " + shortened(value.text, 60);
    case json_kinds::array:
        return "an array";
    case json_kinds::object:
        return "an object";
    default:
        return std::string{value.text};
    }
}

} // namespace sendmock::detail

#endif
