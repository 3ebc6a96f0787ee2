// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_TESTING_CHECK_CLIENT_HPP
#define SENDMOCK_TESTING_CHECK_CLIENT_HPP

#include <sendmock/testing/callable_client.hpp>
#include <sendmock/testing/check_options.hpp>
#include <sendmock/testing/check_report.hpp>
#include <sendmock/testing/detail/check_loop.hpp>
#include <sendmock/testing/no_request_made.hpp>
#include <sendmock/testing/report_text.hpp>
#include <sendmock/testing/tested_client.hpp>

#include <type_traits>

namespace sendmock::testing {

/// Has a client walk many generated walks, and judges it.
/// @throws std::invalid_argument naming the option that is out of range
/// @throws no_request_made if the client ends its first walk without any request
[[nodiscard]] inline check_report check(tested_client& client, const check_options& options = {}) {
    options.check();
    return detail::check_loop(client, options).run();
}

/// Has a client walk many generated walks, and judges it.
///
/// A client that never ends is cut off: its connections are reset, and `emit` throws. Writing to
/// them raises no SIGPIPE on its thread. If it goes on even then, the process is ended, with a
/// message on standard error.
/// @param client  `void client(const endpoint& at, const auto& emit)`: walks from `at.url`, calls
/// `emit` with each log as it understood it, in the order read, anything convertible to
/// nlohmann::json with an `id`; throws where it cannot. Called by `jobs` threads at once.
/// @throws std::invalid_argument naming the option that is out of range
/// @throws no_request_made if the client ends its first walk without any request
template <class Client>
[[nodiscard]] check_report check_client(Client&& client, const check_options& options = {}) {
    callable_client<std::remove_reference_t<Client>> tested(client);
    return check(tested, options);
}

} // namespace sendmock::testing

#endif
