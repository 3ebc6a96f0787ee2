// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_CANNED_RESPONSE_HPP
#define SENDMOCK_FAULTS_CANNED_RESPONSE_HPP

#include <sendmock/faults/field_template.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// An answer in place of the service's own.
struct canned_response {
    int status = 200; ///< 200 to 999
    /// Set in place of the answer's own fields of the same names. Values may have placeholders
    /// (`field_template`). Those that frame the message are the server's own.
    http::header_fields fields{};
    /// The content; if absent, the service's error body for the status, which is empty for 429 and
    /// below 400.
    std::optional<std::string> body{};

    [[nodiscard]] bool operator==(const canned_response&) const = default;

    /// @throws std::invalid_argument naming what cannot be sent
    void check() const {
        if (status < 200 || status > 999) {
            throw std::invalid_argument("status: expected 200 to 999, found " +
                                        std::to_string(status));
        }
        if ((status == 204 || status == 304) && body && !body->empty()) {
            throw std::invalid_argument("body: a " + std::to_string(status) + " has no content");
        }
        for (const auto& [name, value] : fields) {
            check_field(name, value);
        }
    }

    /// @throws std::invalid_argument for a field that cannot be sent
    static void check_field(std::string_view name, std::string_view value) {
        const std::string shown = http::excerpt(name, 60);
        if (name.empty() || !std::all_of(name.begin(), name.end(), http::is_token_char)) {
            throw std::invalid_argument("headers: \"" + shown + "\" is no field name (RFC 9110)");
        }
        for (const char* own : {"Content-Length", "Transfer-Encoding", "Connection", "Date"}) {
            if (http::equal_ignoring_case(name, own)) {
                throw std::invalid_argument("headers: " + shown +
                                            " is the server's own; see the faults on the wire");
            }
        }
        const bool has_control = std::any_of(value.begin(), value.end(), [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return (byte < 0x20 && byte != '\t') || byte == 0x7F;
        });
        if (has_control || http::trim(value).size() != value.size()) {
            throw std::invalid_argument("headers: the value of " + shown +
                                        " has a control character, or white space around it");
        }
        field_template::check(value);
    }

    /// Adds a field behind the last of the same name, spelt like it, so that those of one name
    /// stand together, as they do in JSON.
    /// @throws std::invalid_argument for a field that cannot be sent
    void add_field(std::string name, std::string value) {
        check_field(name, value);
        http::header_fields grouped;
        std::size_t left = fields.count(name);
        if (left == 0) {
            fields.add(std::move(name), std::move(value));
            return;
        }
        for (const auto& [present, present_value] : fields) {
            grouped.add(present, present_value);
            if (http::equal_ignoring_case(present, name) && --left == 0) {
                grouped.add(present, value);
            }
        }
        fields = std::move(grouped);
    }
};

} // namespace sendmock

#endif
