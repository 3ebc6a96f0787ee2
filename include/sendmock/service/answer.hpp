// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_ANSWER_HPP
#define SENDMOCK_SERVICE_ANSWER_HPP

#include <sendmock/http/response.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace sendmock {

/// What the service answers, and what the mock notes of it.
struct answer {
    http::response response{};
    /// One word why a request was refused, for `X-Sendmock-Reason`; static, empty if it was not.
    std::string_view reason{};
    /// The cursors in the links of a page, encoded as in the `cursor` parameter's value.
    std::optional<std::string> next_cursor{};
    std::optional<std::string> previous_cursor{};
};

} // namespace sendmock

#endif
