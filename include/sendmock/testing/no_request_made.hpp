// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_NO_REQUEST_MADE_HPP
#define SENDMOCK_TESTING_NO_REQUEST_MADE_HPP

#include <sendmock/error.hpp>
#include <sendmock/http/last_lines.hpp>
#include <sendmock/http/printable.hpp>

#include <string>
#include <string_view>

namespace sendmock::testing {

/// A client that cannot be judged: it ended its first, healthy walk without having asked for the
/// URL that it was given.
class no_request_made : public error {
public:
    /// @param ending  how it ended, such as "it exited with 127"
    /// @param output  what it wrote, of which the last ten lines are shown, in characters that a
    /// terminal only prints
    no_request_made(const std::string& ending, std::string_view output)
        : error("the client never requested the URL that it was given (SENDMOCK_URL): " +
                http::printable(ending) + http::last_words(output)) {}
};

} // namespace sendmock::testing

#endif
