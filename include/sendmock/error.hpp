// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_ERROR_HPP
#define SENDMOCK_ERROR_HPP

#include <stdexcept>

namespace sendmock {

/// What is thrown where input or the environment fails: an address that cannot be bound, a
/// malformed fixture, an id that exists. The message names the file, the JSON pointer and the
/// cause.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace sendmock

#endif
