// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_HEADER_FIELDS_HPP
#define SENDMOCK_HTTP_HEADER_FIELDS_HPP

#include <sendmock/http/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::http {

/// One field line; equality is exact, the letters' case of the name included.
struct header_field {
    std::string name{};
    std::string value{};

    bool operator==(const header_field&) const = default;
};

/// The header or trailer fields of a message, in the order of their lines.
/// Look-ups ignore the letters' case of names (RFC 9110 section 5.1).
class header_fields {
    struct named {
        std::string_view name;

        bool operator()(const header_field& field) const noexcept {
            return equal_ignoring_case(field.name, name);
        }
    };

public:
    using const_iterator = std::vector<header_field>::const_iterator;

    header_fields() = default;

    header_fields(std::initializer_list<header_field> fields) : fields_(fields) {}

    /// Appends a field line, whether or not others of that name are there.
    void add(std::string name, std::string value) {
        fields_.push_back({std::move(name), std::move(value)});
    }

    /// Leaves exactly one field of that name: in the first one's place, else at the end.
    void set(std::string_view name, std::string value) {
        // Copied first: the caller may have passed a view of a name that is stored here.
        header_field field{std::string(name), std::move(value)};
        const auto first = locate(field.name);
        if (first == fields_.end()) {
            fields_.push_back(std::move(field));
            return;
        }
        fields_.erase(std::remove_if(first + 1, fields_.end(), named{field.name}), fields_.end());
        *first = std::move(field);
    }

    /// Removes every field of that name and returns how many there were.
    std::size_t erase(std::string_view name) {
        const std::string copy(name);
        return std::erase_if(fields_, named{copy});
    }

    /// Returns the value of the first field of that name, or null.
    /// The pointer holds until the next change.
    [[nodiscard]] const std::string* find(std::string_view name) const noexcept {
        const auto found = std::find_if(fields_.begin(), fields_.end(), named{name});
        return found == fields_.end() ? nullptr : &found->value;
    }

    /// Returns how many fields have that name.
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept {
        return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), named{name}));
    }

    [[nodiscard]] const_iterator begin() const noexcept { return fields_.begin(); }

    [[nodiscard]] const_iterator end() const noexcept { return fields_.end(); }

    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }

    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }

    bool operator==(const header_fields&) const = default;

private:
    [[nodiscard]] std::vector<header_field>::iterator locate(std::string_view name) noexcept {
        return std::find_if(fields_.begin(), fields_.end(), named{name});
    }

    std::vector<header_field> fields_;
};

/// Returns the values of all fields of that name, joined with commas (RFC 9110 section 5.3), or
/// nullopt if there is none.
[[nodiscard]] inline std::optional<std::string> combined_value(const header_fields& fields,
                                                               std::string_view name) {
    std::optional<std::string> combined;
    for (const header_field& field : fields) {
        if (equal_ignoring_case(field.name, name)) {
            combined = combined ? *combined + ',' + field.value : field.value;
        }
    }
    return combined;
}

/// Tells whether a list-valued field names a token, in any of its lines and in any letters' case
/// (RFC 9110 section 5.6.1).
[[nodiscard]] inline bool
lists_token(const header_fields& fields, std::string_view name, std::string_view token) noexcept {
    for (const header_field& field : fields) {
        if (!equal_ignoring_case(field.name, name)) {
            continue;
        }
        std::string_view rest = field.value;
        while (!rest.empty()) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            if (equal_ignoring_case(trim(rest.substr(0, comma)), token)) {
                return true;
            }
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return false;
}

} // namespace sendmock::http

#endif
