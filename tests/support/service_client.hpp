// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_SERVICE_CLIENT_HPP
#define SENDMOCK_TESTS_SUPPORT_SERVICE_CLIENT_HPP

#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/header_fields.hpp>

#include "raw_client.hpp"
#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::tests {

/// Path of an account's logs.
inline constexpr std::string_view logs_target = "/api/v2/integrations/logs";

/// The text of a request under HTTP/1.1.
[[nodiscard]] inline std::string request_text(std::string_view method,
                                              std::string_view target,
                                              const http::header_fields& fields = {},
                                              std::string_view content = {}) {
    std::string text = std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\nHost: x\r\n";
    for (const auto& [name, value] : fields) {
        text += name + ": " + value + "\r\n";
    }
    if (!content.empty()) {
        text += "Content-Length: " + std::to_string(content.size()) + "\r\n";
    }
    return text.append("\r\n").append(content);
}

/// The target in a URL: what follows the authority.
[[nodiscard]] inline std::string target_of(const std::string& url) {
    return url.substr(url.find('/', url.find("//") + 2));
}

/// A client of the service that bears an account's credentials, on one connection.
class service_client {
public:
    explicit service_client(std::uint16_t port,
                            std::string_view key = "key",
                            std::string_view secret = "secret")
        : connection_(port), fields_{{"Authorization", http::make_basic(key, secret)}} {}

    [[nodiscard]] raw_client& connection() noexcept { return connection_; }

    /// The text of a request with the credentials.
    [[nodiscard]] std::string text(std::string_view method,
                                   std::string_view target = logs_target,
                                   std::string_view content = {}) const {
        return request_text(method, target, fields_, content);
    }

    /// @throws std::runtime_error if no answer came
    received_answer
    ask(std::string_view method, std::string_view target, std::string_view content = {}) {
        connection_.send(text(method, target, content));
        return connection_.read_answer(method == "HEAD");
    }

    received_answer get(std::string_view target = logs_target) { return ask("GET", target); }

    /// Follows the links from a target to the last page.
    /// @return the ids on all pages, in order
    [[nodiscard]] std::vector<std::int64_t> walk(std::string target = std::string(logs_target)) {
        std::vector<std::int64_t> ids;
        for (;;) {
            const auto page = nlohmann::json::parse(get(target).content);
            for (const auto& log : page.at("results")) {
                ids.push_back(log.at("id").get<std::int64_t>());
            }
            if (page.at("next").is_null()) {
                return ids;
            }
            target = target_of(page.at("next").get<std::string>());
        }
    }

private:
    raw_client connection_;
    http::header_fields fields_;
};

} // namespace sendmock::tests

#endif
