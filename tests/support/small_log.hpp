// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_SMALL_LOG_HPP
#define SENDMOCK_TESTS_SUPPORT_SMALL_LOG_HPP

#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_record.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace sendmock::tests {

/// A log with nothing but what it must have, and perhaps an integration.
struct small_log {
    std::int64_t id = 1;
    std::string created_at = "2023-03-01T01:02:00Z";
    std::optional<std::int64_t> integration_id{};

    /// Its compact text.
    [[nodiscard]] std::string json() const {
        std::string text = R"({"id":)" + std::to_string(id);
        if (integration_id) {
            text += R"(,"integration_id":)" + std::to_string(*integration_id);
        }
        return text + R"(,"base_url":"https://shop.example","created_at":")" + created_at + R"("})";
    }

    [[nodiscard]] log_record record() const { return parse_log(json()); }
};

} // namespace sendmock::tests

#endif
