// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_BENCHMARKS_PAGE_HPP
#define SENDMOCK_TOOLS_BENCHMARKS_PAGE_HPP

#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace sendmock::benchmark {

inline constexpr std::size_t page_size = 100;

/// Logs of some 700 bytes with distinct times, as a shop's failures leave them.
[[nodiscard]] inline std::vector<log_record> make_logs(std::size_t count) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) {
        const instant time{std::chrono::microseconds(1'700'000'000'000'000 +
                                                     static_cast<std::int64_t>(i) * 1'000'123)};
        text += i == 0 ? "" : ",";
        text += R"({"id":)" + std::to_string(i + 1) + R"(,"integration_id":)" +
                std::to_string(i % 50 + 1) +
                R"(,"user_id":123,"base_url":"https://example.com",)"
                R"("full_url":"https://example.com/order-note.json","method":"POST",)"
                R"("response_code":495,"response":{"headers":{"Cache-Control":"max-age=3600",)"
                R"("Content-Type":"text/html; charset=utf-8","Connection":"keep-alive"},)"
                R"("body":"<!doctype html>\n<html>\n <head>\n <title>SSL Certificate Error)"
                R"(</title>\n </head>\n </html>\n"},"request":{"headers":{"Cache-Control":)"
                R"("max-age=3600","Content-Type":"text/html; charset=utf-8","Connection":)"
                R"("keep-alive"},"payload":{"order_note":{"note":"Success"}}},"created_at":")" +
                to_service_time(time) +
                R"(","exception_type":"requests.exceptions.SSLError","exception":"An SSL error )"
                R"(occurred","protected":false})";
    }
    return parse_logs(text += "]", "benchmark");
}

/// An authorized request for a page.
[[nodiscard]] inline http::request page_request(const std::string& target) {
    return {
        .method = "GET",
        .target = target,
        .fields = {{"Host", "127.0.0.1"}, {"Authorization", http::make_basic("key", "secret")}}};
}

} // namespace sendmock::benchmark

#endif
