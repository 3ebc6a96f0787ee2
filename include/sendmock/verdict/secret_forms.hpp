// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_SECRET_FORMS_HPP
#define SENDMOCK_VERDICT_SECRET_FORMS_HPP

#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/journal/exchange.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendmock {

/// The forms in which an account's secret is looked for where nobody should see it: as it is,
/// form-encoded, as a field's credentials, and by itself in base64. What `redacted` masks is more.
class secret_forms {
public:
    /// @param credentials  an empty secret has no form, so that nothing is found
    explicit secret_forms(const account_secret& credentials) {
        const auto& [key, secret] = credentials;
        if (secret.empty()) {
            return;
        }
        const auto unpadded = [](const std::string& text) { // as far as all ways to write it agree
            const std::string base64 = http::base64_encode(text);
            return base64.substr(0, base64.find('='));
        };
        for (std::string& form : std::array{secret,
                                            http::form_encode(secret),
                                            unpadded(key + ':' + secret),
                                            unpadded(secret)}) {
            shortest_ = std::min(shortest_, form.size());
            if (std::find(forms_.begin(), forms_.end(), form) == forms_.end()) {
                forms_.push_back(std::move(form));
            }
        }
    }

    /// Where the first of them begins in a text.
    /// @return npos if none does
    [[nodiscard]] std::size_t find_in(std::string_view text) const {
        std::size_t at = std::string_view::npos;
        if (text.size() >= shortest_) {
            for (const std::string& form : forms_) {
                at = std::min(at, text.find(form));
            }
        }
        return at;
    }

    /// Whether one of them is within any text of a value, names of members included.
    [[nodiscard]] bool is_in(const nlohmann::json& value) const {
        if (const auto* own = value.get_ptr<const std::string*>()) {
            return find_in(*own) != std::string_view::npos;
        }
        if (const auto* array = value.get_ptr<const nlohmann::json::array_t*>()) {
            return std::any_of(array->begin(), array->end(), [this](const nlohmann::json& element) {
                return is_in(element);
            });
        }
        const auto* object = value.get_ptr<const nlohmann::json::object_t*>();
        return object != nullptr &&
               std::any_of(object->begin(), object->end(), [this](const auto& member) {
                   return find_in(member.first) != std::string_view::npos || is_in(member.second);
               });
    }

    /// Masks what is left of a form that was cut off at three dots: four characters or more.
    void mask_parts_at_dots(std::string& text) const {
        constexpr std::string_view dots = "...";
        constexpr std::string_view mask = "***";
        constexpr std::size_t shortest_part = 4;
        for (std::size_t at = text.find(dots); at != std::string::npos; at = text.find(dots, at)) {
            for (const std::string& form : forms_) {
                for (std::size_t size = form.size(); size-- > shortest_part;) {
                    if (std::string_view(text).substr(0, at).ends_with(
                            std::string_view(form).substr(0, size))) {
                        text.replace(at - size, size, mask);
                        at += mask.size() - size;
                    }
                    const std::string_view end = std::string_view(form).substr(form.size() - size);
                    if (std::string_view(text).substr(at + dots.size()).starts_with(end)) {
                        text.replace(at + dots.size(), size, mask);
                    }
                }
            }
            at += dots.size();
        }
    }

private:
    std::vector<std::string> forms_;
    std::size_t shortest_ = std::string_view::npos; // of them
};

/// A text of a finding without secrets: without what `redacted` masks, and without the beginnings
/// and ends of secrets that were cut off at three dots.
[[nodiscard]] inline std::string masked_text(const std::string& text,
                                             const std::vector<account_secret>& secrets) {
    std::string masked = redacted({.target = text}, secrets).target;
    for (const account_secret& one : secrets) {
        secret_forms(one).mask_parts_at_dots(masked);
    }
    return masked;
}

} // namespace sendmock

#endif
