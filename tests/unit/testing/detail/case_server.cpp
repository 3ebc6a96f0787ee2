// SPDX-License-Identifier: MIT
#include <sendmock/http/basic_credentials.hpp>
#include <sendmock/testing/detail/case_server.hpp>
#include <sendmock/verdict/served_walk.hpp>

#include "clients/honest_client.hpp"
#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include "support/service_client.hpp"
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace unit::testing::detail::case_server {

using namespace std::chrono_literals;

using sendmock::delivery;
using sendmock::exchange;
using sendmock::testing::troubles;
using sendmock::testing::walk_case;
using sendmock::testing::detail::served_case;
using sendmock::tests::service_client;

walk_case with(std::string_view name, walk_case one) {
    const auto& all = troubles();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const auto& trouble) { return trouble.name == name; });
    one.trouble = static_cast<std::size_t>(found - all.begin());
    return one;
}

std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.find(':', 6) + 1)));
}

/// Walks to the end.
/// @return the error, if it ended in one
std::string walk(const served_case& served, std::chrono::milliseconds timeout = 10s) {
    try {
        honest_client(served.at, timeout).for_each_log([](const auto&) {});
        return {};
    } catch (const std::exception& failure) {
        return failure.what();
    }
}

/// Whether a trouble acts on clients alone that accept compressed content.
bool needs_gzip(const sendmock::testing::trouble& what, const walk_case& one) {
    const auto rules = what.rules(one);
    return std::any_of(rules.begin(), rules.end(), [](const sendmock::rule& rule) {
        return rule.then.wire && !can_act(rule.then.wire->kind, /*accepts_gzip=*/false, false);
    });
}

/// Asks once, with the credentials of the walk or none.
int ask(const served_case& served, bool with_credentials = true) {
    sendmock::tests::raw_client connection(port_of(served.at.url));
    sendmock::http::header_fields fields;
    if (with_credentials) {
        fields.add("Authorization", sendmock::http::make_basic(served.at.key, served.at.secret));
    }
    connection.send(sendmock::tests::request_text("GET", served.first_target, fields));
    return connection.read_answer().status;
}

/// Asks as often, each time with a header field of so many bytes.
void ask_at_length(const served_case& served, int times, std::size_t bytes) {
    sendmock::tests::raw_client connection(port_of(served.at.url));
    sendmock::http::header_fields fields;
    fields.add("Authorization", sendmock::http::make_basic(served.at.key, served.at.secret));
    fields.add("X-Long", std::string(bytes, 'x'));
    const std::string request = sendmock::tests::request_text("GET", served.first_target, fields);
    for (int done = 0; done < times; ++done) {
        connection.send(request);
        BOOST_REQUIRE(connection.read_answer().status == 200);
    }
}

const walk_case five_logs{.rows = 5, .page_size = 2, .seed = 1};

} // namespace unit::testing::detail::case_server

BOOST_AUTO_TEST_SUITE(unit)
BOOST_AUTO_TEST_SUITE(testing)
BOOST_AUTO_TEST_SUITE(detail)
BOOST_AUTO_TEST_SUITE(case_server)

BOOST_AUTO_TEST_CASE(a_walk_is_served_with_its_logs_and_settings_and_an_account_of_its_own) {
    sendmock::testing::detail::case_server server;
    const served_case served = server.begin(five_logs, "key-1", "s3cret");
    BOOST_TEST(served.at.key == "key-1");
    BOOST_TEST(served.at.secret == "s3cret");
    BOOST_TEST(served.at.url.ends_with(std::string(sendmock::tests::logs_target)));
    BOOST_TEST(served.first_target == sendmock::tests::logs_target);
    BOOST_TEST(served.account->key() == "key-1");
    BOOST_TEST(walk(served) == "");
    const auto requests = server.requests(served);
    BOOST_REQUIRE(requests.size() == 3U);
    const sendmock::served_walk seen(requests, served.first_target);
    BOOST_TEST(seen.complete());
    BOOST_TEST(seen.rows().size() == 5U);
    BOOST_TEST(seen.pages().size() == 3U);
}

BOOST_AUTO_TEST_CASE(the_url_may_have_parameters_and_a_cursor) {
    sendmock::testing::detail::case_server server;
    walk_case one = five_logs;
    one.parameters = sendmock::testing::all_parameters;
    served_case served = server.begin(one, "key-1", "s");
    BOOST_TEST(served.first_target ==
               "/api/v2/integrations/logs?shop=1&shop=2&name=a%2Bb%26c&empty=");
    BOOST_TEST(served.at.url.ends_with(served.first_target));
    BOOST_TEST(walk(served) == "");
    for (const exchange& entry : server.requests(served)) {
        BOOST_TEST(entry.target.find("name=a%2Bb%26c") != std::string::npos);
    }
    one.backward = true;
    BOOST_TEST(server.begin(one, "key-2", "s").first_target ==
               "/api/v2/integrations/logs?shop=1&shop=2&name=a%2Bb%26c&empty=&cursor=cj0x");
    one.parameters = 0;
    served = server.begin(one, "key-3", "s");
    BOOST_TEST(served.first_target == "/api/v2/integrations/logs?cursor=cj0x");
    BOOST_TEST(ask(served) == 200);
    const auto requests = server.requests(served);
    BOOST_TEST(!requests.front().links->next.has_value()); // it is the last page
    BOOST_TEST(requests.front().links->previous.has_value());
}

BOOST_AUTO_TEST_CASE(a_new_walk_ends_the_one_before) {
    sendmock::testing::detail::case_server server;
    const served_case first = server.begin(five_logs, "key-1", "s");
    BOOST_TEST(walk(first) == "");
    const served_case second = server.begin(five_logs, "key-2", "s");
    BOOST_TEST(server.requests(second).empty());
    BOOST_TEST(ask(first) == 401);
    BOOST_TEST(ask(second) == 200);
    // What comes late of an earlier walk belongs to no other.
    BOOST_TEST(server.requests(second).size() == 1U);
    BOOST_TEST(server.requests(second).front().account == "key-2");
}

BOOST_AUTO_TEST_CASE(requests_without_credentials_or_with_others_belong_to_the_walk) {
    sendmock::testing::detail::case_server server;
    const served_case served = server.begin(five_logs, "key-1", "s");
    BOOST_TEST(ask(served) == 200);
    BOOST_TEST(ask(served, false) == 401);
    BOOST_TEST(service_client(port_of(served.at.url), "other", "x").get().status == 401);
    BOOST_TEST(service_client(port_of(served.at.url), "key-1", "x").get().status == 401);
    BOOST_TEST(ask(served) == 200);
    std::string seen;
    for (const exchange& entry : server.requests(served)) {
        seen += std::to_string(entry.status) + (entry.authenticated ? "+ " : "- ");
    }
    BOOST_TEST(seen == "200+ 401- 401- 401- 200+ "); // in the order in which they came
}

BOOST_AUTO_TEST_CASE(requests_are_there_with_their_contents_once_they_are_answered) {
    sendmock::testing::detail::case_server server;
    const served_case served = server.begin(
        with("a slow answer", {.rows = 3, .page_size = 2, .amount = 19}), "key-1", "s");
    for (int times = 0; times < 20; ++times) {
        BOOST_TEST(ask(served) == 200);
        const exchange entry = server.requests(served).back();
        BOOST_TEST((entry.outcome == delivery::complete));
        BOOST_TEST(sendmock::rows_of(entry).size() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(a_walk_that_is_cut_off_ends_at_once_and_the_next_one_is_served) {
    sendmock::testing::detail::case_server server;
    const served_case served =
        server.begin(with("an answer that does not come", five_logs), "key-1", "s");
    std::string error;
    std::thread client([&] { error = walk(served, 60s); });
    BOOST_TEST(
        sendmock::tests::eventually([&] { return served.account->journal().last_number() == 1U; }));
    const auto begin = std::chrono::steady_clock::now();
    server.cut_off();
    client.join();
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 20s));
    BOOST_TEST(error != "");
    BOOST_TEST(walk(served) != ""); // no new connection is taken
    BOOST_TEST(server.requests(served).size() == 1U);
    BOOST_TEST(server.elsewhere().empty());
    const served_case next = server.begin(five_logs, "key-2", "s");
    BOOST_TEST(walk(next) == "");
}

BOOST_AUTO_TEST_CASE(what_reaches_another_origin_is_known_even_when_the_walk_was_cut_off) {
    sendmock::testing::detail::case_server server;
    const served_case served =
        server.begin(with("a redirection to another origin", five_logs), "key-1", "s");
    sendmock::tests::raw_client connection(port_of(served.at.url));
    connection.send(sendmock::tests::request_text(
        "GET", served.first_target, {{"Authorization", sendmock::http::make_basic("key-1", "s")}}));
    const std::string location = connection.read_answer().field("Location");
    BOOST_TEST(server.elsewhere().empty());
    BOOST_TEST(service_client(port_of(location), "key-1", "s").get().status == 401);
    BOOST_REQUIRE(server.elsewhere().size() == 1U);
    BOOST_TEST(server.elsewhere().front().reason == "credentials_arrived");
    server.cut_off();
    BOOST_REQUIRE(server.elsewhere().size() == 1U);
    BOOST_TEST(server.elsewhere().front().reason == "credentials_arrived");
    static_cast<void>(server.begin(five_logs, "key-2", "s"));
    BOOST_TEST(server.elsewhere().empty());
}

BOOST_AUTO_TEST_CASE(certificates_lie_in_files_as_long_as_they_are_needed) {
    std::vector<std::string> files;
    {
        sendmock::testing::detail::case_server server;
        sendmock::testing::detail::case_server another;
        const served_case good = server.begin(with("https", five_logs), "key-1", "s");
        BOOST_TEST(good.at.url.starts_with("https://127.0.0.1:"));
        BOOST_TEST(walk(good) == "");
        files.push_back(good.at.ca_file);
        const served_case expired =
            server.begin(with("a certificate that has expired", five_logs), "key-2", "s");
        BOOST_TEST(walk(expired) != "");
        BOOST_TEST(server.requests(expired).empty());
        files.push_back(expired.at.ca_file);
        files.push_back(another.begin(with("https", five_logs), "key-1", "s").at.ca_file);
        another.cut_off();
        for (const std::string& file : files) {
            BOOST_TEST(std::filesystem::exists(file), file);
        }
        BOOST_TEST((files[0] != files[1] && files[0] != files[2]));
        BOOST_TEST(server.begin(five_logs, "key-3", "s").at.ca_file == "");
    }
    for (const std::string& file : files) {
        BOOST_TEST(!std::filesystem::exists(file), file);
        BOOST_TEST(!std::filesystem::exists(file + ".crl"), file);
    }
}

BOOST_AUTO_TEST_CASE(handshakes_are_counted_for_each_walk) {
    sendmock::testing::detail::case_server server;
    const walk_case expired = with("a certificate that has expired", five_logs);
    const served_case first = server.begin(expired, "key-1", "s");
    BOOST_TEST(server.handshakes() == 0U);
    BOOST_TEST(walk(first) != "");
    BOOST_TEST(server.handshakes() == 1U);
    const served_case second = server.begin(expired, "key-2", "s");
    BOOST_TEST(server.handshakes() == 0U);
    BOOST_TEST(walk(second) != "");
    server.cut_off();
    BOOST_TEST(server.handshakes() == 1U);
    const served_case plain = server.begin(five_logs, "key-3", "s");
    BOOST_TEST(walk(plain) == "");
    BOOST_TEST(server.handshakes() == 0U);
}

BOOST_AUTO_TEST_CASE(keeps_as_much_as_5000_requests_with_4_kilobytes_of_fields_each) {
    sendmock::testing::detail::case_server server;
    const served_case served = server.begin(five_logs, "key-1", "s");
    ask_at_length(served, 350, std::size_t{60} << 10U);
    BOOST_TEST(served.is_known_whole());
    BOOST_TEST(server.requests(served).size() == 350U);
}

BOOST_AUTO_TEST_CASE(says_where_requests_were_too_long_to_keep_all) {
    sendmock::testing::detail::case_server server;
    const served_case served = server.begin(five_logs, "key-1", "s");
    ask_at_length(served, 1200, std::size_t{60} << 10U);
    BOOST_TEST(!served.is_known_whole());
    BOOST_TEST(server.begin(five_logs, "key-2", "s").is_known_whole());
}

BOOST_AUTO_TEST_CASE(compressed_answers_come_to_those_who_accept_them) {
    sendmock::testing::detail::case_server server;
    std::size_t compressed = 0;
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        const walk_case one{.trouble = trouble, .rows = 3, .page_size = 3, .page = 1};
        const auto& what = troubles()[trouble];
        if (what.first_page == 1 && needs_gzip(what, one)) { // it can be asked for at once
            const served_case served = server.begin(one, "key-" + std::to_string(trouble), "s");
            sendmock::tests::raw_client connection(port_of(served.at.url));
            sendmock::http::header_fields fields;
            fields.add("Authorization",
                       sendmock::http::make_basic(served.at.key, served.at.secret));
            fields.add("Accept-Encoding", "gzip");
            connection.send(sendmock::tests::request_text("GET", served.first_target, fields));
            BOOST_TEST(connection.read_answer().status == 200);
            BOOST_TEST(served.account->unused_rules().empty());
            ++compressed;
        }
    }
    BOOST_TEST(compressed == 2U);
}

BOOST_AUTO_TEST_CASE(every_trouble_comes_about) {
    sendmock::testing::detail::case_server server;
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        const auto& what = troubles()[trouble];
        BOOST_TEST_CONTEXT(what.name) {
            walk_case one{.trouble = trouble, .rows = 7, .page_size = 2, .page = 3, .seed = 1};
            one.page = what.last_page ? one.pages() : one.page;
            one.style = what.style;
            const served_case served =
                server.begin(one, "key-" + std::to_string(trouble), "s3cret");
            const std::string error = walk(served, what.stalls ? 100ms : 10'000ms);
            BOOST_TEST(served.account->unused_rules().empty() == !needs_gzip(what, one));
            if (!what.may_fail && what.ability.empty()) {
                BOOST_TEST(error == "");
            }
            const bool is_asked = !what.tls || what.tls == sendmock::tls_profile::good;
            BOOST_TEST(server.requests(served).empty() == !is_asked);
            BOOST_TEST((error == "") <= is_asked); // what is not asked for cannot succeed
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
