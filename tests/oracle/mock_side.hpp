// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_MOCK_SIDE_HPP
#define SENDMOCK_TESTS_ORACLE_MOCK_SIDE_HPP

#include <sendmock/http/form.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/service/logs_service.hpp>

#include "oracle/data_set.hpp"
#include "oracle/question.hpp"
#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sendmock::tests {

/// The mock's service layer, without a socket. All accounts have logs of their own; those of the
/// first one are compared.
class mock_side {
public:
    /// Lets everyone in.
    mock_side() : service_({.require_credentials = false}) {
        accounts_.push_back(std::make_unique<account>("key", "secret"));
    }

    explicit mock_side(const std::vector<std::pair<std::string, std::string>>& accounts) {
        for (const auto& [key, secret] : accounts) {
            accounts_.push_back(std::make_unique<account>(key, secret));
        }
    }

    void reset(const data_set& data) {
        for (const auto& each : accounts_) {
            each->set_settings(
                {.page_size = data.page_size, .ordering = parse_ordering(data.ordering).value()});
            if (data.generated) {
                put_over_generated(each->logs(), data);
            } else {
                each->logs().replace(to_records(data.rows));
            }
        }
    }

    void insert(std::span<const row> rows) {
        for (const auto& each : accounts_) {
            each->logs().insert(to_records(rows));
        }
    }

    void erase(std::span<const std::int64_t> ids) {
        for (const auto& each : accounts_) {
            for (const std::int64_t id : ids) {
                each->logs().erase(id);
            }
        }
    }

    [[nodiscard]] served answer(const question& asked) const {
        http::request request{
            .method = asked.method, .target = asked.target, .secure = asked.secure};
        request.fields.add("Host", asked.host);
        for (const auto& [name, value] : asked.fields) {
            request.fields.add(name, value);
        }
        return to_served(respond(request).response, asked);
    }

private:
    /// What was generated comes from there; only the rest is stored.
    static void put_over_generated(log_store& logs, const data_set& data) {
        const generated_sequence generated(*data.generated);
        logs.replace(*data.generated);
        std::vector<row> others;
        for (const row& each : data.rows) {
            if (!generated.find(each.id)) {
                others.push_back(each);
            }
        }
        for (std::uint64_t i = 0; i < generated.size(); ++i) {
            if (!data.has(generated.id(i))) {
                logs.erase(generated.id(i));
            }
        }
        logs.insert(to_records(others));
    }

    static std::vector<log_record> to_records(std::span<const row> rows) {
        nlohmann::json list = nlohmann::json::array();
        for (const row& each : rows) {
            list.push_back({{"id", each.id},
                            {"base_url", "https://shop.example"},
                            {"created_at", each.created_at}});
        }
        return parse_logs(list.dump());
    }

    [[nodiscard]] sendmock::answer respond(const http::request& request) const {
        const inspection seen = inspect(request);
        account* owner = nullptr;
        if (const auto* claimed = std::get_if<http::basic_credentials>(&seen.credentials)) {
            for (const auto& each : accounts_) {
                owner = each->key() == claimed->user_id ? each.get() : owner;
            }
        }
        if (const auto refused = service_.admit(seen, owner)) {
            return logs_service::refuse(*refused, seen);
        }
        return service_.respond(request, seen, owner != nullptr ? *owner : *accounts_.front());
    }

    static served to_served(const http::response& response, const question& asked) {
        served result{.status = response.status};
        if (const std::string* allow = response.fields.find("Allow")) {
            result.allow = *allow;
        }
        const nlohmann::json document = nlohmann::json::parse(response.content, nullptr, false);
        if (response.status != 200) {
            result.message = error_message(document, response, asked);
        } else if (document.contains("results")) {
            const auto link = [&](const char* key) {
                const nlohmann::json& value = document.at(key);
                return value.is_null() ? std::nullopt : std::optional(value.get<std::string>());
            };
            result.next = link("next");
            result.previous = link("previous");
            for (const nlohmann::json& log : document["results"]) {
                result.ids.push_back(log.at("id"));
            }
        }
        return result;
    }

    /// The message of an error body, or all of a body that is none.
    static std::string error_message(const nlohmann::json& document,
                                     const http::response& response,
                                     const question& asked) {
        const auto error = document.find("error");
        const std::string path =
            http::percent_decode(asked.target.substr(1, asked.target.find('?') - 1));
        if (error == document.end() || error->size() != 3 || (*error)["code"] != response.status ||
            (*error)["request"] != path) {
            return "no error body: " + response.content;
        }
        return error->at("message");
    }

    std::vector<std::unique_ptr<account>> accounts_;
    logs_service service_;
};

} // namespace sendmock::tests

#endif
