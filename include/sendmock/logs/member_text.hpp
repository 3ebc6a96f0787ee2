// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_MEMBER_TEXT_HPP
#define SENDMOCK_LOGS_MEMBER_TEXT_HPP

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock {

namespace detail {

/// Where the JSON string ends whose first quotation mark is at a place of a text.
[[nodiscard]] inline std::size_t end_of_string(std::string_view json, std::size_t at) {
    for (;;) {
        at = json.find('"', at + 1);
        if (at == std::string_view::npos) {
            return json.size();
        }
        std::size_t begin = at; // of the backslashes before it
        while (json[begin - 1] == '\\') {
            --begin;
        }
        if ((at - begin) % 2 == 0) {
            return at + 1;
        }
    }
}

/// Where the JSON value ends that begins at a place of a text, which must be JSON.
[[nodiscard]] inline std::size_t end_of_value(std::string_view json, std::size_t at) {
    std::size_t depth = 0;
    for (; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '"') {
            at = end_of_string(json, at) - 1;
        } else if (c == '[' || c == '{') {
            ++depth;
            continue;
        } else if (depth == 0 && (c == ',' || c == ']' || c == '}')) {
            return at; // behind a number or a word
        } else if (c == ']' || c == '}') {
            --depth;
        } else {
            continue;
        }
        if (depth == 0) {
            return at + 1;
        }
    }
    return json.size();
}

} // namespace detail

/// A member's value word for word, for readers that must not lose a digit of it.
/// @param object  the text of a JSON object, which must be without fault
/// @return empty where the object has no such member
[[nodiscard]] inline std::string_view member_text(std::string_view object, std::string_view name) {
    constexpr std::string_view white_space = " \t\r\n";
    std::size_t at = object.find('{');
    while ((at = object.find('"', at)) != std::string_view::npos) {
        const std::size_t key_end = detail::end_of_string(object, at);
        const std::string_view key = object.substr(at, key_end - at);
        const std::size_t value =
            object.find_first_not_of(white_space, object.find(':', key_end) + 1);
        const std::size_t value_end = detail::end_of_value(object, value);
        const bool is_escaped = key.find('\\') != std::string_view::npos;
        if (is_escaped ? nlohmann::json::parse(key).get<std::string>() == name
                       : key.substr(1, key.size() - 2) == name) {
            const std::size_t last = object.find_last_not_of(white_space, value_end - 1);
            return object.substr(value, last + 1 - value);
        }
        at = value_end;
    }
    return {};
}

/// The elements of an array word for word.
/// @param array  the text of a JSON array, which must be without fault
[[nodiscard]] inline std::vector<std::string_view> element_texts(std::string_view array) {
    constexpr std::string_view white_space = " \t\r\n";
    std::vector<std::string_view> elements;
    std::size_t at = array.find_first_not_of(white_space, array.find('[') + 1);
    while (array[at] != ']') {
        const std::size_t end = detail::end_of_value(array, at);
        elements.push_back(array.substr(at, array.find_last_not_of(white_space, end - 1) + 1 - at));
        at = array.find_first_not_of(white_space, end);
        if (array[at] == ',') {
            at = array.find_first_not_of(white_space, at + 1);
        }
    }
    return elements;
}

} // namespace sendmock

#endif
