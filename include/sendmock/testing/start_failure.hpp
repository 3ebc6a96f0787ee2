// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_START_FAILURE_HPP
#define SENDMOCK_TESTING_START_FAILURE_HPP

#include <sendmock/error.hpp>

#include <string>

namespace sendmock::testing {

/// A program that cannot be started: it is not there, may not be run, or is none.
class start_failure : public error {
public:
    /// @param program  as the command has it
    start_failure(const std::string& program, const std::string& cause)
        : error("cannot start " + program + ": " + cause) {}
};

} // namespace sendmock::testing

#endif
