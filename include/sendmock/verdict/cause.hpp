// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERDICT_CAUSE_HPP
#define SENDMOCK_VERDICT_CAUSE_HPP

#include <sendmock/verdict/invariant.hpp>

namespace sendmock {

/// Whether one invariant fails as a consequence where another one fails on the same walk, so that
/// only the other one is worth a finding: a client that damages a cursor gets a wrong page, and
/// then lacks rows. Synthetic. No invariant follows from itself, nor from what follows from it.
[[nodiscard]] constexpr bool follows_from(invariant effect, invariant cause) noexcept {
    using enum invariant;
    const bool asks_wrongly = cause == cursor_verbatim || cause == no_self_made_cursor;
    switch (effect) {
    case complete:
    case survives_many_pages:
    case backward_walk:
        return asks_wrongly || cause == every_request_authenticated;
    case reports_401:
        return cause == every_request_authenticated;
    case exactly_once:
        return asks_wrongly || cause == no_request_after_end;
    case in_order:
        return asks_wrongly || cause == no_request_after_end || cause == exactly_once;
    case optional_fields_tolerated:
    case unknown_fields_tolerated:
        return cause == complete || cause == ids_exact || cause == every_request_authenticated ||
               asks_wrongly;
    default:
        return false;
    }
}

} // namespace sendmock

#endif
