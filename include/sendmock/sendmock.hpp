// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SENDMOCK_HPP
#define SENDMOCK_SENDMOCK_HPP

/// All that a test needs: `sendmock::mock_server` and what goes into it.

#include <sendmock/error.hpp>
#include <sendmock/faults/condition.hpp>
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/delays.hpp>
#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/faults/rule.hpp>
#include <sendmock/faults/scenario_reader.hpp>
#include <sendmock/faults/scenario_writer.hpp>
#include <sendmock/faults/tls_switch.hpp>
#include <sendmock/faults/wire_faults.hpp>
#include <sendmock/logs/fixture.hpp>
#include <sendmock/server/mock_server.hpp>
#include <sendmock/service/time_source.hpp>
#include <sendmock/shop/call_shop.hpp>
#include <sendmock/shop/mock_shop.hpp>
#include <sendmock/version.hpp>

#endif
