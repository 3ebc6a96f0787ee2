// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_READER_HPP
#define SENDMOCK_LOGS_LOG_READER_HPP

#include <sendmock/logs/detail/fault_list.hpp>
#include <sendmock/logs/detail/json_input.hpp>
#include <sendmock/logs/detail/log_handler.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/reader_options.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// Reads logs from JSON text, checks them against log_fields and writes them compactly, without a
/// tree in between: time and memory grow with the text, nesting costs no stack.
class log_reader {
public:
    /// Gets each record that is without fault, as it was read, in the order of the input.
    using visitor = std::function<void(log_draft&&)>;

    explicit log_reader(reader_options options = {}) : options_(options) {}

    /// Reads a whole document; true where it is without fault. Otherwise what the visitor got is
    /// no whole document either and should be dropped.
    bool read(std::string_view text, const visitor& visit) {
        detail::json_input input{text};
        return read(input, visit);
    }

    /// Gives the next block of a text, in place of the one before; empty at the end, where the last
    /// one stays.
    using block_source = detail::json_input::block_source;

    /// As the other, of a text that comes in blocks.
    bool read(block_source blocks, const visitor& visit) {
        detail::json_input input{std::move(blocks)};
        return read(input, visit);
    }

    /// Reads a whole document and returns its records, none of them where there is any fault.
    [[nodiscard]] std::vector<log_draft> read(std::string_view text) {
        std::vector<log_draft> drafts;
        if (!read(text, [&](log_draft&& draft) { drafts.push_back(std::move(draft)); })) {
            drafts.clear();
        }
        return drafts;
    }

    /// No more faults than this are collected.
    static constexpr std::size_t most_faults = detail::fault_list::most;

    /// What was wrong with the last document; the first `most_faults`.
    [[nodiscard]] const std::vector<input_fault>& faults() const noexcept { return faults_; }

    /// Members of the last document that a log does not have; the first 100 of them.
    [[nodiscard]] const std::vector<input_fault>& warnings() const noexcept { return warnings_; }

private:
    bool read(detail::json_input& input, const visitor& visit) {
        detail::log_handler handler{options_, input, visit};
        const bool sound = nlohmann::json::sax_parse(
            detail::json_input_iterator{input}, detail::json_input_iterator{}, &handler);
        // The parser takes a NUL for the end, and in JSON it has no place at all.
        if (sound && handler.stopped_at_nul()) {
            handler.refuse_rest();
        }
        handler.finish();
        faults_ = handler.take_faults();
        warnings_ = handler.take_warnings();
        return faults_.empty();
    }

    reader_options options_;
    std::vector<input_fault> faults_;
    std::vector<input_fault> warnings_;
};

} // namespace sendmock

#endif
