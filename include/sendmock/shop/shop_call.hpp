// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SHOP_SHOP_CALL_HPP
#define SENDMOCK_SHOP_SHOP_CALL_HPP

#include <sendmock/http/header_fields.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/service/time_source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace sendmock {

/// How a shop is called, and for whom.
struct shop_call {
    /// `https://shop.example.com/orders.json`; an international host in its ASCII form. `localhost`
    /// and the names below it, `https://expired.localhost:8443/`, are this machine.
    std::string url{};
    /// In any letters' case; sent in capital ones.
    std::string method = "GET";
    /// JSON text, sent as it is with its content type; empty for a request without content.
    std::string payload{};
    /// Of the log; at least 1.
    std::optional<std::int64_t> integration_id{};
    /// Of the log; at least 1.
    std::optional<std::int64_t> user_id{};
    /// Besides those that requests sends by itself, or in place of them.
    http::header_fields headers{};
    /// Certificates of the CAs to trust, PEM, in place of the system's.
    std::string ca_pem{};
    /// The same in a file; only one of both.
    std::filesystem::path ca_file{};
    /// Revocation lists of all CAs, PEM; if empty, revoked certificates are accepted, as by the
    /// platform.
    std::string crl_pem{};
    /// For each address of the shop's, and again for the TLS handshake; at most 24 hours.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
    /// Between two pieces of the answer; at most 24 hours.
    std::chrono::milliseconds read_timeout = std::chrono::seconds{10};
    /// How many redirects are followed.
    int most_redirects = 30;
    /// Whether an answer that does not call itself JSON has to be JSON too.
    bool expects_json = false;
    /// More content than this is not read: the log has its beginning, and it is not judged.
    std::size_t most_content_bytes = std::size_t{10} * 1024 * 1024;
    /// What the log keeps of the content, as text.
    std::size_t kept_content_bytes = std::size_t{64} * 1024;
    /// Dates the log.
    time_source now = system_time;
};

} // namespace sendmock

#endif
