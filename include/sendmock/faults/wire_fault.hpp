// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_WIRE_FAULT_HPP
#define SENDMOCK_FAULTS_WIRE_FAULT_HPP

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sendmock {

/// What goes wrong with an answer's bytes, or with the connection (the names are WireMock's and
/// OkHttp's where they have them), and how an answer may rightly be framed. FIN is an orderly end
/// of the connection, RST is not.
enum class wire_fault_kind {
    empty_response,           ///< no byte, then FIN
    malformed_response_chunk, ///< a head, one chunk, then what is no chunk, then FIN
    random_data_then_close,   ///< bytes that are no HTTP, then FIN
    connection_reset_by_peer, ///< RST in place of the answer; after `bytes` of its content, if
                              ///< given
    disconnect_during_response_body, ///< the head, `bytes` of the content, then FIN
    content_length_mismatch, ///< all of the content, or `bytes` of it, and 100 bytes fewer than
                             ///< announced, or more, then FIN
    chunked_without_end,     ///< all of the content, or `bytes` of it, in chunks, but not the last
                             ///< chunk, then FIN
    stall_before_response,   ///< silence, as long as the client stays
    stall_during_response_body, ///< the head, `bytes` of the content, then silence
    close_keep_alive,           ///< the whole answer, which promises more, then FIN
    // Right, but unusual: the whole answer. Those that need content leave an answer without any as
    // it is.
    chunked,              ///< in chunks, with sizes in both cases and extensions
    chunked_with_trailer, ///< the same, with a trailer field
    close_delimited,      ///< without a length: the FIN ends it
    continue_first,       ///< after `100 Continue`, which nobody asked for
    early_hints,          ///< after `103 Early Hints`
    lower_case_fields,    ///< the names of its header fields in lower case
    unusual_case_fields,  ///< and in mixed case
    gzip,                 ///< compressed; for requests whose Accept-Encoding allows it
    torn_characters,      ///< with a pause within each of the first characters of several bytes
    // Compressed wrongly.
    gzip_cut_off,    ///< half of a compressed content, in a message that is complete; likewise
    gzip_label_only, ///< said to be compressed, and not
    gzip_unlabelled, ///< compressed, and not said to be
    reset_on_accept, ///< RST before a byte is read
    fail_handshake ///< no TLS: a fatal alert. At a port of plain HTTP, which has none: FIN before a
                   ///< byte is read
};

/// As scenario files write them, in the order of `wire_fault_kind`.
inline constexpr std::array<std::string_view, 24> wire_fault_names{
    "EMPTY_RESPONSE",
    "MALFORMED_RESPONSE_CHUNK",
    "RANDOM_DATA_THEN_CLOSE",
    "CONNECTION_RESET_BY_PEER",
    "DISCONNECT_DURING_RESPONSE_BODY",
    "CONTENT_LENGTH_MISMATCH",
    "CHUNKED_WITHOUT_END",
    "STALL_BEFORE_RESPONSE",
    "STALL_DURING_RESPONSE_BODY",
    "CLOSE_KEEP_ALIVE",
    "CHUNKED",
    "CHUNKED_WITH_TRAILER",
    "CLOSE_DELIMITED",
    "CONTINUE_FIRST",
    "EARLY_HINTS",
    "LOWER_CASE_FIELDS",
    "UNUSUAL_CASE_FIELDS",
    "GZIP",
    "TORN_CHARACTERS",
    "GZIP_CUT_OFF",
    "GZIP_LABEL_ONLY",
    "GZIP_UNLABELLED",
    "RESET_ON_ACCEPT",
    "FAIL_HANDSHAKE"};

[[nodiscard]] constexpr std::string_view to_string(wire_fault_kind kind) noexcept {
    return wire_fault_names[static_cast<std::size_t>(kind)];
}

/// Whether it acts before there is a request.
[[nodiscard]] constexpr bool is_at_accept(wire_fault_kind kind) noexcept {
    return kind == wire_fault_kind::reset_on_accept || kind == wire_fault_kind::fail_handshake;
}

/// Whether it can leave off after some of the content.
[[nodiscard]] constexpr bool takes_bytes(wire_fault_kind kind) noexcept {
    return kind == wire_fault_kind::connection_reset_by_peer ||
           kind == wire_fault_kind::disconnect_during_response_body ||
           kind == wire_fault_kind::content_length_mismatch ||
           kind == wire_fault_kind::chunked_without_end ||
           kind == wire_fault_kind::stall_during_response_body;
}

/// Whether the client gets the service's answer as it is, so that nothing is wrong with it.
[[nodiscard]] constexpr bool keeps_answer(wire_fault_kind kind) noexcept {
    return kind >= wire_fault_kind::close_keep_alive && kind <= wire_fault_kind::torn_characters;
}

/// Whether the connection goes on after it.
[[nodiscard]] constexpr bool keeps_connection(wire_fault_kind kind) noexcept {
    return kind >= wire_fault_kind::chunked && kind <= wire_fault_kind::gzip_unlabelled &&
           kind != wire_fault_kind::close_delimited;
}

/// Whether it can act on the answer to a request; if not, later rules get the request.
/// Compressed content is for clients that accept it (RFC 9110 section 12.5.3), chunks and interim
/// answers for those that speak HTTP/1.1 (RFC 9112 section 7.1, RFC 9110 section 15.2).
[[nodiscard]] constexpr bool
can_act(wire_fault_kind kind, bool accepts_gzip, bool is_http_1_0) noexcept {
    switch (kind) {
    case wire_fault_kind::gzip:
    case wire_fault_kind::gzip_cut_off:
        return accepts_gzip;
    case wire_fault_kind::malformed_response_chunk:
    case wire_fault_kind::chunked_without_end:
    case wire_fault_kind::chunked:
    case wire_fault_kind::chunked_with_trailer:
    case wire_fault_kind::continue_first:
    case wire_fault_kind::early_hints:
        return !is_http_1_0;
    default:
        return true;
    }
}

/// Whether it ends with FIN.
[[nodiscard]] constexpr bool ends_with_fin(wire_fault_kind kind) noexcept {
    switch (kind) {
    case wire_fault_kind::connection_reset_by_peer:
    case wire_fault_kind::stall_before_response:
    case wire_fault_kind::stall_during_response_body:
    case wire_fault_kind::reset_on_accept:
    case wire_fault_kind::fail_handshake:
        return false;
    default:
        return !keeps_connection(kind);
    }
}

/// A fault on the wire.
struct wire_fault {
    wire_fault_kind kind = wire_fault_kind::empty_response;
    /// Of the content, sent before the fault: all of it at most. If absent: half of it, or all
    /// where only the framing is wrong; a reset sends not even the head.
    std::optional<std::size_t> bytes{};
    /// Whether, over TLS, close_notify comes before a FIN (RFC 8446 section 6.1), so that clients
    /// know that nobody else has cut the answer off.
    bool close_notify = true;

    [[nodiscard]] bool operator==(const wire_fault&) const = default;
};

} // namespace sendmock

#endif
