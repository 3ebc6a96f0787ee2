// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_OPENSSL_ERROR_HPP
#define SENDMOCK_NET_OPENSSL_ERROR_HPP

#include <sendmock/error.hpp>

#include <openssl/err.h>

#include <array>
#include <string>

namespace sendmock::net {

/// @throws sendmock::error with what OpenSSL says, if a call failed
inline void demand_openssl(bool succeeded, const char* what) {
    if (!succeeded) {
        std::array<char, 256> text{};
        ::ERR_error_string_n(::ERR_get_error(), text.data(), text.size());
        throw error(std::string("cannot ") + what + ": " + text.data());
    }
}

} // namespace sendmock::net

#endif
