// SPDX-License-Identifier: MIT
#include <sendmock/service/account.hpp>

#include "support/has_message.hpp"
#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace unit::service::account {

using sendmock::account_settings;
using sendmock::ordering;
using sendmock::rate_limit;
using sendmock::tests::has_message;
using namespace std::chrono;

const sendmock::instant now = sys_days{year{2023} / 3 / 1};

} // namespace unit::service::account

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(account)

BOOST_AUTO_TEST_CASE(has_key_secret_settings_and_no_logs) {
    const sendmock::account made("key", "s:e:c");
    BOOST_TEST(made.key() == "key");
    BOOST_TEST(made.secret() == "s:e:c");
    BOOST_TEST((made.settings() == account_settings{}));
    BOOST_TEST(made.logs().size() == 0U);
}

BOOST_AUTO_TEST_CASE(begins_with_the_contract_s_settings) {
    const account_settings settings;
    BOOST_TEST(settings.page_size == 100U);
    BOOST_TEST((settings.ordering == ordering::created_at_descending));
    BOOST_TEST(!settings.rate_limit.has_value());
    BOOST_TEST(settings.owner_ids);
    BOOST_TEST(!settings.cursor_lifetime.has_value());
}

BOOST_AUTO_TEST_CASE(keeps_its_logs) {
    sendmock::account made("key", "secret");
    made.logs().insert({sendmock::tests::small_log{.id = 7}.record()});
    BOOST_TEST(static_cast<const sendmock::account&>(made).logs().size() == 1U);
}

BOOST_AUTO_TEST_CASE(refuses_a_key_that_no_client_can_send) {
    for (const char* key : {"a\nb", "\x1B[31m", "\x7F", "\xFF"}) {
        BOOST_CHECK_EXCEPTION(
            sendmock::account(key, "secret"),
            std::invalid_argument,
            has_message("key: expected UTF-8 without control characters (RFC 7617)"));
    }
    BOOST_TEST(sendmock::account("clé", "secret").key() == "clé");
}

BOOST_AUTO_TEST_CASE(refuses_a_key_with_a_colon) {
    for (const auto& key : {":", "a:", ":a", "a:b"}) {
        BOOST_CHECK_EXCEPTION(sendmock::account(key, "secret"),
                              std::invalid_argument,
                              has_message("key: a colon cannot be part of it (RFC 7617)"));
    }
}

BOOST_AUTO_TEST_CASE(takes_page_sizes_from_1_to_1000) {
    sendmock::account made("key", "secret", {.page_size = 1});
    BOOST_TEST(made.settings().page_size == 1U);
    made.set_settings({.page_size = 1000});
    BOOST_TEST(made.settings().page_size == 1000U);
    BOOST_CHECK_EXCEPTION(made.set_settings({.page_size = 1001}),
                          std::invalid_argument,
                          has_message("page_size: expected 1 to 1000, found 1001"));
    BOOST_CHECK_EXCEPTION(sendmock::account("key", "secret", {.page_size = 0}),
                          std::invalid_argument,
                          has_message("page_size: expected 1 to 1000, found 0"));
}

BOOST_AUTO_TEST_CASE(takes_rate_limits_per_second_or_minute_alone) {
    for (const seconds per : {seconds{0}, seconds{2}, seconds{-1}, seconds{3600}}) {
        BOOST_CHECK_EXCEPTION(
            sendmock::account("key", "secret", {.rate_limit = rate_limit{.per = per}}),
            std::invalid_argument,
            has_message("rate_limit: expected requests per second or per minute"));
    }
}

BOOST_AUTO_TEST_CASE(takes_rate_limits_of_at_least_one_unsafe_request) {
    for (const rate_limit::unsafe_methods bad :
         {rate_limit::unsafe_methods{0, 1}, rate_limit::unsafe_methods{1, 0}}) {
        BOOST_CHECK_EXCEPTION(
            sendmock::account("key", "secret", {.rate_limit = rate_limit{.unsafe = bad}}),
            std::invalid_argument,
            has_message("rate_limit: expected at least one unsafe request"));
    }
    BOOST_CHECK_NO_THROW(
        sendmock::account("key", "secret", {.rate_limit = sendmock::documented_rate_limit}));
}

BOOST_AUTO_TEST_CASE(takes_cursor_lifetimes_from_0_seconds_to_366_days) {
    for (const seconds good : {seconds{0}, seconds{60}, seconds{hours{24 * 366}}}) {
        const sendmock::account made("key", "secret", {.cursor_lifetime = good});
        BOOST_TEST((made.settings().cursor_lifetime == good));
    }
    for (const seconds bad : {seconds{-1}, hours{24 * 366} + seconds{1}}) {
        BOOST_CHECK_EXCEPTION(sendmock::account("key", "secret", {.cursor_lifetime = bad}),
                              std::invalid_argument,
                              has_message("cursor_lifetime: expected 0 seconds to 366 days"));
    }
}

BOOST_AUTO_TEST_CASE(counts_what_writes_apart_where_the_limit_says_so) {
    sendmock::account made("key", "secret", {.rate_limit = sendmock::documented_rate_limit});
    for (int request = 0; request < 15; ++request) {
        BOOST_TEST(made.within_rate_limit("POST", now));
    }
    BOOST_TEST(!made.within_rate_limit("POST", now));
    BOOST_TEST(made.within_rate_limit("GET", now));
}

BOOST_AUTO_TEST_CASE(changes_nothing_where_one_setting_is_bad) {
    const account_settings before{.page_size = 7, .rate_limit = rate_limit{.requests = 2}};
    sendmock::account made("key", "secret", before);
    BOOST_TEST(made.within_rate_limit("GET", now));
    BOOST_CHECK_EXCEPTION(made.set_settings({.page_size = 8,
                                             .ordering = ordering::id_descending,
                                             .rate_limit = rate_limit{.requests = 0}}),
                          std::invalid_argument,
                          has_message("rate_limit: expected at least one request"));
    BOOST_TEST((made.settings() == before));
    BOOST_TEST(made.within_rate_limit("GET", now));
    BOOST_TEST(!made.within_rate_limit("GET", now));
}

BOOST_AUTO_TEST_CASE(has_no_rate_limit_unless_set) {
    sendmock::account made("key", "secret");
    for (int request = 0; request < 5000; ++request) {
        BOOST_REQUIRE(made.within_rate_limit("GET", now));
    }
}

BOOST_AUTO_TEST_CASE(goes_on_counting_where_the_rate_limit_stays_the_same) {
    sendmock::account made("key", "secret", {.rate_limit = rate_limit{.requests = 1}});
    BOOST_TEST(made.within_rate_limit("GET", now));
    made.set_settings({.page_size = 5, .rate_limit = rate_limit{.requests = 1}});
    BOOST_TEST(!made.within_rate_limit("GET", now));
    made.set_settings({.rate_limit = rate_limit{.requests = 2}});
    BOOST_TEST(made.within_rate_limit("GET", now));
    BOOST_TEST(made.within_rate_limit("GET", now));
    BOOST_TEST(!made.within_rate_limit("GET", now));
    made.set_settings({});
    BOOST_TEST(made.within_rate_limit("GET", now));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
