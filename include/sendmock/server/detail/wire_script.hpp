// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_WIRE_SCRIPT_HPP
#define SENDMOCK_SERVER_DETAIL_WIRE_SCRIPT_HPP

#include <sendmock/faults/wire_fault.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/http/gzip.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/server/detail/delivery_plan.hpp>
#include <sendmock/server/detail/transport.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock::detail {

/// How a connection goes on after an answer.
enum class wire_end {
    keep,  ///< as if nothing had happened
    fin,   ///< nothing more is sent
    rst,   ///< the connection is reset
    stall, ///< silence
};

/// The bytes that leave for an answer, and what comes after them.
struct wire_script {
    std::string head{};
    std::string content{};            ///< what may be sent in pieces
    std::vector<std::size_t> tears{}; ///< where in the content sending pauses, ascending
    wire_end end = wire_end::keep;
    ending_style style = ending_style::orderly; ///< of a FIN
    bool whole = true;                          ///< whether the client can read all of the answer
};

/// Whole numbers of hexadecimal digits, as chunks have them (RFC 9112 section 7.1).
[[nodiscard]] inline std::string hex_number(std::size_t number) {
    std::string digits;
    do {
        digits.insert(digits.begin(), "0123456789abcdef"[number % 16]);
        number /= 16;
    } while (number != 0);
    return digits;
}

/// A head with another field line in place of the one that says how long the content is.
[[nodiscard]] inline std::string with_framing(std::string_view head, std::string_view line) {
    constexpr std::string_view name = "Content-Length:";
    std::string changed;
    for (std::size_t at = 0; at < head.size();) {
        const std::size_t end = std::min(head.find("\r\n", at), head.size() - 2) + 2;
        const std::string_view present = head.substr(at, end - at);
        if (present == "\r\n") {
            changed.append(line).append("\r\n");
        }
        if (!http::equal_ignoring_case(present.substr(0, name.size()), name)) {
            changed += present;
        }
        at = end;
    }
    return changed;
}

/// Content as one chunk, without the last chunk of a message.
[[nodiscard]] inline std::string as_chunk(std::string_view content) {
    return content.empty() ? std::string()
                           : hex_number(content.size()) + "\r\n" + std::string(content) + "\r\n";
}

/// A head without a field.
[[nodiscard]] inline std::string without_field(std::string_view head, std::string_view name) {
    std::string changed;
    for (std::size_t at = 0; at < head.size();) {
        const std::size_t end = std::min(head.find("\r\n", at), head.size() - 2) + 2;
        const std::string_view line = head.substr(at, end - at);
        if (!http::equal_ignoring_case(line.substr(0, line.find(':')), name)) {
            changed += line;
        }
        at = end;
    }
    return changed;
}

/// A head whose field names are in lower case, or with every other letter in upper case.
[[nodiscard]] inline std::string with_names(std::string_view head, bool mixed) {
    std::string changed(head);
    std::size_t at = changed.find("\r\n") + 2; // after the status line
    while (at < changed.size() && changed[at] != '\r') {
        bool upper = false;
        for (; at < changed.size() && changed[at] != ':'; ++at) {
            const char lower = http::to_lower(changed[at]);
            const bool is_letter = lower >= 'a' && lower <= 'z';
            changed[at] =
                mixed && upper && is_letter ? static_cast<char>(lower - 'a' + 'A') : lower;
            upper = !upper;
        }
        at = std::min(changed.find("\r\n", at), changed.size() - 2) + 2;
    }
    return changed;
}

/// A head that says that the content is compressed.
[[nodiscard]] inline std::string encoded_head(std::string_view head, std::size_t size) {
    return with_framing(head,
                        "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\nContent-Length: " +
                            std::to_string(size));
}

/// Content in chunks, as RFC 9112 section 7.1 allows them: sizes in upper and lower case and with
/// leading zeros, extensions. The end of the trailer section is missing.
[[nodiscard]] inline std::string in_unusual_chunks(std::string_view content) {
    constexpr std::array<std::size_t, 5> sizes{10, 171, 1, 2748, 26};
    std::string text;
    for (std::size_t at = 0, chunk = 0; at < content.size(); ++chunk) {
        const std::size_t size = chunk < sizes.size() ? std::min(sizes[chunk], content.size() - at)
                                                      : content.size() - at;
        std::string digits = hex_number(size);
        if (chunk % 2 == 1) {
            std::transform(digits.begin(), digits.end(), digits.begin(), [](char digit) {
                return digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
            });
        }
        text += chunk % 3 == 2 ? "00" + digits : digits;
        text += chunk % 2 == 1 ? ";name=\"a;b\"\r\n" : "\r\n";
        text.append(content.substr(at, size)).append("\r\n");
        at += size;
    }
    return text + "0\r\n";
}

/// Places within the first characters of several bytes that UTF-8 has, at most one in 64 bytes.
[[nodiscard]] inline std::vector<std::size_t> tears_in(std::string_view content) {
    constexpr std::size_t most = 5;
    constexpr std::size_t distance = 64;
    std::vector<std::size_t> tears;
    for (std::size_t at = 1; at < content.size() && tears.size() < most; ++at) {
        const bool continues = (static_cast<unsigned char>(content[at]) & 0xC0U) == 0x80U;
        if (continues && (tears.empty() || at - tears.back() >= distance)) {
            tears.push_back(at);
        }
    }
    return tears;
}

/// How the connection goes on after a fault.
[[nodiscard]] constexpr wire_end end_of(wire_fault_kind kind) noexcept {
    switch (kind) {
    case wire_fault_kind::connection_reset_by_peer:
        return wire_end::rst;
    case wire_fault_kind::stall_before_response:
    case wire_fault_kind::stall_during_response_body:
        return wire_end::stall;
    default:
        return keeps_connection(kind) ? wire_end::keep : wire_end::fin;
    }
}

/// What a fault makes of an answer.
/// @param message  the whole answer as it would leave: head and content
/// @param plan  whose fault, if any, is one that acts on answers
[[nodiscard]] inline wire_script make_script(std::string_view message, const delivery_plan& plan) {
    const std::optional<wire_fault>& fault = plan.fault;
    random_bits draws = plan.draws;
    const std::size_t head_size = std::min(message.find("\r\n\r\n"), message.size() - 4) + 4;
    const std::string_view head = message.substr(0, head_size);
    const std::string_view content = message.substr(head_size);
    if (!fault) {
        return {.head = std::string(head), .content = std::string(content)};
    }
    const std::string_view first_part =
        content.substr(0, fault->bytes.value_or(content.size() / 2));
    wire_script script{.end = end_of(fault->kind),
                       .style =
                           fault->close_notify ? ending_style::orderly : ending_style::truncated,
                       .whole = false};
    if (keeps_answer(fault->kind) || keeps_connection(fault->kind)) {
        script.head = head;
        script.content = content;
        script.whole = true;
    }
    switch (fault->kind) {
    case wire_fault_kind::empty_response:
    case wire_fault_kind::stall_before_response:
        break;
    case wire_fault_kind::malformed_response_chunk:
        script.head = with_framing(head, "Transfer-Encoding: chunked");
        script.content = as_chunk(first_part) + "lskdu018973t09sylgasjkfg1][]'./.sdlv\r\n";
        break;
    case wire_fault_kind::random_data_then_close: {
        constexpr int size = 256;
        script.content += static_cast<char>(0x80 | (draws.next32() & 0x7F)); // no HTTP begins so
        for (int byte = 1; byte < size; ++byte) {
            script.content += static_cast<char>(draws.next32() & 0xFF);
        }
        break;
    }
    case wire_fault_kind::connection_reset_by_peer:
        if (!fault->bytes) {
            break;
        }
        [[fallthrough]];
    case wire_fault_kind::disconnect_during_response_body:
    case wire_fault_kind::stall_during_response_body:
        script.head = head;
        script.content = first_part;
        break;
    case wire_fault_kind::content_length_mismatch:
        script.head = with_framing(head, "Content-Length: " + std::to_string(content.size() + 100));
        script.content = content.substr(0, fault->bytes.value_or(content.size()));
        break;
    case wire_fault_kind::chunked_without_end:
        script.head = with_framing(head, "Transfer-Encoding: chunked");
        script.content = as_chunk(content.substr(0, fault->bytes.value_or(content.size())));
        break;
    case wire_fault_kind::close_keep_alive:
        break;
    case wire_fault_kind::chunked:
    case wire_fault_kind::chunked_with_trailer:
        if (content.empty()) {
            break;
        }
        if (fault->kind == wire_fault_kind::chunked) {
            script.head = with_framing(head, "Transfer-Encoding: chunked");
            script.content = in_unusual_chunks(content) + "\r\n";
        } else {
            script.head = with_framing(head, "Trailer: X-Rows-Sent\r\nTransfer-Encoding: chunked");
            script.content = in_unusual_chunks(content) + "X-Rows-Sent: all\r\n\r\n";
        }
        break;
    case wire_fault_kind::close_delimited:
        script.head = with_framing(without_field(head, "Connection"), "Connection: close");
        break;
    case wire_fault_kind::continue_first:
    case wire_fault_kind::early_hints:
        script.head = fault->kind == wire_fault_kind::early_hints
                          ? "HTTP/1.1 103 Early Hints\r\nLink: </api>; rel=preload\r\n\r\n"
                          : "HTTP/1.1 100 Continue\r\n\r\n";
        script.head += head;
        break;
    case wire_fault_kind::lower_case_fields:
        script.head = with_names(head, false);
        break;
    case wire_fault_kind::unusual_case_fields:
        script.head = with_names(head, true);
        break;
    case wire_fault_kind::torn_characters:
        script.tears = tears_in(content);
        break;
    case wire_fault_kind::gzip:
    case wire_fault_kind::gzip_cut_off:
        if (!content.empty()) {
            script.content = http::gzip(content);
            if (fault->kind == wire_fault_kind::gzip_cut_off) {
                script.content.resize(script.content.size() / 2);
                script.whole = false;
            }
            script.head = encoded_head(head, script.content.size());
        }
        break;
    case wire_fault_kind::gzip_label_only:
        script.head = content.empty() ? std::string(head) : encoded_head(head, content.size());
        break;
    case wire_fault_kind::gzip_unlabelled:
        if (!content.empty()) {
            script.content = http::gzip(content);
            script.head =
                with_framing(head, "Content-Length: " + std::to_string(script.content.size()));
        }
        break;
    case wire_fault_kind::reset_on_accept:
    case wire_fault_kind::fail_handshake:
        break; // there is no answer
    }
    return script;
}

} // namespace sendmock::detail

#endif
