// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_RECORD_ALTERATION_HPP
#define SENDMOCK_SERVER_DETAIL_RECORD_ALTERATION_HPP

#include <sendmock/faults/pager_fault.hpp>
#include <sendmock/logs/json_object_text.hpp>
#include <sendmock/logs/log_fields.hpp>
#include <sendmock/logs/member_text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// Members that no client knows, behind those that are there.
/// @param object  a JSON object with at least one member
[[nodiscard]] inline std::string with_unknown_members(std::string_view object) {
    std::string text(object.substr(0, object.size() - 1));
    return text + R"(,"retry_of":null,"trace":{"id":"4bf92f35","spans":[1,2.5,true]}})";
}

/// A log whose exception_type, in its place or at the end, is one that no client knows.
[[nodiscard]] inline std::string with_unknown_exception_type(std::string_view record) {
    constexpr std::string_view unknown = R"("carrier.exceptions.QuantumTunnelError")";
    const std::string_view present = member_text(record, "exception_type");
    std::string text(record);
    if (present.empty()) {
        text.pop_back();
        return text.append(R"(,"exception_type":)").append(unknown) += '}';
    }
    return text.replace(
        static_cast<std::size_t>(present.data() - record.data()), present.size(), unknown);
}

/// A log in which each member is null that may be, absent ones too; the others stay as they are.
/// @param owner_ids  whether integration_id and user_id are shown at all
[[nodiscard]] inline std::string with_nulls(std::string_view record, bool owner_ids) {
    json_object_text text;
    for (const log_field& field : log_fields) {
        if (contains(field.kinds, json_kinds::null) && (owner_ids || !field.owner_id)) {
            text.add_json(field.name, "null");
        } else if (const auto value = member_text(record, field.name); !value.empty()) {
            text.add_json(field.name, value);
        }
    }
    return std::move(text).take();
}

/// A log with nothing but the members that it must have.
[[nodiscard]] inline std::string without_optionals(std::string_view record) {
    json_object_text text;
    for (const log_field& field : log_fields) {
        if (field.presence != presence::optional) {
            text.add_json(field.name, member_text(record, field.name));
        }
    }
    return std::move(text).take();
}

/// What a fault makes of a log on a page.
/// @param kind  one that alters logs
[[nodiscard]] inline std::string
altered_record(pager_fault_kind kind, std::string_view record, bool owner_ids) {
    switch (kind) {
    case pager_fault_kind::unknown_fields:
        return with_unknown_members(record);
    case pager_fault_kind::unknown_exception_type:
        return with_unknown_exception_type(record);
    case pager_fault_kind::null_optionals:
        return with_nulls(record, owner_ids);
    case pager_fault_kind::no_optionals:
        return without_optionals(record);
    default:
        return std::string(record);
    }
}

} // namespace sendmock::detail

#endif
