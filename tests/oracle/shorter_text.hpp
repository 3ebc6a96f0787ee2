// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_SHORTER_TEXT_HPP
#define SENDMOCK_TESTS_ORACLE_SHORTER_TEXT_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::tests {

inline constexpr const char* row_time = "2023-03-01T01:02:00Z";

inline std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> pieces(1);
    for (const char c : text) {
        if (c == separator) {
            pieces.emplace_back();
        } else {
            pieces.back() += c;
        }
    }
    return pieces;
}

inline std::string join(const std::vector<std::string>& pieces, char separator) {
    std::string text;
    for (const std::string& piece : pieces) {
        text += (&piece == &pieces.front() ? "" : std::string(1, separator)) + piece;
    }
    return text;
}

/// The text with each run of characters left out, long runs first.
inline std::vector<std::string> shorter_texts(const std::string& text) {
    std::vector<std::string> texts;
    for (std::size_t run = text.size(); run > 0; run /= 2) {
        for (std::size_t at = 0; at < text.size() && texts.size() < 300; at += run) {
            texts.push_back(std::string(text).erase(at, run));
        }
    }
    return texts;
}

/// Shorter values of a `cursor` parameter, as they stand in a query.
inline std::vector<std::string> shorter_cursors(const std::string& coded) {
    std::vector<std::string> cursors;
    if (const auto tokens = http::base64_decode(http::form_decode(coded))) {
        for (const std::string& shorter : shorter_texts(*tokens)) {
            cursors.push_back(http::form_encode(http::base64_encode(shorter)));
        }
    }
    for (std::string& shorter : shorter_texts(coded)) {
        cursors.push_back(std::move(shorter));
    }
    return cursors;
}

/// Shorter queries, and some that only say the same in another way.
inline std::vector<std::string> shorter_queries(const std::string& query) {
    std::vector<std::string> queries;
    const std::vector<std::string> pieces = split(query, '&');
    for (std::size_t run = pieces.size(); run > 0; run /= 2) {
        for (std::size_t at = 0; at < pieces.size(); at += run) {
            auto fewer = pieces;
            const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            fewer.erase(first,
                        first + static_cast<std::ptrdiff_t>(std::min(run, pieces.size() - at)));
            queries.push_back(join(fewer, '&'));
        }
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::size_t equals = pieces[i].find('=');
        const bool is_cursor = http::form_decode(pieces[i].substr(0, equals)) == "cursor";
        auto changed = pieces;
        if (is_cursor && equals != std::string::npos) {
            for (const std::string& cursor : shorter_cursors(pieces[i].substr(equals + 1))) {
                changed[i] = "cursor=" + cursor;
                queries.push_back(join(changed, '&'));
            }
        } else {
            for (const std::string& piece : shorter_texts(pieces[i])) {
                changed[i] = piece;
                queries.push_back(join(changed, '&'));
            }
        }
    }
    return queries;
}

/// How much there is to read in a query: of a whole cursor, what is inside.
inline std::size_t weight(const std::string& query) {
    std::size_t sum = 0;
    for (const std::string& piece : split(query, '&')) {
        const std::size_t equals = piece.find('=');
        const bool is_cursor = piece.substr(0, equals) == "cursor" && equals != std::string::npos;
        const auto tokens =
            is_cursor ? http::base64_decode(http::form_decode(piece.substr(equals))) : std::nullopt;
        sum += 1 + (tokens ? tokens->size() : piece.size());
    }
    return sum;
}

} // namespace sendmock::tests

#endif
