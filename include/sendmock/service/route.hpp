// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_ROUTE_HPP
#define SENDMOCK_SERVICE_ROUTE_HPP

#include <sendmock/http/ascii.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace sendmock {

/// What the service has at a path.
enum class resource {
    none,
    logs,             ///< `/api/v2/integrations/logs`
    integration_logs, ///< `/api/v2/integrations/{id}/logs`
};

/// A path that was looked up. A trailing slash makes no difference (synthetic).
struct route {
    sendmock::resource resource = sendmock::resource::none;
    /// The integration in the path; absent also where its number is larger than any id.
    std::optional<std::int64_t> integration_id{};

    /// The methods for the `Allow` field, in the framework's order; empty for no resource.
    [[nodiscard]] std::string_view allowed_methods() const noexcept {
        switch (resource) {
        case resource::logs:
            return "GET, HEAD, OPTIONS";
        case resource::integration_logs:
            return "GET, POST, HEAD, OPTIONS";
        case resource::none:
            break;
        }
        return "";
    }
};

/// Path of the account's logs, without a trailing slash.
inline constexpr std::string_view logs_path = "/api/v2/integrations/logs";

/// @param path  percent-decoded
[[nodiscard]] inline route find_route(std::string_view path) {
    if (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    if (path == logs_path) {
        return {.resource = resource::logs};
    }
    constexpr std::string_view before = "/api/v2/integrations/";
    constexpr std::string_view after = "/logs";
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
        !path.ends_with(after)) {
        return {};
    }
    path.remove_prefix(before.size());
    path.remove_suffix(after.size());
    if (!std::all_of(path.begin(), path.end(), http::is_digit)) {
        return {};
    }
    route found{.resource = resource::integration_logs};
    std::int64_t id = 0;
    if (std::from_chars(path.data(), path.data() + path.size(), id).ec == std::errc{}) {
        found.integration_id = id;
    }
    return found;
}

} // namespace sendmock

#endif
