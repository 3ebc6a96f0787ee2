// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_NET_ERRNO_TEXT_HPP
#define SENDMOCK_NET_ERRNO_TEXT_HPP

#include <string>
#include <system_error>

namespace sendmock::net {

/// What the system says to a value of errno. Safe to call from several threads.
[[nodiscard]] inline std::string errno_text(int code) {
    return std::generic_category().message(code);
}

} // namespace sendmock::net

#endif
