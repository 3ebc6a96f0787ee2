// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_CHUNKED_HPP
#define SENDMOCK_HTTP_CHUNKED_HPP

#include <sendmock/http/detail/chunk_line.hpp>
#include <sendmock/http/detail/line_reader.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_head.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/parse_failure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::http {

/// Takes the chunked transfer coding off a message's content (RFC 9112 section 7.1), whose bytes
/// arrive in pieces of any size.
///
/// Trailers are checked like the fields of a head, with limits of their own, and dropped.
class chunked_decoder {
public:
    enum class outcome { need_more, done, failure };

    explicit chunked_decoder(message_limits limits = {}) noexcept : limits_{limits} {}

    /// Takes bytes off the front and appends the data among them to content; takes none beyond
    /// the end of the coded content. Done and failure stay.
    [[nodiscard]] outcome decode(std::string_view& bytes, std::string& content);

    /// Returns why decoding failed; only after a failure.
    [[nodiscard]] const parse_failure& failure() const noexcept { return failure_; }

private:
    enum class state { chunk_line, data, data_end, trailers, done, failed };

    static constexpr detail::line_budget chunk_line_budget{
        4096, 400, "the line before a chunk is too long"};
    // As long as a size of 64 bits; what goes beyond it adds up over the chunks.
    static constexpr std::size_t free_chunk_line_bytes = 16;

    /// Tells whether there may be more to do with the bytes left.
    bool step(std::string_view& bytes, std::string& content);
    bool read_chunk_line(std::string_view& bytes);
    bool read_data(std::string_view& bytes, std::string& content);
    bool read_data_end(std::string_view& bytes);
    bool read_trailers(std::string_view& bytes);
    bool fail(parse_failure failure);

    message_limits limits_;
    state state_ = state::chunk_line;
    detail::line_reader lines_{chunk_line_budget};
    std::size_t content_size_ = 0;
    std::size_t extension_bytes_ = 0;
    std::size_t data_left_ = 0;
    std::string_view data_end_left_;
    header_fields trailers_;
    parse_failure failure_;
};

inline chunked_decoder::outcome chunked_decoder::decode(std::string_view& bytes,
                                                        std::string& content) {
    while (step(bytes, content)) {
    }
    switch (state_) {
    case state::done:
        return outcome::done;
    case state::failed:
        return outcome::failure;
    default:
        return outcome::need_more;
    }
}

inline bool chunked_decoder::step(std::string_view& bytes, std::string& content) {
    switch (state_) {
    case state::chunk_line:
        return read_chunk_line(bytes);
    case state::data:
        return read_data(bytes, content);
    case state::data_end:
        return read_data_end(bytes);
    case state::trailers:
        return read_trailers(bytes);
    case state::done:
    case state::failed:
        break;
    }
    return false;
}

inline bool chunked_decoder::read_chunk_line(std::string_view& bytes) {
    auto progress = lines_.read(bytes);
    if (auto* failure = std::get_if<parse_failure>(&progress)) {
        return fail(std::move(*failure));
    }
    if (!std::get<bool>(progress)) {
        return false;
    }
    const auto size = detail::parse_chunk_line(lines_.line());
    if (!size) {
        return fail({400, "the line before a chunk is malformed"});
    }
    // Else each byte of content could cost its sender's choice of bytes in extensions.
    extension_bytes_ +=
        lines_.line().size() - std::min(lines_.line().size(), free_chunk_line_bytes);
    if (extension_bytes_ > limits_.head_bytes) {
        return fail({400, "the chunk extensions are too long together"});
    }
    if (*size > limits_.content_bytes - content_size_) {
        return fail({413, "the chunks are together above the limit"});
    }
    content_size_ += *size;
    data_left_ = *size;
    if (*size == 0) {
        lines_.restart({limits_.head_bytes, 431, "the trailers are above the limit"});
        state_ = state::trailers;
    } else {
        state_ = state::data;
    }
    return true;
}

inline bool chunked_decoder::read_data(std::string_view& bytes, std::string& content) {
    const auto taken = std::min(data_left_, bytes.size());
    content.append(bytes, 0, taken);
    bytes.remove_prefix(taken);
    data_left_ -= taken;
    if (data_left_ != 0) {
        return false;
    }
    data_end_left_ = "\r\n";
    state_ = state::data_end;
    return true;
}

inline bool chunked_decoder::read_data_end(std::string_view& bytes) {
    while (!bytes.empty() && !data_end_left_.empty()) {
        if (bytes.front() != data_end_left_.front()) {
            return fail({400, "no line end follows a chunk"});
        }
        bytes.remove_prefix(1);
        data_end_left_.remove_prefix(1);
    }
    if (!data_end_left_.empty()) {
        return false;
    }
    lines_.restart(chunk_line_budget);
    state_ = state::chunk_line;
    return true;
}

inline bool chunked_decoder::read_trailers(std::string_view& bytes) {
    auto progress = detail::read_field_lines(lines_, bytes, limits_.fields, trailers_);
    if (auto* failure = std::get_if<parse_failure>(&progress)) {
        return fail(std::move(*failure));
    }
    if (std::get<bool>(progress)) {
        trailers_ = {};
        state_ = state::done;
    }
    return false;
}

inline bool chunked_decoder::fail(parse_failure failure) {
    failure_ = std::move(failure);
    state_ = state::failed;
    return false;
}

} // namespace sendmock::http

#endif
