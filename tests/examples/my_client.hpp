// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_EXAMPLES_MY_CLIENT_HPP
#define SENDMOCK_TESTS_EXAMPLES_MY_CLIENT_HPP

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// The client that the examples test; yours stands here.
class my_client {
public:
    my_client(std::string logs_url, const std::string& key, const std::string& secret)
        : logs_url_(std::move(logs_url)),
          origin_(logs_url_.substr(0, logs_url_.find("/api/"))),
          connection_(origin_) {
        connection_.set_basic_auth(key, secret);
        connection_.set_keep_alive(true);
        connection_.set_tcp_nodelay(true);
        connection_.set_read_timeout(5);
    }

    /// Calls back with each log as its page comes.
    /// @throws std::runtime_error if a page is not to be had
    void for_each_log(const std::function<void(const nlohmann::json&)>& use) {
        std::string url = logs_url_;
        while (!url.empty()) {
            const nlohmann::json page = get(url);
            for (const nlohmann::json& log : page.at("results")) {
                use(log);
            }
            const nlohmann::json& next = page.at("next");
            url = next.is_null() ? "" : next.get<std::string>();
        }
    }

    std::vector<nlohmann::json> fetch_logs() {
        std::vector<nlohmann::json> logs;
        for_each_log([&](const nlohmann::json& log) { logs.push_back(log); });
        return logs;
    }

private:
    /// Tries a page three times while the service is not available.
    nlohmann::json get(const std::string& url) {
        if (!url.starts_with(origin_ + "/")) {
            throw std::runtime_error("the credentials are not for " + url);
        }
        int status = 0;
        for (int attempt = 1; attempt <= 3; ++attempt) {
            const auto answer = connection_.Get(url.substr(origin_.size()));
            if (!answer) {
                throw std::runtime_error(httplib::to_string(answer.error()));
            }
            status = answer->status;
            if (status == 200) {
                return nlohmann::json::parse(answer->body);
            }
            if (status != 503) {
                break;
            }
        }
        throw std::runtime_error("status " + std::to_string(status));
    }

    const std::string logs_url_;
    const std::string origin_;
    httplib::Client connection_;
};

#endif
