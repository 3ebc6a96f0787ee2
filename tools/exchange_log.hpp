// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TOOLS_EXCHANGE_LOG_HPP
#define SENDMOCK_TOOLS_EXCHANGE_LOG_HPP

#include <sendmock/http/printable.hpp>
#include <sendmock/journal/connection_entry.hpp>
#include <sendmock/journal/connection_json.hpp>
#include <sendmock/journal/exchange.hpp>
#include <sendmock/journal/exchange_json.hpp>
#include <sendmock/logs/timestamp.hpp>
#include <sendmock/net/readiness.hpp>

#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace sendmock::command {

/// Writes exchanges and failed handshakes to standard error, one line each. Safe to use from
/// several threads.
///
/// A reader that does not read must not stop the server: what it leaves no room for is left out.
class exchange_log {
public:
    /// @param format  `text`, `json` or `none`
    explicit exchange_log(std::string_view format)
        : silent_(format == "none"), as_json_(format == "json") {}

    void write(const exchange& entry) { write_entry(entry); }

    /// @param entry  whose handshake failed
    void write(const connection_entry& entry) { write_entry(entry); }

private:
    template <class Entry>
    void write_entry(const Entry& entry) {
        if (silent_) {
            return;
        }
        const std::string line = (as_json_ ? json_of(entry) : text_of(entry)) + '\n';
        const std::lock_guard lock(mutex_);
        // After a line that was cut the next one begins anew.
        if (!inside_line_ || write_some("\n")) {
            write_some(line);
        }
    }

    /// @return whether all of it was written
    bool write_some(std::string_view bytes) {
        constexpr std::chrono::milliseconds patience{100};
        while (!bytes.empty()) {
            const auto now = std::chrono::steady_clock::now();
            stuck_ = !net::wait_until_ready(STDERR_FILENO, POLLOUT, stuck_ ? now : now + patience);
            // A pipe that is ready has room for so much without blocking.
            const ssize_t written = stuck_ ? -1
                                           : ::write(STDERR_FILENO,
                                                     bytes.data(),
                                                     std::min<std::size_t>(bytes.size(), PIPE_BUF));
            if (written < 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(written));
            inside_line_ = !bytes.empty();
        }
        return true;
    }

    template <class Entry>
    [[nodiscard]] static std::string json_of(const Entry& entry) {
        using nlohmann::ordered_json;
        ordered_json line{{"type", type_of(entry)}};
        line.update(to_json(entry));
        return line.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
    }

    [[nodiscard]] static const char* type_of(const exchange&) { return "request"; }

    [[nodiscard]] static const char* type_of(const connection_entry&) { return "connection"; }

    [[nodiscard]] static std::string text_of(const exchange& entry) {
        std::string line = to_service_time(entry.time) + ' ' + entry.account + ' ';
        line += entry.method.empty() ? "(no request)" : entry.method + ' ' + entry.target;
        line += " -> " + std::to_string(entry.status);
        if (entry.page) {
            line +=
                ", walk " + std::to_string(*entry.walk) + " page " + std::to_string(*entry.page);
        }
        if (entry.attempt > 1) {
            line += ", attempt " + std::to_string(entry.attempt);
        }
        for (const std::string* note : {&entry.reason, &entry.fault, &entry.rule, &entry.cause}) {
            line += note->empty() ? "" : ", " + *note;
        }
        if (entry.outcome == delivery::failed) {
            line += ", not delivered";
        }
        return http::printable(line); // no request writes a line of its own, or steers a terminal
    }

    [[nodiscard]] static std::string text_of(const connection_entry& entry) {
        std::string line = to_service_time(entry.time) + " handshake failed: ";
        line += entry.sni.empty() ? "no host name" : entry.sni;
        line += entry.profile.empty() ? "" : " (" + entry.profile + ')';
        line += ": " + entry.cause + (entry.fault.empty() ? "" : ", " + entry.fault);
        return http::printable(line);
    }

    const bool silent_;
    const bool as_json_;
    std::mutex mutex_;         // guards standard error, so that lines stay whole, and all below
    bool stuck_ = false;       // there was no room the last time
    bool inside_line_ = false; // the last line could not be written to its end
};

} // namespace sendmock::command

#endif
