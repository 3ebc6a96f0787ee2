// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_RESPONSE_PARSER_HPP
#define SENDMOCK_HTTP_RESPONSE_PARSER_HPP

#include <sendmock/http/ascii.hpp>
#include <sendmock/http/detail/response_lines.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_framing.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/response.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::http {

/// How a response broke off.
enum class response_fault {
    none,
    no_response,     ///< the connection ended before the first byte
    bad_status_line, ///< `text` is the line, with its end
    unknown_version, ///< not HTTP/1: `text` is what stands for the version
    long_line,       ///< above the limit: `text` is "status line", "header line" or "chunk size"
    too_many_fields, ///< above the limit
    conflicting_lengths,  ///< several lengths that differ: `text` is all of them, as a list
    bad_chunk_line,       ///< `text` is what stands for the size, with the line's end
    incomplete_content,   ///< the connection ended inside content of a known length
    incomplete_chunk,     ///< the connection ended inside a chunk's data
    incomplete_chunk_end, ///< the connection ended in the two bytes after a chunk's data
    large_content         ///< above the limit; what was read up to there is kept
};

/// Why a response could not be read to its end.
struct response_failure {
    response_fault fault = response_fault::none;
    std::string text{};
    /// Bytes that came, and that did not, of what the connection ended inside of.
    std::size_t read = 0;
    std::size_t missing = 0;

    bool operator==(const response_failure&) const = default;
};

/// Turns the bytes that arrive on a connection into one response, as clients do it.
///
/// As lenient as Python's http.client with urllib3 1.26, so that it can tell what these would make
/// of a broken server (reproduced): a line may end in LF alone (RFC 9112 section 2.2), the
/// connection's end may end the head, a field line without a name ends the fields, and what the two
/// bytes after a chunk's data are does not matter. `100 Continue` is passed over; any other status
/// below 200 is final and has no content. How the bytes are cut into pieces makes no difference.
class response_parser {
public:
    enum class outcome {
        need_more, ///< append() or finish() comes next
        complete,  ///< the response is there
        failure    ///< failure() tells why; partial_response() has what was read
    };

    /// @param request_method  a response to HEAD has no content
    /// @param limits  `head_bytes` is for each line of the head, with its end
    explicit response_parser(std::string_view request_method, message_limits limits = {})
        : limits_{limits}, to_head_{request_method == "HEAD"} {}

    /// Gives bytes from the peer; they are copied.
    void append(std::string_view bytes);

    /// Says that the peer will send nothing more.
    void finish() noexcept { finished_ = true; }

    /// Reads on, up to the end of the response.
    [[nodiscard]] outcome next();

    /// Whether status and fields are there, whatever became of the content.
    [[nodiscard]] bool head_complete() const noexcept { return head_complete_; }

    /// What was read so far: with all fields, also those that say how the content is delimited.
    [[nodiscard]] const response& partial_response() const noexcept { return response_; }

    /// Hands out what was read; once.
    [[nodiscard]] response take_response() { return std::exchange(response_, {}); }

    [[nodiscard]] const response_failure& failure() const noexcept { return failure_; }

private:
    enum class state {
        status_line,
        continue_fields, // of a 100 Continue
        fields,
        content,
        content_to_end,
        chunk_line,
        chunk_data,
        chunk_end,
        trailers,
        complete,
        failed
    };

    /// Tells whether there may be more to do with the bytes left.
    bool step();
    bool read_status_line();
    bool read_fields();
    bool begin_content();
    bool read_content();
    bool read_chunk_line();
    bool read_chunk_data();
    bool read_chunk_end();
    bool read_trailers();
    /// @return false if the content is above its limit, which was a failure then
    bool keep(std::size_t size);
    void take_field(std::string_view line);
    void end_field();

    [[nodiscard]] std::string_view unread() const noexcept {
        return std::string_view{buffer_}.substr(offset_);
    }

    /// A line with its end; the last one may have none. Nothing if more bytes are needed, or after
    /// a failure.
    std::optional<std::string_view> take_line(std::string_view what);

    bool fail(response_failure failure) {
        failure_ = std::move(failure);
        state_ = state::failed;
        return false;
    }

    message_limits limits_;
    bool to_head_;
    std::string buffer_; // from offset_ on: bytes not yet read
    std::size_t offset_ = 0;
    std::size_t searched_ = 0; // of the unread bytes, those without a line end
    state state_ = state::status_line;
    bool finished_ = false;
    bool head_complete_ = false;
    bool fields_ended_ = false; // by a line that is no field; the others are dropped
    std::size_t lines_ = 0;     // of the fields, the empty one included
    header_field field_;        // whose lines may go on
    response response_;
    std::size_t left_ = 0; // of the content, or of a chunk's data
    std::size_t size_ = 0; // the same as a whole
    std::size_t trailer_bytes_ = 0;
    response_failure failure_;
};

inline void response_parser::append(std::string_view bytes) {
    if (state_ == state::complete || state_ == state::failed) {
        return;
    }
    // Rarely enough that each byte is moved once on average.
    if (offset_ >= buffer_.size() - offset_) {
        buffer_.erase(0, offset_);
        offset_ = 0;
    }
    buffer_.append(bytes);
}

inline response_parser::outcome response_parser::next() {
    while (step()) {
    }
    return state_ == state::complete ? outcome::complete
           : state_ == state::failed ? outcome::failure
                                     : outcome::need_more;
}

inline bool response_parser::step() {
    switch (state_) {
    case state::status_line:
        return read_status_line();
    case state::continue_fields:
    case state::fields:
        return read_fields();
    case state::content:
    case state::content_to_end:
        return read_content();
    case state::chunk_line:
        return read_chunk_line();
    case state::chunk_data:
        return read_chunk_data();
    case state::chunk_end:
        return read_chunk_end();
    case state::trailers:
        return read_trailers();
    case state::complete:
    case state::failed:
        break;
    }
    return false;
}

inline std::optional<std::string_view> response_parser::take_line(std::string_view what) {
    const std::string_view bytes = unread();
    const std::size_t end = bytes.find('\n', searched_);
    const std::size_t size = std::min(end, bytes.size() - 1) + 1; // 0 without any byte
    if (size > limits_.head_bytes) {
        fail({.fault = response_fault::long_line, .text = std::string(what)});
        return std::nullopt;
    }
    if (end == std::string_view::npos && !finished_) {
        searched_ = bytes.size();
        return std::nullopt;
    }
    searched_ = 0;
    offset_ += size;
    return bytes.substr(0, size);
}

inline bool response_parser::read_status_line() {
    const auto line = take_line("status line");
    if (!line) {
        return false;
    }
    if (line->empty()) {
        return fail({.fault = response_fault::no_response});
    }
    const detail::status_line parsed = detail::split_status_line(*line);
    if (!parsed.version.starts_with("HTTP/") || !parsed.status) {
        return fail({.fault = response_fault::bad_status_line, .text = std::string(*line)});
    }
    response_.status = *parsed.status;
    response_.reason = parsed.reason;
    constexpr int continue_status = 100;
    if (response_.status == continue_status) {
        state_ = state::continue_fields;
        return true;
    }
    if (!parsed.version.starts_with("HTTP/1.") && parsed.version != "HTTP/0.9") {
        return fail(
            {.fault = response_fault::unknown_version, .text = std::string(parsed.version)});
    }
    state_ = state::fields;
    return true;
}

inline bool response_parser::read_fields() {
    const auto line = take_line("header line");
    if (!line) {
        return false;
    }
    if (++lines_ > limits_.fields + 1) {
        return fail({.fault = response_fault::too_many_fields});
    }
    const bool last = line->empty() || *line == "\r\n" || *line == "\n";
    if (state_ == state::continue_fields) {
        if (last) {
            lines_ = 0;
            state_ = state::status_line;
        }
        return true;
    }
    if (!last) {
        take_field(*line);
        return true;
    }
    end_field();
    return begin_content();
}

inline void response_parser::take_field(std::string_view line) {
    const bool goes_on = line.front() == ' ' || line.front() == '\t';
    if (goes_on && !field_.name.empty() && !fields_ended_) {
        field_.value += ' ';
        field_.value += trim(detail::without_line_end(line)); // RFC 9112 section 5.2
        return;
    }
    end_field();
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    const auto stands_in_name = [](char c) { return c > ' ' && c < '\x7f'; };
    fields_ended_ = fields_ended_ || colon == std::string_view::npos ||
                    !std::all_of(name.begin(), name.end(), stands_in_name);
    if (!fields_ended_) {
        field_.name = name;
        field_.value = trim(detail::without_line_end(line.substr(colon + 1)));
    }
}

inline void response_parser::end_field() {
    if (!field_.name.empty()) {
        response_.fields.add(std::move(field_.name), std::move(field_.value));
    }
    field_ = {};
}

inline bool response_parser::begin_content() {
    head_complete_ = true;
    const bool chunked = lists_token(response_.fields, "Transfer-Encoding", "chunked");
    if (!chunked) {
        if (auto conflict = detail::conflicting_lengths(response_.fields)) {
            return fail({.fault = response_fault::conflicting_lengths, .text = *conflict});
        }
    }
    constexpr int no_content = 204;
    constexpr int not_modified = 304;
    if (to_head_ || response_.status < 200 || response_.status == no_content ||
        response_.status == not_modified) {
        state_ = state::complete;
        return false;
    }
    if (chunked) {
        state_ = state::chunk_line;
        return true;
    }
    const std::string* const length = response_.fields.find("Content-Length");
    const auto size = length == nullptr ? std::nullopt : parse_length(*length);
    size_ = left_ = size.value_or(0);
    state_ = !size ? state::content_to_end : left_ == 0 ? state::complete : state::content;
    return true;
}

inline bool response_parser::keep(std::size_t size) {
    const std::size_t room = limits_.content_bytes - response_.content.size();
    response_.content.append(unread().substr(0, std::min(size, room)));
    offset_ += size;
    return size <= room || fail({.fault = response_fault::large_content});
}

inline bool response_parser::read_content() {
    const bool to_end = state_ == state::content_to_end;
    const std::size_t size = to_end ? unread().size() : std::min(left_, unread().size());
    if (!keep(size)) {
        return false;
    }
    if (!to_end) {
        left_ -= size;
    }
    if (to_end ? finished_ : left_ == 0) {
        state_ = state::complete;
    } else if (finished_) {
        return fail(
            {.fault = response_fault::incomplete_content, .read = size_ - left_, .missing = left_});
    }
    return false;
}

inline bool response_parser::read_chunk_line() {
    const auto line = take_line("chunk size");
    if (!line) {
        return false;
    }
    const std::string_view digits = line->substr(0, line->find(';'));
    const auto size = detail::read_chunk_size(digits);
    if (!size) {
        return fail({.fault = response_fault::bad_chunk_line, .text = std::string(digits)});
    }
    size_ = left_ = *size;
    state_ = left_ == 0 ? state::trailers : state::chunk_data;
    return true;
}

inline bool response_parser::read_chunk_data() {
    const std::size_t size = std::min(left_, unread().size());
    if (!keep(size)) {
        return false;
    }
    left_ -= size;
    if (left_ == 0) {
        state_ = state::chunk_end;
        return true;
    }
    return finished_ && fail({.fault = response_fault::incomplete_chunk,
                              .read = size_ - left_,
                              .missing = left_});
}

inline bool response_parser::read_chunk_end() {
    constexpr std::size_t size = 2;
    const std::size_t there = unread().size();
    if (there >= size) {
        offset_ += size;
        state_ = state::chunk_line;
        return true;
    }
    return finished_ && fail({.fault = response_fault::incomplete_chunk_end,
                              .read = there,
                              .missing = size - there});
}

inline bool response_parser::read_trailers() {
    const auto line = take_line("trailer line");
    if (!line) {
        return false;
    }
    trailer_bytes_ += line->size();
    if (line->empty() || *line == "\r\n" || trailer_bytes_ > limits_.head_bytes) {
        state_ = state::complete;
    }
    return true;
}

} // namespace sendmock::http

#endif
