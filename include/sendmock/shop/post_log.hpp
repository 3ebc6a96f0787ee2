// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_POST_LOG_HPP
#define SENDMOCK_SHOP_POST_LOG_HPP

#include <sendmock/error.hpp>
#include <sendmock/http/ascii.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/http/url.hpp>
#include <sendmock/net/tls_session.hpp>
#include <sendmock/shop/detail/shop_exchange.hpp>
#include <sendmock/shop/detail/tls_client_context.hpp>
#include <sendmock/version.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sendmock {

/// A service that takes logs, and an account of it.
struct log_destination {
    /// An account's logs, `…/api/v2/integrations/logs`, or those of one integration,
    /// `…/api/v2/integrations/{id}/logs`.
    std::string logs_url{};
    std::string key{};
    std::string secret{};
    /// Certificates of the CAs to trust, PEM, in place of the system's.
    std::string ca_pem{};
    /// For connecting, and between two pieces of the answer.
    std::chrono::milliseconds timeout = std::chrono::seconds{10};
};

namespace detail::shop {

/// The path of an integration's logs, from one that may be the account's.
/// @throws std::invalid_argument
[[nodiscard]] inline std::string path_of_logs(const std::string& path,
                                              std::optional<std::int64_t> integration_id) {
    constexpr std::string_view before = "/integrations/";
    constexpr std::string_view after = "/logs";
    const std::size_t at = path.rfind(before);
    const std::string_view end = std::string_view{path}.substr(std::min(at, path.size()));
    const bool of_account = end == "/integrations/logs";
    if (of_account && integration_id) {
        return path.substr(0, at) + std::string(before) + std::to_string(*integration_id) +
               std::string(after);
    }
    if (of_account) {
        throw std::invalid_argument("integration_id: required where the URL names no integration");
    }
    const bool of_integration = end.size() > before.size() + after.size() && end.ends_with(after);
    const std::string_view id =
        of_integration ? end.substr(before.size(), end.size() - before.size() - after.size())
                       : std::string_view{};
    if (id.empty() || !std::all_of(id.begin(), id.end(), http::is_digit)) {
        throw std::invalid_argument(
            "logs_url: expected a URL that ends in /integrations/logs or /integrations/{id}/logs");
    }
    if (integration_id && id != std::to_string(*integration_id)) {
        throw std::invalid_argument("integration_id: expected the one in the URL, or none");
    }
    return path;
}

/// The URL to post to.
/// @throws std::invalid_argument
[[nodiscard]] inline http::url url_of_logs(const std::string& text,
                                           std::optional<std::int64_t> integration_id) {
    auto parsed = http::parse_url(text);
    auto* const url = std::get_if<http::url>(&parsed);
    if (url == nullptr) {
        throw std::invalid_argument("logs_url: expected an http or https URL with a host in ASCII");
    }
    url->path = path_of_logs(url->path, integration_id);
    url->query.clear();
    return std::move(*url);
}

} // namespace detail::shop

/// Tells before anything is sent whether post_log() can be called so.
/// @throws std::invalid_argument naming an option that is out of range
inline void check_destination(const log_destination& to,
                              std::optional<std::int64_t> integration_id) {
    static_cast<void>(detail::shop::url_of_logs(to.logs_url, integration_id));
    if (to.timeout <= std::chrono::milliseconds{0} || to.timeout > std::chrono::hours{24}) {
        throw std::invalid_argument("timeout: expected more than 0 and at most 24 hours");
    }
}

/// Creates a log by the service's own POST.
/// @param integration_id  whose log it is; may be left out where the URL names one
/// @param json  the log
/// @return what the service answered: 201 with the log that was created, or why it was not
/// @throws std::invalid_argument naming an option that is out of range
/// @throws sendmock::error if no answer came; no message holds a secret
[[nodiscard]] inline http::response post_log(const log_destination& to,
                                             std::optional<std::int64_t> integration_id,
                                             const std::string& json) {
    check_destination(to, integration_id);
    detail::shop::shop_request request{
        .url = detail::shop::url_of_logs(to.logs_url, integration_id),
        .method = "POST",
        .fields = {{"User-Agent", "sendmock/" + std::string(version)},
                   {"Accept", "application/json"},
                   {"Connection", "close"},
                   {"Authorization", http::make_basic(to.key, to.secret)},
                   {"Content-Type", "application/json"},
                   {"Content-Length", std::to_string(json.size())}},
        .content = json};
    net::tls_context context;
    if (request.url.secure()) {
        context = detail::shop::make_tls_client_context({.ca_pem = to.ca_pem});
    }
    constexpr std::size_t most_content_bytes = std::size_t{64} * 1024 * 1024;
    detail::shop::shop_answer answer =
        detail::shop::shop_exchange(request,
                                    context.get(),
                                    {.connect_timeout = to.timeout,
                                     .read_timeout = to.timeout,
                                     .most_content_bytes = most_content_bytes})
            .run();
    if (answer.failure || !answer.response) {
        throw error("cannot create the log: " + answer.failure.text);
    }
    return *std::move(answer.response);
}

} // namespace sendmock

#endif
