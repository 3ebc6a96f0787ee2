// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_RECORD_BUILDER_HPP
#define SENDMOCK_LOGS_DETAIL_RECORD_BUILDER_HPP

#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/log_record.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// What becomes of a member of a record.
enum class member_fate { plain, owner, dropped };

/// Writes one record after the other as compact JSON text.
class record_builder {
public:
    void begin() {
        draft_ = log_draft{};
        text_ = "{";
        owner_count_ = 0;
        has_plain_member_ = false;
    }

    void begin_member(std::string_view name) {
        member_begin_ = text_.size();
        key(name);
    }

    void end_member(member_fate fate) {
        if (fate == member_fate::dropped) {
            text_.resize(member_begin_);
        } else if (fate == member_fate::plain) {
            has_plain_member_ = true;
        } else if (owner_count_ < draft_.owners_.size()) {
            // The comma before the member goes with it; at the front, the comma that will follow.
            draft_.owners_[owner_count_++] =
                has_plain_member_
                    ? text_range{member_begin_, text_.size()}
                    : text_range{member_begin_ + (member_begin_ == 1 ? 0U : 1U), text_.size() + 1};
        }
    }

    void key(std::string_view name) {
        if (text_.back() != '{') {
            text_ += ',';
        }
        append_json_string(text_, name);
        text_ += ':';
    }

    void element() {
        if (text_.back() != '[') {
            text_ += ',';
        }
    }

    void string(std::string_view utf8) { append_json_string(text_, utf8); }

    template <typename Integer>
    void integer(Integer value) {
        append_json_integer(text_, value);
    }

    void token(std::string_view json) { text_ += json; }

    void id(std::int64_t value) noexcept { draft_.id_ = value; }

    void integration_id(std::int64_t value) noexcept { draft_.integration_id_ = value; }

    void created_at(instant at) noexcept { draft_.created_at_ = at; }

    /// Ends the record, which must have a member that is no owner id, or still get its id.
    [[nodiscard]] log_draft finish() {
        text_ += '}';
        draft_.json_ = text_;
        return std::move(draft_);
    }

private:
    std::string text_;
    log_draft draft_;
    std::size_t member_begin_ = 0;
    std::size_t owner_count_ = 0;
    bool has_plain_member_ = false;
};

} // namespace sendmock::detail

#endif
