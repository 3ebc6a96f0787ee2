// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_JSON_DOCUMENT_HPP
#define SENDMOCK_LOGS_JSON_DOCUMENT_HPP

#include <sendmock/logs/document_fault.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock {

/// Reads a JSON object that people write: strictly, and each member once.
/// @throws document_fault for anything else, for numbers beyond 64 bits, and for nesting beyond
/// what can be written again
[[nodiscard]] inline nlohmann::ordered_json parse_json_object(std::string_view text) {
    using nlohmann::ordered_json;
    constexpr int most_depth = 500; // as of logs; nlohmann::json writes by recursion

    struct level { // an object or array that is open
        bool is_array = false;
        std::size_t elements = 0;
        std::string name{}; // of the last member
        std::set<std::string> names{};
    };

    std::vector<level> open; // outermost first
    const auto pointer = [&] {
        std::string path;
        for (const level& one : open) {
            path = pointer_to(one.is_array ? std::to_string(one.elements - 1) : one.name, path);
        }
        return path;
    };
    const auto check = [&](int depth, ordered_json::parse_event_t event, const ordered_json& part) {
        using parse_event = ordered_json::parse_event_t;
        if (depth > most_depth) {
            throw document_fault(
                "", "expected at most " + std::to_string(most_depth) + " levels of nesting");
        }
        if (event == parse_event::object_end || event == parse_event::array_end) {
            open.pop_back();
            return true;
        }
        if (event == parse_event::key) {
            open.back().name = part.get<std::string>();
            if (!open.back().names.insert(open.back().name).second) {
                throw document_fault(pointer(), "expected each member once");
            }
            return true;
        }
        if (!open.empty()) {
            ++open.back().elements;
        }
        if (event != parse_event::value) {
            open.push_back({.is_array = event == parse_event::array_start});
        }
        return true;
    };
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        // nlohmann::json takes it for the end.
        throw document_fault("", "expected JSON, found a NUL at byte " + std::to_string(nul + 1));
    }
    ordered_json value;
    try {
        value = ordered_json::parse(text, check);
    } catch (const ordered_json::parse_error& failure) { // its own text quotes the input
        throw document_fault(
            "", "expected JSON, found a fault at byte " + std::to_string(failure.byte));
    } catch (const ordered_json::exception&) {
        throw document_fault("", "expected numbers in the range of 64 bits");
    }
    if (!value.is_object()) {
        throw document_fault("", std::string("expected an object, found ") + value.type_name());
    }
    return value;
}

} // namespace sendmock

#endif
