// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_PAGER_FAULTS_HPP
#define SENDMOCK_FAULTS_PAGER_FAULTS_HPP

#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/pager_fault.hpp>

#include <cstddef>
#include <cstdint>

/// The faults of pages, by one word each; `pager_fault_kind` says what the client gets.
namespace sendmock {

namespace detail {

[[nodiscard]] inline fault altered_page(pager_fault_kind kind) {
    return {.pager = pager_fault{.kind = kind}};
}

} // namespace detail

/// A page without rows, which follow on the next one.
[[nodiscard]] inline fault empty_page() {
    return detail::altered_page(pager_fault_kind::empty);
}

/// A page of so many rows; the others follow.
/// @param rows  1 to 1000
/// @throws std::invalid_argument beyond that
[[nodiscard]] inline fault short_page(std::size_t rows) {
    fault made{.pager = pager_fault{.kind = pager_fault_kind::short_page, .rows = rows}};
    made.check();
    return made;
}

/// A page whose `next` leads to itself.
[[nodiscard]] inline fault repeat_cursor() {
    return detail::altered_page(pager_fault_kind::repeat_cursor);
}

/// A page whose `next` leads back, so that so many pages go round.
/// @param length  2 to 1000
/// @throws std::invalid_argument beyond that
[[nodiscard]] inline fault cursor_cycle(std::uint32_t length) {
    fault made{.pager = pager_fault{.kind = pager_fault_kind::cycle, .length = length}};
    made.check();
    return made;
}

/// A page with `"next":""`.
[[nodiscard]] inline fault next_empty_string() {
    return detail::altered_page(pager_fault_kind::next_empty_string);
}

/// A page without `next`.
[[nodiscard]] inline fault next_absent() {
    return detail::altered_page(pager_fault_kind::next_absent);
}

/// A page whose `next` leads to another host and port (`mock_server::canary`).
[[nodiscard]] inline fault next_other_origin() {
    return detail::altered_page(pager_fault_kind::next_other_origin);
}

/// A page whose `next` leads to http on the same host, at another port.
[[nodiscard]] inline fault next_http_downgrade() {
    return detail::altered_page(pager_fault_kind::next_http_downgrade);
}

/// A page whose `next` names the right host, but before an @.
[[nodiscard]] inline fault next_userinfo() {
    return detail::altered_page(pager_fault_kind::next_userinfo);
}

/// A page whose `next` has neither scheme nor host.
[[nodiscard]] inline fault next_relative() {
    return detail::altered_page(pager_fault_kind::next_relative);
}

/// 302 to another host and port in place of a page; `redirect_to_other_origin` is for any request.
[[nodiscard]] inline fault redirect_other_origin() {
    return detail::altered_page(pager_fault_kind::redirect_other_origin);
}

/// 404 for the request's cursor, from now on.
[[nodiscard]] inline fault expire_cursor() {
    return detail::altered_page(pager_fault_kind::expire_cursor);
}

/// A page whose links have random cursors, with + and / and =.
[[nodiscard]] inline fault opaque_cursors() {
    return detail::altered_page(pager_fault_kind::opaque_cursors);
}

/// A page whose links have random cursors of so many characters.
/// @param length  a multiple of 4 from 20 to 4000
/// @throws std::invalid_argument for any other
[[nodiscard]] inline fault opaque_cursors(std::uint32_t length) {
    return detail::checked(
        {.pager = pager_fault{.kind = pager_fault_kind::opaque_cursors, .cursor_length = length}});
}

/// A page whose `next` is an object.
[[nodiscard]] inline fault next_object() {
    return detail::altered_page(pager_fault_kind::next_object);
}

/// A page whose `next` is a number.
[[nodiscard]] inline fault next_number() {
    return detail::altered_page(pager_fault_kind::next_number);
}

/// A page whose `next` is false.
[[nodiscard]] inline fault next_false() {
    return detail::altered_page(pager_fault_kind::next_false);
}

/// 200 with a page whose only log is null.
[[nodiscard]] inline fault null_row() {
    return detail::altered_page(pager_fault_kind::null_row);
}

/// 200 with a page of HTML, as from a proxy.
[[nodiscard]] inline fault html_page() {
    return detail::altered_page(pager_fault_kind::html);
}

/// 200 with JSON that is no page.
[[nodiscard]] inline fault wrong_shape() {
    return detail::altered_page(pager_fault_kind::wrong_shape);
}

/// 200 with a page's JSON, cut off.
[[nodiscard]] inline fault not_json() {
    return detail::altered_page(pager_fault_kind::not_json);
}

/// A page with members that no client knows.
[[nodiscard]] inline fault unknown_fields() {
    return detail::altered_page(pager_fault_kind::unknown_fields);
}

/// A page of logs with an exception_type that no client knows.
[[nodiscard]] inline fault unknown_exception_type() {
    return detail::altered_page(pager_fault_kind::unknown_exception_type);
}

/// A page of logs in which each member is null that may be.
[[nodiscard]] inline fault null_optionals() {
    return detail::altered_page(pager_fault_kind::null_optionals);
}

/// A page of logs that have nothing but what they must.
[[nodiscard]] inline fault no_optionals() {
    return detail::altered_page(pager_fault_kind::no_optionals);
}

} // namespace sendmock

#endif
