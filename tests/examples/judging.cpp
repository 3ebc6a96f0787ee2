// SPDX-License-Identifier: MIT
#include <sendmock/testing/check_client.hpp>

#include "clients/honest_client.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>

namespace examples::judging {

/// What is checked: a callable that walks from `at.url` and emits each log.
constexpr auto client = [](const sendmock::endpoint& at, const auto& emit) {
    honest_client(at, std::chrono::milliseconds{800}).for_each_log(emit);
};

} // namespace examples::judging

BOOST_AUTO_TEST_SUITE(examples)
BOOST_AUTO_TEST_SUITE(judging)

BOOST_AUTO_TEST_CASE(a_report_is_a_value_for_any_framework) {
    const auto report = sendmock::testing::check_client(client);
    BOOST_TEST(report.holds(), to_text(report));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
