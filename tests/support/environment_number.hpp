// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_ENVIRONMENT_NUMBER_HPP
#define SENDMOCK_TESTS_SUPPORT_ENVIRONMENT_NUMBER_HPP

#include <cstdint>
#include <cstdlib>
#include <string>

namespace sendmock::tests {

/// A number that a variable of the environment has; another where it is not set.
/// @throws std::invalid_argument if it is none
[[nodiscard]] inline std::uint64_t environment_number(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr || *text == '\0' ? otherwise : std::stoull(text);
}

} // namespace sendmock::tests

#endif
