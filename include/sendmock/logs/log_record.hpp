// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_LOG_RECORD_HPP
#define SENDMOCK_LOGS_LOG_RECORD_HPP

#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/record_text.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

class generated_sequence;

namespace detail {
class record_builder;
}

/// One log: checked, in its serialised form, never changed. Made by parse_log(), parse_logs(), from
/// a log_draft or by a generated_sequence; safe to read from many threads. Copies share the text.
class log_record {
public:
    // No moves: a record always has its text.
    log_record(const log_record&) = default;
    log_record& operator=(const log_record&) = default;
    ~log_record() = default;

    [[nodiscard]] std::int64_t id() const noexcept { return contents_->id; }

    [[nodiscard]] instant created_at() const noexcept { return contents_->created_at; }

    /// The integration that the log belongs to; none where the member is absent or null.
    [[nodiscard]] std::optional<std::int64_t> integration_id() const noexcept {
        return contents_->integration_id;
    }

    /// The compact JSON text: members in the order given, fractions and exponents word for word.
    [[nodiscard]] const std::string& json() const noexcept { return contents_->json; }

    /// A view of the text that can leave out the owner ids; valid as long as any copy of this.
    [[nodiscard]] record_text text() const noexcept { return {json(), contents_->owners}; }

    /// Appends the text, without the members integration_id and user_id unless asked for.
    void append_to(std::string& out, bool with_owner_ids) const {
        text().append_to(out, with_owner_ids);
    }

private:
    friend class log_draft;
    friend class generated_sequence;

    struct contents {
        std::int64_t id;
        instant created_at;
        std::optional<std::int64_t> integration_id;
        std::string json;
        owner_members owners;
    };

    explicit log_record(contents&& made)
        : contents_(std::make_shared<const contents>(std::move(made))) {}

    std::shared_ptr<const contents> contents_;
};

/// A log that was read and checked, and may still want its id, which only the store can give.
class log_draft {
public:
    /// The id that the input named; none where it is to be given.
    [[nodiscard]] std::optional<std::int64_t> id() const noexcept { return id_; }

    [[nodiscard]] instant created_at() const noexcept { return created_at_; }

    [[nodiscard]] std::optional<std::int64_t> integration_id() const noexcept {
        return integration_id_;
    }

    /// Makes the record. A draft without an id takes the given one, as its first member.
    [[nodiscard]] log_record complete(std::int64_t id_if_absent) && {
        if (id_) {
            return log_record({*id_, created_at_, integration_id_, std::move(json_), owners_});
        }
        std::string member = "\"id\":";
        append_json_integer(member, id_if_absent);
        member += ',';
        json_.insert(1, member);
        for (auto& owner : owners_) {
            if (owner.begin != owner.end) {
                owner.begin += member.size();
                owner.end += member.size();
            }
        }
        return log_record({id_if_absent, created_at_, integration_id_, std::move(json_), owners_});
    }

private:
    friend class detail::record_builder;

    log_draft() = default;

    std::optional<std::int64_t> id_;
    instant created_at_{};
    std::optional<std::int64_t> integration_id_;
    std::string json_;
    owner_members owners_{};
};

/// Makes the records of stored logs, each of which names its id.
[[nodiscard]] inline std::vector<log_record> complete(std::vector<log_draft> drafts) {
    std::vector<log_record> records;
    records.reserve(drafts.size());
    for (log_draft& draft : drafts) {
        records.push_back(std::move(draft).complete(0));
    }
    return records;
}

} // namespace sendmock

#endif
