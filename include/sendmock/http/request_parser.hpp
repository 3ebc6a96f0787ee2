// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_HTTP_REQUEST_PARSER_HPP
#define SENDMOCK_HTTP_REQUEST_PARSER_HPP

#include <sendmock/http/chunked.hpp>
#include <sendmock/http/detail/line_reader.hpp>
#include <sendmock/http/header_fields.hpp>
#include <sendmock/http/message_framing.hpp>
#include <sendmock/http/message_head.hpp>
#include <sendmock/http/message_limits.hpp>
#include <sendmock/http/parse_failure.hpp>
#include <sendmock/http/request.hpp>
#include <sendmock/http/request_head.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock::http {

/// Turns the bytes that arrive on one connection into requests, in order (RFC 9112).
///
/// Strict: what two readers could understand differently is a failure, and nothing is read after
/// it. How the bytes are cut into pieces makes no difference. The cost is linear in their number.
class request_parser {
public:
    enum class outcome {
        need_more, ///< append() or finish() comes next
        request,   ///< take_request() comes next
        failure,   ///< failure() tells why; nothing more can be read
        end,       ///< the peer finished, and not inside a message
    };

    explicit request_parser(message_limits limits = {}) : limits_{limits} {}

    /// Gives bytes from the peer; they are copied.
    void append(std::string_view bytes);

    /// Says that the peer will send nothing more.
    void finish() noexcept { finished_ = true; }

    /// Reads on, up to the end of the next request.
    [[nodiscard]] outcome next();

    /// Hands out the request just read; only after next() said so, and once.
    [[nodiscard]] request take_request();

    /// Returns why reading failed; only after next() said so.
    [[nodiscard]] const parse_failure& failure() const noexcept { return failure_; }

    /// Returns what was read of a request that is not complete, or that failed; its method and
    /// target are empty if not even the request line was good.
    [[nodiscard]] const request& partial_request() const noexcept { return request_; }

    /// Tells whether no byte of a next message is there.
    [[nodiscard]] bool idle() const noexcept;

    /// Tells whether the peer may wait for "100 Continue" (RFC 9110 section 10.1.1): it asked,
    /// content is due, and no byte of it is there. Stays so until one comes: send the answer only
    /// once.
    [[nodiscard]] bool wants_continue() const noexcept;

private:
    enum class state { request_line, fields, content, chunks, complete, failed };

    static constexpr int most_empty_lines = 8;

    [[nodiscard]] detail::line_budget head_budget() const noexcept {
        return {limits_.head_bytes, 431, "the head is above the limit"};
    }

    /// Tells whether there may be more to do with the bytes left.
    bool step(std::string_view& bytes);
    bool read_request_line(std::string_view& bytes);
    bool read_fields(std::string_view& bytes);
    bool read_content(std::string_view& bytes);
    bool read_chunks(std::string_view& bytes);
    bool begin_content();
    bool fail(parse_failure failure);

    message_limits limits_;
    std::string buffer_; // from offset_ on: bytes not yet read
    std::size_t offset_ = 0;
    state state_ = state::request_line;
    bool finished_ = false;
    detail::line_reader lines_{head_budget()};
    int empty_lines_ = 0;
    request request_;
    bool expects_continue_ = false; // until a byte of content is there
    std::size_t content_left_ = 0;
    std::optional<chunked_decoder> chunks_;
    parse_failure failure_;
};

inline void request_parser::append(std::string_view bytes) {
    if (state_ == state::failed) {
        return;
    }
    // Rarely enough that each byte is moved once on average.
    if (offset_ >= buffer_.size() - offset_) {
        buffer_.erase(0, offset_);
        offset_ = 0;
    }
    buffer_.append(bytes);
}

inline request_parser::outcome request_parser::next() {
    std::string_view bytes = std::string_view{buffer_}.substr(offset_);
    while (step(bytes)) {
    }
    offset_ = buffer_.size() - bytes.size();
    if (state_ == state::complete) {
        return outcome::request;
    }
    if (finished_ && idle()) {
        return outcome::end;
    }
    if (finished_ && state_ != state::failed) {
        fail({400, "the connection ended inside a message"});
    }
    return state_ == state::failed ? outcome::failure : outcome::need_more;
}

inline request request_parser::take_request() {
    state_ = state::request_line;
    lines_.restart(head_budget());
    empty_lines_ = 0;
    return std::exchange(request_, {});
}

inline bool request_parser::idle() const noexcept {
    return state_ == state::request_line && offset_ == buffer_.size() && !lines_.begun();
}

inline bool request_parser::wants_continue() const noexcept {
    return expects_continue_ && offset_ == buffer_.size() &&
           (state_ == state::content || state_ == state::chunks);
}

inline bool request_parser::step(std::string_view& bytes) {
    switch (state_) {
    case state::request_line:
        return read_request_line(bytes);
    case state::fields:
        return read_fields(bytes);
    case state::content:
        return read_content(bytes);
    case state::chunks:
        return read_chunks(bytes);
    case state::complete:
    case state::failed:
        break;
    }
    return false;
}

inline bool request_parser::read_request_line(std::string_view& bytes) {
    auto progress = lines_.read(bytes);
    if (auto* failure = std::get_if<parse_failure>(&progress)) {
        return fail(std::move(*failure));
    }
    if (!std::get<bool>(progress)) {
        return false;
    }
    if (lines_.line().empty()) {
        if (++empty_lines_ > most_empty_lines) {
            return fail({400, "there are too many empty lines before a request line"});
        }
        lines_.restart(head_budget());
        return true;
    }
    auto line = parse_request_line(lines_.line());
    if (auto* failure = std::get_if<parse_failure>(&line)) {
        return fail(std::move(*failure));
    }
    const auto& [method, target, minor_version] = std::get<request_line>(line);
    request_.method = method;
    request_.target = target;
    request_.minor_version = minor_version;
    state_ = state::fields;
    return true;
}

inline bool request_parser::read_fields(std::string_view& bytes) {
    auto progress = detail::read_field_lines(lines_, bytes, limits_.fields, request_.fields);
    if (auto* failure = std::get_if<parse_failure>(&progress)) {
        return fail(std::move(*failure));
    }
    return std::get<bool>(progress) && begin_content();
}

inline bool request_parser::begin_content() {
    if (auto failure = check_host(request_.fields, request_.minor_version)) {
        return fail(*std::move(failure));
    }
    auto framing = request_framing(request_.fields, request_.minor_version, limits_.content_bytes);
    if (auto* failure = std::get_if<parse_failure>(&framing)) {
        return fail(std::move(*failure));
    }
    auto expectation = read_expectations(request_.fields, request_.minor_version);
    if (auto* failure = std::get_if<parse_failure>(&expectation)) {
        return fail(std::move(*failure));
    }
    expects_continue_ = std::get<bool>(expectation);
    const auto& [chunked, content_length] = std::get<message_framing>(framing);
    if (chunked) {
        chunks_.emplace(limits_);
        state_ = state::chunks;
    } else {
        content_left_ = content_length.value_or(0);
        state_ = content_left_ == 0 ? state::complete : state::content;
    }
    return true;
}

inline bool request_parser::read_content(std::string_view& bytes) {
    const auto taken = std::min(content_left_, bytes.size());
    request_.content.append(bytes, 0, taken);
    bytes.remove_prefix(taken);
    content_left_ -= taken;
    expects_continue_ = expects_continue_ && taken == 0;
    if (content_left_ == 0) {
        state_ = state::complete;
    }
    return false;
}

inline bool request_parser::read_chunks(std::string_view& bytes) {
    expects_continue_ = expects_continue_ && bytes.empty();
    switch (chunks_->decode(bytes, request_.content)) {
    case chunked_decoder::outcome::done:
        state_ = state::complete;
        chunks_.reset();
        break;
    case chunked_decoder::outcome::failure:
        return fail(chunks_->failure());
    case chunked_decoder::outcome::need_more:
        break;
    }
    return false;
}

inline bool request_parser::fail(parse_failure failure) {
    failure_ = std::move(failure);
    state_ = state::failed;
    return false;
}

} // namespace sendmock::http

#endif
