// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_FIXTURE_HPP
#define SENDMOCK_LOGS_FIXTURE_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/detail/file_blocks.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// All faults as the message of one error, a line each: `NAME: POINTER: expected X, found Y`.
[[nodiscard]] inline error to_error(const std::vector<input_fault>& faults, std::string_view name) {
    std::string message;
    for (const auto& fault : faults) {
        message += message.empty() ? "" : "\n";
        message += to_string(fault, name);
    }
    return error{message};
}

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
    return reader.read([&] { return blocks.next(); }, visit);
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
