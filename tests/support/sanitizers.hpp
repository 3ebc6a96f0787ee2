// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTS_SUPPORT_SANITIZERS_HPP
#define SENDMOCK_TESTS_SUPPORT_SANITIZERS_HPP

namespace sendmock::tests {

/// Whether a sanitizer is built in, which makes everything slower by an order of magnitude.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

} // namespace sendmock::tests

#endif
