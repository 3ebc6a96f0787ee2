// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_RECORD_READER_HPP
#define SENDMOCK_LOGS_DETAIL_RECORD_READER_HPP

#include <sendmock/logs/detail/fault_list.hpp>
#include <sendmock/logs/detail/json_path.hpp>
#include <sendmock/logs/detail/json_value.hpp>
#include <sendmock/logs/detail/record_builder.hpp>
#include <sendmock/logs/log_fields.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/reader_options.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// Reads the inside of one record after the other: checks it against log_fields and writes it.
class record_reader {
public:
    /// Path and lists are shared with the reader of the whole document and must outlive this.
    record_reader(const reader_options& options,
                  const json_path& path,
                  fault_list& faults,
                  fault_list& warnings)
        : options_(options), path_(path), faults_(faults), warnings_(warnings) {}

    /// Before the path enters the record.
    void begin() {
        record_depth_ = path_.depth() + 1;
        faults_before_ = faults_.size();
        seen_.reset();
        id_.reset();
        field_ = nullptr;
        nested_field_ = nullptr;
        builder_.begin();
        if (options_.integration_id) {
            builder_.begin_member("integration_id");
            builder_.token(std::to_string(*options_.integration_id));
            builder_.integration_id(*options_.integration_id);
            builder_.end_member(member_fate::owner);
        }
    }

    void key(std::string_view name) {
        if (path_.depth() == record_depth_) {
            begin_member(name);
            return;
        }
        if (path_.depth() == record_depth_ + 1 && field_ != nullptr && !field_->members.empty()) {
            nested_field_ = find_field(field_->members, name);
            if (nested_field_ == nullptr) {
                warn_unknown(name);
            }
        }
        builder_.key(name);
    }

    void value(const json_value& value) {
        arrive(value);
        if (value.kind == json_kinds::string) {
            builder_.string(normalised_.empty() ? value.text : normalised_);
            normalised_.clear();
        } else {
            builder_.token(value.text);
        }
        leave();
    }

    void open(json_kinds kind) {
        arrive({kind});
        nested_field_ = nullptr;
        builder_.token(kind == json_kinds::array ? "[" : "{");
    }

    /// After the path left an array or object inside the record.
    void close(json_kinds kind) {
        builder_.token(kind == json_kinds::array ? "]" : "}");
        leave();
    }

    /// Before the path leaves the record: the record, unless there was a fault in it.
    [[nodiscard]] std::optional<log_draft> end() {
        for (std::size_t at = 0; at < log_fields.size(); ++at) {
            if (!seen_[at] && must_be_there(log_fields[at])) {
                auto pointer = path_.container_pointer();
                append_pointer_token(pointer, log_fields[at].name);
                faults_.add({fault_kind::required,
                             std::move(pointer),
                             std::string{log_fields[at].expected},
                             "nothing"});
            }
        }
        if (faults_.size() != faults_before_ || faults_.full()) {
            return std::nullopt;
        }
        if (!seen_[index_of(created_at_field)]) {
            builder_.begin_member("created_at");
            builder_.string(to_service_time(options_.now));
            builder_.created_at(options_.now);
            builder_.end_member(member_fate::plain);
        }
        return builder_.finish();
    }

    /// The id that the record names, if it is a good one; also of a record with other faults.
    [[nodiscard]] std::optional<std::int64_t> id() const noexcept { return id_; }

private:
    static constexpr const log_field* id_field = find_field(log_fields, "id");
    static constexpr const log_field* integration_field = find_field(log_fields, "integration_id");
    static constexpr const log_field* created_at_field = find_field(log_fields, "created_at");

    static constexpr std::size_t index_of(const log_field* field) noexcept {
        return static_cast<std::size_t>(field - log_fields.data());
    }

    [[nodiscard]] bool is_created() const noexcept {
        return options_.origin == record_origin::created;
    }

    [[nodiscard]] bool must_be_there(const log_field& field) const noexcept {
        return field.presence == presence::always ||
               (field.presence == presence::in_stored && !is_created());
    }

    void begin_member(std::string_view name) {
        field_ = find_field(log_fields, name);
        fate_ = member_fate::plain;
        if (field_ == nullptr) {
            warn_unknown(name);
            fate_ = options_.keep_unknown ? member_fate::plain : member_fate::dropped;
        } else {
            seen_.set(index_of(field_));
            if (field_->owner_id) {
                const bool replaced = field_ == integration_field && options_.integration_id;
                fate_ = replaced ? member_fate::dropped : member_fate::owner;
            } else if (field_->read_only && is_created() && !options_.keep_read_only) {
                fate_ = member_fate::dropped;
                field_ = nullptr; // its value may be anything
            }
        }
        builder_.begin_member(name);
    }

    void arrive(const json_value& value) {
        if (path_.in_array()) {
            builder_.element();
        } else if (path_.depth() == record_depth_) {
            if (field_ != nullptr) {
                check_field(value);
            }
        } else if (path_.depth() == record_depth_ + 1 && nested_field_ != nullptr) {
            if (!contains(nested_field_->kinds, value.kind)) {
                faults_.add(kind_fault(path_.pointer(), nested_field_->expected, value));
            }
        }
    }

    void leave() {
        if (path_.depth() == record_depth_) {
            builder_.end_member(fate_);
        }
    }

    void check_field(const json_value& value) {
        if (!contains(field_->kinds, value.kind)) {
            faults_.add(kind_fault(path_.pointer(), field_->expected, value));
        } else if (value.kind == json_kinds::integer) {
            check_integer(value);
        } else if (value.kind == json_kinds::string) {
            check_string(value);
        }
    }

    void check_integer(const json_value& value) {
        if (!value.fits_64_bits) {
            add_fault(fault_kind::out_of_range, "an integer of at most 64 bits", value);
        } else if (value.integer < field_->minimum) {
            add_fault(fault_kind::out_of_range, field_->expected, value);
        } else if (field_ == id_field) {
            id_ = value.integer;
            builder_.id(value.integer);
        } else if (field_ == integration_field && !options_.integration_id) {
            builder_.integration_id(value.integer);
        }
    }

    void check_string(const json_value& value) {
        if (field_->not_blank &&
            value.text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos) {
            add_fault(fault_kind::blank, field_->expected, value);
        } else if (field_->timestamp) {
            check_timestamp(value);
        }
    }

    void check_timestamp(const json_value& value) {
        const auto parsed = parse_date_and_time(value.text);
        if (!parsed || !parsed->has_time || (!parsed->has_zone && !is_created())) {
            add_fault(fault_kind::bad_timestamp, field_->expected, value);
            return;
        }
        builder_.created_at(parsed->at);
        if (!parsed->has_zone) {
            normalised_ = to_service_time(parsed->at);
        }
    }

    void add_fault(fault_kind kind, std::string_view expected, const json_value& value) {
        faults_.add({kind, path_.pointer(), std::string{expected}, describe(value)});
    }

    void warn_unknown(std::string_view name) {
        if (!warnings_.full()) {
            warnings_.add({fault_kind::unknown_member,
                           path_.pointer(),
                           "a member that a log has",
                           quoted(name)});
        }
    }

    const reader_options& options_;
    const json_path& path_;
    fault_list& faults_;
    fault_list& warnings_;
    record_builder builder_;
    std::size_t record_depth_ = 0; // of the path inside the record
    std::size_t faults_before_ = 0;
    std::bitset<log_fields.size()> seen_;
    std::optional<std::int64_t> id_;
    const log_field* field_ = nullptr;        // of the record's present member, if it is checked
    const log_field* nested_field_ = nullptr; // the same one level deeper
    member_fate fate_ = member_fate::plain;
    std::string normalised_; // what is written in place of the string that was just checked
};

} // namespace sendmock::detail

#endif
