// SPDX-License-Identifier: MIT
// Judging what a test suite asks for.

#include "support/command.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>

namespace command::run {

using nlohmann::json;
using sendmock::tests::arguments;
using sendmock::tests::has;
using sendmock::tests::outcome;
using sendmock::tests::scratch_file;

/// Runs a command beside 35 logs on pages of 10.
outcome run_suite(arguments options, const arguments& command) {
    options.insert(options.begin(),
                   {"run", "--generate", "35", "--page-size", "10", "--seed", "1"});
    options.emplace_back("--");
    options.insert(options.end(), command.begin(), command.end());
    return sendmock::tests::run(options);
}

/// A suite in Python, in which `get(link)` is the page, `walk()` reads to the end, and URL is the
/// first page's.
outcome run_python(const std::string& suite, const arguments& options = {}) {
    const std::string preamble = R"(
import base64, json, os, threading, urllib.error, urllib.request
URL = os.environ["SENDMOCK_URL"]
PAIR = os.environ["SENDMOCK_KEY"] + ":" + os.environ["SENDMOCK_SECRET"]
AUTH = "Basic " + base64.b64encode(PAIR.encode()).decode()
def get(link):
    request = urllib.request.Request(link, headers={"Authorization": AUTH})
    return json.load(urllib.request.urlopen(request))
def walk():
    link = URL
    while link:
        link = get(link)["next"]
)";
    return run_suite(options, {"/usr/bin/python3", "-c", preamble + suite});
}

/// A suite for the shell: it sends an issued cursor that it cut short, then does something else.
arguments cut_cursor(const std::string& then = "true") {
    return {"/bin/sh",
            "-c",
            "get() { curl -s -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" \"$1\"; }\n"
            "next=$(get \"$SENDMOCK_URL\" | sed 's/^{\"next\":\"\\([^\"]*\\)\".*/\\1/')\n"
            "get \"${next%????????}\" > /dev/null\n" +
                then};
}

/// Of a suite that asks for one page.
arguments one_page() {
    return {"/bin/sh",
            "-c",
            "curl -s -o /dev/null -u \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" \"$SENDMOCK_URL\""};
}

} // namespace command::run

BOOST_AUTO_TEST_SUITE(command)
BOOST_AUTO_TEST_SUITE(run)

BOOST_AUTO_TEST_CASE(serves_and_judges_what_it_saw) {
    const outcome good =
        run_suite({}, {"/usr/bin/python3", SENDMOCK_TESTS_DIR "/clients/honest.py"});
    BOOST_TEST(good.status == 0, good.errors);
    BOOST_TEST(has(good.errors, "4 requests; no invariant fails, 4 hold, 2 are not judged\n"),
               good.errors);
    const outcome bad = run_suite({}, cut_cursor());
    BOOST_TEST(bad.status == 1);
    BOOST_TEST(has(bad.errors, "FAILS cursor_verbatim"), bad.errors);
    BOOST_TEST(has(bad.errors, "  > 2 GET "), bad.errors);
    BOOST_TEST(run_suite({}, {"/bin/sh", "-c", "exit 7"}).status == 7);
    BOOST_TEST(run_suite({}, {"/bin/sh", "-c", "kill -9 $$"}).status == 137);
}

BOOST_AUTO_TEST_CASE(tells_the_command_where_to_ask) {
    const outcome ended =
        run_suite({"--tls"},
                  {"/bin/sh",
                   "-c",
                   "curl -s --cacert \"$SENDMOCK_CA_FILE\" -u "
                   "\"$SENDMOCK_KEY:$SENDMOCK_SECRET\" \"$SENDMOCK_URL\" && curl -s --cacert "
                   "\"$SENDMOCK_CA_FILE\" \"$SENDMOCK_ADMIN_URL/verdict\""});
    BOOST_TEST(ended.status == 0, ended.errors);
    BOOST_TEST(has(ended.output, "\"results\":["));
    BOOST_TEST(has(ended.output, "\"holds\":true"));
}

BOOST_AUTO_TEST_CASE(honest_suites_pass) {
    for (const std::string suite :
         {"workers = [threading.Thread(target=lambda: [walk() for _ in range(10)]) for _ in "
          "range(4)]\n[w.start() for w in workers]\n[w.join() for w in workers]\n",
          "second = get(URL)['next']\nwalk()\nget(second)\n",
          "second = get(URL)['next']\n[get(second) for _ in range(30)]\n",
          "try: get(URL + '?cursor=garbage')\n"
          "except urllib.error.HTTPError as error: assert error.code == 404\n",
          "assert 'results' in get(URL + '?cursor="
          "cD0yMDIwLTAxLTAxKzAwJTNBMDAlM0EwMCUyQjAwJTNBMDA%3D')\n"}) {
        const outcome ended = run_python(suite);
        BOOST_TEST(ended.status == 0, suite << ended.errors);
        BOOST_TEST(has(ended.errors, "; no invariant fails"), ended.errors);
    }
}

BOOST_AUTO_TEST_CASE(says_why_it_does_not_judge_a_bad_cursor) {
    const outcome ended = run_python("try: get(URL + '?cursor=garbage')\n"
                                     "except urllib.error.HTTPError: pass\n");
    BOOST_TEST(
        has(ended.errors, "not judged: cursor_verbatim: request 1 had a cursor that no link"),
        ended.errors);
}

BOOST_AUTO_TEST_CASE(says_why_each_invariant_is_not_judged) {
    const std::string end = "credentials_stay_home: no request reached another origin\n"
                            "not judged: no_downgrade: no client of an https URL reached another "
                            "origin\n";
    const outcome page = run_suite({}, one_page());
    BOOST_TEST(page.errors == "sendmock: 1 request; no invariant fails, 1 holds, 5 are not judged\n"
                              "not judged: cursor_verbatim: no request had a cursor\n"
                              "not judged: no_self_made_cursor: no request had a cursor\n"
                              "not judged: no_request_after_end: no client received a last page\n"
                              "not judged: " +
                                  end);
    const outcome none = run_suite({"--min-requests", "0"}, {"true"});
    BOOST_TEST(
        none.errors.starts_with("sendmock: 0 requests; no invariant fails, 6 are not judged\n"),
        none.errors);
    BOOST_TEST(none.errors.ends_with("not judged: bounded_attempts: there was no request\n"),
               none.errors);
    const outcome bad = run_suite({}, cut_cursor());
    BOOST_TEST(bad.errors.starts_with(
                   "sendmock: 2 requests; 1 invariant fails, 1 holds, 4 are not judged\n"),
               bad.errors);
    // An invariant that one account shows needs no line for the others.
    const outcome accounts = run_suite({"--accounts", "2"}, one_page());
    BOOST_TEST(!has(accounts.errors, "bounded_attempts"), accounts.errors);
    BOOST_TEST(!has(accounts.errors, "(account"), accounts.errors);
    for (const std::string form : {"json", "junit"}) {
        const outcome ended = run_suite({"--report", form}, one_page());
        BOOST_TEST(has(ended.errors, "no request reached another origin"), ended.errors);
    }
}

BOOST_AUTO_TEST_CASE(prints_no_control_character_that_a_suite_sent) {
    const std::string suite = R"(
import socket
from urllib.parse import urlsplit, parse_qs
cursor = parse_qs(urlsplit(get(URL)["next"]).query)["cursor"][0]
at = urlsplit(URL)
with socket.create_connection((at.hostname, at.port)) as peer:
    target = at.path.encode() + b"?cursor=" + cursor[:-8].encode() + b"&x=\xC2\x9B\xE2\x80\xAE"
    peer.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                 b"Authorization: " + AUTH.encode() + b"\r\n\r\n")
    while peer.recv(4096): pass
)";
    for (const std::string form : {"text", "json", "junit"}) {
        const outcome ended = run_python(suite, {"--report", form, "--log", "text"});
        BOOST_TEST(ended.status == 1, ended.errors);
        BOOST_TEST(std::all_of(ended.errors.begin(),
                               ended.errors.end(),
                               [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }),
                   ended.errors);
        BOOST_TEST(has(ended.errors, "&x=\\u{009B}\\u{202E}"), ended.errors);
    }
}

BOOST_AUTO_TEST_CASE(forgets_nothing_that_the_suite_has_the_server_forget) {
    const std::string admin = " \"$SENDMOCK_ADMIN_URL\"";
    for (const std::string& then : {"curl -s -X POST" + admin + "/reset",
                                    "curl -s -X DELETE" + admin + "/requests",
                                    "curl -s -X PUT -d '{\"rules\":[]}'" + admin + "/scenario",
                                    "curl -s -X PUT -d '[]'" + admin + "/logs"}) {
        const outcome ended = run_suite({}, cut_cursor(then));
        BOOST_TEST(ended.status == 1, then << ended.errors);
        BOOST_TEST(has(ended.errors, "sendmock: 2 requests"), ended.errors);
        BOOST_TEST(has(ended.errors, "FAILS cursor_verbatim"), then << ended.errors);
    }
}

BOOST_AUTO_TEST_CASE(forgets_nothing_of_an_account_that_is_removed) {
    arguments suite =
        cut_cursor("curl -s -X DELETE \"$SENDMOCK_ADMIN_URL/accounts/$SENDMOCK_KEY\"");
    suite[2] = "SENDMOCK_KEY=$SENDMOCK_KEY_2 SENDMOCK_SECRET=$SENDMOCK_SECRET_2\n" + suite[2];
    const outcome ended = run_suite({"--accounts", "2"}, suite);
    BOOST_TEST(ended.status == 1, ended.errors);
    BOOST_TEST(has(ended.errors, "FAILS cursor_verbatim (account key-2)"), ended.errors);
    // One that the suite itself makes.
    suite[2] = "SENDMOCK_KEY=mine SENDMOCK_SECRET=s3cret\n"
               "curl -s -X PUT -d '{\"secret\":\"s3cret\",\"page_size\":1}' "
               "\"$SENDMOCK_ADMIN_URL/accounts/mine\"\n"
               "curl -s \"$SENDMOCK_ADMIN_URL/logs\" | curl -s -X PUT --data-binary @- "
               "\"$SENDMOCK_ADMIN_URL/accounts/mine/logs\"\n" +
               suite[2].substr(suite[2].find('\n') + 1);
    const outcome made = run_suite({}, suite);
    BOOST_TEST(made.status == 1, made.errors);
    BOOST_TEST(has(made.errors, "cursor_verbatim (account mine)"), made.errors);
}

BOOST_AUTO_TEST_CASE(no_request_is_a_failure_unless_none_is_demanded) {
    const outcome none = run_suite({}, {"true"});
    BOOST_TEST(none.status == 1);
    BOOST_TEST(has(none.errors, "FAILS expected at least 1 request, but the command sent none"),
               none.errors);
    BOOST_TEST(run_suite({"--min-requests", "0"}, {"true"}).status == 0);
    BOOST_TEST(run_suite({"--min-requests", "1"}, one_page()).status == 0);
    const outcome few = run_suite({"--min-requests", "2"}, one_page());
    BOOST_TEST(few.status == 1);
    BOOST_TEST(has(few.errors, "expected at least 2 requests, but the command sent 1"), few.errors);
    BOOST_TEST(run_suite({}, {"/bin/sh", "-c", "exit 7"}).status == 7);
}

BOOST_AUTO_TEST_CASE(hands_out_accounts_with_the_same_logs) {
    const outcome ended = run_suite(
        {"--accounts", "3"},
        {"/bin/sh",
         "-c",
         "[ \"$SENDMOCK_KEY:$SENDMOCK_SECRET\" = \"$SENDMOCK_KEY_1:$SENDMOCK_SECRET_1\" ] || exit "
         "9\nfor pair in \"$SENDMOCK_KEY_1:$SENDMOCK_SECRET_1\" "
         "\"$SENDMOCK_KEY_2:$SENDMOCK_SECRET_2\" \"$SENDMOCK_KEY_3:$SENDMOCK_SECRET_3\"; do curl "
         "-s "
         "-u \"$pair\" \"$SENDMOCK_URL\" | cksum; done | sort -u | wc -l"});
    BOOST_TEST(ended.status == 0, ended.errors);
    BOOST_TEST(has(ended.output, "1"), ended.output);
    BOOST_TEST(has(ended.errors, "3 requests"), ended.errors);
    BOOST_TEST(run_suite({"--accounts", "2", "--no-auth"}, {"true"}).status == 2);
}

BOOST_AUTO_TEST_CASE(reports_only_what_it_is_asked_for) {
    BOOST_TEST(run_suite({"--skip", "cursor_verbatim"}, cut_cursor()).status == 0);
    BOOST_TEST(run_suite({"--only", "bounded_attempts"}, cut_cursor()).status == 0);
    BOOST_TEST(run_suite({"--only", "cursor_verbatim"}, cut_cursor()).status == 1);
    const outcome misspelt = run_suite({"--skip", "cursor_verbatm"}, one_page());
    BOOST_TEST(misspelt.status == 2);
    BOOST_TEST(has(misspelt.errors, "cursor_verbatim"), misspelt.errors);
    const outcome beyond = run_suite({"--only", "complete"}, one_page());
    BOOST_TEST(beyond.status == 2);
    BOOST_TEST(has(beyond.errors, "requests alone cannot show"), beyond.errors);
}

BOOST_AUTO_TEST_CASE(writes_reports_to_a_file_and_evidence_to_a_directory) {
    const scratch_file report;
    const std::string directory = report.path() + ".d";
    const outcome ended = run_suite(
        {"--report", "json", "--output", report.path(), "--save", directory}, cut_cursor());
    BOOST_TEST(ended.status == 1);
    BOOST_TEST(has(ended.errors, "FAILS cursor_verbatim"), ended.errors);
    const json written = json::parse(report.read());
    BOOST_TEST(written.at("holds") == false);
    BOOST_TEST(written.at("requests") == 2);
    std::ifstream in(directory + "/cursor_verbatim.json", std::ios::binary);
    const json evidence = json::parse(in);
    std::filesystem::remove_all(directory);
    BOOST_TEST(evidence.at("requests").size() == 2U);
    BOOST_TEST(evidence.at("scenario").contains("rules"));
    BOOST_TEST(!has(evidence.dump(), "a2V5OnNlY3JldA")); // key:secret in base64
    const outcome junit = run_suite({"--report", "junit"}, cut_cursor());
    BOOST_TEST(has(junit.errors, "<failure message="), junit.errors);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
