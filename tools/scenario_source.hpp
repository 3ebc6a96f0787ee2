// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_SCENARIO_SOURCE_HPP
#define SENDMOCK_TOOLS_SCENARIO_SOURCE_HPP

#include <sendmock/error.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/scenario_reader.hpp>
#include <sendmock/logs/nearest_name.hpp>

#include "command_options.hpp"
#include "ready_scenarios.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sendmock::command {

/// Whether a word means a file: it exists, or looks like a path.
[[nodiscard]] inline bool means_file(const std::string& word) {
    std::error_code ignored;
    return word.find('/') != std::string::npos || word.ends_with(".json") ||
           std::filesystem::exists(word, ignored);
}

/// The text of a ready scenario.
[[nodiscard]] inline std::optional<std::string_view> ready_text(std::string_view name) {
    for (const auto& [ready, text] : ready_scenarios) {
        if (ready == name) {
            return text;
        }
    }
    return std::nullopt;
}

/// @return the error for a name that no ready scenario has
[[nodiscard]] inline usage_error no_ready_scenario(const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto& [ready, text] : ready_scenarios) {
        names.push_back(ready);
    }
    return usage_error("there is no ready scenario \"" + name + "\"; the nearest is " +
                       std::string(nearest_name(name, names)) + " (see: sendmock scenarios)");
}

/// Reads a file, or takes the ready scenario of a name.
/// @throws usage_error
[[nodiscard]] inline scenario find_scenario(const std::string& word) {
    try {
        if (const auto ready = ready_text(word)) {
            return parse_scenario(*ready, word);
        }
        if (means_file(word)) {
            return load_scenario(word);
        }
    } catch (const error& failure) {
        throw usage_error(std::string("--scenario: ") + failure.what());
    }
    throw usage_error(std::string("--scenario: ") + no_ready_scenario(word).what());
}

/// Reads several scenarios as one: the rules of the first come first.
/// @throws usage_error also where two say what to serve, or have a seed
[[nodiscard]] inline scenario find_scenarios(const std::vector<std::string>& words) {
    scenario all;
    for (const std::string& word : words) {
        scenario one = find_scenario(word);
        if (all.server && one.server) {
            throw usage_error("--scenario: " + word +
                              " says what to serve, and so does one before it");
        }
        if (all.seed && one.seed) {
            throw usage_error("--scenario: " + word + " has a seed, and so has one before it");
        }
        all.name += (all.name.empty() || one.name.empty() ? "" : " + ") + one.name;
        all.description +=
            (all.description.empty() || one.description.empty() ? "" : " ") + one.description;
        all.server = one.server ? std::move(one.server) : std::move(all.server);
        all.seed = one.seed ? one.seed : all.seed;
        all.rules.insert(all.rules.end(), one.rules.begin(), one.rules.end());
    }
    return all;
}

} // namespace sendmock::command

#endif
