// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_SOURCE_HPP
#define SENDMOCK_LOGS_LOG_SOURCE_HPP

#include <sendmock/logs/ordering.hpp>
#include <sendmock/logs/record_text.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace sendmock {

/// Which logs to read.
struct log_window {
    sendmock::ordering ordering = sendmock::ordering::created_at_descending;
    /// Reads the exact opposite of the ordering, equal times by descending id too.
    bool reverse = false;
    /// Only rows strictly beyond this position in reading direction: microseconds since 1970 or an
    /// id, as the ordering says.
    std::optional<std::int64_t> beyond{};
    /// How many of those rows to skip.
    std::size_t offset = 0;
    /// The most rows to read.
    std::size_t limit = 1;
    /// Only the logs of this integration; none of an integration that is not known.
    std::optional<std::int64_t> integration_id{};
};

/// One log of a window: a view, valid only while the source shows it.
struct log_row {
    std::int64_t id = 0;
    instant created_at{};
    record_text text{};

    /// Appends the JSON text, without the members integration_id and user_id unless asked for.
    void append_to(std::string& out, bool with_owner_ids) const {
        text.append_to(out, with_owner_ids);
    }
};

/// Where logs come from. Safe to call from many threads.
class log_source {
public:
    /// Gets the rows of a window in reading order. They are valid only during the call, which must
    /// not call back into the source.
    using visitor = std::function<void(std::span<const log_row>)>;

    log_source() = default;
    log_source(const log_source&) = delete;
    log_source& operator=(const log_source&) = delete;
    virtual ~log_source() = default;

    /// Calls visit exactly once, with the rows of one state of the data, none where none match.
    virtual void read(const log_window& window, const visitor& visit) const = 0;

    /// How many logs there are in all.
    [[nodiscard]] virtual std::size_t size() const = 0;

    /// Tells whether an integration of this id is known, with or without logs.
    [[nodiscard]] virtual bool has_integration(std::int64_t integration_id) const = 0;
};

} // namespace sendmock

#endif
