// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_NO_REQUEST_MADE_HPP
#define SENDMOCK_TESTING_NO_REQUEST_MADE_HPP

#include <sendmock/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace sendmock::testing {

/// The last lines of a text, each with a line break before it.
[[nodiscard]] inline std::string last_lines(std::string_view text, std::size_t most = 10) {
    while (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    std::size_t begin = text.size();
    for (std::size_t lines = 0; lines < most && begin != std::string_view::npos && begin != 0;
         ++lines) {
        begin = text.rfind('\n', begin - 1);
    }
    if (text.empty()) {
        return {};
    }
    return '\n' + std::string(begin == std::string_view::npos ? text : text.substr(begin + 1));
}

/// A client that cannot be judged: it ended its first, healthy walk without having asked for the
/// URL that it was given.
class no_request_made : public error {
public:
    /// @param ending  how it ended, such as "it exited with 127"
    /// @param output  what it said, of which the last ten lines are shown
    no_request_made(const std::string& ending, std::string_view output)
        : error("the client never requested the URL that it was given (SENDMOCK_URL): " + ending +
                last_lines(output)) {}
};

} // namespace sendmock::testing

#endif
