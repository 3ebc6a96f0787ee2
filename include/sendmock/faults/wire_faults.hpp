// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_WIRE_FAULTS_HPP
#define SENDMOCK_FAULTS_WIRE_FAULTS_HPP

#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/wire_fault.hpp>

#include <cstddef>
#include <optional>

/// The faults on the wire, by one word each; `wire_fault_kind` says what the client gets.
namespace sendmock {

/// FIN in place of the answer.
[[nodiscard]] inline fault empty_response() {
    return {.wire = wire_fault{wire_fault_kind::empty_response}};
}

/// A chunked answer that breaks off with bytes that are no chunk.
[[nodiscard]] inline fault malformed_chunk() {
    return {.wire = wire_fault{wire_fault_kind::malformed_response_chunk}};
}

/// Bytes that are no HTTP, drawn from the seed.
[[nodiscard]] inline fault random_data() {
    return {.wire = wire_fault{wire_fault_kind::random_data_then_close}};
}

/// RST in place of the answer.
[[nodiscard]] inline fault connection_reset() {
    return {.wire = wire_fault{wire_fault_kind::connection_reset_by_peer}};
}

/// RST after the head and so many bytes of the content.
[[nodiscard]] inline fault connection_reset_after(std::size_t bytes) {
    return {.wire = wire_fault{wire_fault_kind::connection_reset_by_peer, bytes}};
}

/// FIN after the head and so many bytes of the content, half of it if absent.
[[nodiscard]] inline fault disconnect_during_body(std::optional<std::size_t> bytes = {}) {
    return {.wire = wire_fault{wire_fault_kind::disconnect_during_response_body, bytes}};
}

/// A Content-Length above what comes: so many bytes of the content, all of it if absent.
[[nodiscard]] inline fault content_length_mismatch(std::optional<std::size_t> bytes = {}) {
    return {.wire = wire_fault{wire_fault_kind::content_length_mismatch, bytes}};
}

/// A chunked answer without its last chunk: so many bytes of the content, all of it if absent.
[[nodiscard]] inline fault chunked_without_end(std::optional<std::size_t> bytes = {}) {
    return {.wire = wire_fault{wire_fault_kind::chunked_without_end, bytes}};
}

/// Silence in place of the answer, until the client goes.
[[nodiscard]] inline fault stall_before_response() {
    return {.wire = wire_fault{wire_fault_kind::stall_before_response}};
}

/// Silence after the head and so many bytes of the content, half of it if absent.
[[nodiscard]] inline fault stall_during_body(std::optional<std::size_t> bytes = {}) {
    return {.wire = wire_fault{wire_fault_kind::stall_during_response_body, bytes}};
}

/// The whole answer, after which the connection ends that it promised to keep.
[[nodiscard]] inline fault close_keep_alive() {
    return {.wire = wire_fault{wire_fault_kind::close_keep_alive}};
}

/// A well-formed chunked answer: sizes in both cases, chunk extensions (RFC 9112 section 7.1).
[[nodiscard]] inline fault chunked_response() {
    return {.wire = wire_fault{wire_fault_kind::chunked}};
}

/// The same with a trailer field (RFC 9112 section 7.1.2).
[[nodiscard]] inline fault chunked_response_with_trailer() {
    return {.wire = wire_fault{wire_fault_kind::chunked_with_trailer}};
}

/// An answer without a length, which ends by the end of the connection (RFC 9112 section 6.3).
[[nodiscard]] inline fault close_delimited() {
    return {.wire = wire_fault{wire_fault_kind::close_delimited}};
}

/// `100 Continue` before the answer (RFC 9110 section 15.2.1).
[[nodiscard]] inline fault continue_first() {
    return {.wire = wire_fault{wire_fault_kind::continue_first}};
}

/// `103 Early Hints` before the answer (RFC 8297).
[[nodiscard]] inline fault early_hints() {
    return {.wire = wire_fault{wire_fault_kind::early_hints}};
}

/// An answer whose header names are in lower case.
[[nodiscard]] inline fault lower_case_fields() {
    return {.wire = wire_fault{wire_fault_kind::lower_case_fields}};
}

/// An answer whose header names are in mixed case.
[[nodiscard]] inline fault unusual_case_fields() {
    return {.wire = wire_fault{wire_fault_kind::unusual_case_fields}};
}

/// Compressed content, for requests whose Accept-Encoding allows gzip.
[[nodiscard]] inline fault gzip_content() {
    return {.wire = wire_fault{wire_fault_kind::gzip}};
}

/// Content that pauses for 20 ms within each of its first five characters of several bytes.
[[nodiscard]] inline fault torn_characters() {
    return {.wire = wire_fault{wire_fault_kind::torn_characters}};
}

/// Half of a compressed content, for requests whose Accept-Encoding allows gzip.
[[nodiscard]] inline fault gzip_cut_off() {
    return {.wire = wire_fault{wire_fault_kind::gzip_cut_off}};
}

/// `Content-Encoding: gzip` of content that is not compressed.
[[nodiscard]] inline fault gzip_label_only() {
    return {.wire = wire_fault{wire_fault_kind::gzip_label_only}};
}

/// Compressed content without Content-Encoding.
[[nodiscard]] inline fault gzip_unlabelled() {
    return {.wire = wire_fault{wire_fault_kind::gzip_unlabelled}};
}

/// RST before a request can be read; with `on_connection`.
[[nodiscard]] inline fault reset_on_accept() {
    return {.wire = wire_fault{wire_fault_kind::reset_on_accept}};
}

/// A TLS handshake that fails; with `on_connection`.
[[nodiscard]] inline fault fail_handshake() {
    return {.wire = wire_fault{wire_fault_kind::fail_handshake}};
}

} // namespace sendmock

#endif
