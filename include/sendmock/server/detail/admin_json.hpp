// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_ADMIN_JSON_HPP
#define SENDMOCK_SERVER_DETAIL_ADMIN_JSON_HPP

#include <sendmock/service/account.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock::detail {

using nlohmann::ordered_json;

/// What is wrong with the content of an admin call, and where.
class admin_fault : public std::runtime_error {
public:
    admin_fault(std::string pointer, const std::string& cause)
        : std::runtime_error((pointer.empty() ? std::string() : pointer + ": ") + cause),
          pointer_(std::move(pointer)) {}

    [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }

private:
    std::string pointer_;
};

[[nodiscard]] inline std::string dump(const ordered_json& value) {
    return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// The JSON pointer to a member of the whole document (RFC 6901).
[[nodiscard]] inline std::string pointer_to(const std::string& name) {
    std::string pointer = "/";
    for (const char c : name) {
        if (c == '~' || c == '/') {
            pointer += c == '~' ? "~0" : "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

/// Reads an object.
/// @throws admin_fault for anything else, and for nesting beyond what can be written again
[[nodiscard]] inline ordered_json parse_object(const std::string& text) {
    constexpr int most_depth = 500;           // as of logs; nlohmann::json writes by recursion
    std::vector<std::set<std::string>> names; // of the objects that are open, outermost first
    const auto check = [&](int depth, ordered_json::parse_event_t event, const ordered_json& part) {
        using parse_event = ordered_json::parse_event_t;
        if (depth > most_depth) {
            throw admin_fault(
                "", "expected at most " + std::to_string(most_depth) + " levels of nesting");
        }
        if (event == parse_event::object_start) {
            names.emplace_back();
        } else if (event == parse_event::object_end) {
            names.pop_back();
        } else if (event == parse_event::key &&
                   !names.back().insert(part.get<std::string>()).second) {
            throw admin_fault(pointer_to(part.get<std::string>()), "expected each member once");
        }
        return true;
    };
    if (const std::size_t nul = text.find('\0'); nul != std::string::npos) {
        // nlohmann::json takes it for the end.
        throw admin_fault("", "expected JSON, found a NUL at byte " + std::to_string(nul + 1));
    }
    ordered_json value;
    try {
        value = ordered_json::parse(text, check);
    } catch (const ordered_json::parse_error& failure) { // its own text quotes the input
        throw admin_fault("",
                          "expected JSON, found a fault at byte " + std::to_string(failure.byte));
    } catch (const ordered_json::exception&) {
        throw admin_fault("", "expected numbers in the range of 64 bits");
    }
    if (!value.is_object()) {
        throw admin_fault("", std::string("expected an object, found ") + value.type_name());
    }
    return value;
}

[[nodiscard]] inline ordered_json to_json(const account_settings& settings) {
    return {{"page_size", settings.page_size},
            {"ordering", to_string(settings.ordering)},
            {"rate_limit",
             settings.rate_limit ? ordered_json(to_string(*settings.rate_limit))
                                 : ordered_json(nullptr)},
            {"owner_ids", settings.owner_ids}};
}

/// Changes one setting.
/// @return false for a name that is no setting's
/// @throws admin_fault for a value that it cannot have
inline bool
change_setting(account_settings& settings, const std::string& name, const ordered_json& value) {
    const auto refuse = [&](const std::string& expected) {
        constexpr std::size_t most_shown = 60;
        throw admin_fault(pointer_to(name),
                          "expected " + expected + ", found " + dump(value).substr(0, most_shown));
    };
    if (name == "page_size") {
        const bool fits = value.is_number_unsigned() && value.get<std::uint64_t>() >= 1 &&
                          value.get<std::uint64_t>() <= account_settings::largest_page_size;
        if (!fits) {
            refuse("an integer from 1 to " + std::to_string(account_settings::largest_page_size));
        }
        settings.page_size = value.get<std::size_t>();
    } else if (name == "ordering") {
        const auto order =
            value.is_string() ? parse_ordering(value.get<std::string>()) : std::nullopt;
        if (!order) {
            refuse(R"("-created_at" or "-id")");
        }
        settings.ordering = *order;
    } else if (name == "rate_limit") {
        const auto limit =
            value.is_string() ? parse_rate_limit(value.get<std::string>()) : std::nullopt;
        if (!limit && !value.is_null()) {
            refuse(R"("N/s", "N/min" or null)");
        }
        settings.rate_limit = limit;
    } else if (name == "owner_ids") {
        if (!value.is_boolean()) {
            refuse("true or false");
        }
        settings.owner_ids = value.get<bool>();
    } else {
        return false;
    }
    return true;
}

} // namespace sendmock::detail

#endif
