// SPDX-License-Identifier: MIT
#include <sendmock/faults/pager_faults.hpp>
#include <sendmock/http/base64.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/server/mock_server.hpp>

#include "support/journal_steps.hpp"
#include "support/numbered_logs.hpp"
#include "support/page_walk.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace unit::server::cursor_faults {

using sendmock::exchange;
using sendmock::from_page;
using sendmock::mock_server;
using sendmock::on_any_request;
using sendmock::on_page;
using sendmock::tests::follow;
using sendmock::tests::get_page;
using sendmock::tests::logs_target;
using sendmock::tests::numbered_logs;
using sendmock::tests::pages_from;
using sendmock::tests::rows_of;
using sendmock::tests::service_client;
using sendmock::tests::steps_of;
using sendmock::tests::walked_page;
using std::chrono::seconds;

const std::string logs(logs_target);

/// Seven logs on pages of three, a clock that stands still, and a client.
struct fixture {
    sendmock::manual_clock clock{sendmock::instant{} + std::chrono::hours{500'000}};
    mock_server server{
        {.logs = numbered_logs(1, 7), .page_size = 3, .now = clock.source(), .seed = 42}};
    service_client client{server.port()};

    [[nodiscard]] exchange last() const { return server.journal().requests().back(); }

    /// Checks that an answer is the service's to a cursor that is none, and why.
    void
    check_refused(const walked_page& page, std::string_view reason, std::string_view cause) const {
        BOOST_TEST(page.answer.status == 404);
        BOOST_TEST(nlohmann::json::parse(page.answer.content).at("error").at("message") ==
                   "Invalid cursor");
        BOOST_TEST(page.answer.field("X-Sendmock-Reason") == reason);
        BOOST_TEST(last().reason == reason);
        BOOST_TEST(last().cause.find(cause) != std::string::npos, last().cause);
    }
};

/// The cursor in a link, as the URL has it.
std::string encoded_cursor(const std::string& link) {
    return link.substr(link.find("cursor=") + 7);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

} // namespace unit::server::cursor_faults

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_FIXTURE_TEST_SUITE(cursor_faults, cursor_faults::fixture)

// ---- Opaque ones

BOOST_AUTO_TEST_CASE(a_walk_by_opaque_cursors_is_complete_either_way) {
    server.inject(on_any_request().always(), sendmock::opaque_cursors());
    for (int round = 1; round <= 20; ++round) {
        const auto pages = pages_from(client);
        BOOST_TEST(rows_of(pages) == "7 6 5|4 3 2|1");
        BOOST_TEST(rows_of(pages_from(client, pages.back().target, &walked_page::previous)) ==
                   "1|4 3 2|7 6 5");
    }
}

BOOST_AUTO_TEST_CASE(opaque_cursors_are_as_long_as_is_said) {
    for (const std::uint32_t length : {20U, 300U, 1000U}) {
        server.set_scenario({.rules = {{.when = on_any_request().always(),
                                        .then = sendmock::opaque_cursors(length)}}});
        BOOST_TEST(rows_of(pages_from(client)) == "7 6 5|4 3 2|1");
        const std::string cursor =
            sendmock::http::form_decode(encoded_cursor(get_page(client).next.value_or("")));
        BOOST_TEST(cursor.size() == length);
        BOOST_TEST(cursor.ends_with("=="));
    }
}

BOOST_AUTO_TEST_CASE(opaque_cursors_are_random_and_have_what_must_be_encoded) {
    server.inject(on_any_request().always(), sendmock::opaque_cursors());
    std::set<std::string> cursors;
    for (int round = 0; round < 10; ++round) {
        const std::string encoded = encoded_cursor(get_page(client).next.value_or(""));
        const std::string cursor = sendmock::http::form_decode(encoded);
        cursors.insert(cursor);
        BOOST_TEST(cursor.find('+') != std::string::npos);
        BOOST_TEST(cursor.find('/') != std::string::npos);
        BOOST_TEST(cursor.ends_with("=="));
        BOOST_TEST(encoded.find_first_of("+/= ") == std::string::npos); // the link is sound
        BOOST_TEST(sendmock::http::base64_decode(cursor).has_value());
    }
    BOOST_TEST(cursors.size() == 10U);
}

BOOST_AUTO_TEST_CASE(opaque_cursors_are_the_same_for_a_seed) {
    const auto cursor_of = [](std::uint64_t seed) {
        mock_server other({.logs = numbered_logs(1, 7), .page_size = 3, .seed = seed});
        other.inject(on_page(1), sendmock::opaque_cursors());
        service_client reader(other.port());
        return encoded_cursor(get_page(reader).next.value_or(""));
    };
    BOOST_TEST(cursor_of(1) == cursor_of(1));
    BOOST_TEST(cursor_of(1) != cursor_of(2));
}

BOOST_AUTO_TEST_CASE(the_pages_behind_opaque_cursors_are_noted) {
    server.inject(from_page(1).always(), sendmock::opaque_cursors());
    pages_from(client);
    BOOST_TEST(steps_of(server.journal()) == "1.1.1 1.2.1 1.3.1 ");
    for (const exchange& entry : server.journal().requests()) {
        BOOST_TEST(entry.fault == "OPAQUE_CURSORS");
        BOOST_TEST(entry.reason == "injected_fault");
    }
    BOOST_TEST(last().cursor.value_or("").starts_with("p=")); // what it stands for
}

BOOST_AUTO_TEST_CASE(usual_and_opaque_cursors_may_follow_each_other) {
    server.inject(on_page(2), sendmock::opaque_cursors());
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5|4 3 2|1");
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5|4 3 2|1");
    server.inject(on_page(1), sendmock::opaque_cursors());
    server.inject(on_page(2), sendmock::empty_page());
    server.inject(on_page(3), sendmock::short_page(1));
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5||4|3 2 1");
}

BOOST_AUTO_TEST_CASE(a_plus_that_is_sent_as_it_is_is_refused) {
    server.inject(on_page(1), sendmock::opaque_cursors());
    const std::string link = get_page(client).next.value_or("");
    check_refused(follow(client, replaced(link, "%2B", "+")), "bad_cursor", "a + of this opaque");
    check_refused(follow(client, replaced(link, "%2B", "%20")), "bad_cursor", "a + of this opaque");
    // What a query may have as it is does no harm.
    BOOST_TEST(rows_of({follow(client, replaced(replaced(link, "%2F", "/"), "%3D", "="))}) ==
               "4 3 2");
}

BOOST_AUTO_TEST_CASE(an_opaque_cursor_that_is_encoded_twice_or_damaged_is_refused) {
    server.inject(on_page(1), sendmock::opaque_cursors());
    const std::string link = get_page(client).next.value_or("");
    BOOST_TEST(rows_of({follow(client, link)}) == "4 3 2");
    check_refused(follow(client, replaced(link, "%", "%25")), "bad_cursor", "none of the opaque");
    check_refused(follow(client, replaced(link, "%3D", "")), "bad_cursor", "none of the opaque");
    check_refused(follow(client, logs + "?cursor=abc"), "bad_cursor", "none of the opaque");
    BOOST_TEST(steps_of(server.journal()).ends_with(" -.-.1 -.-.1 -.-.1 "));
    BOOST_TEST(rows_of({get_page(client, logs + "?cursor=")}) == "7 6 5");
}

BOOST_AUTO_TEST_CASE(a_cursor_that_a_client_makes_itself_is_refused_beside_opaque_ones) {
    server.inject(on_page(1), sendmock::opaque_cursors());
    BOOST_TEST(rows_of({get_page(client, logs + "?cursor=cj0x")}) == "3 2 1");
    get_page(client);
    check_refused(get_page(client, logs + "?cursor=cj0x"), "bad_cursor", "none of the opaque");
}

BOOST_AUTO_TEST_CASE(opaque_cursors_are_forgotten_with_the_rules_and_the_logs) {
    server.inject(on_page(1).always(), sendmock::opaque_cursors());
    std::string link = get_page(client).next.value_or("");
    server.clear_scenario();
    BOOST_TEST(follow(client, link).answer.status == 404);
    server.inject(on_page(1).always(), sendmock::opaque_cursors());
    link = get_page(client).next.value_or("");
    server.logs().replace(numbered_logs(1, 9));
    BOOST_TEST(follow(client, link).answer.status == 404);
    BOOST_TEST(rows_of(pages_from(client)) == "9 8 7|6 5 4|3 2 1");
}

// ---- Dead ones

BOOST_AUTO_TEST_CASE(an_expired_cursor_stays_dead) {
    server.inject(on_page(2), sendmock::expire_cursor());
    const walked_page first = get_page(client);
    for (int round = 0; round < 4; ++round) {
        check_refused(follow(client, first.next.value_or("")), "expired_cursor", "");
        BOOST_TEST(last().fault == (round == 0 ? "EXPIRE_CURSOR" : ""));
        BOOST_TEST(last().page.value_or(0) == 2U);
    }
    BOOST_TEST(last().cause == "a fault let this cursor expire: the walk cannot go on from here");
    // The service goes on as before.
    BOOST_TEST(rows_of({get_page(client)}) == "7 6 5");
    BOOST_TEST(get_page(client, logs + "?cursor=cj0x").answer.status == 200);
}

BOOST_AUTO_TEST_CASE(a_request_without_a_cursor_has_none_that_could_expire) {
    server.inject(on_any_request(), sendmock::expire_cursor());
    BOOST_TEST(get_page(client).answer.status == 200);
    BOOST_TEST(get_page(client, logs + "?cursor=").answer.status == 200);
    BOOST_TEST(server.unused_rules().size() == 1U);
    BOOST_TEST(pages_from(client).back().answer.status == 404);
}

BOOST_AUTO_TEST_CASE(expired_cursors_live_again_once_logs_or_rules_are_replaced) {
    server.inject(on_page(2).always(), sendmock::expire_cursor());
    BOOST_TEST(pages_from(client).back().answer.status == 404);
    server.clear_scenario();
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5|4 3 2|1");
    server.inject(on_page(2), sendmock::expire_cursor());
    BOOST_TEST(pages_from(client).back().answer.status == 404);
    server.logs().replace(numbered_logs(1, 7));
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5|4 3 2|1");
}

// ---- Old ones

BOOST_AUTO_TEST_CASE(a_cursor_is_good_as_long_as_the_setting_says) {
    auto settings = server.account("key")->settings();
    settings.cursor_lifetime = seconds{60};
    server.account("key")->set_settings(settings);
    const std::string link = get_page(client).next.value_or("");
    clock.advance(seconds{60});
    BOOST_TEST(rows_of({follow(client, link)}) == "4 3 2");
    clock.advance(seconds{1});
    for (int round = 0; round < 2; ++round) {
        check_refused(follow(client, link), "expired_cursor", "longer ago than cursor_lifetime");
    }
    // A cursor that was never issued has no age.
    BOOST_TEST(get_page(client, logs + "?cursor=cj0x").answer.status == 200);
    settings.cursor_lifetime.reset();
    server.account("key")->set_settings(settings);
    BOOST_TEST(rows_of({follow(client, link)}) == "4 3 2");
}

BOOST_AUTO_TEST_CASE(a_walk_may_take_longer_than_one_cursor_lives) {
    auto settings = server.account("key")->settings();
    settings.cursor_lifetime = seconds{60};
    server.account("key")->set_settings(settings);
    const walked_page first = get_page(client);
    clock.advance(seconds{50});
    const walked_page second = follow(client, first.next.value_or(""));
    clock.advance(seconds{50});
    BOOST_TEST(rows_of({first, second, follow(client, second.next.value_or(""))}) ==
               "7 6 5|4 3 2|1");
}

BOOST_AUTO_TEST_CASE(a_client_that_begins_again_gets_links_that_live_again) {
    auto settings = server.account("key")->settings();
    settings.cursor_lifetime = seconds{60};
    server.account("key")->set_settings(settings);
    const std::string link = get_page(client).next.value_or("");
    clock.advance(seconds{61});
    BOOST_TEST(follow(client, link).answer.status == 404);
    BOOST_TEST(rows_of(pages_from(client)) == "7 6 5|4 3 2|1");
}

BOOST_AUTO_TEST_CASE(the_lifetime_is_an_option_of_the_server) {
    sendmock::manual_clock time;
    const mock_server other({.logs = numbered_logs(1, 7),
                             .page_size = 3,
                             .cursor_lifetime = seconds{0},
                             .now = time.source()});
    service_client reader(other.port());
    const walked_page first = get_page(reader);
    BOOST_TEST(rows_of({follow(reader, first.next.value_or(""))}) == "4 3 2");
    time.advance(std::chrono::microseconds{1});
    BOOST_TEST(follow(reader, first.next.value_or("")).answer.status == 404);
    BOOST_CHECK_THROW(mock_server({.cursor_lifetime = seconds{-1}}), std::invalid_argument);
}

// ---- Unknown ones

BOOST_AUTO_TEST_CASE(a_cursor_of_other_logs_is_answered_and_noted_as_one) {
    const std::string link = get_page(client).next.value_or("");
    server.logs().replace(numbered_logs(1, 7));
    BOOST_TEST(rows_of({follow(client, link)}) == "4 3 2");
    BOOST_TEST(!last().page.has_value());
    BOOST_TEST(last().cause.find("not issued since the logs") != std::string::npos, last().cause);
}

BOOST_AUTO_TEST_CASE(a_cursor_that_was_issued_outside_a_walk_is_not_taken_for_a_foreign_one) {
    const walked_page end = get_page(client, logs + "?cursor=cj0x");
    BOOST_TEST(last().cause.find("not issued since the logs") != std::string::npos);
    follow(client, end.previous.value_or(""));
    BOOST_TEST(last().cause == "");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
