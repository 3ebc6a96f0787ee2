// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_CLIENT_IDENTITY_HPP
#define SENDMOCK_SERVER_CLIENT_IDENTITY_HPP

#include <string>

namespace sendmock {

/// A certificate with its key that the profile `client_cert_required` lets in, both PEM.
struct client_identity {
    std::string certificate_pem{}; ///< with the intermediate certificate behind it
    std::string key_pem{};
};

} // namespace sendmock

#endif
