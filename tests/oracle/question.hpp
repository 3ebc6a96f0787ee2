// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_QUESTION_HPP
#define SENDMOCK_TESTS_ORACLE_QUESTION_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::tests {

inline constexpr const char* logs_path = "/api/v2/integrations/logs";

/// A request that is put to both sides.
struct question {
    std::string target = logs_path;
    std::string host = "localhost";
    bool secure = false;
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> fields{};
};

/// The request for the page with a cursor, given as the text inside it.
inline question to_page(std::string_view tokens) {
    question asked;
    asked.target += "?cursor=" + http::form_encode(http::base64_encode(tokens));
    return asked;
}

/// The request of a client that follows a link.
inline question follow(question asked, const std::string& link) {
    asked.target = link.substr(link.find('/', link.find("://") + 3));
    return asked;
}

/// What is compared of an answer.
struct served {
    int status = 0;
    std::optional<std::string> next{};
    std::optional<std::string> previous{};
    std::vector<std::int64_t> ids{};
    /// Of an error, as far as the framework words it.
    std::optional<std::string> message{};
    /// The field Allow, as far as the framework sends it.
    std::optional<std::string> allow{};

    bool operator==(const served&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const served& answer) {
    out << answer.status;
    if (answer.message) {
        out << " \"" << *answer.message << '"';
    }
    if (answer.status == 200) {
        out << " [";
        for (std::size_t i = 0; i < answer.ids.size(); ++i) {
            out << (i == 0 ? "" : ", ") << answer.ids[i];
        }
        out << "]\n    next:     " << answer.next.value_or("null")
            << "\n    previous: " << answer.previous.value_or("null");
    }
    if (answer.allow) {
        out << "\n    Allow:    " << *answer.allow;
    }
    return out;
}

} // namespace sendmock::tests

#endif
