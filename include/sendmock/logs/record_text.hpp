// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_RECORD_TEXT_HPP
#define SENDMOCK_LOGS_RECORD_TEXT_HPP

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock {

/// A piece of a text: from begin up to, but without, end.
struct text_range {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] bool operator==(const text_range&) const = default;
};

/// Where a record's text holds the members integration_id and user_id, each with the one comma that
/// goes with it: in the order of the text, without overlap; an unused range is empty.
using owner_members = std::array<text_range, 2>;

/// A view of a record's compact JSON text, which can be copied with or without its owner ids.
struct record_text {
    std::string_view json;
    owner_members owners{};

    /// Appends the text, without the members integration_id and user_id unless asked for.
    void append_to(std::string& out, bool with_owner_ids) const {
        if (with_owner_ids) {
            out += json;
            return;
        }
        std::size_t copied = 0;
        for (const auto& member : owners) {
            if (member.begin != member.end) {
                out += json.substr(copied, member.begin - copied);
                copied = member.end;
            }
        }
        out += json.substr(copied);
    }
};

} // namespace sendmock

#endif
