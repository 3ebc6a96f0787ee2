// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_INVARIANT_OPTIONS_HPP
#define SENDMOCK_TOOLS_INVARIANT_OPTIONS_HPP

#include <sendmock/logs/nearest_name.hpp>
#include <sendmock/verdict/invariant.hpp>

#include "command_options.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ios>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

// What the commands that judge have in common: names of invariants, and reports.
namespace sendmock::command {

/// Reads names of invariants.
/// @param option  that they were given to
/// @throws usage_error with the nearest name
[[nodiscard]] inline std::vector<invariant>
named_invariants(const std::string& option, const std::vector<std::string>& names) {
    std::vector<std::string_view> known;
    for (const invariant_description& one : invariants) {
        known.push_back(one.name);
    }
    std::vector<invariant> list;
    for (const std::string& name : names) {
        const auto named = invariant_named(name);
        if (!named) {
            throw usage_error(option + ": there is no invariant \"" + name + "\"; the nearest is " +
                              std::string(nearest_name(name, known)));
        }
        list.push_back(*named);
    }
    return list;
}

/// Makes the directory of `--save`, unless there is none to make.
/// @throws usage_error if it cannot be made
inline void make_save_directory(const std::string& directory) {
    if (directory.empty()) {
        return;
    }
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure) {
        throw usage_error("--save: cannot make " + directory + ": " + failure.message());
    }
}

/// Writes a file anew.
/// @throws usage_error if it cannot be written
inline void write_file(const std::string& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    if (!(out << text << std::flush)) {
        throw cannot_write(file, errno);
    }
}

/// @throws usage_error if it cannot be written
inline void print_output(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    if (std::fflush(stdout) != 0) {
        throw cannot_write("to standard output", errno);
    }
}

} // namespace sendmock::command

#endif
