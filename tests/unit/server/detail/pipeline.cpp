// SPDX-License-Identifier: MIT
#include <sendmock/faults/data_changes.hpp>
#include <sendmock/faults/http_faults.hpp>
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/http/form.hpp>
#include <sendmock/server/detail/pipeline.hpp>

#include "support/journal_steps.hpp"
#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace unit::server::detail::pipeline {

using sendmock::delivery;
using sendmock::exchange;
using sendmock::detail::reply;
using sendmock::tests::steps_of;

const std::string logs_target(sendmock::logs_path);
constexpr sendmock::instant noon{std::chrono::sys_days{std::chrono::January / 2 / 2024} +
                                 std::chrono::hours{12}};

/// A pipeline with five logs on pages of two, and without any socket.
struct fixture {
    sendmock::account_registry accounts{
        {.logs = sendmock::tests::numbered_logs(1, 5), .settings = {.page_size = 2}},
        {{.key = "other", .secret = "o", .logs = sendmock::tests::numbered_logs(1, 1)}}};
    sendmock::canary elsewhere{accounts, {}, sendmock::system_time};
    std::vector<exchange> observed;
    sendmock::time_source now = [] { return noon; };
    bool strict = false;
    bool keep_contents = false;

    [[nodiscard]] sendmock::detail::pipeline pipeline() {
        return {accounts,
                elsewhere,
                {.service = {.now = now},
                 .strict = strict,
                 .keep_contents = keep_contents,
                 .on_exchange = [this](const exchange& entry) { observed.push_back(entry); }}};
    }

    [[nodiscard]] reply ask(sendmock::http::request request) {
        return pipeline().respond(std::move(request));
    }

    /// Asks for a page, and lets all of the answer be written unless told otherwise.
    sendmock::http::response get(const std::string& target = logs_target, bool written = true) {
        const auto pipe = pipeline();
        reply answered = pipe.respond(request("GET", target));
        answered.done(written, written ? 1'000 : 10);
        return std::move(answered.response);
    }

    [[nodiscard]] static sendmock::http::request request(const std::string& method,
                                                         const std::string& target = logs_target,
                                                         const std::string& key = "key",
                                                         const std::string& secret = "secret") {
        return {
            .method = method,
            .target = target,
            .fields = {{"Host", "x"}, {"Authorization", sendmock::http::make_basic(key, secret)}}};
    }

    [[nodiscard]] const sendmock::request_journal& journal() const {
        return accounts.default_account().journal();
    }

    [[nodiscard]] exchange last() const { return journal().requests().back(); }
};

std::string next_of(const sendmock::http::response& page) {
    const auto next = nlohmann::json::parse(page.content).at("next").get<std::string>();
    return next.substr(next.find("/api"));
}

} // namespace unit::server::detail::pipeline

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_FIXTURE_TEST_SUITE(pipeline, pipeline::fixture)

BOOST_AUTO_TEST_CASE(the_entry_is_there_before_the_answer_leaves) {
    const auto pipe = pipeline();
    sendmock::http::request asked = request("GET", logs_target + "?cursor=cD04&a=b");
    asked.content = "abc";
    asked.connection = 6;
    const reply answered = pipe.respond(asked);
    BOOST_TEST(answered.response.status == 403);
    BOOST_REQUIRE(journal().size() == 1U);
    const exchange entry = last();
    BOOST_TEST(entry.number == 1U);
    BOOST_TEST((entry.time == noon));
    BOOST_TEST(entry.account == "key");
    BOOST_TEST(entry.authenticated);
    BOOST_TEST(entry.connection == 6U);
    BOOST_TEST(entry.method == "GET");
    BOOST_TEST(entry.target == logs_target + "?cursor=cD04&a=b");
    BOOST_TEST((entry.fields == asked.fields));
    BOOST_TEST(entry.content_bytes == 3U);
    BOOST_TEST(entry.cursor.value_or("") == "p=8");
    BOOST_TEST(entry.status == 403);
    BOOST_TEST(entry.reason == "get_with_body");
    BOOST_TEST((entry.outcome == delivery::pending));
    BOOST_TEST(entry.sent_bytes == 0U);
    BOOST_TEST(observed.empty());
}

BOOST_AUTO_TEST_CASE(outcome_and_bytes_follow) {
    get();
    BOOST_TEST((last().outcome == delivery::complete));
    BOOST_TEST(last().sent_bytes == 1'000U);
    get(logs_target, false);
    BOOST_TEST((last().outcome == delivery::failed));
    BOOST_TEST(last().sent_bytes == 10U);
}

BOOST_AUTO_TEST_CASE(the_observer_sees_each_exchange_when_it_is_done_without_secrets) {
    get();
    BOOST_REQUIRE(observed.size() == 1U);
    const exchange& seen = observed.front();
    BOOST_TEST(seen.number == 1U);
    BOOST_TEST(seen.status == 200);
    BOOST_TEST((seen.outcome == delivery::complete));
    BOOST_TEST(seen.sent_bytes == 1'000U);
    BOOST_TEST(*seen.fields.find("Authorization") == "Basic ***");
    BOOST_TEST(*last().fields.find("Authorization") == sendmock::http::make_basic("key", "secret"));
}

BOOST_AUTO_TEST_CASE(an_observer_that_throws_does_no_harm) {
    const sendmock::detail::pipeline pipe(
        accounts, elsewhere, {.service = {.now = now}, .on_exchange = [](const exchange&) {
                                  throw 42;
                              }});
    const reply answered = pipe.respond(request("GET"));
    answered.done(true, 5);
    BOOST_TEST(answered.response.status == 200);
    BOOST_TEST(last().sent_bytes == 5U);
}

BOOST_AUTO_TEST_CASE(a_request_belongs_to_the_account_of_its_key_even_if_the_secret_is_wrong) {
    static_cast<void>(ask(request("GET", logs_target, "other", "wrong")));
    const auto& others = accounts.find("other")->journal();
    BOOST_REQUIRE(others.size() == 1U);
    BOOST_TEST(others.requests().front().account == "other");
    BOOST_TEST(others.requests().front().reason == "wrong_secret");
    BOOST_TEST(!others.requests().front().authenticated);
    BOOST_TEST(journal().size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_request_of_nobody_belongs_to_the_default_account) {
    static_cast<void>(ask(request("GET", logs_target, "nobody", "secret")));
    BOOST_TEST(last().reason == "unknown_key");
    BOOST_TEST(last().account == "key");
    static_cast<void>(ask({.method = "GET", .target = logs_target, .fields = {{"Host", "x"}}}));
    BOOST_TEST(last().reason == "no_credentials");
    BOOST_TEST(!last().authenticated);
    static_cast<void>(ask({.method = "GET", .target = "/elsewhere", .fields = {{"Host", "x"}}}));
    BOOST_TEST(last().reason == "unknown_path");
}

BOOST_AUTO_TEST_CASE(a_walk_is_followed_page_by_page) {
    const std::string second = next_of(get());
    const std::string third = next_of(get(second));
    get(third);
    get();
    get(second);
    BOOST_TEST(steps_of(journal()) == "1.1.1 1.2.1 1.3.1 2.1.1 2.2.1 ");
}

BOOST_AUTO_TEST_CASE(the_links_of_a_page_are_noted_as_cursors_form_decoded) {
    const std::string second = next_of(get());
    const auto first_links = last().links;
    BOOST_REQUIRE(first_links.has_value());
    BOOST_REQUIRE(first_links->next.has_value());
    BOOST_TEST(second ==
               logs_target + "?cursor=" + sendmock::http::form_encode(*first_links->next));
    BOOST_TEST(first_links->next->ends_with('=')); // which the link has as %3D
    BOOST_TEST(!first_links->previous.has_value());
    const std::string third = next_of(get(second));
    BOOST_TEST(last().links->next.has_value());
    BOOST_TEST(last().links->previous.has_value());
    get(third);
    BOOST_REQUIRE(last().links.has_value());
    BOOST_TEST(!last().links->next.has_value());
    BOOST_TEST(last().links->previous.has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_cursor_in_a_link_is_one) {
    accounts.default_account().set_logs({});
    get(logs_target + "?cursor=bz01JnI9MQ%3D%3D"); // o=5&r=1: the framework's own `cursor=`
    BOOST_REQUIRE(last().links.has_value());
    BOOST_TEST((last().links->next == ""));
}

BOOST_AUTO_TEST_CASE(what_is_no_page_has_no_links) {
    const auto links_of_last = [&](const reply& answered) {
        static_cast<void>(answered);
        return last().links.has_value();
    };
    BOOST_TEST(!links_of_last(ask(request("GET", "/elsewhere"))));
    BOOST_TEST(!links_of_last(ask(request("GET", logs_target + "?cursor=a"))));
    BOOST_TEST(!links_of_last(ask(request("GET", logs_target, "key", "wrong"))));
    BOOST_TEST(!links_of_last(ask(request("POST", logs_target))));
    accounts.default_account().inject(sendmock::on_page(1), sendmock::http_error(503));
    BOOST_TEST(!links_of_last(ask(request("GET"))));
    BOOST_TEST(links_of_last(ask(request("GET"))));
}

BOOST_AUTO_TEST_CASE(contents_are_noted_only_where_they_are_to_be_kept) {
    const std::string content = get().content;
    BOOST_TEST(last().content == "");
    BOOST_REQUIRE(observed.size() == 1U);
    BOOST_TEST(observed.back().content == "");
    keep_contents = true;
    BOOST_TEST(get().content == content);
    BOOST_TEST(last().content == content);
    const std::string refusal = get("/elsewhere").content;
    BOOST_TEST(last().content == refusal);
    BOOST_TEST(last().content != "");
    const auto pipe = pipeline();
    const reply refused = pipe.refuse({.status = 400, .cause = "bad"}, {});
    BOOST_TEST(last().content == refused.response.content);
}

BOOST_AUTO_TEST_CASE(whether_a_request_came_over_tls_is_noted) {
    get();
    BOOST_TEST(!last().secure);
    sendmock::http::request secure = request("GET");
    secure.secure = true;
    static_cast<void>(ask(secure));
    BOOST_TEST(last().secure);
    const auto pipe = pipeline();
    static_cast<void>(pipe.refuse({.status = 400, .cause = "bad"}, secure));
    BOOST_TEST(last().secure);
}

BOOST_AUTO_TEST_CASE(a_cursor_that_was_never_issued_has_no_page) {
    get(logs_target + "?cursor=cD0x");
    get(logs_target + "?cursor=a");
    BOOST_TEST(steps_of(journal()) == "-.-.1 -.-.1 ");
    BOOST_TEST(journal().requests()[1].reason == "bad_cursor");
    BOOST_TEST(!journal().requests()[1].cursor.has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_not_delivered_makes_the_next_request_a_retry) {
    get(logs_target, false);
    const std::string second = next_of(get());
    get(second, false);
    get(second, false);
    get(second);
    get(second);
    BOOST_TEST(steps_of(journal()) == "1.1.1 1.1.2 1.2.1 1.2.2 1.2.3 1.2.1 ");
}

BOOST_AUTO_TEST_CASE(a_fault_replaces_the_answer_and_makes_the_next_request_a_retry) {
    auto& account = accounts.default_account();
    account.inject(sendmock::on_page(1), sendmock::http_error(503));
    const auto refused = get();
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(*refused.fields.find("X-Sendmock-Reason") == "injected_fault");
    BOOST_TEST(nlohmann::json::parse(refused.content).at("error").at("code") == 503);
    BOOST_TEST(last().fault == "http_error(503)");
    BOOST_TEST(get().status == 200);
    BOOST_TEST(last().fault == "");
    BOOST_TEST(steps_of(journal()) == "1.1.1 1.1.2 ");
    BOOST_TEST(account.unused_rules().empty());
}

BOOST_AUTO_TEST_CASE(a_change_comes_before_the_answer_which_is_the_services_own) {
    auto& account = accounts.default_account();
    account.inject(sendmock::on_page(1),
                   sendmock::insert_logs(sendmock::tests::numbered_logs(6, 6)));
    const auto page = nlohmann::json::parse(get().content);
    BOOST_TEST(page.at("results").at(0).at("id") == 6);
    BOOST_TEST(last().fault == "insert_logs(1)");
    BOOST_TEST(last().status == 200);
    get(); // the walk goes on as after any other page
    BOOST_TEST(last().walk.value_or(0) == 2U);
}

BOOST_AUTO_TEST_CASE(a_change_that_cannot_be_is_a_500_and_changes_nothing) {
    auto& account = accounts.default_account();
    account.inject(sendmock::on_page(1),
                   sendmock::insert_logs(sendmock::tests::numbered_logs(5, 6)));
    BOOST_TEST(get().status == 500);
    BOOST_TEST(last().cause == "a log with id 5 exists already");
    BOOST_TEST(last().fault == "insert_logs(2)");
    BOOST_TEST(account.logs().size() == 5U);
}

BOOST_AUTO_TEST_CASE(links_into_data_that_were_replaced_lead_nowhere) {
    const std::string second = next_of(get());
    accounts.default_account().inject(sendmock::on_page(2),
                                      sendmock::replace_logs(sendmock::tests::numbered_logs(1, 9)));
    const std::string third = next_of(get(second));
    BOOST_TEST(last().page.value_or(0) == 2U);
    get(third); // a link into the new logs
    BOOST_TEST(last().page.value_or(0) == 3U);
    get(second);
    BOOST_TEST(!last().page.has_value());
}

BOOST_AUTO_TEST_CASE(a_fault_does_not_act_on_a_request_that_is_not_let_in) {
    accounts.default_account().inject(sendmock::on_page(1), sendmock::http_error(503));
    BOOST_TEST(ask(request("GET", logs_target, "key", "wrong")).response.status == 401);
    BOOST_TEST(ask(request("HEAD")).response.status == 200);
    BOOST_TEST(ask(request("DELETE")).response.status == 405);
    BOOST_TEST(accounts.default_account().unused_rules().size() == 1U);
    BOOST_TEST(get().status == 503);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_read_is_refused_and_noted_as_far_as_it_was_read) {
    const auto pipe = pipeline();
    const auto partial = request("POST", "/api/v2/integrations/1/logs", "other", "o");
    const reply refused = pipe.refuse({.status = 408, .cause = "too slow"}, partial);
    BOOST_TEST(refused.response.status == 408);
    BOOST_TEST(refused.response.content ==
               R"({"error":{"code":408,"request":"api/v2/integrations/1/logs",)"
               R"("message":"too slow"}})");
    BOOST_TEST(*refused.response.fields.find("X-Sendmock-Reason") == "request_timeout");
    const exchange entry = accounts.find("other")->journal().requests().back();
    BOOST_TEST(entry.method == "POST");
    BOOST_TEST(entry.target == "/api/v2/integrations/1/logs");
    BOOST_TEST(entry.cause == "too slow");
    BOOST_TEST(!entry.authenticated);
    BOOST_TEST(!entry.page.has_value());

    BOOST_TEST(pipe.refuse({.status = 400, .cause = "bad"}, {}).response.status == 400);
    BOOST_TEST(last().method == "");
    BOOST_TEST(last().target == "");
    BOOST_TEST(last().reason == "bad_message");
    static_cast<void>(pipe.refuse({.status = 503, .cause = "full"}, {}));
    BOOST_TEST(last().reason == "too_many_connections");
}

BOOST_AUTO_TEST_CASE(every_answer_has_the_time_of_its_entry) {
    BOOST_TEST(*get().fields.find("Date") == "Tue, 02 Jan 2024 12:00:00 GMT");
    const auto pipe = pipeline();
    const reply refused = pipe.refuse({.status = 400, .cause = "bad"}, {});
    BOOST_TEST(*refused.response.fields.find("Date") == "Tue, 02 Jan 2024 12:00:00 GMT");
}

BOOST_AUTO_TEST_CASE(a_strict_one_adds_no_field_beyond_the_services_own) {
    strict = true;
    BOOST_TEST(get("/elsewhere").status == 404);
    BOOST_TEST(get("/elsewhere").fields.count("X-Sendmock-Reason") == 0U);
    BOOST_TEST(last().reason == "unknown_path");
    strict = false;
    BOOST_TEST(*get("/elsewhere").fields.find("X-Sendmock-Reason") == "unknown_path");
}

BOOST_AUTO_TEST_CASE(a_failure_inside_becomes_a_500_and_an_entry) {
    struct no_exception_type {};

    const std::vector<std::pair<sendmock::time_source, std::string>> failing{
        {[]() -> sendmock::instant { throw std::runtime_error("no clock"); }, "no clock"},
        {[]() -> sendmock::instant { throw no_exception_type{}; }, "an exception"},
        {nullptr, "bad_function_call"}};
    std::size_t entries = 0;
    for (const auto& [source, cause] : failing) {
        now = source;
        for (const std::string& target : {logs_target, std::string("/elsewhere")}) {
            const auto failed = get(target);
            BOOST_TEST(failed.status == 500);
            BOOST_TEST(nlohmann::json::parse(failed.content).at("error").at("code") == 500);
            BOOST_TEST(failed.fields.count("Date") == 1U);
            BOOST_TEST(journal().size() == ++entries);
            BOOST_TEST(last().status == 500);
            BOOST_TEST(last().reason == "internal_error");
            BOOST_TEST(last().cause.starts_with(cause), last().cause);
            BOOST_TEST((last().outcome == delivery::complete));
        }
        const auto pipe = pipeline();
        BOOST_TEST(pipe.refuse({.status = 400, .cause = "bad"}, {}).response.status == 500);
        BOOST_TEST(journal().size() == ++entries);
        BOOST_TEST(last().cause.starts_with(cause), last().cause);
    }
}

BOOST_AUTO_TEST_CASE(a_failure_further_inside_becomes_a_500_too) {
    int calls = 0;
    now = [&]() -> sendmock::instant {
        if (++calls > 1) {
            throw std::runtime_error("no clock");
        }
        return noon;
    };
    BOOST_TEST(get().status == 500);
    BOOST_TEST(last().cause == "no clock");
    BOOST_TEST((last().time == noon));
    now = [] { return noon; };
    BOOST_TEST(get().status == 200);
    BOOST_TEST(steps_of(journal()) == "1.1.1 1.1.2 "); // what failed was not delivered
}

BOOST_AUTO_TEST_CASE(an_account_that_is_removed_meanwhile_is_answered_to_the_end) {
    const auto pipe = pipeline();
    const reply answered = pipe.respond(request("GET", logs_target, "other", "o"));
    BOOST_TEST(accounts.remove("other"));
    answered.done(true, 7);
    BOOST_REQUIRE(observed.size() == 1U);
    BOOST_TEST(observed.front().account == "other");
    BOOST_TEST(pipe.respond(request("GET", logs_target, "other", "o")).response.status == 401);
}

BOOST_AUTO_TEST_CASE(an_answer_from_before_a_reset_does_not_touch_the_new_journal) {
    const auto pipe = pipeline();
    const reply before = pipe.respond(request("GET"));
    accounts.reset();
    const reply after = pipe.respond(request("GET"));
    before.done(false, 3);
    BOOST_TEST(last().number == 1U);
    BOOST_TEST((last().outcome == delivery::pending));
    after.done(true, 4);
    get();
    BOOST_TEST(steps_of(journal()) == "1.1.1 2.1.1 ");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
