// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_client.hpp>

#include "clients/honest_client.hpp"
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include <chrono>

TEST_CASE("my client keeps the paging invariants") {
    const auto report = sendmock::testing::check_client(
        [](const sendmock::endpoint& at, const auto& emit) {
            honest_client(at, std::chrono::milliseconds{800}).for_each_log(emit);
        },
        {.timeout = std::chrono::seconds{1}});
    INFO(to_text(report));
    CHECK(report.holds());
}
