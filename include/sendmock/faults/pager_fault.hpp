// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_PAGER_FAULT_HPP
#define SENDMOCK_FAULTS_PAGER_FAULT_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sendmock {

/// What is wrong with a page. A fault that concerns `next` concerns `previous` of a page that was
/// read backward.
enum class pager_fault_kind {
    empty,                  ///< no rows: they are on the page that `next` leads to
    short_page,             ///< `rows` rows: the others are on the pages that follow
    repeat_cursor,          ///< `next` leads to the page itself
    cycle,                  ///< `next` leads back, so that `length` pages go round
    next_empty_string,      ///< `"next":""`
    next_absent,            ///< no member `next`
    next_other_origin,      ///< `next` leads to another host and port
    next_http_downgrade,    ///< `next` leads to http on the same host, at another port
    next_userinfo,          ///< `next` has this host as user and password of another host
    next_relative,          ///< `next` has neither scheme nor host
    redirect_other_origin,  ///< 302 to another host and port in place of the page
    expire_cursor,          ///< the request's cursor is dead from now on: 404
    opaque_cursors,         ///< the links' cursors are random, with + / and =
    html,                   ///< 200 with a page of HTML
    wrong_shape,            ///< 200 with JSON of another shape
    not_json,               ///< 200 with the page's JSON, cut off
    unknown_fields,         ///< members that nobody knows, in the page and in each log
    unknown_exception_type, ///< each log has an exception_type that nobody knows
    null_optionals,         ///< each member that may be null is
    no_optionals,           ///< no members but those that a log must have
    next_object,            ///< `"next":{…}`
    next_number,            ///< `"next":2`
    next_false,             ///< `"next":false`
    null_row                ///< 200 with a page whose only log is null
};

/// As scenario files write them, in the order of `pager_fault_kind`.
inline constexpr std::array<std::string_view, 24> pager_fault_names{"EMPTY",
                                                                    "SHORT",
                                                                    "REPEAT_CURSOR",
                                                                    "CYCLE",
                                                                    "NEXT_EMPTY_STRING",
                                                                    "NEXT_ABSENT",
                                                                    "NEXT_OTHER_ORIGIN",
                                                                    "NEXT_HTTP_DOWNGRADE",
                                                                    "NEXT_USERINFO",
                                                                    "NEXT_RELATIVE",
                                                                    "REDIRECT_OTHER_ORIGIN",
                                                                    "EXPIRE_CURSOR",
                                                                    "OPAQUE_CURSORS",
                                                                    "HTML",
                                                                    "WRONG_SHAPE",
                                                                    "NOT_JSON",
                                                                    "UNKNOWN_FIELDS",
                                                                    "UNKNOWN_EXCEPTION_TYPE",
                                                                    "NULL_OPTIONALS",
                                                                    "NO_OPTIONALS",
                                                                    "NEXT_OBJECT",
                                                                    "NEXT_NUMBER",
                                                                    "NEXT_FALSE",
                                                                    "NULL_ROW"};

[[nodiscard]] constexpr std::string_view to_string(pager_fault_kind kind) noexcept {
    return pager_fault_names[static_cast<std::size_t>(kind)];
}

/// A fault of a page, which acts on requests alone that the service would answer with one.
struct pager_fault {
    static constexpr std::size_t most_rows = 1000; // as on the largest page
    static constexpr std::uint32_t largest_cycle = 1000;
    static constexpr std::uint32_t longest_cursor = 4000;
    static constexpr std::uint32_t usual_cursor = 20;

    pager_fault_kind kind = pager_fault_kind::empty;
    std::size_t rows = 1;     ///< of `short_page`: 1 to the largest page size
    std::uint32_t length = 2; ///< of `cycle`, in pages: 2 to `largest_cycle`; it acts from there on
    /// Of `opaque_cursors`, in characters: a multiple of 4 from `usual_cursor` to `longest_cursor`.
    std::uint32_t cursor_length = usual_cursor;

    [[nodiscard]] bool operator==(const pager_fault&) const = default;
};

/// Whether opaque cursors can be so long.
[[nodiscard]] constexpr bool is_cursor_length(std::uint64_t characters) noexcept {
    return characters >= pager_fault::usual_cursor && characters <= pager_fault::longest_cursor &&
           characters % 4 == 0;
}

/// Whether the fault can act on a page of a walk: a cursor's need a cursor, a cycle so many pages.
/// @param page  from 1; 0 for a cursor that was never issued
/// @param has_cursor  whether the request has an effective one
[[nodiscard]] constexpr bool
can_act(const pager_fault& fault, std::uint64_t page, bool has_cursor) noexcept {
    switch (fault.kind) {
    case pager_fault_kind::expire_cursor:
        return has_cursor;
    case pager_fault_kind::cycle:
        return page >= fault.length;
    default:
        return true;
    }
}

} // namespace sendmock

#endif
