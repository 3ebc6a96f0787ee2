// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_CLIENTS_HONEST_CLIENT_HPP
#define SENDMOCK_TESTS_CLIENTS_HONEST_CLIENT_HPP

#include <sendmock/server/endpoint.hpp>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

/// A client that keeps all invariants; `sendmock::testing::check_client` shows it.
class honest_client {
public:
    honest_client(const sendmock::endpoint& at, std::chrono::milliseconds timeout)
        : origin_(at.url.substr(0, at.url.find('/', at.url.find("://") + 3))),
          first_(at.url.substr(origin_.size())),
          connection_(origin_) {
        connection_.set_basic_auth(at.key, at.secret);
        connection_.set_keep_alive(true);
        connection_.set_tcp_nodelay(true);
        connection_.set_read_timeout(timeout);
        if (!at.ca_file.empty()) {
            connection_.set_ca_cert_path(at.ca_file);
        }
    }

    /// Calls back with each log as its page comes.
    /// @throws std::runtime_error if a page is not to be had
    template <class Use>
    void for_each_log(const Use& use) {
        std::set<std::string> seen;
        for (std::string target = first_; !target.empty();) {
            if (!seen.insert(target).second) {
                throw std::runtime_error("the links go round");
            }
            const nlohmann::json page = get(target);
            for (const nlohmann::json& log : results_of(page)) {
                use(log);
            }
            target = target_of(page.value("next", nlohmann::json()));
        }
    }

private:
    nlohmann::json get(const std::string& target) {
        const auto answer = connection_.Get(target);
        if (!answer) {
            throw std::runtime_error(httplib::to_string(answer.error()));
        }
        if (answer->status != 200) {
            throw std::runtime_error("status " + std::to_string(answer->status));
        }
        return nlohmann::json::parse(answer->body);
    }

    static const nlohmann::json::array_t& results_of(const nlohmann::json& page) {
        return page.at("results").get_ref<const nlohmann::json::array_t&>(); // throws if it is none
    }

    /// @return empty at the end
    std::string target_of(const nlohmann::json& next) const {
        if (next.is_null() || next == "") {
            return "";
        }
        const auto link = next.get<std::string>();
        if (link.starts_with('/')) {
            return link;
        }
        if (!link.starts_with(origin_ + '/')) {
            throw std::runtime_error("the credentials are not for " + link);
        }
        return link.substr(origin_.size());
    }

    const std::string origin_;
    const std::string first_;
    httplib::Client connection_;
};

#endif
