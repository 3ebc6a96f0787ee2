// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_FIELDS_HPP
#define SENDMOCK_LOGS_LOG_FIELDS_HPP

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace sendmock {

/// The kinds of JSON value, as bits that make a set.
enum class json_kinds : unsigned {
    none = 0,
    null = 1,
    boolean = 2,
    integer = 4, ///< a number without fraction and exponent
    number = 8,  ///< any other number
    string = 16,
    array = 32,
    object = 64
};

[[nodiscard]] constexpr json_kinds operator|(json_kinds a, json_kinds b) noexcept {
    return static_cast<json_kinds>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// Tells whether the set holds the kind.
[[nodiscard]] constexpr bool contains(json_kinds set, json_kinds kind) noexcept {
    return (static_cast<unsigned>(set) & static_cast<unsigned>(kind)) != 0;
}

/// When a member has to be there.
enum class presence {
    optional,
    always,   ///< also when a log is created
    in_stored ///< in a log that exists; filled in when one is created
};

/// What the service says of one member of an object.
struct log_field {
    std::string_view name;
    json_kinds kinds = json_kinds::none;
    std::string_view expected; ///< the same in words
    std::int64_t minimum = 0;  ///< of an integer
    sendmock::presence presence = presence::optional;
    bool read_only = false;
    bool owner_id = false;  ///< shown or left out as the service is set
    bool not_blank = false; ///< white space alone is refused
    bool timestamp = false;
    std::span<const log_field> members{}; ///< of an object, where they are described
};

/// The members of a log's `response` (documented).
inline constexpr std::array response_fields{
    log_field{.name = "headers",
              .kinds = json_kinds::object | json_kinds::null,
              .expected = "an object or null"},
    log_field{.name = "body",
              .kinds = json_kinds::string | json_kinds::object | json_kinds::null,
              .expected = "a string, an object or null"}};

/// The members of a log's `request` (documented).
inline constexpr std::array request_fields{
    log_field{.name = "headers",
              .kinds = json_kinds::object | json_kinds::string | json_kinds::null,
              .expected = "an object, a string or null"},
    log_field{.name = "payload",
              .kinds = json_kinds::object | json_kinds::string | json_kinds::null,
              .expected = "an object, a string or null"}};

/// The members of a log in the service's order (documented).
inline constexpr std::array log_fields{
    log_field{.name = "id",
              .kinds = json_kinds::integer,
              .expected = "an integer >= 1",
              .minimum = 1,
              .presence = presence::in_stored,
              .read_only = true},
    log_field{.name = "integration_id",
              .kinds = json_kinds::integer | json_kinds::null,
              .expected = "an integer >= 1 or null",
              .minimum = 1,
              .owner_id = true},
    log_field{.name = "user_id",
              .kinds = json_kinds::integer,
              .expected = "an integer >= 1",
              .minimum = 1,
              .owner_id = true},
    log_field{.name = "base_url",
              .kinds = json_kinds::string,
              .expected = "a string that is not blank",
              .presence = presence::always,
              .not_blank = true},
    log_field{.name = "full_url",
              .kinds = json_kinds::string | json_kinds::null,
              .expected = "a string or null"},
    log_field{.name = "method", .kinds = json_kinds::string, .expected = "a string"},
    log_field{.name = "response_code",
              .kinds = json_kinds::integer | json_kinds::null,
              .expected = "an integer >= 0 or null"},
    log_field{.name = "response",
              .kinds = json_kinds::object | json_kinds::null,
              .expected = "an object or null",
              .members = response_fields},
    log_field{.name = "request",
              .kinds = json_kinds::object | json_kinds::null,
              .expected = "an object or null",
              .members = request_fields},
    log_field{.name = "created_at",
              .kinds = json_kinds::string,
              .expected = "a date and time with its zone, such as 2023-03-01T02:02:00+01:00",
              .presence = presence::in_stored,
              .timestamp = true},
    log_field{.name = "exception_type",
              .kinds = json_kinds::string | json_kinds::null,
              .expected = "a string or null"},
    log_field{.name = "exception",
              .kinds = json_kinds::string | json_kinds::null,
              .expected = "a string or null"},
    log_field{.name = "protected",
              .kinds = json_kinds::boolean,
              .expected = "true or false",
              .read_only = true}};

/// Finds a member by name; nullptr where there is none.
[[nodiscard]] constexpr const log_field* find_field(std::span<const log_field> fields,
                                                    std::string_view name) noexcept {
    for (const auto& field : fields) {
        if (field.name == name) {
            return &field;
        }
    }
    return nullptr;
}

} // namespace sendmock

#endif
