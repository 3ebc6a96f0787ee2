// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_ENDPOINT_HPP
#define SENDMOCK_SERVER_ENDPOINT_HPP

#include <string>

namespace sendmock {

/// All that a client needs to reach an account's logs.
struct endpoint {
    std::string url{}; ///< the first page's full URL, to be requested as it is
    std::string key{};
    std::string secret{};
    std::string ca_pem{};  ///< the server's CA; empty over plain HTTP
    std::string ca_file{}; ///< a file with the same; empty if the server was not told to write one
};

} // namespace sendmock

#endif
