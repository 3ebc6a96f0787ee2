// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_JSON_OBJECT_TEXT_HPP
#define SENDMOCK_LOGS_JSON_OBJECT_TEXT_HPP

#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/json_text.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sendmock {

/// Writes a JSON object member by member; values that are JSON already go in word for word, which a
/// tree would not keep.
class json_object_text {
public:
    /// @param json  the value's JSON
    json_object_text& add_json(std::string_view name, std::string_view json) {
        text_ += text_.size() > 1 ? "," : "";
        append_json_string(text_, name);
        text_ += ':';
        text_ += json;
        return *this;
    }

    /// A number, true or false, or a string in UTF-8.
    template <class Value>
    json_object_text& add(std::string_view name, const Value& value) {
        if constexpr (std::is_arithmetic_v<Value>) {
            return add_json(name, nlohmann::json(value).dump());
        } else {
            std::string json;
            append_json_string(json, http::repair_utf8(value));
            return add_json(name, json);
        }
    }

    /// Nothing for a value that is absent.
    template <class Value>
    json_object_text& add(std::string_view name, const std::optional<Value>& value) {
        return value ? add(name, *value) : *this;
    }

    [[nodiscard]] bool empty() const noexcept { return text_.size() == 1; }

    [[nodiscard]] std::string take() && { return std::move(text_ += '}'); }

private:
    std::string text_ = "{";
};

} // namespace sendmock

#endif
