// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DOCUMENT_PLACE_HPP
#define SENDMOCK_LOGS_DOCUMENT_PLACE_HPP

#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/document_fault.hpp>
#include <sendmock/logs/member_text.hpp>
#include <sendmock/logs/nearest_name.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// A value in a JSON document, with the place where it stands: what reads one through it refuses
/// everything that it does not understand, and says where.
///
/// Valid as long as the document and its text.
class document_place {
public:
    /// A whole document.
    /// @param text  what the value was read from
    document_place(const nlohmann::ordered_json& value, std::string_view text)
        : document_place(value, text, {}) {}

    /// JSON pointer (RFC 6901); empty for the whole document.
    [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }

    [[nodiscard]] const nlohmann::ordered_json& value() const noexcept { return *value_; }

    /// The value word for word.
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    /// Refuses the value.
    /// @param expected  what should be there
    /// @throws document_fault always
    [[noreturn]] void refuse(const std::string& expected) const {
        constexpr std::size_t most_shown = 60;
        const std::string found =
            value_->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        throw document_fault(
            pointer_, "expected " + expected + ", found " + http::excerpt(found, most_shown));
    }

    /// Refuses all that is no object, and members that it cannot have.
    /// @param what  "a rule"
    /// @throws document_fault
    void expect_object(const std::string& what, std::span<const std::string_view> known) const {
        if (!value_->is_object()) {
            refuse("an object (" + what + ")");
        }
        for (const auto& [name, value] : value_->items()) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                throw document_fault(pointer_to(name, pointer_),
                                     what + " has no member \"" + name + "\"; the nearest is \"" +
                                         std::string(nearest_name(name, known)) + '"');
            }
        }
    }

    /// A member of an object, nothing without it.
    [[nodiscard]] std::optional<document_place> find(const std::string& name) const {
        const auto found = value_->find(name);
        if (found == value_->end()) {
            return std::nullopt;
        }
        return document_place(*found, member_text(text_, name), pointer_to(name, pointer_));
    }

    /// A member that has to be there.
    /// @throws document_fault without it
    [[nodiscard]] document_place at(const std::string& name) const {
        auto found = find(name);
        if (!found) {
            throw document_fault(pointer_to(name, pointer_), "is required");
        }
        return *std::move(found);
    }

    /// The elements of an array.
    /// @throws document_fault for anything else
    [[nodiscard]] std::vector<document_place> elements() const {
        if (!value_->is_array()) {
            refuse("an array");
        }
        const std::vector<std::string_view> texts = element_texts(text_);
        std::vector<document_place> places;
        places.reserve(texts.size());
        for (std::size_t at = 0; at < texts.size(); ++at) {
            places.push_back(
                document_place((*value_)[at], texts[at], pointer_ + '/' + std::to_string(at)));
        }
        return places;
    }

    /// @throws document_fault for anything but a string
    [[nodiscard]] const std::string& string() const {
        if (!value_->is_string()) {
            refuse("a string");
        }
        return value_->get_ref<const std::string&>();
    }

    /// @throws document_fault for anything but an integer in the range
    [[nodiscard]] std::uint64_t
    integer(std::uint64_t least = 0,
            std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) const {
        if (!value_->is_number_unsigned() || value_->get<std::uint64_t>() < least ||
            value_->get<std::uint64_t>() > most) {
            refuse("an integer from " + std::to_string(least) + " to " + std::to_string(most));
        }
        return value_->get<std::uint64_t>();
    }

    /// @param range  the same in words: "a number from 0 to 1"
    /// @throws document_fault for anything but a number in the range
    [[nodiscard]] double number(double least, double most, const std::string& range) const {
        if (!value_->is_number() || value_->get<double>() < least || value_->get<double>() > most) {
            refuse(range);
        }
        return value_->get<double>();
    }

    /// One of several names.
    /// @param what  "a fault"
    /// @throws document_fault for all else, with the nearest name
    [[nodiscard]] std::size_t one_of(const std::string& what,
                                     std::span<const std::string_view> names) const {
        const std::string_view nearest =
            value_->is_string() ? nearest_name(string(), names) : std::string_view();
        const auto found =
            value_->is_string() ? std::find(names.begin(), names.end(), string()) : names.end();
        if (found == names.end()) {
            refuse(nearest.empty() ? "the name of " + what
                                   : "the name of " + what + ", the nearest of which is \"" +
                                         std::string(nearest) + '"');
        }
        return static_cast<std::size_t>(found - names.begin());
    }

private:
    document_place(const nlohmann::ordered_json& value, std::string_view text, std::string pointer)
        : value_(&value), text_(text), pointer_(std::move(pointer)) {}

    const nlohmann::ordered_json* value_;
    std::string_view text_;
    std::string pointer_;
};

} // namespace sendmock

#endif
