// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_FAULT_LIST_HPP
#define SENDMOCK_LOGS_DETAIL_FAULT_LIST_HPP

#include <sendmock/logs/detail/json_input.hpp>
#include <sendmock/logs/detail/json_value.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_fields.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail {

/// Faults, up to a number that somebody may still want to read.
class fault_list {
public:
    static constexpr std::size_t most = 100;

    void add(input_fault fault) {
        if (!full()) {
            faults_.push_back(std::move(fault));
        }
    }

    [[nodiscard]] bool full() const noexcept { return faults_.size() >= most; }

    [[nodiscard]] std::size_t size() const noexcept { return faults_.size(); }

    [[nodiscard]] std::vector<input_fault> take() && { return std::move(faults_); }

private:
    std::vector<input_fault> faults_;
};

/// The fault of a value whose kind is not among those that its place allows.
[[nodiscard]] inline input_fault
kind_fault(std::string pointer, std::string_view expected, const json_value& value) {
    const auto kind = value.kind == json_kinds::null ? fault_kind::null : fault_kind::wrong_type;
    return {kind, std::move(pointer), std::string{expected}, describe(value)};
}

/// The fault that a parser reports at a place of a text. What it says is taken apart for what was
/// wrong and what was expected; the bytes that it quotes are left out, which need not be UTF-8.
[[nodiscard]] inline input_fault
syntax_fault(std::string pointer, const text_place& place, std::string_view message) {
    std::string expected = "JSON in UTF-8";
    if (const auto at = message.rfind("; expected "); at != std::string_view::npos) {
        expected = message.substr(at + std::string_view{"; expected "}.size());
        message = message.substr(0, at);
    }
    message = message.substr(0, message.find("; last read: "));
    if (const auto at = message.find(" - "); at != std::string_view::npos) {
        message.remove_prefix(at + 3);
    } else if (const auto end_of_name = message.find("] "); end_of_name != std::string_view::npos) {
        message.remove_prefix(end_of_name + 2);
    }
    const auto is_ascii = [](char byte) { return byte >= ' ' && byte <= '~'; };
    if (!std::all_of(expected.begin(), expected.end(), is_ascii) ||
        !std::all_of(message.begin(), message.end(), is_ascii)) {
        expected = "JSON in UTF-8";
        message = "something else";
    }
    return {fault_kind::syntax,
            std::move(pointer),
            std::move(expected),
            shortened(message, 100) + " at line " + std::to_string(place.line) + ", column " +
                std::to_string(place.column)};
}

} // namespace sendmock::detail

#endif
