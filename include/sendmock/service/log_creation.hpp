// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_LOG_CREATION_HPP
#define SENDMOCK_SERVICE_LOG_CREATION_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_store.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/service/reason.hpp>
#include <sendmock/service/refusal.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sendmock {

/// A log that was created, or why it was not.
using created_log = std::variant<log_record, refusal>;

namespace detail {

/// What Django REST framework says of a fault in a field.
[[nodiscard]] inline std::string field_message(const input_fault& fault) {
    switch (fault.kind) {
    case fault_kind::required:
        return "This field is required.";
    case fault_kind::null:
        return "This field may not be null.";
    case fault_kind::blank:
        return "This field may not be blank.";
    case fault_kind::bad_timestamp:
        return "Datetime has wrong format. Use one of these formats instead: "
               "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";
    default:
        return "Expected " + fault.expected + ".";
    }
}

[[nodiscard]] inline std::string message_of(const std::vector<input_fault>& faults) {
    std::string message;
    for (const input_fault& fault : faults) {
        if (fault.kind == fault_kind::syntax || fault.kind == fault_kind::too_deep) {
            return "JSON parse error - expected " + fault.expected + ", found " + fault.found;
        }
        if (fault.pointer.empty()) {
            return "Invalid data. Expected " + fault.expected + ", found " + fault.found + ".";
        }
        message += message.empty() ? "" : " ";
        message += fault.pointer.substr(1) + ": " + field_message(fault);
    }
    return message;
}

} // namespace detail

/// Creates an integration's log from a POST request's content, as the service does.
///
/// Read-only and unknown members are ignored; `created_at` is now if absent (documented). The
/// texts for single fields are documented, how they are put into one message is synthetic.
[[nodiscard]] inline created_log create_log(log_store& logs,
                                            std::int64_t integration_id,
                                            const http::request& request,
                                            instant now) {
    const std::string* field = request.fields.find("Content-Type");
    const std::string_view type = field == nullptr ? std::string_view{} : *field;
    const std::string_view media_type = http::trim(type.substr(0, type.find(';')));
    // Without content the framework reads nothing, whatever is declared (inferred).
    const bool empty = request.content.empty();
    if (!empty && !http::equal_ignoring_case(media_type, "application/json")) {
        return refusal{.status = 415,
                       .message =
                           "Unsupported media type \"" + std::string(type) + "\" in request.",
                       .reason = reason::unsupported_media_type};
    }
    log_reader reader({.origin = record_origin::created,
                       .shape = document_shape::record,
                       .keep_read_only = false,
                       .keep_unknown = false,
                       .integration_id = integration_id,
                       .now = now});
    std::vector<log_draft> drafts = reader.read(empty ? "{}" : request.content);
    if (!reader.faults().empty()) {
        return refusal{.status = 400,
                       .message = detail::message_of(reader.faults()),
                       .reason = reason::invalid_log};
    }
    return logs.create(std::move(drafts)).front();
}

} // namespace sendmock

#endif
