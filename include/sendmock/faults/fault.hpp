// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_FAULT_HPP
#define SENDMOCK_FAULTS_FAULT_HPP

#include <sendmock/faults/canned_response.hpp>
#include <sendmock/faults/delay.hpp>
#include <sendmock/faults/pager_fault.hpp>
#include <sendmock/faults/tls_profile.hpp>
#include <sendmock/faults/wire_fault.hpp>
#include <sendmock/logs/log_data.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace sendmock {

/// What goes wrong with an answer, or happens to the data before it. Each part is optional, and
/// several act together: first the change, then the TLS profile, then the page or the response,
/// then the delay, then the fault on the wire. A page cannot be altered and replaced at once.
struct fault {
    std::optional<log_change> change{}; ///< of the account's logs, just before the answer
    std::optional<canned_response> respond{};
    std::optional<pager_fault> pager{};
    std::optional<sendmock::delay> delay{};
    std::optional<wire_fault> wire{};
    /// The server's profile from the next connection on, whatever becomes of this answer.
    std::optional<tls_profile> tls{};

    /// Both faults at once: `http_error(503).with(delayed_by(100ms))`.
    /// @throws std::invalid_argument if both have the same part, or they exclude each other
    [[nodiscard]] fault with(fault other) const {
        fault both = *this;
        const auto take = [](auto& mine, auto& theirs, const char* what) {
            if (mine && theirs) {
                throw std::invalid_argument(std::string("a fault has one ") + what + " at most");
            }
            if (theirs) {
                mine = std::move(theirs);
            }
        };
        take(both.change, other.change, "change");
        take(both.respond, other.respond, "response");
        take(both.pager, other.pager, "pager fault");
        take(both.delay, other.delay, "delay");
        take(both.wire, other.wire, "fault on the wire");
        take(both.tls, other.tls, "TLS profile");
        both.check();
        return both;
    }

    /// The same fault on the wire, but over TLS without close_notify before its FIN.
    /// @throws std::invalid_argument for a fault that does not end with FIN
    [[nodiscard]] fault without_close_notify() const {
        fault changed = *this;
        if (!wire) {
            throw std::invalid_argument("close_notify: only a fault on the wire has one");
        }
        changed.wire->close_notify = false;
        changed.check();
        return changed;
    }

    /// Whether it acts before there is a request.
    [[nodiscard]] bool at_accept() const noexcept { return wire && is_at_accept(wire->kind); }

    /// Whether it concerns all accounts of a server: connections and the TLS profile belong to
    /// none.
    [[nodiscard]] bool is_server_wide() const noexcept { return at_accept() || tls; }

    /// Whether the client gets something else than the service's answer, complete.
    [[nodiscard]] bool alters_answer() const noexcept {
        return respond || pager || (wire && !keeps_answer(wire->kind));
    }

    /// @throws std::invalid_argument naming what is out of range or cannot be together;
    /// duplicate_id
    void check() const {
        if (!change && !respond && !pager && !delay && !wire && !tls) {
            throw std::invalid_argument("a fault has to do something");
        }
        if (respond && pager) {
            throw std::invalid_argument(
                "a page that is replaced by a response cannot have a pager fault as well");
        }
        if (at_accept() && (change || respond || pager || delay || tls)) {
            throw std::invalid_argument(std::string(to_string(wire->kind)) +
                                        " acts before there is a request, and stands alone");
        }
        if (wire && wire->bytes && !takes_bytes(wire->kind)) {
            throw std::invalid_argument("bytes: " + std::string(to_string(wire->kind)) +
                                        " has none");
        }
        if (wire && !wire->close_notify && !ends_with_fin(wire->kind)) {
            throw std::invalid_argument("close_notify: " + std::string(to_string(wire->kind)) +
                                        " has no orderly end");
        }
        if (change) {
            change->check();
        }
        if (respond) {
            respond->check();
        }
        if (pager && (pager->rows < 1 || pager->rows > pager_fault::most_rows)) {
            throw std::invalid_argument("rows: expected 1 to 1000");
        }
        if (pager && !is_cursor_length(pager->cursor_length)) {
            throw std::invalid_argument("length: expected a multiple of 4 from 20 to 4000");
        }
        if (pager && (pager->length < 2 || pager->length > pager_fault::largest_cycle)) {
            throw std::invalid_argument("length: expected 2 to 1000");
        }
        if (delay) {
            delay->check();
        }
    }
};

namespace detail {

[[nodiscard]] inline fault checked(fault made) {
    made.check();
    return made;
}

} // namespace detail

/// As the journal shows it: `http_error(503)`, `EMPTY`, parts joined by ` + `.
[[nodiscard]] inline std::string to_string(const fault& shown) {
    std::string text;
    const auto append = [&text](const std::string& part) {
        text += text.empty() ? "" : " + ";
        text += part;
    };
    if (shown.change && shown.change->replaced) {
        append("replace_logs");
    }
    if (shown.change && !shown.change->erased.empty()) {
        append("erase_logs(" + std::to_string(shown.change->erased.size()) + ")");
    }
    const bool inserts_alone =
        shown.change && !shown.change->replaced && shown.change->erased.empty();
    if (shown.change && (inserts_alone || !shown.change->inserted.empty())) {
        append("insert_logs(" + std::to_string(shown.change->inserted.size()) + ")");
    }
    if (shown.tls) {
        append("switch_tls_profile(" + std::string(to_string(*shown.tls)) + ")");
    }
    if (shown.respond) {
        const bool is_error = shown.respond->status >= 400 && shown.respond->status <= 599;
        append((is_error ? "http_error(" : "respond(") + std::to_string(shown.respond->status) +
               ")");
    }
    if (shown.pager) {
        append(std::string(to_string(shown.pager->kind)));
    }
    if (shown.delay) {
        append("delay");
    }
    if (shown.wire) {
        append(std::string(to_string(shown.wire->kind)));
    }
    return text;
}

} // namespace sendmock

#endif
