// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_ADMIN_FIXTURE_HPP
#define SENDMOCK_TESTS_SUPPORT_ADMIN_FIXTURE_HPP

#include <sendmock/journal/connection_journal.hpp>
#include <sendmock/server/admin.hpp>

#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace sendmock::tests {

inline constexpr instant noon{std::chrono::sys_days{std::chrono::January / 2 / 2024} +
                              std::chrono::hours{12}};

/// Admin calls on two accounts, without a server.
struct admin_fixture {
    account_registry accounts{{.logs = numbered_logs(1, 3), .settings = {.page_size = 2}},
                              {{.key = "other", .secret = "o", .logs = numbered_logs(7, 7)}}};
    canary elsewhere{accounts, {}, [] { return noon; }};
    connection_journal connections;
    admin_options options{.seed = 42,
                          .now = [] { return noon; },
                          .can_shut_down = true,
                          .on_reset =
                              [this] {
                                  accounts.reset();
                                  elsewhere.reset();
                                  connections.reset();
                              }};

    admin::result
    result_of(const std::string& method, const std::string& path, std::string content = {}) {
        return admin(accounts, elsewhere, connections, options)
            .respond({.method = method,
                      .target = "/__admin" + path,
                      .fields = {{"Host", "x"}},
                      .content = std::move(content)});
    }

    http::response
    call(const std::string& method, const std::string& path, std::string content = {}) {
        return result_of(method, path, std::move(content)).response;
    }

    nlohmann::json get(const std::string& path) {
        const http::response answer = call("GET", path);
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(*answer.fields.find("Content-Type") == "application/json");
        return nlohmann::json::parse(answer.content);
    }

    std::string ids(const std::string& path = "/logs") {
        std::string list;
        for (const auto& log : get(path)) {
            list += log.at("id").dump() + ' ';
        }
        return list;
    }

    /// The JSON pointer in a refusal, `none` without one.
    static std::string pointer_of(const http::response& refusal) {
        BOOST_TEST(refusal.status == 400);
        const nlohmann::json content = nlohmann::json::parse(refusal.content);
        BOOST_TEST(!content.at("error").get<std::string>().empty());
        const std::string pointer = content.value("pointer", "");
        return pointer.empty() ? "none" : pointer; // of the whole document
    }

    void note(exchange entry) { accounts.default_account().journal().add(std::move(entry)); }
};

} // namespace sendmock::tests

#endif
