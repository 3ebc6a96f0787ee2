// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_CALL_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_CALL_HPP

#include <sendmock/error.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/exchange_json.hpp>
#include <sendmock/journal/request_journal.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_reader.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/reader_options.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/server/account_registry.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sendmock::detail {

using nlohmann::ordered_json;

/// In ASCII: no control character of a client, not even of the direction of writing, reaches a
/// terminal.
[[nodiscard]] inline std::string dump(const ordered_json& value) {
    return value.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

[[nodiscard]] inline http::response admin_success(int status, std::string content) {
    http::response response{.status = status, .content = std::move(content)};
    if (status != 204) {
        response.fields.add("Content-Type", "application/json");
    }
    return response;
}

/// @param pointer  to the place in the request's content, if the failure has one
[[nodiscard]] inline http::response
admin_failure(int status, const std::string& cause, const std::string& pointer = {}) {
    ordered_json content{{"error", cause}};
    if (!pointer.empty()) {
        content["pointer"] = pointer;
    }
    return admin_success(status, dump(content));
}

/// The answer to logs that cannot be taken: every fault with its place.
[[nodiscard]] inline http::response refuse_logs(const std::vector<input_fault>& faults) {
    ordered_json list = ordered_json::array();
    for (const input_fault& fault : faults) {
        list.push_back(
            {{"pointer", fault.pointer}, {"expected", fault.expected}, {"found", fault.found}});
    }
    return admin_success(400,
                         dump({{"error", to_string(faults.front(), "logs")},
                               {"pointer", faults.front().pointer},
                               {"faults", std::move(list)}}));
}

/// A path's segments, percent-decoded; a trailing slash makes no difference.
[[nodiscard]] inline std::vector<std::string> path_segments(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        if (end != 0 || end != path.size()) {
            segments.push_back(http::percent_decode(path.substr(0, end)));
        }
        path.remove_prefix(end);
    }
    return segments;
}

/// One call, and the account that it is about.
struct admin_call {
    using action = std::function<http::response()>;

    const http::request& request;
    std::vector<http::form_pair> parameters{};
    std::vector<std::string> segments{}; ///< what follows the prefix, or the account's key
    account_registry::account_ptr account{};
    instant now{};
    std::vector<account_secret> secrets{}; ///< which no answer shows

    /// Does what belongs to the request's method; 405 if nothing does.
    [[nodiscard]] http::response
    allow(const std::vector<std::pair<std::string_view, action>>& actions) const {
        std::string methods;
        for (const auto& [method, act] : actions) {
            if (request.method == method || (request.method == "HEAD" && method == "GET")) {
                return act();
            }
            methods += methods.empty() ? "" : ", ";
            methods += method;
        }
        http::response response =
            admin_failure(405, "expected " + methods + ", found " + request.method);
        response.fields.add("Allow", methods);
        return response;
    }

    /// Refuses parameters that the call does not have, or that are there twice.
    /// @throws document_fault naming the first of them
    void expect_parameters(std::initializer_list<std::string_view> known) const {
        std::vector<std::string_view> names;
        for (const auto& [name, value] : parameters) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                throw document_fault("", "this call has no parameter \"" + name + '"');
            }
            if (std::find(names.begin(), names.end(), name) != names.end()) {
                throw document_fault("", "the parameter \"" + name + "\" is there twice");
            }
            names.push_back(name);
        }
    }

    /// A parameter that is a count.
    /// @throws document_fault if it is none
    [[nodiscard]] std::uint64_t count(std::string_view name, std::uint64_t otherwise) const {
        for (const auto& [given, value] : parameters) {
            if (given != name) {
                continue;
            }
            const char* const end = value.data() + value.size();
            const auto [last, failure] = std::from_chars(value.data(), end, otherwise);
            if (failure != std::errc{} || last != end) {
                throw document_fault(
                    "", std::string(name) + ": expected a number from 0, found \"" + value + "\"");
            }
        }
        return otherwise;
    }
};

[[nodiscard]] inline http::response show_requests(const admin_call& call) {
    call.expect_parameters({"since", "limit"});
    const request_journal& journal = call.account->journal();
    ordered_json requests = ordered_json::array();
    const auto limit =
        static_cast<std::size_t>(call.count("limit", std::numeric_limits<std::size_t>::max()));
    for (const exchange& entry : journal.requests(call.count("since", 0), limit)) {
        requests.push_back(to_json(redacted(entry, call.secrets)));
    }
    return admin_success(
        200, dump({{"requests", std::move(requests)}, {"total", journal.last_number()}}));
}

[[nodiscard]] inline http::response show_logs(const admin_call& call) {
    constexpr std::size_t most = 1'000'000; // generated ones may be many more
    if (call.account->logs().has_generated() && call.account->logs().size() > most) {
        return admin_failure(409,
                             "expected at most " + std::to_string(most) + " logs, found " +
                                 std::to_string(call.account->logs().size()) +
                                 ": read them page by page, from the service itself");
    }
    std::string content = "[";
    for (const auto& record : call.account->logs().snapshot(call.account->settings().ordering)) {
        content += content.size() > 1 ? "," : "";
        content += record.json();
    }
    return admin_success(200, content += "]");
}

[[nodiscard]] inline http::response replace_logs(const admin_call& call) {
    log_reader reader({.origin = record_origin::stored, .shape = document_shape::array_or_page});
    std::vector<log_draft> drafts = reader.read(call.request.content);
    if (!reader.faults().empty()) {
        return refuse_logs(reader.faults());
    }
    const std::size_t count = drafts.size();
    call.account->logs().replace(complete(std::move(drafts)));
    return admin_success(200, dump({{"count", count}}));
}

[[nodiscard]] inline http::response create_logs(const admin_call& call) {
    log_reader reader({.origin = record_origin::created,
                       .shape = document_shape::record_or_array,
                       .now = call.now});
    std::vector<log_draft> drafts = reader.read(call.request.content);
    if (!reader.faults().empty()) {
        return refuse_logs(reader.faults());
    }
    // Behind white space, perhaps a byte order mark; what was read has one of them.
    const bool as_array = call.request.content[call.request.content.find_first_of("[{")] == '[';
    std::string content = as_array ? "[" : "";
    try {
        for (const auto& record : call.account->logs().create(std::move(drafts))) {
            content += content.size() > 1 ? "," : "";
            content += record.json();
        }
    } catch (const error& failure) { // an id exists, or none is left
        return admin_failure(409, failure.what());
    }
    return admin_success(201, content += as_array ? "]" : "");
}

[[nodiscard]] inline http::response erase_log(const admin_call& call) {
    const std::string& text = call.segments[1];
    std::int64_t id = 0;
    const auto [last, failure] = std::from_chars(text.data(), text.data() + text.size(), id);
    const bool is_id = failure == std::errc{} && last == text.data() + text.size();
    if (!is_id || !call.account->logs().erase(id)) {
        return admin_failure(404, "no log has this id");
    }
    return admin_success(204, "");
}

/// The calls about one account's requests and logs.
[[nodiscard]] inline http::response steer_account(const admin_call& call) {
    const auto& segments = call.segments;
    const std::string_view first = segments.empty() ? std::string_view{} : segments[0];
    if (first == "requests" && segments.size() == 1) {
        return call.allow(
            {{"GET", [&] { return show_requests(call); }}, {"DELETE", [&] {
                                                                call.account->journal().clear();
                                                                return admin_success(204, "");
                                                            }}});
    }
    if (first == "logs" && segments.size() == 1) {
        return call.allow({{"GET", [&] { return show_logs(call); }},
                           {"PUT", [&] { return replace_logs(call); }},
                           {"POST", [&] { return create_logs(call); }}});
    }
    if (first == "logs" && segments.size() == 2) {
        return call.allow({{"DELETE", [&] { return erase_log(call); }}});
    }
    return admin_failure(404, "no admin call has this path");
}

} // namespace sendmock::detail

#endif
