// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_FAULTS_TLS_SWITCH_HPP
#define SENDMOCK_FAULTS_TLS_SWITCH_HPP

#include <sendmock/faults/fault.hpp>
#include <sendmock/faults/tls_profile.hpp>

namespace sendmock {

/// Another TLS profile from the next connection on, as `mock_server::set_tls_profile` sets it. The
/// request is otherwise answered as usual, with `Connection: close`, so that the client's next one
/// finds the profile; so does every other client's. Servers that do not speak TLS refuse such rules
/// (synthetic).
[[nodiscard]] inline fault switch_tls_profile(tls_profile profile) {
    return {.tls = profile};
}

} // namespace sendmock

#endif
