// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_TEXT_COMPARISON_HPP
#define SENDMOCK_VERDICT_TEXT_COMPARISON_HPP

#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/member_text.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sendmock {

namespace detail {

/// Reads a JSON text beside a value, once and from left to right, for as long as they say the same.
/// Where they do, that is sure; where they do not, the values may still be the same. Each member
/// stops at the first difference, after which the comparison is over.
class text_comparison {
public:
    /// @param json  without fault; must live longer
    explicit text_comparison(std::string_view json) : json_(json), at_(json.find('{')) {}

    /// Whether the object at this place says all that another one does; it may say more.
    [[nodiscard]] bool covers(const nlohmann::json& object) {
        std::size_t same = 0;
        const bool is_same = each_member([&](std::string_view name) {
            const auto found = object.find(name);
            if (found == object.end()) {
                at_ = end_of_value(json_, at_);
                return true;
            }
            ++same;
            return says(*found);
        });
        return is_same && same == object.size();
    }

private:
    [[nodiscard]] bool says(const nlohmann::json& value) {
        switch (value.type()) {
        case nlohmann::json::value_t::string:
            return says_string(value.get_ref<const std::string&>());
        case nlohmann::json::value_t::object:
            return says_object(value);
        case nlohmann::json::value_t::array:
            return says_array(value);
        case nlohmann::json::value_t::number_integer:
            return says_integer(value.get<std::int64_t>());
        case nlohmann::json::value_t::number_unsigned:
            return says_integer(value.get<std::uint64_t>());
        case nlohmann::json::value_t::boolean:
            return scalar() == (value.get<bool>() ? "true" : "false");
        default:
            return nlohmann::json::parse(scalar(), nullptr, false) == value;
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
        std::array<char, 24> digits{};
        const auto [end, error] =
            std::to_chars(digits.data(), digits.data() + digits.size(), value);
        return scalar() == std::string_view(digits.data(), end);
    }

    [[nodiscard]] bool says_object(const nlohmann::json& object) {
        std::size_t same = 0;
        const bool is_same = json_[at_] == '{' && each_member([&](std::string_view name) {
                                 const auto found = object.find(name);
                                 ++same;
                                 return found != object.end() && says(*found);
                             });
        return is_same && same == object.size();
    }

    [[nodiscard]] bool says_array(const nlohmann::json& array) {
        if (json_[at_] != '[') {
            return false;
        }
        std::size_t same = 0;
        ++at_;
        skip_space();
        while (json_[at_] != ']') {
            if (same == array.size() || !says(array[same])) {
                return false;
            }
            ++same;
            skip_separator();
        }
        ++at_;
        return same == array.size();
    }

    /// Calls with the name of each member of the object at this place, when at its value, which the
    /// call is to pass, until one returns false; stops at a name with escapes as well.
    template <class Call>
    [[nodiscard]] bool each_member(const Call& call) {
        ++at_;
        skip_space();
        while (json_[at_] != '}') {
            const std::string_view name = token(end_of_string(json_, at_));
            skip_space();
            ++at_; // the colon
            skip_space();
            if (name.find('\\') != std::string_view::npos ||
                !call(name.substr(1, name.size() - 2))) {
                return false;
            }
            skip_separator();
        }
        ++at_;
        return true;
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

/// Whether a client returned nothing but members that the log's text has word for word. Quick;
/// where it says no, `compare_log` knows.
/// @param served  the text of a JSON object, which must be without fault
[[nodiscard]] inline bool is_same_log(std::string_view served, const nlohmann::json& returned) {
    return returned.is_object() && detail::text_comparison(served).covers(returned);
}

} // namespace sendmock

#endif
