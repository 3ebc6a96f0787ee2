// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SENDMOCK_HPP
#define SENDMOCK_SENDMOCK_HPP

/// All that a test needs: `sendmock::mock_server` and what goes into it.

#include <sendmock/error.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/server/mock_server.hpp>
#include <sendmock/version.hpp>

#endif
