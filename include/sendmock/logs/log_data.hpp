// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_DATA_HPP
#define SENDMOCK_LOGS_LOG_DATA_HPP

#include <sendmock/error.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/log_record.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace sendmock {

/// Thrown where a log is to be added whose id exists already.
class duplicate_id : public error {
public:
    explicit duplicate_id(std::int64_t id)
        : error("a log with id " + std::to_string(id) + " exists already"), id_(id) {}

    [[nodiscard]] std::int64_t id() const noexcept { return id_; }

private:
    std::int64_t id_;
};

/// What a store is filled with: records, `{}` for none, or generated logs.
class log_data : public std::variant<std::vector<log_record>, generated_logs> {
public:
    using variant::variant;

    log_data(std::initializer_list<log_record> records)
        : variant(std::vector<log_record>(records)) {}
};

namespace detail {

/// @throws duplicate_id
inline void check_ids(const std::vector<log_record>& records) {
    std::set<std::int64_t> ids;
    for (const log_record& record : records) {
        if (!ids.insert(record.id()).second) {
            throw duplicate_id(record.id());
        }
    }
}

} // namespace detail

/// A change of the logs in a store, which readers see whole or not at all.
struct log_change {
    std::optional<log_data> replaced{}; ///< what is put in place of all, before the others
    std::vector<std::int64_t> erased{}; ///< ids; those that do not exist are passed over
    std::vector<log_record> inserted{};

    /// @throws duplicate_id if two logs have the same id, std::invalid_argument as
    /// generated_logs::check
    void check() const {
        const std::set<std::int64_t> gone(erased.begin(), erased.end());
        if (replaced) {
            for (const log_record& record : inserted) {
                if (has(*replaced, record.id()) && !gone.contains(record.id())) {
                    throw duplicate_id(record.id());
                }
            }
            if (const auto* generated = std::get_if<generated_logs>(&*replaced)) {
                generated->check();
            } else {
                detail::check_ids(std::get<std::vector<log_record>>(*replaced));
            }
        }
        detail::check_ids(inserted);
    }

private:
    [[nodiscard]] static bool has(const log_data& data, std::int64_t id) {
        if (const auto* generated = std::get_if<generated_logs>(&data)) {
            return id >= generated->first_id &&
                   static_cast<std::uint64_t>(id - generated->first_id) < generated->count;
        }
        const auto& records = std::get<std::vector<log_record>>(data);
        return std::any_of(records.begin(), records.end(), [id](const log_record& record) {
            return record.id() == id;
        });
    }
};

} // namespace sendmock

#endif
