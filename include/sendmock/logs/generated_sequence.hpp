// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_GENERATED_SEQUENCE_HPP
#define SENDMOCK_LOGS_GENERATED_SEQUENCE_HPP

#include <sendmock/logs/detail/generated_times.hpp>
#include <sendmock/logs/detail/generated_writer.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/record_text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace sendmock {

/// Generated logs by their indices, from 0 for the oldest: each is made when it is asked for.
/// Takes some kilobytes, whatever the number of logs. Safe to read from many threads.
class generated_sequence {
public:
    /// @throws std::invalid_argument as generated_logs::check
    explicit generated_sequence(const generated_logs& options)
        : options_(checked(options)), times_(options), writer_(options) {}

    [[nodiscard]] const generated_logs& options() const noexcept { return options_; }

    [[nodiscard]] std::uint64_t size() const noexcept { return options_.count; }

    /// @param index  as all that follow, less than size()
    [[nodiscard]] std::int64_t id(std::uint64_t index) const noexcept {
        return options_.first_id + static_cast<std::int64_t>(index);
    }

    [[nodiscard]] instant created_at(std::uint64_t index) const noexcept {
        return times_.run(times_.run_of(index)).at;
    }

    [[nodiscard]] std::optional<std::int64_t> integration_id(std::uint64_t index) const noexcept {
        return writer_.integration_of(index);
    }

    /// The index of the log with an id.
    [[nodiscard]] std::optional<std::uint64_t> find(std::int64_t id) const noexcept {
        if (id < options_.first_id) {
            return std::nullopt;
        }
        const auto index = static_cast<std::uint64_t>(id - options_.first_id);
        return index < size() ? std::optional(index) : std::nullopt;
    }

    /// Whether logs may belong to an integration.
    [[nodiscard]] bool has_integration(std::int64_t integration_id) const noexcept {
        return writer_.knows(integration_id);
    }

    /// Appends a log's compact JSON text.
    /// @return where its owner ids are, counted from its first byte
    owner_members append_json(std::string& out, std::uint64_t index) const {
        return writer_.append(out, index, created_at(index));
    }

    /// As the other, for a time that is known already.
    owner_members append_json(std::string& out, std::uint64_t index, instant created_at) const {
        return writer_.append(out, index, created_at);
    }

    /// A log of its own.
    [[nodiscard]] log_record record(std::uint64_t index) const {
        const instant at = created_at(index);
        std::string json;
        const owner_members owners = writer_.append(json, index, at);
        return log_record({id(index), at, integration_id(index), std::move(json), owners});
    }

    [[nodiscard]] const detail::generated_times& times() const noexcept { return times_; }

private:
    [[nodiscard]] static const generated_logs& checked(const generated_logs& options) {
        options.check();
        return options;
    }

    generated_logs options_;
    detail::generated_times times_;
    detail::generated_writer writer_;
};

} // namespace sendmock

#endif
