// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/standard_profile.hpp>

#include "support/raw_client.hpp"
#include "support/server_end.hpp"
#include <boost/test/unit_test.hpp>
#include <poll.h>

#include <chrono>
#include <optional>
#include <string_view>

namespace unit::server::detail::standard_profile {

using sendmock::tls_profile;
using profile_choice = sendmock::detail::standard_profile::choice;
using kept_connection = sendmock::detail::standard_profile::kept_connection;

/// A connection from a client, and the profile that it was made with.
struct fixture {
    /// Whether the next receive would end at once, without bytes.
    [[nodiscard]] bool is_woken() const {
        return sendmock::net::wait_until_ready(socket, POLLIN, std::chrono::steady_clock::now());
    }

    sendmock::detail::standard_profile standard{tls_profile::good};
    sendmock::tests::server_end server;
    sendmock::tests::raw_client client{server.port()};
    int socket = server.accept();
    kept_connection kept{standard, socket};
    std::optional<profile_choice> made_with = standard.current();
};

} // namespace unit::server::detail::standard_profile

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(standard_profile)

BOOST_FIXTURE_TEST_CASE(is_the_first_one_until_it_is_changed_and_after_a_reset, fixture) {
    BOOST_TEST((standard.current().profile == tls_profile::good));
    standard.change(tls_profile::expired);
    BOOST_TEST((standard.current().profile == tls_profile::expired));
    standard.reset();
    BOOST_TEST((standard.current().profile == tls_profile::good));
}

BOOST_FIXTURE_TEST_CASE(a_change_outdates_connections_and_changing_back_does_not_help, fixture) {
    BOOST_TEST(!kept.is_outdated(made_with));
    standard.change(tls_profile::expired);
    BOOST_TEST(kept.is_outdated(made_with));
    standard.change(tls_profile::good);
    BOOST_TEST(kept.is_outdated(made_with));
    BOOST_TEST(!kept.is_outdated(standard.current()));
}

BOOST_FIXTURE_TEST_CASE(the_same_profile_again_is_not_a_change, fixture) {
    kept.begin_rest(made_with);
    standard.change(tls_profile::good);
    standard.reset();
    BOOST_TEST(!kept.is_outdated(made_with));
    BOOST_TEST(!is_woken());
}

BOOST_FIXTURE_TEST_CASE(a_change_wakes_a_connection_that_rests, fixture) {
    kept.begin_rest(made_with);
    BOOST_TEST(!is_woken());
    standard.change(tls_profile::expired);
    BOOST_TEST(is_woken());
}

BOOST_FIXTURE_TEST_CASE(a_change_does_not_disturb_a_request, fixture) {
    kept.begin_rest(made_with);
    kept.end_rest();
    standard.change(tls_profile::expired);
    BOOST_TEST(!is_woken());
    kept.begin_rest(made_with); // after the answer
    BOOST_TEST(is_woken());
}

BOOST_FIXTURE_TEST_CASE(a_change_does_not_cut_off_a_request_that_has_begun_to_come, fixture) {
    kept.begin_rest(made_with);
    client.send("a");
    BOOST_TEST(is_woken()); // by the byte
    standard.change(tls_profile::expired);
    kept.begin_rest(made_with);
    char byte = 0;
    BOOST_TEST(sendmock::net::receive_some(socket, &byte, 1) == 1);
    BOOST_TEST(sendmock::net::receive_some(socket, &byte, 1) == -1); // the rest may still come
    BOOST_TEST(sendmock::net::would_block());
    kept.begin_rest(made_with);
    BOOST_TEST(sendmock::net::receive_some(socket, &byte, 1) == 0);
}

BOOST_FIXTURE_TEST_CASE(connections_with_a_profile_of_their_own_stay, fixture) {
    kept.begin_rest(std::nullopt);
    standard.change(tls_profile::expired);
    BOOST_TEST(!kept.is_outdated(std::nullopt));
    BOOST_TEST(!is_woken());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
