// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_COMMAND_OPTIONS_HPP
#define SENDMOCK_TOOLS_COMMAND_OPTIONS_HPP

#include <sendmock/http/printable.hpp>
#include <sendmock/net/errno_text.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace sendmock::command {

/// Bad input: the message names the option or the file, and the cause.
class usage_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What to throw where something cannot be written.
/// @param cause  as in errno
[[nodiscard]] inline usage_error cannot_write(const std::string& name, int cause) {
    return usage_error("cannot write " + name + ": " + net::errno_text(cause));
}

/// Writes a line to standard error. It may hold names of files, or what is in them.
inline void note(const std::string& line) {
    std::fprintf(stderr, "%s\n", http::printable_lines(line).c_str());
}

/// A variable of the shell that is not set must not mean the default.
[[nodiscard]] inline std::string not_empty(const std::string& value) {
    return value.empty() ? "expected a text that is not empty" : "";
}

/// Takes decimal digits alone: the parser's own conversion also takes "", " 5" and 0x50.
[[nodiscard]] inline CLI::Validator
number(std::uint64_t least, std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
    const auto check = [=](const std::string& text) {
        std::uint64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto [last, failure] = std::from_chars(text.data(), end, value);
        const bool good = failure == std::errc{} && last == end && value >= least &&
                          value <= most && (text.size() == 1 || text.front() != '0');
        return good ? std::string()
                    : "expected " + std::to_string(least) + " to " + std::to_string(most) +
                          ", found \"" + text + '"';
    };
    return {check, "", "number"};
}

/// Takes one of some words.
/// @param words  two at least
[[nodiscard]] inline CLI::Validator one_of(const std::vector<std::string>& words) {
    const auto check = [words](const std::string& text) {
        if (std::find(words.begin(), words.end(), text) != words.end()) {
            return std::string();
        }
        std::string names = words.front();
        for (std::size_t at = 1; at < words.size(); ++at) {
            names += (at + 1 == words.size() ? " or " : ", ") + words[at];
        }
        return "expected " + names + ", found \"" + text + '"';
    };
    return {check, "", "word"};
}

/// Names the option in place of the library's own member that it sets.
[[nodiscard]] inline std::string name_option(std::string message) {
    const std::size_t end = std::min(message.find(':'), message.size());
    std::replace(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(end), '_', '-');
    const bool accounts = message.starts_with("accounts:");
    return "--" + (accounts ? "auth" + message.substr(end) : message);
}

} // namespace sendmock::command

#endif
