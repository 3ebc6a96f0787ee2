// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_TLS_ALERT_HPP
#define SENDMOCK_SERVER_DETAIL_TLS_ALERT_HPP

#include <sendmock/http/ascii.hpp>

#include <openssl/ssl.h>
#include <openssl/tls1.h>

#include <string>

namespace sendmock::detail {

/// The fatal alerts of one session, by their numbers (RFC 8446 section 6); the first of each side.
struct tls_alerts {
    int sent = 0;     ///< by this side; 0 for none
    int received = 0; ///< from the peer; 0 for none
};

/// An alert's name in OpenSSL's words with underscores, `certificate_expired`; `alert_200` for one
/// that OpenSSL does not know.
[[nodiscard]] inline std::string alert_name(int description) {
    std::string name = ::SSL_alert_desc_string_long(description);
    if (name == "unknown") {
        return "alert_" + std::to_string(description);
    }
    for (char& c : name) {
        c = c == ' ' ? '_' : http::to_lower(c);
    }
    return name;
}

/// Notes what an info callback of OpenSSL reports, if that is a fatal alert.
/// @param where, value  as the callback gets them
inline void note_alert(const SSL* session, int where, int value, tls_alerts& alerts) noexcept {
    if ((where & SSL_CB_ALERT) == 0) {
        return;
    }
    const int description = value & 0xFF;
    // In TLS 1.3 all but these two are fatal, whatever level they carry (RFC 8446 section 6).
    const bool ends_orderly =
        description == SSL_AD_CLOSE_NOTIFY || description == SSL_AD_USER_CANCELLED;
    const bool fatal = (value >> 8) == SSL3_AL_FATAL ||
                       (!ends_orderly && ::SSL_version(session) >= TLS1_3_VERSION);
    int& first = (where & SSL_CB_READ) != 0 ? alerts.received : alerts.sent;
    if (fatal && first == 0) {
        first = description;
    }
}

} // namespace sendmock::detail

#endif
