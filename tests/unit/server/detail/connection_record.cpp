// SPDX-License-Identifier: MIT
#include <sendmock/server/detail/connection_record.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace unit::server::detail::connection_record {

using sendmock::connection_entry;
using sendmock::handshake_outcome;

constexpr sendmock::instant noon{std::chrono::sys_days{std::chrono::January / 2 / 2024} +
                                 std::chrono::hours{12}};

struct fixture {
    [[nodiscard]] sendmock::detail::connection_record accept(connection_entry entry = {}) const {
        return {observer, std::move(entry)};
    }

    [[nodiscard]] connection_entry last() const { return journal.entries().back(); }

    sendmock::connection_journal journal;
    std::vector<connection_entry> failures;
    sendmock::detail::connection_observer observer{
        .journal = &journal,
        .now = [] { return noon; },
        .on_failed_handshake =
            [this](const connection_entry& entry) { failures.push_back(entry); }};
};

} // namespace unit::server::detail::connection_record

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(connection_record, connection_record::fixture)

BOOST_AUTO_TEST_CASE(a_connection_is_noted_when_it_is_accepted) {
    const auto record = accept({.fault = "RESET_ON_ACCEPT"});
    BOOST_TEST(record.number() == 1U);
    BOOST_TEST(last().number == 1U);
    BOOST_TEST((last().time == noon));
    BOOST_TEST(last().fault == "RESET_ON_ACCEPT");
    BOOST_TEST(!last().tls);
    BOOST_TEST(accept().number() == 2U);
}

BOOST_AUTO_TEST_CASE(a_handshake_is_noted_step_by_step) {
    auto record = accept({.handshake = handshake_outcome::pending});
    record.begin_handshake();
    BOOST_TEST(last().tls);
    BOOST_TEST((last().handshake == handshake_outcome::pending));
    record.note_hello("expired.localhost", "expired");
    BOOST_TEST(last().sni == "expired.localhost");
    BOOST_TEST(last().profile == "expired");
    record.complete_handshake("TLSv1.3");
    BOOST_TEST((last().handshake == handshake_outcome::completed));
    BOOST_TEST(last().version == "TLSv1.3");
    BOOST_TEST(failures.empty());
    record.fail_handshake("the client sent unknown_ca", "unknown_ca");
    BOOST_TEST((last().handshake == handshake_outcome::failed));
    BOOST_TEST(last().cause == "the client sent unknown_ca");
    BOOST_TEST(last().alert == "unknown_ca");
    BOOST_REQUIRE(failures.size() == 1U);
    BOOST_TEST(failures.front().number == 1U);
    BOOST_TEST(failures.front().sni == "expired.localhost");
    BOOST_TEST(failures.front().alert == "unknown_ca");
}

BOOST_AUTO_TEST_CASE(a_connection_without_a_handshake_has_not_failed) {
    accept({.handshake = handshake_outcome::pending}).skip_handshake("the client spoke plain HTTP");
    BOOST_TEST((last().handshake == handshake_outcome::no_tls));
    BOOST_TEST(last().cause == "the client spoke plain HTTP");
    BOOST_TEST(failures.empty());
}

BOOST_AUTO_TEST_CASE(a_request_brings_back_what_was_cleared) {
    auto record = accept({.sni = "a"});
    record.note_request();
    BOOST_TEST(journal.entries().size() == 1U);
    journal.clear();
    BOOST_TEST(journal.entries().empty());
    record.note_request();
    BOOST_REQUIRE(journal.entries().size() == 1U);
    BOOST_TEST(last().number == 1U);
    BOOST_TEST(last().sni == "a");
    journal.clear();
    record.note_request();
    BOOST_TEST(journal.entries().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_the_users_functions_throw_ends_nothing) {
    observer.now = []() -> sendmock::instant { throw std::runtime_error("no time"); };
    observer.on_failed_handshake = [](const connection_entry&) { throw 1; };
    const auto before = sendmock::system_time();
    auto record = accept();
    BOOST_TEST((last().time >= before));
    record.fail_handshake("why");
    BOOST_TEST(last().cause == "why");
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_given_up_is_not_pending_any_more) {
    const std::string cause = "the server failed to serve it";
    auto record = accept({.handshake = handshake_outcome::pending});
    record.give_up();
    BOOST_TEST((last().handshake == handshake_outcome::no_tls));
    BOOST_TEST(last().cause == cause);
    record = accept({.handshake = handshake_outcome::pending});
    record.begin_handshake();
    record.give_up();
    BOOST_TEST((last().handshake == handshake_outcome::failed));
    BOOST_TEST(last().cause == cause);
    BOOST_TEST(failures.size() == 1U);
    record = accept({.handshake = handshake_outcome::pending});
    record.complete_handshake("TLSv1.3");
    record.give_up();
    BOOST_TEST((last().handshake == handshake_outcome::completed));
    BOOST_TEST(last().cause == "");
}

BOOST_AUTO_TEST_CASE(without_a_journal_nothing_is_noted) {
    observer.journal = nullptr;
    auto record = accept();
    record.begin_handshake();
    record.fail_handshake("why");
    record.note_request();
    BOOST_TEST(record.number() == 0U);
    BOOST_TEST(journal.last_number() == 0U);
    BOOST_TEST(failures.empty());
    BOOST_TEST(sendmock::detail::connection_record().number() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
