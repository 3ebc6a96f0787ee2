// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_TEXT_COMPARISON_HPP
#define SENDMOCK_VERDICT_TEXT_COMPARISON_HPP

#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/member_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sendmock {

namespace detail {

/// Reads a JSON text beside a value, once and from left to right, for as long as both say the same.
/// A member function that says no leaves the place anywhere, for the comparison is over then.
class text_comparison {
public:
    using object = nlohmann::json::object_t;
    using array = nlohmann::json::array_t;

    /// @param json  of an object, without fault; must live longer
    explicit text_comparison(std::string_view json) : json_(json), at_(json.find('{')) {}

    /// Whether the object at this place has all members of another one.
    /// @param may_have_more  whether it may have others besides
    [[nodiscard]] bool has_members(const object& wanted, bool may_have_more) {
        std::vector<const nlohmann::json*> found; // a name may come twice: none of them counts then
        found.reserve(wanted.size());
        ++at_;
        skip_space();
        while (json_[at_] != '}') {
            const std::string_view name = token(end_of_string(json_, at_));
            const auto member = wanted.find(name.substr(1, name.size() - 2));
            skip_space();
            ++at_; // the colon
            skip_space();
            if (name.find('\\') != std::string_view::npos) {
                return false; // it would have to be decoded
            }
            if (member != wanted.end()) {
                const nlohmann::json* value = &member->second;
                if (std::find(found.begin(), found.end(), value) != found.end() || !says(*value)) {
                    return false;
                }
                found.push_back(value);
            } else if (may_have_more) {
                at_ = end_of_value(json_, at_);
            } else {
                return false;
            }
            skip_separator();
        }
        ++at_;
        return found.size() == wanted.size();
    }

private:
    [[nodiscard]] bool says(const nlohmann::json& value) {
        switch (value.type()) {
        case nlohmann::json::value_t::string:
            return says_string(value.get_ref<const std::string&>());
        case nlohmann::json::value_t::object:
            return json_[at_] == '{' &&
                   has_members(value.get_ref<const object&>(), /*may_have_more=*/false);
        case nlohmann::json::value_t::array:
            return json_[at_] == '[' && has_elements(value.get_ref<const array&>());
        case nlohmann::json::value_t::number_integer:
            return says_integer(value.get<std::int64_t>());
        case nlohmann::json::value_t::number_unsigned:
            return says_integer(value.get<std::uint64_t>());
        case nlohmann::json::value_t::number_float: {
            const auto number =
                nlohmann::json::parse(scalar(), nullptr, /*allow_exceptions=*/false);
            return number.is_number_float() && number == value;
        }
        case nlohmann::json::value_t::boolean:
            return scalar() == (value.get<bool>() ? "true" : "false");
        case nlohmann::json::value_t::null:
            return scalar() == "null";
        default:
            return false;
        }
    }

    [[nodiscard]] bool says_string(std::string_view string) {
        if (json_[at_] != '"') {
            return false;
        }
        const std::size_t end = at_ + 1 + string.size();
        if (json_.substr(at_ + 1, string.size()) == string && end < json_.size() &&
            json_[end] == '"' && string.find('"') == std::string_view::npos &&
            string.find('\\') == std::string_view::npos) {
            at_ = end + 1;
            return true;
        }
        std::string written;
        append_json_string(written, string);
        return token(end_of_string(json_, at_)) == written;
    }

    template <class Integer>
    [[nodiscard]] bool says_integer(Integer value) {
        std::string written; // short enough to need no memory
        append_json_integer(written, value);
        return scalar() == written;
    }

    [[nodiscard]] bool has_elements(const array& wanted) {
        ++at_;
        skip_space();
        for (const nlohmann::json& element : wanted) {
            if (json_[at_] == ']' || !says(element)) {
                return false;
            }
            skip_separator();
        }
        return json_[at_++] == ']';
    }

    /// The number or word at this place.
    [[nodiscard]] std::string_view scalar() {
        return token(json_.find_first_of(",]} \t\r\n", at_));
    }

    [[nodiscard]] std::string_view token(std::size_t end) {
        const std::string_view found = json_.substr(at_, end - at_);
        at_ += found.size();
        return found;
    }

    void skip_separator() {
        skip_space();
        if (json_[at_] == ',') {
            ++at_;
            skip_space();
        }
    }

    void skip_space() {
        while (json_[at_] == ' ' || json_[at_] == '\n' || json_[at_] == '\r' ||
               json_[at_] == '\t') {
            ++at_;
        }
    }

    std::string_view json_;
    std::size_t at_;
};

} // namespace detail

/// Whether a client returned nothing but members that the log's text has word for word. Quick, and
/// sure where it says yes; where it says no, `compare_log` knows.
/// @param served  the text of a JSON object, which must be without fault
[[nodiscard]] inline bool is_surely_same_log(std::string_view served,
                                             const nlohmann::json& returned) {
    const auto* members = returned.get_ptr<const nlohmann::json::object_t*>();
    return members != nullptr &&
           detail::text_comparison(served).has_members(*members, /*may_have_more=*/true);
}

} // namespace sendmock

#endif
