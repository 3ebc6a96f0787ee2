// SPDX-License-Identifier: MIT
#include <sendmock/faults/scenario_reader.hpp>

#include "support/has_message.hpp"
#include "support/small_log.hpp"
#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace unit::faults::scenario_reader {

using sendmock::number_range;
using sendmock::parse_scenario;
using sendmock::tests::has_message;
using lines = std::vector<std::string>;

/// What is wrong with a text; nothing is read where there is anything.
lines faults_of(std::string_view text) {
    sendmock::scenario_reader reader;
    const auto made = reader.read(text);
    BOOST_TEST(made.has_value() == reader.faults().empty());
    lines all;
    for (const auto& fault : reader.faults()) {
        all.emplace_back(fault.what());
    }
    return all;
}

/// Checks that a text has one fault, and which.
void refused(std::string_view text, const std::string& expected) {
    BOOST_TEST_CONTEXT(text) {
        BOOST_TEST(faults_of(text) == lines{expected}, boost::test_tools::per_element());
    }
}

void refused_rule(const std::string& rule, const std::string& expected) {
    refused(R"({"rules":[)" + rule + "]}", "/rules/0" + expected);
}

void refused_server(const std::string& server, const std::string& expected) {
    refused(R"({"rules":[],"server":)" + server + '}', "/server" + expected);
}

const std::string log_text = sendmock::tests::small_log{.id = 7}.json();
const std::string good_rule = R"({"then":{"fault":"EMPTY_RESPONSE"}})";

/// A file that is there as long as this.
class scratch_file {
public:
    explicit scratch_file(const std::string& content)
        : path_(std::filesystem::temp_directory_path() /
                ("sendmock-scenario-" + std::to_string(getpid()) + ".json")) {
        std::ofstream(path_, std::ios::binary) << content;
    }

    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;

    ~scratch_file() { std::filesystem::remove(path_); }

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace unit::faults::scenario_reader

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(faults)
BOOST_AUTO_TEST_SUITE(scenario_reader)

BOOST_AUTO_TEST_CASE(reads_the_least_that_there_can_be) {
    const auto made = parse_scenario(R"({"rules":[]})");
    BOOST_TEST(made.name == "");
    BOOST_TEST(made.description == "");
    BOOST_TEST(!made.seed.has_value());
    BOOST_TEST(!made.server.has_value());
    BOOST_TEST(made.rules.empty());
}

BOOST_AUTO_TEST_CASE(reads_name_description_and_seed) {
    const auto made = parse_scenario(
        R"( {"description" : "clé\n", "rules" : [], "seed" : 18446744073709551615, "name" : "a"} )");
    BOOST_TEST(made.name == "a");
    BOOST_TEST(made.description == "clé\n");
    BOOST_TEST((made.seed == 18'446'744'073'709'551'615U));
    BOOST_TEST((parse_scenario(R"({"rules":[],"seed":0})").seed == 0U));
}

BOOST_AUTO_TEST_CASE(reads_rules_in_their_order) {
    const auto made = parse_scenario(
        R"({"rules":[{"name":"first","when":{"page":2},"times":3,"then":{"pager":"EMPTY"}},)"
        R"({"times":null,"then":{"respond":{"status":503}}},)" +
        good_rule + "]}");
    BOOST_TEST_REQUIRE(made.rules.size() == 3U);
    BOOST_TEST(made.rules[0].name == "first");
    BOOST_TEST((made.rules[0].when == sendmock::on_page(2).times(3)));
    BOOST_TEST(to_string(made.rules[0].then) == "EMPTY");
    BOOST_TEST(made.rules[1].name == "");
    BOOST_TEST((made.rules[1].when == sendmock::on_any_request().always()));
    BOOST_TEST(to_string(made.rules[1].then) == "http_error(503)");
    BOOST_TEST((made.rules[2].when == sendmock::on_any_request()));
    BOOST_TEST((made.rules[2].when.terms().times == 1U)); // once unless told otherwise
    BOOST_TEST(to_string(made.rules[2].then) == "EMPTY_RESPONSE");
}

BOOST_AUTO_TEST_CASE(reads_what_admin_calls_show_besides) {
    const auto made = parse_scenario(
        R"({"unused":["#1"],"rules":[{"fired":3,"then":{"fault":"EMPTY_RESPONSE"}}]})");
    BOOST_TEST(made.rules.size() == 1U);
}

BOOST_AUTO_TEST_CASE(reads_logs_word_for_word) {
    const std::string odd = R"({ "id":8, "base_url":"https://shop.example",)"
                            R"("created_at":"2023-03-01T01:02:00Z", "x" : 1.50e3 })";
    const auto made =
        parse_scenario(R"({"server":{"logs":[)" + odd + "," + log_text + R"(]},"rules":[]})");
    const auto& records = std::get<std::vector<sendmock::log_record>>(*made.server->data.logs);
    BOOST_TEST_REQUIRE(records.size() == 2U);
    BOOST_TEST(records[0].json() == R"({"id":8,"base_url":"https://shop.example",)"
                                    R"("created_at":"2023-03-01T01:02:00Z","x":1.50e3})");
    BOOST_TEST(records[1].json() == log_text);
}

BOOST_AUTO_TEST_CASE(reads_what_to_serve) {
    const auto made = parse_scenario(
        R"({"server":{"generate":{"count":5,"seed":6},"page_size":7,"ordering":"-id",)"
        R"("rate_limit":"15/s","owner_ids":false,"cursor_lifetime":60,)"
        R"("accounts":[{"key":"k","secret":"s","logs":[],"page_size":1},)"
        R"({"key":"l","secret":""}]},"rules":[]})");
    BOOST_TEST_REQUIRE(made.server.has_value());
    BOOST_TEST(std::get<sendmock::generated_logs>(*made.server->data.logs).count == 5U);
    BOOST_TEST((made.server->data.settings ==
                sendmock::settings_change{.page_size = 7,
                                          .ordering = sendmock::ordering::id_descending,
                                          .rate_limit =
                                              sendmock::rate_limit{15, std::chrono::seconds{1}, {}},
                                          .owner_ids = false,
                                          .cursor_lifetime = std::chrono::seconds{60}}));
    BOOST_TEST_REQUIRE(made.server->accounts.size() == 2U);
    BOOST_TEST(made.server->accounts[0].key == "k");
    BOOST_TEST(made.server->accounts[0].secret == "s");
    BOOST_TEST(
        std::get<std::vector<sendmock::log_record>>(*made.server->accounts[0].data.logs).empty());
    BOOST_TEST(
        (made.server->accounts[0].data.settings == sendmock::settings_change{.page_size = 1}));
    BOOST_TEST(made.server->accounts[1].secret == "");
    BOOST_TEST(!made.server->accounts[1].data.logs.has_value());
    BOOST_TEST((made.server->accounts[1].data.settings == sendmock::settings_change{}));
}

BOOST_AUTO_TEST_CASE(tells_a_server_that_says_nothing_from_none) {
    BOOST_TEST(parse_scenario(R"({"server":{},"rules":[]})").server.has_value());
    BOOST_TEST(!parse_scenario(R"({"rules":[]})").server.has_value());
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_json_object) {
    refused("", "expected JSON, found a fault at byte 1");
    refused("[]", "expected an object, found array");
    refused("7", "expected an object, found number");
    refused("null", "expected an object, found null");
    refused(R"({"rules":[],})", "expected JSON, found a fault at byte 13");
    refused(R"({"rules":[]} x)", "expected JSON, found a fault at byte 14");
    refused(R"({"rules":[],"seed":1e999})", "expected numbers in the range of 64 bits");
    refused(std::string_view("{\"rules\":[]}\0", 13), "expected JSON, found a NUL at byte 13");
}

BOOST_AUTO_TEST_CASE(refuses_a_member_that_is_there_twice_and_says_where) {
    refused(R"({"name":"a","rules":[],"name":"b"})", "/name: expected each member once");
    refused(R"({"rules":[{"then":{"fault":"EMPTY_RESPONSE","fault":"EMPTY_RESPONSE"}}]})",
            "/rules/0/then/fault: expected each member once");
    refused(R"({"rules":[],"server":{"page_size":1,"page\u005fsize":2}})",
            "/server/page_size: expected each member once");
}

BOOST_AUTO_TEST_CASE(demands_rules_and_what_each_does) {
    refused("{}", "/rules: is required");
    refused(R"({"rules":null})", "/rules: expected an array, found null");
    refused(R"({"rules":{}})", "/rules: expected an array, found {}");
    refused_rule("{}", "/then: is required");
    refused_rule("7", ": expected an object (a rule), found 7");
    refused_rule(R"({"then":"EMPTY_RESPONSE"})",
                 R"(/then: expected an object (a fault), found "EMPTY_RESPONSE")");
}

BOOST_AUTO_TEST_CASE(refuses_values_of_another_kind) {
    refused(R"({"name":1,"rules":[]})", "/name: expected a string, found 1");
    refused(R"({"description":null,"rules":[]})", "/description: expected a string, found null");
    refused(R"({"seed":-1,"rules":[]})",
            "/seed: expected an integer from 0 to 18446744073709551615, found -1");
    refused(R"({"seed":"1","rules":[]})",
            R"(/seed: expected an integer from 0 to 18446744073709551615, found "1")");
    refused(R"({"seed":1.0,"rules":[]})",
            "/seed: expected an integer from 0 to 18446744073709551615, found 1.0");
    refused_rule(R"({"name":1,"then":{"fault":"EMPTY_RESPONSE"}})",
                 "/name: expected a string, found 1");
    refused_rule(R"({"when":[],"then":{"fault":"EMPTY_RESPONSE"}})",
                 "/when: expected an object (a condition), found []");
    refused_server("[]", ": expected an object (a server), found []");
}

BOOST_AUTO_TEST_CASE(takes_times_from_1_to_4294967295_or_null) {
    const auto with = [](const std::string& times) {
        return R"({"times":)" + times + R"(,"then":{"fault":"EMPTY_RESPONSE"}})";
    };
    const auto most = parse_scenario(R"({"rules":[)" + with("4294967295") + "]}");
    BOOST_TEST((most.rules[0].when.terms().times == 4'294'967'295U));
    for (const std::string bad : {"0", "-1", "4294967296", "1.5", "\"1\"", "true"}) {
        refused_rule(with(bad), "/times: expected an integer from 1 to 4294967295, found " + bad);
    }
}

BOOST_AUTO_TEST_CASE(refuses_names_that_it_does_not_know_with_the_nearest) {
    refused(R"({"ruels":[],"rules":[]})",
            R"(/ruels: a scenario has no member "ruels"; the nearest is "rules")");
    refused_rule(R"({"wehn":{},"then":{"fault":"EMPTY_RESPONSE"}})",
                 R"(/wehn: a rule has no member "wehn"; the nearest is "when")");
    refused_rule(R"({"when":{"pgae":2},"then":{"fault":"EMPTY_RESPONSE"}})",
                 R"(/when/pgae: a condition has no member "pgae"; the nearest is "page")");
    refused_rule(R"({"then":{"falut":"EMPTY_RESPONSE"}})",
                 R"(/then/falut: a fault has no member "falut"; the nearest is "fault")");
    refused_server(R"({"pagesize":2})",
                   R"(/pagesize: a server has no member "pagesize"; the nearest is "page_size")");
    refused_server(R"({"accounts":[{"kay":"k"}]})",
                   R"(/accounts/0/kay: an account has no member "kay"; the nearest is "key")");
    refused_server(
        R"({"generate":{"first-id":2}})",
        R"(/generate/first-id: a description of generated logs has no member "first-id"; )"
        R"(the nearest is "first_id")");
    refused(R"({"a/b~c":1,"rules":[]})",
            R"(/a~1b~0c: a scenario has no member "a/b~c"; the nearest is "name")");
}

BOOST_AUTO_TEST_CASE(refuses_rules_that_can_never_act) {
    refused_rule(R"({"when":{"connection":1},"then":{"fault":"EMPTY_RESPONSE"}})",
                 ": connection: only RESET_ON_ACCEPT and FAIL_HANDSHAKE take it");
    refused_rule(R"({"when":{"page":1},"then":{"fault":"RESET_ON_ACCEPT"}})",
                 ": RESET_ON_ACCEPT takes only connection, probability and times: it acts before "
                 "there is a request");
    refused_rule(R"({"when":{"page":1},"then":{"pager":"EXPIRE_CURSOR"}})",
                 ": page: EXPIRE_CURSOR acts from page 2 on");
    refused_rule(R"({"when":{"method":"POST","page":1},"then":{"fault":"EMPTY_RESPONSE"}})",
                 ": method: expected GET, which alone asks for pages, found POST");
    refused_rule(R"({"when":{"path":"logs"},"then":{"fault":"EMPTY_RESPONSE"}})",
                 R"(: path: expected / at its beginning, found "logs")");
    refused_rule(R"({"then":{}})", "/then: a fault has to do something");
}

BOOST_AUTO_TEST_CASE(tells_the_fault_of_each_member_of_each_rule) {
    const lines told{"/rules/0/wehn: a rule has no member \"wehn\"; the nearest is \"when\"",
                     "/rules/0/name: expected a string, found 1",
                     "/rules/0/when/page: expected an integer from 1 to 18446744073709551615, "
                     "found 0",
                     "/rules/0/times: expected an integer from 1 to 4294967295, found 0",
                     "/rules/0/then: a fault has to do something",
                     "/rules/2: expected an object (a rule), found 7"};
    const lines found = faults_of(R"({"rules":[{"wehn":1,"name":1,"when":{"page":0},"times":0,)"
                                  R"("then":{}},)" +
                                  good_rule + ",7]}");
    BOOST_TEST(found == told, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tells_all_faults_of_logs) {
    const lines found =
        faults_of(R"({"rules":[{"then":{"change":{"insert":[7,8]}}}],"server":{"logs":[9]}})");
    const lines told{"/server/logs/0: expected an object, found the number 9",
                     "/rules/0/then/change/insert/0: expected an object, found the number 7",
                     "/rules/0/then/change/insert/1: expected an object, found the number 8"};
    BOOST_TEST(found == told, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(refuses_settings_that_cannot_be) {
    refused_server(R"({"page_size":0})", "/page_size: expected an integer from 1 to 1000, found 0");
    refused_server(R"({"page_size":1001})",
                   "/page_size: expected an integer from 1 to 1000, found 1001");
    refused_server(R"({"ordering":"id"})",
                   R"(/ordering: expected the name of an ordering, the nearest of which is )"
                   R"("-id", found "id")");
    refused_server(R"({"rate_limit":"15/h"})",
                   R"(/rate_limit: expected "N/s", "N/min", "documented" or null, found "15/h")");
    refused_server(R"({"accounts":[{"key":"k","secret":"s","owner_ids":1}]})",
                   "/accounts/0/owner_ids: expected true or false, found 1");
    refused_server(R"({"cursor_lifetime":-1})",
                   "/cursor_lifetime: expected an integer from 0 to 31622400, found -1");
}

BOOST_AUTO_TEST_CASE(refuses_logs_and_generated_logs_at_once) {
    refused_server(R"({"logs":[],"generate":{}})",
                   "/generate: excludes logs, which are there as well");
    refused_server(R"({"accounts":[{"key":"k","secret":"s","generate":{},"logs":[]}]})",
                   "/accounts/0/generate: excludes logs, which are there as well");
}

BOOST_AUTO_TEST_CASE(refuses_logs_that_are_none) {
    refused_server(R"({"generate":{"count":-1}})",
                   "/generate/count: expected an integer from 0 to 1000000000000, found -1");
    const auto pointer_of = [](const std::string& server) {
        sendmock::scenario_reader reader;
        BOOST_TEST(!reader.read(R"({"rules":[],"server":)" + server + '}').has_value());
        BOOST_TEST_REQUIRE(!reader.faults().empty());
        return reader.faults().front().pointer();
    };
    BOOST_TEST(pointer_of(R"({"logs":[)" + log_text + ",7]}") == "/server/logs/1");
    BOOST_TEST(pointer_of(R"({"logs":{}})") == "/server/logs");
    BOOST_TEST(pointer_of(R"({"logs":[{"id":1.5}]})") == "/server/logs/0/id");
    BOOST_TEST(pointer_of(R"({"logs":[)" + log_text + ',' + log_text + "]}") ==
               "/server/logs/1/id");
    BOOST_TEST(pointer_of(R"({"accounts":[{"key":"k","secret":"s","logs":[{}]}]})")
                   .starts_with("/server/accounts/0/logs/0"));
}

BOOST_AUTO_TEST_CASE(demands_a_key_and_a_secret_of_each_account) {
    refused_server(R"({"accounts":[{"secret":"s"}]})", "/accounts/0/key: is required");
    refused_server(R"({"accounts":[{"key":"k"}]})", "/accounts/0/secret: is required");
    refused_server(R"({"accounts":[{"key":7,"secret":"s"}]})",
                   "/accounts/0/key: expected a string, found 7");
    refused_server(R"({"accounts":[{"key":"a:b","secret":"s"}]})",
                   "/accounts/0/key: key: a colon cannot be part of it (RFC 7617)");
    refused_server(R"({"accounts":[{"key":"k","secret":"s"},{"key":"k","secret":"t"}]})",
                   "/accounts/1/key: expected each key once");
}

BOOST_AUTO_TEST_CASE(shows_no_secret) {
    for (const std::string accounts : {R"([{"key":"k","secret":["s3cret"]}])",
                                       R"([{"key":7,"secret":"s3cret"}])",
                                       R"([{"key":"k","secret":"s3cret","page_size":0}])",
                                       R"([["k","s3cret"]])",
                                       R"(["k:s3cret"])",
                                       R"({"key":"k","secret":"s3cret"})"}) {
        const lines found = faults_of(R"({"rules":[],"server":{"accounts":)" + accounts + "}}");
        BOOST_TEST_REQUIRE(found.size() == 1U);
        BOOST_TEST(found[0].starts_with("/server/accounts"));
        BOOST_TEST(found[0].find("s3cret") == std::string::npos, found[0]);
    }
}

BOOST_AUTO_TEST_CASE(says_all_that_is_wrong) {
    const lines expected{R"(/nmae: a scenario has no member "nmae"; the nearest is "name")",
                         "/description: expected a string, found 2",
                         "/seed: expected an integer from 0 to 18446744073709551615, found null",
                         "/server/page_size: expected an integer from 1 to 1000, found 0",
                         "/rules/0/then: is required",
                         "/rules/2/when/page: expected an integer from 1 to "
                         "18446744073709551615, found 0"};
    BOOST_TEST(faults_of(R"({"nmae":1,"description":2,"seed":null,"server":{"page_size":0},)"
                         R"("rules":[{},)" +
                         good_rule +
                         R"(,{"when":{"page":0},"then":{"fault":"EMPTY_RESPONSE"}}]})") == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(forgets_the_faults_of_the_last_document) {
    sendmock::scenario_reader reader;
    BOOST_TEST(!reader.read("{}").has_value());
    BOOST_TEST(reader.faults().size() == 1U);
    BOOST_TEST(reader.read(R"({"rules":[]})").has_value());
    BOOST_TEST(reader.faults().empty());
}

BOOST_AUTO_TEST_CASE(throws_a_line_for_each_fault) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(parse_scenario(R"({"name":1,"seed":"x"})", "my.json")),
                          sendmock::error,
                          has_message("my.json: /name: expected a string, found 1\n"
                                      "my.json: /seed: expected an integer from 0 to "
                                      "18446744073709551615, found \"x\"\n"
                                      "my.json: /rules: is required"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(parse_scenario("[]")),
                          sendmock::error,
                          has_message("scenario: expected an object, found array"));
}

BOOST_AUTO_TEST_CASE(reads_a_file_and_names_it_where_it_refuses) {
    const scratch_file good(R"({"name":"of a file","rules":[]})");
    BOOST_TEST(sendmock::load_scenario(good.path()).name == "of a file");
    const scratch_file bad("{}");
    BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::load_scenario(bad.path())),
                          sendmock::error,
                          has_message(bad.path().string() + ": /rules: is required"));
}

BOOST_AUTO_TEST_CASE(says_why_a_file_cannot_be_read) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::load_scenario("/no/such/file")),
                          sendmock::error,
                          has_message("/no/such/file: cannot be read: No such file or directory"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(sendmock::load_scenario("/")),
                          sendmock::error,
                          has_message("/: cannot be read: Is a directory"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
