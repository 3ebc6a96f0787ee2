// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/connection_list.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace unit::server::detail::connection_list {

using sendmock::connection_entry;

/// Five connections, the second of an admin call, and requests of two accounts.
struct fixture {
    fixture() {
        for (int number = 1; number <= 5; ++number) {
            journal.add({});
        }
        journal.note_admin(2);
        journal.note_admin(3);
        for (const std::uint64_t connection : {1U, 3U, 0U, 1U, 9U}) {
            accounts.default_account().journal().add({.connection = connection});
        }
        other().journal().add({.connection = 3});
        other().journal().add({.connection = 5});
    }

    [[nodiscard]] sendmock::mock_account& other() const { return *accounts.find("other"); }

    /// Connections with their requests.
    [[nodiscard]] std::string list(std::uint64_t since = 0,
                                   const sendmock::mock_account* of = nullptr) const {
        std::string text;
        for (const connection_entry& entry :
             sendmock::detail::list_connections(journal, accounts, since, of)) {
            text += std::to_string(entry.number) + ':';
            for (const auto& [account, number] : entry.requests) {
                text += ' ' + account + std::to_string(number);
            }
            text += "; ";
        }
        return text;
    }

    sendmock::connection_journal journal;
    sendmock::account_registry accounts{{}, {{.key = "other", .secret = "o"}}};
};

} // namespace unit::server::detail::connection_list

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(connection_list, connection_list::fixture)

BOOST_AUTO_TEST_CASE(connections_have_the_requests_that_came_over_them) {
    BOOST_TEST(list() == "1: key1 key4; 3: key2 other1; 4:; 5: other2; ");
    BOOST_TEST(list(3) == "4:; 5: other2; ");
}

BOOST_AUTO_TEST_CASE(an_account_has_those_of_its_own_requests) {
    BOOST_TEST(list(0, &other()) == "3: other1; 5: other2; ");
    BOOST_TEST(list(3, &other()) == "5: other2; ");
    BOOST_TEST(list(0, &accounts.default_account()) == "1: key1 key4; 3: key2; ");
}

BOOST_AUTO_TEST_CASE(requests_that_are_forgotten_are_not_listed) {
    accounts.default_account().journal().clear();
    BOOST_TEST(list() == "1:; 3: other1; 4:; 5: other2; ");
}

BOOST_AUTO_TEST_CASE(failures_are_reported_without_secrets) {
    std::string sni;
    const auto observer = sendmock::detail::make_connection_observer(
        {.on_failed_handshake = [&](const connection_entry& entry) { sni = entry.sni; }},
        journal,
        accounts);
    BOOST_TEST((observer.journal == &journal));
    observer.on_failed_handshake({.sni = "secret.localhost"});
    BOOST_TEST(sni == "***.localhost");
    BOOST_TEST(
        !sendmock::detail::make_connection_observer({}, journal, accounts).on_failed_handshake);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
