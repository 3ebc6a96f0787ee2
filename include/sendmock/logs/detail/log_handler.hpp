// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DETAIL_LOG_HANDLER_HPP
#define SENDMOCK_LOGS_DETAIL_LOG_HANDLER_HPP

#include <sendmock/logs/detail/fault_list.hpp>
#include <sendmock/logs/detail/id_register.hpp>
#include <sendmock/logs/detail/json_input.hpp>
#include <sendmock/logs/detail/json_path.hpp>
#include <sendmock/logs/detail/json_value.hpp>
#include <sendmock/logs/detail/record_reader.hpp>
#include <sendmock/logs/input_fault.hpp>
#include <sendmock/logs/log_fields.hpp>
#include <sendmock/logs/log_record.hpp>
#include <sendmock/logs/reader_options.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail {

/// Takes a parser's events (nlohmann's SAX interface) for a whole document: finds the records in
/// it and leaves the inside of each to record_reader.
class log_handler {
public:
    using visitor = std::function<void(log_draft&&)>;
    using json = nlohmann::json;

    /// All of them must outlive the handler.
    log_handler(const reader_options& options, json_input& input, const visitor& visit)
        : options_(options), input_(input), visit_(visit) {}

    log_handler(const log_handler&) = delete;
    log_handler& operator=(const log_handler&) = delete;
    ~log_handler() = default;

    bool null() { return value({json_kinds::null, "null"}); }

    bool boolean(bool truth) { return value({json_kinds::boolean, truth ? "true" : "false"}); }

    bool number_integer(std::int64_t number) { return integer(number, true); }

    bool number_unsigned(std::uint64_t number) { return integer(number, number <= INT64_MAX); }

    bool number_float(double /*number*/, const std::string& token) {
        std::string digits = token;
        // The lexer puts the decimal point of the process's locale in place of the dot.
        const auto is_point = [](char c) {
            return (c < '0' || c > '9') && c != '-' && c != '+' && c != 'e' && c != 'E';
        };
        std::replace_if(digits.begin(), digits.end(), is_point, '.');
        const bool whole = digits.find_first_of(".eE") == std::string::npos;
        return value({whole ? json_kinds::integer : json_kinds::number, digits});
    }

    bool string(const std::string& utf8) { return value({json_kinds::string, utf8}); }

    static bool binary(const json::binary_t& /*bytes*/) { return false; } // JSON text has none

    bool start_object(std::size_t /*size*/) { return open(json_kinds::object); }

    bool start_array(std::size_t /*size*/) { return open(json_kinds::array); }

    bool key(const std::string& name) {
        if (undecided_) {
            undecided_ = false;
            decide_by(name);
        }
        path_.key(name);
        if (in_record_) {
            record_.key(name);
        } else if (is_page_ && path_.depth() == 1) {
            at_results_ = name == "results";
            has_results_ = has_results_ || at_results_;
        }
        return true;
    }

    bool end_object() {
        is_page_ = is_page_ || std::exchange(undecided_, false); // it is empty
        const bool is_page_end = is_page_ && path_.depth() == 1;
        if (in_record_ || is_page_end) {
            add_repeated_keys();
        }
        if (is_page_end && !has_results_) {
            faults_.add({fault_kind::required, "/results", "an array of records", "nothing"});
        }
        if (in_record_ && path_.depth() == record_depth_) {
            end_record();
            path_.leave();
            return !faults_.full();
        }
        return close(json_kinds::object);
    }

    bool end_array() { return close(json_kinds::array); }

    bool parse_error(std::size_t position,
                     const std::string& /*last_token*/,
                     const json::exception& cause) {
        input_fault fault =
            syntax_fault(path_.pointer(), input_.place_of_last(position), cause.what());
        constexpr int number_overflow = 406; // of nlohmann::json
        if (cause.id == number_overflow) {
            fault.kind = fault_kind::out_of_range;
            fault.expected = "a number that a double can hold";
        }
        faults_.add(std::move(fault));
        return false;
    }

    /// Whether the parser, which found no fault, stopped before the end.
    [[nodiscard]] bool stopped_at_nul() const { return !input_.at_end() || input_.last() == '\0'; }

    /// Says that the text goes on behind the document.
    void refuse_rest() {
        faults_.add(syntax_fault(
            path_.pointer(), input_.place_of_last(input_.bytes_read()), "a NUL; expected the end"));
    }

    /// Judges what can be judged at the end only.
    void finish() {
        for (auto& fault : ids_.duplicates(records_pointer_)) {
            faults_.add(std::move(fault));
        }
    }

    [[nodiscard]] std::vector<input_fault> take_faults() { return std::move(faults_).take(); }

    [[nodiscard]] std::vector<input_fault> take_warnings() { return std::move(warnings_).take(); }

private:
    /// Deeper nesting than this is more than many clients read (Python's parser: about 1,000).
    static constexpr std::size_t most_depth = 500;

    template <typename Integer>
    bool integer(Integer number, bool fits) {
        std::array<char, 24> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return value({json_kinds::integer,
                      {digits.data(), static_cast<std::size_t>(end - digits.data())},
                      static_cast<std::int64_t>(number),
                      fits});
    }

    bool value(const json_value& seen) {
        path_.value();
        if (in_record_) {
            record_.value(seen);
        } else {
            check_place(seen);
        }
        return !faults_.full();
    }

    bool open(json_kinds kind) {
        path_.value();
        if (path_.depth() == most_depth) {
            faults_.add({fault_kind::too_deep,
                         path_.pointer(),
                         "at most " + std::to_string(most_depth) + " levels of nesting",
                         "one more"});
            return false;
        }
        if (in_record_) {
            record_.open(kind);
        } else if (check_place({kind})) {
            begin_place(kind);
        }
        if (kind == json_kinds::array) {
            path_.enter_array();
        } else {
            path_.enter_object();
        }
        return !faults_.full();
    }

    bool close(json_kinds kind) {
        path_.leave();
        if (in_record_) {
            record_.close(kind);
        } else if (path_.depth() < records_depth_) {
            records_depth_ = 0;
        }
        return !faults_.full();
    }

    [[nodiscard]] bool is_among_records() const noexcept {
        return records_depth_ != 0 && path_.depth() == records_depth_;
    }

    [[nodiscard]] bool is_results() const noexcept {
        return is_page_ && at_results_ && path_.depth() == 1;
    }

    /// Notes a fault where a value outside of a record is not what its place asks for.
    bool check_place(const json_value& seen) {
        auto kinds = json_kinds::none;
        std::string_view expected;
        if (path_.depth() == 0) {
            kinds = options_.shape == document_shape::array ? json_kinds::array
                    : options_.shape == document_shape::record
                        ? json_kinds::object
                        : json_kinds::array | json_kinds::object;
            expected = document_expectation();
        } else if (is_results()) {
            kinds = json_kinds::array;
            expected = "an array of records";
        } else if (is_among_records()) {
            kinds = json_kinds::object;
            expected = "an object";
        } else {
            return true; // a further member of a page
        }
        if (contains(kinds, seen.kind)) {
            return true;
        }
        faults_.add(kind_fault(path_.pointer(), expected, seen));
        return false;
    }

    [[nodiscard]] std::string_view document_expectation() const noexcept {
        switch (options_.shape) {
        case document_shape::any:
            return "a record, an array of records, or an object with \"results\"";
        case document_shape::array:
            return "an array of records";
        case document_shape::record:
            return "an object";
        case document_shape::record_or_array:
            return "an object or an array of them";
        default:
            return "an array of records, or an object with \"results\"";
        }
    }

    /// Begins the records or one of them, where the place is theirs.
    void begin_place(json_kinds kind) {
        const bool is_document = path_.depth() == 0;
        if (is_results() || (is_document && kind == json_kinds::array)) {
            records_pointer_ = path_.pointer();
            records_depth_ = path_.depth() + 1;
        } else if (is_document && options_.shape == document_shape::array_or_page) {
            is_page_ = true;
        } else if (is_document && options_.shape == document_shape::any) {
            undecided_ = true;
        } else if (is_document || is_among_records()) {
            begin_record();
        }
    }

    /// Before the path enters the record.
    void begin_record() {
        in_record_ = true;
        record_depth_ = path_.depth() + 1;
        record_.begin();
    }

    /// Makes the document, an object that has just begun, what its first member says that it is.
    void decide_by(const std::string& first_name) {
        const bool is_record =
            std::any_of(log_fields.begin(), log_fields.end(), [&](const log_field& field) {
                return field.name == first_name;
            });
        if (is_record) {
            path_.leave();
            begin_record();
            path_.enter_object();
        } else {
            is_page_ = true;
        }
    }

    void end_record() {
        auto draft = record_.end();
        if (const auto id = record_.id()) {
            ids_.add(*id, path_.element_index(records_depth_));
        }
        in_record_ = false;
        if (draft) {
            visit_(std::move(*draft));
        }
    }

    void add_repeated_keys() {
        for (const auto name : path_.repeated_keys()) {
            auto pointer = path_.container_pointer();
            append_pointer_token(pointer, name);
            faults_.add({fault_kind::duplicate_key,
                         std::move(pointer),
                         "each member once",
                         "a second " + quoted(name)});
        }
    }

    const reader_options& options_;
    json_input& input_;
    const visitor& visit_;
    json_path path_;
    fault_list faults_;
    fault_list warnings_;
    record_reader record_{options_, path_, faults_, warnings_};
    id_register ids_;
    std::string records_pointer_;
    std::size_t records_depth_ = 0; // of the path inside the array of records; 0 outside of it
    std::size_t record_depth_ = 0;  // of the path inside the present record
    bool undecided_ = false;        // whether the object that is the document is a page or a record
    bool is_page_ = false;
    bool at_results_ = false;
    bool has_results_ = false;
    bool in_record_ = false;
};

} // namespace sendmock::detail

#endif
