// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_FILE_TEXT_HPP
#define SENDMOCK_LOGS_FILE_TEXT_HPP

#include <sendmock/error.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
#include <system_error>

namespace sendmock {

/// A whole file.
/// @throws error where it cannot be read, or is a directory: `FILE: cannot be read: CAUSE`
[[nodiscard]] inline std::string read_file(const std::filesystem::path& file) {
    const auto fail = [&](int cause) {
        throw error(file.string() + ": cannot be read: " + std::generic_category().message(cause));
    };
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        fail(EISDIR);
    }
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in.is_open()) {
        fail(errno != 0 ? errno : ENOENT);
    }
    try {
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    } catch (const std::ios_base::failure&) {
        fail(errno != 0 ? errno : EIO);
    }
    return {};
}

} // namespace sendmock

#endif
