// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_VERSION_HPP
#define SENDMOCK_VERSION_HPP

#include <string_view>

namespace sendmock {

/// The library's version, `major.minor.patch` (the build takes the project's version from here).
inline constexpr std::string_view version = "0.1.0";

} // namespace sendmock

#endif
