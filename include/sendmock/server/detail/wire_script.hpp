// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_WIRE_SCRIPT_HPP
#define SENDMOCK_SERVER_DETAIL_WIRE_SCRIPT_HPP

#include <sendmock/faults/wire_fault.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/server/detail/transport.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

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
    std::string content{}; ///< what may be sent in pieces
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

/// How the connection goes on after a fault.
[[nodiscard]] constexpr wire_end end_of(wire_fault_kind kind) noexcept {
    switch (kind) {
    case wire_fault_kind::connection_reset_by_peer:
        return wire_end::rst;
    case wire_fault_kind::stall_before_response:
    case wire_fault_kind::stall_during_response_body:
        return wire_end::stall;
    default:
        return wire_end::fin;
    }
}

/// What a fault makes of an answer.
/// @param message  the whole answer as it would leave: head and content
/// @param fault  one that acts on answers; nothing for none
[[nodiscard]] inline wire_script
make_script(std::string_view message, const std::optional<wire_fault>& fault, random_bits draws) {
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
        script.content = content;
        break;
    case wire_fault_kind::chunked_without_end:
        script.head = with_framing(head, "Transfer-Encoding: chunked");
        script.content = as_chunk(content);
        break;
    case wire_fault_kind::close_keep_alive:
        script.head = head;
        script.content = content;
        script.whole = true;
        break;
    case wire_fault_kind::reset_on_accept:
    case wire_fault_kind::fail_handshake:
        break; // there is no answer
    }
    return script;
}

} // namespace sendmock::detail

#endif
