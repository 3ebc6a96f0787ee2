// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_DETAIL_REDIRECT_HPP
#define SENDMOCK_SHOP_DETAIL_REDIRECT_HPP

#include <sendmock/http/response.hpp>
#include <sendmock/http/url.hpp>
#include <sendmock/shop/detail/shop_exchange.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace sendmock::detail::shop {

/// Where an answer leads to; nothing if it is no redirect.
[[nodiscard]] inline std::optional<std::string> redirect_target(const http::response& answer,
                                                                const http::url& from) {
    switch (answer.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        break;
    default:
        return std::nullopt;
    }
    const std::string* const location = answer.fields.find("Location");
    if (location == nullptr || location->empty()) {
        return std::nullopt;
    }
    std::string to = http::resolve_reference(from, *location);
    if (!from.fragment.empty() && to.find('#') == std::string::npos) {
        to += '#' + from.fragment; // RFC 9110 section 10.2.2
    }
    return to;
}

/// Whether credentials for one URL are none for another.
[[nodiscard]] inline bool strips_credentials(const http::url& from, const http::url& to) {
    if (from.host != to.host) {
        return true;
    }
    constexpr std::uint16_t http_port = 80;
    constexpr std::uint16_t https_port = 443;
    if (!from.secure() && to.secure() && from.effective_port() == http_port &&
        to.effective_port() == https_port) {
        return false;
    }
    return from.secure() != to.secure() || from.effective_port() != to.effective_port();
}

/// Makes a request into the one that follows a redirect.
inline void redirect(shop_request& request, int status, http::url to) {
    constexpr int moved = 301;
    constexpr int found = 302;
    constexpr int see_other = 303;
    const bool becomes_get =
        status == see_other || status == found || (status == moved && request.method == "POST");
    if (becomes_get && request.method != "HEAD") {
        request.method = "GET";
    }
    if (status <= see_other) {
        request.content.clear();
        for (const char* const name : {"Content-Length", "Content-Type", "Transfer-Encoding"}) {
            request.fields.erase(name);
        }
    }
    request.fields.erase("Cookie"); // requests has cookies from its own jar alone
    if (strips_credentials(request.url, to)) {
        request.fields.erase("Authorization");
    }
    request.url = std::move(to);
}

} // namespace sendmock::detail::shop

#endif
