// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_NUMBERED_LOGS_HPP
#define SENDMOCK_TESTS_SUPPORT_NUMBERED_LOGS_HPP

#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sendmock::tests {

/// A log as JSON; a higher id was created later, one second each.
[[nodiscard]] inline std::string numbered_log_text(std::int64_t id) {
    const instant created = instant{} + std::chrono::seconds{1'700'000'000 + id};
    return R"({"id":)" + std::to_string(id) +
           R"(,"base_url":"https://shop.example","created_at":")" + to_service_time(created) +
           "\"}";
}

[[nodiscard]] inline log_record numbered_log(std::int64_t id) {
    return parse_log(numbered_log_text(id));
}

/// Logs with the ids 1 to count, each about as large as its padding; only one of them is parsed.
[[nodiscard]] inline std::vector<log_record> padded_logs(std::int64_t count, std::size_t padding) {
    log_reader reader({.origin = record_origin::created, .shape = document_shape::record});
    const auto drafts = reader.read(R"({"base_url":"https://shop.example","exception":")" +
                                    std::string(padding, 'x') + "\"}");
    std::vector<log_record> logs;
    for (std::int64_t id = 1; id <= count; ++id) {
        logs.push_back(log_draft(drafts.at(0)).complete(id));
    }
    return logs;
}

/// Logs with the ids first to last.
[[nodiscard]] inline std::vector<log_record> numbered_logs(std::int64_t first, std::int64_t last) {
    std::vector<log_record> logs;
    for (std::int64_t id = first; id <= last; ++id) {
        logs.push_back(numbered_log(id));
    }
    return logs;
}

} // namespace sendmock::tests

#endif
