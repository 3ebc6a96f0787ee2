// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_PYTHON_JSON_HPP
#define SENDMOCK_SHOP_DETAIL_PYTHON_JSON_HPP

#include <sendmock/http/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::detail::shop {

/// Reads JSON as Python 3.11's json does, with its leniency (NaN, Infinity, surrogates alone) and
/// its messages, and without a tree. Nesting costs no stack.
class python_json_reader {
public:
    /// @param utf8  well-formed
    explicit python_json_reader(std::string_view utf8) noexcept : text_(utf8) {}

    /// @return `Expecting value: line 1 column 1 (char 0)`, nothing if the text is JSON
    [[nodiscard]] std::optional<std::string> find_fault() {
        if (text_.starts_with("\xEF\xBB\xBF")) {
            return at_place("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
        }
        skip_white_space();
        if (!read_value()) {
            return at_place(message_, fault_);
        }
        skip_white_space();
        return at_ < text_.size() ? at_place("Extra data", at_) : std::optional<std::string>();
    }

private:
    [[nodiscard]] char here() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

    void skip_white_space() noexcept {
        at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size());
    }

    /// @return false
    bool fail(std::string_view message, std::size_t at) noexcept {
        message_ = message;
        fault_ = at;
        return false;
    }

    /// A value with all that is in it.
    bool read_value() {
        std::vector<char> closing; // of what is open, outermost first
        bool value_comes = true;
        for (;;) {
            if (value_comes) {
                const char first = here();
                if (first == '{' || first == '[') {
                    ++at_;
                    skip_white_space();
                    closing.push_back(first == '{' ? '}' : ']');
                    if (here() != closing.back()) {
                        if (first == '{' && !read_name()) {
                            return false;
                        }
                        continue;
                    }
                    ++at_;
                    closing.pop_back();
                } else if (!read_scalar()) {
                    return false;
                }
            }
            if (closing.empty()) {
                return true;
            }
            skip_white_space();
            if (here() == closing.back()) {
                ++at_;
                closing.pop_back();
                value_comes = false;
                continue;
            }
            if (here() != ',') {
                return fail("Expecting ',' delimiter", at_);
            }
            ++at_;
            skip_white_space();
            if (closing.back() == '}' && !read_name()) {
                return false;
            }
            value_comes = true;
        }
    }

    /// A member's name and its colon.
    bool read_name() {
        if (here() != '"') {
            return fail("Expecting property name enclosed in double quotes", at_);
        }
        if (!read_string()) {
            return false;
        }
        skip_white_space();
        if (here() != ':') {
            return fail("Expecting ':' delimiter", at_);
        }
        ++at_;
        skip_white_space();
        return true;
    }

    bool read_scalar() {
        if (here() == '"') {
            return read_string();
        }
        for (const std::string_view word :
             {"null", "true", "false", "NaN", "Infinity", "-Infinity"}) {
            if (text_.substr(at_).starts_with(word)) {
                at_ += word.size();
                return true;
            }
        }
        return read_number();
    }

    bool read_number() {
        const std::size_t begin = at_;
        at_ += here() == '-' ? 1U : 0U;
        if (!http::is_digit(here())) {
            at_ = begin;
            return fail("Expecting value", begin);
        }
        if (here() == '0') {
            ++at_;
        } else {
            skip_digits();
        }
        if (here() == '.' && at_ + 1 < text_.size() && http::is_digit(text_[at_ + 1])) {
            ++at_;
            skip_digits();
        }
        if (here() == 'e' || here() == 'E') {
            const std::size_t before = at_++;
            at_ += here() == '+' || here() == '-' ? 1U : 0U;
            if (http::is_digit(here())) {
                skip_digits();
            } else {
                at_ = before; // what follows is too much
            }
        }
        return true;
    }

    void skip_digits() noexcept {
        while (http::is_digit(here())) {
            ++at_;
        }
    }

    bool read_string() {
        const std::size_t begin = at_++;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                return fail("Invalid control character at", at_);
            }
            ++at_;
            if (c == '\\' && !read_escape(begin)) {
                return false;
            }
        }
        return fail("Unterminated string starting at", begin);
    }

    /// What follows a backslash.
    bool read_escape(std::size_t string_begin) {
        if (at_ == text_.size()) {
            return fail("Unterminated string starting at", string_begin);
        }
        const char c = text_[at_++];
        if (c != 'u') {
            constexpr std::string_view escapes = "\"\\/bfnrt";
            return escapes.find(c) != std::string_view::npos || fail("Invalid \\escape", at_ - 2);
        }
        constexpr std::size_t digits = 4;
        const std::string_view code = text_.substr(at_, digits);
        const auto is_hex = [](char digit) { return http::hex_value(digit) >= 0; };
        // A string does not end in an escape: the quote has to follow.
        if (code.size() < digits || at_ + digits == text_.size() ||
            !std::all_of(code.begin(), code.end(), is_hex)) {
            return fail("Invalid \\uXXXX escape", at_ - 1);
        }
        at_ += digits;
        return true;
    }

    [[nodiscard]] static bool is_continuation(char c) noexcept {
        return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    }

    /// Python counts characters, from 0, and lines and columns from 1.
    [[nodiscard]] std::string at_place(std::string_view message, std::size_t at) const {
        const std::string_view before = text_.substr(0, at);
        const auto count = [](std::string_view part) {
            return static_cast<std::size_t>(std::count_if(
                part.begin(), part.end(), [](char c) { return !is_continuation(c); }));
        };
        const auto lines = std::count(before.begin(), before.end(), '\n');
        const std::size_t line_begin = before.rfind('\n') + 1; // 0 if there is none
        return std::string(message) + ": line " + std::to_string(lines + 1) + " column " +
               std::to_string(count(before.substr(line_begin)) + 1) + " (char " +
               std::to_string(count(before)) + ')';
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string_view message_;
    std::size_t fault_ = 0;
};

} // namespace sendmock::detail::shop

#endif
