// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_TEXT_TEMPLATE_HPP
#define SENDMOCK_LOGS_DETAIL_TEXT_TEMPLATE_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail {

/// A text with marks for what is filled in, taken apart once: `{number}` is a mark by that name.
class text_template {
public:
    explicit text_template(std::string_view text) {
        constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyz";
        std::size_t begin = 0;
        for (std::size_t open = text.find('{'); open != std::string_view::npos;
             open = text.find('{', open + 1)) {
            const std::size_t close = text.find_first_not_of(name_characters, open + 1);
            if (close != std::string_view::npos && close > open + 1 && text[close] == '}') {
                pieces_.push_back({std::string(text.substr(begin, open - begin)), text[open + 1]});
                begin = close + 1;
            }
        }
        pieces_.push_back({std::string(text.substr(begin)), '\0'});
    }

    /// Appends the text.
    /// @param fill  appends what belongs in a mark's place, by the first letter of its name
    template <class Fill>
    void append_to(std::string& out, const Fill& fill) const {
        for (const auto& [text, mark] : pieces_) {
            out += text;
            if (mark != '\0') {
                fill(mark);
            }
        }
    }

private:
    std::vector<std::pair<std::string, char>> pieces_; // texts, each with the mark behind it
};

} // namespace sendmock::detail

#endif
