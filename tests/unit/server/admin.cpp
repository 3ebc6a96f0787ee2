// SPDX-License-Identifier: MIT
#include <sendmock/server/admin.hpp>

#include "support/admin_fixture.hpp"
#include "support/numbered_logs.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unit::server::admin {

using nlohmann::json;
using sendmock::http::response;
using sendmock::tests::admin_fixture;
using sendmock::tests::noon;
using sendmock::tests::numbered_log_text;

/// A text of brackets so deep that recursion over them would use up a thread's stack.
std::string nested(std::size_t depth = 3'000'000) {
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace unit::server::admin

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(server)
BOOST_FIXTURE_TEST_SUITE(admin, admin::admin_fixture)

BOOST_AUTO_TEST_CASE(concerns_the_paths_below_its_prefix_alone) {
    const auto concerns = [](const std::string& target) {
        return sendmock::admin::concerns({.target = target});
    };
    BOOST_TEST(concerns("/__admin"));
    BOOST_TEST(concerns("/__admin/"));
    BOOST_TEST(concerns("/__admin/health?a=b"));
    BOOST_TEST(concerns("http://x/__admin/health"));
    BOOST_TEST(!concerns("/__administration"));
    BOOST_TEST(!concerns("/"));
    BOOST_TEST(!concerns("/api/__admin/health"));
    BOOST_TEST(!concerns("/api/v2/integrations/logs?a=/__admin/"));
    BOOST_TEST(!concerns("*"));
    BOOST_TEST(!concerns(""));
}

BOOST_AUTO_TEST_CASE(tells_that_it_is_well) {
    const json health = get("/health");
    BOOST_TEST(health.size() == 3U);
    BOOST_TEST(health.at("status") == "healthy");
    BOOST_TEST(health.at("version") == std::string(sendmock::version));
    BOOST_TEST(health.at("seed") == 42);
    BOOST_TEST(get("/health/") == health);
    BOOST_TEST(call("HEAD", "/health").status == 200);
}

BOOST_AUTO_TEST_CASE(refuses_paths_that_are_no_calls) {
    for (const char* path : {"",
                             "/",
                             "/nothing",
                             "/health/more",
                             "//health",
                             "/Health",
                             "/requests/1",
                             "/logs/1/more",
                             "/settings/page_size",
                             "/scenario/rules",
                             "/canary/requests",
                             "/connections/1",
                             "/accounts/nobody/connections",
                             "/accounts/other/nothing",
                             "/accounts/other/reset",
                             "/accounts/other/shutdown",
                             "/accounts/other/accounts/other",
                             "/accounts/nobody/logs"}) {
        const response refusal = call("GET", path);
        BOOST_TEST(refusal.status == 404, path);
        BOOST_TEST(json::parse(refusal.content).contains("error"));
    }
}

BOOST_AUTO_TEST_CASE(refuses_methods_that_a_call_does_not_have_and_names_those_that_it_has) {
    const std::vector<std::pair<std::string, std::string>> calls{
        {"/health", "GET"},
        {"/requests", "GET, DELETE"},
        {"/connections", "GET, DELETE"},
        {"/accounts/other/connections", "GET"},
        {"/logs", "GET, PUT, POST"},
        {"/logs/1", "DELETE"},
        {"/settings", "GET, PATCH"},
        {"/scenario", "GET, PUT, DELETE"},
        {"/canary", "GET, DELETE"},
        {"/accounts", "GET"},
        {"/accounts/other", "PUT, DELETE"},
        {"/accounts/other/logs", "GET, PUT, POST"},
        {"/accounts/other/scenario", "GET, PUT, DELETE"},
        {"/accounts/other/canary", "GET"},
        {"/reset", "POST"},
        {"/shutdown", "POST"}};
    for (const auto& [path, methods] : calls) {
        for (const std::string method : {"GET", "PUT", "POST", "PATCH", "DELETE", "x"}) {
            if (methods.find(method) == std::string::npos) {
                const auto refusal = result_of(method, path);
                BOOST_TEST(refusal.response.status == 405, method << ' ' << path);
                BOOST_TEST(*refusal.response.fields.find("Allow") == methods);
                BOOST_TEST(!refusal.shut_down);
            }
        }
    }
    BOOST_TEST(ids() == "3 2 1 ");
    BOOST_TEST(ids("/accounts/other/logs") == "7 ");
}

BOOST_AUTO_TEST_CASE(shows_the_requests_from_any_number_on) {
    BOOST_TEST(get("/requests") == json::parse(R"({"requests":[],"total":0})"));
    for (const char* target : {"/1", "/2", "/3", "/4"}) {
        note({.target = target});
    }
    const auto targets = [&](const std::string& query) {
        std::string list;
        const json shown = get("/requests" + query);
        for (const auto& entry : shown.at("requests")) {
            list += entry.at("target").get<std::string>();
        }
        return list;
    };
    BOOST_TEST(targets("") == "/1/2/3/4");
    BOOST_TEST(targets("?since=2") == "/3/4");
    BOOST_TEST(targets("?since=1&limit=2") == "/2/3");
    BOOST_TEST(targets("?limit=0") == "");
    BOOST_TEST(targets("?since=4") == "");
    BOOST_TEST(targets("?since=18446744073709551615") == "");
    BOOST_TEST(get("/requests?since=4").at("total") == 4);
}

BOOST_AUTO_TEST_CASE(refuses_numbers_of_requests_that_are_none) {
    for (const char* query : {"since=",
                              "since=-1",
                              "since=a",
                              "limit=1.5",
                              "limit=%201",
                              "since=18446744073709551616"}) {
        const response refusal = call("GET", std::string("/requests?") + query);
        BOOST_TEST(refusal.status == 400, query);
        const std::string cause = json::parse(refusal.content).at("error");
        BOOST_TEST(cause.starts_with(std::string(query).substr(0, 5) + ": expected "), cause);
    }
}

BOOST_AUTO_TEST_CASE(refuses_parameters_that_a_call_does_not_have_or_that_come_twice) {
    for (const char* target : {"/requests?page=2", "/logs?limit=5", "/settings?x", "/health?x=1"}) {
        BOOST_TEST_CONTEXT(target) {
            const response refusal = call("GET", target);
            BOOST_TEST(refusal.status == 400);
            BOOST_TEST(refusal.content.find("has no parameter") != std::string::npos);
        }
    }
    for (const char* path : {"/requests", "/connections", "/accounts/other/connections"}) {
        const response refusal = call("GET", path + std::string("?since=1&limit=2&since=1"));
        BOOST_TEST(refusal.status == 400, path);
        BOOST_TEST(refusal.content == R"({"error":"the parameter \"since\" is there twice"})");
    }
    BOOST_TEST(call("POST", "/reset?x=1").status == 400);
    BOOST_TEST(call("GET", "/accounts?x=1").status == 400);
}

BOOST_AUTO_TEST_CASE(shows_all_of_a_request_but_its_secrets) {
    note({.time = noon,
          .account = "key",
          .authenticated = true,
          .connection = 6,
          .method = "GET",
          .target = "http://user:hidden@x/logs?cursor=cD04",
          .fields = {{"Host", "x"}, {"authorization", "Basic hidden"}, {"Cookie", "hidden"}},
          .content_bytes = 5,
          .cursor = "p=8",
          .status = 404,
          .reason = "injected_fault",
          .cause = "why",
          .walk = 2,
          .page = 3,
          .attempt = 4,
          .fault = "http_error(404)",
          .rule = "#1",
          .location = "http://user:hidden@x/logs"});
    accounts.default_account().journal().complete({.number = 1}, sendmock::delivery::complete, 99);
    const std::string content = call("GET", "/requests").content;
    BOOST_TEST(content.find("hidden") == std::string::npos);
    const json entry = json::parse(content).at("requests").at(0);
    const json expected = json::parse(
        R"({"number":1,"time":"2024-01-02T13:00:00.000000+01:00","account":"key",)"
        R"("authenticated":true,"connection":6,"method":"GET","target":"http://***@x/logs?cursor=cD04",)"
        R"("headers":[{"name":"Host","value":"x"},{"name":"authorization","value":"Basic ***"},)"
        R"({"name":"Cookie","value":"***"}],"content_bytes":5,"cursor":"p=8","status":404,)"
        R"("location":"http://***@x/logs","reason":"injected_fault","cause":"why","walk":2,"page":3,"attempt":4,)"
        R"j("fault":"http_error(404)","rule":"#1","outcome":"complete","sent_bytes":99})j");
    BOOST_TEST(entry == expected);
}

BOOST_AUTO_TEST_CASE(shows_null_for_what_a_request_does_not_have) {
    note({.target = "/\xFF"});
    const json entry = get("/requests").at("requests").at(0);
    for (const char* name :
         {"connection", "cursor", "location", "reason", "cause", "walk", "page", "fault"}) {
        BOOST_TEST(entry.at(name).is_null(), name);
    }
    BOOST_TEST(entry.at("target") == "/\uFFFD");
    BOOST_TEST(entry.at("outcome") == "pending");
}

BOOST_AUTO_TEST_CASE(shows_what_is_not_ascii_in_ascii) {
    note({.target = "/\u202E\x1B\u00e9"});
    const std::string content = call("GET", "/requests").content;
    BOOST_TEST(content.find(R"("/\u202e\u001b\u00e9")") != std::string::npos, content);
}

BOOST_AUTO_TEST_CASE(refuses_a_member_that_is_there_twice_and_changes_nothing) {
    const response refusal = call("PATCH", "/settings", R"({"page_size":1,"page_size":2})");
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(json::parse(refusal.content).at("pointer") == "/page_size");
    BOOST_TEST(get("/settings").at("page_size") == 2);
}

BOOST_AUTO_TEST_CASE(does_not_repeat_what_may_be_a_secret_in_a_malformed_document) {
    const response refusal = call("PUT", "/accounts/n", R"({"secret":"hushhush)");
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(refusal.content.find("hush") == std::string::npos);
    BOOST_TEST(refusal.content.find("at byte") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(forgets_the_requests_and_numbers_go_on) {
    note({});
    const response answer = call("DELETE", "/requests");
    BOOST_TEST(answer.status == 204);
    BOOST_TEST(answer.content == "");
    BOOST_TEST(get("/requests").at("requests").empty());
    note({});
    BOOST_TEST(get("/requests").at("requests").at(0).at("number") == 2);
}

BOOST_AUTO_TEST_CASE(shows_the_logs_in_the_order_in_which_they_are_served) {
    BOOST_TEST(call("PUT",
                    "/logs",
                    R"([{"id":1,"base_url":"b","created_at":"2024-01-03T00:00:00Z"},)"
                    R"({"id":2,"base_url":"b","created_at":"2024-01-02T00:00:00Z"}])")
                   .status == 200);
    BOOST_TEST(ids() == "1 2 ");
    BOOST_TEST(call("PATCH", "/settings", R"({"ordering":"-id"})").status == 200);
    BOOST_TEST(ids() == "2 1 ");
    BOOST_TEST(call("PUT", "/logs", "[]").content == R"({"count":0})");
    BOOST_TEST(call("GET", "/logs").content == "[]");
}

BOOST_AUTO_TEST_CASE(shows_generated_logs_unless_they_are_too_many) {
    accounts.default_account().set_logs(sendmock::generated_logs{.count = 5});
    BOOST_TEST(ids() == "5 4 3 2 1 ");
    BOOST_TEST(call("DELETE", "/logs/4").status == 204);
    BOOST_TEST(call("POST", "/logs", numbered_log_text(9)).status == 201);
    BOOST_TEST(ids() == "9 5 3 2 1 ");
    accounts.default_account().set_logs(sendmock::generated_logs{.count = 1'000'001});
    const response refusal = call("GET", "/logs");
    BOOST_TEST(refusal.status == 409);
    BOOST_TEST(refusal.content.find("found 1000001") != std::string::npos);
    BOOST_TEST(call("POST", "/reset").status == 200);
    BOOST_TEST(get("/accounts").at("accounts").at(0).at("logs") == 1'000'001);
}

BOOST_AUTO_TEST_CASE(replaces_the_logs_by_an_array_or_a_page) {
    const std::string array = '[' + numbered_log_text(8) + ',' + numbered_log_text(9) + ']';
    const response answer = call("PUT", "/logs", array);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.content == R"({"count":2})");
    BOOST_TEST(ids() == "9 8 ");
    BOOST_TEST(
        call("PUT", "/logs", R"({"next":null,"results":[)" + numbered_log_text(5) + "]}").content ==
        R"({"count":1})");
    BOOST_TEST(call("GET", "/logs").content == '[' + numbered_log_text(5) + ']');
}

BOOST_AUTO_TEST_CASE(refuses_logs_that_are_not_sound_and_changes_nothing) {
    const std::string good = numbered_log_text(8);
    const std::vector<std::pair<std::string, std::string>> bad{
        {"", "none"},
        {"null", "none"},
        {"[", "none"},
        {"[" + good + ",{}]", "/1/id"},
        {"[" + good + "," + good + "]", "/1/id"},
        {"[" + good + R"(,{"id":9,"base_url":"b","created_at":"yesterday"}])", "/1/created_at"},
        {R"({"results":[{"id":"9","base_url":"b","created_at":"2024-01-02T00:00:00Z"}]})",
         "/results/0/id"},
        {"[\"\xFF\"]", "none"},
        {nested(), "none"}};
    for (const auto& [content, pointer] : bad) {
        const response refusal = call("PUT", "/logs", content);
        const std::string shown = content.substr(0, 100);
        BOOST_TEST(refusal.status == 400, shown);
        const json told = json::parse(refusal.content);
        const json& fault = told.at("faults").at(0);
        if (pointer != "none") {
            BOOST_TEST(told.at("pointer") == pointer, shown << ": " << told);
            BOOST_TEST(fault.at("pointer") == pointer);
        }
        BOOST_TEST(fault.contains("expected"));
        BOOST_TEST(fault.contains("found"));
        BOOST_TEST(ids() == "3 2 1 ", shown);
    }
}

BOOST_AUTO_TEST_CASE(tells_all_faults_of_logs) {
    const response refusal = call(
        "PUT",
        "/logs",
        R"([{"id":1,"base_url":"b","created_at":"2024-01-02T00:00:00Z","response_code":"404"},)"
        R"({"id":2,"base_url":"","created_at":"2024-01-02T00:00:00Z"}])");
    const json told = json::parse(refusal.content);
    BOOST_TEST(told.at("faults").size() == 2U);
    BOOST_TEST(
        told.at("error") ==
        R"(logs: /0/response_code: expected an integer >= 0 or null, found the string "404")");
    BOOST_TEST(told.at("faults").at(1).at("pointer") == "/1/base_url");
}

BOOST_AUTO_TEST_CASE(creates_one_log_or_several_and_tells_what_is_stored_in_that_form) {
    const response one = call("POST", "/logs", numbered_log_text(8));
    BOOST_TEST(one.status == 201);
    BOOST_TEST(one.content == numbered_log_text(8));
    const response two =
        call("POST", "/logs", " [" + numbered_log_text(9) + "," + numbered_log_text(10) + "]");
    BOOST_TEST(two.status == 201);
    BOOST_TEST(two.content == "[" + numbered_log_text(9) + "," + numbered_log_text(10) + "]");
    const response single = call("POST", "/logs", "[" + numbered_log_text(11) + "]");
    BOOST_TEST(single.content == "[" + numbered_log_text(11) + "]");
    BOOST_TEST(call("POST", "/logs", "[]").content == "[]");
    BOOST_TEST(ids() == "11 10 9 8 3 2 1 ");
}

BOOST_AUTO_TEST_CASE(the_form_is_found_behind_a_byte_order_mark) {
    const std::string mark = "\xEF\xBB\xBF";
    const response one = call("POST", "/logs", mark + numbered_log_text(8));
    BOOST_TEST(one.content == numbered_log_text(8));
    const response two = call(
        "POST", "/logs", mark + "[" + numbered_log_text(9) + "," + numbered_log_text(10) + "]");
    BOOST_TEST(two.content == "[" + numbered_log_text(9) + "," + numbered_log_text(10) + "]");
}

BOOST_AUTO_TEST_CASE(gives_a_log_the_id_and_the_time_that_it_does_not_name) {
    const response answer = call("POST", "/logs", R"({"base_url":"https://shop.example"})");
    BOOST_TEST(answer.status == 201);
    BOOST_TEST(answer.content == R"({"id":4,"base_url":"https://shop.example",)"
                                 R"("created_at":"2024-01-02T13:00:00.000000+01:00"})");
    BOOST_TEST(ids() == "4 3 2 1 ");
}

BOOST_AUTO_TEST_CASE(refuses_logs_whose_ids_exist_and_changes_nothing) {
    const response refusal =
        call("POST", "/logs", "[" + numbered_log_text(8) + "," + numbered_log_text(2) + "]");
    BOOST_TEST(refusal.status == 409);
    BOOST_TEST(json::parse(refusal.content).at("error") == "a log with id 2 exists already");
    BOOST_TEST(call("POST", "/logs", numbered_log_text(1)).status == 409);
    BOOST_TEST(ids() == "3 2 1 ");
}

BOOST_AUTO_TEST_CASE(refuses_a_log_that_can_have_no_id) {
    BOOST_TEST(
        call("POST", "/logs", numbered_log_text(9).replace(0, 7, R"({"id":9223372036854775807)"))
            .status == 201);
    const response refusal = call("POST", "/logs", R"({"base_url":"https://shop.example"})");
    BOOST_TEST(refusal.status == 409);
    BOOST_TEST(accounts.default_account().logs().size() == 4U);
}

BOOST_AUTO_TEST_CASE(refuses_to_create_what_is_no_log_and_changes_nothing) {
    BOOST_TEST(pointer_of(call("POST", "/logs", "")) == "none");
    BOOST_TEST(pointer_of(call("POST", "/logs", "{}")) == "/base_url");
    BOOST_TEST(pointer_of(call("POST", "/logs", R"([{"base_url":"b"},{"base_url":7}])")) ==
               "/1/base_url");
    BOOST_TEST(pointer_of(call("POST", "/logs", R"({"base_url":"b","created_at":7})")) ==
               "/created_at");
    BOOST_TEST(pointer_of(call("POST", "/logs", R"({"results":[]})")) != "none");
    BOOST_TEST(call("POST", "/logs", nested()).status == 400);
    BOOST_TEST(ids() == "3 2 1 ");
}

BOOST_AUTO_TEST_CASE(removes_a_log) {
    const response answer = call("DELETE", "/logs/2");
    BOOST_TEST(answer.status == 204);
    BOOST_TEST(answer.content == "");
    BOOST_TEST(ids() == "3 1 ");
    for (const char* path : {"/logs/2",
                             "/logs/0",
                             "/logs/x",
                             "/logs/1x",
                             "/logs/-1",
                             "/logs/+1",
                             "/logs/99999999999999999999",
                             "/logs/%31%20"}) {
        BOOST_TEST(call("DELETE", path).status == 404, path);
    }
    BOOST_TEST(ids() == "3 1 ");
    BOOST_TEST(call("DELETE", "/logs/%31").status == 204);
    BOOST_TEST(ids() == "3 ");
}

BOOST_AUTO_TEST_CASE(changes_those_settings_that_are_named) {
    const json first =
        json::parse(R"({"page_size":2,"ordering":"-created_at","rate_limit":null,"owner_ids":true,)"
                    R"("cursor_lifetime":null})");
    BOOST_TEST(get("/settings") == first);
    BOOST_TEST(call("PATCH", "/settings", "{}").status == 200);
    BOOST_TEST(get("/settings") == first);
    const response answer =
        call("PATCH", "/settings", R"({"page_size":1000,"rate_limit":"5/min","owner_ids":false})");
    BOOST_TEST(answer.status == 200);
    const json changed = json::parse(
        R"({"page_size":1000,"ordering":"-created_at","rate_limit":"5/min","owner_ids":false,)"
        R"("cursor_lifetime":null})");
    BOOST_TEST(json::parse(answer.content) == changed);
    BOOST_TEST(get("/settings") == changed);
    call("PATCH", "/settings", R"({"rate_limit":null,"ordering":"-id"})");
    BOOST_TEST(get("/settings").at("rate_limit").is_null());
    BOOST_TEST(get("/settings").at("ordering") == "-id");
    call("PATCH", "/settings", R"({"rate_limit":"documented","cursor_lifetime":31622400})");
    BOOST_TEST(get("/settings").at("rate_limit") == "documented");
    BOOST_TEST(get("/settings").at("cursor_lifetime") == 31'622'400);
    call("PATCH", "/settings", R"({"cursor_lifetime":null})");
    BOOST_TEST(get("/settings").at("cursor_lifetime").is_null());
    BOOST_TEST(get("/settings").at("rate_limit") == "documented");
}

BOOST_AUTO_TEST_CASE(refuses_settings_that_cannot_be_and_changes_nothing) {
    const json before = get("/settings");
    for (const char* value :
         {"0", "1001", "-1", "1.5", "\"7\"", "null", "true", "[]", "1e3", "18446744073709551617"}) {
        BOOST_TEST(pointer_of(call("PATCH",
                                   "/settings",
                                   R"({"owner_ids":false,"page_size":)" + std::string(value) +
                                       "}")) == "/page_size",
                   value);
    }
    for (const char* value : {"\"id\"", "\"\"", "null", "7"}) {
        BOOST_TEST(pointer_of(call("PATCH",
                                   "/settings",
                                   R"({"page_size":9,"ordering":)" + std::string(value) + "}")) ==
                       "/ordering",
                   value);
    }
    for (const char* value : {"\"5\"", "\"0/s\"", "\"5/h\"", "5", "{}"}) {
        BOOST_TEST(pointer_of(call("PATCH",
                                   "/settings",
                                   R"({"page_size":9,"rate_limit":)" + std::string(value) + "}")) ==
                       "/rate_limit",
                   value);
    }
    BOOST_TEST(pointer_of(call("PATCH", "/settings", R"({"page_size":9,"owner_ids":1})")) ==
               "/owner_ids");
    for (const char* value : {"-1", "1.5", "31622401", "\"60\"", "true", "[]"}) {
        BOOST_TEST(pointer_of(call("PATCH",
                                   "/settings",
                                   R"({"page_size":9,"cursor_lifetime":)" + std::string(value) +
                                       "}")) == "/cursor_lifetime",
                   value);
    }
    BOOST_TEST(pointer_of(call("PATCH", "/settings", R"({"page_size":9,"size":1})")) == "/size");
    BOOST_TEST(pointer_of(call("PATCH", "/settings", R"({"page_size":9,"a/b~c":1})")) ==
               "/a~1b~0c");
    for (const char* content : {"", "[]", "7", "{", "{\"page_size\":9}x", "\xFF"}) {
        BOOST_TEST(pointer_of(call("PATCH", "/settings", content)) == "none", content);
    }
    BOOST_TEST(get("/settings") == before);
}

BOOST_AUTO_TEST_CASE(refuses_content_beyond_what_json_numbers_and_stacks_hold) {
    const json before = get("/settings");
    const std::vector<std::pair<std::string, std::string>> calls{{"PATCH", "/settings"},
                                                                 {"PUT", "/accounts/new"}};
    for (const auto& [method, path] : calls) {
        for (const char* name : {"page_size", "secret", "logs", "other"}) {
            const std::string member = '"' + std::string(name) + "\":";
            BOOST_TEST(call(method, path, R"({"secret":"s",)" + member + nested() + "}").status ==
                       400);
            BOOST_TEST(call(method, path, "{" + member + "1e999}").status == 400);
        }
        BOOST_TEST(call(method, path, nested()).status == 400);
        BOOST_TEST(call(method, path, std::string(6'000'000, '[')).status == 400);
    }
    BOOST_TEST(get("/settings") == before);
    BOOST_TEST(get("/accounts").at("accounts").size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_refused_is_shown_in_part) {
    const response refusal =
        call("PATCH", "/settings", R"({"page_size":")" + std::string(100'000, 'x') + "\"}");
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(refusal.content.size() < 1'000U);
}

BOOST_AUTO_TEST_CASE(shows_the_accounts) {
    const json expected = json::parse(
        R"([{"key":"key","default":true,"logs":3,"settings":{"page_size":2,)"
        R"("ordering":"-created_at","rate_limit":null,"owner_ids":true,"cursor_lifetime":null}},)"
        R"({"key":"other","default":false,"logs":1,"settings":{"page_size":100,)"
        R"("ordering":"-created_at","rate_limit":null,"owner_ids":true,"cursor_lifetime":null}}])");
    BOOST_TEST(get("/accounts").at("accounts") == expected);
}

BOOST_AUTO_TEST_CASE(makes_accounts_and_makes_them_anew) {
    const response made = call("PUT",
                               "/accounts/n%2Few",
                               R"({"secret":"s","page_size":5,"ordering":"-id","logs":[)" +
                                   numbered_log_text(4) + "]}");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(made.content == R"({"key":"n/ew"})");
    BOOST_TEST(accounts.find("n/ew")->secret() == "s");
    BOOST_TEST(accounts.find("n/ew")->settings().page_size == 5U);
    BOOST_TEST(ids("/accounts/n%2Few/logs") == "4 ");

    const response again = call("PUT", "/accounts/n%2few/", R"({"secret":"t"})");
    BOOST_TEST(again.status == 200);
    BOOST_TEST(accounts.find("n/ew")->secret() == "t");
    BOOST_TEST(ids("/accounts/n%2Few/logs") == "123 124 "); // the documented example
}

BOOST_AUTO_TEST_CASE(takes_an_accounts_logs_word_for_word) {
    const std::string log =
        R"({"id":1,"base_url":"x","request":{"payload":{"n":1.50e+2,"big":18446744073709551616}},)"
        R"("created_at":"2023-03-01T02:02:00Z"})";
    BOOST_TEST(call("PUT",
                    "/accounts/new",
                    R"( {"\u0073ecret" : "a]}\"", "page_size":5, "logs" : [)" + log + "] } ")
                   .status == 201);
    BOOST_TEST_REQUIRE(accounts.find("new") != nullptr);
    BOOST_TEST(accounts.find("new")->secret() == "a]}\"");
    BOOST_TEST(accounts.find("new")->logs().snapshot().front().json() == log);
}

BOOST_AUTO_TEST_CASE(refuses_a_nul_behind_the_content) {
    using namespace std::literals;
    BOOST_TEST(call("PATCH", "/settings", "{}\0"s).status == 400);
    BOOST_TEST(call("PUT", "/logs", "[]\0[]"s).status == 400);
}

BOOST_AUTO_TEST_CASE(refuses_accounts_that_cannot_be_and_changes_nothing) {
    BOOST_TEST(pointer_of(call("PUT", "/accounts/new", "{}")) == "/secret");
    BOOST_TEST(pointer_of(call("PUT", "/accounts/new", R"({"secret":7})")) == "/secret");
    BOOST_TEST(pointer_of(call("PUT", "/accounts/new", R"({"secret":"s","x":7})")) == "/x");
    BOOST_TEST(pointer_of(call("PUT", "/accounts/new", R"({"secret":"s","page_size":0})")) ==
               "/page_size");
    BOOST_TEST(pointer_of(call("PUT", "/accounts/new", R"({"secret":"s","logs":{}})")) == "/logs");
    BOOST_TEST(pointer_of(call("PUT", "/accounts/new", R"({"secret":"s","logs":[7]})")) ==
               "/logs/0");
    BOOST_TEST(
        pointer_of(
            call("PUT", "/accounts/other", R"({"secret":"s","logs":[{"id":1,"base_url":"b"}]})")) ==
        "/logs/0/created_at");
    BOOST_TEST(pointer_of(call("PUT", "/accounts/a:b", R"({"secret":"s"})")) == "none");
    BOOST_TEST(call("PUT", "/accounts//", R"({"secret":"s"})").status == 400);
    BOOST_TEST(pointer_of(call("PUT", "/accounts/new", "")) == "none");
    BOOST_TEST(get("/accounts").at("accounts").size() == 2U);
    BOOST_TEST(accounts.find("other")->secret() == "o");
}

BOOST_AUTO_TEST_CASE(tells_all_faults_of_an_accounts_logs) {
    const response refusal =
        call("PUT", "/accounts/new", R"({"secret":"s","logs":[7,)" + numbered_log_text(1) + ",8]}");
    const json told = json::parse(refusal.content);
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(told.at("error") == "logs: /logs/0: expected an object, found the number 7");
    BOOST_TEST(told.at("pointer") == "/logs/0");
    BOOST_TEST_REQUIRE(told.at("faults").size() == 2U);
    BOOST_TEST(told.at("faults").at(1).at("pointer") == "/logs/2");
    BOOST_TEST(told.at("faults").at(1).at("found") == "the number 8");
}

BOOST_AUTO_TEST_CASE(a_refused_account_does_not_tell_the_secret) {
    const response refusal =
        call("PUT", "/accounts/new", R"({"secret":"hidden","page_size":0,"hidden":1})");
    BOOST_TEST(refusal.status == 400);
    BOOST_TEST(call("GET", "/accounts").content.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(removes_accounts_but_not_the_default_one) {
    BOOST_TEST(call("DELETE", "/accounts/other").status == 204);
    BOOST_TEST(call("DELETE", "/accounts/other").status == 404);
    for (const char* method : {"DELETE", "PUT"}) {
        const response refusal = call(method, "/accounts/key", R"({"secret":"new"})");
        BOOST_TEST(refusal.status == 409);
        BOOST_TEST(json::parse(refusal.content).contains("error"));
    }
    BOOST_TEST(accounts.default_account().secret() == "secret");
}

BOOST_AUTO_TEST_CASE(steers_an_account_by_its_key) {
    const std::string other = "/accounts/other";
    BOOST_TEST(ids(other + "/logs") == "7 ");
    BOOST_TEST(call("POST", other + "/logs", numbered_log_text(8)).status == 201);
    BOOST_TEST(call("DELETE", other + "/logs/7").status == 204);
    BOOST_TEST(ids(other + "/logs") == "8 ");
    BOOST_TEST(call("PUT", other + "/logs", "[]").status == 200);
    BOOST_TEST(call("PATCH", other + "/settings", R"({"page_size":9})").status == 200);
    accounts.find("other")->journal().add({.target = "/o"});
    BOOST_TEST(get(other + "/requests").at("total") == 1);
    BOOST_TEST(call("DELETE", other + "/requests").status == 204);
    // The default account is another one, and has a key too.
    BOOST_TEST(ids() == "3 2 1 ");
    BOOST_TEST(get("/accounts/key/settings").at("page_size") == 2);
    BOOST_TEST(get("/requests").at("total") == 0);
}

BOOST_AUTO_TEST_CASE(a_reset_makes_everything_as_at_the_start) {
    call("PUT", "/accounts/new", R"({"secret":"s"})");
    call("DELETE", "/accounts/other");
    call("PUT", "/logs", "[]");
    call("PATCH", "/settings", R"({"page_size":9})");
    note({});
    const response answer = call("POST", "/reset");
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(ids() == "3 2 1 ");
    BOOST_TEST(get("/settings").at("page_size") == 2);
    BOOST_TEST(get("/requests").at("total") == 0);
    BOOST_TEST(get("/accounts").at("accounts").size() == 2U);
    BOOST_TEST(ids("/accounts/other/logs") == "7 ");
}

BOOST_AUTO_TEST_CASE(a_shutdown_is_for_servers_that_can_be_shut_down) {
    const auto taken = result_of("POST", "/shutdown");
    BOOST_TEST(taken.response.status == 202);
    BOOST_TEST(taken.shut_down);
    options.can_shut_down = false;
    const auto refused = result_of("POST", "/shutdown");
    BOOST_TEST(refused.response.status == 409);
    BOOST_TEST(!refused.shut_down);
}

BOOST_AUTO_TEST_CASE(wants_the_token_if_there_is_one) {
    options.token = "t0ken";
    const auto status_with = [&](const char* value, const char* path = "/__admin/reset") {
        sendmock::http::request request{.method = "POST", .target = path};
        if (value != nullptr) {
            request.fields.add("Authorization", value);
        }
        return sendmock::admin(accounts, elsewhere, connections, options)
            .respond(request)
            .response.status;
    };
    call("DELETE", "/logs/1"); // is refused
    accounts.default_account().logs().erase(2);
    for (const char* value : {static_cast<const char*>(nullptr),
                              "",
                              "Bearer",
                              "Bearer ",
                              "Bearer t0ke",
                              "Bearer t0kenn",
                              "Bearer T0KEN",
                              "Basic t0ken",
                              "t0ken",
                              "Bearer t0ken t0ken"}) {
        BOOST_TEST(status_with(value) == 401);
    }
    BOOST_TEST(accounts.default_account().logs().size() == 2U);
    BOOST_TEST(status_with(nullptr, "/__admin/nothing") == 401);
    BOOST_TEST(*call("GET", "/health").fields.find("WWW-Authenticate") == "Bearer");
    BOOST_TEST(status_with("Bearer t0ken") == 200);
    BOOST_TEST(accounts.default_account().logs().size() == 3U);
    BOOST_TEST(status_with("bearer   t0ken") == 200);
    BOOST_TEST(call("GET", "/health").content.find("t0ken") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_failure_inside_becomes_a_500) {
    options.now = []() -> sendmock::instant { throw std::runtime_error("no clock"); };
    const response failed = call("POST", "/logs", numbered_log_text(8));
    BOOST_TEST(failed.status == 500);
    BOOST_TEST(json::parse(failed.content).at("error") == "no clock");
    options.now = []() -> sendmock::instant { throw 42; };
    BOOST_TEST(call("POST", "/logs", numbered_log_text(8)).status == 500);
    BOOST_TEST(accounts.default_account().logs().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
