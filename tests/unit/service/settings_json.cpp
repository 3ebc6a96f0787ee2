// SPDX-License-Identifier: MIT
#include <sendmock/logs/json_document.hpp>
#include <sendmock/service/settings_json.hpp>

#include "support/has_message.hpp"
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace unit::service::settings_json {

using sendmock::account_settings;
using sendmock::ordering;
using sendmock::rate_limit;
using sendmock::settings_change;
using std::chrono::seconds;

settings_change read(const std::string& text) {
    const auto value = sendmock::parse_json_object(text);
    return sendmock::read_settings(sendmock::document_place(value, text));
}

std::string written(const settings_change& change) {
    sendmock::json_object_text object;
    add_settings(object, change);
    return std::move(object).take();
}

void refused(const std::string& text, const std::string& expected) {
    BOOST_TEST_CONTEXT(text) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(read(text)),
                              sendmock::document_fault,
                              sendmock::tests::has_message(expected));
    }
}

} // namespace unit::service::settings_json

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(service)
BOOST_AUTO_TEST_SUITE(settings_json)

BOOST_AUTO_TEST_CASE(changes_nothing_unless_it_is_named) {
    BOOST_TEST((read(R"({"other":1})") == settings_change{}));
    const account_settings before{.page_size = 7,
                                  .ordering = ordering::id_descending,
                                  .rate_limit = rate_limit{.requests = 2},
                                  .owner_ids = false,
                                  .cursor_lifetime = seconds{9}};
    account_settings after = before;
    read("{}").apply(after);
    BOOST_TEST((after == before));
}

BOOST_AUTO_TEST_CASE(reads_each_setting) {
    BOOST_TEST((read(R"({"page_size":1000})") == settings_change{.page_size = 1000}));
    BOOST_TEST(
        (read(R"({"ordering":"-id"})") == settings_change{.ordering = ordering::id_descending}));
    BOOST_TEST((read(R"({"ordering":"-created_at"})") ==
                settings_change{.ordering = ordering::created_at_descending}));
    BOOST_TEST((read(R"({"rate_limit":"15/s"})") ==
                settings_change{.rate_limit = rate_limit{.requests = 15, .per = seconds{1}}}));
    BOOST_TEST((read(R"({"rate_limit":"documented"})") ==
                settings_change{.rate_limit = sendmock::documented_rate_limit}));
    BOOST_TEST((read(R"({"owner_ids":false})") == settings_change{.owner_ids = false}));
    BOOST_TEST(
        (read(R"({"cursor_lifetime":0})") == settings_change{.cursor_lifetime = seconds{0}}));
}

BOOST_AUTO_TEST_CASE(tells_a_setting_that_is_switched_off_from_one_that_stays) {
    const auto off = read(R"({"rate_limit":null,"cursor_lifetime":null})");
    BOOST_TEST_REQUIRE(off.rate_limit.has_value());
    BOOST_TEST(!off.rate_limit->has_value());
    BOOST_TEST_REQUIRE(off.cursor_lifetime.has_value());
    BOOST_TEST(!off.cursor_lifetime->has_value());
    account_settings settings{
        .page_size = 7, .rate_limit = rate_limit{}, .cursor_lifetime = seconds{9}};
    off.apply(settings);
    BOOST_TEST((settings == account_settings{.page_size = 7}));
}

BOOST_AUTO_TEST_CASE(applies_what_is_named) {
    account_settings settings;
    const settings_change change{.page_size = 7,
                                 .ordering = ordering::id_descending,
                                 .rate_limit = rate_limit{.requests = 2},
                                 .owner_ids = false,
                                 .cursor_lifetime = seconds{9}};
    change.apply(settings);
    BOOST_TEST((settings == account_settings{.page_size = 7,
                                             .ordering = ordering::id_descending,
                                             .rate_limit = rate_limit{.requests = 2},
                                             .owner_ids = false,
                                             .cursor_lifetime = seconds{9}}));
}

BOOST_AUTO_TEST_CASE(refuses_values_that_a_setting_cannot_have) {
    const std::string size = "/page_size: expected an integer from 1 to 1000, found ";
    refused(R"({"page_size":0})", size + '0');
    refused(R"({"page_size":1001})", size + "1001");
    refused(R"({"page_size":"5"})", size + "\"5\"");
    refused(R"({"page_size":null})", size + "null");
    refused(R"({"ordering":"created_at"})",
            R"(/ordering: expected the name of an ordering, the nearest of which is )"
            R"("-created_at", found "created_at")");
    refused(R"({"ordering":null})", "/ordering: expected the name of an ordering, found null");
    const std::string limit =
        R"(/rate_limit: expected "N/s", "N/min", "documented" or null, found )";
    refused(R"({"rate_limit":"0/s"})", limit + "\"0/s\"");
    refused(R"({"rate_limit":15})", limit + "15");
    refused(R"({"rate_limit":false})", limit + "false");
    refused(R"({"owner_ids":0})", "/owner_ids: expected true or false, found 0");
    refused(R"({"owner_ids":null})", "/owner_ids: expected true or false, found null");
    const std::string lifetime = "/cursor_lifetime: expected an integer from 0 to 31622400, found ";
    refused(R"({"cursor_lifetime":-1})", lifetime + "-1");
    refused(R"({"cursor_lifetime":31622401})", lifetime + "31622401");
    refused(R"({"cursor_lifetime":1.5})", lifetime + "1.5");
    refused(R"({"cursor_lifetime":"60"})", lifetime + "\"60\"");
}

BOOST_AUTO_TEST_CASE(writes_what_it_reads) {
    for (const std::string text :
         {R"({})",
          R"({"page_size":7})",
          R"({"rate_limit":null})",
          R"({"cursor_lifetime":null})",
          R"({"page_size":1,"ordering":"-id","rate_limit":"5/min","owner_ids":true,)"
          R"("cursor_lifetime":31622400})"}) {
        BOOST_TEST(written(read(text)) == text);
    }
}

BOOST_AUTO_TEST_CASE(writes_all_settings) {
    BOOST_TEST(sendmock::to_json_text(account_settings{}) ==
               R"({"page_size":100,"ordering":"-created_at","rate_limit":null,"owner_ids":true,)"
               R"("cursor_lifetime":null})");
    BOOST_TEST(
        sendmock::to_json_text(account_settings{.page_size = 7,
                                                .ordering = ordering::id_descending,
                                                .rate_limit = sendmock::documented_rate_limit,
                                                .owner_ids = false,
                                                .cursor_lifetime = seconds{60}}) ==
        R"({"page_size":7,"ordering":"-id","rate_limit":"documented","owner_ids":false,)"
        R"("cursor_lifetime":60})");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
