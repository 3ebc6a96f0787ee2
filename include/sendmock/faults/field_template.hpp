// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_FIELD_TEMPLATE_HPP
#define SENDMOCK_FAULTS_FIELD_TEMPLATE_HPP

#include <sendmock/http/date.hpp>
#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/nearest_name.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace sendmock {

/// Header field values with placeholders, which are known only when the answer is sent (the
/// notation is WireMock's):
///
/// - `{{now}}`, and `{{now offset='30 seconds'}}` or `'-5 minutes'`: an HTTP date (RFC 9110, 5.6.7)
/// - `{{request.baseUrl}}`: scheme, host and port that the client used
/// - `{{request.url}}`: path and query that the client asked for
/// - `{{canary.baseUrl}}`: scheme, host and port of another origin
/// - `{{canary.httpBaseUrl}}`: `http://`, the host that the client used, and another port
struct field_template {
    /// What placeholders stand for.
    struct context {
        instant now{};
        std::string base_url{};
        std::string url{};
        std::function<std::string()> canary_base_url{};      ///< asked for only where needed
        std::function<std::string()> canary_http_base_url{}; ///< likewise
    };

    /// @throws std::invalid_argument for a placeholder that there is not
    static void check(std::string_view text) {
        const auto none = [] { return std::string(); };
        static_cast<void>(expand(text, {.canary_base_url = none, .canary_http_base_url = none}));
    }

    /// @throws std::invalid_argument for a placeholder that there is not
    [[nodiscard]] static std::string expand(std::string_view text, const context& values) {
        std::string expanded;
        for (std::size_t at = 0;;) {
            const std::size_t begin = text.find("{{", at);
            expanded += text.substr(at, begin - at);
            if (begin == std::string_view::npos) {
                return expanded;
            }
            const std::size_t end = text.find("}}", begin);
            if (end == std::string_view::npos) {
                throw std::invalid_argument("headers: {{ without }}");
            }
            expanded += value_of(text.substr(begin + 2, end - begin - 2), values);
            at = end + 2;
        }
    }

private:
    [[nodiscard]] static std::string value_of(std::string_view name, const context& values) {
        if (name == "request.baseUrl") {
            return values.base_url;
        }
        if (name == "request.url") {
            return values.url;
        }
        if (name == "canary.baseUrl") {
            return values.canary_base_url();
        }
        if (name == "canary.httpBaseUrl") {
            return values.canary_http_base_url();
        }
        if (const auto offset = offset_of(name)) {
            return http::to_http_date(std::chrono::floor<std::chrono::seconds>(values.now) +
                                      *offset);
        }
        constexpr std::array<std::string_view, 6> known{"now",
                                                        "now offset='30 seconds'",
                                                        "request.baseUrl",
                                                        "request.url",
                                                        "canary.baseUrl",
                                                        "canary.httpBaseUrl"};
        throw std::invalid_argument("headers: there is no placeholder {{" +
                                    http::excerpt(name, 60) + "}}; the nearest is {{" +
                                    std::string(nearest_name(name, known)) + "}}");
    }

    /// Reads `now`, or `now offset='N UNIT'`.
    [[nodiscard]] static std::optional<std::chrono::seconds> offset_of(std::string_view name) {
        constexpr std::string_view before = "now offset='";
        constexpr std::int64_t most = std::int64_t{100} * 366 * 86'400; // a century
        if (name == "now") {
            return std::chrono::seconds{0};
        }
        if (!name.starts_with(before) || !name.ends_with('\'') || name.size() == before.size()) {
            return std::nullopt;
        }
        name.remove_prefix(before.size());
        name.remove_suffix(1);
        std::int64_t number = 0;
        const char* const end = name.data() + name.size();
        const auto [unit, failure] = std::from_chars(name.data(), end, number);
        if (failure != std::errc{} || number > most || number < -most) {
            return std::nullopt;
        }
        const std::string_view word(unit, static_cast<std::size_t>(end - unit));
        const std::int64_t length = word == " seconds"   ? 1
                                    : word == " minutes" ? 60
                                    : word == " hours"   ? 3'600
                                    : word == " days"    ? 86'400
                                                         : 0;
        const std::int64_t offset = number * length;
        return length == 0 || offset > most || offset < -most
                   ? std::nullopt
                   : std::optional(std::chrono::seconds{offset});
    }
};

} // namespace sendmock

#endif
