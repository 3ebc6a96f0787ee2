// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_client.hpp>

#include "clients/honest_client.hpp"
#include <gtest/gtest.h>

#include <chrono>

TEST(MyClient, KeepsThePagingInvariants) {
    const auto report = sendmock::testing::check_client(
        [](const sendmock::endpoint& at, const auto& emit) {
            honest_client(at, std::chrono::milliseconds{800}).for_each_log(emit);
        },
        {.timeout = std::chrono::seconds{1}});
    EXPECT_TRUE(report.holds()) << to_text(report);
}
