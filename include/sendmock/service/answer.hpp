// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVICE_ANSWER_HPP
#define SENDMOCK_SERVICE_ANSWER_HPP

#include <sendmock/http/response.hpp>
#include <sendmock/service/page_url.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sendmock {

/// How the content of a page is put together, for those who put it together otherwise: links made
/// by `url`, then the results.
struct page_content {
    page_url url;
    std::size_t results_at = 0; ///< where in the content the array of results begins
};

/// What the service answers, and what the mock notes of it.
struct answer {
    http::response response{};
    /// One word why a request was refused, for `X-Sendmock-Reason`; static, empty if it was not.
    std::string_view reason{};
    /// The cursors in the links of a page, encoded as in the `cursor` parameter's value.
    std::optional<std::string> next_cursor{};
    std::optional<std::string> previous_cursor{};
    std::optional<page_content> page{}; ///< where it is a page
};

} // namespace sendmock

#endif
