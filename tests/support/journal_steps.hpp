// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_JOURNAL_STEPS_HPP
#define SENDMOCK_TESTS_SUPPORT_JOURNAL_STEPS_HPP

#include <sendmock/journal/request_journal.hpp>

#include <string>

namespace sendmock::tests {

/// The entries of a journal as walk, page and attempt: `1.2.1 `, with `-` for what is absent.
[[nodiscard]] inline std::string steps_of(const request_journal& journal) {
    const auto text = [](const auto& number) {
        return number ? std::to_string(*number) : std::string("-");
    };
    std::string steps;
    for (const exchange& entry : journal.requests()) {
        steps +=
            text(entry.walk) + '.' + text(entry.page) + '.' + std::to_string(entry.attempt) + ' ';
    }
    return steps;
}

} // namespace sendmock::tests

#endif
