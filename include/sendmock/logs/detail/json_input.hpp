// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_JSON_INPUT_HPP
#define SENDMOCK_LOGS_DETAIL_JSON_INPUT_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// A place in a text, as editors count.
struct text_place {
    std::uint64_t line = 1;
    std::uint64_t column = 1; ///< in bytes
};

/// A text that comes in blocks, for a parser that reads it byte by byte: however long it is, no
/// more than one block is in memory.
class json_input {
public:
    /// Gives the next block, in place of the one before; empty at the end, where the last one
    /// stays.
    using block_source = std::function<std::string_view()>;

    explicit json_input(block_source blocks) : blocks_(std::move(blocks)) {}

    /// A text that is in memory already.
    explicit json_input(std::string_view text)
        : json_input([text, given = false]() mutable {
              return std::exchange(given, true) ? std::string_view{} : text;
          }) {}

    json_input(const json_input&) = delete;
    json_input& operator=(const json_input&) = delete;
    ~json_input() = default;

    [[nodiscard]] bool at_end() {
        if (next_ == block_.size() && !over_) {
            take_block();
        }
        return over_;
    }

    /// The next byte; there is one unless at_end() was true just now.
    [[nodiscard]] char front() const noexcept { return block_[next_]; }

    void skip() noexcept { ++next_; }

    /// The byte before the next one; there is one once any was read.
    [[nodiscard]] char last() const noexcept {
        return next_ == 0 ? last_of_before_ : block_[next_ - 1];
    }

    /// The whole text's size so far.
    [[nodiscard]] std::uint64_t bytes_read() const noexcept { return before_ + next_; }

    /// Where the byte is that a parser read last.
    /// @param read  how many bytes it has read, the end counting as one
    [[nodiscard]] text_place place_of_last(std::uint64_t read) const noexcept {
        const std::uint64_t end = read == 0 ? 0 : read - 1;
        const auto inside =
            static_cast<std::size_t>(std::clamp(end, before_, before_ + block_.size()) - before_);
        const std::string_view seen = block_.substr(0, inside);
        const std::size_t newline = seen.rfind('\n');
        const auto newlines =
            static_cast<std::uint64_t>(std::count(seen.begin(), seen.end(), '\n'));
        return {.line = 1 + newlines_before_ + newlines,
                .column = 1 + (newline == std::string_view::npos ? before_ + inside - line_begin_
                                                                 : inside - newline - 1)};
    }

private:
    void take_block() {
        const std::string_view next = blocks_();
        if (next.empty()) {
            over_ = true; // the last block stays, for place_of_last()
            return;
        }
        pass_block(next);
    }

    /// A block that is given up may have been overwritten, so each is counted when it comes.
    void pass_block(std::string_view next) {
        before_ += block_.size();
        last_of_before_ = last_of_block_;
        last_of_block_ = next.back();
        newlines_before_ += newlines_in_block_;
        line_begin_ = last_line_begin_;
        block_ = next;
        next_ = 0;
        newlines_in_block_ = static_cast<std::uint64_t>(std::count(next.begin(), next.end(), '\n'));
        if (newlines_in_block_ != 0) {
            last_line_begin_ = before_ + next.rfind('\n') + 1;
        }
    }

    block_source blocks_;
    std::string_view block_;
    std::size_t next_ = 0; // in block_
    bool over_ = false;
    char last_of_before_ = '\0'; // the last byte before block_
    char last_of_block_ = '\0';
    std::uint64_t before_ = 0; // bytes before block_
    std::uint64_t newlines_before_ = 0;
    std::uint64_t line_begin_ = 0; // of the line in which block_ begins, counted in bytes
    std::uint64_t newlines_in_block_ = 0;
    std::uint64_t last_line_begin_ = 0; // of the line in which block_ ends
};

/// Lets a parser that wants two iterators read a json_input.
class json_input_iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    /// The end.
    json_input_iterator() = default;

    explicit json_input_iterator(json_input& input) noexcept : input_(&input) {}

    [[nodiscard]] char operator*() const noexcept { return input_->front(); }

    json_input_iterator& operator++() noexcept {
        input_->skip();
        return *this;
    }

    json_input_iterator operator++(int) noexcept {
        const json_input_iterator before = *this;
        input_->skip();
        return before;
    }

    /// Tells only whether both are at the end.
    [[nodiscard]] friend bool operator==(const json_input_iterator& one,
                                         const json_input_iterator& other) {
        return one.is_end() == other.is_end();
    }

    [[nodiscard]] friend bool operator!=(const json_input_iterator& one,
                                         const json_input_iterator& other) {
        return !(one == other);
    }

private:
    [[nodiscard]] bool is_end() const { return input_ == nullptr || input_->at_end(); }

    json_input* input_ = nullptr;
};

} // namespace sendmock::detail

#endif
