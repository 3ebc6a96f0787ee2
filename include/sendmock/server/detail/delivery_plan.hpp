// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_SERVER_DETAIL_DELIVERY_PLAN_HPP
#define SENDMOCK_SERVER_DETAIL_DELIVERY_PLAN_HPP

#include <sendmock/faults/delay.hpp>
#include <sendmock/faults/wire_fault.hpp>
#include <sendmock/logs/random_bits.hpp>

#include <chrono>
#include <optional>

namespace sendmock::detail {

/// How an answer is to reach its client, other than whole and at once.
struct delivery_plan {
    std::chrono::microseconds wait{0}; ///< before the first byte
    std::optional<dribble> dribbled{};
    std::optional<wire_fault> fault{};
    random_bits draws{0, 0, 0}; ///< for what the fault sends
};

} // namespace sendmock::detail

#endif
