// SPDX-License-Identifier: MIT
#include <sendmock/journal/connection_journal.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace unit::journal::connection_journal {

using sendmock::connection_entry;
using sendmock::handshake_counts;
using sendmock::handshake_outcome;

/// A journal, and the numbers of its entries.
struct fixture {
    [[nodiscard]] std::string numbers(std::uint64_t since = 0) const {
        std::string list;
        for (const connection_entry& entry : journal.entries(since)) {
            list += std::to_string(entry.number) + ' ';
        }
        return list;
    }

    /// Adds a connection that has begun a handshake.
    connection_entry begin() {
        connection_entry entry{.tls = true, .handshake = handshake_outcome::pending};
        entry.number = journal.add(entry);
        return entry;
    }

    void end(connection_entry entry, handshake_outcome outcome, std::string alert = {}) {
        entry.handshake = outcome;
        entry.alert = std::move(alert);
        journal.update(entry);
    }

    [[nodiscard]] bool has(const handshake_counts& counts) const {
        return journal.handshakes() == counts;
    }

    sendmock::connection_journal journal;
};

} // namespace unit::journal::connection_journal

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(journal)
BOOST_FIXTURE_TEST_SUITE(connection_journal, connection_journal::fixture)

BOOST_AUTO_TEST_CASE(numbers_connections_from_1_on) {
    BOOST_TEST(journal.last_number() == 0U);
    BOOST_TEST(numbers() == "");
    BOOST_TEST(journal.add({.number = 99, .sni = "a"}) == 1U);
    BOOST_TEST(journal.add({.sni = "b"}) == 2U);
    BOOST_TEST(journal.add({.sni = "c"}) == 3U);
    BOOST_TEST(numbers() == "1 2 3 ");
    BOOST_TEST(numbers(1) == "2 3 ");
    BOOST_TEST(numbers(3) == "");
    BOOST_TEST(numbers(~std::uint64_t{0}) == "");
    BOOST_TEST(journal.entries().at(1).sni == "b");
    BOOST_TEST(journal.last_number() == 3U);
}

BOOST_AUTO_TEST_CASE(numbers_are_never_used_again) {
    journal.add({});
    journal.add({});
    journal.clear();
    BOOST_TEST(numbers() == "");
    BOOST_TEST(journal.last_number() == 2U);
    BOOST_TEST(journal.add({}) == 3U);
    BOOST_TEST(numbers() == "3 ");
}

BOOST_AUTO_TEST_CASE(counts_connections_since_the_reset_beside_their_numbers) {
    const auto counts = [&] {
        std::string list;
        for (const connection_entry& entry : journal.entries()) {
            list += std::to_string(entry.since_reset) + ' ';
        }
        return list;
    };
    BOOST_TEST(journal.next_since_reset() == 1U);
    const connection_entry open = begin();
    journal.add({});
    BOOST_TEST(counts() == "1 2 ");
    journal.clear();
    BOOST_TEST(journal.next_since_reset() == 3U);
    journal.reset();
    BOOST_TEST(counts() == "");
    BOOST_TEST(journal.next_since_reset() == 1U);
    BOOST_TEST(journal.add({}) == 3U);
    BOOST_TEST(journal.since_reset(3) == 1U);
    journal.restore(open);
    BOOST_TEST(numbers() == "1 3 ");
    BOOST_TEST(counts() == "0 1 ");
}

BOOST_AUTO_TEST_CASE(updates_the_entry_with_the_same_number) {
    const connection_entry first = begin();
    const connection_entry second = begin();
    end(first, handshake_outcome::failed, "unknown_ca");
    const auto entries = journal.entries();
    BOOST_TEST(numbers() == "1 2 ");
    BOOST_TEST(entries[0].alert == "unknown_ca");
    BOOST_TEST((entries[0].handshake == handshake_outcome::failed));
    BOOST_TEST((entries[1].handshake == handshake_outcome::pending));
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_gone_stays_so) {
    const connection_entry gone = begin();
    journal.clear();
    end(gone, handshake_outcome::failed);
    journal.note_admin(gone.number);
    BOOST_TEST(numbers() == "");
    const connection_entry other = begin();
    end(gone, handshake_outcome::failed);
    journal.note_admin(gone.number);
    BOOST_TEST(numbers() == "2 ");
    BOOST_TEST((journal.entries().front().handshake == handshake_outcome::pending));
    BOOST_TEST(!journal.entries().front().admin);
    BOOST_TEST(has({.begun = 1}));
    end(other, handshake_outcome::completed);
    BOOST_TEST(has({.begun = 1, .completed = 1}));
}

BOOST_AUTO_TEST_CASE(counts_handshakes_since_the_last_clear) {
    BOOST_TEST(has({}));
    journal.add({});
    BOOST_TEST(has({}));
    const connection_entry completes = begin();
    const connection_entry is_refused = begin();
    const connection_entry is_broken_off = begin();
    BOOST_TEST(has({.begun = 3}));
    end(completes, handshake_outcome::completed);
    end(is_refused, handshake_outcome::failed, "bad_certificate");
    end(is_broken_off, handshake_outcome::failed);
    BOOST_TEST(has({.begun = 3, .completed = 1, .failed = 2, .alerts = 1}));
    // TLS 1.3: the alert follows a handshake that was complete for the server.
    end(completes, handshake_outcome::failed, "unknown_ca");
    BOOST_TEST(has({.begun = 3, .completed = 0, .failed = 3, .alerts = 2}));
    journal.clear();
    BOOST_TEST(has({}));
}

BOOST_AUTO_TEST_CASE(handshakes_of_admin_calls_are_not_counted) {
    const connection_entry client = begin();
    const connection_entry admin = begin();
    end(admin, handshake_outcome::completed);
    journal.note_admin(admin.number);
    BOOST_TEST(has({.begun = 1}));
    journal.note_admin(admin.number);
    BOOST_TEST(has({.begun = 1}));
    end(admin, handshake_outcome::failed, "unknown_ca");
    BOOST_TEST(has({.begun = 1}));
    const auto entries = journal.entries();
    BOOST_TEST(!entries[0].admin);
    BOOST_TEST(entries[1].admin); // an update does not change that
    end(client, handshake_outcome::completed);
    BOOST_TEST(has({.begun = 1, .completed = 1}));
}

BOOST_AUTO_TEST_CASE(a_connection_that_goes_on_can_be_brought_back) {
    connection_entry open = begin();
    const std::uint64_t generation = journal.generation();
    end(open, handshake_outcome::completed);
    journal.clear();
    BOOST_TEST(journal.generation() == generation + 1);
    begin();
    open.handshake = handshake_outcome::completed;
    journal.restore(open);
    journal.restore(open);
    BOOST_TEST(numbers() == "1 2 ");
    BOOST_TEST((journal.entries().front().handshake == handshake_outcome::completed));
    BOOST_TEST(has({.begun = 1})); // the handshake was before
    journal.note_admin(open.number);
    end(open, handshake_outcome::failed);
    BOOST_TEST(has({.begun = 1}));
    BOOST_TEST(journal.generation() == generation + 1);
}

BOOST_AUTO_TEST_CASE(keeps_the_newest_10000) {
    const connection_entry oldest = begin();
    for (int number = 2; number <= 10'003; ++number) {
        journal.add({});
    }
    const auto entries = journal.entries();
    BOOST_TEST(entries.size() == 10'000U);
    BOOST_TEST(entries.front().number == 4U);
    BOOST_TEST(entries.back().number == 10'003U);
    BOOST_TEST(has({.begun = 1})); // which is still counted
    journal.restore(oldest);
    BOOST_TEST(journal.entries().size() == 10'000U);
    BOOST_TEST(journal.entries().front().number == 4U);
}

BOOST_AUTO_TEST_CASE(several_threads_add_and_update_and_read) {
    constexpr std::size_t threads = 4;
    constexpr int each = 500;
    std::vector<std::thread> all;
    for (std::size_t thread = 0; thread < threads; ++thread) {
        all.emplace_back([this] {
            for (int done = 0; done < each; ++done) {
                end(begin(), handshake_outcome::failed, "unknown_ca");
                static_cast<void>(journal.entries(journal.last_number()));
            }
        });
    }
    for (std::thread& thread : all) {
        thread.join();
    }
    constexpr std::uint64_t total = threads * each;
    BOOST_TEST(has({.begun = total, .failed = total, .alerts = total}));
    BOOST_TEST(journal.entries().size() == total);
    BOOST_TEST(journal.last_number() == total);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
