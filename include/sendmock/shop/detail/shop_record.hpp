// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_SHOP_RECORD_HPP
#define SENDMOCK_SHOP_DETAIL_SHOP_RECORD_HPP

#include <sendmock/error.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/shop/python_error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail::shop {

/// What a log is made of.
struct record_parts {
    std::optional<std::int64_t> integration_id{};
    std::optional<std::int64_t> user_id{};
    std::string base_url{};
    std::string full_url{};
    std::string method{};
    std::optional<int> response_code{};
    std::optional<http::response> response{};
    /// As it is kept, in UTF-8.
    std::string response_text{};
    bool response_cut = false;
    http::header_fields request_fields{};
    std::string payload{};
    instant created_at{};
    python::exception exception{};
};

/// Texts of a message in UTF-8: what is none is ISO 8859-1.
[[nodiscard]] inline std::string to_utf8(std::string_view text) {
    return http::is_utf8(text) ? std::string(text) : http::latin1_to_utf8(text);
}

/// Whether logs can hold a JSON object as it is: it may be written so that a log must not be.
[[nodiscard]] inline bool is_good_object(std::string_view json) {
    const std::size_t begin = json.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || json[begin] != '{' || !nlohmann::json::accept(json)) {
        return false;
    }
    log_reader reader({.origin = record_origin::created, .shape = document_shape::record});
    std::string log = R"({"base_url":"x","response":{"body":)";
    reader.read(log.append(json).append("}}"), [](log_draft&&) {});
    return reader.faults().empty();
}

/// Several fields of one name become one, as in requests.
[[nodiscard]] inline std::string fields_json(const http::header_fields& fields,
                                             const std::vector<std::string_view>& obscured = {}) {
    json_object_text object;
    http::header_fields done;
    for (const http::header_field& field : fields) {
        if (done.find(field.name) != nullptr) {
            continue;
        }
        done.add(field.name, {});
        std::string value;
        for (const http::header_field& other : fields) {
            if (http::equal_ignoring_case(other.name, field.name)) {
                value += (&other == &field ? "" : ", ") + other.value;
            }
        }
        const bool secret = std::any_of(obscured.begin(), obscured.end(), [&](auto name) {
            return http::equal_ignoring_case(name, field.name);
        });
        object.add(to_utf8(field.name), secret ? std::string("***") : to_utf8(value));
    }
    return std::move(object).take();
}

[[nodiscard]] inline bool calls_itself_json(const http::response& response) {
    const std::string* const type = response.fields.find("Content-Type");
    const std::string_view media_type = http::trim(
        type == nullptr ? std::string_view{} : std::string_view{*type}.substr(0, type->find(';')));
    constexpr std::string_view suffix = "+json";
    return http::equal_ignoring_case(media_type, "application/json") ||
           (media_type.size() > suffix.size() &&
            http::equal_ignoring_case(media_type.substr(media_type.size() - suffix.size()),
                                      suffix));
}

/// The log as JSON, with its members in the service's order; without an id.
[[nodiscard]] inline std::string record_json(const record_parts& parts) {
    json_object_text response;
    if (parts.response) {
        response.add_json("headers", fields_json(parts.response->fields));
        const bool as_object = !parts.response_cut && calls_itself_json(*parts.response) &&
                               is_good_object(parts.response_text);
        as_object ? response.add_json("body", parts.response_text)
                  : response.add("body", parts.response_text);
    }
    const std::vector<std::string_view> secrets{"Authorization", "Proxy-Authorization", "Cookie"};
    const bool obscured = std::any_of(secrets.begin(), secrets.end(), [&](std::string_view name) {
        return parts.request_fields.find(name) != nullptr;
    });
    json_object_text request;
    request.add_json("headers", fields_json(parts.request_fields, secrets));
    if (parts.payload.empty()) {
        request.add_json("payload", "{}"); // as in the documented example
    } else if (is_good_object(parts.payload)) {
        request.add_json("payload", parts.payload);
    } else {
        request.add("payload", parts.payload);
    }
    json_object_text record;
    record.add("integration_id", parts.integration_id);
    record.add("user_id", parts.user_id);
    record.add("base_url", parts.base_url);
    record.add("full_url", parts.full_url);
    record.add("method", parts.method);
    if (parts.response_code) {
        record.add("response_code", *parts.response_code);
    } else {
        record.add_json("response_code", "null");
    }
    record.add_json("response", std::move(response).take());
    record.add_json("request", std::move(request).take());
    record.add("created_at", to_service_time(parts.created_at));
    if (parts.exception) {
        record.add("exception_type", parts.exception.type);
        record.add("exception", parts.exception.text);
    }
    record.add("protected", obscured);
    return std::move(record).take();
}

/// @throws sendmock::error if the text is no log
[[nodiscard]] inline log_draft draft_of(const std::string& json) {
    log_reader reader({.origin = record_origin::created, .shape = document_shape::record});
    std::vector<log_draft> drafts = reader.read(json);
    if (!reader.faults().empty()) {
        throw to_error(reader.faults(), "the log of a call");
    }
    return std::move(drafts.front());
}

} // namespace sendmock::detail::shop

#endif
