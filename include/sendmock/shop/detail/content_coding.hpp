// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_CONTENT_CODING_HPP
#define SENDMOCK_SHOP_DETAIL_CONTENT_CODING_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_framing.hpp>
#include <sendmock/shop/detail/inflate.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail::shop {

/// Content without its content codings, or how far it could be decoded.
struct decoded_content {
    std::string text{};
    std::string_view fault{}; ///< in zlib's words, empty if there is none
    bool cut = false;         ///< there is more than may be kept
};

/// A number of some bytes, the last or the first one being the most significant.
[[nodiscard]] inline std::uint32_t number_in(std::string_view bytes, bool most_first) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t at = most_first ? i : bytes.size() - 1 - i;
        value = value << 8U | static_cast<unsigned char>(bytes[at]);
    }
    return value;
}

[[nodiscard]] inline std::uint32_t crc32_of(std::string_view bytes) noexcept {
    static constexpr auto table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < made.size(); ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit) {
                value = (value & 1U) != 0 ? value >> 1U ^ 0xEDB88320U : value >> 1U;
            }
            made[i] = value;
        }
        return made;
    }();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFFU] ^ crc >> 8U;
    }
    return ~crc;
}

[[nodiscard]] inline std::uint32_t adler32_of(std::string_view bytes) noexcept {
    constexpr std::uint32_t modulus = 65'521;
    std::uint32_t low = 1;
    std::uint32_t high = 0;
    for (const char c : bytes) {
        low = (low + static_cast<unsigned char>(c)) % modulus;
        high = (high + low) % modulus;
    }
    return high << 16U | low;
}

/// Takes the head of a gzip member off (RFC 1952 section 2.3).
/// @return a fault; empty if there is none, or if the head is not whole: `data` is empty then
[[nodiscard]] inline std::string_view take_gzip_head(std::string_view& data) noexcept {
    if (data.size() >= 2 && !data.starts_with("\x1F\x8B")) {
        return "incorrect header check";
    }
    constexpr std::size_t fixed = 10;
    if (data.size() < fixed) {
        data = {};
        return {};
    }
    const auto flags = static_cast<unsigned char>(data[3]);
    if (data[2] != 8) {
        return "unknown compression method";
    }
    if ((flags & 0xE0U) != 0) {
        return "unknown header flags set";
    }
    std::size_t at = fixed;
    if ((flags & 4U) != 0) {
        at += 2 + (at + 2 <= data.size() ? number_in(data.substr(at, 2), false) : 0U);
    }
    for (const unsigned text : {8U, 16U}) { // name, comment
        if ((flags & text) != 0) {
            at = at < data.size() ? data.find('\0', at) : std::string_view::npos;
            at += at == std::string_view::npos ? 0U : 1U;
        }
    }
    if ((flags & 2U) != 0 && at < data.size()) {
        const std::string_view check = data.substr(at, 2);
        if (check.size() == 2 &&
            number_in(check, false) != (crc32_of(data.substr(0, at)) & 0xFFFFU)) {
            return "header crc mismatch";
        }
        at += 2;
    }
    data = at < data.size() ? data.substr(at) : std::string_view{};
    return {};
}

[[nodiscard]] inline decoded_content decode_gzip(std::string_view data, std::size_t most) {
    decoded_content result;
    for (bool first = true; !data.empty(); first = false) {
        const std::string_view bad_head = take_gzip_head(data);
        inflater member(data, most - result.text.size());
        const bool whole = bad_head.empty() && member.run();
        result.text += member.output();
        result.cut = member.is_full();
        std::string_view fault = bad_head.empty() ? member.fault() : bad_head;
        constexpr std::size_t tail = 8;
        if (whole && member.rest().size() >= tail / 2) {
            const auto size = static_cast<std::uint32_t>(member.output().size());
            if (number_in(member.rest().substr(0, 4), false) != crc32_of(member.output())) {
                fault = "incorrect data check";
            } else if (member.rest().size() >= tail &&
                       number_in(member.rest().substr(4, 4), false) != size) {
                fault = "incorrect length check";
            }
        }
        if (!fault.empty() || !whole || member.rest().size() <= tail) {
            // Whatever follows the first member may be no other one.
            result.fault = first ? fault : std::string_view{};
            break;
        }
        data = member.rest().substr(tail);
    }
    return result;
}

/// Of zlib's format (RFC 1950), or without any, as some servers send it.
[[nodiscard]] inline decoded_content decode_deflate(std::string_view data, std::size_t most) {
    const bool has_head = data.size() >= 2 && (data[0] & 0x0F) == 8 &&
                          (static_cast<unsigned char>(data[0]) >> 4U) <= 7 &&
                          number_in(data.substr(0, 2), true) % 31 == 0;
    if (has_head) {
        inflater inside(data.substr(2), most);
        const bool whole = inside.run();
        constexpr std::size_t tail = 4;
        const bool wrong =
            whole && inside.rest().size() >= tail &&
            number_in(inside.rest().substr(0, tail), true) != adler32_of(inside.output());
        constexpr std::size_t first_piece = 10'240; // the first read of requests decides
        if (data.size() > first_piece || (inside.fault().empty() && !wrong)) {
            return {.text = inside.output(),
                    .fault = wrong ? "incorrect data check" : inside.fault(),
                    .cut = inside.is_full()};
        }
    }
    inflater bare(data.size() < 2 ? std::string_view{} : data, most);
    bare.run();
    return {.text = bare.output(), .fault = bare.fault(), .cut = bare.is_full()};
}

/// Takes the content codings off that requests knows without further packages: gzip and deflate.
/// One that it does not know is left, but in a list with one that it knows it is tried as deflate.
/// @param most  no more than so many bytes are kept
[[nodiscard]] inline decoded_content
decode_content(std::string content, const http::header_fields& fields, std::size_t most) {
    decoded_content result{.text = std::move(content)};
    std::vector<std::string_view> codings = http::list_elements(fields, "Content-Encoding");
    const auto is_known = [](std::string_view coding) {
        return http::equal_ignoring_case(coding, "gzip") ||
               http::equal_ignoring_case(coding, "deflate");
    };
    if (std::none_of(codings.begin(), codings.end(), is_known)) {
        return result;
    }
    for (; !codings.empty() && !result.text.empty(); codings.pop_back()) {
        result = http::equal_ignoring_case(codings.back(), "gzip")
                     ? decode_gzip(result.text, most)
                     : decode_deflate(result.text, most);
        if (!result.fault.empty() || result.cut) {
            break;
        }
    }
    return result;
}

} // namespace sendmock::detail::shop

#endif
