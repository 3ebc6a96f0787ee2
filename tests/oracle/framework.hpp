// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_FRAMEWORK_HPP
#define SENDMOCK_TESTS_ORACLE_FRAMEWORK_HPP

#include <sendmock/http/utf8.hpp>

#include "oracle/data_set.hpp"
#include "oracle/question.hpp"
#include "oracle/random_bits.hpp"
#include "support/oracle_process.hpp"
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::tests {

using key_and_secret = std::pair<std::string, std::string>;

/// Django REST framework in a process of its own (drf_app.py).
class framework {
public:
    framework()
        : process_({"/usr/bin/python3", "-I", "-B", SENDMOCK_TESTS_DIR "/oracle/drf_app.py"}) {}

    void reset(const data_set& data) {
        run({{"reset",
              {{"rows", to_json(data.rows)},
               {"ordering", data.ordering},
               {"page_size", data.page_size}}}});
    }

    void insert(std::span<const row> rows) { run({{"insert", to_json(rows)}}); }

    void erase(std::span<const std::int64_t> ids) {
        run({{"delete", nlohmann::json(std::vector<std::int64_t>(ids.begin(), ids.end()))}});
    }

    /// Credentials are checked from now on.
    void set_accounts(const std::vector<key_and_secret>& accounts) {
        run({{"accounts", accounts}});
    }

    void let_everyone_in() { run({{"accounts", nullptr}}); }

    /// Each answer as the mock has to give it: where a position that the ordering's field refuses
    /// crashes the framework, it says that the cursor is invalid.
    [[nodiscard]] std::vector<served> answer(std::span<const question> questions) {
        nlohmann::json commands = nlohmann::json::array();
        for (const question& each : questions) {
            commands.push_back({{"get", to_json(each)}});
        }
        std::vector<served> answers;
        for (const nlohmann::json& each : run({{"batch", std::move(commands)}})) {
            answers.push_back(to_served(each));
        }
        return answers;
    }

    /// How many answers stood for a crash so far.
    [[nodiscard]] std::size_t crashes() const noexcept { return crashes_; }

private:
    static nlohmann::json to_json(std::span<const row> rows) {
        nlohmann::json list = nlohmann::json::array();
        for (const row& each : rows) {
            list.push_back({each.id, each.created_at});
        }
        return list;
    }

    static nlohmann::json to_json(const question& asked) {
        nlohmann::json fields = nlohmann::json::object();
        for (const auto& [name, value] : asked.fields) {
            fields[name] = http::latin1_to_utf8(value);
        }
        return {{"target", http::latin1_to_utf8(asked.target)},
                {"host", asked.host},
                {"secure", asked.secure},
                {"method", asked.method},
                {"headers", std::move(fields)}};
    }

    nlohmann::json run(const nlohmann::json& command) {
        // Python starts slowly on a busy machine; nothing else takes long.
        constexpr std::chrono::seconds patience{120};
        nlohmann::json answer = nlohmann::json::parse(ask(command.dump(), patience));
        const auto check = [](const nlohmann::json& one) {
            if (one.contains("failure")) {
                fail("the framework's app failed: " + one.dump());
            }
        };
        if (answer.is_array()) {
            for (const nlohmann::json& one : answer) {
                check(one);
            }
        } else {
            check(answer);
        }
        return answer;
    }

    [[nodiscard]] std::string ask(const std::string& line, std::chrono::milliseconds patience) {
        try {
            return process_.ask(line, patience);
        } catch (const std::runtime_error& error) {
            fail(error.what());
        }
    }

    [[noreturn]] static void fail(const std::string& what) {
        throw std::runtime_error("SENDMOCK_SEED=" + std::to_string(run_seed()) + ": " + what);
    }

    [[nodiscard]] served to_served(const nlohmann::json& answer) {
        const auto text = [&](const char* key) -> std::optional<std::string> {
            const auto found = answer.find(key);
            return found == answer.end() || found->is_null()
                       ? std::nullopt
                       : std::optional(found->get<std::string>());
        };
        if (answer.at("status") == 500) {
            const std::string exception = text("exception").value_or("nothing");
            if (exception != "ValidationError" && exception != "ValueError" &&
                exception != "OverflowError") {
                fail("the framework crashed unexpectedly: " + exception);
            }
            ++crashes_;
            return {.status = 404, .message = "Invalid cursor"};
        }
        served result{.status = answer.at("status"),
                      .next = text("next"),
                      .previous = text("previous"),
                      .message = text("detail"),
                      .allow = text("allow")};
        if (answer.contains("ids")) {
            result.ids = answer["ids"].get<std::vector<std::int64_t>>();
        }
        return result;
    }

    oracle_process process_;
    std::size_t crashes_ = 0;
};

} // namespace sendmock::tests

#endif
