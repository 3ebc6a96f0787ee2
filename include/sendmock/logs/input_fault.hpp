// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_INPUT_FAULT_HPP
#define SENDMOCK_LOGS_INPUT_FAULT_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock {

/// What is wrong with a place in the input.
enum class fault_kind {
    syntax,        ///< no JSON, or not UTF-8
    too_deep,      ///< nested beyond what a client can be expected to read
    required,      ///< a member is missing
    null,          ///< null where the member must have a value
    blank,         ///< a text without anything but white space
    wrong_type,    ///< another kind of JSON value than expected
    out_of_range,  ///< a number below the minimum or beyond 64 bits
    bad_timestamp, ///< a text that is no date with a time, or lacks its zone
    duplicate_key, ///< a member that its object has already
    duplicate_id,  ///< an id that an earlier record of the input has
    unknown_member ///< a warning, no fault: a member that a log does not have
};

/// A place in the input that is not as it should be.
struct input_fault {
    fault_kind kind = fault_kind::syntax;
    /// JSON pointer (RFC 6901); empty for the whole document. Very long keys in it are cut.
    std::string pointer;
    /// What should be there: `an integer >= 0 or null`.
    std::string expected;
    /// What is there: `the string "404"`; long values are cut.
    std::string found;

    [[nodiscard]] bool operator==(const input_fault&) const = default;
};

/// What should be there and what is: `expected X, found Y`.
[[nodiscard]] inline std::string cause_of(const input_fault& fault) {
    return "expected " + fault.expected + ", found " + fault.found;
}

/// One line: `NAME: POINTER: expected X, found Y`, without the pointer for the whole document.
[[nodiscard]] inline std::string to_string(const input_fault& fault, std::string_view name) {
    std::string line{name};
    line += ": ";
    if (!fault.pointer.empty()) {
        line += fault.pointer;
        line += ": ";
    }
    return line += cause_of(fault);
}

} // namespace sendmock

#endif
