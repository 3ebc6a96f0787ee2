// SPDX-License-Identifier: MIT
#include <sendmock/journal/walk_tracker.hpp>
#include <sendmock/logs/timestamp.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace unit::journal::walk_tracker {

using sendmock::walk_step;

using link = std::optional<std::string>;

const sendmock::instant time = std::chrono::sys_days{std::chrono::year{2023} / 3 / 1};

/// A client and the server around the tracker.
struct tracked_client {
    /// A request for a page, not answered yet.
    walk_step ask(const link& cursor) { return tracker.enter_page("GET", target(cursor), cursor); }

    /// A request that is answered with links, complete and unaltered.
    walk_step get(const link& cursor, const link& next = {}, const link& previous = {}) {
        const walk_step step = ask(cursor);
        tracker.note_links(step, next, previous, time);
        tracker.delivered("GET", target(cursor), step);
        return step;
    }

    static std::string target(const link& cursor) {
        return cursor ? "/logs?cursor=" + *cursor : "/logs";
    }

    sendmock::walk_tracker tracker;
};

/// Walk and page as `2.3`, or `none`.
std::string place(const walk_step& step) {
    if (!step.walk || !step.page) {
        BOOST_TEST(!step.walk.has_value());
        BOOST_TEST(!step.page.has_value());
        return "none";
    }
    return std::to_string(*step.walk) + '.' + std::to_string(*step.page);
}

} // namespace unit::journal::walk_tracker

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(journal)
BOOST_FIXTURE_TEST_SUITE(walk_tracker, walk_tracker::tracked_client)

BOOST_AUTO_TEST_CASE(counts_the_pages_of_a_walk) {
    BOOST_TEST(place(get({}, "b")) == "1.1");
    BOOST_TEST(place(get("b", "c", "r-a")) == "1.2");
    BOOST_TEST(place(get("c", {}, "r-b")) == "1.3");
}

BOOST_AUTO_TEST_CASE(counts_backward_along_previous_links) {
    get({}, "b");
    get("b", "c", "r-a");
    get("c", {}, "r-b");
    BOOST_TEST(place(get("r-b", "c2", "r-a2")) == "1.2");
    BOOST_TEST(place(get("r-a2", "b2")) == "1.1");
    BOOST_TEST(place(get("c2")) == "1.3");
}

BOOST_AUTO_TEST_CASE(knows_no_page_before_the_first) {
    get({}, "b", "r-zero");
    BOOST_TEST(place(ask("r-zero")) == "none");
}

BOOST_AUTO_TEST_CASE(knows_when_a_cursor_was_issued_last) {
    const walk_step first = get({}, "b", "r");
    BOOST_TEST((tracker.issued("b") == time));
    BOOST_TEST((tracker.issued("r") == time));
    BOOST_TEST(!tracker.issued("a").has_value());
    tracker.note_links(first, "b", {}, time + std::chrono::hours{1});
    BOOST_TEST((tracker.issued("b") == time + std::chrono::hours{1}));
    BOOST_TEST((tracker.issued("r") == time));
    tracker.clear();
    BOOST_TEST(!tracker.issued("b").has_value());
    tracker.note_links(first, "b", {}, time); // into data that are gone
    BOOST_TEST(!tracker.issued("b").has_value());
}

BOOST_AUTO_TEST_CASE(knows_links_of_pages_that_stand_in_no_walk) {
    get({}, "b");
    const walk_step nowhere = ask("the client's own");
    tracker.note_links(nowhere, "c", "b", time + std::chrono::hours{1});
    BOOST_TEST((tracker.issued("c") == time + std::chrono::hours{1}));
    BOOST_TEST(place(ask("c")) == "none");
    BOOST_TEST((tracker.issued("b") == time + std::chrono::hours{1}));
    BOOST_TEST(place(ask("b")) == "1.2"); // as before
    get("b", "c");
    BOOST_TEST(place(ask("c")) == "1.3");
}

BOOST_AUTO_TEST_CASE(has_no_page_for_a_cursor_never_issued) {
    BOOST_TEST(place(ask("made-up")) == "none");
    get({}, "b");
    BOOST_TEST(place(get("made-up", "c", "r-a")) == "none");
    // Nor for what such a page links to.
    BOOST_TEST(place(ask("c")) == "none");
    BOOST_TEST(place(ask("r-a")) == "none");
    BOOST_TEST(place(ask("b")) == "1.2");
}

BOOST_AUTO_TEST_CASE(starts_a_walk_where_the_last_first_page_was_delivered) {
    BOOST_TEST(place(get({})) == "1.1");
    BOOST_TEST(place(get({})) == "2.1");
    BOOST_TEST(place(get({})) == "3.1");
}

BOOST_AUTO_TEST_CASE(takes_a_first_page_that_was_not_delivered_for_a_retry) {
    BOOST_TEST(place(ask({})) == "1.1");
    BOOST_TEST(place(ask({})) == "1.1");
    BOOST_TEST(place(get({})) == "1.1");
    BOOST_TEST(place(ask({})) == "2.1");
    BOOST_TEST(place(ask({})) == "2.1");
}

BOOST_AUTO_TEST_CASE(judges_by_the_last_first_page_alone) {
    get({}, "b");
    BOOST_TEST(place(ask("b")) == "1.2"); // not delivered
    BOOST_TEST(place(ask({})) == "2.1");
    get("b", "c"); // delivered, but no first page
    BOOST_TEST(place(ask({})) == "2.1");
}

BOOST_AUTO_TEST_CASE(takes_another_target_of_the_first_page_for_the_same_walk) {
    BOOST_TEST(place(tracker.enter_page("GET", "/logs", {})) == "1.1");
    BOOST_TEST(place(tracker.enter_page("GET", "/logs?cursor=", {})) == "1.1");
    BOOST_TEST(place(tracker.enter_page("GET", "/logs?a=b", {})) == "1.1");
}

BOOST_AUTO_TEST_CASE(forgets_a_delivery_that_failed_after_all) {
    const walk_step first = get({}, "b");
    tracker.failed("GET", target({}), first);
    const walk_step retry = get({}, "b");
    BOOST_TEST(place(retry) == "1.1");
    BOOST_TEST(retry.attempt == 2U);
    BOOST_TEST(place(ask({})) == "2.1");
}

BOOST_AUTO_TEST_CASE(cares_no_more_for_the_first_page_of_an_older_walk) {
    const walk_step old = get({});
    BOOST_TEST(place(ask({})) == "2.1");
    tracker.delivered("GET", target({}), old);
    BOOST_TEST(place(get({})) == "2.1");
    tracker.failed("GET", target({}), old);
    BOOST_TEST(place(ask({})) == "3.1");
}

BOOST_AUTO_TEST_CASE(keeps_a_repeated_cursor_of_one_walk_on_its_page) {
    get({}, "b");
    get("b", "c");
    BOOST_TEST(place(get("c", "c", "b")) == "1.3"); // the framework's loop: `next` is the page
    BOOST_TEST(place(get("c", "c", "b")) == "1.3");
    BOOST_TEST(place(ask("b")) == "1.2");
}

BOOST_AUTO_TEST_CASE(moves_the_cursor_of_an_older_walk_to_the_new_one) {
    get({}, "b");
    get("b", "c");
    get({}, "c"); // rows are gone: what was page 3 is page 2 now
    BOOST_TEST(place(ask("c")) == "2.2");
    BOOST_TEST(place(ask("b")) == "1.2");
}

BOOST_AUTO_TEST_CASE(leaves_the_cursor_of_a_newer_walk_alone) {
    const walk_step old = get({}, "b");
    get({}, "b");
    tracker.note_links(old, "b", "r", time);
    BOOST_TEST(place(ask("b")) == "2.2");
}

BOOST_AUTO_TEST_CASE(keeps_the_latest_ten_thousand_links) {
    constexpr std::size_t most = sendmock::walk_tracker::most_notes;
    BOOST_TEST(most == 10'000U);
    const walk_step first = get({});
    for (std::size_t note = 0; note < most; ++note) {
        tracker.note_links(first, std::to_string(note), {}, time);
    }
    BOOST_TEST(place(ask("0")) == "1.2");
    tracker.note_links(first, "one more", {}, time);
    BOOST_TEST(place(ask("0")) == "none");
    BOOST_TEST(place(ask("1")) == "1.2");
    BOOST_TEST(place(ask("9999")) == "1.2");
    BOOST_TEST(place(ask("one more")) == "1.2");
}

BOOST_AUTO_TEST_CASE(counts_a_link_that_is_issued_again_in_a_new_walk_as_late) {
    const walk_step first = get({});
    for (std::size_t note = 0; note < sendmock::walk_tracker::most_notes; ++note) {
        tracker.note_links(first, std::to_string(note), {}, time);
    }
    get({}, "0");
    tracker.note_links(first, "one more", {}, time);
    BOOST_TEST(place(ask("0")) == "2.2");
    BOOST_TEST(place(ask("1")) == "none");
}

BOOST_AUTO_TEST_CASE(counts_attempts_since_a_target_was_last_delivered) {
    BOOST_TEST(ask("b").attempt == 1U);
    BOOST_TEST(ask("b").attempt == 2U);
    BOOST_TEST(get("b").attempt == 3U);
    BOOST_TEST(ask("b").attempt == 1U);
    BOOST_TEST(ask("b").attempt == 2U);
}

BOOST_AUTO_TEST_CASE(counts_attempts_for_each_method_and_raw_target) {
    BOOST_TEST(tracker.enter("GET", "/a").attempt == 1U);
    BOOST_TEST(tracker.enter("HEAD", "/a").attempt == 1U);
    BOOST_TEST(tracker.enter("GET", "/%61").attempt == 1U);
    BOOST_TEST(tracker.enter("GET", "/A").attempt == 1U);
    BOOST_TEST(tracker.enter("GET", "/a").attempt == 2U);
    BOOST_TEST(tracker.enter_page("GET", "/a", {}).attempt == 3U);
    tracker.delivered("HEAD", "/a", {});
    BOOST_TEST(tracker.enter("GET", "/a").attempt == 4U);
    BOOST_TEST(tracker.enter("HEAD", "/a").attempt == 1U);
}

BOOST_AUTO_TEST_CASE(counts_on_where_a_delivery_failed_after_all) {
    ask("b");
    const walk_step second = get("b");
    BOOST_TEST(second.attempt == 2U);
    tracker.failed("GET", target("b"), second);
    BOOST_TEST(ask("b").attempt == 3U);
}

BOOST_AUTO_TEST_CASE(gives_a_request_for_no_page_an_attempt_alone) {
    const walk_step step = tracker.enter("POST", "/logs");
    BOOST_TEST(place(step) == "none");
    BOOST_TEST(step.attempt == 1U);
    tracker.delivered("POST", "/logs", step);
    BOOST_TEST(place(ask({})) == "1.1");
    BOOST_TEST(place(ask({})) == "1.1");
}

BOOST_AUTO_TEST_CASE(forgets_links_and_attempts_when_it_is_cleared) {
    get({}, "b");
    get({}, "c"); // walk 2
    ask("c");
    ask({}); // walk 3, not delivered
    tracker.clear();
    const walk_step unknown = ask("c");
    BOOST_TEST(place(unknown) == "none");
    BOOST_TEST(unknown.attempt == 1U);
    BOOST_TEST(place(ask("b")) == "none");
    BOOST_TEST(place(ask({})) == "4.1");
}

BOOST_AUTO_TEST_CASE(forgets_links_once_for_each_replacement_of_the_data) {
    tracker.follow_data(1);
    get({}, "b");
    tracker.follow_data(1);
    BOOST_TEST(place(ask("b")) == "1.2");
    tracker.follow_data(2);
    BOOST_TEST(place(ask("b")) == "none");
}

BOOST_AUTO_TEST_CASE(notes_nothing_of_answers_that_were_begun_before_all_was_forgotten) {
    const walk_step before = ask({});
    tracker.clear();
    tracker.note_links(before, "b", std::nullopt, time);
    BOOST_TEST(place(ask("b")) == "none");
    const walk_step after = ask({});
    tracker.delivered("GET", "/logs", before);
    BOOST_TEST(place(ask({})) == place(after)); // still a retry
    tracker.failed("GET", "/other", before);
    BOOST_TEST(tracker.enter("GET", "/other").attempt == 1U);
}

BOOST_AUTO_TEST_CASE(numbers_walks_from_1_again_when_it_is_reset) {
    get({}, "b");
    get({}, "c");
    ask("d");
    tracker.reset();
    BOOST_TEST(place(ask("b")) == "none");
    BOOST_TEST(ask("d").attempt == 1U);
    BOOST_TEST(place(get({}, "b")) == "1.1");
    BOOST_TEST(place(ask("b")) == "1.2");
}

BOOST_AUTO_TEST_CASE(does_not_grow_with_targets_that_are_never_delivered) {
    constexpr std::size_t most = sendmock::walk_tracker::most_notes;
    BOOST_TEST(tracker.enter("GET", "/first").attempt == 1U);
    for (std::size_t count = 1; count < most; ++count) {
        static_cast<void>(tracker.enter("GET", "/" + std::to_string(count)));
    }
    BOOST_TEST(tracker.enter("GET", "/one-more").attempt == 1U);
    BOOST_TEST(tracker.enter("GET", "/first").attempt == 1U); // no longer known
    BOOST_TEST(tracker.enter("GET", "/one-more").attempt == 2U);
}

BOOST_AUTO_TEST_CASE(finds_the_cursor_that_leads_to_a_page) {
    get({}, "b");
    get("b", "c", "r-a");
    get({}, "b2");
    BOOST_TEST((tracker.cursor_of(1, 2) == "b"));
    BOOST_TEST((tracker.cursor_of(1, 3) == "c"));
    BOOST_TEST((tracker.cursor_of(1, 1) == "r-a")); // which a link back led to
    BOOST_TEST((tracker.cursor_of(2, 2) == "b2"));
    BOOST_TEST(!tracker.cursor_of(2, 1).has_value()); // asked for without a cursor
    BOOST_TEST(!tracker.cursor_of(2, 3).has_value());
    BOOST_TEST(!tracker.cursor_of(3, 2).has_value());
    tracker.clear();
    BOOST_TEST(!tracker.cursor_of(1, 2).has_value());
}

BOOST_AUTO_TEST_CASE(finds_the_cursor_of_the_latest_walk_that_issued_it) {
    get({}, "b");
    get({}, "b");
    BOOST_TEST(!tracker.cursor_of(1, 2).has_value());
    BOOST_TEST((tracker.cursor_of(2, 2) == "b"));
}

BOOST_AUTO_TEST_CASE(forgets_what_it_knows_of_cursors_with_the_links) {
    const auto note_and_check = [this](auto forget) {
        tracker.cursors().expire("b");
        BOOST_TEST(tracker.cursors().find("b").expired);
        forget();
        BOOST_TEST(!tracker.cursors().find("b").expired);
    };
    note_and_check([this] { tracker.clear(); });
    note_and_check([this] { tracker.reset(); });
    note_and_check([this] { tracker.follow_data(7); });
    tracker.cursors().expire("b");
    tracker.follow_data(7); // nothing new
    BOOST_TEST(tracker.cursors().find("b").expired);
}

BOOST_AUTO_TEST_CASE(a_step_belongs_to_the_data_of_its_time_unless_it_is_renewed) {
    const walk_step before = ask({});
    BOOST_TEST(tracker.is_current(before));
    tracker.clear();
    BOOST_TEST(!tracker.is_current(before));
    const walk_step renewed = tracker.renewed(before);
    BOOST_TEST(tracker.is_current(renewed));
    BOOST_TEST(place(renewed) == "1.1");
    tracker.note_links(renewed, "b", std::nullopt, time);
    BOOST_TEST(place(ask("b")) == "1.2");
}

BOOST_AUTO_TEST_CASE(serves_several_threads) {
    std::vector<std::thread> threads;
    std::atomic<int> firsts{0};
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([this, thread, &firsts] {
            const std::string own = std::to_string(thread);
            for (int count = 0; count < 500; ++count) {
                const walk_step step = get({}, own + "-" + std::to_string(count));
                firsts += step.page == 1U ? 1 : 0;
                static_cast<void>(tracker.enter("GET", "/shared"));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(firsts == 2000);
    BOOST_TEST(tracker.enter("GET", "/shared").attempt == 2001U);
    for (const auto& cursor : {"0-0", "1-499", "2-250", "3-499"}) {
        BOOST_TEST((ask(cursor).page == 2U));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
