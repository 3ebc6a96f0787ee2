// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_ACCOUNT_HPP
#define SENDMOCK_SERVICE_ACCOUNT_HPP

#include <sendmock/http/utf8.hpp>
#include <sendmock/logs/log_store.hpp>
#include <sendmock/logs/ordering.hpp>
#include <sendmock/service/rate_limit.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock {

/// How an account's logs are served.
struct account_settings {
    static constexpr std::size_t largest_page_size = 1000;

    std::size_t page_size =
        100; ///< logs on a page, 1 to `largest_page_size`; the service's is not known
    sendmock::ordering ordering = sendmock::ordering::created_at_descending;
    std::optional<sendmock::rate_limit> rate_limit{}; ///< none: no 429
    /// Whether records show `integration_id` and `user_id`, which the service documents as
    /// write-only and yet shows in its example.
    bool owner_ids = true;
    /// How long a cursor that was issued is good for; 404 after that. Absent: for ever (synthetic).
    std::optional<std::chrono::seconds> cursor_lifetime{};

    static constexpr std::chrono::seconds longest_cursor_lifetime{std::chrono::hours{24 * 366}};

    [[nodiscard]] bool operator==(const account_settings&) const = default;

    /// @throws std::invalid_argument naming the member that is out of range
    void check() const {
        if (page_size < 1 || page_size > largest_page_size) {
            throw std::invalid_argument("page_size: expected 1 to " +
                                        std::to_string(largest_page_size) + ", found " +
                                        std::to_string(page_size));
        }
        if (rate_limit && rate_limit->requests < 1) {
            throw std::invalid_argument("rate_limit: expected at least one request");
        }
        if (rate_limit && rate_limit->per != std::chrono::seconds{1} &&
            rate_limit->per != std::chrono::seconds{60}) {
            throw std::invalid_argument("rate_limit: expected requests per second or per minute");
        }
        if (rate_limit && rate_limit->unsafe &&
            (rate_limit->unsafe->requests < 1 || rate_limit->unsafe->burst < 1)) {
            throw std::invalid_argument("rate_limit: expected at least one unsafe request");
        }
        if (cursor_lifetime && (*cursor_lifetime < std::chrono::seconds{0} ||
                                *cursor_lifetime > longest_cursor_lifetime)) {
            throw std::invalid_argument("cursor_lifetime: expected 0 seconds to 366 days");
        }
    }
};

/// One key and secret with the logs that they open. Safe to use from several threads.
class account {
public:
    /// @throws std::invalid_argument as `account_settings::check`, or if the key has a colon,
    /// which HTTP's Basic scheme cannot carry (RFC 7617, section 2)
    account(std::string key, std::string secret, account_settings settings = {})
        : key_(std::move(key)), secret_(std::move(secret)) {
        check_key(key_);
        set_settings(settings);
    }

    /// @throws std::invalid_argument for a key that no client can send as UTF-8 (RFC 7617, section
    /// 2): one with a colon or a control character, or that is not UTF-8
    static void check_key(const std::string& key) {
        if (key.find(':') != std::string::npos) {
            throw std::invalid_argument("key: a colon cannot be part of it (RFC 7617)");
        }
        const bool has_control = std::any_of(key.begin(), key.end(), [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte < 0x20 || byte == 0x7F;
        });
        if (has_control || !http::is_utf8(key)) {
            throw std::invalid_argument(
                "key: expected UTF-8 without control characters (RFC 7617)");
        }
    }

    [[nodiscard]] const std::string& key() const noexcept { return key_; }

    [[nodiscard]] const std::string& secret() const noexcept { return secret_; }

    [[nodiscard]] log_store& logs() noexcept { return logs_; }

    [[nodiscard]] const log_store& logs() const noexcept { return logs_; }

    [[nodiscard]] account_settings settings() const {
        const std::lock_guard lock(mutex_);
        return settings_;
    }

    /// Changes all settings at once; a rate limit that stays the same goes on counting.
    /// @throws std::invalid_argument as `account_settings::check`; nothing is changed then
    void set_settings(const account_settings& settings) {
        update_settings([&](account_settings& present) { present = settings; });
    }

    /// Changes some settings; no other change comes between.
    /// @param change  gets a copy of the settings and changes it
    /// @return the settings as they are now
    /// @throws std::invalid_argument as `account_settings::check`, and whatever the change throws;
    /// nothing is changed then
    template <class Change>
    account_settings update_settings(const Change& change) {
        const std::lock_guard lock(mutex_);
        account_settings settings = settings_;
        change(settings);
        settings.check();
        if (settings.rate_limit != settings_.rate_limit) {
            quota_.set(settings.rate_limit);
        }
        settings_ = settings;
        return settings;
    }

    /// Counts a request against the rate limit.
    /// @return false if it is one too many
    [[nodiscard]] bool within_rate_limit(std::string_view method, instant now) {
        return quota_.take(method, now);
    }

private:
    const std::string key_;
    const std::string secret_;
    log_store logs_;
    mutable std::mutex mutex_; // guards settings_
    account_settings settings_;
    request_quota quota_;
};

} // namespace sendmock

#endif
