// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_ORACLE_CURSOR_TEXT_HPP
#define SENDMOCK_TESTS_ORACLE_CURSOR_TEXT_HPP

#include <sendmock/http/base64.hpp>

#include "oracle/cursor_vectors.hpp"
#include "oracle/data_set.hpp"
#include "oracle/random_bits.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::tests {

/// Percent-codes what a query cannot carry, and of the rest as many as asked for.
/// @param percent  how many of the other characters are coded too
[[nodiscard]] inline std::string
query_coded(random_bits& bits, std::string_view text, std::size_t percent) {
    std::string coded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool needed = byte <= 0x20 || byte >= 0x7F ||
                            std::string_view("#%&+;").find(c) != std::string_view::npos;
        if (c == ' ' && bits.chance(70)) {
            coded += '+';
        } else if (needed || bits.chance(percent)) {
            std::array<char, 4> buffer{};
            std::snprintf(
                buffer.data(), buffer.size(), bits.chance(70) ? "%%%02X" : "%%%02x", byte);
            coded += buffer.data();
        } else {
            coded += c;
        }
    }
    return coded;
}

/// A few small changes to a text; its bytes stay below 0x80.
[[nodiscard]] inline std::string
mutated(random_bits& bits, std::string text, std::string_view alphabet) {
    for (std::size_t changes = 1 + bits.below(3); changes > 0; --changes) {
        const std::size_t at = bits.below(text.size() + 1);
        switch (bits.below(5)) {
        case 0:
            text.insert(at, 1, bits.pick(alphabet));
            break;
        case 1:
            text.erase(at, 1 + bits.below(2));
            break;
        case 2:
            text.insert(at, text.substr(at, 1 + bits.below(3)));
            break;
        case 3:
            if (at < text.size()) {
                text[at] = bits.pick(alphabet);
            }
            break;
        default:
            if (at + 1 < text.size()) {
                std::swap(text[at], text[at + 1]);
            }
        }
    }
    return text;
}

[[nodiscard]] inline std::string integer_text(random_bits& bits) {
    if (bits.chance(3)) {
        constexpr std::array<std::size_t, 4> sizes{4299, 4300, 4301, 6000};
        const std::string start = bits.chance(20) ? "-" : bits.chance(20) ? " +" : "";
        std::string digits(bits.pick(sizes), bits.chance(30) ? '0' : '7');
        digits.back() = bits.chance(50) ? '0' : '3';
        if (bits.chance(20)) {
            digits.insert(digits.size() / 2, "_");
        }
        return start + digits;
    }
    if (bits.chance(55)) {
        return std::to_string(bits.below(bits.chance(70) ? 12 : 1200));
    }
    const std::string vector(bits.pick(integer_vectors));
    return bits.chance(60) ? vector : mutated(bits, vector, "0123456789+-_ .\t\n");
}

/// The text of a position: one that leads into the data more often than not.
[[nodiscard]] inline std::string position_text(random_bits& bits, const data_set& data) {
    const bool by_id = bits.chance(90) == (data.ordering == "-id");
    const std::size_t way = bits.below(100);
    if (by_id) {
        if (way < 60 && !data.rows.empty()) {
            const auto id = static_cast<std::uint64_t>(bits.pick(data.rows).id);
            return std::to_string(static_cast<std::int64_t>(id + bits.below(3) - 1));
        }
        return way < 80 ? std::string(bits.pick(id_vectors)) : integer_text(bits);
    }
    if (way < 55) {
        return time_text(bits, bits.pick(data.times), false);
    }
    const std::string text = way < 65 ? time_text(bits, bits.pick(data.times), false)
                                      : std::string(bits.pick(time_vectors));
    return way < 80 && way >= 65 ? text : mutated(bits, text, "0123456789+-:.,TZ \n");
}

/// The text inside a cursor, made of the tokens that it can have.
[[nodiscard]] inline std::string token_text(random_bits& bits, const data_set& data) {
    const auto coded = [&](std::string_view text) {
        return query_coded(bits, text, bits.chance(70) ? 0 : 40);
    };
    std::string text;
    const auto add = [&](std::string_view key, const std::string& value) {
        text += text.empty() ? "" : bits.chance(4) ? "&&" : bits.chance(2) ? ";" : "&";
        text += key;
        // Without its "=" a token has the empty value.
        text += value.empty() && bits.chance(50) ? "" : "=" + coded(value);
    };
    if (bits.chance(60)) {
        // As the framework writes it.
        if (bits.chance(40)) {
            add("o", bits.chance(80) ? std::to_string(bits.below(12)) : integer_text(bits));
        }
        if (bits.chance(50)) {
            add("r", bits.chance(90) ? "1" : integer_text(bits));
        }
        if (bits.chance(70)) {
            add("p", position_text(bits, data));
        }
        return text;
    }
    constexpr std::array keys{
        "o", "o", "r", "r", "p", "p", "p", "O", "+o", "%6F", "%70", "q", "", "p[]"};
    for (std::size_t tokens = bits.below(5); tokens > 0; --tokens) {
        const std::string_view key = bits.pick(keys);
        add(key, key == "p" || key == "%70" ? position_text(bits, data) : integer_text(bits));
    }
    if (bits.chance(5)) {
        // Tokens that are no form data: raw blanks, stray percent signs, U+FFFD when decoded.
        text = mutated(bits, text, "%+& =;oprZ%/?#");
    }
    return text;
}

/// A cursor's base64 text, damaged as transports, clients and curious people do it.
[[nodiscard]] inline std::string damaged(random_bits& bits, std::string text) {
    constexpr std::string_view junk = "-_ !*.\n\t\r%&;,~'\"\x7F=";
    const std::size_t at = bits.below(text.size() + 1);
    switch (bits.below(11)) {
    case 0: // a flipped bit
        if (at < text.size()) {
            text[at] =
                static_cast<char>(static_cast<unsigned char>(text[at]) ^ 1u << bits.below(8));
        }
        return text;
    case 1: // no padding
        return text.substr(0, text.find('='));
    case 2:
        return text + std::string(1 + bits.below(3), '=');
    case 3: // encoded once too often
        return query_coded(bits, text, bits.chance(50) ? 0 : 20) + "%3D";
    case 4: // junk that decoders drop
        for (std::size_t more = 1 + bits.below(4); more > 0; --more) {
            text.insert(bits.below(text.size() + 1), 1, bits.pick(junk));
        }
        return text;
    case 5:
        return text.substr(0, at);
    case 6:
        return text.substr(at);
    case 7: // padding where none is due
        for (std::size_t more = 1 + bits.below(4); more > 0; --more) {
            text.insert(bits.below(text.size() + 1), 1, '=');
        }
        return text;
    case 8: // beyond ASCII
        text.insert(at, bits.chance(50) ? "\u00e9" : "\xFF");
        return text;
    case 9:
        for (char& c : text) {
            c = c >= 'A' && c <= 'Z' && bits.chance(50) ? static_cast<char>(c + 32) : c;
        }
        return text;
    default:
        return mutated(bits, text, "ABCZabcz0189+/=");
    }
}

/// Base64 and what looks like it, of no cursor at all.
[[nodiscard]] inline std::string random_base64(random_bits& bits) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/==-_";
    std::string text;
    const std::size_t size = bits.below(40);
    const bool encode = bits.chance(60);
    const unsigned limit = bits.chance(70) ? 0x80 : 0x100;
    for (std::size_t i = 0; i < size; ++i) {
        text += encode ? static_cast<char>(bits.below(limit)) : bits.pick(alphabet);
    }
    return encode ? http::base64_encode(text) : text;
}

} // namespace sendmock::tests

#endif
