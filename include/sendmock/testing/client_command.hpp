// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_CLIENT_COMMAND_HPP
#define SENDMOCK_TESTING_CLIENT_COMMAND_HPP

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace sendmock::testing {

/// How a client that is a program is started.
struct client_command {
    std::vector<std::string> arguments{}; ///< the program, looked up in PATH, then its arguments
    /// Names and values; they are added to our own environment and take the place of equal names.
    std::vector<std::pair<std::string, std::string>> environment{};
    bool shares_output = false; ///< it writes to our own standard output and error, unread
    /// Of standard output; a client that writes more is killed.
    std::size_t most_output_bytes = std::size_t{256} << 20U;
    /// Of standard error, from its end; what came before is dropped.
    std::size_t most_error_bytes = std::size_t{64} << 10U;
};

} // namespace sendmock::testing

#endif
