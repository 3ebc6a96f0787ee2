// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_FIXTURE_HPP
#define SENDMOCK_LOGS_FIXTURE_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/detail/json_input.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
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

/// Is told how many bytes of a file have been read, and how many it has (0: not known).
using load_progress = std::function<void(std::uint64_t read, std::uint64_t size)>;

namespace detail {

/// Collects stored logs, unless there is any fault.
class log_collector {
public:
    explicit log_collector(document_shape shape)
        : reader_({.origin = record_origin::stored, .shape = shape}) {}

    [[nodiscard]] log_reader& reader() noexcept { return reader_; }

    [[nodiscard]] log_reader::visitor visitor() {
        return [this](log_draft&& draft) {
            records_.push_back(std::move(draft).complete(0)); // a stored log names its id
        };
    }

    /// @throws error with the reader's faults
    [[nodiscard]] std::vector<log_record> take(std::string_view name) {
        if (!reader_.faults().empty()) {
            throw to_error(reader_.faults(), name);
        }
        return std::move(records_);
    }

private:
    log_reader reader_;
    std::vector<log_record> records_;
};

inline std::vector<log_record>
parse_stored(std::string_view text, std::string_view name, document_shape shape) {
    log_collector logs{shape};
    logs.reader().read(text, logs.visitor());
    return logs.take(name);
}

/// Reads a file block by block.
class file_blocks {
public:
    /// @throws error where the file cannot be read or is a directory
    explicit file_blocks(const std::filesystem::path& file, load_progress progress = {})
        : name_(file.string()), progress_(std::move(progress)), block_(std::size_t{1} << 18U) {
        std::error_code failure;
        const auto type = std::filesystem::status(file, failure).type();
        if (type == std::filesystem::file_type::not_found) {
            fail("there is no such file");
        }
        if (type == std::filesystem::file_type::directory) {
            fail("is a directory, not a file");
        }
        in_.open(file, std::ios::binary);
        if (!in_) {
            fail("cannot be opened for reading");
        }
        // Pipes have no size.
        if (const auto size = std::filesystem::file_size(file, failure); !failure) {
            size_ = size;
        }
    }

    /// @return the next block, empty at the end; valid until the next call
    /// @throws error where the file cannot be read or is empty
    [[nodiscard]] std::string_view next() {
        in_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
        const auto count = static_cast<std::size_t>(in_.gcount());
        if (in_.bad()) {
            fail("cannot be read to its end");
        }
        read_ += count;
        if (read_ == 0) {
            fail("is empty");
        }
        if (progress_) {
            progress_(read_, size_);
        }
        return {block_.data(), count};
    }

private:
    [[noreturn]] void fail(std::string_view cause) const {
        throw error{name_ + ": " + std::string{cause}};
    }

    std::string name_;
    load_progress progress_;
    std::vector<char> block_;
    std::ifstream in_;
    std::uint64_t read_ = 0;
    std::uint64_t size_ = 0;
};

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

/// Reads a file by a reader of one's own; its text is never in memory as a whole.
/// @param progress  called for each block, by this thread
/// @return as log_reader::read()
/// @throws error where the file cannot be read, is a directory or is empty
inline bool read_logs(log_reader& reader,
                      const std::filesystem::path& file,
                      const log_reader::visitor& visit,
                      load_progress progress = {}) {
    detail::file_blocks blocks{file, std::move(progress)};
    detail::json_input input{[&] { return blocks.next(); }};
    return reader.read(input, visit);
}

/// As parse_logs() with the contents of a file.
/// @param progress  as of read_logs()
/// @throws error also as read_logs()
[[nodiscard]] inline std::vector<log_record> load_logs(const std::filesystem::path& file,
                                                       load_progress progress = {}) {
    detail::log_collector logs{document_shape::array_or_page};
    read_logs(logs.reader(), file, logs.visitor(), std::move(progress));
    return logs.take(file.string());
}

} // namespace sendmock

#endif
