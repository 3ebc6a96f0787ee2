// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_FIXTURE_HPP
#define SENDMOCK_LOGS_FIXTURE_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sendmock {

/// All faults as the message of one error, a line each: `NAME: POINTER: expected X, found Y`.
[[nodiscard]] inline error to_error(const std::vector<input_fault>& faults, std::string_view name) {
    std::string message;
    for (const auto& fault : faults) {
        message += (message.empty() ? "" : "\n") + to_string(fault, name);
    }
    return error{message};
}

namespace detail {

inline std::vector<log_record>
parse_stored(std::string_view text, std::string_view name, document_shape shape) {
    std::vector<log_record> records;
    log_reader reader{{.origin = record_origin::stored, .shape = shape}};
    const bool sound = reader.read(text, [&](log_draft&& draft) {
        records.push_back(std::move(draft).complete(0)); // a stored log names its id
    });
    if (!sound) {
        throw to_error(reader.faults(), name);
    }
    return records;
}

inline std::string read_file(const std::filesystem::path& file) {
    const auto fail = [&](std::string_view cause) {
        return error{file.string() + ": " + std::string{cause}};
    };
    std::error_code failure;
    const auto type = std::filesystem::status(file, failure).type();
    if (type == std::filesystem::file_type::not_found) {
        throw fail("there is no such file");
    }
    if (type == std::filesystem::file_type::directory) {
        throw fail("is a directory, not a file");
    }
    std::ifstream in{file, std::ios::binary};
    if (!in) {
        throw fail("cannot be opened for reading");
    }
    std::string text;
    // The size is a hint only: pipes have none.
    if (const auto size = std::filesystem::file_size(file, failure); !failure) {
        text.reserve(static_cast<std::size_t>(size) + 1);
    }
    std::vector<char> block(std::size_t{1} << 16);
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0) {
        text.append(block.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) {
        throw fail("cannot be read to its end");
    }
    if (text.empty()) {
        throw fail("is empty");
    }
    return text;
}

} // namespace detail

/// Reads one stored log.
/// @throws error as parse_logs()
[[nodiscard]] inline log_record parse_log(std::string_view text, std::string_view name = "log") {
    return std::move(detail::parse_stored(text, name, document_shape::record).front());
}

/// Reads stored logs: an array of records, or a page document (`{"results": [...]}`), of which
/// everything else is ignored.
/// @throws error with a line for each fault, up to 100: `NAME: POINTER: expected X, found Y`
[[nodiscard]] inline std::vector<log_record> parse_logs(std::string_view text,
                                                        std::string_view name = "logs") {
    return detail::parse_stored(text, name, document_shape::array_or_page);
}

/// As parse_logs() with the contents of a file.
/// @throws error also where the file cannot be read, is a directory or is empty
[[nodiscard]] inline std::vector<log_record> load_logs(const std::filesystem::path& file) {
    return parse_logs(detail::read_file(file), file.string());
}

} // namespace sendmock

#endif
