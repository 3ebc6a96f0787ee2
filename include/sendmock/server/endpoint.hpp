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
    std::string ca_file{}; ///< a PEM file with the server's CA; empty over plain HTTP
};

} // namespace sendmock

#endif
