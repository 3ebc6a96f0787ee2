// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_SCENARIO_WRITER_HPP
#define SENDMOCK_FAULTS_SCENARIO_WRITER_HPP

#include <sendmock/faults/canned_response.hpp>
#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/delay.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/pager_fault.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/scenario.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/logs/generated_logs.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/logs/log_data.hpp>
#include <sendmock/logs/log_data_json.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/service/settings_json.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sendmock {

namespace detail {

inline void add_range(json_object_text& object,
                      std::string_view name,
                      const std::optional<number_range>& range) {
    if (range && range->from == range->to) {
        object.add(name, range->from);
    } else if (range) {
        json_object_text ends;
        ends.add("from", range->from);
        if (range->to != number_range::largest) {
            ends.add("to", range->to);
        }
        object.add_json(name, std::move(ends).take());
    }
}

[[nodiscard]] inline std::string when_text(const condition_terms& terms) {
    json_object_text object;
    object.add("method", terms.method).add("path", terms.path);
    add_range(object, "page", terms.page);
    add_range(object, "attempt", terms.attempt);
    add_range(object, "request", terms.request);
    add_range(object, "connection", terms.connection);
    object.add("account", terms.account).add("probability", terms.probability);
    return std::move(object).take();
}

[[nodiscard]] inline std::string delay_text(const delay& written) {
    json_object_text object;
    if (written.fixed) {
        object.add("fixedDelayMilliseconds", written.fixed->count());
    }
    if (written.drawn) {
        json_object_text distribution;
        if (const auto* uniform = std::get_if<uniform_delay>(&*written.drawn)) {
            distribution.add("type", std::string_view("uniform"))
                .add("lower", uniform->lower.count())
                .add("upper", uniform->upper.count());
        } else {
            const auto& lognormal = std::get<lognormal_delay>(*written.drawn);
            distribution.add("type", std::string_view("lognormal"))
                .add("median", lognormal.median.count())
                .add("sigma", lognormal.sigma);
            if (lognormal.maximum) {
                distribution.add("maxValue", lognormal.maximum->count());
            }
        }
        object.add_json("delayDistribution", std::move(distribution).take());
    }
    if (written.dribbled) {
        json_object_text chunks;
        chunks.add("numberOfChunks", written.dribbled->chunks)
            .add("totalDuration", written.dribbled->total.count());
        object.add_json("chunkedDribbleDelay", std::move(chunks).take());
    }
    return std::move(object).take();
}

[[nodiscard]] inline std::string respond_text(const canned_response& written) {
    json_object_text object;
    object.add("status", written.status);
    if (!written.fields.empty()) {
        nlohmann::ordered_json headers = nlohmann::ordered_json::object();
        for (const auto& [name, value] : written.fields) {
            if (!headers.contains(name)) {
                headers[name] = value;
            } else if (headers[name].is_array()) {
                headers[name].push_back(value);
            } else {
                headers[name] = nlohmann::ordered_json::array({headers[name], value});
            }
        }
        object.add_json("headers",
                        headers.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    return std::move(object.add("body", written.body)).take();
}

[[nodiscard]] inline std::string data_text(const log_data& written) {
    if (const auto* generated = std::get_if<generated_logs>(&written)) {
        return to_json_text(*generated);
    }
    return to_json_text(std::get<std::vector<log_record>>(written));
}

[[nodiscard]] inline std::string change_text(const log_change& written) {
    json_object_text object;
    if (written.replaced) {
        object.add_json("replace", data_text(*written.replaced));
    }
    if (!written.erased.empty()) {
        object.add_json("delete", nlohmann::json(written.erased).dump());
    }
    if (!written.inserted.empty()) {
        object.add_json("insert", to_json_text(written.inserted));
    }
    if (object.empty()) {
        object.add_json("insert", "[]");
    }
    return std::move(object).take();
}

[[nodiscard]] inline std::string then_text(const fault& written) {
    json_object_text object;
    if (written.change) {
        object.add_json("change", change_text(*written.change));
    }
    if (written.tls) {
        object.add("tls", to_string(*written.tls));
    }
    if (written.respond) {
        object.add_json("respond", respond_text(*written.respond));
    }
    if (written.pager) {
        object.add("pager", to_string(written.pager->kind));
        if (written.pager->kind == pager_fault_kind::short_page) {
            object.add("rows", written.pager->rows);
        } else if (written.pager->kind == pager_fault_kind::cycle) {
            object.add("length", written.pager->length);
        } else if (written.pager->kind == pager_fault_kind::opaque_cursors &&
                   written.pager->cursor_length != pager_fault::usual_cursor) {
            object.add("length", written.pager->cursor_length);
        }
    }
    if (written.delay) {
        object.add_json("delay", delay_text(*written.delay));
    }
    if (written.wire) {
        object.add("fault", to_string(written.wire->kind)).add("bytes", written.wire->bytes);
        if (!written.wire->close_notify) {
            object.add("close_notify", false);
        }
    }
    return std::move(object).take();
}

inline void add_data(json_object_text& object, const scenario_data& written) {
    if (written.logs) {
        const bool generated = std::holds_alternative<generated_logs>(*written.logs);
        object.add_json(generated ? "generate" : "logs", data_text(*written.logs));
    }
    add_settings(object, written.settings);
}

[[nodiscard]] inline std::string server_text(const scenario_server& written) {
    json_object_text object;
    add_data(object, written.data);
    if (written.tls) {
        object.add("tls", to_string(*written.tls));
    }
    if (!written.accounts.empty()) {
        std::string accounts = "[";
        for (const scenario_account& account : written.accounts) {
            json_object_text one;
            one.add("key", account.key).add("secret", account.secret);
            add_data(one, account.data);
            accounts += accounts.size() > 1 ? "," : "";
            accounts += std::move(one).take();
        }
        object.add_json("accounts", accounts += ']');
    }
    return std::move(object).take();
}

} // namespace detail

/// A rule as scenario files have it.
/// @param fired  how often it acted, for those who show it
[[nodiscard]] inline std::string to_json_text(const rule& written,
                                              std::optional<std::uint64_t> fired = {}) {
    json_object_text object;
    if (!written.name.empty()) {
        object.add("name", written.name);
    }
    const std::string when = detail::when_text(written.when.terms());
    if (when != "{}") {
        object.add_json("when", when);
    }
    const auto& times = written.when.terms().times;
    if (times != 1U) {
        object.add_json("times", times ? std::to_string(*times) : "null");
    }
    object.add_json("then", detail::then_text(written.then)).add("fired", fired);
    return std::move(object).take();
}

/// Writes what `parse_scenario` reads, secrets of accounts included.
[[nodiscard]] inline std::string to_json_text(const scenario& written) {
    json_object_text object;
    object.add("name", written.name).add("description", written.description);
    object.add("seed", written.seed);
    if (written.server) {
        object.add_json("server", detail::server_text(*written.server));
    }
    std::string rules = "[";
    for (const rule& one : written.rules) {
        rules += rules.size() > 1 ? "," : "";
        rules += to_json_text(one);
    }
    return std::move(object.add_json("rules", rules += ']')).take();
}

} // namespace sendmock

#endif
