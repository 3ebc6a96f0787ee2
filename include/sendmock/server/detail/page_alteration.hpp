// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_PAGE_ALTERATION_HPP
#define SENDMOCK_SERVER_DETAIL_PAGE_ALTERATION_HPP

#include <sendmock/faults/pager_fault.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/http/response.hpp>
#include <sendmock/journal/walk_tracker.hpp>
#include <sendmock/logs/json_text.hpp>
#include <sendmock/logs/member_text.hpp>
#include <sendmock/logs/random_bits.hpp>
#include <sendmock/server/canary.hpp>
#include <sendmock/server/detail/record_alteration.hpp>
#include <sendmock/service/answer.hpp>
#include <sendmock/service/cursor.hpp>
#include <sendmock/service/inspection.hpp>
#include <sendmock/service/page_url.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sendmock::detail {

/// Puts a page together otherwise, as a fault wants it. A link that leads on is `next`, or
/// `previous` where the page was read backward.
class page_alteration {
public:
    /// @param seen  of a request whose cursor can be read
    /// @param real_cursor  the request's, or that for which it stands
    page_alteration(const pager_fault& fault,
                    random_bits draws,
                    const inspection& seen,
                    std::string real_cursor,
                    const walk_step& step,
                    walk_tracker& walks,
                    canary& elsewhere)
        : fault_(fault),
          draws_(draws),
          seen_(seen),
          real_cursor_(std::move(real_cursor)),
          step_(step),
          walks_(walks),
          elsewhere_(elsewhere),
          backward_(seen.cursor->reverse) {}

    /// Alters a page; other answers stay as they are.
    /// @param owner_ids  whether logs show their owners
    /// @return whether it was a page
    bool apply(answer& page, bool owner_ids) {
        if (!page.page) {
            return false;
        }
        const std::string_view content = page.response.content;
        std::string results(content.substr(page.page->results_at));
        results.pop_back(); // of the page's own brace
        std::string more;   // members behind the results
        std::optional<std::string>& onward = backward_ ? page.previous_cursor : page.next_cursor;
        std::optional<std::string> link; // the onward one as JSON, where it is not the usual one
        bool absent = false;
        switch (fault_.kind) {
        case pager_fault_kind::empty:
            if (results != "[]") {
                results = "[]";
                onward = same_place();
            }
            break;
        case pager_fault_kind::repeat_cursor:
            onward = seen_.cursor_text.value_or("");
            break;
        case pager_fault_kind::cycle:
            onward = back_by(fault_.length - 1);
            break;
        case pager_fault_kind::next_empty_string:
            link = R"("")";
            onward.reset();
            break;
        case pager_fault_kind::next_absent:
            absent = true;
            onward.reset();
            break;
        case pager_fault_kind::next_other_origin:
        case pager_fault_kind::next_http_downgrade:
        case pager_fault_kind::next_userinfo:
            // There is always a link, so that the fault is one on the last page, too.
            onward = onward.value_or(seen_.cursor_text.value_or(""));
            link = quoted(page.page->url.moved_to(elsewhere(page.page->url)).with_cursor(*onward));
            break;
        case pager_fault_kind::next_relative:
            if (onward) {
                link = quoted(page.page->url.moved_to(page.page->url.path()).with_cursor(*onward));
            }
            break;
        case pager_fault_kind::next_object:
        case pager_fault_kind::next_number:
        case pager_fault_kind::next_false:
            onward = onward.value_or(seen_.cursor_text.value_or("")); // on the last page, too
            link = fault_.kind == pager_fault_kind::next_number ? "2"
                   : fault_.kind == pager_fault_kind::next_false
                       ? "false"
                       : R"({"href":)" + quoted(page.page->url.with_cursor(*onward)) + '}';
            break;
        case pager_fault_kind::opaque_cursors:
            make_opaque(page.next_cursor);
            make_opaque(page.previous_cursor);
            break;
        case pager_fault_kind::unknown_fields:
            more = R"(,"count":null,"meta":{"version":3})";
            break;
        default:
            break;
        }
        results = altered_results(results, owner_ids);
        std::string altered = "{";
        const auto add =
            [&](bool is_onward, const char* name, const std::optional<std::string>& cursor) {
                if (is_onward && absent) {
                    return;
                }
                append_json_string(altered, name);
                altered += ':';
                altered += is_onward && link ? *link
                           : cursor          ? quoted(page.page->url.with_cursor(*cursor))
                                             : "null";
                altered += ',';
            };
        add(!backward_, "next", page.next_cursor);
        add(backward_, "previous", page.previous_cursor);
        altered += R"("results":)" + results + more + '}';
        page.response.content = std::move(altered);
        if (replace_content(page.response)) {
            page.next_cursor.reset();
            page.previous_cursor.reset();
            page.page.reset();
        }
        return true;
    }

private:
    [[nodiscard]] static std::string quoted(std::string_view text) {
        std::string json;
        append_json_string(json, text);
        return json;
    }

    /// A cursor for the place of the request's own, but with another text: each a zero longer.
    [[nodiscard]] std::string same_place() const {
        const cursor& place = *seen_.cursor;
        std::size_t zeros = 1;
        const auto tokens = http::base64_decode(real_cursor_);
        for (const auto& [name, value] : http::parse_form(tokens.value_or(""))) {
            if (name == "o") {
                zeros += std::min(value.find_first_not_of('0'), value.size());
                break;
            }
        }
        std::string text = "o=" + std::string(zeros, '0');
        text += place.offset != 0 ? std::to_string(place.offset) : "";
        const std::string others =
            to_tokens({.reverse = place.reverse, .position = place.position});
        return http::base64_encode(others.empty() ? text : text + '&' + others);
    }

    [[nodiscard]] std::string back_by(std::uint32_t pages) const {
        const bool has_page = step_.walk && step_.page && *step_.page > pages;
        return has_page ? walks_.cursor_of(*step_.walk, *step_.page - pages).value_or("") : "";
    }

    void make_opaque(std::optional<std::string>& cursor) {
        if (!cursor) {
            return;
        }
        // So many bytes end in two =; both + and / are to be in it as well.
        const std::uint32_t size = fault_.cursor_length / 4 * 3 - 2;
        std::string token;
        do {
            std::string bytes;
            for (std::uint32_t byte = 0; byte < size; ++byte) {
                bytes += static_cast<char>(draws_.next32() & 0xFF);
            }
            token = http::base64_encode(bytes);
        } while (token.find('+') == token.npos || token.find('/') == token.npos);
        walks_.cursors().stand_for(token, *cursor);
        cursor = token;
    }

    [[nodiscard]] std::string elsewhere(const page_url& url) const {
        const std::string_view authority = url.authority();
        const std::string origin =
            fault_.kind == pager_fault_kind::next_http_downgrade ? elsewhere_.same_host(authority)
            : fault_.kind == pager_fault_kind::next_userinfo ? elsewhere_.behind_userinfo(authority)
                                                             : elsewhere_.other_origin(authority);
        return origin + std::string(url.path());
    }

    [[nodiscard]] std::string altered_results(const std::string& results, bool owner_ids) const {
        std::string altered = "[";
        for (const std::string_view record : element_texts(results)) {
            altered += altered.size() > 1 ? "," : "";
            altered += altered_record(fault_.kind, record, owner_ids);
        }
        return altered += ']';
    }

    /// Puts something else in the page's place, where the fault says so.
    /// @return whether it is no page any more
    [[nodiscard]] bool replace_content(http::response& response) {
        constexpr std::array<std::string_view, 6> shapes{
            "{}",
            "[]",
            R"({"next":null,"previous":null,"results":null})",
            R"({"next":null,"previous":null,"results":{}})",
            R"({"next":null,"previous":null})",
            R"("ok")"};
        switch (fault_.kind) {
        case pager_fault_kind::html:
            response.fields.set("Content-Type", "text/html; charset=utf-8");
            response.content = "<!doctype html>\n<html><head><title>Please sign in</title></head>\n"
                               "<body><h1>Please sign in</h1></body></html>\n";
            return true;
        case pager_fault_kind::wrong_shape:
            response.content = draws_.pick(shapes);
            return true;
        case pager_fault_kind::null_row:
            response.content = R"({"next":null,"previous":null,"results":[null]})";
            return true;
        case pager_fault_kind::not_json:
            response.content.resize(response.content.size() / 2);
            return true;
        default:
            return false;
        }
    }

    const pager_fault& fault_;
    random_bits draws_;
    const inspection& seen_;
    const std::string real_cursor_;
    const walk_step& step_;
    walk_tracker& walks_;
    canary& elsewhere_;
    const bool backward_;
};

} // namespace sendmock::detail

#endif
