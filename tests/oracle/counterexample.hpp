// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_COUNTEREXAMPLE_HPP
#define SENDMOCK_TESTS_ORACLE_COUNTEREXAMPLE_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>

#include "oracle/data_set.hpp"
#include "oracle/question.hpp"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace sendmock::tests {

/// A request to which both sides do not give the same answer.
struct counterexample {
    data_set data{};
    question asked{};
    served expected{};
    served got{};
};

/// A text that is short enough to be read.
inline std::string abbreviated(const std::string& text) {
    constexpr std::size_t most = 600;
    constexpr std::size_t shown = 100;
    return text.size() <= most
               ? text
               : text.substr(0, shown) + " [" + std::to_string(text.size() - 2 * shown) +
                     " more] " + text.substr(text.size() - shown);
}

inline std::ostream& operator<<(std::ostream& out, const counterexample& found) {
    constexpr std::size_t most_rows = 80;
    const auto& rows = found.data.rows;
    out << "rows:\n";
    for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i) {
        out << "    " << rows[i].id << " at " << rows[i].created_at << '\n';
    }
    if (rows.size() > most_rows) {
        out << "    and " << rows.size() - most_rows << " more\n";
    }
    out << "ordering " << found.data.ordering << ", page size " << found.data.page_size
        << "\nrequest:  " << found.asked.method << ' ' << abbreviated(found.asked.target)
        << "\n    to " << (found.asked.secure ? "https://" : "http://") << found.asked.host << '\n';
    for (const auto& [name, value] : found.asked.fields) {
        out << "    " << name << ": " << value << '\n';
    }
    const std::string& target = found.asked.target;
    for (const auto& [name, value] : http::parse_form(
             std::string_view(target).substr(std::min(target.find('?'), target.size() - 1) + 1))) {
        if (name == "cursor") {
            const auto tokens = http::base64_decode(value);
            out << "    cursor: " << abbreviated(value)
                << "\n    inside: " << (tokens ? abbreviated(*tokens) : "no base64") << '\n';
        }
    }
    return out << "expected: " << found.expected << "\ngot:      " << found.got << '\n';
}

} // namespace sendmock::tests

#endif
