// SPDX-License-Identifier: MIT
#include <sendmock/net/readiness.hpp>
#include <sendmock/server/detail/standard_profile.hpp>

#include <boost/test/unit_test.hpp>
#include <poll.h>

#include <chrono>
#include <memory>
#include <optional>

namespace unit::server::detail::standard_profile {

using sendmock::tls_profile;
using sendmock::detail::wake_pipe;
using profile_choice = sendmock::detail::standard_profile::choice;

struct fixture {
    [[nodiscard]] static bool is_awake(const wake_pipe& change) {
        return sendmock::net::wait_until_ready(
            change.reading_end(), POLLIN, std::chrono::steady_clock::now());
    }

    sendmock::detail::standard_profile standard{tls_profile::good};
    profile_choice made_with = standard.current();
    std::shared_ptr<const wake_pipe> change = standard.change_after(made_with);
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
    BOOST_TEST(!standard.is_outdated(made_with));
    standard.change(tls_profile::expired);
    BOOST_TEST(standard.is_outdated(made_with));
    standard.change(tls_profile::good);
    BOOST_TEST(standard.is_outdated(made_with));
    BOOST_TEST(!standard.is_outdated(standard.current()));
}

BOOST_FIXTURE_TEST_CASE(the_same_profile_again_is_not_a_change, fixture) {
    standard.change(tls_profile::good);
    standard.reset();
    BOOST_TEST(!standard.is_outdated(made_with));
    BOOST_TEST(!is_awake(*change));
}

BOOST_FIXTURE_TEST_CASE(a_change_wakes_all_that_wait_for_it_and_stays_awake, fixture) {
    const auto other = standard.change_after(made_with);
    BOOST_TEST(!is_awake(*change));
    standard.change(tls_profile::expired);
    standard.change(tls_profile::good);
    BOOST_TEST(is_awake(*change));
    BOOST_TEST(is_awake(*change));
    BOOST_TEST(is_awake(*other));
}

BOOST_FIXTURE_TEST_CASE(the_next_change_wakes_those_that_wait_for_the_next, fixture) {
    standard.change(tls_profile::expired);
    BOOST_TEST(standard.change_after(made_with) == nullptr);
    const auto next = standard.change_after(standard.current());
    BOOST_REQUIRE(next != nullptr);
    BOOST_TEST(!is_awake(*next));
    standard.reset();
    BOOST_TEST(is_awake(*next));
}

BOOST_FIXTURE_TEST_CASE(connections_with_a_profile_of_their_own_stay, fixture) {
    standard.change(tls_profile::expired);
    BOOST_TEST(!standard.is_outdated(std::nullopt));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
