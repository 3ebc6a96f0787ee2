// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_DETAIL_WHEN_READER_HPP
#define SENDMOCK_FAULTS_DETAIL_WHEN_READER_HPP

#include <sendmock/faults/condition.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/document_place.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock::detail {

/// Reads a number, or `{"from":…,"to":…}`, either of which may be absent.
[[nodiscard]] inline number_range read_range(const document_place& place) {
    constexpr std::array<std::string_view, 2> names{"from", "to"};
    if (place.value().is_number()) {
        const std::uint64_t number = place.integer(1);
        return {number, number};
    }
    place.expect_object("a number from 1, or a range", names);
    number_range range;
    if (const auto from = place.find("from")) {
        range.from = from->integer(1);
    }
    if (const auto to = place.find("to")) {
        range.to = to->integer(1);
        if (range.to < range.from) {
            throw document_fault(to->pointer(),
                                 "expected at least " + std::to_string(range.from) + ", found " +
                                     std::to_string(range.to));
        }
    }
    return range;
}

/// Reads what has to hold for a fault to act, but for `times`, which stands beside it.
[[nodiscard]] inline condition_terms read_when(const document_place& place) {
    constexpr std::array<std::string_view, 8> names{
        "method", "path", "page", "attempt", "request", "connection", "account", "probability"};
    place.expect_object("a condition", names);
    condition_terms terms;
    const auto read_text = [&](const char* name, std::optional<std::string>& into) {
        if (const auto text = place.find(name)) {
            into = text->string();
        }
    };
    const auto read_numbers = [&](const char* name, std::optional<number_range>& into) {
        if (const auto numbers = place.find(name)) {
            into = read_range(*numbers);
        }
    };
    read_text("method", terms.method);
    read_text("path", terms.path);
    read_text("account", terms.account);
    read_numbers("page", terms.page);
    read_numbers("attempt", terms.attempt);
    read_numbers("request", terms.request);
    read_numbers("connection", terms.connection);
    if (const auto probability = place.find("probability")) {
        terms.probability = probability->number(0, 1, "a number from 0 to 1");
    }
    return terms;
}

} // namespace sendmock::detail

#endif
